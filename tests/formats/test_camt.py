"""camt.052, 053 and 054 of several versions, whole, partial and hostile."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kartoteka.formats.statements import Statement, parse

FILES = Path(__file__).parent / "files"


def statements(name: str) -> tuple[Statement, ...]:
    parsed = parse((FILES / name).read_bytes(), name)
    assert parsed.problems == ()
    return parsed.statements


def test_version_2_with_many_transactions_in_one_entry() -> None:
    first, second = statements("camt053_v02.xml")
    assert (first.account, first.currency, first.number) == (
        "SK7811000000002600000001",
        "EUR",
        "12",
    )
    assert first.opening is not None
    assert (first.opening.amount, first.opening.on) == (Decimal("-10.00"), date(2026, 9, 1))
    assert first.closing is not None
    assert first.closing.amount == Decimal("85.50")
    assert [(problem.code, problem.place) for problem in first.problems] == [
        ("line.pending", "Stmt[1]/Ntry[3]")
    ]
    one, two, fee = first.lines
    assert (one.amount, one.title, one.counterparty_name) == (
        Decimal("60.00"),
        "za teplo september",
        "Ľubica Šťastná",
    )
    assert (one.vs, one.ss, one.ks) == ("20260001", "0000000007", "0308")
    assert (one.reference, one.place) == ("R1-1", "Stmt[1]/Ntry[1]/TxDtls[1]")
    assert (one.booked_on, one.value_on) == (date(2026, 9, 2), date(2026, 9, 1))
    assert (two.vs, two.ks, two.end_to_end_id) == ("0055", "0558", "")
    assert two.counterparty_account == "SK2602000000190000000003"
    assert two.counterparty_address == "Hlavná 1, Košice"
    assert (fee.amount, fee.is_reversal, fee.title) == (
        Decimal("-4.50"),
        True,
        "Poplatok vrátený",
    )
    assert fee.booked_on == date(2026, 9, 2)
    assert second.account == "SK7811000000002600000001"
    assert second.lines == ()


def test_version_8_with_wrapped_parties_and_a_virtual_account() -> None:
    (statement,) = statements("camt053_v08.xml")
    assert statement.account == "PL62124000000000000000000004"
    line, lump = statement.lines
    assert line.counterparty_name == "Żółta Łódź sp. z o.o."
    assert line.counterparty_address == "Długa 3, 00-001 Warszawa"
    assert line.own_account == "PL65124000007777000000001234"
    assert line.transaction_code == "PMNT-RCDT-DMCT"
    assert line.split is not None
    assert line.split.invoice == "FV 1/2026"
    assert (lump.amount, lump.title) == (Decimal("20.00"), "Wpłaty zbiorcze")
    assert [(each.code, each.place) for each in statement.problems] == [
        ("line.details_do_not_add_up", "Stmt[1]/Ntry[2]"),
        ("line.pending", "Stmt[1]/Ntry[3]"),
    ]


def test_a_notification_is_interim_and_keeps_its_encoding() -> None:
    (statement,) = statements("camt054.xml")
    assert (statement.format, statement.is_interim) == ("CAMT054", True)
    assert statement.lines[0].title == "Žltá"
    assert str(statement.lines[0].amount) == "1.00"


def test_a_file_that_breaks_off_keeps_its_whole_entries() -> None:
    data = (FILES / "camt053_v02.xml").read_bytes()
    cut = data[: data.index(b"<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>")]
    parsed = parse(cut)
    (problem,) = parsed.problems
    assert (problem.code, problem.line_lost) == ("xml.broken", True)
    assert problem.place
    (statement,) = parsed.statements
    assert [str(line.amount) for line in statement.lines] == ["60.00", "40.00"]
    assert "balance.does_not_add_up" in {each.code for each in statement.problems}


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><Document><BkToCstmrStmt><Stmt>&c;</Stmt></BkToCstmrStmt>
</Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<Document><BkToCstmrStmt><Stmt><Id>&x;</Id></Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_entities_and_document_types_are_refused(data: bytes) -> None:
    parsed = parse(data)
    assert parsed.statements == ()
    assert [problem.code for problem in parsed.problems] == ["xml.doctype"]


@pytest.mark.parametrize("name", ["a:9Bal", "a:-x", "a:b:c", ":x"])
def test_an_element_of_an_impossible_name_is_passed_over(name: str) -> None:
    data = (FILES / "camt054.xml").read_text("iso8859-2")
    odd = data.replace("</Ntry>", f"<{name}>1</{name}></Ntry>", 1)
    assert odd != data
    parsed = parse(odd.encode("iso8859-2"))
    assert len(parsed.statements[0].lines) == 1


def test_a_very_deep_file_is_refused_not_followed() -> None:
    parsed = parse(b"<Document>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</Document>")
    assert parsed.statements == ()
    assert [problem.code for problem in parsed.problems] == ["xml.broken"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((b'<Amt Ccy="EUR">100.00</Amt>', b'<Amt Ccy="EUR">1e9</Amt>'), "line.no_amount"),
        ((b"<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>", b"<Sts>BOOK</Sts>"), "line.no_direction"),
        (
            (
                b"<BookgDt><Dt>2026-09-02</Dt></BookgDt><ValDt><Dt>2026-09-01</Dt></ValDt>",
                b"<BookgDt><Dt>2026-13-02</Dt></BookgDt>",
            ),
            "line.no_date",
        ),
    ],
)
def test_an_entry_that_cannot_be_read_is_told(change: tuple[bytes, bytes], code: str) -> None:
    data = (FILES / "camt053_v02.xml").read_bytes()
    assert change[0] in data
    opened_earlier = data.replace(b"2026-09-01</Dt></Dt></Bal>", b"2026-08-01</Dt></Dt></Bal>", 1)
    parsed = parse(opened_earlier.replace(*change, 1))
    problems = {problem.code: problem for problem in parsed.all_problems}
    assert problems[code].line_lost
    assert problems[code].place == "Stmt[1]/Ntry[1]"
    assert len(parsed.statements[0].lines) == 1


def one_line(inside: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f"{head}<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>SK7811000000002600000001</IBAN></Id>"
        '</Acct><Ntry><Amt Ccy="EUR">5.00000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>2026-01-02</Dt></BookgDt><NtryDtls><TxDtls>{inside}</TxDtls></NtryDtls>"
        "</Ntry></Stmt></BkToCstmrStmt></Document>"
    )


@pytest.mark.parametrize(
    ("declared", "real", "told"),
    [
        ("UTF-8", "cp1250", "cp1250"),
        ("UTF-8", "iso8859-2", "iso8859-2"),
        ("windows-1250", "cp1250", "windows-1250"),
        ("UTF-16", "utf-8", "utf-8"),
        ("mazovia", "utf-8", "utf-8"),
        ("csn-369103", "utf-8", "utf-8"),
        ("UTF-8", "utf-16", "utf-16le"),
    ],
)
def test_a_file_in_another_encoding_than_it_says_is_read(
    declared: str, real: str, told: str
) -> None:
    title = "<RmtInf><Ustrd>Ďakujem, platba za žlté fľaše, účet Kováčová</Ustrd></RmtInf>"
    text = one_line(title, f'<?xml version="1.0" encoding="{declared}"?>')
    parsed = parse(text.encode(real))
    assert (parsed.problems, parsed.encoding) == ((), told)
    assert parsed.statements[0].lines[0].title == "Ďakujem, platba za žlté fľaše, účet Kováčová"


def test_amounts_have_two_places_and_pieces_of_a_title_join_where_they_were_cut() -> None:
    piece = "Faktura FV/2026/09/0001 za vodu a k"
    assert len(piece) == 35
    pieces = f"<RmtInf><Ustrd>{piece}</Ustrd><Ustrd>anál</Ustrd><Ustrd>za\n  máj</Ustrd></RmtInf>"
    (line,) = parse(one_line(pieces).encode()).statements[0].lines
    assert (str(line.amount), line.title) == ("5.00", f"{piece}anál za máj")


def test_the_name_of_an_account_and_the_payers_reference_stand_in_for_missing_ones() -> None:
    inside = (
        "<Refs><EndToEndId>E2E-7</EndToEndId></Refs><RltdPties><DbtrAcct><Id><Othr><Id>"
        "000000-0500000002/0900</Id></Othr></Id><Nm>Ján Novák</Nm></DbtrAcct></RltdPties>"
    )
    (line,) = parse(one_line(inside).encode()).statements[0].lines
    assert (line.counterparty_name, line.counterparty_account, line.reference) == (
        "Ján Novák",
        "SK5309000000000500000002",
        "E2E-7",
    )
    banks = inside.replace("<Refs>", "<Refs><AcctSvcrRef>B1</AcctSvcrRef>")
    assert parse(one_line(banks).encode()).statements[0].lines[0].reference == "B1"
    nothing = inside.replace("E2E-7", "NOTPROVIDED")
    assert parse(one_line(nothing).encode()).statements[0].lines[0].reference == ""


def test_the_dutch_sample_reads_as_its_source_does(samples: Path) -> None:
    folder = samples / "camt"
    currency, account, expected = ast.literal_eval(
        (folder / "nl_camt053.expected.pydata").read_text("utf-8")
    )
    (statement,) = parse((folder / "nl_camt053.xml").read_bytes()).statements
    (wanted,) = expected
    assert (statement.currency, statement.account) == (currency, account)
    assert statement.identification == wanted["name"]
    assert statement.opening is not None
    assert statement.closing is not None
    assert float(statement.opening.amount) == wanted["balance_start"]
    assert float(statement.closing.amount) == wanted["balance_end_real"]
    for line, each in zip(statement.lines, wanted["transactions"], strict=True):
        assert float(line.amount) == each["amount"]
        assert line.counterparty_account == each["account_number"]
        assert line.counterparty_name == each["partner_name"]
        assert line.booked_on.isoformat() == each["date"]
        assert line.transaction_code == each["transaction_type"]
        assert line.end_to_end_id == each["ref"]
        assert each["payment_ref"] in {line.title, line.bank_text}


def test_samples_of_others(samples: Path) -> None:
    folder = samples / "camt"
    (slovak,) = parse((folder / "sk_camt053_001_02.xml").read_bytes()).statements
    first, second = slovak.lines
    assert (first.vs, first.ss, first.ks) == ("0020260012", "0000000000", "0308")
    assert (str(first.amount), str(second.amount)) == ("1234.56", "-450.00")
    assert first.counterparty_name == "Novák s.r.o."
    (czech,) = parse((folder / "cz_cba_camt053_test1.xml").read_bytes()).statements
    assert czech.problems == ()
    assert [str(line.amount) for line in czech.lines] == ["1500.00", "-500.00"]
