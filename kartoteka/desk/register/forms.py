"""Forms of parties and of what hangs on them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.fields import generated
from kartoteka.desk.typed import day_field
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.operations import AccountDraft, AddressDraft, ContactDraft, PartyDraft
from kartoteka.register.operations.accounts import BadAccount
from kartoteka.register.operations.contacts import BadEmail, BadPhone
from kartoteka.register.operations.identifiers import BadIdentifier
from kartoteka.register.queries import AccountLine, ContactLine, PartyCard, choices
from kartoteka.ui.context import LANGUAGES
from kartoteka.ui.meanwhile import Versioned

NEAR = ("PL", "SK", "CZ", "DE", "UA", "HU", "AT")
# Of sensitive numbers the browser keeps nothing, neither by itself nor as a draft.
_UNKEPT = {"autocomplete": "off", "spellcheck": "false"}
_IDENTIFIERS = ["nip", "regon", "krs", "pesel", "ico", "dic", "icdph", "eu_vat", "rc"]


def country_choices() -> list[tuple[str, str]]:
    """Countries in the reader's language, the neighbours first."""
    known = Locale.parse(get_language() or "pl").territories
    names = {str(code): str(name) for code, name in known.items()}
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code != "ZZ"]  # noqa: PLR2004  (ISO 3166)
    rest = sorted((code for code in codes if code not in NEAR), key=lambda code: names[code])
    return [(code, names[code]) for code in (*NEAR, *rest)]


def _text(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **more)


class _WithCountry(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]


