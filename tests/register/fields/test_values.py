"""Values of custom fields: taken as typed, refused with a reason for each field."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import translation

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations as register
from kartoteka.register.operations.editing import ChangedMeanwhile
from kartoteka.register.operations.fields import values as field_values
from kartoteka.register.operations.fields.values import FieldNotYours, FieldsRefused
from kartoteka.register.queries import fields as queries
from kartoteka.trail import queries as trail
from tests.build import a_party
from tests.register.fields.making import a_field, a_tab, held, put

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)


@pytest.fixture
def tab() -> int:
    return a_tab()


def refused(party_id: int, **values: Any) -> dict[str, str]:
    with translation.override("en"), pytest.raises(FieldsRefused) as refusal:
        put(party_id, **values)
    return refusal.value.problems


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("TEXT", "  węzeł   12\t ", "węzeł 12"),
        ("LONG_TEXT", "a\r\nb", "a\nb"),
        ("NUMBER", "1 250", 1250),
        ("MONEY", "1 234,5", Decimal("1234.50")),
        ("DATE", "2026-02-28", "2026-02-28"),
        ("YES_NO", "true", True),
        ("YES_NO", "false", False),
        ("DICTIONARY", "wysokie", "wysokie"),
        ("MULTI_CHOICE", ["wysokie", "niskie"], ["niskie", "wysokie"]),
    ],
)
def test_a_value_is_kept_as_its_type_has_it(tab: int, kind: str, typed: Any, kept: object) -> None:
    own = ("niskie", "wysokie") if kind in ("DICTIONARY", "MULTI_CHOICE") else ()
    a_field(tab, "f", kind, own_values=own)
    party = a_party()

    put(party, f=typed)
    assert held(party) == {"f": kept}

    put(party, f="" if kind != "MULTI_CHOICE" else [])
    assert held(party) == {}


@pytest.mark.parametrize(
    ("kind", "said", "typed", "words"),
    [
        ("TEXT", {"maximum": "3"}, "abcd", "At most 3 signs fit here."),
        ("TEXT", {"minimum": "3"}, "ab", "Write at least 3 signs."),
        ("TEXT", {"pattern": "[A-Z]{2}-[0-9]{4}"}, "AB-12",
         "It does not have the form that is asked for here."),
        ("NUMBER", {}, "1,5", "At most 0 decimal places fit here."),
        ("NUMBER", {"minimum": "10"}, "9", "It must be at least 10."),
        ("NUMBER", {}, "many", "“many” is not a number."),
        ("MONEY", {"maximum": "100"}, "100,01", "It may be at most PLN\u00a0100.00."),
        ("DATE", {}, "2026-02-29", "“2026-02-29” is not a day."),
        ("DATE", {"minimum": "2026-01-01"}, "2025-12-31", "It must be 1\xa0Jan\xa02026 or later."),
        ("DICTIONARY", {"own_values": ("a1",)}, "b1", "“b1” is not in the dictionary."),
        ("PARTY", {}, "999", "There is no customer with the number #999."),
        ("YES_NO", {}, "perhaps", "“perhaps” is neither yes nor no."),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_with_the_reason(
    tab: int, kind: str, said: dict[str, Any], typed: str, words: str
) -> None:
    a_field(tab, "f", kind, **said)
    party = a_party()
    assert refused(party, f=typed) == {"f": words}
    assert held(party) == {}


def test_every_field_says_its_own_reason(tab: int) -> None:
    a_field(tab, "power", "NUMBER", is_required=True)
    a_field(tab, "since", "DATE")
    a_field(tab, "name")
    party = a_party()
    problems = refused(party, power="", since="yesterday", name="good")
    assert problems == {"power": "Fill this in.", "since": "“yesterday” is not a day."}


def test_a_required_field_is_asked_only_where_it_applies(tab: int) -> None:
    a_field(tab, "heads", "NUMBER", is_required=True, only_kinds=("HOUSEHOLD",))
    company, household = a_party("Firma"), a_party("Dom", kind="HOUSEHOLD")
    put(company, heads="")
    assert refused(household, heads="") == {"heads": "Fill this in."}


def test_a_field_that_depends_on_another_applies_with_its_value(tab: int) -> None:
    a_field(tab, "heating", "DICTIONARY", own_values=("gas", "coal"))
    a_field(tab, "boiler", is_required=True, if_key="heating", if_values=("gas",))
    party = a_party()
    put(party, heating="coal", boiler="")
    assert refused(party, heating="gas", boiler="") == {"boiler": "Fill this in."}
    put(party, heating="gas", boiler="Junkers")
    put(party, heating="coal", boiler="ignored")
    assert held(party) == {"heating": "coal", "boiler": "Junkers"}
    (shown,) = queries.record_tabs(viewer=SYSTEM, record="party", record_id=party)
    assert [(one.text, one.applies) for one in shown.shown.values()] == [
        ("coal", True),
        ("Junkers", False),
    ]


def test_no_two_records_share_a_unique_value_whatever_its_letters(tab: int) -> None:
    a_field(tab, "meter", is_unique=True)
    first, second = a_party("First"), a_party("Second")
    put(first, meter="ŁD-001")
    assert refused(second, meter="łd 001") == {"meter": "First has this value already."}
    put(first, meter="ŁD-001")


def test_a_person_has_to_be_one(tab: int) -> None:
    a_field(tab, "keeper", "PERSON")
    company, person, party = a_party("Firma"), a_party("Jan", kind="PERSON"), a_party("Me")
    assert refused(party, keeper=company) == {"keeper": "Firma is not a person."}
    put(party, keeper=person)
    (shown,) = queries.record_tabs(viewer=SYSTEM, record="party", record_id=party)
    assert (shown.shown["keeper"].text, shown.shown["keeper"].party_id) == ("Jan", person)


def test_roles_decide_who_sees_and_who_edits(tab: int) -> None:
    a_field(tab, "open")
    a_field(tab, "read", edited_by="ADMINISTRATOR")
    a_field(tab, "secret", seen_by="ADMINISTRATOR", edited_by="ADMINISTRATOR")
    party = a_party()
    put(party, open="1", read="2", secret="3")
    (shown,) = queries.record_tabs(viewer=CLERK, record="party", record_id=party)
    assert list(shown.shown) == ["open", "read"]
    for key in ("read", "secret"):
        with pytest.raises(FieldNotYours):
            field_values.set_fields(actor=CLERK, record="party", record_id=party, values={key: "x"})
    field_values.set_fields(actor=CLERK, record="party", record_id=party, values={"open": "x"})
    assert held(party) == {"open": "x", "read": "2", "secret": "3"}


def test_an_edit_in_between_is_told(tab: int) -> None:
    a_field(tab, "f")
    party = a_party()
    put(party, f="one")
    version = queries.held("party", party)[2]
    put(party, f="two")
    with pytest.raises(ChangedMeanwhile):
        field_values.set_fields(
            actor=SYSTEM, record="party", record_id=party, values={"f": "3"},
            expected_version=version,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("DATE", '"2026-02-30"'),
        ("DATE", '"tomorrow"'),
        ("NUMBER", '"12"'),
        ("DICTIONARY", '"unknown"'),
        ("MULTI_CHOICE", '["a1", "unknown"]'),
        ("YES_NO", "1"),
        ("PARTY", "987654321"),
        ("TEXT", "12"),
    ],
)
def test_the_database_has_the_last_word_on_types(tab: int, kind: str, value: str) -> None:
    a_field(tab, "f", kind, own_values=("a1",))
    party = a_party()
    with pytest.raises(IntegrityError, match="cannot be so"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_partyfields VALUES (%s, jsonb_build_object('f', %s::jsonb))",
            [party, value],
        )


def test_the_database_knows_no_field_that_is_not_defined() -> None:
    party = a_party()
    with pytest.raises(IntegrityError, match="cannot be so"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO register_partyfields VALUES (%s, '{\"nothing\": 1}')", [party])


def told(party: int, viewer: Actor = SYSTEM) -> list[tuple[str, str, str]]:
    return [
        (one.label, one.old, one.new)
        for change in trail.changes_of(viewer=viewer, party_id=party)
        if change.what in {"fields", "pola dodatkowe"}
        for one in change.fields
    ]


def test_the_history_words_each_field_as_it_words_built_in_ones(tab: int) -> None:
    a_field(tab, "power", "NUMBER", labels={"en": "Power", "pl": "Moc"})
    a_field(tab, "heating", "DICTIONARY", own_values=("Gas", "Coal"))
    a_field(tab, "secret", seen_by="ADMINISTRATOR", edited_by="ADMINISTRATOR")
    party = a_party()
    with translation.override("en"):
        put(party, power="12", heating="gas")
        put(party, power="15", heating="gas", secret="x")
        assert told(party) == [
            ("Power", "12", "15"),
            ("Secret", "", "x"),
            ("Power", "", "12"),
            ("Heating", "", "Gas"),
        ]
        assert ("Secret", "", "x") not in told(party, CLERK)
    with translation.override("pl"):
        assert ("Moc", "12", "15") in told(party)


def test_many_records_are_given_values_in_one_statement(tab: int) -> None:
    a_field(tab, "power", "NUMBER")
    a_field(tab, "note")
    first, second = a_party("First"), a_party("Second")
    put(first, note="stays", power="1")
    rows: list[tuple[int, dict[str, Any]]] = [
        (first, {"power": 5}),
        (second, {"power": 6, "note": "new"}),
    ]
    assert field_values.set_fields_many(actor=SYSTEM, record="party", rows=rows) == 2
    assert held(first) == {"power": 5, "note": "stays"}
    assert held(second) == {"power": 6, "note": "new"}


def test_a_new_customer_comes_with_its_fields(tab: int) -> None:
    a_field(tab, "heads", "NUMBER", is_required=True)
    draft = register.PartyDraft(kind="HOUSEHOLD", name="Dom", fields={"heads": ""})
    with pytest.raises(FieldsRefused):
        register.add_party(actor=SYSTEM, draft=draft)
    party = register.add_party(
        actor=SYSTEM,
        draft=register.PartyDraft(kind="HOUSEHOLD", name="Dom", fields={"heads": "4"}),
    )
    assert held(party) == {"heads": 4}
