"""Price lists at the desk."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from kartoteka.billing.models import PriceItem, PriceList, PriceVersion
from kartoteka.ledger.models import Entry
from tests import build
from tests.billing.prices import a_price_group, a_price_list, an_item, in_group, published
from tests.ledger.builders import a_creditor, a_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """An administrator's browser, in English."""
    client.force_login(build.an_administrator())
    return client


def rows(*said: tuple[str, ...]) -> dict[str, object]:
    names = ("code", "name", "unit", "price", "vat")
    typed = {
        f"{name}-{n}": text
        for n, row in enumerate(said)
        for name, text in zip(names, row, strict=True)
    }
    return {"rows": len(said), "note": "", **typed}


def test_from_a_new_list_to_prices_in_force(desk: Client) -> None:
    works, farms = a_creditor(), a_price_group("FARMS")
    said = {
        "creditor": works, "code": "W", "label_pl": "Woda", "label_en": "Water",
        "currency": "PLN", "is_net": "1", "groups": [farms],
    }  # fmt: skip
    nameless = desk.post("/prices/add/", said | {"label_pl": " ", "label_en": ""})
    assert nameless.status_code == 422
    assert 'href="#id_label_pl"' in nameless.text
    assert "Give the price list a name in at least one language." in nameless.text
    assert desk.post("/prices/add/", said).status_code == 302
    place = f"/prices/{PriceList.objects.get().public_id}/"
    wrong = desk.post(f"{place}draft/", rows(("A", "Water", "m³", "5,123456", "8")))
    assert wrong.status_code == 422
    assert "5,123456" in wrong.text
    assert "at most 5 places" in wrong.text
    twice = desk.post(f"{place}draft/", rows(*[("A", "Water", "m³", "5", "8")] * 2))
    assert "This code is there twice" in twice.text
    more = desk.post(f"{place}draft/", rows(("A", "Water", "m³", "5,12345", "8")) | {"more": "1"})
    assert 'name="code-5"' in more.text
    assert "5,12345" in more.text
    good = rows(("A", "Water", "m³", "5,12345", "8"), ("", "", "", "", ""), ("B", "Fee", "month",
                "10", "zw"))  # fmt: skip
    assert desk.post(f"{place}draft/", good).status_code == 302
    items = PriceItem.objects.order_by("ordinal").values_list("code", "price", "vat_percent")
    assert list(items) == [
        ("A", Decimal("5.12345"), Decimal(8)), ("B", Decimal("10.00000"), None)
    ]  # fmt: skip
    shown = desk.get(f"{place}publish/").text
    assert "5.12345" in shown
    today = timezone.localdate().isoformat()
    done = desk.post(f"{place}publish/", {"valid_from": today}, follow=True)
    assert "The prices have been published." in done.text
    assert "PLN\u202f5.12345" in done.text
    listed = desk.get("/prices/?lang=en").text
    assert "farms" in listed
    words = said | {"label_en": "Water and sewage", "currency": "EUR"}
    assert desk.post(f"{place}change/", words).status_code == 302
    found = PriceList.objects.get()
    assert (found.labels["en"], found.currency) == ("Water and sewage", "PLN")


def test_versions_side_by_side_ended_and_withdrawn(desk: Client) -> None:
    a_list = a_price_list(a_creditor())
    published(a_list, "2026-01-01", "2026-06-30", an_item("A", "2"), an_item("B", "4"))
    published(a_list, "2026-08-01", "", an_item("A", "2.5"), gap=True)
    place = f"/prices/{PriceList.objects.get().public_id}/"
    page = desk.get(place).text.replace("\xa0", " ")
    assert "From 1 Jul 2026 to 31 Jul 2026 nothing of this list is in force." in page
    compared = desk.get(f"{place}compare/").text
    assert "+25%" in compared
    assert "gone" in compared
    first, last = PriceVersion.objects.order_by("valid_from")
    itself = desk.get(f"{place}compare/?one={last.public_id}&other={last.public_id}").text
    assert "That is the same version on both sides." in itself
    assert "k-table" not in itself
    early = desk.post(f"{place}versions/{last.public_id}/end/", {"valid_to": "2026-09-01"})
    assert "only its last day changes" in early.text
    reason = {"reason": "a wrong tariff"}
    assert desk.post(f"{place}versions/{last.public_id}/withdraw/", reason).status_code == 302
    assert "a wrong tariff" in desk.get(f"{place}versions/{last.public_id}/").text
    assert desk.get(f"{place}versions/{first.public_id}/").status_code == 200


def test_the_card_says_which_prices_are_in_force_and_why(desk: Client) -> None:
    works, anna, farms = a_creditor(), a_party(), a_price_group("FARMS")
    published(a_price_list(works), "2026-01-01", "", an_item(price="5.1"))
    published(a_price_list(works, "FARM", groups=(farms,)), "2026-01-01", "", an_item(price="3"))
    in_group(anna, farms, "2026-02-01", discount="12.5")
    before = desk.get(f"/parties/{anna}/prices/?on=2026-01-31").text
    assert "PLN\u202f5.10" in before
    after = desk.get(f"/parties/{anna}/prices/?on=2026-02-01").text
    for words in (
        "PLN\u202f2.625", "list price PLN\u202f3.00", "for group farms",
        "less 12.50% by trade terms from 1 Feb 2026",
    ):  # fmt: skip
        assert words in after.replace("\N{NO-BREAK SPACE}", " ")


