"""Tabs and fields that the office adds itself. Changing one looks at the values first."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel import constraints, jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register import tasks
from kartoteka.register.fields import drafts as field_drafts
from kartoteka.register.fields.definitions import CHOSEN, Definition, FieldDraft
from kartoteka.register.fields.kinds import KINDS
from kartoteka.register.models import CustomField, Dictionary, DictionaryValue, FieldTab
from kartoteka.register.operations.fields.dictionaries import (
    code_of,
    found,
    good_key,
    good_labels,
    hold_definitions,
    last_place,
    put_in_order,
)
from kartoteka.register.operations.rights import require
from kartoteka.register.queries import field_breaks
from kartoteka.register.queries import fields as queries
from kartoteka.register.queries.field_breaks import Break

MOST_OWN_VALUES = 2000


class TabKeyTaken(Refusal):
    """Codes of tabs are unique for a kind of record."""

    code = "register.tab_key_taken"
    message = _("There is already a tab with this code. Give another one.")
    field = "key"


class FieldKeyTaken(Refusal):
    """Codes of fields are unique for a kind of record."""

    code = "register.field_key_taken"
    message = _("There is already a field with this code. Give another one.")
    field = "key"


class TabNotEmpty(Refusal):
    """A tab goes after its fields."""

    code = "register.tab_not_empty"
    message = _("The tab has fields, such as %(label)s. Move or remove them first.")


class FieldHasValues(Refusal):
    """Records have values: the field can be retired, not removed."""

    code = "register.field_has_values"
    message = _(
        "Records with a value of this field: %(count)s, such as %(name)s. Retire it: the values"
        " stay, and the field is no longer shown."
    )


class OthersDependOnIt(Refusal):
    """Another field is only there if this one has a value."""

    code = "register.others_depend_on_it"
    message = _("The field %(label)s depends on it. Take its condition away first.")


class ValuesStandInTheWay(Refusal):
    """The change would contradict values that are there; `breaks` tells which."""

    code = "register.values_stand_in_the_way"
    message = _("%(what)s: %(count)s, such as %(name)s. Put them right first.")

    def __init__(self, breaks: list[Break]) -> None:
        self.breaks = breaks
        worst = breaks[0]
        super().__init__(count=worst.count, what=worst.sentence, name=worst.examples[0].name)


class ValuesDoNotFit(Confirmable):
    """Values that are there do not fit the change; `breaks` tells which and what becomes of it."""

    code = "register.values_do_not_fit"
    message = _("%(told)s. Values that cannot be turned are taken away; others stay until edited.")

    def __init__(self, breaks: list[Break]) -> None:
        self.breaks = breaks
        super().__init__(told="; ".join(f"{one.sentence}: {one.count}" for one in breaks))


constraints.means("register_fieldtab_key_unique", TabKeyTaken)
constraints.means("register_customfield_key_unique", FieldKeyTaken)


def add_tab(
    *, actor: Actor, record: str, key: str, labels: Mapping[str, str], is_in_details: bool = False
) -> int:
    """Add a tab at the end of a kind of record; an empty key is made from the words.

    Returns its id. Raises BadKey, LabelMissing, TabKeyTaken; KeyError for an unknown kind.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        words = good_labels(labels)
        return FieldTab.objects.create(
            record=KINDS[record].code,
            key=good_key(key or code_of(next(iter(words.values())))),
            labels=words,
            is_in_details=is_in_details,
            place=last_place(FieldTab.objects.filter(record=record)) + 1,
        ).pk


def change_tab(
    *, actor: Actor, tab_id: int, labels: Mapping[str, str], is_in_details: bool, is_retired: bool
) -> None:
    """Other words or another place; a retired tab is not shown, its values stay."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        tab = found(FieldTab, tab_id)
        tab.labels, tab.is_in_details, tab.is_retired = (
            good_labels(labels),
            is_in_details,
            is_retired,
        )
        tab.save(update_fields=["labels", "is_in_details", "is_retired"])


def move_tab(*, actor: Actor, tab_id: int, up: bool) -> None:
    """One place to the front or the back. Raises NotThere."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        tab = found(FieldTab, tab_id)
        put_in_order(FieldTab.objects.filter(record=tab.record), tab.pk, up)


