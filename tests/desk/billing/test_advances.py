"""Corrections both ways and settled advances at the desk."""

import pytest
from django.test import Client

from kartoteka.ledger.models import Entry
from tests import build
from tests.ledger.builders import a_debit, an_account, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


def test_a_correction_goes_both_ways(desk: Client) -> None:
    debit = a_debit(an_account(), "100.00", "2026-03-15", number="FV/1")
    place = f"/receivables/{debit}/correct/"
    more = {
        "way": "MORE", "amount": "20", "on": "2026-04-01", "reason": "Reading", "token": "t-1",
        "since": "CORRECTION",
    }  # fmt: skip
    refused = desk.post(place, more)
    assert refused.status_code == 422
    assert "Say when the correction upwards is due." in refused.text
    done = desk.post(place, more | {"due_on": "2026-04-15"}, follow=True)
    up = Entry.objects.get(kind="CORRECTION")
    assert done.redirect_chain[-1][0] == f"/receivables/{up.pk}/"
    assert (up.side, up.due_on) == ("DEBIT", on("2026-04-15"))
    assert "is corrected by it" in done.text
    less = more | {"way": "LESS", "token": "t-2"}
    looked = desk.post(place, less | {"since": "DOCUMENT", "count": "1"}).text
    assert "What the correction does" in looked
    assert "80.00" in looked
    assert Entry.objects.filter(kind="CORRECTION").count() == 1
    page = desk.post(place, less, follow=True).text
    assert page.count("corrects this document") == 2
    assert "counts from" not in page
    sooner = less | {"since": "DOCUMENT", "token": "t-3", "amount": "10"}
    assert "counts from" in desk.post(place, sooner, follow=True).text


def test_advances_are_settled_by_the_invoice(desk: Client) -> None:
    account = an_account()
    advance = a_debit(account, "30.00", "2026-01-10", kind="ADVANCE", number="Z/1")
    invoice = a_debit(account, "100.00", "2026-03-15", number="FV/1")
    assert "Settle advances…" in desk.get(f"/receivables/{invoice}/").text
    place = f"/receivables/{invoice}/advances/"
    assert "Z/1, due 10 Jan 2026: PLN 30.00, of it not paid PLN 30.00" in desk.get(
        place
    ).text.replace("\xa0", " ")
    nothing = desk.post(place, {"on": "2026-03-01"})
    assert nothing.status_code == 422
    done = desk.post(place, {"on": "2026-03-01", "advances": [advance]}, follow=True)
    assert "The advances have been settled." in done.text
    assert "advance that it settles" in done.text
    assert "There is no advance to settle." in desk.get(place).text
