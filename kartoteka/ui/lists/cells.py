"""Values of fields as people read them, and as a spreadsheet takes them."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.kernel.criteria import Field, Type
from kartoteka.ui import figures

Shown = Callable[[Any], str]


def shown(field: Field, language: str) -> Shown:
    """What makes a text of the field's values; "" of those that are not there."""
    worded = field.shows
    if worded is not None:
        return lambda value: "" if value is None else worded(value)
    if field.type in {Type.CHOICE, Type.CHOICES}:
        return _choices({code: str(word) for code, word in field.choices()})
    yes, no = _("yes"), _("no")
    makers: dict[Type, Shown] = {
        Type.MONEY: lambda value: figures.money(value, "", language),
        Type.NUMBER: lambda value: figures.number(value, language),
        Type.DATE: lambda value: _day(value, language),
        Type.YES_NO: lambda value: yes if value else no,
    }
    maker = makers.get(field.type, str)
    return lambda value: "" if value is None else maker(value)


def summed(field: Field, sums: Mapping[str, Decimal], language: str) -> str:
    """Sums by currency on one line; the currency is said where the column's words do not."""
    if field.type is Type.NUMBER:
        return " · ".join(figures.number(value, language) for value in sums.values())
    return " · ".join(
        figures.money(value, name if field.currency_of else "", language)
        for name, value in sums.items()
    )


def head(field: Field) -> str:
    """The words over the column."""
    return str(field.label)


def is_figure(field: Field) -> bool:
    """Whether the values stand at the right."""
    return field.type in {Type.NUMBER, Type.MONEY}


def written(field: Field, language: str) -> Callable[[Any], str]:
    """What a cell of a CSV file takes: figures with the language's decimal mark and no groups,
    days and moments as ISO 8601, texts that a spreadsheet would run made harmless."""
    if field.shows is None and field.type in {Type.MONEY, Type.NUMBER}:
        return lambda value: _decimal(value, language)
    if field.shows is None and field.type is Type.DATE:
        return _iso
    text = shown(field, language)
    return lambda value: harmless(text(value))


def harmless(value: str) -> str:
    """A spreadsheet would run what begins so: an apostrophe makes it text."""
    if value[:1] not in {"=", "+", "-", "@", "\t", "\r"}:
        return value
    is_phone = value[:1] == "+" and value[1:].replace("\u00a0", "").isdecimal()
    return value if is_phone else f"'{value}"


def _choices(words: dict[str, str]) -> Shown:
    def worded(value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, list | tuple):
            return ", ".join(words.get(one, str(one)) for one in value)
        return words.get(value, str(value))

    return worded


def local(value: Any) -> Any:
    """A moment as the office's clock shows it, without its zone; a day as it is."""
    return timezone.make_naive(value) if isinstance(value, dt.datetime) else value


def _day(value: Any, language: str) -> str:
    if isinstance(value, dt.datetime):
        return figures.moment(local(value), language)
    return figures.day(value, language)


def _iso(value: Any) -> str:
    if value is None:
        return ""
    return f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, dt.datetime) else str(value)


def _decimal(value: Decimal | int | None, language: str) -> str:
    text = "" if value is None else str(value)
    return text if language == "en" else text.replace(".", ",")
