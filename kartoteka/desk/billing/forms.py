"""Forms of receivables: every field with the sentence that helps to fill it in."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.queries import AgreementView, PointView
from kartoteka.billing import rules, slips
from kartoteka.billing.operations.limitation import EventDraft, limitation_fault
from kartoteka.billing.operations.plans import MOST_ADVANCES, Template
from kartoteka.billing.queries import limits
from kartoteka.desk.typed import CURRENCIES, AmountField, AsksWhose, PercentField, day_field
from kartoteka.formats import ksef
from kartoteka.ledger.queries import AGREED_KINDS, INTEREST_KINDS, CreditorInfo, kind_word

INTEREST = [("", _("none")), *INTEREST_KINDS.items()]


class Receivable(AsksWhose):
    """A receivable entered by hand. The token makes a form sent twice post once."""

    widths = {
        "creditor": 8, "currency": 4, "kind": 4, "number": 8, "title": 12, "issued_on": 4,
        "due_on": 4, "amount": 4, "point": 6, "agreement": 6, "interest_kind": 8, "percent": 4,
    }  # fmt: skip

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    kind = forms.ChoiceField(label=_("Kind"))
    number = forms.CharField(
        label=_("Number"),
        max_length=80,
        required=False,
        help_text=_("As it stands on the document. Notes and costs get the next one if empty."),
    )
    title = forms.CharField(label=_("What for"), max_length=250, required=False)
    issued_on = day_field(_("Issued"))
    due_on = day_field(_("Due"))
    amount = AmountField(label=_("Amount"))
    point = forms.TypedChoiceField(label=_("Point"), coerce=int, empty_value=None, required=False)
    agreement = forms.TypedChoiceField(
        label=_("Agreement"), coerce=int, empty_value=None, required=False
    )
    interest_kind = forms.ChoiceField(
        label=_("Interest for delay"),
        choices=[*INTEREST, *AGREED_KINDS.items()],
        required=False,
        help_text=_("Suggested by the country of the creditor and the kind of customer."),
    )
    percent = PercentField(label=_("Rate of the contract, %"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        creditors: Sequence[CreditorInfo],
        points: Sequence[PointView],
        agreements: Sequence[AgreementView],
        suggested: str,
        today: dt.date,
        payment_days: int = 14,
    ) -> None:
        super().__init__(
            data,
            creditors=creditors,
            initial={
                "token": str(uuid.uuid4()),
                "issued_on": today,
                "due_on": today + dt.timedelta(days=payment_days),
                "interest_kind": suggested,
            },
        )
        self._choose("kind", [(code, kind_word(code)) for code in rules.BY_HAND])
        self._choose("point", [("", "—"), *((one.point_id, str(one)) for one in points)])
        self._choose(
            "agreement", [("", "—"), *((one.agreement_id, one.number) for one in agreements)]
        )

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def draft(self, party_id: int) -> rules.ReceivableDraft:
        """What the form says. Only of a valid form."""
        typed = self.cleaned_data
        return rules.ReceivableDraft(
            party_id=party_id,
            creditor_id=typed["creditor"],
            currency=typed["currency"],
            kind=typed["kind"],
            issued_on=typed["issued_on"],
            due_on=typed["due_on"],
            amount=typed["amount"],
            token=typed["token"],
            number=typed["number"],
            title=typed["title"],
            point_id=typed["point"],
            agreement_id=typed["agreement"],
            interest_kind=typed["interest_kind"],
            interest_percent=typed["percent"],
        )


class Correction(forms.Form):
    """A correction by hand: how much less or more, from which day, and why."""

    widths = {"way": 3, "amount": 3, "on": 3, "due_on": 3, "since": 6}

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    way = forms.ChoiceField(
        label=_("Correction"), choices=[("LESS", _("less by")), ("MORE", _("more by"))]
    )
    amount = AmountField(label=_("Amount"))
    on = day_field(_("Issued"), help_text=_("The day of the correction, on which it is booked."))
    due_on = day_field(_("Due"), required=False, help_text=_("Only of a correction upwards."))
    since = forms.ChoiceField(
        label=_("Counts from"),
        choices=[
            ("CORRECTION", _("the day of the correction")),
            ("DOCUMENT", _("the day of the corrected document")),
        ],
        help_text=_(
            "Where the document was wrong from the beginning, choose its own day: what was never "
            "owed bears no interest. A correction upwards bears interest from its own due date."
        ),
    )
    reason = forms.CharField(label=_("Reason"), max_length=250, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"token": str(uuid.uuid4()), "on": today})

    def clean(self) -> dict[str, Any]:
        """What is added to a document is due some day."""
        said = super().clean() or {}
        if said.get("way") == "MORE" and said.get("due_on") is None and "due_on" not in self.errors:
            self.add_error("due_on", _("Say when the correction upwards is due."))
        return said


class Advances(forms.Form):
    """Which advances an invoice settles, and on which day."""

    advances = forms.TypedMultipleChoiceField(
        label=_("Advances"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    on = day_field(_("Effective"))

    def __init__(self, data: Any, *, choices: Sequence[tuple[int, str]], today: dt.date) -> None:
        super().__init__(data, initial={"on": today, "advances": [key for key, _words in choices]})
        self.fields["advances"].choices = choices  # type: ignore[attr-defined]


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Any number of files, each judged by itself."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list) else [data] if data else []
        if self.required and not given:
            return super().clean(None, initial)
        return [super(SeveralFiles, self).clean(one, initial) for one in given]


class Invoices(forms.Form):
    """Invoices of KSeF, as they are or in archives."""

    invoices = SeveralFiles(
        label=_("Invoices (XML or ZIP)"),
        error_messages={"empty": _("The file is empty. Choose another one.")},
        help_text=_(
            "FA(3) as KSeF has them, several at once. Files are named by their KSeF number, or "
            "the receipt (UPO) or list of the export comes with them. Nothing is taken in before "
            "you have seen what becomes of each."
        ),
    )
    number = forms.CharField(
        label=_("KSeF number"),
        max_length=36,
        required=False,
        help_text=_("Only for one file that is not named by it."),
    )

    def clean_number(self) -> str:
        """A right number, and of one file."""
        number = str(self.cleaned_data["number"]).strip().upper()
        if number and not ksef.is_number(number):
            raise ValidationError(_("This is no KSeF number: its form or its check is wrong."))
        if number and len(self.cleaned_data.get("invoices") or []) != 1:
            raise ValidationError(_("A number is given for one file only."))
        return number


class Pdf(forms.Form):
    """The PDF that came with a document."""

    file = forms.FileField(label=_("PDF file"))


class Slip(forms.Form):
    """How much the slip is for; the whole debt until something else is typed."""

    amount = AmountField(label=_("Amount"))


class PrintOffset(forms.Form):
    """By how much a printer prints beside a pre-printed form."""

    widths = {"right": 3, "down": 3, "of_office": 12}

    right = forms.DecimalField(label=_("To the right, mm"), max_digits=4, decimal_places=1)
    down = forms.DecimalField(label=_("Down, mm"), max_digits=4, decimal_places=1)
    of_office = forms.BooleanField(
        label=_("For everybody in the office who has not said otherwise"), required=False
    )

    def __init__(self, *args: Any, of_office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not of_office:
            del self.fields["of_office"]


class LimitationEvent(forms.Form):
    """What happened to a claim, when, and on what grounds it is recorded."""

    widths = {"kind": 6, "claim": 6, "on": 3, "until": 3, "reason": 12}

    kind = forms.ChoiceField(label=_("What happened"))
    claim = forms.ChoiceField(
        label=_("Kind of claim"),
        required=False,
        help_text=_("Only where the kind is what changes."),
    )
    on = day_field(_("On"))
    until = day_field(
        _("Until"), required=False, help_text=_("Empty where it goes on, or happened on one day.")
    )
    reason = forms.CharField(
        label=_("Grounds"),
        max_length=300,
        help_text=_(
            "Such as the court and case number, or the letter in which the debt was acknowledged."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = limits.event_choices()  # type: ignore[attr-defined]
        choices = [("", "—"), *limits.claim_choices()]
        self.fields["claim"].choices = choices  # type: ignore[attr-defined]

    def draft(self) -> EventDraft:
        """What the form says. Only of a valid form."""
        return EventDraft(**self.cleaned_data)


class LimitationOfMany(LimitationEvent):
    """The same for many documents at once, in the list of limitations."""

    def clean(self) -> dict[str, Any]:
        """Refused here, because the job that works on the rows can ask nobody."""
        said = super().clean() or {}
        if not self.errors:
            fault = limitation_fault(EventDraft(**said))
            if fault is not None:
                self.add_error(fault.field, fault.sentence())
        return said


class LimitationChange(forms.Form):
    """An event ends on a day, or is taken back; and why."""

    on = day_field(_("Ended on"))
    reason = forms.CharField(label=_("Grounds"), max_length=300)

    def __init__(self, *args: Any, ends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ends:
            del self.fields["on"]


class ClaimRule(forms.Form):
    """Of what kind the claims of some documents are."""

    widths = dict.fromkeys(("creditor", "entry_kind", "debtor", "claim"), 6)

    creditor = forms.ChoiceField(label=_("Creditor"))
    entry_kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    debtor = forms.ChoiceField(label=_("Of whom"), required=False)
    claim = forms.ChoiceField(label=_("Kind of claim"))

    def __init__(self, *args: Any, creditors: Sequence[CreditorInfo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countries = {str(one.party_id): one.country for one in creditors}
        everybody = [("PL", _("all Polish creditors")), ("SK", _("all Slovak creditors"))]
        self._choose("creditor", [*everybody, *((str(c.party_id), c.name) for c in creditors)])
        kinds = [(code, kind_word(code)) for code in (*rules.BY_HAND, "CORRECTION")]
        self._choose("entry_kind", [("", _("all")), *kinds])
        self._choose("debtor", [("", _("all")), *limits.debtor_choices()])
        self._choose("claim", limits.claim_choices())

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def rule(self) -> dict[str, Any]:
        """What the form says. Only of a valid form."""
        said = dict(self.cleaned_data)
        creditor = said.pop("creditor")
        country = self.countries.get(creditor, creditor)
        return {
            **said,
            "country": country,
            "creditor_id": int(creditor) if creditor in self.countries else None,
        }


class Sure(forms.Form):
    """Nothing is asked; that it was sent is the answer."""


class Compensations(forms.Form):
    """Whose documents, and how late they must be."""

    widths = {"creditor": 6, "days_late": 3}

    creditor = forms.ChoiceField(label=_("Creditor"), required=False)
    days_late = forms.IntegerField(
        label=_("Late for more than (days)"), min_value=0, max_value=3650, required=False
    )

    def __init__(self, data: Any, *, creditors: Sequence[CreditorInfo]) -> None:
        super().__init__(data, initial={"days_late": 0})
        choices = [("", _("all")), *((str(one.party_id), one.name) for one in creditors)]
        self.fields["creditor"].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What was asked, everything where the form was not sent or is not right."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        creditor = said.get("creditor")
        return {
            "creditor_id": int(creditor) if creditor else None,
            "days_late": said.get("days_late") or 0,
        }


class RateFile(forms.Form):
    """A file of the NBP with rates of table A."""

    file = forms.FileField(
        label=_("File of the NBP"),
        error_messages={"empty": _("The file is empty. Choose another one.")},
        help_text=_("Table A as XML or JSON of the web service, or a year of the archive as CSV."),
    )


class Rate(forms.Form):
    """A rate by hand, with the number of the table in which it stands."""

    widths = {"currency": 3, "day": 3, "rate": 3, "table": 3}

    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES[1:])
    day = day_field(_("Day"))
    rate = forms.CharField(
        label=_("Exchange rate"), max_length=20, widget=forms.TextInput({"inputmode": "decimal"})
    )
    table = forms.CharField(label=_("Number of the table"), max_length=40)

    def clean_rate(self) -> Decimal:
        """With a point or a comma."""
        text = str(self.cleaned_data["rate"]).strip().replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,8})?", text, re.ASCII):
            raise ValidationError(_("A rate is above zero, with at most eight decimal places."))
        return Decimal(text)


class Plans(AsksWhose):
    """A template, and the agreements for which calendars are made by it."""

    widths = {
        "creditor": 8, "currency": 4, "first_due": 3, "count": 3, "months": 3, "days": 3,
        "amount": 4, "title": 8, "agreements": 12,
    }  # fmt: skip

    first_due = day_field(_("First due"))
    count = forms.IntegerField(
        label=_("How many advances"), min_value=1, max_value=MOST_ADVANCES, initial=12
    )
    months = forms.IntegerField(label=_("Months apart"), min_value=1, max_value=12, initial=1)
    days = forms.IntegerField(label=_("Issued days before"), min_value=0, max_value=366, initial=14)
    amount = AmountField(label=_("Amount of each"), required=False)
    title = forms.CharField(label=_("What for"), max_length=200, required=False)
    agreements = forms.CharField(
        label=_("Agreements"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One number a line, its own amount behind a semicolon where it differs: U/7; 120,50. "
            "Empty: all agreements of the creditor that are valid on the first day."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Every agreement has an amount."""
        said = super().clean() or {}
        if self.errors:
            return said
        numbered: dict[str, Decimal | None] = {}
        for line in said["agreements"].splitlines():
            number, _semicolon, text = line.partition(";")
            if not number.strip():
                continue
            try:
                own = slips.amount_of(text) if text.strip() else said["amount"]
            except slips.NoSuchAmount as refusal:
                self.add_error("agreements", f"{number.strip()}: {refusal.sentence()}")
                return said
            if own is None:
                self.add_error("amount", _("Give an amount, or one for each agreement."))
                return said
            numbered[number.strip()] = own
        if not numbered and said["amount"] is None:
            self.add_error("amount", _("Give an amount, or one for each agreement."))
        said["numbered"] = numbered
        return said

    def template(self) -> Template:
        """What the form says of the advances. Only of a valid form."""
        names = ("first_due", "count", "months", "days", "currency", "title")
        return Template(**{name: self.cleaned_data[name] for name in names})


class Advance(forms.Form):
    """An advance that is not posted yet."""

    widths = {"issued_on": 4, "due_on": 4, "amount": 4}

    issued_on = day_field(_("Issued"))
    due_on = day_field(_("Due"))
    amount = AmountField(label=_("Amount"))


class EndPlan(forms.Form):
    """The last day on which an advance of the calendar may be due."""

    on = day_field(_("Ends on"), help_text=_("Advances due later are not posted."))
