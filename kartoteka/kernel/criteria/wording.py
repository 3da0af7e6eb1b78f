"""A query said in the reader's language, so that whoever gets a link knows what it asks."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kartoteka.kernel import days
from kartoteka.kernel.criteria.fields import MANY_VALUES, Field, Op, Type, Value
from kartoteka.kernel.criteria.tree import Condition, Group, Node

MOST_NAMED = 6
PERIOD_WORDS: dict[str, str | Promise] = {
    "today": gettext_lazy("today"),
    "this_week": gettext_lazy("this week"),
    "last_week": gettext_lazy("last week"),
    "this_month": gettext_lazy("this month"),
    "last_month": gettext_lazy("last month"),
    "next_month": gettext_lazy("next month"),
    "this_quarter": gettext_lazy("this quarter"),
    "last_quarter": gettext_lazy("last quarter"),
    "this_year": gettext_lazy("this year"),
    "last_year": gettext_lazy("last year"),
}
OP_WORDS: dict[Op, str | Promise] = {
    Op.CONTAINS: gettext_lazy("contains"),
    Op.BEGINS: gettext_lazy("begins with"),
    Op.IS: gettext_lazy("is"),
    Op.IS_NOT: gettext_lazy("is not"),
    Op.ONE_OF: gettext_lazy("is one of"),
    Op.NONE_OF: gettext_lazy("is none of"),
    Op.ALL_OF: gettext_lazy("has all of"),
    Op.OVER: gettext_lazy("is more than"),
    Op.AT_LEAST: gettext_lazy("is at least"),
    Op.AT_MOST: gettext_lazy("is at most"),
    Op.UNDER: gettext_lazy("is less than"),
    Op.BETWEEN: gettext_lazy("is between"),
    Op.BEFORE: gettext_lazy("is before"),
    Op.AFTER: gettext_lazy("is after"),
    Op.LAST_DAYS: gettext_lazy("in the last days"),
    Op.NEXT_DAYS: gettext_lazy("in the next days"),
    Op.OLDER_THAN: gettext_lazy("more days ago than"),
    Op.PERIOD: gettext_lazy("falls in"),
    Op.YES: gettext_lazy("yes"),
    Op.NO: gettext_lazy("no"),
    Op.EMPTY: gettext_lazy("is empty"),
    Op.FILLED: gettext_lazy("is filled in"),
}

_SENTENCES: dict[Op, str | Promise] = {
    Op.YES: gettext_lazy("%(label)s: yes"),
    Op.NO: gettext_lazy("%(label)s: no"),
    Op.LAST_DAYS: gettext_lazy("%(label)s in the last %(n)s days"),
    Op.NEXT_DAYS: gettext_lazy("%(label)s in the next %(n)s days"),
    Op.OLDER_THAN: gettext_lazy("%(label)s more than %(n)s days ago"),
}


def in_words(node: Node, fields: Mapping[str, Field]) -> str:
    """The query as one line in the active language; "" for everything."""
    if isinstance(node, Condition):
        return _condition(node, fields[node.field])
    said = [_part(part, fields) for part in node.parts]
    said = [one for one in said if one]
    if not said:
        return ""
    if node.kind == "none":
        return _("none of: %(parts)s") % {"parts": "; ".join(said)}
    return (_(" or ") if node.kind == "any" else _(" and ")).join(said)


def value_in_words(field: Field, op: Op, value: Value) -> str:
    """One value of a condition as people read it."""
    if op is Op.PERIOD:
        return str(PERIOD_WORDS[str(value)])
    if isinstance(value, dt.date):
        return days.written(value, get_language() or "pl")
    if field.type is Type.MONEY and isinstance(value, Decimal):
        return f"{_figure(value)} {field.currency}".rstrip()
    if isinstance(value, Decimal):
        return _figure(value)
    if field.type in {Type.CHOICE, Type.CHOICES, Type.LINK}:
        words = {str(code): str(word) for code, word in field.choices()}
        return words.get(str(value), str(value))
    return _("“%(text)s”") % {"text": value} if isinstance(value, str) else str(value)


def _part(part: Node, fields: Mapping[str, Field]) -> str:
    said = in_words(part, fields)
    needs_brackets = isinstance(part, Group) and len(part.parts) > 1
    return f"({said})" if said and needs_brackets else said


def _condition(node: Condition, field: Field) -> str:
    label = str(field.label)
    values = [value_in_words(field, node.op, value) for value in node.values]
    if node.op in _SENTENCES:
        return str(_SENTENCES[node.op]) % {"label": label, "n": values[0] if values else ""}
    if node.op is Op.BETWEEN:
        facts = {"label": label, "first": values[0], "last": values[1]}
        return _("%(label)s from %(first)s to %(last)s") % facts
    said = f"{label} {OP_WORDS[node.op]}"
    if node.op in MANY_VALUES and len(values) > MOST_NAMED:
        more = _("and %(n)s more") % {"n": len(values) - MOST_NAMED}
        values = [*values[:MOST_NAMED], more]
    return f"{said} {', '.join(values)}" if values else said


def _figure(value: Decimal) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=get_language() or "pl", decimal_quantization=False))
