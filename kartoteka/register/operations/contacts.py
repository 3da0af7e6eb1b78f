"""Phone numbers and e-mail addresses, kept in one form and as they were typed."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register import rules
from kartoteka.register.drafts import ContactDraft
from kartoteka.register.models import Contact, ContactUse, Party
from kartoteka.register.operations.editing import take


class BadPhone(Refusal):
    """Nobody could be rung up under this number."""

    code = "register.bad_phone"
    message = _("%(value)s is no phone number. Abroad it begins with + and the country's number.")
    field = "value"


class BadEmail(Refusal):
    """No letter would arrive there."""

    code = "register.bad_email"
    message = _("%(value)s is no e-mail address.")
    field = "value"


class ContactTwice(Refusal):
    """The party has it already."""

    code = "register.contact_twice"
    message = _("The customer has this already.")
    field = "value"


class SameContact(Confirmable):
    """Another party is reached the same way; `facts` name it (party_id, name, number)."""

    code = "register.same_contact"
    message = _("%(name)s (%(number)s) has the same %(what)s: %(value)s. Is it the same customer?")


constraints.means("register_contact_unique", ContactTwice)


def add_contact(
    *,
    actor: Actor,
    party_id: int,
    draft: ContactDraft,
    confirmed: frozenset[str] = frozenset(),
) -> int:
    """Add a phone number or e-mail address; returns its id.

    A preferred one takes the preference from the present. Raises BadPhone, BadEmail, ContactTwice,
    SameContact unless confirmed, NotThere. Of a purpose too, a preferred one takes the place.
    """
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        values = contact_values(draft, party.country)
        refuse_same([values], party_id=party.pk, confirmed=confirmed)
        _prefer(party.pk, values)
        row = Contact.objects.create(party=party, **values)
        _use(row, draft)
        return row.pk


def change_contact(
    *,
    actor: Actor,
    contact_id: int,
    draft: ContactDraft,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the contact as `draft` says. Raises as add_contact, and ChangedMeanwhile."""
    with acting(actor), constraints.spoken():
        row = take(
            Contact, contact_id, actor=actor, expected_version=expected_version, confirmed=confirmed
        )
        values = contact_values(draft, row.party.country)
        if values["value"] != row.value:
            refuse_same([values], party_id=row.party_id, confirmed=confirmed)
        _prefer(row.party_id, values, besides=row.pk)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        _use(row, draft)


def remove_contact(*, actor: Actor, contact_id: int) -> None:
    """Take the contact away; the history keeps it. Raises NotThere."""
    with acting(actor):
        take(Contact, contact_id, actor=actor).delete()


def contact_values(draft: ContactDraft, country: str) -> dict[str, object]:
    """The columns of a contact row. Raises BadPhone, BadEmail."""
    typed = rules.tidy(draft.value)
    if draft.kind == Contact.Kind.PHONE:
        value = rules.normalise_phone(typed, country)
        if value is None:
            raise BadPhone(value=typed)
    else:
        value = rules.normalise_email(typed)
        if value is None:
            raise BadEmail(value=typed)
    return {
        "kind": draft.kind,
        "value": value,
        "typed": typed,
        "label": rules.tidy(draft.label),
        "is_preferred": draft.is_preferred,
    }


def refuse_same(
    contacts: list[dict[str, object]], *, party_id: int | None, confirmed: frozenset[str]
) -> None:
    """Raises SameContact if another party has one of these contacts, unless confirmed."""
    if SameContact.code in confirmed or not contacts:
        return
    other = (
        Contact.objects.filter(value__in=[values["value"] for values in contacts])
        .exclude(party=party_id)
        .select_related("party")
        .order_by("pk")
        .first()
    )
    if other is not None:
        raise SameContact(
            name=other.party.name,
            number=other.party.number,
            what=Contact.Kind(other.kind).label,
            value=other.value,
            party_id=other.party_id,
        )


def _prefer(party_id: int, values: dict[str, object], besides: int | None = None) -> None:
    if values["is_preferred"]:
        Contact.objects.filter(party_id=party_id, kind=values["kind"], is_preferred=True).exclude(
            pk=besides or 0
        ).update(is_preferred=False)


def _use(contact: Contact, draft: ContactDraft) -> None:
    """Keeps for what the contact is wanted; a preference is taken from the present one."""
    if draft.uses is None:
        return
    wishes = {
        purpose: wish
        for purpose, wish in draft.uses.items()
        if purpose in ContactUse.Purpose.values and wish in ContactUse.Wish.values
    }
    own = ContactUse.objects.filter(contact=contact)
    own.exclude(purpose__in=wishes).delete()
    first = [purpose for purpose, wish in wishes.items() if wish == ContactUse.Wish.PREFERRED]
    ContactUse.objects.filter(
        party=contact.party_id, channel=contact.kind, purpose__in=first, wish="PREFERRED"
    ).exclude(contact=contact).update(wish=ContactUse.Wish.ALLOWED)
    present = dict(own.values_list("purpose", "wish"))
    for purpose, wish in wishes.items():
        if present.get(purpose) != wish:
            ContactUse.objects.update_or_create(
                contact=contact,
                purpose=purpose,
                defaults={"wish": wish, "party_id": contact.party_id, "channel": contact.kind},
            )
