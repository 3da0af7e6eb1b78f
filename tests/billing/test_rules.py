"""What the facts of a receivable suggest."""

import pytest

from kartoteka.billing import rules
from kartoteka.ledger import rates


@pytest.mark.parametrize(
    ("country", "party_kind", "kind", "suggested"),
    [
        ("PL", "HOUSEHOLD", "INVOICE", "pl_statutory_delay"),
        ("PL", "PERSON", "ADVANCE", "pl_statutory_delay"),
        ("PL", "COMPANY", "INVOICE", "pl_commercial_delay"),
        ("PL", "PUBLIC_BODY", "INVOICE", "pl_commercial_delay"),
        ("SK", "PERSON", "INVOICE", "sk_civil_delay_by_first_day"),
        ("SK", "SOLE_TRADER", "INVOICE", "sk_commercial_delay_half_year"),
        ("PL", "COMPANY", "COST", ""),
        ("PL", "PERSON", "NOTE", ""),
        ("DE", "COMPANY", "INVOICE", ""),
    ],
)
def test_suggests_interest_by_the_facts(
    country: str, party_kind: str, kind: str, suggested: str
) -> None:
    assert rules.suggested_interest(country=country, party_kind=party_kind, kind=kind) == suggested


def test_suggests_only_kinds_that_have_rates() -> None:
    assert set(rules.INTEREST_BY_FACTS.values()) <= set(rates.shipped().kinds)


def test_a_transfer_title_never_cuts_a_number() -> None:
    documents = ["FV/2026/01/000001", "FV/2026/02/000001"]
    assert rules.transfer_title("K-1", documents, longest=40) == "K-1, FV/2026/01/000001"
    both = "K-1, FV/2026/01/000001, FV/2026/02/000001"
    assert rules.transfer_title("K-1", documents, longest=len(both)) == both
    assert rules.transfer_title("K-1", ["X" * 200]) == "K-1"


def test_a_variable_symbol_has_at_most_ten_digits() -> None:
    assert rules.variable_symbol("K-0004711") == "4711"
    assert rules.variable_symbol("K-12345678901") == ""
    assert rules.variable_symbol("ABC") == ""
