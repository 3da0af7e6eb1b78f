"""Whose work a line is, what was found out about it, and whom it can be given to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.access import queries as access
from kartoteka.access.models import User
from kartoteka.kernel.actor import Actor, Realm
from kartoteka.ledger.models import Account
from kartoteka.payments.models import Clarification, Note, Payment, Share


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What somebody has found out about a line."""

    text: str
    noted_at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Clearing:
    """Whose work a line is, and its notes, the newest first."""

    owner: int | None
    owner_name: str
    notes: tuple[NoteRow, ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """For whom a share of a payment was booked."""

    party_id: int
    party: str
    amount: Decimal
    entry_id: int


def clearing(*, viewer: Actor, line_id: int) -> Clearing:
    """Whose work the line is and what is known about it."""
    owner = Clarification.objects.filter(pk=line_id).values_list("owner", flat=True).first()
    notes = list(Note.objects.filter(line_id=line_id).order_by("-pk")[:50])
    wanted = {note.actor for note in notes if note.actor} | ({owner} if owner else set())
    names = access.names(viewer=viewer, user_ids=wanted)
    rows = tuple(NoteRow(one.text, one.noted_at, names.get(one.actor or 0, "—")) for one in notes)
    return Clearing(owner, names.get(owner or 0, ""), rows)


def clerks(*, viewer: Actor) -> list[tuple[int, str]]:
    """Who works at the desk: id and name."""
    del viewer
    found = User.everyone.filter(realm=Realm.DESK, is_active=True).order_by("name", "login")
    return [(one.pk, one.name or one.login) for one in found]


def accounts_by_number(
    *, viewer: Actor, creditor_id: int, currency: str, numbers: Sequence[str]
) -> dict[str, int]:
    """The ledger accounts of customers by their numbers, as they were typed."""
    del viewer
    found = Account.objects.filter(
        creditor_id=creditor_id, currency=currency, is_joined=False, party__number__in=numbers
    )
    return dict(found.values_list("party__number", "pk"))


def shares_of(*, viewer: Actor, line_id: int) -> list[ShareRow]:
    """For whom a line was booked that was split; nothing where it was not."""
    del viewer
    others = list(Share.objects.filter(line_id=line_id).select_related("entry", "account__party"))
    if not others:
        return []
    first = Payment.objects.select_related("entry", "account__party").get(pk=line_id)
    booked: list[Payment | Share] = [first, *others]
    return [
        ShareRow(one.account.party_id, one.account.party.name, one.entry.amount, one.entry_id)
        for one in booked
    ]
