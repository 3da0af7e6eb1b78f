"""Every list of the desk: each field as a column, sorted, grouped, asked by each comparison.

What a room declares is SQL in pieces; here each piece is run.
"""

import datetime as dt
import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from psycopg import sql as psql

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.kernel.criteria import (
    BadQuery,
    Field,
    NotByItselfError,
    Op,
    Subject,
    Type,
    parse,
    where,
)
from kartoteka.kernel.criteria.fields import DAYS, NO_VALUE, TWO_VALUES
from kartoteka.kernel.listing import Order, Which
from kartoteka.ui.lists import LISTS, ListScreen
from tests.build import a_superadministrator, a_user
from tests.desk.something_of_everything import something_of_everything

get_resolver("kartoteka.config.urls_desk").url_patterns  # noqa: B018  (fills LISTS)
LISTED = re.compile(r"kartoteka\.desk\.\w+\.lists$")
TODAY = dt.date(2026, 11, 25)
MANY, AT_ONCE = 7, 20  # rows of a list, conditions in one statement
SAMPLES = {
    Type.TEXT: [
        "5213017228",
        "44051401359",
        "736028/5163",
        "61109010140000071219812874",
        "abc",
        "0b5c1f0e-5d5c-4c6c-9a53-1f0a2f1c9f10",
    ],
    Type.NUMBER: ["1"],
    Type.MONEY: ["1.50"],
    Type.DATE: ["2026-11-25"],
    Type.LINK: ["1"],
}


def of(viewer: Actor, query: object, subject: Subject) -> Which:
    return Which(viewer, TODAY, query=parse(query, subject.fields(viewer)))


def conditions(field: Field) -> Iterator[tuple[Op, list[list[str]]]]:
    """Each comparison with values that it may take, one of which the field understands."""
    for op in field.ops:
        if op in NO_VALUE:
            yield op, [[]]
        elif op in DAYS:
            yield op, [["30"]]
        elif op is Op.PERIOD:
            yield op, [["this_month"]]
        else:
            words = [str(code) for code, _word in field.choices()][:1] or ["X"]
            samples = SAMPLES.get(field.type, words)
            yield op, [[one, one] if op in TWO_VALUES else [one] for one in samples]


def found(subject: Subject, asked: object, *, by_row: bool, each: str = "") -> list[int]:
    """The rows of a query whose values come by joins, or are asked of each row, or of `each` in a
    way that lets the planner join nothing."""
    fields = subject.fields(SYSTEM)
    made = where(parse(asked, fields), fields, today=TODAY, by_row=by_row, each=each)
    assert not ((by_row or each) and made.joins)
    statement = psql.SQL("SELECT {} FROM {} {} WHERE {} ORDER BY 1").format(
        psql.SQL(subject.row), psql.SQL(subject.source), psql.SQL(" ".join(made.joins)), made.sql
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, made.values)
        return [key for (key,) in cursor.fetchall()]


