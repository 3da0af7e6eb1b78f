"""Items of price lists as people and other makes write them. Pure."""

import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.rules import ItemLine
from kartoteka.kernel import money

COLUMNS = ("code", "name", "unit", "price", "vat")
MOST = {"code": 40, "name": 200, "unit": 20}
PRICE_PLACES, VAT_PLACES, MOST_VAT = 5, 2, 100
LARGEST_PRICE = Decimal(10) ** 9
MISSING: Mapping[str, str | Promise] = {
    "code": _("The code is missing."),
    "name": _("The name is missing."),
    "unit": _("The unit is missing, such as m³ or month."),
    "price": _("The price is missing."),
    "vat": _("VAT is missing: per cent, or „zw” where there is none."),
}
TOO_LONG = _("This is too long.")
NO_PRICE = _("Give a price of at least zero with at most 5 places, such as 5,12345.")
NO_VAT = _("Give VAT in per cent, such as 23, or „zw” where there is none.")

_WITHOUT = frozenset({
    "zw", "zw.", "np", "np.", "oo", "-", "—", "exempt", "none", "zwolnione", "zwolniony",
    "oslobodené", "oslobodene", "bez dph", "bez vat",
})  # fmt: skip
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_ONE_MARK = re.compile(r"^\d{1,9}(?:[.,]\d{1,12})?$")


def price_of(text: str) -> Decimal | None:
    """A unit price as written, None where it is none.

    One comma or point parts the places, for unit prices have three and more: 1.234 is not a
    thousand. With both marks, the last one does.
    """
    bare = _SPACES.sub("", text.strip())
    bare = re.sub(r"(?i)^(?:zł|pln|eur|€)|(?:zł|pln|eur|€)(?:/.*)?$", "", bare)
    read = Decimal(bare.replace(",", ".")) if _ONE_MARK.match(bare) else money.parse_amount(bare)
    if read is None or not 0 <= read < LARGEST_PRICE:
        return None
    return read if read == round(read, PRICE_PLACES) else None


def vat_of(text: str) -> Decimal | None:
    """VAT in per cent, None where there is none; a share below one, as spreadsheets keep it, is
    taken times a hundred. Raises ValueError for what is neither."""
    bare = _SPACES.sub(" ", text.strip()).lower()
    if bare in _WITHOUT:
        return None
    bare = bare.replace(" ", "").removesuffix("%").replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,6})?", bare):
        raise ValueError(text)
    read = Decimal(bare)
    if 0 < read < 1:
        read *= 100
    if read > MOST_VAT or read != round(read, VAT_PLACES):
        raise ValueError(text)
    return read


def item_of(texts: Mapping[str, str]) -> tuple[ItemLine | None, dict[str, str | Promise]]:
    """An item of the texts of its COLUMNS, or what is wrong with each of them."""
    said = {column: " ".join(texts.get(column, "").split()) for column in COLUMNS}
    faults = {column: MISSING[column] for column, text in said.items() if not text}
    for column, most in MOST.items():
        if len(said[column]) > most:
            faults[column] = TOO_LONG
    price = price_of(said["price"])
    if price is None:
        faults.setdefault("price", NO_PRICE)
    vat: Decimal | None = None
    try:
        vat = vat_of(said["vat"])
    except ValueError:
        faults.setdefault("vat", NO_VAT)
    if faults or price is None:
        return None, faults
    return ItemLine(said["code"], said["name"], said["unit"], price, vat), {}


def is_fit(item: ItemLine) -> bool:
    """Whether the tables can hold an item."""
    words = ((item.code, "code"), (item.name, "name"), (item.unit, "unit"))
    vat = item.vat_percent
    return (
        all(text and text == text.strip() and len(text) <= MOST[of] for text, of in words)
        and 0 <= item.price < LARGEST_PRICE
        and item.price == round(item.price, PRICE_PLACES)
        and (vat is None or (0 <= vat <= MOST_VAT and vat == round(vat, VAT_PLACES)))
    )


def written(value: Decimal | None, language: str, *, least: int = 2) -> str:
    """A price or VAT as a box of the form has it: no needless zeros, a comma but in English."""
    if value is None:
        return "zw"
    places = max(least, -int(value.normalize().as_tuple().exponent))
    text = f"{value:.{places}f}"
    return text if language == "en" else text.replace(".", ",")