class Identity(Versioned, _WithCountry):
    """Who a party is."""

    widths = {
        "kind": 4, "number": 4, "name": 12, "first_name": 6, "last_name": 6, "birth_date": 4,
        "country": 4, "language": 4, "function": 8,
    }  # fmt: skip

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.PARTY_KINDS)
    number = _text(
        _("Customer number"), 40, help_text=_("Leave it empty for the next free number.")
    )
    name = _text(_("Name"), 250, help_text=_("Of a person, the surname and first name are enough."))
    first_name = _text(_("First name"), 100)
    last_name = _text(_("Surname"), 150)
    birth_date = day_field(_("Date of birth"), required=False)
    country = forms.ChoiceField(label=_("Country"))
    language = forms.ChoiceField(label=_("Language of letters"), choices=LANGUAGES)
    function = _text(
        _("Function"), 100, help_text=_("What a contact person does, such as chief accountant.")
    )
    is_creditor = forms.BooleanField(
        label=_("One of the office's own firms, to which customers owe"), required=False
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    sections = [
        (_("Who it is"), ["kind", "number", "name", "first_name", "last_name", "birth_date"]),
        (_("How to deal with it"), ["country", "language", "function", "is_creditor", "note"]),
    ]

    def open_to(self, viewer: Actor) -> None:
        """Closes what only an administrator says."""
        self.fields["is_creditor"].disabled = not viewer.may(Role.ADMINISTRATOR)

    @classmethod
    def of(cls, party: PartyCard) -> dict[str, Any]:
        """What the form shows of a party before anybody types."""
        names = [name for name in cls.base_fields if name != "seen"]
        return {name: getattr(party, name) for name in names}

    def draft(self, **more: Any) -> PartyDraft:
        """The party as the form says."""
        said = self.cleaned_data
        names = (
            "kind", "number", "name", "first_name", "last_name", "birth_date", "country",
            "language", "function", "is_creditor", "note",
        )  # fmt: skip
        return PartyDraft(**{name: said[name] for name in names}, **more)


class NewParty(Identity):
    """A new party with the first of everything; `generated` adds custom fields that it needs."""

    viewer: Actor | None = None

    widths = Identity.widths | dict.fromkeys(_IDENTIFIERS, 4) | {
        "street": 6, "building": 3, "flat": 3, "postal_code": 4, "city": 8, "email": 6, "phone": 6,
        "iban": 12, "parent": 6, "place": 6,
    }  # fmt: skip
    nip = _text("NIP", 40)
    regon = _text("REGON", 40)
    krs = _text("KRS", 40)
    pesel = _text("PESEL", 40, widget=forms.TextInput(attrs=_UNKEPT))
    ico = _text("IČO", 40)
    dic = _text("DIČ", 40)
    icdph = _text("IČ DPH", 40)
    eu_vat = _text(_("EU VAT number"), 40)
    rc = _text("Rodné číslo", 40, widget=forms.TextInput(attrs=_UNKEPT))
    street = _text(_("Street"), 150)
    building = _text(_("Building"), 20)
    flat = _text(_("Flat"), 20)
    postal_code = _text(_("Postal code"), 10)
    city = _text(_("Town"), 100)
    email = _text(_("E-mail"), 254, widget=forms.EmailInput)
    phone = _text(_("Phone"), 40, widget=forms.TextInput(attrs={"type": "tel"}))
    iban = _text(_("Bank account"), 60, widget=forms.TextInput(attrs=_UNKEPT))
    parent = _text(
        _("Belongs to the customer number"),
        40,
        help_text=_("Of a branch or contact person: the number of its head office."),
    )
    place = forms.ChoiceField(
        label=_("Place"), choices=[("HEAD", "—"), *choices.PLACES[1:]], required=False
    )
    found = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    sections = [
        Identity.sections[0],
        (_("Numbers"), _IDENTIFIERS),
        (_("Registered address"), ["street", "building", "flat", "postal_code", "city"]),
        (_("Contact and account"), ["email", "phone", "iban"]),
        (_("Place in a tree"), ["parent", "place"]),
        Identity.sections[1],
    ]

    @classmethod
    def of_draft(cls, draft: PartyDraft) -> dict[str, Any]:
        """What the form shows of a party that was found in an outside register."""
        shown = {n: getattr(draft, n) for n in ("kind", "name", "first_name", "last_name")}
        shown |= {kind.lower(): value for kind, value in draft.identifiers.items()}
        shown |= {contact.kind.lower(): contact.value for contact in draft.contacts}
        for address in draft.addresses:
            for name in ("street", "building", "flat", "postal_code", "city"):
                shown[name] = getattr(address, name)
        return shown | {"country": draft.country}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("city") and any(said.get(name) for name in ("street", "postal_code")):
            self.add_error("city", _("Give the town of the address."))
        for refusal in self._misshapen(said):
            self.add_error(refusal.field, ValidationError(refusal.sentence(), code=refusal.code))
        if self.viewer is not None:
            generated.find_links(self, self.viewer, said)
        return said

    def _misshapen(self, said: dict[str, Any]) -> Iterator[Refusal]:
        """All that the register would refuse for its shape, so that it is mended in one go."""
        labels = dict(choices.IDENTIFIER_KINDS)
        for name in _IDENTIFIERS:
            kind, value = name.upper(), said.get(name)
            if value and not rules.check_identifier(kind, value).valid:
                yield BadIdentifier(field=name, value=value, kind=labels[kind])
        email, phone, iban = (said.get(name) for name in ("email", "phone", "iban"))
        if email and rules.normalise_email(email) is None:
            yield BadEmail(field="email", value=email)
        if phone and rules.normalise_phone(phone, said.get("country", "PL")) is None:
            yield BadPhone(field="phone", value=phone)
        if iban and rules.normalise_account(iban) is None:
            yield BadAccount(field="iban", value=iban)

    def whole_draft(self, parent_id: int | None) -> PartyDraft:
        """The party with all that the form says."""
        said = self.cleaned_data
        address = AddressDraft(
            **{n: said[n] for n in ("street", "building", "flat", "postal_code", "city", "country")}
        )
        place = said["place"] or "HEAD"
        return self.draft(
            parent_id=parent_id,
            place="BRANCH" if parent_id and place == "HEAD" else place,
            identifiers={n.upper(): said[n] for n in _IDENTIFIERS if said[n]},
            addresses=(address,) if address.city else (),
            contacts=tuple(
                ContactDraft(kind=kind, value=said[name])
                for kind, name in (("EMAIL", "email"), ("PHONE", "phone"))
                if said[name]
            ),
            accounts=(AccountDraft(iban=said["iban"]),) if said["iban"] else (),
            fields=generated.values_of(self),
        )


class Place(Versioned):
    """Where a party stands in its tree."""

    parent = _text(
        _("Belongs to the customer number"),
        40,
        help_text=_("Leave it empty to make it the head of its own tree."),
    )
    place = forms.ChoiceField(label=_("As"), choices=choices.PLACES[1:], required=False)


class Identifier(Versioned):
    """One identifier; the kind is chosen for a new one only."""

    widths = {"kind": 4, "value": 8}

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.IDENTIFIER_KINDS)
    value = forms.CharField(
        label=_("Number"),
        max_length=40,
        help_text=_("In any grouping; the check digits are verified."),
        widget=forms.TextInput(attrs=_UNKEPT),
    )


