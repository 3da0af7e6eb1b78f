"""A receivable by hand: whose it is, what is typed wrong, what is sent twice."""

import datetime as dt

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def mill() -> int:
    works = build.a_party("Wodociągi")
    ledger.register_creditor(actor=SYSTEM, party_id=works, scheme="PL_UTILITY")
    return build.a_party("Młyn Żółty", number="K-7")


def test_the_list_leads_to_whose_it_is(desk: Client, mill: int) -> None:
    assert 'href="/receivables/add/"' in desk.get("/receivables/").content.decode()
    assert desk.get("/receivables/add/").status_code == 200
    found = desk.get("/receivables/add/?q=mlyn").content.decode()
    assert f'<a class="k-hit" href="?party={mill}">' in found
    assert "Nothing fits “zzz”." in desk.get("/receivables/add/?q=zzz").content.decode()


def test_on_a_phone_the_list_keeps_whose_it_is_when_due_and_what_remains(desk: Client) -> None:
    columns = desk.get("/receivables/").context["columns"]
    kept = [one.field.key for one in columns if not one.is_spare]
    assert kept == ["number", "party", "due", "open"]


def test_a_year_of_three_digits_is_refused_and_kept(desk: Client, mill: int) -> None:
    place = f"/receivables/add/?party={mill}"
    form = desk.get(place).context["form"]
    sent = {
        "creditor": str(form.fields["creditor"].choices[0][0]), "currency": "PLN",
        "kind": "INVOICE", "number": "F/1", "issued_on": "0202-11-26", "due_on": "2026-12-10",
        "amount": "1.234,50", "token": "t1", "interest_kind": "",
    }  # fmt: skip
    answer = desk.post(place, sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"issued_on": ["Give a day from 1900 on."]}
    assert 'value="1.234,50"' in answer.content.decode()
    for _twice in range(2):
        done = desk.post(place, sent | {"issued_on": "2026-11-26"})
        entry = Entry.objects.get(side="DEBIT", kind="INVOICE")
        assert (done.status_code, done["Location"]) == (302, f"/receivables/{entry.pk}/")
    assert (str(entry.amount), entry.issued_on) == ("1234.50", dt.date(2026, 11, 26))
