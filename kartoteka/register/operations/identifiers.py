"""Identifiers: checked, unique where they truly are, sensitive ones found only whole."""

from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.models import Identifier, IdentifierException, Party
from kartoteka.register.operations.editing import NotThere, take
from kartoteka.register.operations.revealing import ReasonMissing, reveal


class BadIdentifier(Refusal):
    """The value is no identifier of its kind: wrong length or check digit."""

    code = "register.bad_identifier"
    message = _("%(value)s is no valid %(kind)s: check its digits.")


class IdentifierTaken(Refusal):
    """Another party has it; `facts` name it (party_id, name, number)."""

    code = "register.identifier_taken"
    message = _("%(name)s (%(number)s) already has this %(kind)s. Open that card instead.")


class IdentifierJustTaken(Refusal):
    """Another party got it at this very moment; the database noticed."""

    code = "register.identifier_taken"
    message = _("Another party already has this identifier. Find it by the number and open it.")


class StillShared(Refusal):
    """An exception ends when nobody else has the identifier any more."""

    code = "register.still_shared"
    message = _(
        "%(name)s (%(number)s) still has the same %(kind)s. Change or remove one of them first."
    )


class NotShared(Refusal):
    """Nobody else has it, or it is a branch's: there is nothing to allow."""

    code = "register.not_shared"
    message = _("No other customer has this %(kind)s: just add it.")
    field = "value"


class NotForClerks(Refusal):
    """An exception from uniqueness is an administrator's."""

    code = "register.exception_not_allowed"
    message = _("Only an administrator may let two customers have the same identifier.")


constraints.means("register_identifier_unique", IdentifierJustTaken)
constraints.means("register_identifier_hash_unique", IdentifierJustTaken)


