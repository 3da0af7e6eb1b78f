"""The start page and the cards looked at last."""

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from kartoteka.access import operations
from kartoteka.desk.start.recent import MOST, remember
from tests import build
from tests.ledger import builders

pytestmark = pytest.mark.django_db


def test_it_shows_what_waits_and_leads_there(client: Client) -> None:
    anna = build.a_user()
    client.force_login(anna)
    operations.start_job(actor=anna.as_actor(), kind="test.kind")
    page = client.get("/").text
    assert 'class="k-tile" href="/jobs/"' in page
    assert "<strong>1</strong>" in page


def test_recent_cards_stand_newest_first_once_each(client: Client) -> None:
    client.force_login(build.a_user())
    request = RequestFactory().get("/")
    request.session = client.session
    for number in range(MOST + 2):
        remember(request, f"/card/{number}/", f"Customer {number}")
    remember(request, "/card/5/", "Customer <5>")
    request.session.save()
    page = client.get("/").text
    panel = page[page.index('class="k-links"') :]
    assert panel.index("Customer &lt;5&gt;") < panel.index("Customer 9")
    assert len(request.session["recent"]) == MOST


def test_looking_again_at_the_same_card_writes_nothing(client: Client) -> None:
    client.force_login(build.a_user())
    request = RequestFactory().get("/")
    request.session = client.session
    remember(request, "/card/1/", "One")
    request.session.modified = False
    remember(request, "/card/1/", "One")
    assert not request.session.modified


def test_the_frame_costs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(build.a_user())
    client.get("/panel/")
    with django_assert_max_num_queries(2):  # session with its user, and the page's own
        client.get("/panel/")


def test_the_menu_knows_where_a_page_belongs(client: Client) -> None:
    client.force_login(build.a_user())
    account_id = builders.an_account()
    debit_id = builders.a_debit(account_id, "10.00", "2026-02-28", number="FV/1")
    for page, words in ((f"/receivables/{debit_id}/", "Receivables"), ("/", "My desk")):
        menu = client.get(page).text.partition('id="menu"')[2].partition("</nav>")[0]
        current = menu.partition('aria-current="page"')[2].partition("</a>")[0]
        assert f"<span>{words}</span>" in current
        assert menu.count("aria-current") == 1
