"""Payments that wait: suggestions with reasons, one key accepts."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.kernel.criteria import BadQuery, Op, read
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations, queries
from kartoteka.payments.criteria.lines import LINES
from kartoteka.payments.models import Waiting
from kartoteka.trail import queries as trail
from tests import build
from tests.payments.builders import (
    PAYER,
    a_customer,
    a_line,
    a_statement,
    a_utility,
    an_invoice,
    taken,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(build.a_user())
    return client


def a_page_of_the_first(clerk: Client, query: str = "") -> tuple[str, str]:
    (line, *_rest) = queries.waiting(viewer=SYSTEM)
    url = reverse("payment_line", args=[line.line_id])
    return url, clerk.get(url + query).content.decode()


def test_suggestions_stand_with_reasons_and_keys(clerk: Client) -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1", "Anna Nowak")
    an_invoice(party_id, creditor_id, "FV/1001", "80.00")
    taken(a_statement(a_line("50.00", "rata FV/1001")))
    _url, page = a_page_of_the_first(clerk)
    assert "names a document, but the amount does not fit it: FV/1001" in page
    assert 'data-key="1"' in page
    assert f'name="account" value="{account_id}"' in page
    assert "desk/accept.js" in page


def test_accepting_books_and_shows_the_next(clerk: Client) -> None:
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    taken(a_statement(a_line("50.00", "jeden"), a_line("60.00", "dwa")))
    url, _page = a_page_of_the_first(clerk)
    answer = clerk.post(url, {"account": account_id, "entries": ""})
    assert answer.status_code == 302
    (left,) = queries.waiting(viewer=SYSTEM)
    assert answer["Location"] == reverse("payment_line", args=[left.line_id])
    assert Entry.objects.get(kind="PAYMENT").amount == Decimal(50)
    answer = clerk.post(answer["Location"], {"account": account_id})
    assert answer["Location"] == reverse("waiting_payments")
    assert "Every payment has its customer" in clerk.get(answer["Location"]).content.decode()


def test_a_line_that_somebody_has_booked_is_refused(clerk: Client) -> None:
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    taken(a_statement(a_line("50.00", "jeden")))
    url, _page = a_page_of_the_first(clerk)
    assert clerk.post(url, {"account": account_id}).status_code == 302
    answer = clerk.post(url, {"account": account_id})
    assert answer.status_code == 422
    assert "Somebody has booked this payment already" in answer.content.decode()


@pytest.mark.parametrize(
    "given", [{}, {"account": "x"}, {"account": "1", "entries": "1 x"}, {"account": "999999"}]
)
def test_nonsense_is_refused(clerk: Client, given: dict[str, str]) -> None:
    a_utility()
    taken(a_statement(a_line("50.00", "jeden")))
    url, _page = a_page_of_the_first(clerk)
    assert clerk.post(url, given).status_code == 422
    assert Waiting.objects.count() == 1


def test_another_customer_is_found_by_words(clerk: Client) -> None:
    creditor_id = a_utility()
    a_customer(creditor_id, "K77", "Żaneta Gęśla")
    taken(a_statement(a_line("50.00", "jeden")))
    _url, page = a_page_of_the_first(clerk, "?q=gesla zan")
    assert "Żaneta Gęśla" in page
    _url, page = a_page_of_the_first(clerk, "?q=nikt%25")
    assert "Nobody with an account of this creditor fits." in page


def test_rules_are_tried_again(clerk: Client) -> None:
    creditor_id = a_utility()
    taken(a_statement(a_line("50.00", "klient K0000001")))
    a_customer(creditor_id, "K0000001")
    answer = clerk.post(reverse("match_payments"), follow=True)
    assert "Found the customer of 1 payment." in answer.content.decode()
    assert clerk.get(reverse("match_payments")).status_code == 405


def test_a_payment_at_the_till(clerk: Client) -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1")
    url = reverse("add_payment", args=[party_id])
    page = clerk.get(url)
    token = page.context["form"]["token"].value()
    given = {
        "account": account_id,
        "amount": "30.00",
        "paid_on": "2026-01-02",
        "token": token,
        "via": "CASH",
    }
    assert clerk.post(url, {**given, "amount": "-1"}).status_code == 422
    for _twice in range(2):
        assert clerk.post(url, given).status_code == 302
    assert Entry.objects.get(kind="PAYMENT").amount == Decimal("30.00")
    answer = clerk.post(url, {**given, "paid_on": "2999-01-01", "token": "other"})
    assert answer.status_code == 422
    assert "cannot have come in the future" in answer.content.decode()
    assert clerk.get(reverse("add_payment", args=[party_id + 999])).status_code == 404


def test_the_documents_of_a_suggestion_are_designated(clerk: Client) -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1", "Anna Nowak")
    debt = an_invoice(party_id, creditor_id, "FV/1001", "80.00")
    taken(a_statement(a_line("50.00", "rata FV/1001")))
    url, page = a_page_of_the_first(clerk)
    assert f'name="entries" value="{debt} "' in page
    assert clerk.post(url, {"account": account_id, "entries": f"{debt} "}).status_code == 302
    assert Entry.objects.get(kind="PAYMENT").designated == [debt]


def test_the_payer_s_account_is_masked_and_shown_for_a_reason(clerk: Client) -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1")
    line = a_line("50.00", "jeden", counterparty_account=PAYER, counterparty_name="Anna")
    taken(a_statement(line, a_line("51.00", "dwa", counterparty_account=PAYER)))
    url, page = a_page_of_the_first(clerk)
    assert PAYER[-4:] in page
    assert PAYER[4:12] not in page.replace(" ", "").replace("\u00a0", "")
    clerk.post(url, {"account": account_id})

    reveal = f"{url}account/"
    assert clerk.post(reveal, {"reason": " "}).status_code == 422
    shown = clerk.post(reveal, {"reason": "zwrot nadpłaty"})
    assert PAYER in shown.text.replace(" ", "")
    assert "no-store" in shown["Cache-Control"]
    (change,) = trail.changes_of(viewer=SYSTEM, party_id=party_id, limit=1)
    assert (change.op, change.fields[0].new) == ("R", "zwrot nadpłaty")
    second = queries.waiting(viewer=SYSTEM)[0]
    (told,) = queries.suggestions(viewer=SYSTEM, line_id=second.line_id)
    assert told.reasons == (
        "this bank account has paid for this customer: PL •••• " + PAYER[-4:],
        "the amount fits nothing that is open",
    )


def test_a_customer_may_not_see_a_payer_s_account() -> None:
    a_utility()
    taken(a_statement(a_line("50.00", "jeden", counterparty_account=PAYER)))
    line_id = queries.waiting(viewer=SYSTEM)[0].line_id
    customer = Actor(user_id=None, realm=Realm.PORTAL)

    with pytest.raises(operations.NotAllowed):
        operations.reveal_payer(actor=customer, line_id=line_id, reason="mine")
    with pytest.raises(operations.NoSuchLine):
        operations.reveal_payer(actor=SYSTEM, line_id=line_id + 1, reason="none")


def test_a_payer_s_account_is_listed_masked_and_found_only_whole(clerk: Client) -> None:
    creditor_id = a_utility()
    a_customer(creditor_id, "K1")
    taken(a_statement(a_line("50.00", "jeden", counterparty_account=PAYER)))
    viewer = SYSTEM

    def found(value: str, op: Op) -> int:
        fields = LINES.fields(viewer)
        asked = json.dumps({"field": "payer_account", "op": op.value, "value": [value]})
        which = listing.Which(viewer, dt.date(2026, 11, 26), query=read(asked, fields))
        return listing.count(LINES, which, exactly=True).rows

    assert found(PAYER, Op.IS) == 1
    for op in (Op.CONTAINS, Op.BEGINS):
        with pytest.raises(BadQuery):
            found(PAYER[:12], op)
    page = clerk.get(reverse("payment_lines") + "?columns=payer_account").text
    assert "PL •••• " + PAYER[-4:] in page
    assert PAYER[4:16] not in page