def remove_tab(*, actor: Actor, tab_id: int) -> None:
    """Take away a tab without fields. Raises TabNotEmpty, NotThere."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        tab = found(FieldTab, tab_id)
        first = CustomField.objects.filter(tab=tab).first()
        if first is not None:
            raise TabNotEmpty(label=field_breaks.label_of(first.labels))
        FieldTab.objects.filter(pk=tab.pk).delete()


def add_field(*, actor: Actor, draft: FieldDraft, confirmed: frozenset[str] = frozenset()) -> int:
    """Add a field at the end of its tab; returns its id.

    Raises what `field_drafts.definition` refuses, FieldKeyTaken, and unless confirmed
    ValuesDoNotFit: a required field lacks in every record that there is.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        tab = found(FieldTab, draft.tab_id)
        words = good_labels(draft.labels)
        draft = replace(draft, key=good_key(draft.key or code_of(next(iter(words.values())))))
        hold_definitions(tab.record)
        dictionary_id = _dictionary(tab, draft, words)
        becomes = _definition(actor, tab, draft, dictionary_id)
        field = CustomField(record=tab.record, key=draft.key, place=_last_of(tab) + 1)
        _refuse_breaks(actor, replace(becomes, is_required=False), becomes, confirmed)
        _take(field, becomes)
        field.save(force_insert=True)
        _want_index(field)
        return field.pk


