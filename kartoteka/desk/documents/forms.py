"""What files, documents and their types ask for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import day_box
from kartoteka.documents import queries
from kartoteka.documents.operations import DocumentDraft, Feature, TypeDraft
from kartoteka.kernel.labels import said
from kartoteka.register.queries import choices

_LANGUAGES = (
    ("pl", _("Name in Polish")),
    ("sk", _("Name in Slovak")),
    ("en", _("Name in English")),
)
_MOST_FEATURES, _SPARE = 12, 2


class Files(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files at once, each checked by itself."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list of the files."""
        single = super().clean
        return [single(one, initial) for one in data or [None]]


class Attach(forms.Form):
    """Files to be put on a record, with what they are."""

    file = ManyFiles(
        label=_("Files"), widget=Files(attrs={"multiple": True}), allow_empty_file=True
    )
    category = forms.ChoiceField(label=_("Category"), choices=queries.CATEGORIES, initial="OTHER")

    widths = {"file": 8, "category": 4}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = queries.taken()
        self.fields["file"].widget.attrs["accept"] = ",".join(taken.endings)
        self.fields["file"].help_text = _t("At most %(mb)s MB each: %(kinds)s.") % {
            "mb": taken.megabytes,
            "kinds": ", ".join(taken.kinds),
        }

    def files_given(self) -> list[UploadedFile]:
        """What was chosen."""
        found: list[UploadedFile] = self.cleaned_data["file"]
        return found


class Attachment(forms.Form):
    """The words of an attachment."""

    title = forms.CharField(label=_("Caption"), max_length=200)
    category = forms.ChoiceField(label=_("Category"), choices=queries.CATEGORIES)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, line: queries.AttachmentLine) -> dict[str, Any]:
        """What the form shows before anybody types."""
        return {name: getattr(line, name) for name in cls.base_fields}


