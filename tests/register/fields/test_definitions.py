"""Definitions of fields: made, refused, changed with a look at the values that are there."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.fields import drafts as field_drafts
from kartoteka.register.fields.definitions import FieldType
from kartoteka.register.models import CustomField, Dictionary, DictionaryValue
from kartoteka.register.operations.fields import definitions as fields
from kartoteka.register.operations.fields import dictionaries
from kartoteka.register.operations.rights import NotAllowed
from kartoteka.register.queries import fields as queries
from tests.build import a_party
from tests.register.fields.making import a_draft, a_field, a_tab, held, put

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)


@pytest.fixture
def tab() -> int:
    return a_tab()


def change(
    field: int, tab: int, key: str, kind: str, *, confirmed: bool = False, **said: Any
) -> None:
    fields.change_field(
        actor=SYSTEM,
        field_id=field,
        draft=a_draft(tab, key, kind, **said),
        confirmed=frozenset({"register.values_do_not_fit"} if confirmed else ()),
    )


def codes(refusal: Refusal) -> list[tuple[str, str, int, list[str]]]:
    return [
        (one.code, one.outcome, one.count, [example.name for example in one.examples])
        for one in refusal.breaks  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize(
    ("kind", "said", "refusal"),
    [
        ("TEXT", {"pattern": r"(a)\1"}, field_drafts.BadPattern),
        ("TEXT", {"pattern": "(?=a)"}, field_drafts.BadPattern),
        ("TEXT", {"pattern": "[a-"}, field_drafts.BadPattern),
        ("TEXT", {"pattern": "a" * 201}, field_drafts.BadPattern),
        ("TEXT", {"minimum": "-1"}, field_drafts.BadLimit),
        ("NUMBER", {"minimum": "x"}, field_drafts.BadLimit),
        ("DATE", {"maximum": "2026-02-30"}, field_drafts.BadLimit),
        ("NUMBER", {"minimum": "5", "maximum": "4"}, field_drafts.LimitsCross),
        ("MONEY", {"currency": "ZLO"}, field_drafts.CurrencyMissing),
        ("YES_NO", {"is_unique": True}, field_drafts.CannotBeUnique),
        ("NUMBER", {"default": "1,5"}, field_drafts.BadDefault),
        ("TEXT", {"if_key": "f"}, field_drafts.BadCondition),
        ("TEXT", {"if_key": "nothing"}, field_drafts.BadCondition),
        ("TEXT", {"seen_by": "ADMINISTRATOR"}, field_drafts.EditedByLessThanSeen),
        ("TEXT", {"labels": {"pl": " "}}, dictionaries.LabelMissing),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(
    tab: int, kind: str, said: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        a_field(tab, "f", kind, **said)
    assert not CustomField.objects.exists()


def test_a_pattern_that_would_take_for_ever_elsewhere_is_matched_at_once(tab: int) -> None:
    a_field(tab, "f", pattern="(a+)+b")
    party = a_party()
    with pytest.raises(Refusal):
        put(party, f="a" * 400 + "c")


def test_codes_are_made_from_words_and_never_twice(tab: int) -> None:
    field = a_field(tab, "", labels={"pl": "Średnie napięcie"})
    assert CustomField.objects.get(pk=field).key == "srednie_napiecie"
    with pytest.raises(fields.FieldKeyTaken):
        a_field(tab, "srednie_napiecie")
    with pytest.raises(dictionaries.BadKey):
        a_field(tab, "Ż-1")


def test_only_administrators_define(tab: int) -> None:
    with pytest.raises(NotAllowed):
        fields.add_field(actor=CLERK, draft=a_draft(tab, "f"))
    with pytest.raises(NotAllowed):
        fields.add_tab(actor=CLERK, record="party", key="x", labels={"en": "X"})
    with pytest.raises(NotAllowed):
        dictionaries.add_dictionary(actor=CLERK, key="x", labels={"en": "X"})


def test_a_required_field_tells_which_records_lack_it(tab: int) -> None:
    a_party("One"), a_party("Two", kind="HOUSEHOLD")
    with translation.override("en"), pytest.raises(fields.ValuesDoNotFit) as refusal:
        fields.add_field(
            actor=SYSTEM,
            draft=a_draft(tab, "f", is_required=True, only_kinds=("HOUSEHOLD",)),
        )
    assert codes(refusal.value) == [("missing", "KEPT", 1, ["Two"])]
    assert not CustomField.objects.exists()


def test_narrower_limits_tell_what_is_outside_and_leave_it(tab: int) -> None:
    field = a_field(tab, "f", "NUMBER", decimals=1)
    for name, value in (("One", "5"), ("Two", "50"), ("Three", "7,5")):
        put(a_party(name), f=value)
    with pytest.raises(fields.ValuesDoNotFit) as refusal:
        change(field, tab, "f", "NUMBER", maximum="10")
    assert codes(refusal.value) == [("limits", "KEPT", 2, ["Two", "Three"])]
    change(field, tab, "f", "NUMBER", maximum="10", confirmed=True)
    change(field, tab, "f", "NUMBER", maximum="10", labels={"en": "Other"})
    assert CustomField.objects.get(pk=field).labels == {"en": "Other"}


def test_a_new_pattern_tells_what_does_not_have_it(tab: int) -> None:
    field = a_field(tab, "f")
    put(a_party("One"), f="AB-1"), put(a_party("Two"), f="other")
    with pytest.raises(fields.ValuesDoNotFit) as refusal:
        change(field, tab, "f", "TEXT", pattern="[A-Z]{2}-[0-9]")
    assert codes(refusal.value) == [("pattern", "KEPT", 1, ["Two"])]


def test_values_that_are_alike_stand_in_the_way_of_uniqueness(tab: int) -> None:
    field = a_field(tab, "f")
    put(a_party("One"), f="A 1"), put(a_party("Two"), f="a-1"), put(a_party("Three"), f="b")
    with translation.override("en"), pytest.raises(fields.ValuesStandInTheWay) as refusal:
        change(field, tab, "f", "TEXT", is_unique=True, confirmed=True)
    assert codes(refusal.value) == [("twice", "REFUSED", 1, ["Two"])]


@pytest.mark.parametrize(
    ("was", "value", "becomes", "turned"),
    [
        ("TEXT", "1 250,5", "NUMBER", 1250.5),
        ("TEXT", "31.12.2025", "DATE", "2025-12-31"),
        ("TEXT", "tak", "YES_NO", True),
        ("TEXT", "GAZ", "DICTIONARY", "gaz"),
        ("TEXT", "gaz", "MULTI_CHOICE", ["gaz"]),
        ("NUMBER", "12", "TEXT", "12"),
        ("NUMBER", "12", "MONEY", 12),
        ("DATE", "2026-01-01", "TEXT", "2026-01-01"),
        ("DICTIONARY", "gaz", "MULTI_CHOICE", ["gaz"]),
    ],
)
def test_values_turn_with_the_type_of_their_field(
    tab: int, was: str, value: str, becomes: str, turned: object
) -> None:
    own = {"own_values": ("gaz",)} if was == "DICTIONARY" else {}
    field = a_field(tab, "f", was, **own)
    party = a_party()
    put(party, f=value)
    row = CustomField.objects.get(pk=field)
    own = (
        {"own_values": ("gaz",)}
        if row.dictionary_id is None
        else {"dictionary_id": row.dictionary_id}
    )
    change(field, tab, "f", becomes, decimals=1, **own)
    assert held(party) == {"f": turned}


def test_what_cannot_be_turned_goes_only_when_that_is_said(tab: int) -> None:
    field = a_field(tab, "f")
    good, bad = a_party("Good"), a_party("Bad")
    put(good, f="12"), put(bad, f="twelve")
    with translation.override("en"), pytest.raises(fields.ValuesDoNotFit) as refusal:
        change(field, tab, "f", "NUMBER")
    assert codes(refusal.value) == [("conversion", "REMOVED", 1, ["Bad"])]
    assert refusal.value.breaks[0].examples[0].text == "twelve"
    change(field, tab, "f", "NUMBER", confirmed=True)
    assert (held(good), held(bad)) == ({"f": 12}, {})


def test_a_type_without_a_way_to_the_other_is_refused(tab: int) -> None:
    field = a_field(tab, "f", "PARTY")
    with pytest.raises(field_drafts.NotConvertible):
        change(field, tab, "f", "NUMBER")
    assert not field_drafts.is_convertible(FieldType.DATE, FieldType.NUMBER)


def test_a_field_with_values_is_retired_not_removed(tab: int) -> None:
    field = a_field(tab, "f", "DICTIONARY", own_values=("a1",))
    party = a_party("One")
    put(party, f="a1")
    with (
        translation.override("en"),
        pytest.raises(fields.FieldHasValues, match="this field: 1, such as One"),
    ):
        fields.remove_field(actor=SYSTEM, field_id=field)
    fields.retire_field(actor=SYSTEM, field_id=field)
    assert queries.definitions(viewer=SYSTEM, record="party") == []
    fields.retire_field(actor=SYSTEM, field_id=field, retired=False)
    put(party, f="")
    fields.remove_field(actor=SYSTEM, field_id=field)
    assert not Dictionary.objects.exists()


def test_a_field_on_which_another_depends_stays(tab: int) -> None:
    field = a_field(tab, "heating", "DICTIONARY", own_values=("gas",))
    a_field(tab, "boiler", if_key="heating", if_values=("gas",))
    for step in (fields.retire_field, fields.remove_field):
        with pytest.raises(fields.OthersDependOnIt):
            step(actor=SYSTEM, field_id=field)


def test_a_retired_value_is_readable_where_it_is_and_offered_no_more(tab: int) -> None:
    a_field(tab, "f", "DICTIONARY", own_values=("Gas", "Coal"))
    one, two = a_party("One"), a_party("Two")
    put(one, f="coal")
    coal = DictionaryValue.objects.get(code="coal")
    with translation.override("en"), pytest.raises(dictionaries.ValueInUse, match="One"):
        dictionaries.remove_value(actor=SYSTEM, value_id=coal.pk)
    dictionaries.retire_value(actor=SYSTEM, value_id=coal.pk)
    (shown,) = queries.record_tabs(viewer=SYSTEM, record="party", record_id=one)
    assert shown.shown["f"].text == "Coal"
    put(one, f="coal")
    with translation.override("en"), pytest.raises(Refusal, match="no longer offered"):
        put(two, f="coal")


def test_fields_values_and_tabs_are_put_in_order_one_step_at_a_time(tab: int) -> None:
    first, second, third = (a_field(tab, key) for key in ("a", "b", "c"))
    fields.move_field(actor=SYSTEM, field_id=third, up=True)
    fields.move_field(actor=SYSTEM, field_id=first, up=True)
    fields.move_field(actor=SYSTEM, field_id=first, up=False)
    (shown,) = queries.tabs(viewer=SYSTEM, record="party")
    assert [one.id for one in shown.fields] == [third, first, second]


@pytest.mark.parametrize(
    "change_of_sql",
    [
        "UPDATE register_fieldtab SET place = 7",
        "UPDATE register_customfield SET place = 7",
        "UPDATE register_dictionaryvalue SET place = 7",
        "DELETE FROM register_dictionaryvalue",
    ],
)
def test_definitions_are_read_once_and_again_after_any_change(
    tab: int, change_of_sql: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_field(tab, "f", "DICTIONARY", own_values=("Gas", "Coal"))

    def statements(count: int) -> None:
        with django_assert_num_queries(count):
            queries.definitions(viewer=SYSTEM, record="party")

    statements(2)
    statements(1)
    with connection.cursor() as cursor:
        cursor.execute(change_of_sql)
    statements(2)
    statements(1)


def test_what_was_rolled_back_is_not_remembered(tab: int) -> None:
    with transaction.atomic():
        a_field(tab, "f")
        assert [one.key for one in queries.definitions(viewer=SYSTEM, record="party")] == ["f"]
        transaction.set_rollback(True)
    assert queries.definitions(viewer=SYSTEM, record="party") == []
    a_field(tab, "g")
    assert [one.key for one in queries.definitions(viewer=SYSTEM, record="party")] == ["g"]


def test_words_fall_back_to_a_language_in_which_they_are(tab: int) -> None:
    a_field(tab, "f", labels={"pl": "Moc", "en": "Power"})
    (field,) = queries.definitions(viewer=SYSTEM, record="party")
    told = {}
    for language in ("pl", "sk", "en"):
        with translation.override(language):
            told[language] = field.label
    assert told == {"pl": "Moc", "sk": "Power", "en": "Power"}


def test_the_schema_says_what_an_object_of_values_is(tab: int) -> None:
    a_field(tab, "power", "NUMBER", minimum="1", maximum="40", is_required=True)
    a_field(tab, "fee", "MONEY", currency="EUR")
    a_field(tab, "code", pattern="[A-Z]{2}", is_unique=True)
    a_field(tab, "since", "DATE", minimum="2020-01-01")
    a_field(tab, "many", "MULTI_CHOICE", own_values=("Gas",), if_key="since")
    a_field(tab, "owner", "PERSON")
    with translation.override("en"):
        schema = queries.schema(viewer=SYSTEM, record="party")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["required"] == ["power"]
    said = schema["properties"]
    assert said["power"] == {"title": "Power", "type": "integer", "minimum": 1, "maximum": 40}
    assert said["fee"] == {
        "title": "Fee", "type": "number", "multipleOf": 0.01, "x-currency": "EUR",
    }  # fmt: skip
    assert said["code"] == {
        "title": "Code", "type": "string", "minLength": 1, "maxLength": 500,
        "pattern": "^(?:[A-Z]{2})$", "x-unique": True,
    }  # fmt: skip
    assert said["since"] == {
        "title": "Since", "type": "string", "format": "date", "formatMinimum": "2020-01-01",
    }  # fmt: skip
    assert said["many"]["items"] == {
        "type": "string", "oneOf": [{"const": "gas", "title": "Gas"}],
    }  # fmt: skip
    assert said["many"]["x-if"] == {"field": "since", "values": []}
    assert said["owner"] == {
        "title": "Owner", "type": "integer", "minimum": 1, "x-refers-to": "person",
    }  # fmt: skip
    assert queries.schema(viewer=replace(CLERK, role=None), record="party")["properties"] == {}
