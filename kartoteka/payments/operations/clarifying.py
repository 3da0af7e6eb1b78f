"""Payments that nobody has explained yet: whose work each is, what was found out, and one payment
that is for several customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.access.operations.bulk import Outcome
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry
from kartoteka.payments import candidates
from kartoteka.payments.models import Line, Note, Payment, Share, Waiting
from kartoteka.payments.operations.booking import (
    AlreadyBooked,
    NoSuchAccount,
    NoSuchLine,
    credit,
)
from kartoteka.payments.operations.matching import alone
from kartoteka.payments.operations.rights import require

MOST_SHARES, LONGEST_NOTE = 50, 2_000


class NoSuchClerk(Refusal):
    code = "payments.no_such_clerk"
    message = _("Choose somebody who works at the desk.")
    field = "owner"


class NoteEmpty(Refusal):
    code = "payments.note_empty"
    message = _("Write what you have found out.")
    field = "text"


class SharesDiffer(Refusal):
    code = "payments.shares_differ"
    message = _("The shares make %(sum)s, the payment is %(amount)s: %(difference)s to go.")


class SharesWrong(Refusal):
    code = "payments.shares_wrong"
    message = _("Give two to fifty different customers, each with an amount above zero.")


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """What of a payment is for one ledger account."""

    account_id: int
    amount: Decimal


def assign(*, actor: Actor, line_ids: Sequence[int], owner: int | None) -> int:
    """Says who explains the waiting lines (nobody: None) and returns how many that changed.

    Raises NotAllowed, NoSuchClerk.
    """
    require(actor, Role.CLERK)
    at_desk = User.everyone.filter(realm=Realm.DESK, is_active=True)
    if owner is not None and not at_desk.filter(pk=owner).exists():
        raise NoSuchClerk
    with acting(actor):
        parameters = {"line_ids": list(line_ids), "owner": owner, "actor": actor.user_id}
        return sql.run("kartoteka.payments", "assign", parameters)


def assign_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """`assign` for the rows chosen in the list."""
    owner = options.get("owner")
    done = assign(actor=actor, line_ids=ids, owner=int(owner) if owner else None)
    return Outcome(done=done, same=len(ids) - done)


def add_note(*, actor: Actor, line_id: int, text: str) -> None:
    """Keeps what somebody has found out about a line. Raises NotAllowed, NoSuchLine, NoteEmpty."""
    require(actor, Role.CLERK)
    if not text.strip():
        raise NoteEmpty
    with acting(actor):
        if not Line.objects.filter(pk=line_id).exists():
            raise NoSuchLine
        Note.objects.create(line_id=line_id, text=text.strip()[:LONGEST_NOTE], actor=actor.user_id)


def accept_split(*, actor: Actor, line_id: int, shares: Sequence[ShareDraft]) -> list[int]:
    """Gives a waiting line to several ledger accounts and returns the credits, one each.

    The shares make the whole payment, to the grosz. Nothing is learned of the payer. Raises
    NotAllowed, NoSuchLine, AlreadyBooked, NoSuchAccount, SharesWrong, SharesDiffer,
    MatchingRuns, and what ledger.post does.
    """
    require(actor, Role.CLERK)
    with acting(actor):
        alone()
        line = Line.objects.filter(pk=line_id, amount__gt=0).first()
        if line is None:
            raise NoSuchLine
        if not Waiting.objects.filter(pk=line_id).exists():
            raise AlreadyBooked
        _refuse_shares(line, shares)
        credits = [
            _posted(actor, line, share, place) for place, share in enumerate(shares, start=1)
        ]
        facts = {"HAND": {"shares": len(shares)}}
        first, *others = credits
        Payment.objects.create(
            line=line, entry_id=first.pk, account_id=first.account_id, rule="HAND",
            facts=facts, actor=actor.user_id,
        )  # fmt: skip
        Share.objects.bulk_create(
            Share(line=line, entry=each, account_id=each.account_id, actor=actor.user_id)
            for each in others
        )
        candidates.stage()
        Waiting.objects.filter(pk=line_id).delete()
        return [each.pk for each in credits]


def _refuse_shares(line: Line, shares: Sequence[ShareDraft]) -> None:
    accounts = {share.account_id for share in shares}
    if (
        not 2 <= len(shares) <= MOST_SHARES  # noqa: PLR2004
        or len(accounts) != len(shares)
        or any(share.amount <= 0 for share in shares)
    ):
        raise SharesWrong
    whole = sum((share.amount for share in shares), Decimal(0))
    if whole != line.amount:
        raise SharesDiffer(sum=whole, amount=line.amount, difference=line.amount - whole)


def _posted(actor: Actor, line: Line, share: ShareDraft, place: int) -> Entry:
    account = Account.objects.filter(
        pk=share.account_id, creditor_id=line.creditor_id, currency=line.currency
    ).first()
    if account is None:
        raise NoSuchAccount
    ref = str(line.pk) if place == 1 else f"{line.pk}/{place}"
    draft = credit(
        account=account, amount=share.amount, on=line.booked_on, title=line.title, entry_ids=(),
        via=line.kind, parts=None, source=("payments.line", ref),
    )  # fmt: skip
    return Entry.objects.get(pk=ledger.post(actor=actor, draft=draft))
