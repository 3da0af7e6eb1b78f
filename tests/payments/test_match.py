"""Matching: each rule finds its customer; what is not certain goes on waiting."""

from decimal import Decimal

import pytest

from kartoteka.agreements.models import Agreement
from kartoteka.formats.accounts import with_check
from kartoteka.formats.statements import SplitPayment
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations, queries
from kartoteka.payments.models import Payment, Waiting
from kartoteka.register.models import Identifier, Party
from tests.ledger.builders import on
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
VIRTUAL = with_check("PL", "124000007777000000001234")


def one(line: object) -> dict[str, int]:
    return taken(a_statement(line)).matched.by_rule  # type: ignore[arg-type]


def whose() -> list[tuple[str, int]]:
    return list(Payment.objects.order_by("pk").values_list("rule", "account_id"))


def test_a_virtual_account_finds_its_customer_and_posts_the_credit() -> None:
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    operations.assign_virtual_account(
        actor=SYSTEM, account_id=account_id, iban=VIRTUAL, on=on("2026-01-01")
    )
    assert one(a_line("12.00", "cokolwiek", own_account=VIRTUAL)) == {"VIRTUAL": 1}
    credit = Entry.objects.get(kind="PAYMENT")
    assert (credit.account_id, credit.amount, credit.side) == (account_id, Decimal(12), "CREDIT")
    assert (credit.booked_on, credit.title) == (on("2026-09-02"), "cokolwiek")
    assert Waiting.objects.count() == 0


def test_the_last_twelve_digits_of_a_virtual_account_are_enough() -> None:
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    operations.assign_virtual_account(
        actor=SYSTEM, account_id=account_id, iban=VIRTUAL, on=on("2026-01-01")
    )
    assert one(a_line("12.00", own_account="XX000000001234")) == {"VIRTUAL": 1}


def test_the_last_twelve_digits_of_another_bank_are_nobodys() -> None:
    """Virtual accounts counted up from one are alike at every bank."""
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    operations.assign_virtual_account(
        actor=SYSTEM,
        account_id=account_id,
        iban=with_check("PL", "109000007777000000001234"),
        on=on("2026-01-01"),
    )
    assert one(a_line("12.00", own_account="XX000000001234")) == {}
    assert Waiting.objects.count() == 1


@pytest.mark.parametrize(
    "title",
    [
        "Faktura FV/2026/09/0001 za wodę",
        "FV 2026 09 0001",
        "fv-2026-09-0001",
        "za FV2026090001",
        "FV/2026/09/00 01",
    ],
)
def test_a_document_number_is_found_however_it_is_written(title: str) -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1")
    entry_id = an_invoice(party_id, creditor_id, "FV/2026/09/0001", "100.00")
    assert one(a_line("100.00", title)) == {"DOCUMENT": 1}
    assert whose() == [("DOCUMENT", account_id)]
    assert Entry.objects.get(kind="PAYMENT").designated == [entry_id]


def test_a_document_whose_amount_does_not_fit_is_only_suggested() -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV/2026/09/0001", "100.00")
    assert one(a_line("70.00", "FV/2026/09/0001")) == {}
    (waiting,) = queries.waiting(viewer=SYSTEM)
    (suggestion,) = queries.suggestions(viewer=SYSTEM, line_id=waiting.line_id)
    assert suggestion.account_id == account_id
    assert "FV/2026/09/0001" in suggestion.reasons[0]
    assert "the amount does not fit" in suggestion.reasons[0]
    assert suggestion.reasons[1] == "the amount fits nothing that is open"
    assert suggestion.score == 55


def test_several_documents_whose_sum_fits_are_certain() -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K1")
    ids = [an_invoice(party_id, creditor_id, f"FV/100{n}", "50.00") for n in (1, 2)]
    assert one(a_line("100.00", "FV/1001, FV/1002")) == {"DOCUMENT": 1}
    assert Entry.objects.get(kind="PAYMENT").designated == ids


def test_a_document_with_its_costs_and_interest_fits_too() -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K1")
    debt = an_invoice(party_id, creditor_id, "FV/1001", "50.00")
    an_invoice(party_id, creditor_id, "", "8.00", kind="COST", debt_id=debt)
    assert one(a_line("58.00", "FV/1001")) == {"DOCUMENT": 1}


