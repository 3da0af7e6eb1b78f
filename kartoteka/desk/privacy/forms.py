"""Forms about personal data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import day_field
from kartoteka.privacy.operations import DisclosureDraft, PolicyDraft, PurposeDraft
from kartoteka.privacy.queries import PolicyLine, PurposeLine, choices
from kartoteka.register.queries import choices as register
from kartoteka.ui.context import LANGUAGES

_CHOOSE = ("", "—")


def _words(label: Any, **more: Any) -> forms.CharField:
    more = {"max_length": 4000, "required": False} | more
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), **more)


class Recipient(forms.Form):
    """To whom data goes and on what basis: asked before anything with personal data is sent."""

    widths = {"recipient_kind": 6, "recipient": 6, "basis": 6, "basis_note": 6}

    recipient_kind = forms.ChoiceField(
        label=_("Who receives it"), choices=[_CHOOSE, *choices.RECIPIENTS]
    )
    recipient = forms.CharField(
        label=_("Name of the recipient"),
        max_length=200,
        required=False,
        help_text=_("Not needed where it is the person concerned."),
    )
    basis = forms.ChoiceField(label=_("Legal basis"), choices=[_CHOOSE, *choices.BASES])
    basis_note = forms.CharField(
        label=_("Provision, order or agreement"), max_length=250, required=False
    )
    note = _words(_("Note"))

    def draft(
        self, *, scope: tuple[str, ...], way: str, names_others: bool = False
    ) -> DisclosureDraft:
        """What the register of disclosures is to say."""
        said = self.cleaned_data
        names = ("recipient_kind", "recipient", "basis", "basis_note", "note")
        return DisclosureDraft(
            scope=scope, way=way, names_others=names_others, **{name: said[name] for name in names}
        )


class ByHand(Recipient):
    """A disclosure that went past the program."""

    widths = Recipient.widths | {"on": 4, "way": 8}

    numbers = forms.CharField(
        label=_("Customer numbers"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whose data it was. Several are parted by spaces, commas or lines."),
    )
    on = day_field(_("Disclosed on"))
    way = forms.ChoiceField(label=_("How"), choices=choices.WAYS, initial="HAND")
    scope = forms.MultipleChoiceField(
        label=_("What data"), choices=choices.SCOPES, widget=forms.CheckboxSelectMultiple
    )

    sections = [
        (_("About whom and what"), ["numbers", "on", "way", "scope"]),
        (_("To whom"), ["recipient_kind", "recipient", "basis", "basis_note", "note"]),
    ]

    def given_numbers(self) -> list[str]:
        """The customer numbers, each once."""
        return list(dict.fromkeys(self.cleaned_data["numbers"].replace(",", " ").split()))


class Consent(forms.Form):
    """A consent was given or withdrawn."""

    widths = {"purpose": 6, "channel": 6, "on": 6, "how": 6}

    is_given = forms.ChoiceField(
        label=_("What happened"),
        choices=[("yes", _("consent given")), ("no", _("consent withdrawn"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    purpose = forms.ChoiceField(label=_("Purpose"))
    channel = forms.ChoiceField(label=_("For contact by"), choices=choices.CHANNELS)
    on = day_field(_("On the day"))
    how = forms.ChoiceField(label=_("Told us by"), choices=choices.CHANNELS, initial="OFFICE")
    evidence = _words(
        _("Evidence"),
        help_text=_("What proves it: the form signed, the recording, the click and its day."),
    )

    def __init__(self, *args: Any, purposes: list[PurposeLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["purpose"]
        choice.choices = [(str(one.id), one.words) for one in purposes]


class Restriction(forms.Form):
    """From when, and why, data may only be stored."""

    widths = {"on": 6}
    on = day_field(_("From"))
    reason = _words(
        _("Reason"),
        help_text=_("Such as: the person contests that the data is right, or has objected."),
    )


class Lift(forms.Form):
    """The last day of a restriction."""

    widths = {"on": 6}
    on = day_field(_("Last day"), help_text=_("The person is to be told before it ends."))


class NewRequest(forms.Form):
    """A person asks for something about their data."""

    widths = {"kind": 6, "received_on": 6, "channel": 6, "identity_note": 6}

    kind = forms.ChoiceField(label=_("What is asked"), choices=choices.REQUEST_KINDS)
    received_on = day_field(_("Received on"))
    channel = forms.ChoiceField(label=_("Came by"), choices=choices.CHANNELS)
    identity_note = forms.CharField(
        label=_("How the identity was checked"), max_length=250, required=False
    )
    text = _words(_("In their words"))


class Prolong(forms.Form):
    """Two months more, with the reason that the person is told."""

    reason = _words(_("Reason"))


class Answer(forms.Form):
    """What the person was answered."""

    widths = {"state": 6, "on": 6}
    state = forms.ChoiceField(label=_("Outcome"), choices=choices.ANSWERS)
    on = day_field(_("Answered on"))
    answer = _words(_("What was answered"))


class Purpose(forms.Form):
    """A purpose of processing."""

    widths = {
        "code": 4, "country": 4, "basis": 6, "basis_note": 6, "name_pl": 4, "name_sk": 4,
        "name_en": 4, "after": 6, "months": 3, "is_active": 12,
    }  # fmt: skip

    code = forms.CharField(label=_("Code"), max_length=30)
    country = forms.ChoiceField(
        label=_("Under the law of"),
        choices=[("", _("any country")), ("PL", _("Poland")), ("SK", _("Slovakia"))],
        required=False,
    )
    name_pl = forms.CharField(label=_("Name in Polish"), max_length=120, required=False)
    name_sk = forms.CharField(label=_("Name in Slovak"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    basis = forms.ChoiceField(label=_("Legal basis"), choices=choices.BASES)
    basis_note = forms.CharField(label=_("Provision"), max_length=250, required=False)
    after = forms.ChoiceField(label=_("Kept from"), choices=choices.KEPT_FROM, required=False)
    months = forms.IntegerField(label=_("Months"), min_value=0, max_value=1200, required=False)
    from_year_end = forms.BooleanField(label=_("Counted from the end of that year"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    sections = [
        (_("The purpose"), ["code", "country", "name_pl", "name_sk", "name_en"]),
        (_("On what basis"), ["basis", "basis_note"]),
        (_("How long data is kept for it"), ["after", "months", "from_year_end", "is_active"]),
    ]

    @classmethod
    def of(cls, purpose: PurposeLine) -> dict[str, Any]:
        """What the form shows of a purpose before anybody types."""
        shown = {name: getattr(purpose, name, None) for name in cls.base_fields}
        return shown | {f"name_{code}": purpose.names.get(code, "") for code, _name in LANGUAGES}

    def draft(self) -> PurposeDraft:
        """The purpose as the form says."""
        said = dict(self.cleaned_data)
        name = {code: said.pop(f"name_{code}") for code, _name in LANGUAGES}
        return PurposeDraft(name=name, **said)


class Policy(forms.Form):
    """Whom a policy names."""

    widths = {"idle_months": 6}

    name = forms.CharField(label=_("Name"), max_length=100)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of customers"),
        choices=register.PARTY_KINDS,
        widget=forms.CheckboxSelectMultiple,
    )
    idle_months = forms.IntegerField(
        label=_("Months without anything new"),
        min_value=1,
        max_value=600,
        initial=12,
        help_text=_("Since the last booking, the end of the last agreement or being added."),
    )
    only_archived = forms.BooleanField(
        label=_("Only customers that are archived"), required=False, initial=True
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    @classmethod
    def of(cls, policy: PolicyLine) -> dict[str, Any]:
        """What the form shows of a policy before anybody types."""
        names = ("name", "idle_months", "only_archived", "is_active")
        return {name: getattr(policy, name) for name in names} | {"kinds": policy.kind_codes}

    def draft(self) -> PolicyDraft:
        """The policy as the form says."""
        said = self.cleaned_data
        return PolicyDraft(**{**said, "kinds": tuple(said["kinds"])})


class Erase(forms.Form):
    """Why a person's data goes. The words stay as proof."""

    ground = forms.ChoiceField(label=_("Ground"), choices=choices.GROUNDS)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        help_text=_("It stays as proof: do not name the person in it."),
    )
    sure = forms.BooleanField(label=_("I know that this cannot be taken back"))


class EraseDue(forms.Form):
    """Why everybody goes whom the policy finds due."""

    reason = Erase.base_fields["reason"]
    sure = Erase.base_fields["sure"]
