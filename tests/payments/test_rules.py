"""What a line may name, and what makes two tellings one line or one statement."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from kartoteka.formats.statements import Problem, SplitPayment, Statement
from kartoteka.payments import rules
from kartoteka.payments.queries.wording import told
from tests.payments.builders import OWN, a_line, a_statement, on

NIP, OTHER_NIP = "5252248481", "1234563218"


def named(title: str = "", **more: Any) -> rules.Named:
    return rules.named_by(a_line("10.00", title, **more))


def marks(*statements: Statement) -> list[list[bytes]]:
    return [found for _statement, found in rules.fingerprints(statements)]


def test_words_one_after_another_may_be_a_number() -> None:
    assert named("Zapłata FV/2026 17").keys == [
        "2026", "202617", "fv2026", "fv202617", "zaplatafv2026", "zaplatafv202617",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("czynsz za lokal", []),  # letters alone are no number
        ("f1a", []),  # three signs are none either
        ("f1ab", ["f1ab"]),
        ("7" * 40, ["7" * 40]),
        ("7" * 41, []),  # longer than the longest, and so is whatever begins with it
        ("7" * 41 + " 1234", ["1234"]),
    ],
)
def test_a_number_has_four_to_forty_signs_and_a_digit(title: str, keys: list[str]) -> None:
    assert named(title).keys == keys


def test_at_most_eight_words_make_a_number_and_forty_are_looked_at() -> None:
    apart = named("1 2 3 4 5 6 7 8 9").keys
    assert ("12345678" in apart, "123456789" in apart, "23456789" in apart) == (True, False, True)
    long = " ".join(f"k{place:03}" for place in range(41))
    assert ("k039" in named(long).keys, "k040" in named(long).keys) == (True, False)
    assert ("k039" in named(long).words, "k040" in named(long).words) == (True, False)


def test_title_invoice_of_a_split_payment_and_end_to_end_id_are_read() -> None:
    split = SplitPayment(vat=Decimal("1.00"), invoice="FV9")
    found = named("A1 zapłata A1", split=split, end_to_end_id="E2E7")
    assert found.words == ["a1", "e2e7", "fv9"]
    assert "fv9e2e7" in found.keys
    assert named("A1", end_to_end_id="E2E7").keys == ["a1e2e7", "e2e7"]


@pytest.mark.parametrize(
    ("vs", "symbols"),
    [
        ("", []),
        ("000", []),
        ("0012345678", ["12345678", "012345678", "0012345678"]),
        ("1234567890", ["1234567890"]),
        ("12345678901", []),  # no symbol has eleven digits
    ],
)
def test_a_symbol_is_looked_up_with_any_zeros(vs: str, symbols: list[str]) -> None:
    assert named(vs=vs).symbols == symbols


@pytest.mark.parametrize(
    ("title", "nips"),
    [
        (f"NIP {NIP}", [NIP]),
        (f"PL{NIP}", [NIP]),
        (f"NIP 525-224-84-81, {OTHER_NIP}", [OTHER_NIP, NIP]),
        ("NIP 525 22 48 481", [NIP]),
        (f"{NIP} and again {NIP}", [NIP]),
        ("NIP 5252248482", []),  # its check digit is wrong
        (f"1{NIP}", []),  # a part of something longer
        (f"{NIP}1", []),
    ],
)
def test_a_nip_is_told_by_its_check_digit(title: str, nips: list[str]) -> None:
    assert named(title).nips == nips


def test_the_sellers_nip_of_a_split_payment_is_ours_and_names_nobody() -> None:
    title = f"/VAT/1,00/IDC/{NIP}/INV/FV 7/TXT/{OTHER_NIP}"
    split = SplitPayment(vat=Decimal("1.00"), seller_nip=NIP)
    assert named(title, split=split).nips == [OTHER_NIP]
    assert named(title.lower(), split=split).nips == [OTHER_NIP]
    assert named(title).nips == [OTHER_NIP, NIP]  # no split payment: /IDC/ is a word like others
    assert named(title, split=replace(split, seller_nip="")).nips == [OTHER_NIP, NIP]


@pytest.mark.parametrize(
    ("payer", "names"),
    [
        ("", []),
        ("...", []),
        ("Wodociągi", ["wodociagi"]),
        ("Nowak Anna", ["anna nowak", "nowak anna"]),
        (
            "NOWAK ANNA UL. POLNA 5",
            [
                "anna nowak", "nowak anna", "nowak anna ul", "nowak anna ul polna",
                "nowak anna ul polna 5",
            ],
        ),
    ],
)  # fmt: skip
def test_a_name_is_whole_begun_or_swapped(payer: str, names: list[str]) -> None:
    assert named(counterparty_name=payer).names == names


def test_of_a_name_eight_words_are_looked_at() -> None:
    assert named(counterparty_name="a b c d e f g h i").names[-2:] == ["a b c d e f g h", "b a"]


def test_a_fingerprint_is_of_these_facts_in_this_order() -> None:
    line = a_line(
        "10.50", "Zapłata FV/1", reference="R1", counterparty_name="Nowak Anna"
    )  # fmt: skip
    [[mark]] = marks(a_statement(replace(line, value_on=on("2026-09-03"))))
    told = [OWN, "2026-09-02", "2026-09-03", "10.50", "R1", "zaplatafv1", "nowakanna", "1"]
    assert mark == hashlib.sha256("\x1f".join(told).encode()).digest()


def test_equal_lines_are_counted_over_all_the_statements() -> None:
    line, other = a_line("10.00", "a"), a_line("10.00", "b")
    [first, second, third], [fourth] = marks(a_statement(line, other, line), a_statement(line))
    assert len({first, second, third, fourth}) == 4
    assert marks(a_statement(line, line, line)) == [[first, third, fourth]]
    assert marks(a_statement(other)) == [[second]]


def test_blanks_accents_and_cases_make_no_other_line() -> None:
    plain = a_line("10.00", "Zapłata za lipiec", counterparty_name="Żaneta Gęśla")
    garbled = replace(plain, title="ZAPLATAZA LIPIEC", counterparty_name="ZANETAGESLA")
    assert marks(a_statement(plain)) == marks(a_statement(garbled))


@pytest.mark.parametrize(
    "other",
    [
        {"account": "PL2"},
        {"format": "CAMT"},
        {"number": "2"},
        {"opening": None},
        {"closing": None},
    ],
)
def test_a_statement_is_another_by_account_format_number_and_balances(
    other: dict[str, Any],
) -> None:
    told = a_statement(a_line("10.00"), opening="5")
    [found] = marks(told)
    mark = rules.statement_fingerprint(told, found)
    assert rules.statement_fingerprint(replace(told, **other), found) != mark
    assert rules.statement_fingerprint(told, [*found, *found]) != mark
    assert rules.statement_fingerprint(replace(told, encoding="utf-8"), found) == mark


def test_a_statements_fingerprint_is_of_these_facts_in_this_order() -> None:
    told = a_statement(a_line("10.00"), opening="5")
    [found] = marks(told)
    parts = [OWN, "MT940", "1", "2026-09-025.00", "2026-09-0215.00", found[0].hex()]
    assert rules.statement_fingerprint(told, found) == (
        hashlib.sha256("\x1f".join(parts).encode()).digest()
    )
    bare = replace(told, opening=None, closing=None)
    parts[3] = parts[4] = ""
    assert rules.statement_fingerprint(bare, []) == (
        hashlib.sha256("\x1f".join(parts[:5]).encode()).digest()
    )


def test_what_is_believed_most_weighs_most_and_each_rule_says_why() -> None:
    assert tuple(rules.REASONS)[:8] == rules.RULES
    assert tuple(rules.REASONS)[8:] == ("HAND",)
    assert rules.WEIGHTS == {
        "VIRTUAL": 100, "DOCUMENT": 90, "AGREEMENT": 80, "CUSTOMER": 80, "NIP": 70, "PAYER": 60,
        "NAME": 50, "AMOUNT": 20,
    }  # fmt: skip
    assert set(rules.HINTS) == set(rules.WEIGHTS) - {"VIRTUAL"}
    assert (Decimal("0.5"), 2000) == (rules.HINT_SHARE, rules.MOST_AT_ONCE)


def test_what_is_strange_in_a_file_is_told_with_the_readers_figures() -> None:
    facts = {"opening": "-15568.27", "lines": "12.99", "computed": "-15555.28", "closing": "0.00"}
    quoted = {"text": "1234.5x", "amount": "99.00", "status": "PDNG"}
    problems = [
        Problem("balance.does_not_add_up", "7", facts),
        Problem("line.pending", "Stmt[1]", quoted),
    ]
    with translation.override("sk"):
        assert told(problems) == [
            (
                "riadok 7",
                "Začiatok −15\u00a0568,27 a riadky 12,99 dávajú −15\u00a0555,28, "
                "ale konečný zostatok je 0,00.",
            ),
            (
                "Stmt[1]",
                "Vynechaná položka, ktorá ešte nie je zaúčtovaná (PDNG): 99,00",
            ),
        ]
