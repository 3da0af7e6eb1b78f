"""Parties listed, asked, sorted, grouped and exported by their fields and those of other rooms."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pytest

from kartoteka.kernel import listing
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.kernel.criteria import BadQuery, in_words, read
from kartoteka.kernel.listing import Order, Which
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.operations import AccountDraft, AddressDraft, ContactDraft
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
TODAY = dt.date(2026, 11, 25)


def which(query: Any = None, text: str = "", viewer: Actor = CLERK) -> Which:
    fields = PARTIES.fields(viewer)
    return Which(viewer, TODAY, query=read(json.dumps(query) if query else "", fields), text=text)


def found(
    query: Any = None, *, order: Sequence[Order] = (Order("name"),), text: str = ""
) -> list[str]:
    page = listing.page(PARTIES, which(query, text), ["name"], order)
    return [values["name"] for _id, values in page.rows]


def one(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": list(value)}


@pytest.fixture
def people() -> dict[str, int]:
    return {
        "adam": a_party(
            "Nowak Adam", kind="PERSON", identifiers={"PESEL": "44051401359"},
            addresses=(AddressDraft(street="Długa", building="3", city="Kraków"),),
            contacts=(ContactDraft("EMAIL", "adam@nowak.example"),),
        ),
        "wod": a_party(
            "Wodociągi Łąka", identifiers={"NIP": "5213017228"},
            addresses=(AddressDraft(street="Łąkowa", building="1", city="Łódź"),),
            contacts=(ContactDraft("PHONE", "601 200 300"),),
            accounts=(AccountDraft("61109010140000071219812874"),),
        ),
        "bar": a_party("Bar Mleczny", addresses=(AddressDraft(city="Krakow"),)),
    }  # fmt: skip


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (one("name", "contains", "ŁĄK"), ["Wodociągi Łąka"]),
        (one("name", "begins", "nowak"), ["Nowak Adam"]),
        (one("name", "is", "bar mleczny"), ["Bar Mleczny"]),
        (one("name", "is_not", "bar mleczny"), ["Nowak Adam", "Wodociągi Łąka"]),
        (one("kind", "one_of", "PERSON"), ["Nowak Adam"]),
        (one("kind", "none_of", "PERSON"), ["Bar Mleczny", "Wodociągi Łąka"]),
        (one("city", "is", "kraków"), ["Bar Mleczny", "Nowak Adam"]),
        (one("city", "is_not", "kraków"), ["Wodociągi Łąka"]),
        (one("street", "empty"), []),
        (one("address", "contains", "Długa 3"), ["Nowak Adam"]),
        (one("nip", "is", "521-301-72-28"), ["Wodociągi Łąka"]),
        (one("nip", "contains", "301-72"), ["Wodociągi Łąka"]),
        (one("nip", "empty"), ["Bar Mleczny", "Nowak Adam"]),
        (one("pesel", "is", "44051401359"), ["Nowak Adam"]),
        (one("phone", "is", "601-200-300"), ["Wodociągi Łąka"]),
        (one("email", "contains", "NOWAK"), ["Nowak Adam"]),
        (one("iban", "is", "61 1090 1014 0000 0712 1981 2874"), ["Wodociągi Łąka"]),
        (one("added", "before", "2020-01-01"), []),
        (one("is_creditor", "no"), ["Bar Mleczny", "Nowak Adam", "Wodociągi Łąka"]),
        (one("due.PLN", "at_most", "0"), ["Bar Mleczny", "Nowak Adam", "Wodociągi Łąka"]),
        (one("overdue_days", "empty"), ["Bar Mleczny", "Nowak Adam", "Wodociągi Łąka"]),
        (
            {"any": [one("kind", "one_of", "PERSON"), one("city", "is", "Łódź")]},
            ["Nowak Adam", "Wodociągi Łąka"],
        ),
        ({"none": [one("city", "is", "Kraków"), one("nip", "filled")]}, []),
        (
            {"all": [{"none": [one("nip", "filled")]}, {"any": [one("name", "contains", "a")]}]},
            ["Bar Mleczny", "Nowak Adam"],
        ),
    ],
)
def test_a_condition_finds(condition: dict[str, Any], names: list[str]) -> None:
    assert found(condition) == names


@pytest.mark.usefixtures("people")
def test_the_one_box_narrows_what_is_asked() -> None:
    assert found(one("kind", "one_of", "COMPANY"), text="lak") == ["Wodociągi Łąka"]
    assert found(text="nobody") == []


def test_a_part_of_a_pesel_or_an_account_finds_nobody(people: dict[str, int]) -> None:
    del people
    for field, value in (("pesel", "440514"), ("iban", "61109010")):
        with pytest.raises(BadQuery):
            found(one(field, "contains", value))
        with pytest.raises(BadQuery):
            found(one(field, "is", value))


@pytest.mark.parametrize(
    "query",
    [
        [1],
        {"field": "name"},
        {"field": "name", "op": "contains"},
        {"field": "name", "op": "contains", "value": ["..."]},
        {"field": "name", "op": "over", "value": ["1"]},
        {"field": "secret", "op": "is", "value": ["1"]},
        {"field": "due.PLN", "op": "over", "value": ["much"]},
        {"field": "due.PLN", "op": "over", "value": ["NaN"]},
        {"field": "due.PLN", "op": "between", "value": ["2", "1"]},
        {"field": "birth_date", "op": "before", "value": ["2026-02-30"]},
        {"field": "birth_date", "op": "last_days", "value": ["-1"]},
        {"field": "birth_date", "op": "period", "value": ["never"]},
        {"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": []}]}]}]}]}]}]}]},
        {"any": [{"field": "kind", "op": "one_of", "value": ["PERSON"]}] * 200},
        {"all": [], "any": []},
        {"field": "name", "op": "contains", "value": ["a' OR 1=1 --", "b"]},
    ],
)
def test_what_is_no_query_is_refused_in_words(query: Any) -> None:
    with pytest.raises(BadQuery) as refused:
        found(query)
    assert "search cannot be understood" in refused.value.sentence()


@pytest.mark.parametrize("text", ["%", "_", "\\", "'; DROP TABLE register_party; --", "{}", "%s"])
def test_signs_of_sql_are_only_signs(text: str) -> None:
    a_party("Anna", contacts=(ContactDraft("EMAIL", "a.b@c.example"),))
    assert found(one("email", "contains", text)) == []
    assert found(one("email", "contains", f"a{text}")) == []
    assert found(one("name", "contains", f"a {text}")) in (["Anna"], [])
    assert found() == ["Anna"]


@pytest.mark.usefixtures("people")
def test_a_query_is_said_in_words() -> None:
    fields = PARTIES.fields(CLERK)
    query = {
        "all": [
            one("city", "is", "Kraków"),
            {"any": [one("due.PLN", "between", "100", "2500.5"), one("overdue_days", "over", 30)]},
            {"none": [one("kind", "one_of", "PERSON", "HOUSEHOLD")]},
        ]
    }

    said = in_words(read(json.dumps(query), fields), fields)
    assert said == (
        "Town: “Kraków”; (To pay (PLN): from 100.00 PLN to 2,500.50 PLN; or Days overdue: more"
        " than 30); not (Kind: person or household)"
    )


@pytest.mark.usefixtures("people")
def test_pages_lead_forth_and_back_in_several_orders() -> None:
    for number in range(7):
        a_party(f"Firma {number}", function="" if number % 2 else "dział")
    for order in (
        [Order("function"), Order("name", downwards=True)],
        [Order("head"), Order("name")],
        [Order("birth_date", downwards=True), Order("number")],
        [Order("kind"), Order("due.PLN")],
        [Order("overdue_days"), Order("added")],
    ):
        whole = listing.page(PARTIES, which(), ["name"], order, limit=100)
        pages, after = [], ""
        while True:
            page = listing.page(PARTIES, which(), ["name"], order, after=after, limit=3)
            pages.append(page)
            after = page.after
            if not after:
                break
        assert [row for page in pages for row in page.rows] == list(whole.rows)
        back = listing.page(PARTIES, which(), ["name"], order, before=pages[-1].before, limit=3)
        assert back.rows == pages[-2].rows


def test_a_mark_that_fits_nothing_begins_anew(people: dict[str, int]) -> None:
    for mark in ("nonsense", "W10", "eyJhIjoxfQ", "WzEsIngiXQ", "WyJ4IiwieSJd", "☃", "W1tdLDFd"):
        page = listing.page(PARTIES, which(), ["name"], [Order("due.PLN")], after=mark)
        assert len(page.rows) == len(people)


@pytest.mark.usefixtures("people")
def test_rows_are_counted_grouped_and_summed() -> None:
    assert listing.count(PARTIES, which()) == listing.Count(3, is_exact=True)
    by_kind = listing.groups(PARTIES, which(), "kind", ["due.PLN"])
    assert [(line.value, line.rows, line.sums) for line in by_kind] == [
        ("COMPANY", 2, {"due.PLN": {"PLN": 0}}),
        ("PERSON", 1, {"due.PLN": {"PLN": 0}}),
    ]
    assert [line.rows for line in listing.groups(PARTIES, which(), "added")] == [3]
    assert listing.totals(PARTIES, which(), ["due.PLN", "name"]) == {"due.PLN": {"PLN": 0}}


@pytest.mark.usefixtures("people")
def test_everything_is_read_in_order_for_an_export() -> None:
    columns = ["number", "name", "city", "address", "email", "nip", "head", "due.PLN", "iban"]
    rows = list(listing.everything(PARTIES, which(), columns, [Order("name")]))

    assert [row[1:6] for row in rows] == [
        ("Bar Mleczny", "Krakow", "Krakow", None, None),
        ("Nowak Adam", "Kraków", "Długa 3, Kraków", "adam@nowak.example", None),
        ("Wodociągi Łąka", "Łódź", "Łąkowa 1, Łódź", None, "5213017228"),
    ]


def test_the_portal_lists_nothing() -> None:
    a_party()
    customer = Actor(user_id=1, realm=Realm.PORTAL)
    assert PARTIES.fields(customer) == {}
    assert listing.page(PARTIES, which(viewer=customer), ["name"], []).rows == ()
    assert listing.count(PARTIES, which(viewer=customer)).rows == 0
    assert list(listing.everything(PARTIES, which(viewer=customer), ["name"], [])) == []
