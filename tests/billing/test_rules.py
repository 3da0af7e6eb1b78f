"""What the facts of a receivable suggest, and what ends with what when claims are set off."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.billing import rules
from kartoteka.billing.rules import Piece, SetOff, paired
from kartoteka.ledger import rates
from tests.ledger.builders import on


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


def test_what_is_of_no_stated_kind_is_an_invoice() -> None:
    assert rules.suggested_interest(country="PL", party_kind="PERSON") == "pl_statutory_delay"


def test_statements_take_the_same_facts() -> None:
    assert rules.interest_facts() == {
        "countries": ["PL", "PL", "SK", "SK"],
        "consumers": [True, False, True, False],
        "kinds": [
            "pl_statutory_delay", "pl_commercial_delay",
            "sk_civil_delay_by_first_day", "sk_commercial_delay_half_year",
        ],
        "consumer": ["HOUSEHOLD", "PERSON"],
        "bearing": ["ADVANCE", "INVOICE", "OPENING"],
    }  # fmt: skip


def test_suggests_only_kinds_that_have_rates() -> None:
    assert set(rules.INTEREST_BY_FACTS.values()) <= set(rates.shipped().kinds)


def test_a_transfer_title_never_cuts_a_number() -> None:
    documents = ["FV/2026/01/000001", "FV/2026/02/000001"]
    assert rules.transfer_title("K-1", documents, longest=40) == "K-1, FV/2026/01/000001"
    both = "K-1, FV/2026/01/000001, FV/2026/02/000001"
    assert rules.transfer_title("K-1", documents, longest=len(both)) == both
    assert rules.transfer_title("K-1", ["X" * 200]) == "K-1"
    assert rules.transfer_title("K-1", ["X" * 200, "FV/1"]) == "K-1"  # nor is one passed over
    assert len(rules.transfer_title("K-1", ["X" * 135])) == 140  # what a transfer has room for
    assert rules.transfer_title("K-1", ["X" * 136]) == "K-1"


def test_a_variable_symbol_has_at_most_ten_digits() -> None:
    assert rules.variable_symbol("K-0004711") == "4711"
    assert rules.variable_symbol("K-1234567890") == "1234567890"
    assert rules.variable_symbol("X-000X0000012345678901") == ""
    assert rules.variable_symbol("K-12345678901") == ""
    assert rules.variable_symbol("ABC") == ""


def test_numbers_of_our_own_documents() -> None:
    assert rules.series_number("NOTE", 2026, 42) == "N/2026/00042"
    assert rules.OWN_SERIES == {
        "NOTE": "N", "COST": "KO", "CORRECTION": "KR", "ADVANCE": "ZL", "WRITE_OFF": "OD",
        "REMISSION": "UM", "OFFSET": "PT", "CREDIT": "NU", "INTEREST": "NO",
    }  # fmt: skip


def test_claims_end_in_the_given_order_on_the_later_day() -> None:
    ours = [
        SetOff(1, on("2026-01-12"), Decimal("60.00")), SetOff(2, on("2026-03-02"), Decimal("5.00")),
    ]  # fmt: skip
    theirs = [
        SetOff(11, on("2026-02-10"), Decimal("50.00")),
        SetOff(None, on("2026-01-02"), Decimal("20.00")),
    ]
    assert paired(ours, theirs) == [
        Piece(1, 11, Decimal("50.00"), on("2026-02-10")),
        Piece(1, None, Decimal("10.00"), on("2026-01-12")),
        Piece(2, None, Decimal("5.00"), on("2026-03-02")),
    ]


def test_of_two_that_are_equal_nothing_is_left() -> None:
    ours = [SetOff(n, on("2026-01-12"), Decimal(n)) for n in (1, 2)]
    theirs = [SetOff(n, on("2026-01-13"), Decimal(n - 10)) for n in (11, 12)]
    assert paired(ours, theirs) == [
        Piece(1, 11, Decimal(1), on("2026-01-13")), Piece(2, 12, Decimal(2), on("2026-01-13")),
    ]  # fmt: skip
    with pytest.raises(AssertionError):
        paired([SetOff(None, on("2026-01-12"), Decimal(1))], theirs)


_AMOUNTS = st.lists(st.integers(1, 500), min_size=1, max_size=6)


@given(ours=_AMOUNTS, theirs=_AMOUNTS)
def test_pieces_add_up_to_each_claim_and_end_on_the_later_day(
    ours: list[int], theirs: list[int]
) -> None:
    theirs = [*theirs, sum(ours)]
    days = [on(f"2026-01-{n + 1:02d}") for n in range(28)]
    mine = [SetOff(n, days[n * 3], Decimal(amount)) for n, amount in enumerate(ours)]
    other = [SetOff(100 + n, days[n * 2], Decimal(amount)) for n, amount in enumerate(theirs)]
    pieces = paired(mine, other)

    for claim in mine:
        assert sum(p.amount for p in pieces if p.ours == claim.entry_id) == claim.amount
    for claim in other:
        assert sum(p.amount for p in pieces if p.theirs == claim.entry_id) <= claim.amount
    due = {claim.entry_id: claim.due_on for claim in (*mine, *other)}
    assert all(p.on == max(due[p.ours], due[p.theirs]) for p in pieces)
    assert all(p.amount > 0 for p in pieces)
