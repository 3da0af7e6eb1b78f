"""What a customer reads on the pages: exact figures, and nothing of anybody else."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator

import pypdf
import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from kartoteka.access.models import User
from kartoteka.billing import queries as billing
from kartoteka.formats.codes import zbp
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.payments import queries as payments
from kartoteka.register.models import PortalGrant
from tests.ledger.builders import a_payment
from tests.portal.conftest import TODAY, Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=True):
        yield


def words(response: object) -> str:
    """The text of a page as it is read, on one line, blanks of all kinds alike."""
    body = re.sub(
        r"<(style|script)\b.*?</\1>", " ", response.content.decode(errors="replace"), flags=re.S
    )  # type: ignore[attr-defined]
    text = re.sub(r"<[^>]+>", " ", body)
    text = text.replace("&#x27;", "'").replace("&nbsp;", " ")
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def test_the_start_page_says_how_much_and_what_is_late(cast: Cast, portal: Browser) -> None:
    page = words(portal(cast.anna.user).get("/"))
    assert "To pay PLN 184.20" in page
    assert "of this PLN 61.40 is overdue, since 16 Nov 2026" in page
    assert "6 days late, was due 16 Nov 2026" in page
    assert "pay by 5 Dec 2026" in page


def test_who_has_overpaid_is_told_so_without_a_minus(cast: Cast, portal: Browser) -> None:
    page = words(portal(cast.bartek.user).get("/"))
    assert "Nothing to pay" in page
    assert "You have paid PLN 30.00 in advance" in page
    assert "−" not in page


def test_money_of_a_closed_month_is_told_with_both_days(cast: Cast, portal: Browser) -> None:
    until, day = dt.date(2026, 10, 31), dt.date(2026, 10, 30)
    ledger.close_until(actor=SYSTEM, creditor_id=cast.creditor.pk, until=until)
    late = a_payment(cast.anna.account.pk, "61.40", "2026-10-30", paid_on=day, title="woda")
    ledger.settle(actor=SYSTEM, credit_id=late, on=TODAY)
    both = "Paid on 30 Oct 2026, posted on 1 Nov 2026 because the books were closed"
    browser = portal(cast.anna.user)
    assert f"30 Oct 2026 PLN 61.40 woda {both}." in words(browser.get("/payments/"))
    paid = cast.anna.entries[1].public_id
    assert f"Paid so far {both} " in words(browser.get(f"/invoices/{paid}/"))


def test_invoices_are_listed_with_their_state(cast: Cast, portal: Browser) -> None:
    anna, bartek = (words(portal(one.user).get("/invoices/")) for one in (cast.anna, cast.bartek))
    party = cast.anna.party.pk
    assert anna.index(f"FV/{party}/1") < anna.index(f"FV/{party}/2")
    assert "PLN 61.40" in anna
    assert "overdue, was due 16 Nov 2026" in anna
    assert "paid" in bartek
    assert "Bartek" not in anna


def test_an_invoice_says_what_paid_it_and_why(cast: Cast, portal: Browser) -> None:
    invoice = cast.bartek.entries[0]
    page = words(portal(cast.bartek.user).get(f"/invoices/{invoice.public_id}/"))
    assert "Paid so far 20 Oct 2026" in page
    assert "PLN 50.00" in page
    assert "Why so?" in page


def test_payments_say_what_they_were_used_for(cast: Cast, portal: Browser) -> None:
    page = words(portal(cast.bartek.user).get("/payments/"))
    assert "20 Oct 2026 PLN 80.00" in page
    assert f"FV/{cast.bartek.party.pk}/1 PLN 50.00" in page
    assert "Not used yet: PLN 30.00" in page


def test_the_pdf_that_came_is_sent_as_it_came(cast: Cast, portal: Browser) -> None:
    first = cast.anna.entries[0]
    response = portal(cast.anna.user).get(f"/invoices/{first.public_id}/pdf")
    assert response.content == b"%PDF-1.7 Anna Nowak"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_without_a_pdf_there_is_a_confirmation_that_is_no_invoice(
    cast: Cast, portal: Browser
) -> None:
    second = cast.anna.entries[1]
    response = portal(cast.anna.user).get(f"/invoices/{second.public_id}/pdf")
    text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "This is not an invoice." in text
    assert "61,40" in text


def test_the_page_to_pay_shows_the_code_and_the_facts(
    cast: Cast, portal: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing, "slip_accounts", [])
    response = portal(cast.anna.user).get("/pay/")
    page = words(response)
    assert "61 1090 1014 0000 0712 1981 2874" in page
    assert "184,20 PLN" in page
    transfer, _warnings = zbp.decode(response.context["codes"][0].text)
    assert str(transfer.amount) == "184.20"


def test_a_customer_with_a_virtual_account_pays_to_it(
    cast: Cast, portal: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing, "slip_accounts", [payments.virtual_account])
    response = portal(cast.anna.user).get("/pay/")
    assert response.context["payable"].account == f"PL{10**25 + cast.anna.account.pk}"


def test_any_other_amount_goes_into_the_code_and_onto_the_slip(cast: Cast, portal: Browser) -> None:
    browser = portal(cast.anna.user)
    response = browser.get("/pay/", {"amount": "50,5"})
    assert "|005050|" in response.context["codes"][0].text
    slip = browser.get("/pay/slip", {"amount": "50.50"})
    assert slip["Content-Type"] == "application/pdf"
    assert "50,50" in pypdf.PdfReader(io.BytesIO(slip.content)).pages[0].extract_text()


def test_who_owes_nothing_is_asked_for_an_amount_and_not_scolded(
    cast: Cast, portal: Browser
) -> None:
    browser = portal(cast.bartek.user)
    response = browser.get("/pay/")
    assert response.status_code == 200
    assert "You owe nothing now. If you want to pay in advance, give the amount." in words(response)
    assert "This field is required" not in words(response)
    assert "PLN" in words(browser.get("/pay/", {"amount": "20"}))


def test_one_invoice_is_paid_under_its_number(cast: Cast, portal: Browser) -> None:
    invoice = cast.anna.entries[1]
    page = words(portal(cast.anna.user).get("/pay/", {"document": str(invoice.public_id)}))
    assert "61,40 PLN" in page
    assert f"K-Anna Nowak, {invoice.number}" in page


@pytest.mark.parametrize("amount", ["0", "-1", "12,345", "x", "99999999999"])
def test_a_forbidden_amount_is_refused_and_stays_in_the_field(
    cast: Cast, portal: Browser, amount: str
) -> None:
    browser = portal(cast.anna.user)
    response = browser.get("/pay/", {"amount": amount})
    assert response.status_code == 422
    assert f'value="{amount}"' in response.content.decode()
    assert "Give an amount from 0.01" in words(response)
    assert browser.get("/pay/slip", {"amount": amount}).status_code == 302


def test_one_login_switches_between_its_parties_only(cast: Cast, portal: Browser) -> None:
    PortalGrant.objects.create(user=cast.anna.user, party=cast.bartek.party)
    browser = portal(cast.anna.user)
    assert "PLN 184.20" in words(browser.get("/"))
    assert browser.post("/switch/", {"party": str(cast.bartek.party.public_id)}).status_code == 302
    assert "PLN 30.00 in advance" in words(browser.get("/"))
    assert browser.post("/switch/", {"party": str(cast.celina.party.public_id)}).status_code == 404
    assert browser.post("/switch/", {"party": "nonsense"}).status_code == 404


def test_own_data_are_shown_without_the_sensitive_numbers(cast: Cast, portal: Browser) -> None:
    page = words(portal(cast.anna.user).get("/my-data/"))
    assert "anna@example.org" in page
    assert "90-562 Łódź" in page
    assert "90010112345" not in page


def test_every_address_shows_a_stranger_nothing(cast: Cast, portal: Browser) -> None:
    """Every portal URL with Anna's public names, as Celina and as nobody."""
    secrets = {"Anna Nowak", "Bartek", "184.20", "122.80", "61.40"}
    secrets |= {entry.number for entry in cast.anna.entries}
    celina, nobody = portal(cast.celina.user), portal(None)
    asked = 0
    for pattern in get_resolver("kartoteka.portal.urls").url_patterns:
        route = str(pattern.pattern)
        for entry in cast.anna.entries:
            address = "/" + route.replace("<uuid:public_id>", str(entry.public_id))
            address = address.replace("<str:link>", "guess").replace("<str:token>", "guess")
            address = address.replace("<uuid:user>", str(cast.anna.user.public_id))
            given = {
                "document": str(entry.public_id),
                "account": str(cast.anna.account.public_id),
                "party": str(cast.anna.party.public_id),
                "after": str(entry.pk),
            }
            for query in ({}, given):
                asked += 1
                response = celina.get(address, query)
                assert response.status_code in {200, 302, 404, 405, 422}, address
                assert not any(one in words(response) for one in secrets), address
            if "<uuid:public_id>" in route:
                assert celina.get(address).status_code == 404
            if route.startswith(("activate", "forgotten")):
                continue
            refused = nobody.get(address, given)
            assert refused.status_code == 302, address
            assert refused["Location"].startswith("/account/login/")
    assert asked >= 32


