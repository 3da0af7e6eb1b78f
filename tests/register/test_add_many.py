"""Parties by the hundred thousand, and what happens to the rows that cannot be taken."""

import pytest
from django.db import connection

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations as register
from kartoteka.register import queries, rules
from kartoteka.register.operations import PartyRow
from kartoteka.trail import queries as trail
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
NIP = "5213017228"


def refusals(*rows: PartyRow) -> list[tuple[int, str, str, str]]:
    added = register.add_many(actor=SYSTEM, rows=rows)
    return [(one.row, one.field, one.code, one.other) for one in added.refusals]


def test_adds_all_that_a_row_says() -> None:
    added = register.add_many(
        actor=SYSTEM,
        rows=[
            PartyRow(
                number="K1",
                kind="person",
                first_name="Anna",
                last_name="Żak",
                pesel="44051401359",
                email="ANNA@Example.pl",
                phone="601200300",
                street="Polna",
                building="3",
                postal_code="90-562",
                city="Łódź",
                iban="61109010140000071219812874",
            )
        ],
    )

    party = queries.party(viewer=CLERK, party_id=added.ids[0])
    assert party is not None
    assert (party.number, party.kind, party.name) == ("K1", "PERSON", "Żak Anna")
    assert party.identifiers[0].shown == "•••••••••59"
    assert {line.value for line in party.contacts} == {"anna@example.pl", "+48601200300"}
    assert party.addresses[0].line == "Polna 3, 90-562 Łódź"
    assert [(line.iban, line.shown) for line in party.accounts] == [("", "PL •••• 2874")]
    assert [hit.party_id for hit in queries.find(viewer=CLERK, text="44051401359")] == [party.id]
    assert len(trail.changes_of(viewer=CLERK, party_id=party.id)) == 6


def test_rows_without_a_number_get_the_next_ones() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('register_party_number_seq', 7, false)")
    a_party(number="K000008")

    added = register.add_many(actor=SYSTEM, rows=[PartyRow(name="A"), PartyRow(name="B")])
    cards = [queries.party(viewer=CLERK, party_id=added.ids[n]) for n in (0, 1)]
    assert [card.number for card in cards if card] == ["K000007", "K000009"]


def test_numbers_go_on_past_six_figures() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('register_party_number_seq', 999999, false)")

    rows = [PartyRow(name="A"), PartyRow(name="B"), PartyRow(name="C")]
    added = register.add_many(actor=SYSTEM, rows=rows)
    assert added.refusals == ()
    cards = [queries.party(viewer=CLERK, party_id=added.ids[n]) for n in (0, 1, 2)]
    assert [card.number for card in cards if card] == ["K999999", "K1000000", "K1000001"]


def test_bad_values_are_told_by_row_and_the_rest_is_taken() -> None:
    added = register.add_many(
        actor=SYSTEM,
        rows=[
            PartyRow(name="Good"),
            PartyRow(name="Bad", nip="5213017229", email="nobody@"),
            PartyRow(name=" "),
            PartyRow(name="x" * 251),
            PartyRow(name="Nowhere", street="Polna"),
            PartyRow(name="Odd", kind="ROBOT", country="Polska", language="de"),
            PartyRow(name="Secret", pesel="44051401358"),
        ],
    )

    assert added.count == 1
    told = {(one.row, one.field, one.code) for one in added.refusals}
    assert told == {
        (1, "nip", "bad_value"),
        (1, "email", "bad_value"),
        (2, "name", "missing"),
        (3, "name", "too_long"),
        (4, "city", "missing"),
        (5, "kind", "bad_value"),
        (5, "country", "bad_value"),
        (5, "language", "bad_value"),
        (6, "pesel", "bad_value"),
    }
    assert {one.value for one in added.refusals if one.field == "pesel"} == {"•••••••••58"}
    assert all(one.sentence() for one in added.refusals)


