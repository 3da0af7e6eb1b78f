"""Parties themselves: added, changed, moved in their tree, archived and restored."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register import rules
from kartoteka.register.drafts import PartyDraft
from kartoteka.register.models import Address, BankAccount, Contact, Identifier, Party
from kartoteka.register.operations.accounts import account_values
from kartoteka.register.operations.addresses import address_values
from kartoteka.register.operations.contacts import contact_values, refuse_same
from kartoteka.register.operations.editing import take
from kartoteka.register.operations.fields.values import set_fields
from kartoteka.register.operations.identifiers import refuse_taken, set_identifier


class NameMissing(Refusal):
    """A party without a name cannot be listed."""

    code = "register.name_missing"
    message = _("Give a name; for a person the first and last name are enough.")
    field = "name"


class NumberTaken(Refusal):
    """Another party has the number."""

    code = "register.number_taken"
    message = _("Another party has this number. Give another one, or leave it empty.")
    field = "number"


class TreeHasNoRings(Refusal):
    """A party cannot stand under itself or under one that stands under it; 20 floors are most."""

    code = "register.tree_has_no_rings"
    message = _("A party cannot stand under itself or under one of its own. Choose another.")
    field = "parent"


class PlaceUnclear(Refusal):
    """A head office has nobody above it, a branch or contact person has."""

    code = "register.place_unclear"
    message = _("A branch or contact person needs the party it belongs to; a head office has none.")
    field = "place"


class StillHasOthersUnder(Refusal):
    """A head office is archived after its branches."""

    code = "register.still_has_others_under"
    message = _("Active branches or contact persons stand under it, such as %(name)s.")


class OwnFirmsAreGiven(Refusal):
    """Accounts of the office's own firms are open to everybody, so a clerk makes none of them."""

    code = "register.own_firms_are_given"
    message = _("Only an administrator says which firms are the office's own.")
    field = "is_creditor"


class SameNameAndCity(Confirmable):
    """Another party is called the same in the same town; `facts` name it."""

    code = "register.same_name_and_city"
    message = _("%(name)s (%(number)s) in %(city)s has the same name. Is it the same customer?")


constraints.means("register_party_number_unique", NumberTaken)
constraints.means("register_party_no_cycle", TreeHasNoRings)
constraints.means("register_party_head_has_no_parent", PlaceUnclear)
constraints.means("register_party_has_name", NameMissing)


def add_party(*, actor: Actor, draft: PartyDraft, confirmed: frozenset[str] = frozenset()) -> int:
    """Add a party with all that hangs on it; returns its id.

    An empty number becomes the next free one. Raises NameMissing, NumberTaken, PlaceUnclear,
    BadIdentifier, IdentifierTaken (naming the other card), BadPhone, BadEmail, BadAccount,
    CityMissing, AddressesOverlap, FieldsRefused, OwnFirmsAreGiven; and unless confirmed
    SameContact, SameNameAndCity.
    """
    _refuse_own_firm(actor, was=False, becomes=draft.is_creditor)
    with acting(actor), constraints.spoken():
        for kind, value in draft.identifiers.items():
            checked = rules.check_identifier(kind, value)
            if checked.valid:
                refuse_taken(
                    kind, checked.normalised, party_id=None, is_head=draft.parent_id is None
                )
        contacts = [contact_values(contact, draft.country) for contact in draft.contacts]
        refuse_same(contacts, party_id=None, confirmed=confirmed)
        _refuse_same_name(draft, confirmed)
        party = Party.objects.create(
            number=rules.tidy(draft.number) or _next_number(),
            parent_id=draft.parent_id,
            place=draft.place,
            **_identity(draft),
        )
        Contact.objects.bulk_create([Contact(party=party, **values) for values in contacts])
        Address.objects.bulk_create(
            [Address(party=party, **address_values(a, draft.country)) for a in draft.addresses]
        )
        BankAccount.objects.bulk_create(
            [BankAccount(party=party, **account_values(a)) for a in draft.accounts]
        )
        for kind, value in draft.identifiers.items():
            set_identifier(actor=actor, party_id=party.pk, kind=kind, value=value)
        if draft.fields:
            set_fields(actor=actor, record="party", record_id=party.pk, values=draft.fields)
        return party.pk


