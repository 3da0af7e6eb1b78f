"""Virtual accounts by the bank's mask: right check digits, never twice, told when they run out."""

import threading

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.billing import queries as billing
from kartoteka.formats.accounts import is_iban, with_check
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations, queries
from kartoteka.payments.models import Mask, VirtualAccount
from tests import build
from tests.ledger.builders import on
from tests.payments.builders import a_customer, a_line, a_statement, a_utility, an_invoice, taken

pytestmark = pytest.mark.django_db
TODAY = on("2026-09-02")
PREFIX = "10501012" + "0000777"


def a_mask(creditor: int, digits: int = 9, prefix: str = PREFIX) -> int:
    draft = operations.MaskDraft(creditor, "PLN", "PL", prefix, digits)
    return operations.add_mask(actor=SYSTEM, draft=draft)


def given_to(mask: int) -> int:
    return operations.give_by_mask(actor=SYSTEM, mask_id=mask, on=TODAY)


def ibans() -> list[str]:
    return list(VirtualAccount.objects.order_by("pk").values_list("iban", flat=True))


def test_every_customer_without_one_gets_a_number_and_none_twice() -> None:
    creditor = a_utility()
    accounts = [a_customer(creditor, f"K{n}")[1] for n in range(3)]
    mask = a_mask(creditor)
    assert (given_to(mask), given_to(mask)) == (3, 0)
    assert ibans() == [with_check("PL", f"{PREFIX}{n:09d}") for n in (1, 2, 3)]
    assert all(map(is_iban, ibans()))
    operations.close_virtual_account(actor=SYSTEM, account_id=accounts[0], on=TODAY)
    assert given_to(mask) == 1
    assert ibans()[-1] == with_check("PL", f"{PREFIX}{4:09d}"), "not the closed one again"
    assert taken(a_statement(a_line("5.00", "x", own_account=ibans()[1]))).matched.by_rule == {
        "VIRTUAL": 1
    }


@given(st.integers(1, 10**9 - 1))
def test_check_digits_are_those_of_the_slow_way(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT payments_masked_iban('PL', %s, 9, %s)", [PREFIX, number])
        assert cursor.fetchone() == (with_check("PL", f"{PREFIX}{number:09d}"),)


def test_a_number_for_one_document_pays_that_document_first_and_is_printed_with_it() -> None:
    creditor = a_utility()
    party, account = a_customer(creditor, "K1")
    an_invoice(party, creditor, "FV/1", "50.00")
    later = an_invoice(party, creditor, "FV/2", "50.00")
    a_mask(creditor)
    iban = operations.give_to_debt(actor=SYSTEM, debt_id=later, on=TODAY)
    with pytest.raises(operations.DebtHasOne):
        operations.give_to_debt(actor=SYSTEM, debt_id=later, on=TODAY)
    assert queries.virtual_account(SYSTEM, account) is None
    whole = billing.slip(
        viewer=SYSTEM, party_id=party, creditor_id=creditor, currency="PLN", on=TODAY
    )
    assert whole is not None
    slip = billing.slip_of_debt(viewer=SYSTEM, whole=whole, entry_id=later)
    assert (slip.account, slip.is_virtual) == (iban, True)
    report = taken(a_statement(a_line("20.00", "bez opisu", own_account=iban)), settle_on=TODAY)
    assert report.matched.by_rule == {"VIRTUAL": 1}
    assert Entry.objects.get(kind="PAYMENT").designated == [later]
    rows = queries.virtual_accounts_of(viewer=SYSTEM, party_id=party)
    assert [(row.iban, row.document) for row in rows] == [(iban, "FV/2")]


def test_what_runs_out_is_told_ahead_and_refused_at_the_end() -> None:
    creditor = a_utility()
    mask = a_mask(creditor, digits=3, prefix=PREFIX + "000000")
    (row,) = queries.masks(viewer=SYSTEM)
    assert (row.left, row.runs_out) == (999, False)
    Mask.objects.filter(pk=mask).update(next=998)
    (row,) = queries.masks(viewer=SYSTEM)
    assert (row.given, row.left, row.runs_out) == (997, 2, True)
    for n in range(3):
        a_customer(creditor, f"K{n}")
    assert given_to(mask) == 2
    with pytest.raises(operations.MaskUsedUp):
        given_to(mask)


@pytest.mark.parametrize(("prefix", "digits"), [("1050", 9), ("1050A0120000777", 9), (PREFIX, 8)])
def test_a_mask_that_makes_no_account_is_refused(prefix: str, digits: int) -> None:
    creditor = a_utility()
    with pytest.raises(operations.MaskWrong):
        a_mask(creditor, digits=digits, prefix=prefix)
    a_mask(creditor)
    with pytest.raises(operations.MaskTaken):
        a_mask(creditor, prefix="10501012" + "0000778")


@pytest.mark.django_db(transaction=True)
def test_two_who_give_at_once_give_different_numbers() -> None:
    creditor = a_utility()
    for n in range(10):
        a_customer(creditor, f"K{n}")
    mask = a_mask(creditor)
    barrier = threading.Barrier(2)

    def give() -> None:
        try:
            barrier.wait(10)
            given_to(mask)
        finally:
            connection.close()

    threads = [threading.Thread(target=give) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(set(ibans())) == 10
    assert Mask.objects.get().next == 11


def test_the_screens_of_masks(client: Client) -> None:
    creditor = a_utility()
    party, _account = a_customer(creditor, "K1")
    debt = an_invoice(party, creditor, "FV/1", "50.00")
    client.force_login(build.an_administrator())
    typed = {
        "creditor": creditor,
        "currency": "PLN",
        "country": "PL",
        "beginning": "1",
        "digits": 9,
    }
    refused = client.post("/payments/masks/", typed)
    assert refused.status_code == 422
    assert "24 digits" in refused.text
    done = client.post("/payments/masks/", typed | {"beginning": PREFIX}, follow=True)
    assert "The mask is added." in done.text
    mask = Mask.objects.get().pk
    given = client.post(f"/payments/masks/{mask}/", {}, follow=True).text
    assert "1 customer got a virtual account." in given
    page = client.post(f"/receivables/{debt}/virtual-account/", follow=True).text
    assert "It is paid to its own virtual account" in page
    assert (
        "The mask is closed."
        in client.post(f"/payments/masks/{mask}/", {"close": "1"}, follow=True).text
    )
