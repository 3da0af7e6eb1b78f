"""What is refused of a definition as a person writes it. Reads no table; patterns are tried."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import money
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.labels import LANGUAGES
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.fields.definitions import (
    CHOSEN,
    MAY_BE_INDEXED,
    MAY_BE_UNIQUE,
    NUMBERS,
    ORDERED,
    TEXTS,
    Definition,
    FieldDraft,
    FieldType,
    Option,
    Value,
)
from kartoteka.register.fields.kinds import RecordKind
from kartoteka.register.fields.rules import Wrong

MOST_DECIMALS = 6
LONGEST_HELP = 300
_CONVERTIBLE = {
    (was, becomes)
    for was in FieldType
    for becomes in FieldType
    if was == becomes
    or (
        {was, becomes} <= TEXTS | NUMBERS | CHOSEN | {FieldType.DATE, FieldType.YES_NO}
        and (
            was in TEXTS
            or becomes in TEXTS
            or {was, becomes} <= NUMBERS
            or {was, becomes} <= CHOSEN
        )
    )
    or {was, becomes} == {FieldType.PARTY, FieldType.PERSON}
}


class NoSuchField(Refusal):
    """The field or tab is gone, or of another kind of record."""

    code = "register.no_such_field"
    message = _("This field is no longer there. Open the page again.")


class BadLimit(Refusal):
    """A limit has to be written as a value of the type."""

    code = "register.bad_limit"
    message = _("Write a number, for a date a day, for a text how many signs.")


class LimitsCross(Refusal):
    """The least would be more than the most."""

    code = "register.limits_cross"
    message = _("The least is more than the most: no value would fit.")
    field = "maximum"


class BadPattern(Refusal):
    """A pattern that the database cannot match, or not in a bounded time."""

    code = "register.bad_pattern"
    message = _(
        "This is no pattern that can be used: at most 200 signs of a regular expression, without"
        " references back (\\1) and looking around ((?=…)). Example: [A-Z]{2}-[0-9]{4}"
    )
    field = "pattern"


class CurrencyMissing(Refusal):
    """Money is in a currency."""

    code = "register.field_currency_missing"
    message = _("Say in which currency the amounts are.")
    field = "currency"


class CannotBeUnique(Refusal):
    """Uniqueness of such values means nothing."""

    code = "register.cannot_be_unique"
    message = _("Only texts, numbers, dates and links can be required to differ.")
    field = "is_unique"


class BadDefault(Refusal):
    """The default itself would be refused."""

    code = "register.bad_default"
    message = _("The default does not fit: %(reason)s")
    field = "default"


class BadCondition(Refusal):
    """A condition on itself, in a circle, or on what is not there."""

    code = "register.bad_condition"
    message = _("The field cannot depend on this one: choose one that does not depend on it.")
    field = "if_key"


class NotConvertible(Refusal):
    """There is no sensible way from one type to the other."""

    code = "register.not_convertible"
    message = _("Values of the old type cannot become values of this one. Add a new field.")
    field = "kind"


class HelpTooLong(Refusal):
    """Help is a line or two."""

    code = "register.help_too_long"
    message = _("At most 300 signs of help fit beside a field.")
    field = "help_pl"


class EditedByLessThanSeen(Refusal):
    """Nobody edits what they may not see."""

    code = "register.edited_by_less_than_seen"
    message = _("Who may not see the field cannot edit it.")
    field = "edited_by"


def is_convertible(was: FieldType, becomes: FieldType) -> bool:
    """Whether values of one type can, where they fit, become values of the other."""
    return (was, becomes) in _CONVERTIBLE


def definition(
    which: RecordKind, draft: FieldDraft, others: Iterable[Definition], options: tuple[Option, ...]
) -> Definition:
    """The definition that a draft makes, what does not belong to its type left out.

    `others` are all fields of the kind of record. Raises the refusals above.
    """
    kind = FieldType(draft.kind)
    seen_by, edited_by = Role(draft.seen_by), Role(draft.edited_by)
    order = list(Role)
    if order.index(edited_by) < order.index(seen_by):
        raise EditedByLessThanSeen
    if draft.is_unique and kind not in MAY_BE_UNIQUE:
        raise CannotBeUnique
    minimum, maximum = _limits(kind, draft)
    made = Definition(
        id=0,
        record=which.code,
        key=draft.key,
        tab_id=draft.tab_id,
        kind=kind,
        labels=_words(draft.labels),
        helps=_helps(draft),
        headings=_words(draft.headings),
        dictionary_id=draft.dictionary_id,
        options=options,
        is_required=draft.is_required,
        is_unique=draft.is_unique,
        minimum=minimum,
        maximum=maximum,
        pattern=_pattern(draft.pattern) if kind in TEXTS else "",
        currency=_currency(draft.currency) if kind == FieldType.MONEY else "",
        decimals=_decimals(kind, draft.decimals),
        only_kinds=[code for code, _label in which.kinds if code in draft.only_kinds],
        seen_by=seen_by,
        edited_by=edited_by,
        is_indexed=draft.is_indexed and kind in MAY_BE_INDEXED,
    )
    if_key, if_values = _condition(draft, {one.key: one for one in others})
    return replace(made, default=_default(made, draft), if_key=if_key, if_values=if_values)


def _words(labels: Mapping[str, str]) -> dict[str, str]:
    return {
        language: " ".join(labels[language].split())
        for language in LANGUAGES
        if labels.get(language, "").strip()
    }


def _helps(draft: FieldDraft) -> dict[str, str]:
    words = _words(draft.helps)
    if any(len(one) > LONGEST_HELP for one in words.values()):
        raise HelpTooLong
    return words


def _limits(kind: FieldType, draft: FieldDraft) -> tuple[str, str]:
    if kind not in ORDERED:
        return "", ""
    least = _limit(kind, draft.minimum.strip(), "minimum")
    most = _limit(kind, draft.maximum.strip(), "maximum")
    if least and most:
        crossed = least > most if kind == FieldType.DATE else Decimal(least) > Decimal(most)
        if crossed:
            raise LimitsCross
    return least, most


def _limit(kind: FieldType, text: str, name: str) -> str:
    if not text:
        return ""
    try:
        if kind == FieldType.DATE:
            return dt.date.fromisoformat(text).isoformat()
        number = Decimal(text.replace(",", ".").replace(" ", ""))
    except (ValueError, InvalidOperation):
        raise BadLimit(field=name) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** field_rules.MOST_DIGITS:
        raise BadLimit(field=name)
    if kind in TEXTS:
        if number != int(number) or not 0 <= number <= field_rules.LONGEST[kind]:
            raise BadLimit(field=name)
        return str(int(number))
    return format(number, "f")


def _pattern(pattern: str) -> str:
    pattern = pattern.strip()
    if not pattern:
        return ""
    if not field_rules.is_safe_pattern(pattern):
        raise BadPattern
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
            cursor.execute("SELECT '' ~ ('^(?:' || %s || ')$')", [pattern])
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except DatabaseError:
        raise BadPattern from None
    return pattern


def _currency(currency: str) -> str:
    if not money.is_currency(currency):
        raise CurrencyMissing
    return currency


def _decimals(kind: FieldType, decimals: int) -> int:
    if kind == FieldType.MONEY:
        return 2
    return min(max(decimals, 0), MOST_DECIMALS) if kind == FieldType.NUMBER else 0


def _default(made: Definition, draft: FieldDraft) -> Value:
    if made.kind in (FieldType.PARTY, FieldType.PERSON) or made.is_unique:
        return None
    try:
        return field_rules.read(made, draft.default)
    except Wrong as wrong:
        raise BadDefault(reason=wrong.sentence()) from None


def _condition(draft: FieldDraft, others: dict[str, Definition]) -> tuple[str, tuple[Value, ...]]:
    if not draft.if_key:
        return "", ()
    on = others.get(draft.if_key)
    seen, at = {draft.key}, on
    while at is not None:
        if at.key in seen:
            raise BadCondition
        seen.add(at.key)
        at = others.get(at.if_key)
    if on is None:
        raise BadCondition
    if on.kind == FieldType.YES_NO:
        return on.key, tuple(one == "true" for one in draft.if_values if one in ("true", "false"))
    known = {one.code for one in on.options}
    return on.key, tuple(one for one in draft.if_values if one in known)