def test_listed_prices_have_two_places_and_more_where_there_are(desk: Client) -> None:
    items = [an_item("A", price="9.9"), an_item("B", price="10"), an_item("C", price="5.12345")]
    published(a_price_list(a_creditor()), "2026-01-01", "", *items)
    page = desk.get("/prices/items/").text
    prices = re.findall(r'<td class="num[^"]*">([\d.]+)', page)
    assert [one for one in prices if "." in one] == ["9.90", "10.00", "5.12345"]
    file = desk.get("/prices/items/export.csv").getvalue().decode()
    assert "9.90" in file


def test_a_clerk_drafts_and_does_not_publish(client: Client) -> None:
    client.force_login(build.a_user())
    published(a_price_list(a_creditor()), "2026-01-01")
    place = f"/prices/{PriceList.objects.get().public_id}/"
    assert client.get(f"{place}draft/").status_code == 200
    assert client.post(f"{place}draft/", rows(("A", "x", "m³", "1", "8"))).status_code == 302
    assert client.get(f"{place}publish/").status_code == 403
    assert client.post(f"{place}draft/drop").status_code == 302
    assert PriceVersion.objects.count() == 1


def test_a_receivable_is_made_of_lines(desk: Client) -> None:
    works, anna = a_creditor(), a_party()
    a_list = a_price_list(works)
    published(a_list, "2026-01-01", "2026-01-12", an_item(price="5.12345"))
    published(a_list, "2026-01-13", "", an_item(price="6"))
    place = f"/receivables/add/?party={anna}"
    assert "Lines from the price list" in desk.get(place).text
    said = {
        "token": "t", "creditor": works, "currency": "PLN", "kind": "NOTE", "number": "",
        "title": "Water", "issued_on": "2026-02-01", "due_on": "2026-02-15", "amount": "",
        "point": "", "agreement": "", "interest_kind": "", "item-0": "WATER",
        "quantity-0": "10", "first-0": "2026-01-01", "last-0": "2026-01-31",
    }  # fmt: skip
    counted = desk.post(place, said | {"count": "1"}).text
    assert "PLN\u202f61.01" in counted
    assert not Entry.objects.exists()
    both = desk.post(place, said | {"amount": "5"})
    assert "The lines make the amount." in both.text
    wrong = desk.post(place, said | {"quantity-0": "x", "item-1": "WATER"})
    assert "Give a quantity above zero" in wrong.text
    assert "Give the quantity." in wrong.text
    early = desk.post(place, said | {"first-0": "2025-12-01"})
    assert "no price of WATER is in force" in early.text
    page = desk.post(place, said, follow=True).text
    assert Entry.objects.get().amount == Decimal("61.01")
    for words in ("PLN\u202f5.12345", "PLN\u202f20.49", "PLN\u202f36.00", "PLN\u202f4.52"):
        assert words in page
    in_group(anna, None, "2026-01-13", discount="5")
    less = desk.post(place, said | {"count": "1"}).text.replace("\N{NO-BREAK SPACE}", " ")
    for words in ("less 5% by trade terms from 13 Jan 2026", "PLN\u202f34.20", "PLN\u202f59.07"):
        assert words in less
    neither = desk.post(place, said | {"item-0": "", "quantity-0": "", "first-0": "", "last-0": ""})
    assert "Give the amount, or lines from the price list." in neither.text


def test_only_items_of_the_currency_are_offered(desk: Client) -> None:
    works, anna = a_creditor(), a_party()
    published(a_price_list(works), "2026-01-01")
    place = f"/receivables/add/?party={anna}"
    said = {
        "token": "t", "creditor": works, "currency": "EUR", "kind": "NOTE", "number": "",
        "title": "Water", "issued_on": "2026-02-01", "due_on": "2026-02-15", "amount": "5",
        "point": "", "agreement": "", "interest_kind": "", "count": "1",
    }  # fmt: skip
    assert '<option value="WATER">' in desk.get(place).text
    none = desk.post(place, said)
    assert none.status_code == 200
    assert "No price list has prices in EUR." in none.text
    assert "WATER" not in none.text
    kept = desk.post(place, said | {"item-0": "WATER", "quantity-0": "10", "amount": ""})
    assert kept.status_code == 422
    assert "No list has a price of this item in EUR." in kept.text
    assert '<option value="WATER" selected>' in kept.text
    published(
        a_price_list(works, "EURO", currency="EUR"), "2026-01-01", "", an_item("GAS", "2", "23")
    )
    euro = desk.post(place, said).text
    assert '<option value="GAS">' in euro
    assert "WATER" not in euro
