"""Entries (`Ntry`) of an ISO 20022 statement, each with no, one or many transactions inside."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kartoteka.formats import accounts
from kartoteka.formats import elements as xml
from kartoteka.formats.statements import Line, Problem
from kartoteka.formats.symbols import LENGTHS, Symbols, split_payment_in, symbols_in

_PENDING = frozenset({"PDNG", "INFO", "FUTR"})
_NOTHING = frozenset({"", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NONE", "N/A"})
_OWN_NUMBER = 8  # a shorter entry reference is a running number of this statement, not the bank's
_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt")


@dataclass(frozen=True, slots=True)
class _Head:
    """What all lines of one entry share, and what is odd about it."""

    booked_on: date
    value_on: date
    amount: Decimal
    currency: str
    came: bool
    is_reversal: bool
    place: str
    odd: tuple[Problem, ...] = ()


def lines_of(
    entry: xml.Element, place: str, own: str, currency: str, only_day: date | None = None
) -> tuple[list[Line], list[Problem]]:
    """The lines that one entry makes: one for each transaction inside whose amounts make the whole.

    Not booked ones make none. `own` is the statement's account, `currency` its currency,
    `only_day` the day that the statement is of, where it is of one.
    """
    status = xml.first_text(entry, "Sts/Cd", "Sts/Prtry", "Sts").upper()
    if status in _PENDING:
        facts = {"status": status, "amount": xml.text(entry, "Amt")}
        return [], [Problem("line.pending", place, facts)]
    inside = [
        each for block in xml.children(entry, "NtryDtls") for each in xml.children(block, "TxDtls")
    ]
    head = _head(entry, place, currency, [*_days_inside(inside), only_day])
    if isinstance(head, Problem):
        return [], [head]
    problems = list(head.odd)
    if currency and head.currency != currency:
        facts = {"currency": head.currency, "statement": currency}
        problems.append(Problem("line.other_currency", place, facts))
    if len(inside) < 2 and not _shows_less(entry, inside):  # noqa: PLR2004
        return [_line(entry, inside[0] if inside else None, head, own)], problems
    amounts = [_signed(each, head) for each in inside]
    known = [each for each in amounts if each is not None]
    whole = sum(known, Decimal(0))
    charges = _kept_back(entry, inside, head.amount - whole)
    if len(inside) < 2 or len(known) < len(amounts) or whole + charges != head.amount:  # noqa: PLR2004
        facts = {"details": f"{whole:f}", "amount": f"{head.amount:f}"}
        problems.append(Problem("line.details_do_not_add_up", place, facts))
        return [_line(entry, None, head, own)], problems
    parts: list[tuple[xml.Element | None, Decimal, str]] = [
        (each, part, f"{place}/TxDtls[{number}]")
        for number, (each, part) in enumerate(zip(inside, known, strict=True), 1)
    ]
    if charges:
        parts.append((None, charges, f"{place}/Chrgs"))
        problems.append(Problem("line.charges_apart", place, {"charges": f"{charges:f}"}))
    return [
        _line(entry, each, replace(head, amount=part, came=part >= 0, place=at), own)
        for each, part, at in parts
    ], problems


def _kept_back(entry: xml.Element, inside: list[xml.Element], missing: Decimal) -> Decimal:
    """The charges that make the details the whole, told in them or in the entry; 0 where none do.

    A bank that keeps its charges back from a batch still tells what each payer has paid.
    """
    if not missing:
        return Decimal(0)
    for elements in (inside, [entry]):
        if sum(map(_charges, elements), Decimal(0)) == missing:
            return missing
    return Decimal(0)


def _charges(element: xml.Element) -> Decimal:
    told = Decimal(0)
    for block in xml.children(element, "Chrgs"):
        for each in xml.children(block, "Rcrd") or [block]:
            amount = xml.amount(xml.find(each, "Amt")) or Decimal(0)
            told += amount if xml.text(each, "CdtDbtInd").upper() == "CRDT" else -amount
    return told


def _shows_less(entry: xml.Element, inside: list[xml.Element]) -> bool:
    """Whether a batch says that it has more transactions than it shows."""
    said = [xml.text(block, "Btch/NbOfTxs") for block in xml.children(entry, "NtryDtls")]
    told = sum(int(each) for each in said if re.fullmatch(r"[0-9]{1,9}", each))
    return bool(inside) and told > len(inside)


def _days_inside(inside: list[xml.Element]) -> list[date | None]:
    """The days that the transactions themselves tell, settlement first."""
    return [
        xml.day_of_text(xml.text(each, f"RltdDts/{name}"))[0]
        for name in ("IntrBkSttlmDt", "TxDtTm", "AccptncDtTm")
        for each in inside
    ]


def _head(
    entry: xml.Element, place: str, currency: str, spare_days: list[date | None]
) -> _Head | Problem:
    amount = xml.amount(xml.find(entry, "Amt"))
    direction = xml.text(entry, "CdtDbtInd").upper()
    if amount is None:
        facts = {"text": xml.text(entry, "Amt")[:40]}
        return Problem("line.no_amount", place, facts, line_lost=True)
    if direction not in {"CRDT", "DBIT"}:
        return Problem("line.no_direction", place, {}, line_lost=True)
    dated = _dated(entry, place, spare_days)
    if dated is None:
        return Problem("line.no_date", place, {}, line_lost=True)
    booked_on, value_on, odd = dated
    element = xml.find(entry, "Amt")
    came = direction == "CRDT"
    return _Head(
        booked_on=booked_on,
        value_on=value_on,
        amount=amount if came else -amount,
        currency=(element.get("Ccy") if element is not None else "") or currency,
        came=came,
        is_reversal=xml.text(entry, "RvslInd").lower() in {"true", "1"},
        place=place,
        odd=odd,
    )


def _dated(
    entry: xml.Element, place: str, spare_days: list[date | None]
) -> tuple[date, date, tuple[Problem, ...]] | None:
    """The day of booking and that of value, and what is odd about them."""
    booked, odd_booked = xml.day_told(xml.find(entry, "BookgDt"))
    value, odd_value = xml.day_told(xml.find(entry, "ValDt"))
    if on := booked or value:
        told = tuple(
            Problem("line.impossible_date", place, {"text": text, "used": used.isoformat()})
            for text, used in ((odd_booked, booked), (odd_value, value))
            if text and used
        )
        return on, value or on, told
    spare = next(filter(None, spare_days), None)
    if spare is None:
        return None
    return spare, spare, (Problem("line.dated_otherwise", place, {"used": spare.isoformat()}),)


def _signed(transaction: xml.Element, head: _Head) -> Decimal | None:
    """The amount of one transaction in the currency of its entry, None where it does not say."""
    direction = xml.text(transaction, "CdtDbtInd").upper()
    came = direction == "CRDT" if direction else head.came
    for path in _AMOUNTS:
        element = xml.find(transaction, path)
        amount = xml.amount(element)
        if element is None or amount is None:
            continue
        if element.get("Ccy") in {None, head.currency}:
            return amount if came else -amount
    return None


def _line(entry: xml.Element, inside: xml.Element | None, head: _Head, own: str) -> Line:
    name, address, other, ours = _parties(inside, head, own)
    remittance = _remittance(inside)
    told = xml.first_text(inside, "AddtlTxInf")
    told_of_entry = " ".join(xml.texts(entry, "AddtlNtryInf"))
    end_to_end = xml.text(inside, "Refs/EndToEndId")
    structured = _structured(inside)
    symbols = symbols_in(
        end_to_end, *structured, *_proprietary(inside), remittance, told, told_of_entry
    )
    title = _title(remittance, structured) or told or told_of_entry
    return Line(
        booked_on=head.booked_on,
        value_on=head.value_on,
        amount=head.amount,
        currency=head.currency,
        title=title,
        counterparty_name=name,
        counterparty_account=other,
        counterparty_address=address,
        own_account=ours,
        reference=_reference(entry, inside),
        customer_reference=_said(xml.first_text(inside, "Refs/InstrId", "Refs/PmtInfId")),
        end_to_end_id=_said(end_to_end),
        vs=symbols.vs,
        ks=symbols.ks,
        ss=symbols.ss,
        split=split_payment_in(remittance),
        transaction_code=_code(entry) or _code(inside),
        bank_text=told or told_of_entry,
        is_reversal=head.is_reversal,
        place=head.place,
        raw="\n".join(filter(None, (remittance, *structured, told, told_of_entry))),
    )


def _parties(inside: xml.Element | None, head: _Head, own: str) -> tuple[str, str, str, str]:
    """Name, address and account of the other side, and the account of ours that it names.

    Money comes from a debtor and goes to a creditor; a returned payment may keep the first roles,
    so a side whose account is the statement's own is not the other one.
    """
    related = xml.find(inside, "RltdPties")
    country = own[:2] if accounts.is_iban(own) else ""
    sides = []
    for side in ("Dbtr", "Cdtr"):
        name, address = xml.party(xml.find(related, side))
        if not name:
            name = xml.party(xml.find(related, f"Ultmt{side}"))[0]
            name = name or xml.text(related, f"{side}Acct/Nm")
        number = accounts.normalised(xml.account(xml.find(related, f"{side}Acct")), country)
        sides.append((name, address, number))
    other, mine = sides if head.came else reversed(sides)
    if (other[2] == own and own and mine[2] != own) or not any(other):
        other, mine = mine, other
    ours = mine[2] if mine[2] != own else ""
    return *other, ours


def _remittance(inside: xml.Element | None) -> str:
    return xml.joined(xml.children(inside, "RmtInf/Ustrd"))


def _title(remittance: str, structured: list[str]) -> str:
    """The payer's text, and behind it the numbers of documents that only the structured part has;
    symbols stand in their own places."""
    if not remittance:
        return " ".join(structured)
    more = [each for each in structured if each not in remittance and symbols_in(each) == Symbols()]
    return " ".join((remittance, *more))


def _structured(inside: xml.Element | None) -> list[str]:
    """References and numbers of documents in the structured part, in their order."""
    found = []
    for block in xml.children(xml.find(inside, "RmtInf"), "Strd"):
        found += [
            *map(_creditors_reference, xml.children(block, "CdtrRefInf")),
            *(xml.text(each, "Nb") for each in xml.children(block, "RfrdDocInf")),
            *xml.texts(block, "AddtlRmtInf"),
        ]
    return [each for each in found if each]


def _creditors_reference(element: xml.Element) -> str:
    """The reference, with the name of the symbol before it where the bank tells it as its kind."""
    reference = xml.text(element, "Ref")
    kind = xml.first_text(element, "Tp/CdOrPrtry/Prtry", "Tp/CdOrPrtry/Cd", "Tp/Issr").upper()
    return f"{kind}:{reference}" if kind in LENGTHS and reference.isdigit() else reference


def _proprietary(inside: xml.Element | None) -> list[str]:
    """Bank's own references, as `VS:123`: some Slovak and Czech banks put symbols there."""
    return [
        f"{xml.text(each, 'Tp')}:{xml.text(each, 'Ref')}"
        for each in xml.children(xml.find(inside, "Refs"), "Prtry")
    ]


def _reference(entry: xml.Element, inside: xml.Element | None) -> str:
    found = _said(xml.text(inside, "Refs/AcctSvcrRef")) or _said(xml.text(entry, "AcctSvcrRef"))
    if found:
        return found
    own = _said(xml.text(entry, "NtryRef"))
    if len(own) >= _OWN_NUMBER:
        return own
    payers = ("Refs/TxId", "Refs/EndToEndId", "Refs/InstrId")
    return next((found for path in payers if (found := _said(xml.text(inside, path)))), "")


def _said(text: str) -> str:
    return "" if text.upper() in _NOTHING else text


def _code(element: xml.Element | None) -> str:
    code = xml.find(element, "BkTxCd")
    domain = xml.find(code, "Domn")
    named = (
        xml.text(domain, "Cd"),
        xml.text(domain, "Fmly/Cd"),
        xml.text(domain, "Fmly/SubFmlyCd"),
    )
    return "-".join(filter(None, named)) or xml.text(code, "Prtry/Cd")
