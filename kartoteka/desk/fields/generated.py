"""The form that a record gets from the definitions of its fields.

form = generated.RecordForm(request.POST or None, tabs=[tab], viewer=request.actor)
if form.is_valid():
    with generated.refusals_on(form):
        field_values.set_fields(..., values=form.values())
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import day_box
from kartoteka.kernel.actor import Actor
from kartoteka.register import queries
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.fields.definitions import (
    CHOSEN,
    LINKS,
    NUMBERS,
    TEXTS,
    Definition,
    FieldType,
)
from kartoteka.register.operations.fields.values import FieldsRefused
from kartoteka.register.queries import fields
from kartoteka.register.queries.fields import RecordTab
from kartoteka.ui import screens

PREFIX = "f_"
_WIDE = frozenset({FieldType.LONG_TEXT, FieldType.MULTI_CHOICE})


class RecordForm(forms.Form):
    """The fields of some tabs that the viewer may edit, in their sections; values as typed."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, tabs: Sequence[RecordTab], viewer: Actor, **kwargs: Any
    ) -> None:
        version = tabs[0].version if tabs else ""
        super().__init__(data, initial={"version": version}, **kwargs)
        self.viewer = viewer
        self.sections: list[tuple[str, list[str]]] = []
        self.widths: dict[str, int] = {}
        for tab in tabs:
            add_tab(self, tab, viewer=viewer)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        find_links(self, self.viewer, said)
        return said

    def values(self) -> dict[str, Any]:
        """What was typed, by the key of the field. Only of a valid form."""
        return values_of(self)


def add_tab(form: Any, tab: RecordTab, *, viewer: Actor) -> None:
    """Puts the fields of a tab onto a form, in sections, with the values that the record has."""
    numbers = party_numbers(viewer, tab)
    form.widths, form.sections = {**form.widths}, [*form.sections]
    for name, listed in tab.tab.sections():
        mine = [one for one in listed if field_rules.may_edit(viewer, one)]
        for one in mine:
            value = tab.values.get(one.key)
            add_field(form, one, numbers.get(value, "") if one.kind in LINKS else value)
        if mine:
            form.sections.append((name or tab.label, [PREFIX + one.key for one in mine]))


def ask_required(form: Any, *, viewer: Actor, record: str) -> None:
    """Adds to the form of a new record the fields without which it cannot be, with their defaults,
    and those that have a default, under the names of their tabs."""
    form.viewer, form.definitions = viewer, {}
    form.widths = {**form.widths}
    form.sections = [*form.sections]
    for tab in fields.tabs(viewer=viewer, record=record):
        asked = [
            one
            for one in tab.fields
            if field_rules.may_edit(viewer, one) and (one.is_required or one.default is not None)
        ]
        for one in asked:
            add_field(form, one, one.default)
        if asked:
            form.sections.append((tab.label, [PREFIX + one.key for one in asked]))


def add_field(form: Any, field: Definition, value: Any) -> None:
    """Puts the control of a definition onto a form, showing `value`."""
    control = _control(field, value)
    control.widget.attrs.update(_needs(field))
    name = PREFIX + field.key
    form.fields[name] = control
    form.initial[name] = _as_typed(field, value)
    form.definitions = {**getattr(form, "definitions", {}), name: field}
    form.widths = {**form.widths, name: 12 if field.kind in _WIDE else 6}


def values_of(form: Any) -> dict[str, Any]:
    """What a form says of custom fields, by key; links as ids."""
    links = getattr(form, "links", {})
    return {
        name.removeprefix(PREFIX): links.get(name, form.cleaned_data.get(name))
        for name in getattr(form, "definitions", {})
    }


def find_links(form: Any, viewer: Actor, said: Mapping[str, Any]) -> None:
    """Turns the customer numbers that were typed into links; says which are nobody's."""
    typed = {
        name: str(said.get(name) or "").strip()
        for name, field in getattr(form, "definitions", {}).items()
        if field.kind in LINKS
    }
    numbers = [number for number in typed.values() if number]
    known = queries.party_ids_by_number(viewer=viewer, numbers=numbers) if numbers else {}
    form.links = {}
    for name, number in typed.items():
        form.links[name] = known.get(number)
        if number and number not in known:
            wrong = field_rules.Wrong("not_there", value=number)
            form.add_error(name, ValidationError(wrong.sentence(), code="not_there"))


def party_numbers(viewer: Actor, tab: RecordTab) -> dict[Any, str]:
    """The customer numbers of the parties that a record's links lead to, by their ids."""
    ids = [one.party_id for one in tab.shown.values() if one.party_id]
    return queries.party_numbers(viewer=viewer, ids=ids) if ids else {}


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """As `screens.refusals_on`; reasons of single fields stand beside them."""
    with screens.refusals_on(form):
        try:
            yield
        except FieldsRefused as refusal:
            if not {PREFIX + key for key in refusal.problems} <= set(form.fields):
                raise
            for key, words in refusal.problems.items():
                form.add_error(PREFIX + key, ValidationError(words, code=refusal.code))


def _as_typed(field: Definition, value: Any) -> Any:
    """A figure with the mark that the reader writes before its decimals."""
    if field.kind not in NUMBERS or value is None:
        return value
    return str(value) if get_language() == "en" else str(value).replace(".", ",")


def _needs(field: Definition) -> dict[str, str]:
    """What `fields.js` hides the control by, where the record does not have the field."""
    said: dict[str, str] = {}
    if field.only_kinds:
        said["data-needs-kind"] = ",".join(field.only_kinds)
    if field.if_key:
        said["data-needs"] = PREFIX + field.if_key
        told = [str(one).lower() if isinstance(one, bool) else str(one) for one in field.if_values]
        said["data-needs-values"] = ",".join(told)
    return said


def _control(field: Definition, value: Any) -> forms.Field:
    always = field.is_required and not any(field.condition)
    common: dict[str, Any] = {
        "label": f"{field.label} ({field.currency})" if field.currency else field.label,
        "help_text": field.help,
        "required": always,
    }
    if field.kind in CHOSEN or field.kind == FieldType.YES_NO:
        return _chosen(field, value, common)
    widgets: dict[FieldType, forms.Widget] = {
        FieldType.LONG_TEXT: forms.Textarea(attrs={"rows": 4}),
        FieldType.DATE: day_box(),
        **dict.fromkeys(
            NUMBERS, forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        ),
    }
    if field.kind in LINKS and not field.help:
        common["help_text"] = _("The number of the customer.")
    if field.kind in TEXTS:
        common["max_length"] = int(field.maximum or field_rules.LONGEST[field.kind])
    return forms.CharField(widget=widgets.get(field.kind, forms.TextInput()), **common)


def _chosen(field: Definition, value: Any, common: dict[str, Any]) -> forms.Field:
    if field.kind == FieldType.YES_NO:
        yes_no = [("", "—"), ("true", _("yes")), ("false", _("no"))]
        return YesNoField(choices=yes_no, **common)
    if field.kind == FieldType.DICTIONARY:
        return forms.ChoiceField(choices=[("", "—"), *_offered(field, [value])], **common)
    held = value if isinstance(value, list) else []
    return forms.MultipleChoiceField(
        choices=_offered(field, held), widget=forms.CheckboxSelectMultiple, **common
    )


class YesNoField(forms.ChoiceField):
    """Yes, no or not said; shows a value that JSON keeps."""

    def prepare_value(self, value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else value


def _offered(field: Definition, held: Sequence[Any]) -> list[tuple[str, str]]:
    return [
        (one.code, one.label) for one in field.options if not one.is_retired or one.code in held
    ]
