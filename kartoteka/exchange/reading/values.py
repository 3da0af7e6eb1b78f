"""Values of databases and sheets as text, the same whatever driver they came through."""

import datetime as dt
import decimal
import math
from collections.abc import Callable
from typing import Any

_WHOLE_DAY = dt.time()
_LONGEST_BINARY_KEY = 32


def to_text(value: Any) -> str:
    """`value` as text: dates as ISO, numbers plain with a point, empty for nothing.

    Binary floats are rounded to six places, which takes away their noise and no grosz.
    """
    writer = _WRITERS.get(type(value))
    if writer is None:
        writer = next((write for kind, write in _WRITERS.items() if isinstance(value, kind)), str)
    return writer(value)


def of_bytes(value: bytes) -> str:
    """Text kept as bytes: UTF-8, else the Central European code page of Windows. Bytes that are no
    text, such as pictures, are empty; short ones, such as keys, are told in hexadecimal."""
    if b"\x00" in value:
        return value.hex() if len(value) <= _LONGEST_BINARY_KEY else ""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1250", errors="replace")


def _of_float(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if value.is_integer():
        return str(int(value))
    return format(round(value, 6), ".6f").rstrip("0").rstrip(".")


def _of_decimal(value: decimal.Decimal) -> str:
    if not value.is_finite():
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _of_bool(value: bool) -> str:
    return "true" if value else "false"


def _of_moment(value: dt.datetime) -> str:
    if value.time() == _WHOLE_DAY:
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


# Narrower kinds stand before the wider ones that they belong to: bool before int.
_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    str: str,
    bool: _of_bool,
    int: str,
    float: _of_float,
    decimal.Decimal: _of_decimal,
    dt.datetime: _of_moment,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    bytes: of_bytes,
    bytearray: lambda value: of_bytes(bytes(value)),
    memoryview: lambda value: of_bytes(bytes(value)),
}