@pytest.fixture(scope="module", autouse=True)
def everything(
    django_db_setup: None, django_db_blocker: pytest.FixtureDef[object]
) -> Iterator[None]:
    """Made once for all lists: making it anew for each takes longer than asking it."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        something_of_everything()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def kept_as_it_is(everything: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_there_is_something_in_every_list() -> None:
    empty = [
        name
        for name, screen in LISTS.items()
        if not listing.page(screen.subject, of(SYSTEM, {"all": []}, screen.subject), [], []).rows
    ]
    assert empty == []


@pytest.mark.parametrize("screen", LISTS.values(), ids=list(LISTS))
def test_every_field_is_listed_sorted_grouped_and_written(screen: ListScreen) -> None:
    subject = screen.subject
    fields = subject.fields(SYSTEM)
    which = of(SYSTEM, {"all": []}, subject)
    columns = [name for name, field in fields.items() if field.is_listed]
    whole = listing.page(subject, which, columns, [])
    for name in columns:
        for downwards in (False, True):
            order = [Order(name, downwards)]
            page = listing.page(subject, which, [name], order, limit=2)
            listing.page(subject, which, [name], order, limit=2, after=page.after)
            assert len(page.rows) == min(2, len(whole.rows))
        if fields[name].is_grouped:
            lines = listing.groups(subject, which, name, columns)
            assert sum(line.rows for line in lines) == listing.count(subject, which).rows
    rows = list(listing.everything(subject, which, columns, [Order(columns[0])]))
    assert len(rows) == listing.count(subject, which, exactly=True).rows


@pytest.mark.parametrize("screen", LISTS.values(), ids=list(LISTS))
def test_pages_of_every_order_lead_through_all_rows_and_back(screen: ListScreen) -> None:
    subject = screen.subject
    which = of(SYSTEM, {"all": []}, subject)
    for name, field in subject.fields(SYSTEM).items():
        for order in ([Order(name)], [Order(name, downwards=True)]) if field.is_listed else ():
            whole = [pk for pk, _values in listing.page(subject, which, [], order, limit=60).rows]
            there, back = [], []
            size = 1 if len(whole) < MANY else len(whole) // 3 + 1
            page = listing.page(subject, which, [], order, limit=size)
            while page.after:
                there += [pk for pk, _values in page.rows]
                page = listing.page(subject, which, [], order, after=page.after, limit=size)
            there += [pk for pk, _values in page.rows]
            while page.before:
                back = [pk for pk, _values in page.rows] + back
                page = listing.page(subject, which, [], order, before=page.before, limit=size)
            back = [pk for pk, _values in page.rows] + back
            assert (there, back) == (whole, whole), name


@pytest.mark.parametrize("screen", LISTS.values(), ids=list(LISTS))
def test_every_comparison_of_every_field_can_be_asked(screen: ListScreen) -> None:
    subject = screen.subject
    fields = subject.fields(SYSTEM)
    contradictions = []
    for name, field in fields.items():
        for op, samples in conditions(field):
            understood = []
            for sample in samples:
                asked = {"field": name, "op": op, "value": sample}
                try:
                    parse(asked, fields)
                except BadQuery:
                    continue
                plain = found(subject, asked, by_row=False)
                if field.join:
                    assert found(subject, asked, by_row=True) == plain
                with suppress(NotByItselfError):
                    assert found(subject, asked, by_row=False, each=subject.row) == plain
                understood.append({"all": [asked, {"none": [asked]}]})
            assert understood, f"{name} {op} takes none of {samples}"
            contradictions += understood
    for start in range(0, len(contradictions), AT_ONCE):
        some = contradictions[start : start + AT_ONCE]
        which = of(SYSTEM, {"any": some}, subject)
        assert listing.page(subject, which, [], []).rows == (), some


@pytest.mark.parametrize("screen", LISTS.values(), ids=list(LISTS))
def test_every_list_opens_exports_and_is_closed_to_others(
    client: Client, screen: ListScreen
) -> None:
    client.force_login(a_superadministrator())
    everything = "?" + urlencode({"where": "", "columns": ",".join(screen.columns)})
    page = client.get(reverse(screen.name) + everything)
    assert page.status_code == 200
    assert page.text.count('class="k-sort"') == len(screen.columns)
    assert page.text.count('id="list-q"') == (screen.subject.text is not None)
    assert client.get(reverse(f"{screen.name}_count") + everything).status_code == 200
    grouped = [name for name, field in screen.subject.fields(SYSTEM).items() if field.is_grouped]
    for name in grouped:
        assert client.get(f"{reverse(screen.name)}?where=&group={name}").status_code == 200
    client.force_login(a_user("celina", realm=Realm.PORTAL))
    for name in (screen.name, f"{screen.name}_count", f"{screen.name}_query"):
        assert client.get(reverse(name)).status_code in {302, 403}


def test_a_list_of_personal_data_asks_before_it_becomes_a_file() -> None:
    named = (
        value
        for key, module in sys.modules.items()
        if LISTED.match(key)
        for value in vars(module).values()
    )
    screens = {screen.name: screen for screen in named if isinstance(screen, ListScreen)}
    assert (
        {"parties", "group", "statement"} <= screens.keys() >= {one.name for one in LISTS.values()}
    )
    silent = [
        screen.name
        for screen in screens.values()
        if screen.exporting is None
        and any(one.is_personal and one.is_listed for one in screen.subject.fields(SYSTEM).values())
    ]
    assert silent == []


def test_a_list_s_fields_have_words_of_their_own() -> None:
    for screen in LISTS.values():
        labels = [str(field.label) for field in screen.subject.fields(SYSTEM).values()]
        assert len(set(labels)) == len(labels), screen.name
        assert json.dumps(screen.columns)
