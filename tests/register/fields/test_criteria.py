"""Custom fields in lists: every comparison finds whom the value says, sorted and grouped by it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.criteria import Condition, Group, Op, in_words, parse
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.models import CustomField
from tests.build import a_party
from tests.register.fields.making import a_field, a_tab, put

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)


@pytest.fixture
def three() -> None:
    tab = a_tab()
    a_field(tab, "power", "NUMBER", decimals=1)
    a_field(tab, "fee", "MONEY")
    a_field(tab, "since", "DATE")
    a_field(tab, "smart", "YES_NO")
    a_field(tab, "heating", "DICTIONARY", own_values=("Gas", "Coal", "Air"))
    a_field(tab, "media", "MULTI_CHOICE", own_values=("Water", "Heat", "Waste"))
    a_field(tab, "node")
    a_field(tab, "keeper", "PERSON")
    jan = a_party("Jan", kind="PERSON")
    put(
        a_party("One"), power="10,5", fee="100", since="2026-01-01", smart="true", heating="gas",
        media=["water", "heat"], node="Łódź 1", keeper=jan,
    )  # fmt: skip
    put(
        a_party("Two"), power="20", fee="200", since="2026-11-20", smart="false", heating="air",
        media=["waste"], node="Opole",
    )  # fmt: skip
    a_party("Three")


def asked(op: str, field: str, *values: Any) -> list[str]:
    fields = PARTIES.fields(SYSTEM)
    query = parse({"field": f"field_{field}", "op": op, "value": list(values)}, fields)
    which = listing.Which(viewer=SYSTEM, today=TODAY, query=query)
    page = listing.page(PARTIES, which, ["name"], [listing.Order("name")])
    return [values["name"] for _pk, values in page.rows]


@pytest.mark.parametrize(
    ("op", "field", "values", "names"),
    [
        ("is", "power", ["10.5"], ["One"]),
        ("over", "power", ["10.5"], ["Two"]),
        ("between", "power", ["10", "11"], ["One"]),
        ("at_most", "fee", ["200"], ["One", "Two"]),
        ("empty", "fee", [], ["Jan", "Three"]),
        ("filled", "fee", [], ["One", "Two"]),
        ("before", "since", ["2026-02-01"], ["One"]),
        ("last_days", "since", ["10"], ["Two"]),
        ("period", "since", ["this_year"], ["One", "Two"]),
        ("yes", "smart", [], ["One"]),
        ("no", "smart", [], ["Jan", "Three", "Two"]),
        ("one_of", "heating", ["gas", "coal"], ["One"]),
        ("none_of", "heating", ["gas"], ["Jan", "Three", "Two"]),
        ("one_of", "media", ["heat", "waste"], ["One", "Two"]),
        ("all_of", "media", ["heat", "water"], ["One"]),
        ("none_of", "media", ["heat"], ["Jan", "Three", "Two"]),
        ("contains", "node", ["lodz"], ["One"]),
        ("is", "node", ["łódź-1"], ["One"]),
        ("is_not", "node", ["opole"], ["Jan", "One", "Three"]),
        ("contains", "keeper", ["jan"], ["One"]),
    ],
)
@pytest.mark.parametrize("indexed", [False, True])
def test_a_comparison_finds_whom_the_value_says(
    three: None, op: str, field: str, values: list[str], names: list[str], *, indexed: bool
) -> None:
    if indexed:
        CustomField.objects.update(is_indexed=True, index_state="READY")
    assert asked(op, field, *values) == names


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("power", ["One", "Two", "Jan", "Three"]),
        ("since", ["One", "Two", "Jan", "Three"]),
        ("heating", ["One", "Two", "Jan", "Three"]),
        ("node", ["One", "Two", "Jan", "Three"]),
        ("media", ["Two", "One", "Jan", "Three"]),
        ("keeper", ["One", "Jan", "Three", "Two"]),
    ],
)
def test_a_list_is_sorted_by_a_field_page_after_page(
    three: None, field: str, names: list[str]
) -> None:
    which = listing.Which(viewer=SYSTEM, today=TODAY)
    order = [listing.Order(f"field_{field}"), listing.Order("name")]
    found, after = [], ""
    for _page in range(4):
        page = listing.page(PARTIES, which, ["name"], order, after=after, limit=1)
        found += [values["name"] for _pk, values in page.rows]
        after = page.after
    assert found == names


def test_a_field_is_a_column_a_group_and_a_sum(three: None) -> None:
    which = listing.Which(viewer=SYSTEM, today=TODAY)
    columns = [f"field_{name}" for name in ("fee", "since", "smart", "heating", "media", "keeper")]
    ((_pk, row),) = listing.page(
        PARTIES,
        listing.Which(
            viewer=SYSTEM,
            today=TODAY,
            query=Group("all", (Condition("field_smart", Op.YES),)),
        ),
        columns,
        [],
    ).rows
    assert [str(row[name]) for name in columns] == [
        "100.00", "2026-01-01", "True", "gas", "['water', 'heat']", "Jan",
    ]  # fmt: skip
    groups = listing.groups(PARTIES, which, "field_heating", ["field_fee"])
    assert {(one.value, one.rows, one.sums["field_fee"].get("PLN")) for one in groups} == {
        (None, 2, None), ("gas", 1, Decimal("100.00")), ("air", 1, Decimal("200.00")),
    }  # fmt: skip


def test_a_query_over_fields_is_said_in_words_and_kept_from_whom_it_is_not_for(
    three: None,
) -> None:
    CustomField.objects.filter(key="fee").update(seen_by="ADMINISTRATOR")
    clerk = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
    assert "field_fee" not in PARTIES.fields(clerk)
    fields = PARTIES.fields(SYSTEM)
    query = parse({"field": "field_heating", "op": "one_of", "value": ["gas", "air"]}, fields)
    with translation.override("en"):
        assert in_words(query, fields) == "Heating: Gas or Air"