def test_a_page_asks_few_questions(cast: Cast, portal: Browser) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = portal(cast.anna.user)
    browser.get("/invoices/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get("/invoices/")
    statements = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 5, statements


def test_the_page_that_opens_a_login_is_the_same_for_every_link(portal: Browser, db: None) -> None:
    browser = portal(None)
    first = browser.get("/activate/abc/")
    second = browser.get("/activate/def/")
    bare = [
        re.sub(
            r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", r.content.decode()
        )
        for r in (first, second)
    ]
    assert bare[0].replace("abc", "def") == bare[1]
    given = {"code": "AAAA-BBBB-CCCC", "password": "p" * 12, "again": "p" * 12}
    refused = browser.post("/activate/abc/", given)
    assert refused.status_code == 422
    assert "The code does not fit this link" in words(refused)
    assert 'value="AAAA-BBBB-CCCC"' in refused.content.decode()


def test_too_many_tries_from_one_place_are_stopped(portal: Browser, db: None) -> None:
    given = {"code": "AAAA-BBBB-CCCC", "password": "p" * 12, "again": "p" * 12}
    statuses = [portal(None).post("/activate/abc/", given).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_a_forgotten_password_is_asked_for_alike_by_everybody(cast: Cast, portal: Browser) -> None:
    browser = portal(None)
    pages = [
        words(browser.post("/forgotten/", {"email": email}))
        for email in (cast.anna.user.login, "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    assert "If this is the address of an opened access" in pages[0]
    guessed = f"/forgotten/{cast.anna.user.public_id}/guess/"
    refused = browser.post(guessed, {"password": "p" * 12, "again": "p" * 12})
    assert refused.status_code == 422
    assert "This link is no longer valid" in words(refused)
