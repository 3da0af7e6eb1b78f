"""Earlier values come back by the operations that change them, with their refusals."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.utils.functional import Promise

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations, queries
from kartoteka.register.operations import AccountDraft, AddressDraft, ContactDraft, PartyDraft
from kartoteka.register.operations.addresses import AddressesOverlap
from kartoteka.register.operations.contacts import ContactTwice, SameContact
from kartoteka.register.operations.parties import NumberTaken, PlaceUnclear
from kartoteka.trail import operations as trail
from kartoteka.trail import queries as history
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
CUSTOMER = Actor(user_id=None, realm=Realm.PORTAL)
JULY, AUGUST = dt.date(2026, 7, 1), dt.date(2026, 8, 1)


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=CLERK, party_id=party_id)
    assert found is not None
    return found


def last(party_id: int, op: str = "U") -> history.Change:
    which = history.Which(op=op)
    return history.changes_of(viewer=CLERK, party_id=party_id, limit=1, which=which)[0]


def restore(party_id: int, column: str, *confirmed: str) -> None:
    change_id = last(party_id).id
    trail.restore_value(
        actor=CLERK,
        party_id=party_id,
        change_id=change_id,
        column=column,
        confirmed=frozenset(confirmed),
    )


def renamed(party_id: int, name: str, **said: object) -> None:
    draft = PartyDraft(kind="COMPANY", name=name, **said)  # type: ignore[arg-type]
    operations.change_party(actor=CLERK, party_id=party_id, draft=draft)


def test_one_field_comes_back_and_the_others_stay() -> None:
    party_id = a_party("Stara nazwa", note="pierwsza", number="N-1")
    renamed(party_id, "Nowa nazwa", note="druga")

    assert {f.column for f in last(party_id).fields if f.can_restore} == {"name", "note"}
    restore(party_id, "name")
    party = card(party_id)
    assert (party.name, party.note, party.number) == ("Stara nazwa", "druga", "N-1")


def test_a_refusal_is_the_operation_s_own() -> None:
    party_id = a_party("Anna", number="N-1")
    renamed(party_id, "Anna", number="N-2")
    a_party("Bartek", number="N-1")

    with pytest.raises(NumberTaken):
        restore(party_id, "number")


def test_a_place_in_the_tree_and_the_state_come_back() -> None:
    head, unit = a_party("Gmina"), a_party("Szkoła")
    operations.move_party(actor=CLERK, party_id=unit, parent_id=head, place="BRANCH")
    restore(unit, "place")
    assert (card(unit).place, card(unit).parent_id) == ("HEAD", None)
    with pytest.raises(PlaceUnclear):
        restore(unit, "place")
    restore(unit, "parent_id")
    assert (card(unit).place, card(unit).parent_id) == ("BRANCH", head)
    operations.archive_party(actor=CLERK, party_id=unit)
    restore(unit, "state")
    assert card(unit).state == "ACTIVE"


def test_days_of_an_address_come_back_as_days_and_may_not_overlap() -> None:
    party_id = a_party(addresses=(AddressDraft(city="Łódź"),))
    pk = card(party_id).addresses[0].id
    operations.end_address(actor=CLERK, address_id=pk, on=JULY)
    change_id = last(party_id).id
    new = AddressDraft(city="Kraków", valid_from=AUGUST)
    other = operations.add_address(actor=CLERK, party_id=party_id, draft=new)
    one = {"actor": CLERK, "party_id": party_id, "change_id": change_id, "column": "valid_to"}

    with pytest.raises(AddressesOverlap):
        trail.restore_value(**one)  # type: ignore[arg-type]
    operations.remove_address(actor=CLERK, address_id=other)
    trail.restore_value(**one)  # type: ignore[arg-type]
    assert [line.valid_to for line in card(party_id).addresses] == [None]
    restore(party_id, "valid_to")
    assert [line.valid_to for line in card(party_id).addresses] == [JULY]


def test_contacts_identifiers_and_accounts_come_back() -> None:
    party_id = a_party(
        identifiers={"NIP": "5213017228"},
        contacts=(ContactDraft("PHONE", "601200300", label="dom"),),
        accounts=(AccountDraft("PL61109010140000071219812874", label="firma"),),
    )
    before = card(party_id)
    operations.set_identifier(actor=CLERK, party_id=party_id, kind="NIP", value="7740001454")
    restore(party_id, "value")
    operations.change_contact(
        actor=CLERK, contact_id=before.contacts[0].id, draft=ContactDraft("PHONE", "601200301")
    )
    restore(party_id, "label")
    operations.change_bank_account(
        actor=CLERK, account_id=before.accounts[0].id, draft=AccountDraft("", label="dom")
    )
    restore(party_id, "label")
    party = card(party_id)
    assert party.identifiers[0].value == "5213017228"
    assert (party.contacts[0].value, party.contacts[0].note) == ("+48601200301", "dom")
    assert (party.accounts[0].label, party.accounts[0].shown) == ("firma", "PL •••• 2874")


def test_a_likely_duplicate_is_asked_about_before_a_contact_comes_back() -> None:
    party_id = a_party(contacts=(ContactDraft("EMAIL", "a@b.pl"),))
    pk = card(party_id).contacts[0].id
    changed = ContactDraft("EMAIL", "c@d.pl")
    operations.change_contact(actor=CLERK, contact_id=pk, draft=changed)
    a_party("Inna", contacts=(ContactDraft("EMAIL", "a@b.pl"),))

    with pytest.raises(SameContact):
        restore(party_id, "value")
    restore(party_id, "value", SameContact.code)
    assert card(party_id).contacts[0].value == "a@b.pl"


def test_removed_rows_are_added_again_once() -> None:
    address = AddressDraft(city="Łódź", street="Polna", valid_from=JULY, valid_to=AUGUST)
    contact = ContactDraft("PHONE", "601200300", label="dom", is_preferred=True)
    party_id = a_party(addresses=(address,), contacts=(contact,), identifiers={"NIP": "5213017228"})
    party = card(party_id)
    operations.remove_address(actor=CLERK, address_id=party.addresses[0].id)
    one = last(party_id, "D")
    operations.remove_contact(actor=CLERK, contact_id=party.contacts[0].id)
    two = last(party_id, "D")
    operations.remove_identifier(actor=CLERK, party_id=party_id, kind="NIP")
    three = last(party_id, "D")
    assert [one.can_restore, two.can_restore, three.can_restore] == [True, True, True]
    everything = history.changes_of(viewer=CLERK, party_id=party_id)
    said = [
        (one.old, one.new) for change in everything if change.op == "D" for one in change.fields
    ]
    assert {new for _old, new in said} == {""}, "a removed row became nothing"
    for change in (one, two, three):
        trail.restore_row(actor=CLERK, party_id=party_id, change_id=change.id)
    again = card(party_id)
    assert [line.line for line in again.addresses] == ["Polna, Łódź"]
    assert (again.addresses[0].valid_from, again.addresses[0].valid_to) == (JULY, AUGUST)
    assert (again.contacts[0].value, again.contacts[0].is_preferred) == ("+48601200300", True)
    assert again.identifiers[0].value == "5213017228"
    with pytest.raises(ContactTwice):
        trail.restore_row(actor=CLERK, party_id=party_id, change_id=two.id)


def test_a_number_that_history_masks_cannot_come_back() -> None:
    party_id = a_party(
        "Anna",
        kind="PERSON",
        identifiers={"PESEL": "44051401359"},
        accounts=(AccountDraft("PL61109010140000071219812874"),),
    )
    operations.change_bank_account(
        actor=CLERK,
        account_id=card(party_id).accounts[0].id,
        draft=AccountDraft("PL27114020040000300201355387"),
    )
    assert not any(field.can_restore for field in last(party_id).fields)
    with pytest.raises(trail.KeptMasked):
        restore(party_id, "iban")
    operations.remove_identifier(actor=CLERK, party_id=party_id, kind="PESEL")
    gone = last(party_id, "D")
    assert not gone.can_restore
    with pytest.raises(trail.KeptMasked):
        trail.restore_row(actor=CLERK, party_id=party_id, change_id=gone.id)


def test_nothing_comes_back_for_a_customer_or_out_of_another_s_history() -> None:
    party_id, other = a_party("Anna"), a_party("Bartek")
    renamed(party_id, "Anna Nowa")
    change = last(party_id)

    def tried(actor: Actor, whose: int, column: str) -> None:
        trail.restore_value(actor=actor, party_id=whose, change_id=change.id, column=column)

    with pytest.raises(trail.NotForYou):
        tried(CUSTOMER, party_id, "name")
    with pytest.raises(trail.NothingToRestore):
        tried(CLERK, other, "name")
    for column in ("note", "id", "no such"):
        with pytest.raises(trail.NothingToRestore):
            tried(CLERK, party_id, column)
    with pytest.raises(trail.NothingToRestore):
        trail.restore_row(actor=CLERK, party_id=party_id, change_id=change.id)
    assert history.change(viewer=CUSTOMER, party_id=party_id, change_id=change.id) is None
    assert card(party_id).name == "Anna Nowa"


def test_every_table_of_the_register_keeps_history_in_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM trail_watched")
        watched = {name for (name,) in cursor.fetchall()}
    for model in apps.get_app_config("register").get_models():
        assert model._meta.db_table in watched, model
        assert isinstance(model._meta.verbose_name, Promise), model
        for field in model._meta.concrete_fields:
            named = isinstance(field.verbose_name, Promise) or bool(field.related_model)
            technical = field.primary_key or not field.editable or field.name == "value_hash"
            assert named or technical, (model, field.name)


def test_history_is_narrowed_by_what_field_person_day_and_text() -> None:
    party_id = a_party("Anna", contacts=(ContactDraft("PHONE", "601200300", label="dom"),))
    pk = card(party_id).contacts[0].id
    changed = ContactDraft("PHONE", "601200300", label="biuro")
    operations.change_contact(actor=CLERK, contact_id=pk, draft=changed)
    renamed(party_id, "Zażółć", note="gęślą")
    today = dt.date.today()  # noqa: DTZ011  (the office's, as the history has it)

    def told(**asked: object) -> list[tuple[str, str]]:
        which = history.Which(**asked)  # type: ignore[arg-type]
        found = history.changes_of(viewer=CLERK, party_id=party_id, which=which)
        return [(change.op, change.what) for change in found]

    everything = [("U", "party"), ("U", "contact"), ("I", "contact"), ("I", "party")]
    assert told() == everything
    assert told(table="register_contact") == everything[1:3]
    assert told(table="register_contact", column="label") == everything[1:3]
    assert told(column="note") == everything[:1]
    assert told(op="I") == everything[2:]
    assert told(text="zazolc") == everything[:1]
    assert told(text="dom") == everything[1:3]
    assert told(text="dom nigdzie") == []
    assert told(user_id=0) == everything
    assert told(user_id=7) == []
    assert told(since=today, until=today) == everything
    assert told(until=today - dt.timedelta(days=2)) == []
    assert told(since=today + dt.timedelta(days=2)) == []
    assert history.changes_of(viewer=CUSTOMER, party_id=party_id, which=history.Which()) == []


def test_a_filter_offers_what_there_is() -> None:
    party_id = a_party("Anna", contacts=(ContactDraft("PHONE", "601200300"),))

    found = history.offered(viewer=CLERK, party_id=party_id, table="register_contact")
    assert found.tables == (("register_contact", "contact"), ("register_party", "party"))
    assert [column for column, _words in found.columns] == [
        "kind",
        "value",
        "label",
        "is_preferred",
    ]
    assert found.people == ((0, "the program"),)
    assert history.offered(viewer=CUSTOMER, party_id=party_id).tables == ()
    assert history.offered(viewer=SYSTEM, party_id=party_id + 1).tables == ()
