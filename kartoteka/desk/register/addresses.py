"""Addresses: a form whose fields are those of the country."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.register.forms import country_choices
from kartoteka.desk.register.parts import answer, done, of
from kartoteka.desk.register.views import known
from kartoteka.desk.typed import day_field
from kartoteka.register import operations
from kartoteka.register.operations import AddressDraft
from kartoteka.register.queries import AddressLine, choices
from kartoteka.ui import screens
from kartoteka.ui.meanwhile import Versioned

_WHERE = ["street", "registration_number", "building", "flat", "postal_code", "post_office", "city"]
_PARTS = {
    "PL": ["commune", "county", "region", "place_symbol", "street_symbol", "commune_symbol"],
    "SK": ["county", "region", "place_symbol"],
}
_LABELS = {
    "SK": {
        "building": _("Orientation number"),
        "city": _("Municipality"),
        "county": _("District"),
        "region": _("Region"),
        "place_symbol": _("Code of the municipality"),
    },
}
_WIDTHS = {"street": 6, "building": 3, "flat": 3, "postal_code": 4, "post_office": 4, "city": 4}


def _text(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **more)


# What the form carries of the row, which is no part of the address.
_CARRIED = frozenset({"version", "seen"})


class Address(Versioned):
    """One address with its validity; which fields it has depends on the country."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.ADDRESS_KINDS)
    country = forms.ChoiceField(
        label=_("Country"),
        widget=forms.Select(
            attrs={
                "hx-get": "",
                "hx-include": "closest form",
                "hx-target": "#address-form",
                "hx-trigger": "change",
            }
        ),
    )
    label = _text(_("Label"), 60, help_text=_("Such as: warehouse 2, back entrance."))
    street = _text(_("Street"), 150)
    registration_number = _text(_("Register number"), 10, help_text=_("Súpisné číslo."))
    building = _text(_("Building"), 20)
    flat = _text(_("Flat"), 20)
    postal_code = _text(_("Postal code"), 10)
    post_office = _text(_("Post office"), 100, help_text=_("If it is not in the same town."))
    city = forms.CharField(label=_("Town"), max_length=100)
    commune = _text(_("Commune"), 80)
    county = _text(_("County"), 60)
    region = _text(_("Voivodeship"), 60)
    place_symbol = _text(_("Symbol of the place (SIMC)"), 10)
    street_symbol = _text(_("Symbol of the street (ULIC)"), 10)
    commune_symbol = _text(_("Symbol of the commune (TERC)"), 10)
    is_default = forms.BooleanField(
        label=_("First choice among addresses of its kind"),
        required=False,
        help_text=_("Of a registered and a correspondence address there is one at a time anyway."),
    )
    valid_from = day_field(_("Valid from"), required=False, help_text=_("Empty: always was."))
    valid_to = day_field(
        _("Valid to"), required=False, help_text=_("The last day; empty: without end.")
    )

    def __init__(self, *args: Any, at: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        parts = _PARTS.get(at, [])
        foreign = {"registration_number"} if at not in {"SK", "CZ"} else set()
        foreign |= {"post_office"} if at not in _PARTS else set()
        for name in {*_PARTS["PL"]} - {*parts} | foreign:
            del self.fields[name]
        for name, label in _LABELS.get(at, {}).items():
            self.fields[name].label = label
        numbers = 2 if at in {"SK", "CZ"} else 3
        self.widths = dict.fromkeys(["kind", "country", "label"], 4) | dict.fromkeys(parts, 4)
        self.widths |= _WIDTHS | {"valid_from": 6, "valid_to": 6, "registration_number": 2}
        self.widths |= {"building": numbers, "flat": numbers}
        self.sections = [
            (_("What it is for"), ["kind", "country", "label"]),
            (_("Where it is"), _WHERE),
            *([(_("In the administration"), parts)] if parts else []),
            (_("Use and validity"), ["is_default", "valid_from", "valid_to"]),
        ]

    @classmethod
    def of(cls, line: AddressLine) -> dict[str, Any]:
        """What the form shows of an address."""
        shown = {
            name: getattr(line, name) for name in cls.base_fields if name not in {"label", "seen"}
        }
        return shown | {"label": line.note}

    def draft(self) -> AddressDraft:
        """The address as the form says; what the country has no field for is empty."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in _CARRIED}
        return AddressDraft(**said)


def _form(request: screens.Request, initial: dict[str, Any]) -> Address:
    """The form of the country that was sent, asked for, or is there already."""
    asked = request.POST or request.GET
    at = asked.get("country") or initial.get("country") or ""
    typed = {name: asked[name] for name in Address.base_fields if name in request.GET}
    return Address(request.POST or None, initial=initial | typed, at=at)


@screens.staff()
def address_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new address."""
    form = _form(request, {"country": known(request, party_id).country})
    return answer(
        request,
        party_id,
        form,
        _t("New address"),
        lambda: operations.add_address(
            actor=request.actor,
            party_id=party_id,
            draft=form.draft(),
            confirmed=screens.confirmed(request),
        ),
        page="desk/register/address.html",
    )


@screens.staff()
def address(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """An address: other words, its last day, or away with what never was right."""
    line = of(known(request, party_id).addresses, pk)
    if "remove" in request.POST:
        operations.remove_address(actor=request.actor, address_id=pk)
        return done(request, party_id, _t("Removed."))
    form = _form(request, Address.of(line))
    return answer(
        request,
        party_id,
        form,
        line.label,
        lambda: operations.change_address(
            actor=request.actor,
            address_id=pk,
            draft=form.draft(),
            expected_version=form.cleaned_data["version"],
            confirmed=screens.confirmed(request),
        ),
        page="desk/register/address.html",
        may_remove=True,
    )