def change_field(
    *,
    actor: Actor,
    field_id: int,
    draft: FieldDraft,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the field as `draft` says; its key stays. Values turn with its type.

    Raises what `field_drafts.definition` refuses, ValuesStandInTheWay, and unless confirmed
    ValuesDoNotFit. Values outside new limits, without a new condition or missing stay as they are
    until somebody edits them; those that cannot be turned go, and the history has them.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        field = found(CustomField, field_id)
        hold_definitions(field.record)
        was = queries.definition(viewer=actor, field_id=field_id)
        if was is None:
            raise field_drafts.NoSuchField
        tab = found(FieldTab, draft.tab_id)
        if tab.record != field.record:
            raise field_drafts.NoSuchField
        draft = replace(draft, key=field.key)
        dictionary_id = _dictionary(tab, draft, good_labels(draft.labels))
        becomes = replace(_definition(actor, tab, draft, dictionary_id), id=field_id)
        if was.kind != becomes.kind and not field_drafts.is_convertible(was.kind, becomes.kind):
            raise field_drafts.NotConvertible
        _refuse_breaks(actor, was, becomes, confirmed)
        if tab.pk != field.tab_id:
            field.place = _last_of(tab) + 1
        _take(field, becomes)
        field.save()
        if was.kind != becomes.kind:
            _convert(was, becomes)
        _want_index(field)


def move_field(*, actor: Actor, field_id: int, up: bool) -> None:
    """One place up or down on its tab. Raises NotThere."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        field = found(CustomField, field_id)
        put_in_order(CustomField.objects.filter(tab_id=field.tab_id), field.pk, up)


def retire_field(*, actor: Actor, field_id: int, retired: bool = True) -> None:
    """Show and ask for the field no longer (or again); values and history stay.

    Raises OthersDependOnIt, NotThere.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        field = found(CustomField, field_id)
        if retired:
            _refuse_dependants(field)
        field.is_retired = retired
        field.save(update_fields=["is_retired"])
        _want_index(field)


def remove_field(*, actor: Actor, field_id: int) -> None:
    """Take away a field of which no record has a value, with its own dictionary.

    Raises FieldHasValues (with an example), OthersDependOnIt, NotThere.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        field = found(CustomField, field_id)
        hold_definitions(field.record)
        _refuse_dependants(field)
        used = field_breaks.having(field.record, field.key, field.kind)
        if used.count:
            raise FieldHasValues(count=used.count, name=used.examples[0].name)
        field.is_indexed = field.is_unique = False
        _want_index(field)
        own = field.dictionary_id
        CustomField.objects.filter(pk=field.pk).delete()
        if own and not CustomField.objects.filter(dictionary_id=own).exists():
            Dictionary.objects.filter(pk=own, is_shared=False).delete()


def _refuse_dependants(field: CustomField) -> None:
    other = CustomField.objects.filter(if_field=field, is_retired=False).first()
    if other is not None:
        raise OthersDependOnIt(label=field_breaks.label_of(other.labels))


def _refuse_breaks(
    actor: Actor, was: Definition, becomes: Definition, confirmed: frozenset[str]
) -> None:
    breaks = field_breaks.breaks(viewer=actor, was=was, becomes=becomes)
    if any(one.outcome == field_breaks.REFUSED for one in breaks):
        raise ValuesStandInTheWay(breaks)
    if breaks and ValuesDoNotFit.code not in confirmed:
        raise ValuesDoNotFit(breaks)


def _definition(
    actor: Actor, tab: FieldTab, draft: FieldDraft, dictionary_id: int | None
) -> Definition:
    others = queries.definitions(viewer=actor, record=tab.record, retired=True)
    options = queries.options(dictionary_id) if dictionary_id else ()
    draft = replace(draft, dictionary_id=dictionary_id)
    return field_drafts.definition(KINDS[tab.record], draft, others, options)


def _dictionary(tab: FieldTab, draft: FieldDraft, words: Mapping[str, str]) -> int | None:
    """The dictionary from which the field chooses; a new one of its own if it names none."""
    if draft.kind not in CHOSEN:
        return None
    if draft.dictionary_id:
        return int(found(Dictionary, draft.dictionary_id).pk)
    own = Dictionary.objects.create(
        key=f"{tab.record}_{draft.key}"[:40], labels=dict(words), is_shared=False
    )
    known: dict[str, str] = {}
    for line in draft.own_values[:MOST_OWN_VALUES]:
        if line.strip():
            known.setdefault(code_of(line), " ".join(line.split()))
    language = next(iter(words))
    DictionaryValue.objects.bulk_create(
        DictionaryValue(
            dictionary=own, code=code, labels=good_labels({language: line}), place=place
        )
        for place, (code, line) in enumerate(known.items(), start=1)
    )
    return own.pk


def _last_of(tab: FieldTab) -> int:
    return last_place(CustomField.objects.filter(tab=tab))


def _take(field: CustomField, becomes: Definition) -> None:
    plain = (
        "tab_id", "labels", "helps", "headings", "dictionary_id", "is_required", "is_unique",
        "minimum", "maximum", "pattern", "currency", "decimals", "is_indexed",
    )  # fmt: skip
    for name in plain:
        setattr(field, name, getattr(becomes, name))
    field.kind = str(becomes.kind)
    field.default = _plain_json(becomes.default)
    field.only_kinds, field.if_values = list(becomes.only_kinds), list(becomes.if_values)
    field.seen_by, field.edited_by = becomes.seen_by.value, becomes.edited_by.value
    depends = CustomField.objects.filter(record=becomes.record, key=becomes.if_key).first()
    field.if_field = depends if becomes.if_key else None


def _plain_json(value: Any) -> Any:
    """A default as JSON's own numbers: it is read again as a value is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _convert(was: Definition, becomes: Definition) -> None:
    """Turns all values into the new type; those that cannot be turned go."""
    which = KINDS[was.record]
    statement = psql.SQL(
        "UPDATE {values} v SET fields = CASE WHEN {turned} IS NULL THEN v.fields - %(key)s"
        " ELSE jsonb_set(v.fields, ARRAY[%(key)s], {turned}) END"
        " WHERE v.fields ? %(key)s"
    ).format(values=psql.Identifier(which.values), turned=field_breaks.converted(was, becomes))
    parameters = {"key": was.key, "options": field_breaks.options_of(becomes)}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _want_index(field: CustomField) -> None:
    CustomField.objects.filter(pk=field.pk).update(
        index_state="WAITING" if field.is_indexed or field.is_unique else "NONE", index_note=""
    )
    jobs.defer(tasks.tend_field_indexes, queueing_lock="register.tend_field_indexes")
