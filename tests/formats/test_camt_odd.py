"""camt that is not quite as the standard has it: read as far as that is certain, and told."""

from datetime import date
from decimal import Decimal

import pytest

from kartoteka.formats.statements import Line, Problem, Statement, parse

BOOKED = "<BookgDt><Dt>2026-03-02</Dt></BookgDt>"


def an_entry(amount: str, inside: str = "", dates: str = BOOKED) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>{dates}'
        f"<NtryDtls><TxDtls>{inside}</TxDtls></NtryDtls></Ntry>"
    )


def a_balance(code: str, amount: str, day: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def a_file(*entries: str, closing: str = "30.00", opened: str = "2026-03-01") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id>'
        "<IBAN>SK7811000000002600000001</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{a_balance('OPBD', '0.00', opened)}{a_balance('CLBD', closing, '2026-03-02')}"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )


def read(text: str | bytes) -> tuple[Statement, list[Problem]]:
    parsed = parse(text.encode() if isinstance(text, str) else text)
    (statement,) = parsed.statements
    return statement, list(parsed.all_problems)


def titles(lines: tuple[Line, ...]) -> list[tuple[Decimal, str]]:
    return [(line.amount, line.title) for line in lines]


@pytest.mark.parametrize("sign", ["&", "& ", "\x02", "&#2;", "&#x1F;", "&#31;", "&nbsp;", "\ufffe"])
def test_signs_that_xml_may_not_hold_cost_no_entry(sign: str) -> None:
    odd = an_entry("10.00", f"<RmtInf><Ustrd>Vodné{sign}stočné &amp; odpad</Ustrd></RmtInf>")
    statement, problems = read(a_file(odd, an_entry("20.00")))
    assert [(each.code, each.line_lost) for each in problems] == [("xml.mended", False)]
    (amount, title), (other, _none) = titles(statement.lines)
    assert (amount, other) == (Decimal("10.00"), Decimal("20.00"))
    assert title.startswith("Vodné")
    assert title.endswith("stočné & odpad")


def test_what_is_mended_and_breaks_off_tells_both() -> None:
    odd = an_entry("10.00", "<RmtInf><Ustrd>A & B</Ustrd></RmtInf>")
    whole = a_file(odd, an_entry("20.00"))
    statement, problems = read(whole[: whole.rindex("20.00") + 2])
    assert titles(statement.lines) == [(Decimal("10.00"), "A & B")]
    assert [each.code for each in problems if each.line_lost] == ["xml.broken"]
    assert "xml.mended" in {each.code for each in problems}


@pytest.mark.parametrize("tail", [b"\n", b"\x1a", b"\r\n\x1a\0\0", b"\0" * 100])
def test_what_old_disks_put_behind_a_file_is_nothing(tail: bytes) -> None:
    statement, problems = read(a_file(an_entry("30.00")).encode() + tail)
    assert (len(statement.lines), problems) == (1, [])


def test_documents_one_behind_another_are_all_read() -> None:
    first, second = a_file(an_entry("30.00")), a_file(an_entry("5.00"), closing="6.00")
    parsed = parse(f"{first}\r\n{second}".encode())
    assert [titles(each.lines) for each in parsed.statements] == [
        [(Decimal("30.00"), "")],
        [(Decimal("5.00"), "")],
    ]
    assert [(each.code, each.place) for each in parsed.all_problems] == [
        ("balance.does_not_add_up", "Stmt[2]")
    ]
    assert parsed.statements[1].lines[0].place == "Stmt[2]/Ntry[1]"


def test_a_document_behind_others_may_declare_no_type() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x "y">]><Document/>'
    parsed = parse(f"{a_file(an_entry('30.00'))}{bomb}".encode())
    assert parsed.statements == ()
    assert [each.code for each in parsed.problems] == ["xml.doctype"]


def test_a_day_that_no_month_has_is_moved_and_told() -> None:
    odd = "<BookgDt><Dt>2026-02-30</Dt></BookgDt><ValDt><DtTm>2026-02-31T10:00:00</DtTm></ValDt>"
    statement, problems = read(a_file(an_entry("30.00", dates=odd)))
    (line,) = statement.lines
    assert (line.booked_on, line.value_on) == (date(2026, 2, 28), date(2026, 2, 28))
    assert [(each.code, each.facts) for each in problems] == [
        ("line.impossible_date", {"text": "2026-02-30", "used": "2026-02-28"}),
        ("line.impossible_date", {"text": "2026-02-31", "used": "2026-02-28"}),
    ]


@pytest.mark.parametrize(
    ("inside", "used"),
    [
        ("<RltdDts><IntrBkSttlmDt>2026-02-27</IntrBkSttlmDt></RltdDts>", "2026-02-27"),
        ("<RltdDts><TxDtTm>2026-02-26T08:00:00</TxDtTm></RltdDts>", "2026-02-26"),
        ("<RltdDts><AccptncDtTm>2026-02-25T08:00:00Z</AccptncDtTm></RltdDts>", "2026-02-25"),
        ("", "2026-03-02"),
    ],
)
def test_an_entry_without_a_day_has_that_of_its_transaction_or_of_the_statement(
    inside: str, used: str
) -> None:
    statement, problems = read(a_file(an_entry("30.00", inside, dates="")))
    (line,) = statement.lines
    assert (line.booked_on.isoformat(), line.value_on.isoformat()) == (used, used)
    assert [(each.code, each.place, each.facts, each.line_lost) for each in problems] == [
        ("line.dated_otherwise", "Stmt[1]/Ntry[1]", {"used": used}, False)
    ]


