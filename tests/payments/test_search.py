"""The search box finds documents and virtual accounts through the list that wiring fills."""

import pytest

from kartoteka.billing import queries as billing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.payments import operations, queries
from kartoteka.register import queries as register
from tests.ledger.builders import on
from tests.payments.builders import a_customer, a_utility, an_invoice

pytestmark = pytest.mark.django_db
VIRTUAL = "PL65124000007777000000001234"


@pytest.mark.parametrize("text", ["FV/2026/09/0001", "fv 2026 09", "FV2026090001"])
def test_a_document_number_is_found_by_its_beginning(text: str) -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV/2026/09/0001", "10.00")
    (found,) = queries.search(viewer=SYSTEM, text=text)
    assert (found.party_id, str(found.what), found.number) == (
        party_id,
        "document",
        "FV/2026/09/0001",
    )
    assert party_id in {hit.party_id for hit in register.find(viewer=SYSTEM, text=text)}


@pytest.mark.parametrize("text", [VIRTUAL, VIRTUAL[2:], "65 1240 0000 7777"])
def test_a_virtual_account_is_found_and_stands_on_slips(text: str) -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1")
    operations.assign_virtual_account(
        actor=SYSTEM, account_id=account_id, iban=VIRTUAL, on=on("2026-01-01")
    )
    assert party_id in {hit.party_id for hit in queries.search(viewer=SYSTEM, text=text)}
    an_invoice(party_id, creditor_id, "FV/1", "10.00")
    slip = billing.slip(
        viewer=SYSTEM,
        party_id=party_id,
        creditor_id=creditor_id,
        currency="PLN",
        on=on("2026-09-30"),
    )
    assert slip is not None
    assert (slip.account, slip.is_virtual) == (VIRTUAL, True)


@pytest.mark.parametrize("text", ["", "%", "_", "zzz", "1"])
def test_nothing_else_is_found(text: str) -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV/2026/09/0001", "10.00")
    assert queries.search(viewer=SYSTEM, text=text) == []
