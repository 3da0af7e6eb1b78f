"""What stands on a payment order form."""

from decimal import Decimal

import pytest

from kartoteka.billing import operations, queries
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.models import Address, BankAccount, Identifier, Party
from tests.billing.test_by_hand import a_receivable
from tests.ledger.builders import a_creditor, a_party, on

pytestmark = pytest.mark.django_db
TODAY = on("2026-02-01")


@pytest.fixture
def anna_owes() -> tuple[int, int]:
    works, anna = a_creditor(), a_party()
    Identifier.objects.create(party_id=works, kind="NIP", value="5213017228")
    Address.objects.create(
        party_id=works, kind="REGISTERED", street="Wodna", building="1", city="Ośniki"
    )
    BankAccount.objects.create(party_id=works, iban="PL61109010140000071219812874")
    BankAccount.objects.create(
        party_id=works, iban="PL27114020040000300201355387", is_for_slips=True, currency="PLN"
    )
    for token, due in (("b", "2026-01-20"), ("a", "2026-01-10")):
        operations.add_receivable(
            actor=SYSTEM,
            draft=a_receivable(works, anna, number=f"FV/{token}", token=token, due_on=on(due)),
        )
    return works, anna


def test_the_whole_debt_with_the_longest_due_first(anna_owes: tuple[int, int]) -> None:
    works, anna = anna_owes
    slip = queries.slip(viewer=SYSTEM, party_id=anna, creditor_id=works, currency="PLN", on=TODAY)
    assert slip is not None
    number = Party.objects.get(pk=anna).number
    assert (slip.amount, slip.account, slip.payee_nip) == (
        Decimal("200.00"),
        "PL27114020040000300201355387",
        "5213017228",
    )
    assert slip.payee_address == ("Wodna 1", "Ośniki")
    assert slip.title == f"{number}, FV/a, FV/b"
    assert not slip.is_virtual


def test_another_amount_on_the_customers_own_account(
    anna_owes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    works, anna = anna_owes
    monkeypatch.setattr(queries, "slip_accounts", [lambda _viewer, _account: "PL26109010147777"])
    slip = queries.slip(
        viewer=SYSTEM,
        party_id=anna,
        creditor_id=works,
        currency="PLN",
        on=TODAY,
        amount=Decimal("50.00"),
    )
    assert slip is not None
    assert (slip.amount, slip.account, slip.is_virtual) == (
        Decimal("50.00"),
        "PL26109010147777",
        True,
    )


def test_no_slip_without_an_account_between_the_two(anna_owes: tuple[int, int]) -> None:
    works, _anna = anna_owes
    stranger = a_party("Celina")
    assert (
        queries.slip(viewer=SYSTEM, party_id=stranger, creditor_id=works, currency="PLN", on=TODAY)
        is None
    )