def change_party(
    *,
    actor: Actor,
    party_id: int,
    draft: PartyDraft,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the party's identity as `draft` says: names, kind, country, language, note.

    Its place in the tree is move_party's, what hangs on it has operations of its own. Raises
    NotThere, ChangedMeanwhile (naming who changed it), NameMissing, NumberTaken, OwnFirmsAreGiven.
    """
    with acting(actor), constraints.spoken():
        party = take(
            Party, party_id, actor=actor, expected_version=expected_version, confirmed=confirmed
        )
        _refuse_own_firm(actor, was=party.is_creditor, becomes=draft.is_creditor)
        values = _identity(draft)
        if number := rules.tidy(draft.number):
            values["number"] = number
        for name, value in values.items():
            setattr(party, name, value)
        party.save(update_fields=list(values))


def move_party(
    *,
    actor: Actor,
    party_id: int,
    parent_id: int | None,
    place: str = "",
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Put the party under another, or (None) at the head of a tree of its own.

    Its identifiers enter or leave the uniqueness of heads with it. Raises TreeHasNoRings,
    PlaceUnclear, IdentifierTaken, NotThere, ChangedMeanwhile.
    """
    with acting(actor), constraints.spoken():
        party = take(
            Party, party_id, actor=actor, expected_version=expected_version, confirmed=confirmed
        )
        if parent_id is None:
            place = "HEAD"
            for kind, value in Identifier.objects.filter(party=party).values_list("kind", "value"):
                refuse_taken(kind, value, party_id=party.pk, is_head=True)
        elif not place or place == "HEAD":
            place = party.place if party.place != "HEAD" else "BRANCH"
        party.parent_id, party.place = parent_id, place
        party.save(update_fields=["parent", "place"])


def archive_party(*, actor: Actor, party_id: int) -> None:
    """Put the party away: it is found after the active ones. Raises StillHasOthersUnder."""
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        under = party.children.filter(state=Party.State.ACTIVE).order_by("sort_pl").first()
        if under is not None:
            raise StillHasOthersUnder(name=under.name, party_id=under.pk)
        party.state = Party.State.ARCHIVED
        party.save(update_fields=["state"])


def restore_party(*, actor: Actor, party_id: int) -> None:
    """Make an archived party active again. Raises NotThere, PartyErased."""
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        party.state = Party.State.ACTIVE
        party.save(update_fields=["state"])


def _refuse_own_firm(actor: Actor, *, was: bool, becomes: bool) -> None:
    if was != becomes and not actor.may(Role.ADMINISTRATOR):
        raise OwnFirmsAreGiven


def _identity(draft: PartyDraft) -> dict[str, object]:
    name = rules.full_name(draft.kind, draft.name, draft.first_name, draft.last_name)
    if not name:
        raise NameMissing
    return {
        "kind": draft.kind,
        "name": name,
        "first_name": rules.tidy(draft.first_name),
        "last_name": rules.tidy(draft.last_name),
        "birth_date": draft.birth_date,
        "country": draft.country,
        "language": draft.language,
        "function": rules.tidy(draft.function),
        "note": draft.note.strip(),
        "is_creditor": draft.is_creditor,
    }


def _next_number() -> str:
    """The next number of the register's own series that nobody has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_next_number()")
        (number,) = cursor.fetchone()
    return str(number)


def _refuse_same_name(draft: PartyDraft, confirmed: frozenset[str]) -> None:
    cities = [rules.tidy(address.city) for address in draft.addresses if address.city]
    if SameNameAndCity.code in confirmed or not cities:
        return
    name = rules.full_name(draft.kind, draft.name, draft.first_name, draft.last_name)
    other = sql.row("kartoteka.register", "same_name_and_city", {"name": name, "cities": cities})
    if other is not None:
        party_id, other_name, number, city = other
        raise SameNameAndCity(name=other_name, number=number, city=city, party_id=party_id)