class Document(forms.Form):
    """A customer's document of one type: what all have, then what the type asks for."""

    widths = {"number": 6, "issuer": 6, "issued_on": 4, "valid_from": 4, "valid_to": 4}

    number = forms.CharField(label=_("Number"), required=False, max_length=100)
    issuer = forms.CharField(label=_("Issued by"), required=False, max_length=200)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: queries.DocumentTypeLine,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.kind = kind
        self.fields["number"].required = kind.needs_number
        for name, label, help_text in (
            ("issued_on", _("Issued on"), ""),
            ("valid_from", _("Valid from"), _("Empty: always was.")),
            ("valid_to", _("Valid to"), _("The last day; empty: without end.")),
        ):
            needed = name == "valid_to" and kind.needs_end
            # Not day_field: a deed may be older than any money here.
            self.fields[name] = forms.DateField(
                label=label,
                widget=day_box(),
                required=needed,
                help_text="" if needed else help_text,
            )
        for feature in kind.features:
            self.fields[f"feature_{feature.key}"] = _feature_field(feature)
        self.fields["note"] = forms.CharField(
            label=_("Note"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @classmethod
    def of(cls, line: queries.DocumentLine) -> dict[str, Any]:
        """What the form shows of a document before anybody types."""
        names = ("number", "issuer", "issued_on", "valid_from", "valid_to", "note", "version")
        values = {f"feature_{one.key}": one.value for one in line.features}
        return {name: getattr(line, name) for name in names} | values

    def draft(self) -> DocumentDraft:
        """The document as the form says."""
        told = self.cleaned_data
        names = ("number", "issuer", "issued_on", "valid_from", "valid_to", "note")
        features = {one.key: told[f"feature_{one.key}"] for one in self.kind.features}
        return DocumentDraft(
            type_id=self.kind.id, features=features, **{name: told[name] for name in names}
        )


def _feature_field(feature: Feature) -> forms.Field:
    more: dict[str, Any] = {
        "label": said(feature.name, get_language() or "pl"),
        "required": feature.is_required,
    }
    if feature.kind == "DAY":
        return forms.DateField(widget=day_box(), **more)
    if feature.kind in {"YESNO", "CHOICE"}:
        yes_no = [("yes", _("yes")), ("no", _("no"))]
        options: list[Any] = (
            yes_no if feature.kind == "YESNO" else [(one, one) for one in feature.options]
        )
        return forms.ChoiceField(choices=[("", "—"), *options], **more)
    return forms.CharField(max_length=200, **more)


class Withdraw(forms.Form):
    """Why a document counts no more."""

    reason = forms.CharField(label=_("Why?"), max_length=200)


class Type(forms.Form):
    """A document type with its features; two empty ones wait at the end."""

    widths = {"name_pl": 4, "name_sk": 4, "name_en": 4, "warn_days": 4}

    name_pl = forms.CharField(label=_("Name in Polish"), required=False, max_length=100)
    name_sk = forms.CharField(label=_("Name in Slovak"), required=False, max_length=100)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=100)
    warn_days = forms.IntegerField(
        label=_("Warn so many days before the end"), min_value=0, max_value=730, initial=30
    )
    needs_number = forms.BooleanField(label=_("A number is required"), required=False)
    needs_end = forms.BooleanField(label=_("A last day is required"), required=False)
    required_of = forms.MultipleChoiceField(
        label=_("Who must have a valid one"),
        choices=choices.PARTY_KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_retired = forms.BooleanField(label=_("No longer used for new documents"), required=False)

    def __init__(self, *args: Any, features: Iterable[Feature] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        present = list(features)
        self.sections: list[Any] = [
            (
                _("The type"),
                ["name_pl", "name_sk", "name_en", "warn_days", "needs_number", "needs_end",
                 "required_of", "is_retired"],
            )
        ]  # fmt: skip
        keys = [one.key for one in present]
        self.keys = (keys + _new_keys(keys))[: min(len(keys) + _SPARE, _MOST_FEATURES)]
        self.widths = dict(self.widths)
        for place, key in enumerate(self.keys):
            feature = present[place] if place < len(present) else None
            self.sections.append(
                (_t("Feature %(n)s") % {"n": place + 1}, self._add_feature(key, feature))
            )

    def _add_feature(self, key: str, feature: Feature | None) -> list[str]:
        made: dict[str, forms.Field] = {
            f"{key}_{language}": forms.CharField(
                label=name,
                required=False,
                max_length=100,
                initial=feature.name.get(language, "") if feature else "",
            )
            for language, name in _LANGUAGES
        }
        made[f"{key}_kind"] = forms.ChoiceField(
            label=_("Kind"),
            choices=queries.FEATURE_KINDS,
            initial=feature.kind if feature else "TEXT",
        )
        made[f"{key}_options"] = forms.CharField(
            label=_("To choose from, separated by commas"),
            required=False,
            max_length=1000,
            initial=", ".join(feature.options) if feature else "",
        )
        made[f"{key}_required"] = forms.BooleanField(
            label=_("Required"),
            required=False,
            initial=bool(feature and feature.is_required),
        )
        self.fields.update(made)
        self.widths |= dict.fromkeys(made, 4) | {f"{key}_options": 8, f"{key}_required": 12}
        return list(made)

    @classmethod
    def of(cls, line: queries.DocumentTypeLine) -> dict[str, Any]:
        """What the form shows of a type before anybody types."""
        names = ("warn_days", "needs_number", "needs_end", "required_of", "is_retired")
        return {name: getattr(line, name) for name in names} | {
            f"name_{language}": line.names.get(language, "") for language, _name in _LANGUAGES
        }

    def draft(self) -> TypeDraft:
        """The type as the form says; a feature without a name is none."""
        told = self.cleaned_data
        names = ("warn_days", "needs_number", "needs_end", "is_retired")
        features = []
        for key in self.keys:
            words = {one: told[f"{key}_{one}"] for one, _name in _LANGUAGES if told[f"{key}_{one}"]}
            options = [one.strip() for one in told[f"{key}_options"].split(",")]
            if words:
                features.append(
                    Feature(
                        key=key,
                        name=words,
                        kind=told[f"{key}_kind"],
                        is_required=told[f"{key}_required"],
                        options=tuple(dict.fromkeys(filter(None, options))),
                    )
                )
        return TypeDraft(
            name={one: told[f"name_{one}"] for one, _name in _LANGUAGES},
            features=tuple(features),
            required_of=tuple(told["required_of"]),
            **{name: told[name] for name in names},
        )


def _new_keys(taken: list[str]) -> list[str]:
    every = (f"f{number}" for number in range(1, 100))
    return [key for key in every if key not in taken][:_MOST_FEATURES]


class OfType(forms.Form):
    """Which type of document is missed."""

    type = forms.TypedChoiceField(label=_("Type"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, types: list[queries.DocumentTypeLine], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["type"]
        field.choices = [("", _("every type")), *((one.id, one.name) for one in types)]

    def chosen(self) -> int | None:
        """The type's id; None for all, and for nonsense."""
        return self.cleaned_data["type"] if self.is_valid() else None
