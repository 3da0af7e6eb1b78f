"""XML elements without their namespaces: every version of camt has its own, all mean the same."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from lxml import etree

_CENT = Decimal("0.01")
_NAME = re.compile(r"[^\W\d][\w.-]*")
_FULL_PIECES = frozenset({35, 140})  # what a line of a transfer and an element may hold
Element: TypeAlias = etree._Element


def name_of(element: Element) -> str:
    """The bare name, behind an undeclared prefix too; empty for comments and the like."""
    tag = element.tag
    return re.split("[}:]", tag)[-1] if isinstance(tag, str) else ""


def strip_namespaces(root: Element) -> None:
    """Leave bare names in the tree, so that the functions below can look for them."""
    known: dict[str, str] = {}
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if tag not in known:
            name = name_of(element)
            known[tag] = name if _NAME.fullmatch(name) else "_"
        element.tag = known[tag]


def children(element: Element | None, name: str) -> list[Element]:
    """Children of that name, in their order."""
    return [] if element is None else element.findall(name)


def find(element: Element | None, path: str) -> Element | None:
    """The first element at a path of bare names such as `Acct/Id/IBAN`."""
    return None if element is None else element.find(path)


def text(element: Element | None, path: str = "") -> str:
    """The text at a path with single blanks and none at its ends, empty where there is none."""
    found = find(element, path) if path else element
    return " ".join((found.text or "").split()) if found is not None else ""


def first_text(element: Element | None, *paths: str) -> str:
    """The text at the first of the paths that holds some."""
    return next((found for path in paths if (found := text(element, path))), "")


def texts(element: Element | None, path: str) -> list[str]:
    """The texts of all elements at a path, its last step may repeat."""
    return [found for child in children(element, path) if (found := text(child))]


def amount(element: Element | None) -> Decimal | None:
    """The decimal number of an element, None where it is none."""
    found = text(element)
    if not re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{0,5})?|[+-]?\.[0-9]{1,5}", found):
        return None
    number = Decimal(found)
    cents = number.quantize(_CENT)
    return cents if cents == number else number


def day(element: Element | None) -> date | None:
    """The date of an element that holds `Dt` or `DtTm`; the bank's own day, not moved to UTC."""
    return day_told(element)[0]


def day_told(element: Element | None) -> tuple[date | None, str]:
    """As `day`; a day past the end of its month becomes the last one, and its text is given back
    to be told."""
    return day_of_text(first_text(element, "Dt", "DtTm"))


def day_of_text(said: str) -> tuple[date | None, str]:
    """As `day_told`, of a text that begins with a day."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", said[:10])
    if not found:
        return None, ""
    year, month, number = map(int, found.groups())
    if not year or not 1 <= month <= 12 or not 1 <= number <= 31:  # noqa: PLR2004
        return None, ""
    last = monthrange(year, month)[1]
    return date(year, month, min(number, last)), said[:10] if number > last else ""


def party(element: Element | None) -> tuple[str, str]:
    """Name and address of a party; from version 8 it is wrapped in `Pty` or `Agt`."""
    wrapped = find(element, "Pty")
    inner = element if wrapped is None else wrapped
    address = find(inner, "PstlAdr")
    lines = texts(address, "AdrLine")
    if not lines:
        street = " ".join(filter(None, (text(address, "StrtNm"), text(address, "BldgNb"))))
        town = " ".join(filter(None, (text(address, "PstCd"), text(address, "TwnNm"))))
        lines = [each for each in (street, town) if each]
    return text(inner, "Nm") or text(element, "Agt/FinInstnId/Nm"), ", ".join(lines)


def joined(elements: list[Element]) -> str:
    """Texts of elements that carry one text in pieces: a full piece runs on into the next one."""
    text = ""
    for element in elements:
        piece = (element.text or "").strip("\r\n")
        if piece.strip():
            text += piece if len(piece) in _FULL_PIECES else f"{piece} "
    return " ".join(text.split())


def account(element: Element | None) -> str:
    """The number of an account, IBAN first, as it stands."""
    return first_text(element, "Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/UPIC", "Id/PrtryAcct/Id")
