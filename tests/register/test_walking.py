"""Pages of many conditions, found by walking through the order where their rows lie near."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.criteria import read
from kartoteka.kernel.listing import Order, Which
from kartoteka.ledger import operations as ledger
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.operations import AddressDraft
from tests.build import a_party
from tests.ledger.builders import a_creditor, a_debit

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)
LIMIT = 4
WALKED = 'LIMIT 1000) "p"'


def one(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": list(value)}


QUERY = {
    "all": [
        one("city", "is", "Kraków"),
        {"any": [one("due.PLN", "at_most", "100"), one("overdue_days", "over", "20")]},
        {"none": [one("email", "filled")]},
    ]
}


@pytest.fixture
def parties() -> list[str]:
    """Forty, every second of Kraków; the names that the query finds, in their order."""
    found = []
    creditor = a_creditor()
    for n in range(40):
        town = "Kraków" if n % 2 else "Łódź"
        party = a_party(f"Firma {n * 7 % 40:02d}", addresses=(AddressDraft(city=town),))
        if n % 8 == 1:  # owes more than the query takes, and is not late
            account = ledger.open_account(
                actor=SYSTEM, party_id=party, creditor_id=creditor, currency="PLN"
            )
            a_debit(account, "500.00", "2026-12-24")
        elif n % 2:
            found.append(f"Firma {n * 7 % 40:02d}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE register_party")
    return sorted(found)


def page(order: tuple[Order, ...] = (Order("name"),), **place: Any) -> tuple[listing.Page, bool]:
    """A page, and whether it was walked to."""
    which = Which(SYSTEM, TODAY, query=read(json.dumps(QUERY), PARTIES.fields(SYSTEM)))
    with CaptureQueriesContext(connection) as asked:
        found = listing.page(PARTIES, which, ["name"], order, limit=LIMIT, **place)
    statements = [one["sql"] for one in asked.captured_queries]
    walked = [one for one in statements if WALKED in one and not one.startswith("EXPLAIN")]
    return found, bool(walked) and walked[-1] == statements[-1]


def test_all_pages_there_and_back_are_those_of_the_whole_list(parties: list[str]) -> None:
    seen, ways, place = [], [], {}
    while True:
        found, walked = page(**place)
        seen.append([values["name"] for _id, values in found.rows])
        ways.append(walked)
        if not found.after:
            break
        place = {"after": found.after}
    assert seen == [parties[n : n + LIMIT] for n in range(0, len(parties), LIMIT)]
    assert ways == [*[True] * (len(seen) - 1), False]  # the last page is not full
    back = []
    while found.before:
        found, walked = page(before=found.before)
        back.append([values["name"] for _id, values in found.rows])
    assert back == seen[-2::-1]


def test_a_place_in_a_mixed_order_is_kept_to(parties: list[str]) -> None:
    order = (Order("kind", downwards=True), Order("name"))
    first, _walked = page(order)
    second, walked = page(order, after=first.after)
    assert [values["name"] for _id, values in second.rows] == parties[LIMIT : 2 * LIMIT]
    assert walked


def test_a_page_that_would_end_far_off_is_found_at_once(
    parties: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FARTHEST", 1)
    found, walked = page()
    assert [values["name"] for _id, values in found.rows] == parties[:LIMIT]
    assert not walked


def test_a_table_that_was_never_counted_is_not_walked_through() -> None:
    a_party("Firma 01", addresses=(AddressDraft(city="Kraków"),))
    found, walked = page()
    assert len(found.rows) == 1
    assert not walked