def set_identifier(
    *,
    actor: Actor,
    party_id: int,
    kind: str,
    value: str,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> int:
    """Give the party this identifier, in place of an earlier one of its kind; returns its id.

    Of EU VAT numbers a party has one of each country: the one of the same country is replaced. The
    value may be typed in any grouping. A PESEL or rodné číslo fills in an empty birth date.
    Raises BadIdentifier, IdentifierTaken, NotThere, ChangedMeanwhile.
    """
    checked = rules.check_identifier(kind, value)
    if not checked.valid:
        raise BadIdentifier(field=kind.lower(), value=value, kind=Identifier.Kind(kind).label)
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        old = Identifier.objects.filter(**_place(party, kind, checked.normalised)).first()
        if old is not None:
            take(
                Identifier,
                old.pk,
                actor=actor,
                expected_version=expected_version,
                confirmed=confirmed,
            )
        keeps = old is not None and old.exception_id and old.value == checked.normalised
        if not keeps:
            is_head = party.parent_id is None
            refuse_taken(kind, checked.normalised, party_id=party.pk, is_head=is_head)
        row = _write(party, kind, checked.normalised, old.exception_id if keeps and old else None)
        if old is not None and not keeps:
            _let_go(old)
        if checked.born_on and party.birth_date is None and party.kind in rules.NATURAL:
            Party.objects.filter(pk=party.pk).update(birth_date=checked.born_on)
        return row.pk


def remove_identifier(
    *, actor: Actor, party_id: int, kind: str, identifier_id: int | None = None
) -> None:
    """Take the identifier of this kind away, with an id only that one. Raises NotThere."""
    one = {} if identifier_id is None else {"pk": identifier_id}
    with acting(actor):
        row = Identifier.objects.filter(party_id=party_id, kind=kind, **one).first()
        if row is None:
            raise NotThere
        Identifier.objects.filter(pk=row.pk).delete()
        _let_go(row)


def allow_same_identifier(
    *, actor: Actor, party_id: int, kind: str, value: str, reason: str
) -> int:
    """Give the party an identifier that another head of a tree has, for a reason that is kept.

    Returns the id of the exception; it ends by itself when either of them loses the identifier.
    Raises NotForClerks, ReasonMissing, BadIdentifier, NotShared, NotThere, PartyMerged.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise NotForClerks
    if not rules.tidy(reason):
        raise ReasonMissing
    checked = rules.check_identifier(kind, value)
    label = Identifier.Kind(kind).label
    if not checked.valid:
        raise BadIdentifier(field="value", value=value, kind=label)
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        other = _holders(kind, checked.normalised).exclude(party=party_id).first()
        if other is None or party.parent_id is not None:
            raise NotShared(kind=label)
        old = Identifier.objects.filter(**_place(party, kind, checked.normalised)).first()
        IdentifierException.objects.filter(party=party, kind=kind, ended_at=None).update(
            ended_at=Now()
        )
        exception = IdentifierException.objects.create(
            party=party,
            kind=kind,
            value="" if kind in rules.SENSITIVE else checked.normalised,
            other_id=other.party_id,
            reason=rules.tidy(reason)[:300],
            allowed_by=actor.user_id,
        )
        _write(party, kind, checked.normalised, exception.pk)
        if old is not None and old.value != checked.normalised:
            _let_go(old)
        return exception.pk


def end_identifier_exception(*, actor: Actor, party_id: int, kind: str) -> None:
    """Take an exception back, so that the identifier is unique again.

    Raises NotForClerks, NotThere, and StillShared while another party has the identifier.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise NotForClerks
    with acting(actor), constraints.spoken():
        row = Identifier.objects.filter(
            party_id=party_id, kind=kind, exception__isnull=False
        ).first()
        if row is None:
            raise NotThere
        other = _holders(kind, row.value).exclude(party=party_id).select_related("party").first()
        if other is not None:
            raise StillShared(
                name=other.party.name,
                number=other.party.number,
                party_id=other.party_id,
                kind=row.get_kind_display(),
            )
        _end(row)


def reveal_identifier(*, actor: Actor, identifier_id: int, reason: str) -> str:
    """The whole value of an identifier; that it was shown, and why, stays in the history.

    Raises ReasonMissing, NotForYou, NotThere.
    """
    return str(reveal(Identifier, identifier_id, "value", actor=actor, reason=reason))


def hash_of(kind: str, value: str) -> bytes | None:
    """The keyed hash that is kept beside a sensitive value; None for the others."""
    return (
        rules.keyed_hash(kind, value, settings.IDENTIFIER_KEY) if kind in rules.SENSITIVE else None
    )


def refuse_taken(kind: str, value: str, *, party_id: int | None, is_head: bool) -> None:
    """Raises IdentifierTaken if another head of a tree has this identifier."""
    if not is_head:
        return
    other = (
        _holders(kind, value)
        .exclude(party=party_id)
        .select_related("party__merged_into")
        .order_by(F("exception_id").asc(nulls_first=True))
        .first()
    )
    if other is not None:
        stands = other.party.merged_into or other.party
        raise IdentifierTaken(
            field=kind.lower(),
            kind=Identifier.Kind(kind).label,
            name=stands.name,
            number=stands.number,
            party_id=stands.pk,
        )


def _holders(kind: str, value: str) -> QuerySet[Identifier]:
    """The heads of trees that have an identifier; both halves can be read off an index."""
    same = Q(value_hash=hash_of(kind, value)) if kind in rules.SENSITIVE else Q(value=value)
    alone = Q(is_head=True, exception__isnull=True)
    return Identifier.objects.filter(
        Q(same, alone) | Q(same, is_head=True, exception__isnull=False, value=value), kind=kind
    )


def _place(party: Party, kind: str, value: str) -> dict[str, Any]:
    """Which identifier a value takes the place of: of EU VAT numbers that of the same country."""
    which: dict[str, Any] = {"party": party, "kind": kind}
    if kind == Identifier.Kind.EU_VAT:
        which["value__startswith"] = value[:2]
    return which


def _write(party: Party, kind: str, value: str, exception_id: int | None) -> Identifier:
    row, _made = Identifier.objects.update_or_create(
        **_place(party, kind, value),
        defaults={
            "value": value,
            "value_hash": hash_of(kind, value),
            "is_head": party.parent_id is None,
            "exception_id": exception_id,
        },
    )
    return row


def _let_go(old: Identifier) -> None:
    """A party has lost an identifier: its own exception ends, and so does that of the last of
    those who had it too, who has it alone from now on."""
    if old.exception_id is not None:
        IdentifierException.objects.filter(pk=old.exception_id).update(ended_at=Now())
    holders = list(_holders(old.kind, old.value).order_by("pk")[:2])
    if holders and all(row.exception_id for row in holders):
        _end(holders[0])


def _end(row: Identifier) -> None:
    IdentifierException.objects.filter(pk=row.exception_id or 0).update(ended_at=Now())
    Identifier.objects.filter(pk=row.pk).update(exception=None)
