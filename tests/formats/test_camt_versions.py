"""camt.052, 053 and 054 in the versions 02 to 08: the same movements in each say the same."""

from decimal import Decimal

import pytest

from kartoteka.formats.statements import Line, Statement, parse

OWN = "SK7811000000002600000001"
KINDS = {
    "052": ("BkToCstmrAcctRpt", "Rpt", "CAMT052"),
    "053": ("BkToCstmrStmt", "Stmt", "CAMT053"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "CAMT054"),
}
VERSIONS = range(2, 9)
EVERY = [(kind, version) for kind in KINDS for version in VERSIONS]


def a_status(code: str, version: int) -> str:
    return f"<Sts>{code}</Sts>" if version < 8 else f"<Sts><Cd>{code}</Cd></Sts>"


def a_party(name: str, version: int) -> str:
    inside = f"<Nm>{name}</Nm>"
    return inside if version < 8 else f"<Pty>{inside}</Pty>"


def a_transaction(amount: str, name: str, title: str, version: int, *, came: bool = True) -> str:
    """From version 3 the amount and the direction stand in the transaction itself."""
    direction = "CRDT" if came else "DBIT"
    own = f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
    old = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
    side = "Dbtr" if came else "Cdtr"
    return (
        f"<TxDtls><Refs><EndToEndId>/VS{title[-4:]}/SS/KS0308</EndToEndId></Refs>"
        f"{old if version == 2 else own}<RltdPties><{side}>{a_party(name, version)}</{side}>"
        f"</RltdPties><RmtInf><Ustrd>{title}</Ustrd></RmtInf></TxDtls>"
    )


def an_entry(
    amount: str,
    direction: str,
    inside: str,
    version: int,
    *,
    status: str = "BOOK",
    more: str = "",
) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{more}'
        f"{a_status(status, version)}<BookgDt><Dt>2026-09-02</Dt></BookgDt>"
        f"<ValDt><Dt>2026-09-02</Dt></ValDt><AcctSvcrRef>R{amount}</AcctSvcrRef>"
        f"<NtryDtls>{inside}</NtryDtls></Ntry>"
    )


def a_balance(code: str, amount: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<Dt><Dt>2026-09-02</Dt></Dt></Bal>"
    )


def a_file(kind: str, version: int) -> bytes:
    """A batch of two, a credit taken back, a debit that came back, and one not booked yet."""
    message, block, _format = KINDS[kind]
    batch = (
        "<Btch><NbOfTxs>2</NbOfTxs></Btch>"
        + a_transaction("60.00", "Ľubica Šťastná", "za teplo 0001", version)
        + a_transaction("40.00", "Ján Novák", "za vodu 0002", version)
    )
    reversal = "<RvslInd>true</RvslInd>"
    taken_back = a_transaction("40.00", "Ján Novák", "storno 0002", version, came=False)
    come_back = a_transaction("7.50", "Firma s. r. o.", "vratka 0003", version)
    entries = (
        an_entry("100.00", "CRDT", batch, version)
        + an_entry("40.00", "DBIT", taken_back, version, more=reversal)
        + an_entry("7.50", "CRDT", come_back, version, more=reversal)
        + an_entry("9.00", "CRDT", "", version, status="PDNG")
    )
    balances = a_balance("OPBD", "10.00") + a_balance("CLBD", "77.50") if kind == "053" else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version:02}">'
        f"<{message}><GrpHdr><MsgId>M</MsgId></GrpHdr><{block}><Id>S1</Id>"
        f"<Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{entries}"
        f"</{block}></{message}></Document>"
    ).encode()


def the_statement(kind: str, version: int) -> Statement:
    parsed = parse(a_file(kind, version))
    assert parsed.problems == ()
    (statement,) = parsed.statements
    return statement


@pytest.mark.parametrize(("kind", "version"), EVERY)
def test_a_batch_is_cut_into_its_transactions_in_every_version(kind: str, version: int) -> None:
    statement = the_statement(kind, version)
    assert (statement.format, statement.is_interim) == (KINDS[kind][2], kind != "053")
    assert [problem.code for problem in statement.problems] == ["line.pending"]
    first, second, *_rest = statement.lines
    assert (first.amount, first.counterparty_name, first.title, first.vs, first.ks) == (
        Decimal("60.00"),
        "Ľubica Šťastná",
        "za teplo 0001",
        "0001",
        "0308",
    )
    assert (second.amount, second.counterparty_name, second.vs) == (
        Decimal("40.00"),
        "Ján Novák",
        "0002",
    )
    assert first.place.endswith("/Ntry[1]/TxDtls[1]")


@pytest.mark.parametrize(("kind", "version"), EVERY)
def test_a_reversal_has_the_direction_of_the_money_in_every_version(
    kind: str, version: int
) -> None:
    _one, _two, back, came = the_statement(kind, version).lines
    assert (back.amount, back.is_reversal, back.counterparty_name) == (
        Decimal("-40.00"),
        True,
        "Ján Novák",
    )
    assert (came.amount, came.is_reversal, came.title) == (Decimal("7.50"), True, "vratka 0003")


def the_lines(*changes: tuple[str, str]) -> list[Line]:
    text = a_file("053", 8).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return list(parse(text.encode()).statements[0].lines)


def test_a_reversal_inside_a_batch_takes_its_own_amount_back() -> None:
    first, second, *_rest = the_lines(
        ('<Ntry><Amt Ccy="EUR">100.00</Amt>', '<Ntry><Amt Ccy="EUR">20.00</Amt>'),
        (
            '<Amt Ccy="EUR">40.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>',
            '<Amt Ccy="EUR">40.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>',
        ),
    )
    assert [str(first.amount), str(second.amount)] == ["60.00", "-40.00"]


def test_transactions_of_a_batch_may_stand_in_blocks_of_their_own() -> None:
    apart = "</TxDtls></NtryDtls><NtryDtls><TxDtls>"
    first, second, *_rest = the_lines(("</TxDtls><TxDtls>", apart))
    assert [str(first.amount), str(second.amount)] == ["60.00", "40.00"]


def test_a_batch_that_shows_one_of_its_transactions_is_not_that_payer_s() -> None:
    text = a_file("053", 8).decode()
    second = text[text.index("</TxDtls><TxDtls>") + 9 : text.index("</NtryDtls>")]
    (statement,) = parse(text.replace(second, "", 1).encode()).statements
    whole = statement.lines[0]
    assert (str(whole.amount), whole.counterparty_name, whole.vs) == ("100.00", "", "")
    assert [(problem.code, problem.place) for problem in statement.problems] == [
        ("line.details_do_not_add_up", "Stmt[1]/Ntry[1]"),
        ("line.pending", "Stmt[1]/Ntry[4]"),
    ]