def test_the_same_number_of_two_customers_is_not_certain() -> None:
    creditor_id = a_utility()
    for number in ("K1", "K2"):
        party_id, _account = a_customer(creditor_id, number)
        an_invoice(party_id, creditor_id, "FV/1001", "50.00")
    assert one(a_line("50.00", "FV/1001")) == {}
    assert Waiting.objects.count() == 1


def test_documents_of_another_creditor_or_currency_do_not_count() -> None:
    creditor_id, other = a_utility(), a_utility("PL39105000990000000000000002")
    party_id, _account = a_customer(other, "K1")
    an_invoice(party_id, other, "FV/1001", "50.00")
    party_id, _account = a_customer(creditor_id, "K2", currency="EUR")
    an_invoice(party_id, creditor_id, "FV/1001", "50.00", currency="EUR")
    assert one(a_line("50.00", "FV/1001")) == {}


@pytest.mark.parametrize("symbol", ["20260012", "0020260012"])
@pytest.mark.parametrize("number", ["20260012", "0020260012", "FV 2026/0012"])
def test_a_variable_symbol_is_a_document_number_whatever_its_zeros(
    symbol: str, number: str
) -> None:
    creditor_id = a_utility()
    Party.objects.filter(pk=creditor_id).update(country="SK")
    party_id, _account = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, number, "50.00")
    assert one(a_line("50.00", "", vs=symbol)) == {"DOCUMENT": 1}


def test_a_variable_symbol_with_another_amount_is_a_hint_and_names_what_is_open() -> None:
    creditor_id = a_utility()
    Party.objects.filter(pk=creditor_id).update(country="SK")
    party_id, account_id = a_customer(creditor_id, "K1")
    invoice = an_invoice(party_id, creditor_id, "VF/2609/00526", "50.40")
    assert one(a_line("25.20", "Úhrada faktúry", vs="260900526")) == {}
    (line,) = queries.waiting(viewer=SYSTEM)
    (found,) = queries.suggestions(viewer=SYSTEM, line_id=line.line_id)
    assert (found.account_id, found.entry_ids) == (account_id, (invoice,))
    assert "VF/2609/00526" in found.reasons[0]
    assert "the amount does not fit it" in found.reasons[0]


def test_digits_alone_name_no_document_of_a_creditor_without_variable_symbols() -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV 2026/0012", "50.00")
    assert one(a_line("50.00", "", vs="20260012")) == {}


def test_an_agreement_or_a_customer_number_is_certain_whatever_the_amount() -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K0000001")
    Agreement.objects.create(
        number="UM/2026/1", party_id=party_id, creditor_id=creditor_id, valid_from=on("2026-01-01")
    )
    assert one(a_line("1.23", "umowa nr um 2026 1")) == {"AGREEMENT": 1}
    assert one(a_line("4.56", "klient K0000001, lipiec", day="2026-09-03")) == {"CUSTOMER": 1}
    assert Entry.objects.filter(agreement__number="UM/2026/1").count() == 1


def test_a_variable_symbol_is_a_customer_number() -> None:
    creditor_id = a_utility()
    a_customer(creditor_id, "77")
    assert one(a_line("1.23", "", vs="0000000077")) == {"CUSTOMER": 1}


def test_digits_that_only_happen_to_join_to_a_customer_number_are_not_certain() -> None:
    creditor_id = a_utility()
    a_customer(creditor_id, "12345")
    assert one(a_line("1.23", "FV 12/345")) == {}
    assert one(a_line("1.23", "klient 12345", day="2026-09-03")) == {"CUSTOMER": 1}


def test_a_nip_counts_only_where_it_fits_one_account() -> None:
    creditor_id = a_utility()
    a_customer(creditor_id, "K1", nip="5260250274")
    assert one(a_line("1.00", "zapłata NIP 526-025-02-74")) == {"NIP": 1}
    twin, _account = a_customer(creditor_id, "K2")
    Identifier.objects.filter(party_id=twin).delete()
    branch = Identifier(party_id=twin, kind="NIP", value="5260250274", is_head=False)
    branch.party.parent_id = Identifier.objects.get(value="5260250274").party_id
    branch.party.place = "BRANCH"
    branch.party.save()
    branch.save()
    assert one(a_line("2.00", "zapłata NIP 5260250274")) == {}


