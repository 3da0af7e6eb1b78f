"""A query said in the reader's language, so that whoever gets a link knows what it asks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import reduce

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from kartoteka.kernel import days
from kartoteka.kernel.criteria.fields import DAYS, Field, Op, Type, Value
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

# Each condition as a person notes it down: what it is about, a colon, and what is wanted of it.
_SENTENCES: dict[Op, str | Promise] = {
    Op.CONTAINS: gettext_lazy("%(label)s contains %(values)s"),
    Op.BEGINS: gettext_lazy("%(label)s begins with %(values)s"),
    Op.IS: gettext_lazy("%(label)s: %(values)s"),
    Op.IS_NOT: gettext_lazy("%(label)s: not %(values)s"),
    Op.ONE_OF: gettext_lazy("%(label)s: %(values)s"),
    Op.ALL_OF: gettext_lazy("%(label)s: %(values)s"),
    Op.OVER: gettext_lazy("%(label)s: more than %(values)s"),
    Op.AT_LEAST: gettext_lazy("%(label)s: at least %(values)s"),
    Op.AT_MOST: gettext_lazy("%(label)s: at most %(values)s"),
    Op.UNDER: gettext_lazy("%(label)s: less than %(values)s"),
    Op.BETWEEN: gettext_lazy("%(label)s: from %(first)s to %(last)s"),
    Op.BEFORE: gettext_lazy("%(label)s: before %(values)s"),
    Op.AFTER: gettext_lazy("%(label)s: after %(values)s"),
    Op.PERIOD: gettext_lazy("%(label)s: %(values)s"),
    Op.YES: gettext_lazy("%(label)s: yes"),
    Op.NO: gettext_lazy("%(label)s: no"),
    Op.EMPTY: gettext_lazy("%(label)s: none"),
    Op.FILLED: gettext_lazy("%(label)s: given"),
}
_OF_MONEY: dict[Op, str | Promise] = {
    Op.EMPTY: gettext_lazy("%(label)s: nothing"),
    Op.FILLED: gettext_lazy("%(label)s: something"),
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
        sentence = _("not (%(parts)s)") if len(said) == 1 else _("none of (%(parts)s)")
        return sentence % {"parts": "; ".join(said)}
    return (_("; or ") if node.kind == "any" else "; ").join(said)


def value_in_words(field: Field, op: Op, value: Value) -> str:
    """One value of a condition as people read it."""
    if op is Op.PERIOD:
        return str(PERIOD_WORDS[str(value)])
    if isinstance(value, dt.date):
        return days.written(value, get_language() or "pl")
    if field.type is Type.MONEY and isinstance(value, Decimal):
        return f"{_figure(value, '#,##0.00')} {field.currency}".rstrip()
    if isinstance(value, Decimal):
        return _figure(value)
    if field.type in {Type.CHOICE, Type.CHOICES, Type.LINK}:
        words = {str(code): str(word) for code, word in field.choices()}
        return words.get(str(value), str(value))
    return _("“%(text)s”") % {"text": value} if isinstance(value, str) else str(value)


def _part(part: Node, fields: Mapping[str, Field]) -> str:
    said = in_words(part, fields)
    needs_brackets = isinstance(part, Group) and part.kind != "none" and len(part.parts) > 1
    return f"({said})" if said and needs_brackets else said


def _condition(node: Condition, field: Field) -> str:
    label = str(field.label)
    values = [value_in_words(field, node.op, value) for value in node.values]
    if node.op in DAYS:
        return _days(node.op, int(str(node.values[0]))) % {"label": label, "n": values[0]}
    if node.op is Op.NONE_OF:
        return _none_of(values) % {"label": label, "values": _list(node.op, values)}
    sentence = _OF_MONEY.get(node.op) if field.type is Type.MONEY else None
    facts = {"label": label, "values": _list(node.op, values)}
    if node.op is Op.BETWEEN:
        facts |= {"first": values[0], "last": values[1]}
    return str(sentence or _SENTENCES[node.op]) % facts


def _days(op: Op, n: int) -> str:
    if op is Op.LAST_DAYS:
        return ngettext("%(label)s: in the last %(n)s day", "%(label)s: in the last %(n)s days", n)
    if op is Op.NEXT_DAYS:
        return ngettext("%(label)s: in the next %(n)s day", "%(label)s: in the next %(n)s days", n)
    return ngettext("%(label)s: more than %(n)s day ago", "%(label)s: more than %(n)s days ago", n)


def _none_of(values: Sequence[str]) -> str:
    if len(values) > MOST_NAMED:
        return _("%(label)s: anything but %(values)s")
    return _("%(label)s: not %(values)s") if len(values) == 1 else _("%(label)s: %(values)s")


def _list(op: Op, values: Sequence[str]) -> str:
    """The values as they are enumerated: first, second or third; neither first nor second."""
    if len(values) < 2:  # noqa: PLR2004
        return "".join(values)
    if len(values) > MOST_NAMED:
        more = _("and %(n)s more") % {"n": len(values) - MOST_NAMED}
        return f"{', '.join(values[:MOST_NAMED])} {more}"
    if op is Op.NONE_OF:
        pair, another = _("neither %(first)s nor %(last)s"), _("%(first)s nor %(last)s")
        said = reduce(lambda before, one: another % {"first": before, "last": one}, values[:-1])
        return pair % {"first": said, "last": values[-1]}
    facts = {"first": ", ".join(values[:-1]), "last": values[-1]}
    return (_("%(first)s and %(last)s") if op is Op.ALL_OF else _("%(first)s or %(last)s")) % facts


def _figure(value: Decimal, shape: str | None = None) -> str:
    from babel.numbers import format_decimal

    language = get_language() or "pl"
    return str(format_decimal(value, shape, locale=language, decimal_quantization=False))
