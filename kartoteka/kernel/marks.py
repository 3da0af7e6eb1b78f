"""The marks of pages: a row's place in an order, opaque for the address bar; any may be forged."""

import base64
import datetime as dt
import json
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from kartoteka.kernel.criteria import Type

TEXTS = "texts"
_FARTHEST = 1000  # places before and behind the decimal mark
_BIGINT = 2**63


def write(values: Sequence[Any]) -> str:
    """The mark of a row: its key, then the values that it is sorted by."""
    said = [str(one) if isinstance(one, Decimal | dt.date) else one for one in values]
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def read(mark: str, shapes: Sequence[tuple[str, bool]]) -> list[Any] | None:
    """The sorted values and the key of the marked row; None for what is no mark of this order.

    `shapes` say what each value is, a Type or TEXTS for several, and whether it is never NULL.
    """
    try:
        said = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not isinstance(said, list) or len(said) != len(shapes) + 1:
            return None
        values = [_value(shape, one) for shape, one in zip(shapes, said[1:], strict=True)]
        return [*values, _key(said[0])]
    except (ValueError, TypeError, RecursionError, InvalidOperation):
        return None


def _value(shape: tuple[str, bool], value: Any) -> Any:
    kind, never_null = shape
    if value is not None:
        reader: Callable[[Any], Any] = _READERS.get(kind, _text)
        return reader(value)
    if never_null:
        raise ValueError
    return None


def _key(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _BIGINT:
        raise ValueError
    return value


def _day_or_moment(value: str) -> dt.date:
    return dt.datetime.fromisoformat(value) if " " in value else dt.date.fromisoformat(value)


def _figure(value: Any) -> Decimal:
    """A figure that PostgreSQL can have."""
    number = Decimal(str(value))
    if number.is_infinite() or (number.is_finite() and abs(number.adjusted()) > _FARTHEST):
        raise ValueError
    return number


def _text(value: Any) -> str:
    """A text that PostgreSQL can have: no NUL, no half of a pair of signs."""
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError
    value.encode()
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [_text(one) for one in value]


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    Type.DATE: _day_or_moment,
    Type.NUMBER: _figure,
    Type.MONEY: _figure,
    Type.YES_NO: _yes_or_no,
    Type.LINK: _key,
    TEXTS: _texts,
}
