"""Transfers that we order, as pain.001 (SEPA credit transfer) in the versions 03 and 09.

Names and titles are written in the signs that every SEPA bank must take; addresses are left out,
for since November 2026 SEPA takes none in free lines. Nothing is drawn or timed here: the same
batch and moment give the same bytes, so that a bank knows a file that is sent twice.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from lxml import etree

from kartoteka.formats.orders import (
    LONGEST_TITLE,
    Batch,
    Order,
    OrderRefused,
    check,
    plain,
    title_of,
)
from kartoteka.formats.plain import without_accents, without_typography

Version = Literal["03", "09"]
_Element: TypeAlias = etree._Element
_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.{}"
_LONGEST_NAME, _LONGEST_ID = 70, 35
_SIGNS = "a-zA-Z0-9/?:().,'+ -"
_OTHERS = str.maketrans({"&": "+", "_": "-", ";": ",", '"': "'", "[": "(", "]": ")", "@": "(at)"})


def write(batch: Batch, *, made_at: datetime, version: Version = "03", bic: str = "") -> bytes:
    """The file of one batch, in UTF-8; `bic` is our bank's where it is known.

    Letters that SEPA does not have lose their accents, other signs become a likely one or a point.
    Names are cut to seventy signs. In euro the service level is SEPA, in another currency none.
    Raises OrderRefused, also for a batch without an identification of its own.
    """
    check(batch)
    if not re.fullmatch(r"[A-Z]{3}", batch.currency):
        raise OrderRefused("order.currency", value=batch.currency, wanted="EUR, PLN, CZK")
    if bic and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", bic):
        raise OrderRefused("order.identifier", value=bic[:40])
    identification = _identified(batch.identification, 0)
    if identification.startswith("/") or not identification:
        raise OrderRefused("order.identifier", value=identification)
    namespace = _NAMESPACE.format(version)
    root = etree.Element(f"{{{namespace}}}Document", nsmap={None: namespace})  # type: ignore[dict-item]
    message = _in(root, "CstmrCdtTrfInitn")
    header = _in(message, "GrpHdr")
    _in(header, "MsgId", identification)
    _in(header, "CreDtTm", made_at.replace(tzinfo=None).isoformat(timespec="seconds"))
    _totals(header, batch)
    _in(header, "InitgPty/Nm", _name(batch.name, 0))
    payment = _payment(message, batch, identification, version, bic)
    for place, order in enumerate(batch.orders, 1):
        _transfer(payment, order, batch.currency, place)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _payment(
    message: _Element, batch: Batch, identification: str, version: Version, bic: str
) -> _Element:
    payment = _in(message, "PmtInf")
    _in(payment, "PmtInfId", identification)
    _in(payment, "PmtMtd", "TRF")
    _totals(payment, batch)
    if batch.currency == "EUR":
        _in(payment, "PmtTpInf/SvcLvl/Cd", "SEPA")
    day = "ReqdExctnDt" if version == "03" else "ReqdExctnDt/Dt"
    _in(payment, day, batch.paid_on.isoformat())
    _in(payment, "Dbtr/Nm", _name(batch.name, 0))
    _in(payment, "DbtrAcct/Id/IBAN", batch.account)
    if bic:
        _in(payment, f"DbtrAgt/FinInstnId/{'BIC' if version == '03' else 'BICFI'}", bic)
    else:
        _in(payment, "DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED")
    _in(payment, "ChrgBr", "SLEV" if batch.currency == "EUR" else "SHAR")
    return payment


def _transfer(payment: _Element, order: Order, currency: str, place: int) -> None:
    transfer = _in(payment, "CdtTrfTxInf")
    _in(transfer, "PmtId/EndToEndId", _identified(order.identification, place) or "NOTPROVIDED")
    amount = _in(transfer, "Amt/InstdAmt", f"{order.amount:.2f}")
    amount.set("Ccy", currency)
    _in(transfer, "Cdtr/Nm", _name(order.name, place))
    _in(transfer, "CdtrAcct/Id/IBAN", order.account)
    title = latin(title_of(order, place))
    if len(title) > LONGEST_TITLE:
        raise OrderRefused("order.title_too_long", place, length=len(title), limit=LONGEST_TITLE)
    _in(transfer, "RmtInf/Ustrd", title)


def latin(text: str) -> str:
    """The text in the signs of SEPA."""
    plainer = without_typography(without_accents(plain(text))).translate(_OTHERS)
    return " ".join(re.sub(f"[^{_SIGNS}]", ".", plainer).split())


def _name(text: str, place: int) -> str:
    found = latin(text)[:_LONGEST_NAME].strip()
    if not found:
        raise OrderRefused("order.name", place)
    return found


def _identified(text: str, place: int) -> str:
    """An identification comes back as it went out, so it is refused rather than changed. Slovak
    symbols stand here as `/VS123/SS/KS0308`."""
    if (
        len(text) > _LONGEST_ID
        or not re.fullmatch(f"[{_SIGNS}]*", text)
        or "//" in text
        or text != text.strip()
    ):
        raise OrderRefused("order.identifier", place, value=text[:40])
    return text


def _totals(element: _Element, batch: Batch) -> None:
    _in(element, "NbOfTxs", str(len(batch.orders)))
    whole = sum((order.amount for order in batch.orders), Decimal(0))
    _in(element, "CtrlSum", f"{whole:.2f}")


def _in(element: _Element, path: str, text: str | None = None) -> _Element:
    """A new child at the path, in the namespace of the element; its text where given."""
    namespace = etree.QName(element).namespace
    for name in path.split("/"):
        element = etree.SubElement(element, f"{{{namespace}}}{name}")
    element.text = text
    return element
