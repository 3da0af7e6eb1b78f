"""Bank files of the demo: MT940 as Polish banks write it, camt.053 for the Slovak account."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from kartoteka.config.demo.money import Paid
from kartoteka.formats.accounts import with_check

POLISH_ACCOUNT = with_check("PL", "109010140000071219812874")
SLOVAK_ACCOUNT = with_check("SK", "09000000000051200071")
OPENING = Decimal("250000.00")
_PIECE = 27


def by_month(paid: Sequence[Paid]) -> Iterator[list[Paid]]:
    """The payments in order of time, a list a month."""
    ordered = sorted(paid, key=lambda one: (one.day, one.title, one.amount))
    month: list[Paid] = []
    for one in ordered:
        if month and (one.day.year, one.day.month) != (month[0].day.year, month[0].day.month):
            yield month
            month = []
        month.append(one)
    if month:
        yield month


def mt940(statements: Sequence[Sequence[Paid]], opening: Decimal, first: int = 1) -> bytes:
    """Statements of the Polish account, each with its balances, in windows-1250."""
    text = []
    for number, lines in enumerate(statements, first):
        closing = opening + sum((line.amount for line in lines), Decimal(0))
        days = [line.day for line in lines]
        text += [
            f":20:ST{number:06d}",
            f":25:/{POLISH_ACCOUNT}",
            f":28C:{number:05d}",
            f":60F:{_balance(opening, min(days))}",
            *(part for ordinal, line in enumerate(lines) for part in _movement(line, ordinal)),
            f":62F:{_balance(closing, max(days))}",
            "-",
        ]
        opening = closing
    return "\r\n".join([*text, ""]).encode("cp1250", errors="replace")


def _balance(amount: Decimal, day: dt.date) -> str:
    side = "C" if amount >= 0 else "D"
    return f"{side}{day:%y%m%d}PLN{_figure(abs(amount))}"


def _movement(line: Paid, ordinal: int) -> list[str]:
    side = "C" if line.amount > 0 else "D"
    reference = f"{line.day:%y%m%d}{ordinal:06d}"
    days = f"{line.day:%y%m%d}{line.day:%m%d}"
    head = f":61:{days}{side}{_figure(abs(line.amount))}N020NONREF//{reference}"
    fields = ["~00PRZELEW" if line.amount > 0 else "~00OPŁATA"]
    title = [line.title[at : at + _PIECE] for at in range(0, len(line.title), _PIECE)]
    fields += [f"~{20 + place}{piece}" for place, piece in enumerate(title[:6])]
    fields += [f"~32{line.name[:_PIECE]}", f"~33{line.name[_PIECE : 2 * _PIECE]}"]
    if line.account:
        fields.append(f"~38{line.account}")
    if line.own_account:
        fields.append(f"~63{line.own_account.removeprefix('PL')}")
    return [head, f":86:020{fields[0]}", *fields[1:]]


def _figure(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def camt053(statements: Sequence[Sequence[Paid]], opening: Decimal, first: int = 1) -> bytes:
    """Statements of the Slovak account as one camt.053.001.02 message."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>',
        f"<GrpHdr><MsgId>VJ{first:06d}</MsgId></GrpHdr>",
    ]
    for number, lines in enumerate(statements, first):
        closing = opening + sum((line.amount for line in lines), Decimal(0))
        days = [line.day for line in lines]
        parts += [
            f"<Stmt><Id>VJ{number:06d}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>",
            f"<Acct><Id><IBAN>{SLOVAK_ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy></Acct>",
            _xml_balance("OPBD", opening, min(days)),
            _xml_balance("CLBD", closing, max(days)),
            *(_entry(line, f"{number}/{ordinal}") for ordinal, line in enumerate(lines)),
            "</Stmt>",
        ]
        opening = closing
    return "".join([*parts, "</BkToCstmrStmt></Document>"]).encode()


def _xml_balance(kind: str, amount: Decimal, day: dt.date) -> str:
    side = "CRDT" if amount >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{abs(amount):.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<Dt><Dt>{day.isoformat()}</Dt></Dt></Bal>"
    )


def _entry(line: Paid, reference: str) -> str:
    side = "CRDT" if line.amount > 0 else "DBIT"
    symbol = f"/VS{line.symbol}/SS/KS0308" if line.symbol else "NOTPROVIDED"
    return (
        f'<Ntry><Amt Ccy="EUR">{abs(line.amount):.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<Sts>BOOK</Sts><BookgDt><Dt>{line.day.isoformat()}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.day.isoformat()}</Dt></ValDt>"
        f"<AcctSvcrRef>VJ{line.day:%Y%m%d}-{reference}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{symbol}</EndToEndId></Refs>"
        f"<RltdPties><Dbtr><Nm>{escape(line.name)}</Nm></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{escape(line.title)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