def test_of_two_rows_with_one_identifier_the_first_is_taken() -> None:
    rows = PartyRow(number="A", name="A", nip=NIP), PartyRow(number="B", name="B", nip=NIP)

    assert refusals(*rows) == [(1, "nip", "twice", "1")]


def test_numbers_and_identifiers_that_are_there_are_refused_with_their_owner() -> None:
    a_party(number="X-1", identifiers={"NIP": NIP})
    a_party(number="X-2", kind="PERSON", identifiers={"PESEL": "44051401359"})

    assert refusals(
        PartyRow(number="X-1", name="A"),
        PartyRow(name="B", nip=NIP),
        PartyRow(name="C", pesel="44051401359"),
    ) == [(0, "number", "taken", "X-1"), (1, "nip", "taken", "X-1"), (2, "pesel", "taken", "X-2")]


def test_units_stand_under_heads_of_the_register_or_of_the_same_rows() -> None:
    a_party(number="GMINA", identifiers={"NIP": NIP})
    added = register.add_many(
        actor=SYSTEM,
        rows=[
            PartyRow(number="U1", name="Unit 1", nip=NIP, parent_number="GMINA"),
            PartyRow(number="U2", name="Unit 2", parent_number="HEAD"),
            PartyRow(number="HEAD", name="Head"),
            PartyRow(name="Lost", parent_number="NOBODY"),
        ],
    )

    unit = queries.party(viewer=CLERK, party_id=added.ids[1])
    assert unit is not None
    assert (unit.place, unit.above[0].number) == ("BRANCH", "HEAD")
    assert [(one.row, one.field, one.code) for one in added.refusals] == [
        (3, "parent_number", "not_there")
    ]


def test_units_of_a_refused_head_are_refused_with_it() -> None:
    a_party(identifiers={"NIP": NIP})

    assert [
        one[:3]
        for one in refusals(
            PartyRow(number="H", name="Head", nip=NIP),
            PartyRow(number="U", name="Unit", parent_number="H"),
            PartyRow(number="V", name="Unit of the unit", parent_number="U"),
        )
    ] == [(0, "nip", "taken"), (1, "parent_number", "not_there"), (2, "parent_number", "not_there")]


def test_two_imports_one_after_another_in_one_transaction() -> None:
    register.add_many(actor=SYSTEM, rows=[PartyRow(number="A", name="A")])
    register.add_many(actor=SYSTEM, rows=[PartyRow(number="B", name="B")])

    found = queries.party_ids_by_number(viewer=CLERK, numbers=["A", "B", "C"])
    assert sorted(found) == ["A", "B"]


def test_single_entries_after_an_import_are_searched_again() -> None:
    register.add_many(actor=SYSTEM, rows=[PartyRow(number="A", name="A")])
    a_party("Later")

    assert [hit.name for hit in queries.find(viewer=CLERK, text="later")] == ["Later"]


def test_normalising_twice_changes_nothing() -> None:
    row = PartyRow(
        number=" K 1 ", kind="person", last_name=" Żak ", first_name="Anna", nip="PL 521-301-72-28",
        phone="601 200 300", email="A@B.pl", iban="61 1090 1014 0000 0712 1981 2874", city="Łódź",
    )  # fmt: skip
    once, problems = rules.normalise_row(row)

    assert problems == ()
    assert once == PartyRow(
        number="K 1", kind="PERSON", name="Żak Anna", last_name="Żak", first_name="Anna", nip=NIP,
        phone="+48601200300", email="a@b.pl", iban="PL61109010140000071219812874", city="Łódź",
    )  # fmt: skip
    assert rules.normalise_row(once) == (once, ())


def test_a_number_in_use_in_another_spelling_is_passed_over() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('register_party_number_seq')")
        drawn = cursor.fetchone()[0]
        register.add_many(
            actor=SYSTEM, rows=[PartyRow(number=f"K-{drawn + 1:06}", name="Somebody")]
        )
        cursor.execute("SELECT register_next_number()")
        assert cursor.fetchone() == (f"K{drawn + 2:06}",)
