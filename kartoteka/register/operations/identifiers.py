"""Identifiers: checked, unique where they truly are, sensitive ones found only whole."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.models import Identifier, Party
from kartoteka.register.operations.editing import NotThere, take
from kartoteka.trail import operations as trail


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


class ReasonMissing(Refusal):
    """A sensitive value is shown only for a reason."""

    code = "register.reason_missing"
    message = _("Say why you need to see it: the reason is kept in the history.")
    field = "reason"


class NotForYou(Refusal):
    """Only staff may see a sensitive value in clear."""

    code = "register.not_for_you"
    message = _("Only staff may see this number.")


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
        which: dict[str, Any] = {"party": party, "kind": kind}
        if kind == Identifier.Kind.EU_VAT:
            which["value__startswith"] = checked.normalised[:2]
        old = Identifier.objects.filter(**which).first()
        if old is not None:
            take(
                Identifier,
                old.pk,
                actor=actor,
                expected_version=expected_version,
                confirmed=confirmed,
            )
        refuse_taken(kind, checked.normalised, party_id=party.pk, is_head=party.parent_id is None)
        row, _made = Identifier.objects.update_or_create(
            **which,
            defaults={
                "value": checked.normalised,
                "value_hash": hash_of(kind, checked.normalised),
                "is_head": party.parent_id is None,
            },
        )
        if checked.born_on and party.birth_date is None and party.kind in rules.NATURAL:
            Party.objects.filter(pk=party.pk).update(birth_date=checked.born_on)
        return row.pk


def remove_identifier(
    *, actor: Actor, party_id: int, kind: str, identifier_id: int | None = None
) -> None:
    """Take the identifier of this kind away, with an id only that one. Raises NotThere."""
    one = {} if identifier_id is None else {"pk": identifier_id}
    with acting(actor):
        found = Identifier.objects.filter(party_id=party_id, kind=kind, **one)
        deleted, _by_model = found.delete()
        if not deleted:
            raise NotThere


def reveal_identifier(*, actor: Actor, identifier_id: int, reason: str) -> str:
    """The whole value of an identifier; that it was shown, and why, stays in the history.

    Raises ReasonMissing, NotForYou, NotThere.
    """
    if not actor.may(Role.CLERK):
        raise NotForYou
    if not reason.strip():
        raise ReasonMissing
    with acting(actor):
        row = Identifier.objects.filter(pk=identifier_id).first()
        if row is None:
            raise NotThere
        trail.note_reveal(
            actor=actor,
            table=Identifier._meta.db_table,
            row_id=row.pk,
            party_id=row.party_id,
            reason=rules.tidy(reason),
        )
        return row.value


def hash_of(kind: str, value: str) -> bytes | None:
    """The keyed hash that is kept beside a sensitive value; None for the others."""
    return (
        rules.keyed_hash(kind, value, settings.IDENTIFIER_KEY) if kind in rules.SENSITIVE else None
    )


def refuse_taken(kind: str, value: str, *, party_id: int | None, is_head: bool) -> None:
    """Raises IdentifierTaken if another head of a tree has this identifier."""
    if not is_head:
        return
    same = {"value_hash": hash_of(kind, value)} if kind in rules.SENSITIVE else {"value": value}
    other = (
        Identifier.objects.filter(kind=kind, is_head=True, **same)
        .exclude(party=party_id)
        .select_related("party")
        .first()
    )
    if other is not None:
        raise IdentifierTaken(
            field=kind.lower(),
            kind=Identifier.Kind(kind).label,
            name=other.party.name,
            number=other.party.number,
            party_id=other.party_id,
        )