def test_an_entry_without_a_day_in_a_statement_of_many_is_lost_and_told() -> None:
    statement, problems = read(a_file(an_entry("30.00", dates=""), opened="2026-02-01"))
    assert statement.lines == ()
    assert problems[0].code == "line.no_date"
    assert problems[0].line_lost


@pytest.mark.parametrize(
    "inside",
    [
        "<CdtrRefInf><Ref>VS:0020260001</Ref></CdtrRefInf><CdtrRefInf><Ref>KS:0308</Ref>"
        "</CdtrRefInf><CdtrRefInf><Ref>SS:77</Ref></CdtrRefInf>",
        "<CdtrRefInf><Tp><CdOrPrtry><Prtry>VS</Prtry></CdOrPrtry></Tp><Ref>0020260001</Ref>"
        "</CdtrRefInf><CdtrRefInf><Tp><CdOrPrtry><Prtry>KS</Prtry></CdOrPrtry></Tp><Ref>0308</Ref>"
        "</CdtrRefInf><CdtrRefInf><Tp><Issr>SS</Issr></Tp><Ref>77</Ref></CdtrRefInf>",
    ],
)
def test_symbols_stand_each_in_a_reference_of_its_own(inside: str) -> None:
    statement, problems = read(a_file(an_entry("30.00", f"<RmtInf><Strd>{inside}</Strd></RmtInf>")))
    (line,) = statement.lines
    assert (line.vs, line.ks, line.ss) == ("0020260001", "0308", "77")
    assert (line.title, problems) == ("VS:0020260001 KS:0308 SS:77", [])


def test_a_number_that_only_the_structured_part_has_stands_behind_the_payers_text() -> None:
    inside = (
        "<RmtInf><Ustrd>za wodę, FV/2</Ustrd><Strd><RfrdDocInf><Nb>FV/1</Nb></RfrdDocInf>"
        "<RfrdDocInf><Nb>FV/2</Nb></RfrdDocInf><CdtrRefInf><Ref>/VS77/SS/KS</Ref></CdtrRefInf>"
        "</Strd></RmtInf>"
    )
    (line,) = read(a_file(an_entry("30.00", inside)))[0].lines
    assert (line.title, line.vs) == ("za wodę, FV/2 FV/1", "77")


def a_batch(amount: str, *charges: str, of_entry: str = "") -> str:
    inside = "".join(
        f'<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">{each}</Amt></TxAmt></AmtDtls>{charge}</TxDtls>'
        for each, charge in zip(("10.00", "20.00"), charges, strict=True)
    )
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>{BOOKED}'
        f"{of_entry}<NtryDtls>{inside}</NtryDtls><AddtlNtryInf>Zber</AddtlNtryInf></Ntry>"
    )


CHARGE = '<Chrgs><Amt Ccy="EUR">0.25</Amt><CdtDbtInd>DBIT</CdtDbtInd></Chrgs>'
RECORDS = (
    '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">0.50</TtlChrgsAndTaxAmt><Rcrd><Amt Ccy="EUR">0.75</Amt>'
    '</Rcrd><Rcrd><Amt Ccy="EUR">0.25</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd></Chrgs>'
)


@pytest.mark.parametrize(
    "entry", [a_batch("29.50", CHARGE, CHARGE), a_batch("29.50", "", "", of_entry=RECORDS)]
)
def test_charges_kept_back_from_a_batch_are_a_line_and_payers_paid_all(entry: str) -> None:
    statement, problems = read(a_file(entry, closing="29.50"))
    assert [(line.amount, line.place) for line in statement.lines] == [
        (Decimal("10.00"), "Stmt[1]/Ntry[1]/TxDtls[1]"),
        (Decimal("20.00"), "Stmt[1]/Ntry[1]/TxDtls[2]"),
        (Decimal("-0.50"), "Stmt[1]/Ntry[1]/Chrgs"),
    ]
    assert [(each.code, each.facts) for each in problems] == [
        ("line.charges_apart", {"charges": "-0.50"})
    ]


def test_charges_that_do_not_make_the_whole_leave_one_line() -> None:
    statement, problems = read(a_file(a_batch("29.00", CHARGE, CHARGE), closing="29.00"))
    assert titles(statement.lines) == [(Decimal("29.00"), "Zber")]
    assert [each.code for each in problems] == ["line.details_do_not_add_up"]
    statement, problems = read(a_file(a_batch("30.00", CHARGE, CHARGE)))
    assert [line.amount for line in statement.lines] == [Decimal("10.00"), Decimal("20.00")]
    assert problems == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<Document><CstmrCdtTrfInitn/></Document>", "XML (Document/CstmrCdtTrfInitn)"),
        ('<?xml version="1.0"?><JPK xmlns="urn:x"><Naglowek/></JPK>', "XML (JPK)"),
        ("<FINSTA><FINSTA03/></FINSTA>", "XML (FINSTA)"),
    ],
)
def test_other_xml_is_told_by_what_it_is(text: str, kind: str) -> None:
    parsed = parse(text.encode())
    assert [(each.code, each.facts) for each in parsed.problems] == [
        ("file.other_kind", {"kind": kind})
    ]


def test_a_message_without_a_statement_is_told() -> None:
    parsed = parse(b"<Document><BkToCstmrStmt><GrpHdr/></BkToCstmrStmt></Document>")
    assert [each.code for each in parsed.problems] == ["file.no_statement"]
