"""Fio's own XML: symbols, messages and other accounts of Slovakia and Czechia."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kartoteka.formats.accounts import is_iban
from kartoteka.formats.statements import Statement, parse

FILE = Path(__file__).parent / "files" / "fio_sk.xml"


def read(*changes: tuple[str, str]) -> Statement:
    text = FILE.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (statement,) = parse(text.encode()).statements
    return statement


def test_a_statement_is_read_whole() -> None:
    parsed = parse(FILE.read_bytes())
    assert (parsed.problems, parsed.encoding) == ((), "utf-8")
    (statement,) = parsed.statements
    assert is_iban("SK3983300000002600000001")
    assert (statement.account, statement.currency, statement.number, statement.format) == (
        "SK3983300000002600000001",
        "EUR",
        "9/2026",
        "FIOXML",
    )
    assert statement.opening is not None
    assert statement.closing is not None
    assert (statement.opening.amount, statement.opening.on) == (Decimal(100), date(2026, 9, 1))
    assert (statement.closing.amount, statement.closing.on) == (
        Decimal("142.47"),
        date(2026, 9, 2),
    )
    assert (statement.problems, statement.is_interim) == ((), False)


def test_symbols_message_and_the_other_account() -> None:
    first, fee, third = read().lines
    assert (first.amount, first.booked_on) == (Decimal("45.97"), date(2026, 9, 1))
    assert (first.vs, first.ks, first.ss) == ("0020260001", "0558", "0002")
    assert (first.title, first.counterparty_name) == ("za teplo september", "Ľubica Šťastná")
    assert first.counterparty_account == "SK5309000000000500000002"
    assert (first.reference, first.customer_reference, first.end_to_end_id) == (
        "9000000001",
        "7001",
        "E2E-1",
    )
    assert (fee.amount, fee.title, fee.counterparty_account) == (Decimal("-5.50"), "Poplatek", "")
    assert (third.vs, third.ks, third.counterparty_name) == ("0077", "0308", "Ján Novák")
    assert third.counterparty_account == "SK3909000000190500000002"


def test_a_symbol_that_is_too_long_is_none_and_the_message_may_name_it() -> None:
    long = ('id="5">0020260001<', 'id="5">12345678901<')
    assert read(long).lines[0].vs == ""
    message = ("za teplo september", "za teplo VS 123")
    assert read(long, message).lines[0].vs == "123"


def test_a_movement_that_was_taken_back_says_so() -> None:
    back = (">45.97</column_1>", ">-45.97</column_1>")
    kind = (">Bezhotovostní příjem</column_8>", ">Storno příjmu</column_8>")
    first, *others = read(back, kind).lines
    assert (first.amount, first.is_reversal) == (Decimal("-45.97"), True)
    assert not any(line.is_reversal for line in others)


def test_a_czech_account_keeps_its_national_form() -> None:
    _one, _two, third = read(
        ('id="2">19-500000002', 'id="2">19-2000145399'), ('id="3">0900</column_3><column_7',
        'id="3">0800</column_3><column_7'),
    ).lines  # fmt: skip
    assert third.counterparty_account == "19-2000145399/0800"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (">45.97<", ">4e9<", "line.no_amount"),
        (">2026-09-01+02:00</column_0>", ">yesterday</column_0>", "line.no_date"),
        (">EUR</column_14>", ">eur</column_14>", "line.odd_currency"),
    ],
)
def test_a_movement_that_cannot_be_read_is_told(old: str, new: str, code: str) -> None:
    statement = read((old, new))
    problems = {problem.code: problem for problem in statement.problems}
    assert (problems[code].place, problems[code].line_lost) == ("Transaction[1]", True)
    assert len(statement.lines) == 2
    assert ("balance.does_not_add_up" in problems) == (code != "line.odd_currency")


def test_a_file_that_breaks_off_keeps_its_whole_movements() -> None:
    data = FILE.read_bytes()
    parsed = parse(data[: data.index(b"9000000003</column_22>")])
    assert [(p.code, p.line_lost) for p in parsed.problems] == [("xml.broken", True)]
    assert len(parsed.statements[0].lines) == 2


def test_balances_that_are_missing_are_told() -> None:
    statement = read(("<closingBalance>142.47</closingBalance>", ""))
    assert [problem.code for problem in statement.problems] == ["balance.closing_missing"]


def test_a_document_type_is_refused() -> None:
    text = FILE.read_text("utf-8").replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
    assert [problem.code for problem in parse(text.encode()).problems] == ["xml.doctype"]


def test_the_sample_of_others(samples: Path) -> None:
    parsed = parse((samples / "fio_xml" / "sk_fio_transactions.xml").read_bytes())
    (statement,) = parsed.statements
    assert (parsed.problems, statement.problems) == ((), ())
    (line,) = statement.lines
    assert (line.ks, line.vs, line.ss) == ("0558", "0001", "0002")
    assert (line.counterparty_account, line.counterparty_name) == (
        "SK2183100000001100248431",
        "john doe",
    )
    assert (line.title, str(line.amount)) == (
        "/DO2017-04-10/SPPrevod zo zuno, john doe",
        "45.97",
    )