class Reveal(forms.Form):
    """Why a sensitive number is to be shown."""

    reason = forms.CharField(
        label=_("Why do you need it?"),
        max_length=200,
        help_text=_("The reason and your name are kept in the customer's history."),
    )


class Contact(Versioned):
    """One phone number or e-mail address."""

    widths = {"kind": 4, "value": 8}

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.CONTACT_KINDS)
    value = forms.CharField(label=_("Number or address"), max_length=254)
    label = _text(_("Label"), 60, help_text=_("Such as: secretary, in the evening."))
    is_preferred = forms.BooleanField(label=_("To be used first"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [f"for_{code}" for code, _words in choices.PURPOSES]
        for name, (_code, words) in zip(names, choices.PURPOSES, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=str(words).capitalize(),
                choices=[("", _("nothing said")), *choices.WISHES],
                required=False,
            )
        self.widths = self.widths | dict.fromkeys(names, 3)
        self.sections = [
            (_("Contact"), ["kind", "value", "label", "is_preferred"]),
            (_("For what it is used"), names),
        ]

    @classmethod
    def of(cls, line: ContactLine) -> dict[str, Any]:
        """What the form shows of a contact."""
        return {
            "kind": line.kind,
            "value": line.value,
            "label": line.note,
            "is_preferred": line.is_preferred,
            "version": line.version,
            **{f"for_{code}": wish for code, wish in line.uses.items()},
        }

    def draft(self) -> ContactDraft:
        """The contact as the form says."""
        said = self.cleaned_data
        return ContactDraft(
            kind=said["kind"],
            value=said["value"],
            label=said["label"],
            is_preferred=said["is_preferred"],
            uses={code: said[f"for_{code}"] for code, _words in choices.PURPOSES},
        )


class Account(Versioned):
    """One bank account."""

    widths = {"iban": 8, "currency": 4, "valid_from": 6, "valid_to": 6}

    iban = forms.CharField(
        label=_("Account number"),
        max_length=60,
        help_text=_("IBAN or the 26 digits of a Polish account, in any grouping."),
        widget=forms.TextInput(attrs=_UNKEPT),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[("", "—"), *((code, code) for code in ("PLN", "EUR", "CZK", "USD"))],
    )
    label = _text(_("Label"), 60)
    is_default = forms.BooleanField(label=_("First choice for its currency"), required=False)
    is_for_slips = forms.BooleanField(label=_("For payment slips"), required=False)
    valid_from = day_field(_("Valid from"), required=False)
    valid_to = day_field(_("Valid to"), required=False)

    def __init__(self, *args: Any, line: AccountLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if line is not None and line.is_sensitive:
            self.fields["iban"].required = False
            self.fields["iban"].help_text = _("Leave it empty to keep the present number.")

    @classmethod
    def of(cls, line: AccountLine) -> dict[str, Any]:
        """What the form shows of an account: not the number, where it is sensitive."""
        return {name: getattr(line, name) for name in cls.base_fields if name != "seen"}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        begins, ends = said.get("valid_from"), said.get("valid_to")
        if isinstance(begins, dt.date) and isinstance(ends, dt.date) and ends < begins:
            self.add_error("valid_to", _("The account would end before it begins."))
        return said

    def draft(self) -> AccountDraft:
        """The account as the form says."""
        return AccountDraft(**_without_version(self.cleaned_data))


def _without_version(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in {"version", "seen"}}
