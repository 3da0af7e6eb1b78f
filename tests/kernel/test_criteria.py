"""The query tree on its own: periods, relative days, and a round trip through JSON."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.kernel.criteria import (
    Condition,
    Field,
    Group,
    Op,
    Type,
    and_also,
    as_json,
    in_words,
    read,
    where,
)
from kartoteka.kernel.criteria.statement import period

WEDNESDAY = dt.date(2026, 11, 25)
FIELDS = {
    "name": Field("name", "Name", Type.TEXT, value="t.name"),
    "born": Field("born", "Born", Type.DATE, value="t.born"),
    "sum": Field("sum", "Sum", Type.MONEY, value="t.sum", currency="EUR"),
    "kind": Field("kind", "Kind", Type.CHOICE, value="t.kind", choices=lambda: [("A", "first")]),
    "tags": Field("tags", "Tags", Type.CHOICES, value="t.tags", choices=lambda: [("A", "first")]),
    "good": Field("good", "Good", Type.YES_NO, value="t.good"),
}


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-11-25", "2026-11-25"),
        ("this_week", "2026-11-23", "2026-11-29"),
        ("last_week", "2026-11-16", "2026-11-22"),
        ("this_month", "2026-11-01", "2026-11-30"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("next_month", "2026-12-01", "2026-12-31"),
        ("this_quarter", "2026-10-01", "2026-12-31"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("this_year", "2026-01-01", "2026-12-31"),
        ("last_year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(name: str, first: str, last: str) -> None:
    expected = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert period(name, WEDNESDAY) == expected


def test_last_month_in_january_lies_in_the_year_before() -> None:
    assert period("last_month", dt.date(2026, 1, 31)) == (
        dt.date(2025, 12, 1),
        dt.date(2025, 12, 31),
    )
    assert period("last_quarter", dt.date(2026, 2, 1))[0] == dt.date(2025, 10, 1)


@pytest.mark.parametrize(
    ("op", "days", "bound"),
    [
        (Op.LAST_DAYS, 30, {dt.date(2026, 10, 26), WEDNESDAY}),
        (Op.NEXT_DAYS, 30, {WEDNESDAY, dt.date(2026, 12, 25)}),
        (Op.OLDER_THAN, 30, {dt.date(2026, 10, 25)}),
        (Op.OLDER_THAN, 36_000, {dt.date(1928, 5, 2)}),
    ],
)
def test_relative_days_count_from_the_day_of_asking(op: Op, days: int, bound: set[Any]) -> None:
    asked = where(Condition("born", op, (days,)), FIELDS, today=WEDNESDAY)
    assert {v for name, v in asked.values.items() if name != "today"} == bound


_conditions = st.one_of(
    st.builds(
        Condition,
        st.just("name"),
        st.sampled_from([Op.CONTAINS, Op.BEGINS, Op.IS, Op.IS_NOT]),
        st.tuples(st.from_regex(r"\A[a-ząćęłńóśźż0-9]{1,20}\Z")),
    ),
    st.builds(
        Condition,
        st.just("born"),
        st.sampled_from([Op.IS, Op.BEFORE, Op.AFTER]),
        st.tuples(st.dates()),
    ),
    st.builds(
        Condition,
        st.just("sum"),
        st.sampled_from([Op.OVER, Op.UNDER]),
        st.tuples(st.decimals(-(10**6), 10**6, places=2)),
    ),
    st.builds(Condition, st.just("good"), st.sampled_from([Op.YES, Op.NO])),
    st.builds(
        Condition,
        st.sampled_from(["kind", "tags"]),
        st.sampled_from([Op.ONE_OF, Op.NONE_OF]),
        st.lists(st.sampled_from(["A", "B"]), min_size=1, max_size=2).map(tuple),
    ),
)
_groups = st.recursive(
    st.builds(
        Group, st.sampled_from(["all", "any", "none"]), st.lists(_conditions, max_size=3).map(tuple)
    ),
    lambda inner: st.builds(
        Group,
        st.sampled_from(["all", "any", "none"]),
        st.lists(st.one_of(_conditions, inner), max_size=3).map(tuple),
    ),
    max_leaves=5,
)


@given(_groups)
def test_a_query_comes_back_from_json_as_it_was(query: Group) -> None:
    text = as_json(query)
    assert read(text, FIELDS) == query or (query == Group() and text == "")
    where(query, FIELDS, today=WEDNESDAY)
    with translation.override("pl"):
        in_words(query, FIELDS)


def test_a_query_is_narrowed_without_being_changed() -> None:
    either = Group("any", (Condition("good", Op.YES), Condition("kind", Op.EMPTY)))
    more = Condition("sum", Op.FILLED)
    assert and_also(either, more) == Group("all", (either, more))
    assert and_also(Group("all", (more,)), more) == Group("all", (more, more))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "Name zawiera „x”; (Good: tak; lub nie (Kind: first))"),
        ("sk", "Name obsahuje „x“; (Good: áno; alebo nie (Kind: first))"),
        ("en", "Name contains “x”; (Good: yes; or not (Kind: first))"),
    ],
)
def test_a_query_is_said_in_the_readers_language(language: str, said: str) -> None:
    query = Group(
        "all",
        (
            Condition("name", Op.CONTAINS, ("x",)),
            Group(
                "any",
                (Condition("good", Op.YES), Group("none", (Condition("kind", Op.ONE_OF, ("A",)),))),
            ),
        ),
    )
    with translation.override(language):
        assert in_words(query, FIELDS) == said


_DAY = dt.date(2026, 2, 1)


@pytest.mark.parametrize(
    ("field", "op", "values", "said"),
    [
        ("kind", Op.ONE_OF, ("A",),
         ("first", "first", "first")),
        ("kind", Op.ONE_OF, ("A", "B"),
         ("first lub B", "first alebo B", "first or B")),
        ("kind", Op.ONE_OF, ("A", "B", "C"),
         ("first, B lub C", "first, B alebo C", "first, B or C")),
        ("kind", Op.ONE_OF, tuple("BCDEFGHI"),
         ("B, C, D, E, F, G i jeszcze 2", "B, C, D, E, F, G a ešte 2",
          "B, C, D, E, F, G and 2 more")),
        ("kind", Op.NONE_OF, ("A",),
         ("nie first", "nie first", "not first")),
        ("kind", Op.NONE_OF, ("A", "B", "C"),
         ("ani first, ani B, ani C", "ani first, ani B, ani C", "neither first nor B nor C")),
        ("kind", Op.NONE_OF, tuple("BCDEFGHI"),
         ("wszystko oprócz: B, C, D, E, F, G i jeszcze 2",
          "všetko okrem: B, C, D, E, F, G a ešte 2",
          "anything but B, C, D, E, F, G and 2 more")),
        ("tags", Op.ALL_OF, ("A", "B"),
         ("first i B", "first a B", "first and B")),
        ("name", Op.IS, ("x",),
         ("„x”", "„x“", "“x”")),
        ("name", Op.IS_NOT, ("x",),
         ("nie „x”", "nie „x“", "not “x”")),
        ("name", Op.EMPTY, (),
         ("brak", "bez údaja", "none")),
        ("born", Op.FILLED, (),
         ("jest", "je zadané", "given")),
        ("sum", Op.EMPTY, (),
         ("nic", "nič", "nothing")),
        ("sum", Op.FILLED, (),
         ("cokolwiek", "čokoľvek", "something")),
        ("sum", Op.OVER, (Decimal("2500.5"),),
         ("powyżej 2\u00a0500,50 EUR", "viac ako 2\u00a0500,50 EUR", "more than 2,500.50 EUR")),
        ("sum", Op.BETWEEN, (Decimal(1), Decimal("2.5")),
         ("od 1,00 EUR do 2,50 EUR", "od 1,00 EUR do 2,50 EUR", "from 1.00 EUR to 2.50 EUR")),
        ("born", Op.BEFORE, (_DAY,),
         ("przed 01.02.2026", "pred 1.\u00a02.\u00a02026", "before 1\u00a0Feb\u00a02026")),
        ("born", Op.AFTER, (_DAY,),
         ("po 01.02.2026", "po 1.\u00a02.\u00a02026", "after 1\u00a0Feb\u00a02026")),
        ("born", Op.PERIOD, ("last_month",),
         ("zeszły miesiąc", "minulý mesiac", "last month")),
        ("born", Op.LAST_DAYS, (1,),
         ("w ciągu ostatniego dnia", "za posledný deň", "in the last 1 day")),
        ("born", Op.LAST_DAYS, (3,),
         ("w ciągu ostatnich 3 dni", "za posledné 3 dni", "in the last 3 days")),
        ("born", Op.NEXT_DAYS, (30,),
         ("w ciągu najbliższych 30 dni", "v najbližších 30 dňoch", "in the next 30 days")),
        ("born", Op.OLDER_THAN, (30,),
         ("dawniej niż 30 dni temu", "pred viac ako 30 dňami", "more than 30 days ago")),
    ],
)  # fmt: skip
def test_a_condition_is_said_as_a_person_notes_it_down(
    field: str, op: Op, values: tuple[Any, ...], said: tuple[str, str, str]
) -> None:
    found = []
    for language in ("pl", "sk", "en"):
        with translation.override(language):
            found.append(in_words(Condition(field, op, values), FIELDS))
    assert found == [f"{FIELDS[field].label}: {words}" for words in said]