def test_our_own_nip_and_the_one_in_idc_name_nobody() -> None:
    creditor_id = a_utility()
    Identifier.objects.create(party_id=creditor_id, kind="NIP", value="5260250274")
    a_customer(creditor_id, "K1", nip="1111111111")
    assert one(a_line("1.00", "dla NIP 5260250274")) == {}
    split = SplitPayment(Decimal(1), "1111111111", "F", "")
    title = "/VAT/1,00/IDC/1111111111/INV/F/TXT/x"
    assert one(a_line("2.00", title, split=split)) == {}
    assert one(a_line("3.00", "NIP 1111111111")) == {"NIP": 1}


def test_a_payer_who_has_only_ever_paid_for_one_account_is_known() -> None:
    creditor_id = a_utility()
    _party, anna = a_customer(creditor_id, "K0000001")
    _party, celina = a_customer(creditor_id, "K0000002")
    for day in ("2026-08-30", "2026-08-31"):
        taken(a_statement(a_line("1.00", "K0000001", counterparty_account=PAYER, day=day)))
    assert one(a_line("2.00", "bez opisu", counterparty_account=PAYER)) == {"PAYER": 1}
    assert one(a_line("3.00", "K0000002", counterparty_account=PAYER)) == {}, "they disagree"
    (line,) = queries.waiting(viewer=SYSTEM)
    operations.accept(actor=SYSTEM, line_id=line.line_id, account_id=celina)
    assert one(a_line("4.00", "znów bez opisu", counterparty_account=PAYER)) == {}
    (line,) = queries.waiting(viewer=SYSTEM)
    found = queries.suggestions(viewer=SYSTEM, line_id=line.line_id)
    assert {each.account_id for each in found} == {anna, celina}


def test_certain_rules_that_disagree_are_not_certain() -> None:
    creditor_id = a_utility()
    a_customer(creditor_id, "K0000001")
    party_id, _account = a_customer(creditor_id, "K0000002")
    an_invoice(party_id, creditor_id, "FV/1001", "50.00")
    assert one(a_line("50.00", "K0000001 FV/1001")) == {}
    (line,) = queries.waiting(viewer=SYSTEM)
    found = queries.suggestions(viewer=SYSTEM, line_id=line.line_id)
    assert [each.party_number for each in found] == ["K0000002", "K0000001"]


def test_a_name_with_a_fitting_amount_is_certain_if_nobody_else_bears_it() -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K1", "Żaneta Gęśla")
    an_invoice(party_id, creditor_id, "FV/1001", "50.00")
    payer = "GĘŚLA ŻANETA UL. POLNA 1"
    assert one(a_line("49.00", counterparty_name=payer)) == {}
    assert one(a_line("50.00", counterparty_name=payer, day="2026-09-03")) == {"NAME": 1}
    a_customer(creditor_id, "K2", "Żaneta Gęśla")
    an_invoice(party_id, creditor_id, "FV/1002", "60.00")
    assert one(a_line("60.00", counterparty_name=payer, day="2026-09-04")) == {"SCORE": 1}
    other = Party.objects.get(number="K2").pk
    an_invoice(other, creditor_id, "FV/1003", "60.00")
    assert one(a_line("60.00", counterparty_name=payer, day="2026-09-05")) == {}


def test_a_reversal_is_never_booked_by_itself() -> None:
    creditor_id = a_utility()
    a_customer(creditor_id, "K0000001")
    assert one(a_line("1.00", "K0000001", is_reversal=True)) == {}


def test_the_reason_is_kept_and_said() -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K0000001")
    an_invoice(party_id, creditor_id, "FV/1001", "50.00")
    taken(a_statement(a_line("50.00", "FV/1001 klient K0000001")))
    payment = Payment.objects.get()
    assert set(payment.facts) == {"DOCUMENT", "CUSTOMER"}
    (row,) = queries.payments_of(viewer=SYSTEM, party_id=party_id)
    assert row.reason == "names a document, and the amount fits it: FV/1001"
    assert (row.amount, row.left) == (Decimal(50), Decimal(50))


def test_matching_again_changes_nothing_and_finds_what_became_known() -> None:
    creditor_id = a_utility()
    taken(a_statement(a_line("50.00", "FV/1001"), a_line("9.00", "K0000001")))
    assert operations.match(actor=SYSTEM).count == 0
    party_id, _account = a_customer(creditor_id, "K0000001")
    an_invoice(party_id, creditor_id, "FV/1001", "50.00")
    assert operations.match(actor=SYSTEM).by_rule == {"DOCUMENT": 1, "CUSTOMER": 1}
    assert operations.match(actor=SYSTEM).count == 0
    assert Entry.objects.filter(kind="PAYMENT").count() == 2
