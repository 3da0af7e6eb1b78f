"""Forms of twins: what is being typed elsewhere, whose values stay in a merge, reasons."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kartoteka.register import rules
from kartoteka.register.queries import Asked, Conflict, PartyCard, choices


class Typed(forms.Form):
    """A customer's form while it is being filled in: whatever it says so far."""

    kind = forms.CharField(required=False, max_length=12)
    name = forms.CharField(required=False, max_length=250)
    first_name = forms.CharField(required=False, max_length=100)
    last_name = forms.CharField(required=False, max_length=150)
    birth_date = forms.DateField(required=False)
    country = forms.CharField(required=False, max_length=2)
    phone = forms.CharField(required=False, max_length=40)
    email = forms.CharField(required=False, max_length=254)
    iban = forms.CharField(required=False, max_length=60)
    street = forms.CharField(required=False, max_length=150)
    building = forms.CharField(required=False, max_length=20)
    flat = forms.CharField(required=False, max_length=20)
    city = forms.CharField(required=False, max_length=100)
    party = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        for kind in rules.KERNEL_KIND:
            self.fields[kind.lower()] = forms.CharField(required=False, max_length=40)

    def asked(self, known: PartyCard | None) -> Asked:
        """What is new or differs from `known`; values that make no sense yet are left out."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        name = rules.full_name(
            said.get("kind", ""), said.get("name", ""), said.get("first_name", ""),
            said.get("last_name", ""),
        )  # fmt: skip
        if known is not None and known.name == name:
            name = ""
        born = said.get("birth_date")
        return Asked(
            kind=said.get("kind", "COMPANY"),
            name=name,
            birth_date=None if known is not None and known.birth_date == born else born,
            country=said.get("country", "PL"),
            identifiers={k: said[k.lower()] for k in rules.KERNEL_KIND if k.lower() in said},
            **{
                one: said.get(one, "")
                for one in ("phone", "email", "iban", "street", "building", "flat", "city")
            },
        )


class Choose(forms.Form):
    """With whom a customer is to be merged."""

    number = forms.CharField(
        label=_("Number of the other customer"),
        max_length=40,
        help_text=_("Both cards are shown side by side before anything happens."),
    )


class Merge(forms.Form):
    """Whose values stay, and why the two are one."""

    def __init__(
        self, data: QueryDict | None, *, conflicts: Sequence[Conflict], versions: dict[str, str]
    ) -> None:
        super().__init__(data, initial=versions)
        self.conflicts = conflicts
        for row in conflicts:
            options: list[tuple[str, Any]] = [("survivor", row.survivor), ("loser", row.loser)]
            if row.may_be_both:
                options.append(("both", _("both, one after the other")))
            self.fields[row.key] = forms.ChoiceField(
                label=capfirst(str(row.label)),
                choices=options,
                initial="survivor",
                widget=forms.RadioSelect,
                required=False,
            )
        self.fields["reason"] = forms.CharField(
            label=_("Why they are one customer"),
            max_length=300,
            required=False,
            help_text=_("Stands in the history of both."),
        )
        for name in versions:
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> dict[str, str]:
        """Whose value stays, by the key of the conflict. Only of a valid form."""
        return {row.key: self.cleaned_data.get(row.key) or "survivor" for row in self.conflicts}


class Share(forms.Form):
    """An identifier that another customer has, and why this one may have it too."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.IDENTIFIER_KINDS)
    value = forms.CharField(label=_("Number"), max_length=40)
    reason = forms.CharField(
        label=_("Why may both have it?"),
        max_length=300,
        help_text=_("The reason and your name are kept in the customer's history."),
    )
    widths = {"kind": 4, "value": 8}
