"""Parties are found by their documents, and documents are listed by theirs."""

import datetime as dt
import json
from typing import Any

import pytest

from kartoteka.documents.criteria import DOCUMENTS
from kartoteka.documents.models import DocumentType
from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.kernel.criteria import read
from kartoteka.kernel.listing import Order, Which
from kartoteka.register.criteria.parties import PARTIES
from tests import build
from tests.documents.making import a_document

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _papers() -> None:
    """Anna's extract ends soon and another later, Bartek's has ended, Celina's has no end."""
    DocumentType.objects.filter(code="extract").update(required_of=["COMPANY"])
    anna, bartek, celina = (build.a_party(name) for name in ("Anna", "Bartek", "Celina"))
    a_document(anna, valid_to=dt.date(2026, 12, 1))
    a_document(anna, number="2", valid_to=dt.date(2027, 12, 1))
    a_document(bartek, valid_to=dt.date(2026, 11, 25))
    a_document(celina, valid_from=dt.date(2026, 1, 1))
    a_document(celina, "mandate")


def asked(field: str, op: str, *value: Any) -> list[str]:
    fields = PARTIES.fields(SYSTEM)
    query = read(json.dumps({"field": field, "op": op, "value": list(value)}), fields)
    which = Which(SYSTEM, DAY, query=query)
    page = listing.page(PARTIES, which, ["name"], [Order("name")])
    return [values["name"] for _id, values in page.rows]


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (("documents.valid", "one_of", ["extract"]), ["Anna", "Celina"]),
        (("documents.valid", "all_of", ["extract", "mandate"]), ["Celina"]),
        (("documents.valid", "none_of", ["extract"]), ["Bartek"]),
        (("documents.valid", "empty"), ["Bartek"]),
        (("documents.missing", "yes"), ["Bartek"]),
        (("documents.missing", "no"), ["Anna", "Celina"]),
        (("documents.end", "next_days", 10), ["Anna"]),
        (("documents.end.extract", "before", "2027-01-01"), ["Bartek"]),
        (("documents.end.extract", "after", "2027-01-01"), ["Anna"]),
        (("documents.end.mandate", "before", "2099-01-01"), []),
    ],
)
def test_finds_parties(condition: tuple[Any, ...], names: list[str]) -> None:
    field, op, *value = condition
    flat = value[0] if value and isinstance(value[0], list) else value
    assert asked(field, op, *flat) == names


def test_every_field_can_be_a_column_and_sort() -> None:
    for subject in (PARTIES, DOCUMENTS):
        fields = [key for key in subject.fields(SYSTEM) if subject is DOCUMENTS or "docum" in key]
        for key in fields:
            for downwards in (False, True):
                page = listing.page(
                    subject, Which(SYSTEM, DAY), [key], [Order(key, downwards)], limit=2
                )
                assert len(page.rows) == 2, key


def test_documents_are_grouped_and_none_are_for_customers() -> None:
    found = listing.groups(DOCUMENTS, Which(SYSTEM, DAY), "type")
    assert [(line.value, line.rows) for line in found] == [("extract", 4), ("mandate", 1)]
    customer = Actor(user_id=None, realm=Realm.PORTAL)
    assert listing.page(DOCUMENTS, Which(customer, DAY), ["number"], []).rows == ()


def listed(*conditions: dict[str, Any], text: str = "") -> list[tuple[str, str]]:
    fields = DOCUMENTS.fields(SYSTEM)
    query = read(json.dumps({"all": list(conditions)}), fields)
    which = Which(SYSTEM, DAY, query=query, text=text)
    page = listing.page(DOCUMENTS, which, ["party", "number"], [Order("valid_to"), Order("type")])
    return [(values["party"], values["number"]) for _id, values in page.rows]


def one(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": list(value)}


def test_documents_are_listed_by_what_they_are_today() -> None:
    bartek, ends, later = ("Bartek", "1/2026"), ("Anna", "1/2026"), ("Anna", "2")
    celinas = [("Celina", "1/2026")] * 2
    assert listed() == [bartek, ends, later, *celinas]
    assert listed(one("needs_care", "yes")) == [bartek]
    assert listed(one("needs_care", "no")) == [ends, later, *celinas]
    assert listed(one("standing", "one_of", "ENDING")) == [ends]
    assert listed(one("standing", "one_of", "ENDED")) == [bartek]
    assert listed(one("is_followed", "yes")) == [ends]
    assert listed(one("valid_to", "next_days", 10)) == [ends]
    assert listed(one("type", "one_of", "mandate")) == celinas[:1]
    assert listed(text="anna") == [ends, later]
    assert listed(text="1/20") == [bartek, ends, *celinas]
    assert listed(text="nikt") == []
