"""A customer reads the prices that are theirs: of their creditors, for everybody or their group."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from kartoteka.access.models import User
from kartoteka.billing.models import PriceItem, PriceList, PriceListGroup, PriceVersion
from kartoteka.billing.operations import prices
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.models import TradeTerms
from tests.billing.prices import a_price_group, a_price_list, an_item, in_group, published
from tests.ledger.builders import a_creditor
from tests.portal.conftest import Cast, a_session, inside
from tests.portal.test_pages import words

pytestmark = pytest.mark.django_db
Browser = Callable[[User | None], Client]


@pytest.fixture
def lists(cast: Cast) -> dt.date:
    """Water for everybody, dearer in ten days; Anna's group pays less, another creditor more. The
    day from which water is dearer."""
    dearer = timezone.localdate() + dt.timedelta(days=10)
    works, farms, towns = cast.creditor.pk, a_price_group("FARMS"), a_price_group("TOWNS")
    general = a_price_list(works)
    published(
        general, "2026-01-01", "", an_item(price="5.12345"), an_item("FEE", "9", None, "month")
    )
    published(
        general, dearer.isoformat(), "", an_item(price="6"), an_item("FEE", "9", None, "month")
    )
    published(a_price_list(works, "F", groups=(farms,)), "2026-01-01", "", an_item(price="3"))
    published(a_price_list(works, "T", groups=(towns,)), "2026-01-01", "", an_item("GAS", "1"))
    published(a_price_list(a_creditor(), "OTHER"), "2026-01-01", "", an_item("HEAT", "7"))
    prices.save_draft(actor=SYSTEM, list_id=general, items=[an_item("DRAFT", "1")])
    in_group(cast.anna.party.pk, farms, "2026-01-01")
    in_group(cast.bartek.party.pk, None, "2026-01-01", discount="10")
    return dearer


def test_each_sees_the_own_prices_and_what_is_announced(
    cast: Cast, lists: dt.date, portal: Browser
) -> None:
    anna, bartek, celina = (
        words(portal(one.user).get("/prices/")) for one in (cast.anna, cast.bartek, cast.celina)
    )
    day = f"{lists:%-d %b %Y}"
    assert "Water F PLN 3.00 for 1 m³ plus VAT 8%" in anna
    assert "PLN 6.00" not in anna
    assert (
        f"Water General list price PLN 5.12345, your discount 10% from {day}: PLN 5.40 "
        "PLN 4.61111 for 1 m³ plus VAT 8%"
    ) in bartek
    assert f"Water General from {day}: PLN 6.00 PLN 5.12345 for 1 m³ plus VAT 8%" in celina
    for page in (anna, bartek, celina):
        assert "Fee General" in page
        assert not {"Gas", "Heat", "Draft"} & set(page.split())
    assert 'href="/prices/"' in portal(cast.anna.user).get("/").text


def test_without_prices_there_is_no_way_there(cast: Cast, portal: Browser) -> None:
    anna = portal(cast.anna.user)
    assert 'href="/prices/"' not in anna.get("/").text
    assert "No prices have been published for you yet." in words(anna.get("/prices/"))


def test_lists_of_other_groups_and_creditors_are_closed(cast: Cast, lists: dt.date) -> None:
    seen = {}
    for one in (cast.anna, cast.celina):
        with inside(a_session(one.user)):
            seen[one.party.name] = (
                sorted(PriceList.objects.values_list("code", flat=True)),
                PriceListGroup.objects.count(),
                PriceVersion.objects.values("pk").count(),
                sorted(set(PriceItem.objects.values_list("code", flat=True))),
                TradeTerms.objects.values("pk").count(),
            )
    assert seen == {
        "Anna Nowak": (["F", "GENERAL"], 1, 3, ["FEE", "WATER"], 1),
        "Celina Obca": (["GENERAL"], 0, 2, ["FEE", "WATER"], 0),
    }
    with inside(a_session(None)):
        assert not PriceList.objects.values("pk").exists()
        assert not TradeTerms.objects.values("pk").exists()
