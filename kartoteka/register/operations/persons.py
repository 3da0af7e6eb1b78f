"""Persons who serve parties: in a function, with flags, from day to day."""

from dataclasses import asdict

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.drafts import PersonDraft
from kartoteka.register.models import Party, PersonLink
from kartoteka.register.operations.editing import NotThere, take
from kartoteka.register.operations.segments import ValidityEndsBeforeItBegins

PERSONS = frozenset({"PERSON", "SOLE_TRADER"})


class NotAPerson(Refusal):
    """Only somebody of flesh and blood serves a customer."""

    code = "register.not_a_person"
    message = _("%(name)s is no person. Choose a person, or add one.")
    field = "person"


class ServesAlready(Refusal):
    """The person has the function there in that time already."""

    code = "register.serves_already"
    message = _("This person has this function here in that time already. Give other days.")
    field = "function"


class ServesOneself(Refusal):
    """A person is not a person of their own."""

    code = "register.serves_oneself"
    message = _("A person cannot serve themself. Choose another one.")
    field = "person"


constraints.means("register_personlink_no_overlap", ServesAlready)
constraints.means("register_personlink_not_oneself", ServesOneself)
constraints.means("register_personlink_valid_in_order", ValidityEndsBeforeItBegins)


def link_person(*, actor: Actor, party_id: int, person_id: int, draft: PersonDraft) -> int:
    """Let a person serve the party; returns the link's id.

    Raises NotAPerson, ServesOneself, ServesAlready, ValidityEndsBeforeItBegins, OfAnotherList,
    NotThere.
    """
    with acting(actor), constraints.spoken():
        both = Party.objects.filter(pk__in=[party_id, person_id]).order_by("pk")
        rows = {row.pk: row for row in both.select_for_update(no_key=True)}
        if not {party_id, person_id} <= rows.keys():
            raise NotThere
        if party_id == person_id:
            raise ServesOneself
        if rows[person_id].kind not in PERSONS:
            raise NotAPerson(name=rows[person_id].name)
        return PersonLink.objects.create(
            party_id=party_id, person_id=person_id, **_values(draft)
        ).pk


def change_link(
    *,
    actor: Actor,
    link_id: int,
    draft: PersonDraft,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the link as `draft` says, or end it. Raises as link_person, and ChangedMeanwhile."""
    with acting(actor), constraints.spoken():
        row = take(
            PersonLink, link_id, actor=actor, expected_version=expected_version, confirmed=confirmed
        )
        for name, value in _values(draft).items():
            setattr(row, name, value)
        row.save()


def remove_link(*, actor: Actor, link_id: int) -> None:
    """Take away a link that never was right; the history keeps it. Raises NotThere."""
    with acting(actor):
        take(PersonLink, link_id, actor=actor).delete()


def _values(draft: PersonDraft) -> dict[str, object]:
    said = asdict(draft)
    return said | {"title": rules.tidy(draft.title), "note": rules.tidy(draft.note)}
