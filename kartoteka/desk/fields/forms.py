"""Forms of tabs, fields, dictionaries and their values."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import CURRENCIES
from kartoteka.kernel.labels import LANGUAGES
from kartoteka.register.fields.definitions import (
    CHOSEN,
    COLOURS,
    MAY_BE_INDEXED,
    MAY_BE_UNIQUE,
    ORDERED,
    TEXTS,
    Definition,
    FieldDraft,
    FieldType,
    Tab,
)
from kartoteka.register.fields.kinds import RecordKind
from kartoteka.register.queries.dictionaries import DictionaryLine, ValueLine

SEEN_BY = [
    ("CLERK", _("everybody at the desk")),
    ("ADMINISTRATOR", _("administrators")),
    ("SUPERADMINISTRATOR", _("superadministrators")),
]
MOST_CONDITION_VALUES = 30
_NAMES = {"pl": _("Name in Polish"), "sk": _("Name in Slovak"), "en": _("Name in English")}
_HELPS = {"pl": _("Help in Polish"), "sk": _("Help in Slovak"), "en": _("Help in English")}
_HEADINGS = {
    "pl": _("Heading in Polish"), "sk": _("Heading in Slovak"), "en": _("Heading in English"),
}  # fmt: skip


def _text(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **more)


def _key(help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"})
    return _text(_("Code"), 40, help_text=help_text, widget=widget)


def words(said: Mapping[str, Any], name: str) -> dict[str, str]:
    """The words of a form by language."""
    return {language: said.get(f"{name}_{language}") or "" for language in LANGUAGES}


def spread(labels: Mapping[str, str], name: str) -> dict[str, str]:
    """Words by language as the fields of a form have them."""
    return {f"{name}_{language}": labels.get(language, "") for language in LANGUAGES}


def _needs_kind(kinds: Any) -> dict[str, str]:
    """What `fields.js` hides a control by, unless one of these types is chosen."""
    told = [str(kind) for kind in FieldType if kind in kinds]
    return {"data-needs": "kind", "data-needs-values": ",".join(told)}


class Named(forms.Form):
    """A name in up to three languages; one is enough."""

    widths = {"label_pl": 4, "label_sk": 4, "label_en": 4}

    label_pl = _text(_NAMES["pl"], 120)
    label_sk = _text(_NAMES["sk"], 120)
    label_en = _text(_NAMES["en"], 120)

    def labels(self) -> dict[str, str]:
        """The name by language. Only of a valid form."""
        return words(self.cleaned_data, "label")


class TabForm(Named):
    """A tab: its name, its code, where it is shown."""

    widths = {**Named.widths, "key": 4}
    key = _key(_("Goes into addresses; empty: made from the name. It cannot be changed later."))
    is_in_details = forms.BooleanField(
        label=_("Show it as a panel in Details, not as a tab of its own"), required=False
    )
    is_retired = forms.BooleanField(
        label=_("Retired: not shown any more; values stay"), required=False
    )

    @classmethod
    def of(cls, tab: Tab) -> dict[str, Any]:
        """What the form shows of a tab."""
        return {
            **spread(tab.labels, "label"),
            "is_in_details": tab.is_in_details,
            "is_retired": tab.is_retired,
        }


class DictionaryForm(Named):
    """A dictionary: its name and its code."""

    widths = {**Named.widths, "key": 4}
    key = _key(_("Used in imports; empty: made from the name. It cannot be changed later."))


class ValueForm(Named):
    """A value of a dictionary."""

    widths = {**Named.widths, "code": 6, "colour": 6}
    code = _key(_("Kept in records; empty: made from the name. It cannot be changed later."))
    colour = forms.ChoiceField(label=_("Colour"), choices=COLOURS, required=False)

    @classmethod
    def of(cls, line: ValueLine) -> dict[str, Any]:
        """What the form shows of a value."""
        return {**spread(line.labels, "label"), "code": line.code, "colour": line.colour}


class FieldForm(Named):
    """A field: what it is, what it takes, for which records, who sees it."""

    widths = {
        **Named.widths, "kind": 4, "key": 4, "tab": 4, "dictionary": 6, "currency": 4,
        "decimals": 4, "minimum": 4, "maximum": 4, "pattern": 6, "default": 4, "seen_by": 6,
        "edited_by": 6, **{f"{name}_{one}": 4 for name in ("help", "heading") for one in LANGUAGES},
    }  # fmt: skip

    kind = forms.ChoiceField(label=_("Type"), choices=FieldType.choices)
    key = _key(_("Used in imports and the API; empty: made from the name."))
    tab = forms.TypedChoiceField(label=_("Tab"), coerce=int)
    dictionary = forms.TypedChoiceField(
        label=_("Dictionary"), coerce=int, empty_value=None, required=False,
        widget=forms.Select(attrs=_needs_kind(CHOSEN)),
    )  # fmt: skip
    own_values = forms.CharField(
        label=_("Values of the field's own dictionary"), required=False, max_length=100_000,
        help_text=_("One on a line. Colours and other languages can be added afterwards."),
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "data-needs": "dictionary",
                "data-needs-values": "empty",
                "data-needs-kind": ",".join(sorted(CHOSEN)),
            }
        ),
    )  # fmt: skip
    currency = forms.ChoiceField(
        label=_("Currency"), choices=CURRENCIES, required=False,
        widget=forms.Select(attrs=_needs_kind({FieldType.MONEY})),
    )  # fmt: skip
    decimals = forms.TypedChoiceField(
        label=_("Decimal places"), choices=[(str(n), str(n)) for n in range(7)], coerce=int,
        empty_value=None, required=False,
        widget=forms.Select(attrs=_needs_kind({FieldType.NUMBER})),
    )  # fmt: skip
    minimum = _text(_("Least"), 20, widget=forms.TextInput(attrs=_needs_kind(ORDERED)))
    maximum = _text(
        _("Most"), 20, widget=forms.TextInput(attrs=_needs_kind(ORDERED)),
        help_text=_("Of a text: how many signs. Of a date: a day such as 2026-01-31."),
    )  # fmt: skip
    pattern = _text(
        _("Pattern"), 200, help_text=_("A regular expression, such as [A-Z]{2}-[0-9]{4}."),
        widget=forms.TextInput(attrs={**_needs_kind(TEXTS), "spellcheck": "false"}),
    )  # fmt: skip
    default = _text(
        _("Default"), 200,
        help_text=_("What a new record has. From a dictionary: the code; yes or no: true, false."),
    )  # fmt: skip
    is_required = forms.BooleanField(label=_("Required"), required=False)
    is_unique = forms.BooleanField(
        label=_("No two records may have the same value"), required=False,
        widget=forms.CheckboxInput(attrs=_needs_kind(MAY_BE_UNIQUE)),
    )  # fmt: skip
    is_indexed = forms.BooleanField(
        label=_("Quick search by value and range (the database makes an index)"), required=False,
        widget=forms.CheckboxInput(attrs=_needs_kind(MAY_BE_INDEXED)),
    )  # fmt: skip
    only_kinds = forms.MultipleChoiceField(
        label=_("Only for"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for all."),
    )  # fmt: skip
    condition = forms.MultipleChoiceField(
        label=_("Only if another field has one of these values"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Values of one field. Several can be chosen with Ctrl."),
    )  # fmt: skip
    seen_by = forms.ChoiceField(label=_("Seen by"), choices=SEEN_BY)
    edited_by = forms.ChoiceField(label=_("Edited by"), choices=SEEN_BY)
    help_pl = _text(_HELPS["pl"], 300)
    help_sk = _text(_HELPS["sk"], 300)
    help_en = _text(_HELPS["en"], 300)
    heading_pl = _text(_HEADINGS["pl"], 120)
    heading_sk = _text(_HEADINGS["sk"], 120)
    heading_en = _text(_HEADINGS["en"], 120)

    sections = [
        (_("What it is"), ["label_pl", "label_sk", "label_en", "kind", "key", "tab"]),
        (_("What it takes"), ["dictionary", "own_values", "currency", "decimals", "minimum",
                              "maximum", "pattern", "default", "is_required", "is_unique",
                              "is_indexed"]),
        (_("For which records"), ["only_kinds", "condition"]),
        (_("Who"), ["seen_by", "edited_by"]),
        (_("Help beside the field"), ["help_pl", "help_sk", "help_en"]),
        (_("Heading above it, which begins a section"),
         ["heading_pl", "heading_sk", "heading_en"]),
    ]  # fmt: skip
    places = {"register.bad_condition": "condition"}

    def __init__(
        self,
        data: Any,
        *,
        which: RecordKind,
        tabs: Sequence[Tab],
        dictionaries: Sequence[DictionaryLine],
        field: Definition | None = None,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        own = field.dictionary_id if field else None
        offered = [one for one in dictionaries if one.is_shared or one.id == own]
        self._choose("tab", [(one.id, one.label) for one in tabs])
        self._choose("dictionary", [("", _("its own")), *((one.id, one.label) for one in offered)])
        self._choose("only_kinds", list(which.kinds))
        others = [one for tab in tabs for one in tab.fields if field is None or one.id != field.id]
        self._choose("condition", [_values_of(one) for one in others if not one.is_retired])
        if not which.kinds:
            del self.fields["only_kinds"]
        if not others:
            del self.fields["condition"]
        if field is not None:
            del self.fields["key"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        keys = {one.partition(":")[0] for one in said.get("condition") or ()}
        if len(keys) > 1:
            self.add_error("condition", _("Choose values of one field only."))
        return said

    def draft(self) -> FieldDraft:
        """The field as the form says. Only of a valid form."""
        said = self.cleaned_data
        chosen = [one.partition(":") for one in said.get("condition") or ()]
        plain = (
            "kind", "minimum", "maximum", "pattern", "currency", "decimals", "default",
            "is_required", "is_unique", "is_indexed", "seen_by", "edited_by",
        )  # fmt: skip
        return FieldDraft(
            tab_id=said["tab"],
            key=said.get("key") or "",
            labels=self.labels(),
            helps=words(said, "help"),
            headings=words(said, "heading"),
            dictionary_id=said["dictionary"],
            own_values=tuple(said["own_values"].splitlines()),
            only_kinds=tuple(said.get("only_kinds") or ()),
            if_key=chosen[0][0] if chosen else "",
            if_values=tuple(value for _key, _colon, value in chosen if value),
            **{name: said[name] for name in plain} | {"decimals": said["decimals"] or 0},
        )

    @classmethod
    def of(cls, field: Definition) -> dict[str, Any]:
        """What the form shows of a definition."""
        plain = (
            "kind", "minimum", "maximum", "pattern", "currency", "decimals", "is_required",
            "is_unique", "is_indexed", "only_kinds",
        )  # fmt: skip
        told = [str(one).lower() if isinstance(one, bool) else one for one in field.if_values]
        return {
            **{name: getattr(field, name) for name in plain},
            **spread(field.labels, "label"),
            **spread(field.helps, "help"),
            **spread(field.headings, "heading"),
            "tab": field.tab_id,
            "dictionary": field.dictionary_id,
            "default": _typed(field.default),
            "condition": [f"{field.if_key}:{one}" for one in told or [""]] if field.if_key else [],
            "seen_by": field.seen_by.value,
            "edited_by": field.edited_by.value,
        }


def _values_of(field: Definition) -> tuple[str, list[tuple[str, Any]]]:
    """What of another field a condition may name, under its label."""
    found: list[tuple[str, Any]] = [(f"{field.key}:", _("any value"))]
    if field.kind == FieldType.YES_NO:
        found += [(f"{field.key}:true", _("yes")), (f"{field.key}:false", _("no"))]
    options = [one for one in field.options if not one.is_retired]
    if len(options) <= MOST_CONDITION_VALUES:
        found += [(f"{field.key}:{one.code}", one.label) for one in options]
    return field.label, found


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(value)
    return "" if value is None else str(value)
