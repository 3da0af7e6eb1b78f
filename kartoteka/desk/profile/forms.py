"""Forms of the Profile: a role in time, priority and the like."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.billing.forms import INTEREST
from kartoteka.desk.typed import CURRENCIES, AmountField, day_field
from kartoteka.register.operations import TermsDraft
from kartoteka.register.queries.segments import Entry, RoleLine, Segment, words_of
from kartoteka.register.queries.terms import TermsLine


class Versioned(forms.Form):
    """Carries which state of the row the person saw."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)


def chosen(value: str) -> int | None:
    """The id that a list of entries gave, None for its empty line."""
    return int(value) if value else None


class Role(Versioned):
    """A role and its time; of a role that is there only the time changes."""

    widths = {"valid_from": 6, "valid_to": 6}

    role = forms.ChoiceField(label=_("Role"))
    valid_from = day_field(_("Valid from"), required=False, help_text=_("Empty: always was."))
    valid_to = day_field(
        _("Valid to"), required=False, help_text=_("The last day; empty: without end.")
    )

    def __init__(self, *args: Any, roles: list[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = words_of(roles)  # type: ignore[attr-defined]

    @classmethod
    def of(cls, line: RoleLine) -> dict[str, Any]:
        """What the form shows of a role."""
        return {
            "role": str(line.role.id),
            "valid_from": line.valid_from,
            "valid_to": line.valid_to,
            "version": line.version,
        }


class Segmentation(Versioned):
    """Priority, classification and source of acquisition."""

    priority = forms.ChoiceField(label=_("Priority"), required=False)
    classification = forms.ChoiceField(label=_("Classification"), required=False)
    source = forms.ChoiceField(label=_("Source of acquisition"), required=False)

    def __init__(self, *args: Any, lists: dict[str, list[Entry]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, entries in lists.items():
            field: Any = self.fields[name]
            field.choices = [("", "—"), *words_of(entries)]

    @classmethod
    def of(cls, segment: Segment) -> dict[str, Any]:
        """What the form shows of a party."""
        given = {"priority": segment.priority, "classification": segment.classification}
        given["source"] = segment.source
        said: dict[str, Any] = {name: str(one.id) for name, one in given.items() if one}
        return said | {"version": segment.version}

    def values(self) -> dict[str, int | None]:
        """The arguments of the operation."""
        said = self.cleaned_data
        return {f"{name}_id": chosen(said[name]) for name in self.fields if name != "version"}


class Terms(Versioned):
    """Trade terms of a period; what is left empty is as usual."""

    widths = {
        "payment_days": 4, "discount": 4, "price_group": 4, "credit_limit": 4, "currency": 4,
        "interest_kind": 4, "valid_from": 6, "valid_to": 6,
    }  # fmt: skip
    sections = [
        (_("Period"), ["valid_from", "valid_to"]),
        (_("Terms"), ["payment_days", "discount", "price_group", "credit_limit", "currency"]),
        (_("When payment is late"), ["interest_kind", "is_dunned"]),
        (_("Note"), ["note"]),
    ]

    valid_from = day_field(_("Valid from"))
    valid_to = day_field(
        _("Valid to"), required=False, help_text=_("The last day; empty: without end.")
    )
    payment_days = forms.IntegerField(
        label=_("Days to pay"), required=False, min_value=0, max_value=365
    )
    discount = forms.DecimalField(
        label=_("Discount in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        localize=True,
    )
    price_group = forms.ChoiceField(label=_("Price group"), required=False)
    credit_limit = AmountField(label=_("Credit limit"), required=False)
    currency = forms.ChoiceField(
        label=_("Currency of the limit"), required=False, choices=[("", "—"), *CURRENCIES]
    )
    interest_kind = forms.ChoiceField(label=_("Interest for delay"), required=False)
    is_dunned = forms.BooleanField(label=_("May be reminded and dunned"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, price_groups: list[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[Any]] = {
            "price_group": [("", "—"), *words_of(price_groups)],
            "interest_kind": [("", _("as the law suggests")), *INTEREST[1:]],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    @classmethod
    def of(cls, line: TermsLine) -> dict[str, Any]:
        """What the form shows of terms."""
        shown = {name: getattr(line, name) for name in cls.base_fields}
        return shown | {"price_group": str(line.price_group.id) if line.price_group else ""}

    def draft(self) -> TermsDraft:
        """The terms as the form says."""
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "price_group"}
        }
        return TermsDraft(**said, price_group_id=chosen(self.cleaned_data["price_group"]))


class Group(forms.Form):
    """A group, and from which day on."""

    widths = {"group": 6, "on": 6}

    group = forms.ChoiceField(label=_("Group"))
    on = day_field(_("Valid from"))

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]
