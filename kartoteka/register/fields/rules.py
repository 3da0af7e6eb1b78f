"""Pure decisions about custom fields: which apply, what a value is, how it is said."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kartoteka.kernel import days, money
from kartoteka.kernel.actor import Actor
from kartoteka.register.fields.definitions import (
    LINKS,
    Definition,
    FieldType,
    Value,
)

LONGEST = {FieldType.TEXT: 500, FieldType.LONG_TEXT: 20_000}
LONGEST_PATTERN = 200
MOST_DIGITS = 12
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_UNSAFE_IN_PATTERNS = re.compile(r"\\[1-9]|\(\?(?!:)|^\*\*\*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})

SENTENCES: dict[str, str | Promise] = {
    "missing": gettext_lazy("Fill this in."),
    "bad_number": gettext_lazy("“%(value)s” is not a number."),
    "bad_amount": gettext_lazy("“%(value)s” is not an amount."),
    "bad_day": gettext_lazy("“%(value)s” is not a day."),
    "bad_yes_no": gettext_lazy("“%(value)s” is neither yes nor no."),
    "decimals": gettext_lazy("At most %(most)s decimal places fit here."),
    "too_long": gettext_lazy("At most %(most)s signs fit here."),
    "too_short": gettext_lazy("Write at least %(least)s signs."),
    "too_small": gettext_lazy("It must be at least %(least)s."),
    "too_large": gettext_lazy("It may be at most %(most)s."),
    "too_early": gettext_lazy("It must be %(least)s or later."),
    "too_late": gettext_lazy("It must be %(most)s or earlier."),
    "no_such_option": gettext_lazy("“%(value)s” is not in the dictionary."),
    "retired_option": gettext_lazy("“%(value)s” is no longer offered. Choose another value."),
    "pattern": gettext_lazy("It does not have the form that is asked for here."),
    "not_there": gettext_lazy("There is no customer with the number %(value)s."),
    "no_person": gettext_lazy("%(value)s is not a person."),
    "taken": gettext_lazy("%(name)s has this value already."),
}


class Wrong(Exception):  # noqa: N818  (an answer that operations turn into a Refusal)
    """A value cannot be taken; `code` is one of SENTENCES."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    def sentence(self) -> str:
        """The reason in the active language."""
        return str(SENTENCES[self.code]) % self.facts


def is_key(text: str) -> bool:
    """Whether a text may be the code of a field, a tab, a dictionary."""
    return _KEY.fullmatch(text) is not None


def is_safe_pattern(pattern: str) -> bool:
    """Whether a pattern can be matched in a time that grows with the text only.

    PostgreSQL matches by an automaton, except where a pattern refers back to a group or looks
    around: those, and options inside a pattern, are not allowed.
    """
    return len(pattern) <= LONGEST_PATTERN and not _UNSAFE_IN_PATTERNS.search(pattern)


def may_see(actor: Actor, field: Definition) -> bool:
    """Whether the field's values are shown to that person."""
    return actor.may(field.seen_by)


def may_edit(actor: Actor, field: Definition) -> bool:
    """Whether that person may change the field's values."""
    return may_see(actor, field) and actor.may(field.edited_by)


def applies(field: Definition, kind: str, values: Mapping[str, Value]) -> bool:
    """Whether a record of this kind with these values has the field."""
    if field.only_kinds and kind not in field.only_kinds:
        return False
    if not field.if_key:
        return True
    held = values.get(field.if_key)
    if held is None:
        return False
    if not field.if_values:
        return True
    told = held if isinstance(held, list) else [held]
    return any(one in field.if_values for one in told)


def read(field: Definition, raw: Any, *, was: Value = None) -> Value:
    """What JSON keeps of a value as typed or given; None of an empty one. Raises Wrong.

    Takes texts of every type (numbers with comma or point, days in ISO's form) and Python's own
    values. A link is the id of a party. A retired option is taken only where it `was` already.
    Patterns and uniqueness are the database's to judge.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if field.kind == FieldType.DICTIONARY:
        return _option(field, str(raw), [was])
    if field.kind == FieldType.MULTI_CHOICE:
        return _options(field, raw, was if isinstance(was, list) else [])
    return _READERS[field.kind](field, raw)


def _text(field: Definition, raw: Any) -> str | None:
    text = _CONTROL.sub(" ", str(raw).replace("\r\n", "\n")).strip()
    if field.kind == FieldType.TEXT:
        text = " ".join(text.split())
    most = min(int(field.maximum or LONGEST[field.kind]), LONGEST[field.kind])
    if len(text) > most:
        raise Wrong("too_long", most=most)
    if field.minimum and len(text) < int(field.minimum):
        raise Wrong("too_short", least=field.minimum)
    return text or None


def _number(field: Definition, raw: Any) -> Decimal:
    is_money = field.kind == FieldType.MONEY
    number = raw if isinstance(raw, Decimal) else _parsed_number(str(raw))
    if number is None or not number.is_finite() or abs(number) >= Decimal(10) ** MOST_DIGITS:
        raise Wrong("bad_amount" if is_money else "bad_number", value=str(raw)[:40])
    places = 2 if is_money else field.decimals
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise Wrong("decimals", most=places)
    if field.minimum and number < Decimal(field.minimum):
        raise Wrong("too_small", least=worded(field, Decimal(field.minimum)))
    if field.maximum and number > Decimal(field.maximum):
        raise Wrong("too_large", most=worded(field, Decimal(field.maximum)))
    return number.quantize(Decimal(1).scaleb(-places)) if places else number.quantize(Decimal(1))


def _parsed_number(text: str) -> Decimal | None:
    if re.fullmatch(r"-?\d{1,15}[.,]\d{1,9}", text.strip()):
        return Decimal(text.strip().replace(",", "."))
    return money.parse_amount(text)


def _day(field: Definition, raw: Any) -> str:
    text = raw.isoformat() if isinstance(raw, dt.date) else str(raw).strip()
    try:
        day = dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not 1000 <= day.year <= 2999:  # noqa: PLR2004  (what the database takes)
        raise Wrong("bad_day", value=text[:40])
    if field.minimum and text < field.minimum:
        raise Wrong("too_early", least=worded(field, field.minimum))
    if field.maximum and text > field.maximum:
        raise Wrong("too_late", most=worded(field, field.maximum))
    return text


def _yes_no(_field: Definition, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    told = str(raw).strip().lower()
    if told not in _YES | _NO:
        raise Wrong("bad_yes_no", value=told[:40])
    return told in _YES


def _option(field: Definition, code: str, was: Sequence[Value]) -> str:
    found = field.option(code.strip())
    if found is None:
        raise Wrong("no_such_option", value=code[:40])
    if found.is_retired and found.code not in was:
        raise Wrong("retired_option", value=found.label)
    return found.code


def _options(field: Definition, raw: Any, was: Sequence[Value]) -> list[str] | None:
    given = raw.split(",") if isinstance(raw, str) else raw
    chosen = {_option(field, str(code), was) for code in given if str(code).strip()}
    return [one.code for one in field.options if one.code in chosen] or None


def _link(_field: Definition, raw: Any) -> int:
    text = str(raw).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):  # noqa: PLR2004  (bigint)
        raise Wrong("not_there", value=text[:40])
    return int(text)


_READERS: dict[FieldType, Callable[[Definition, Any], Value]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.DATE: _day,
    FieldType.YES_NO: _yes_no,
    FieldType.PARTY: _link,
    FieldType.PERSON: _link,
}


def worded(field: Definition, value: Value, names: Mapping[int, str] | None = None) -> str:
    """A value as people read it in the active language; `names` are those of linked parties."""
    if value is None or value in ("", []):
        return ""
    if field.kind in LINKS:
        return (names or {}).get(int(value), f"#{value}")
    words = _WORDS.get(field.kind)
    return words(field, value) if words else str(value)


def _chosen_words(field: Definition, value: Value) -> str:
    codes = value if isinstance(value, list) else [value]
    found = [(code, field.option(str(code))) for code in codes]
    return ", ".join(option.label if option else str(code) for code, option in found)


def _amount_words(field: Definition, value: Value) -> str:
    language = get_language() or "pl"
    return money.format_amount(Decimal(str(value)), field.currency or "PLN", language)


def _number_words(_field: Definition, value: Value) -> str:
    from babel.numbers import format_decimal

    language = get_language() or "pl"
    return str(format_decimal(Decimal(str(value)), locale=language, decimal_quantization=False))


def _day_words(_field: Definition, value: Value) -> str:
    return days.written(dt.date.fromisoformat(str(value)), get_language() or "pl")


def _yes_no_words(_field: Definition, value: Value) -> str:
    return _("yes") if value else _("no")


_WORDS: dict[FieldType, Callable[[Definition, Value], str]] = {
    FieldType.DICTIONARY: _chosen_words,
    FieldType.MULTI_CHOICE: _chosen_words,
    FieldType.MONEY: _amount_words,
    FieldType.NUMBER: _number_words,
    FieldType.DATE: _day_words,
    FieldType.YES_NO: _yes_no_words,
}


def linked(fields: Iterable[Definition], values: Mapping[str, Value]) -> set[int]:
    """The parties that values point at."""
    return {int(values[one.key]) for one in fields if one.kind in LINKS and one.key in values}
