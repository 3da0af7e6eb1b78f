"""Forms of instalment plans, write-offs and offsets."""

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.operations.credits import CreditDraft
from kartoteka.billing.operations.offsets import OffsetDraft
from kartoteka.billing.operations.write_offs import WriteOffDraft
from kartoteka.desk.settling.forms import OnDebts
from kartoteka.desk.typed import AmountField, day_field
from kartoteka.kernel import days, money
from kartoteka.ledger.operations import PlanDraft
from kartoteka.ledger.operations.plans import MOST_INSTALMENTS
from kartoteka.ledger.queries import OpenEntry

KINDS = [
    ("WRITE_OFF", _("write-off: out of the books, the claim stays in law")),
    ("REMISSION", _("remission: the customer owes it no more")),
]


def _reason(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=300, required=required, widget=forms.Textarea({"rows": 2})
    )


class Plan(forms.Form):
    """Which debts, in how many instalments; or the instalments one by one."""

    widths = {"agreed_on": 6, "count": 6, "first_due": 6, "months": 6}

    debts = forms.TypedMultipleChoiceField(
        label=_("Debts"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    agreed_on = day_field(_("Agreed on"))
    count = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=MOST_INSTALMENTS)
    first_due = day_field(_("First due"))
    months = forms.IntegerField(label=_("Months between them"), min_value=1, max_value=12)
    own = forms.CharField(
        label=_("Instalments one by one"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line, the day and the amount: 2027-01-15 120,00. Empty: equal parts."),
    )

    def __init__(self, data: Any, *, debits: Sequence[OpenEntry], today: dt.date) -> None:
        self.debits = [one for one in debits if one.debt_id is None]
        self.open = {one.entry_id: one.open_amount for one in self.debits}
        for one in debits:
            if one.debt_id is not None:
                self.open.setdefault(one.debt_id, money.ZERO)
                self.open[one.debt_id] += one.open_amount
        initial = {
            "debts": [one.entry_id for one in self.debits if one.days_overdue > 0],
            "agreed_on": today,
            "count": 3,
            "first_due": days.months_later(today, 1),
            "months": 1,
        }
        super().__init__(data, initial=initial)
        self.fields["debts"].choices = [  # type: ignore[attr-defined]
            (one.entry_id, one.number or one.kind_word) for one in self.debits
        ]

    def rows(self) -> list[tuple[OpenEntry, Decimal, bool]]:
        """Each debt with what is open of it and of its costs and interest, and whether chosen."""
        said = {str(key) for key in self["debts"].value() or []}
        return [(one, self.open[one.entry_id], str(one.entry_id) in said) for one in self.debits]

    def clean_own(self) -> list[tuple[dt.date, Decimal]]:
        """Lines of a day and an amount, as people write both."""
        rows = []
        for number, line in enumerate(str(self.cleaned_data["own"]).splitlines(), 1):
            if not line.strip():
                continue
            day, _space, amount = line.strip().partition(" ")
            read = money.parse_amount(amount)
            try:
                rows.append((forms.DateField().to_python(day), read))
            except ValidationError:
                read = None
            if read is None:
                raise ValidationError(
                    _t("Line %(n)s is not a day and an amount: %(line)s")
                    % {"n": number, "line": line.strip()[:40]}
                )
        return [(day, amount) for day, amount in rows if day and amount is not None]

    def draft(self, account_id: int) -> PlanDraft:
        """The plan as typed. Only of a valid form."""
        said = self.cleaned_data
        total = sum((self.open[key] for key in said["debts"]), money.ZERO)
        rows = said["own"] or [
            (days.months_later(said["first_due"], said["months"] * n), amount)
            for n, amount in enumerate(equal_parts(total, said["count"]))
        ]
        return PlanDraft(account_id, said["debts"], said["agreed_on"], rows)


def equal_parts(total: Decimal, count: int) -> list[Decimal]:
    """Equal parts in whole grosze; the last one takes what is left over."""
    part = (total / count).quantize(money.GROSZ, rounding="ROUND_DOWN")
    return [*[part] * (count - 1), total - part * (count - 1)]


class EndPlan(forms.Form):
    """When a plan ends before it is paid, and why."""

    widths = {"on": 4}

    on = day_field(_("Ends on"))
    reason = _reason(_("Reason"))


class WriteOff(OnDebts):
    """How much of which debts, from which day, and why."""

    widths = {"on": 4}

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, widget=forms.RadioSelect)
    everything = forms.BooleanField(
        label=_("everything that is open on this account"), required=False
    )
    on = day_field(_("Effective"))
    reason = _reason(_("Reason"))

    def __init__(self, data: Any, *, debits: Sequence[OpenEntry], today: dt.date) -> None:
        super().__init__(data, debits=debits, initial={"kind": "WRITE_OFF", "on": today})

    def draft(self, account_id: int) -> WriteOffDraft:
        """The request as typed. Only of a valid form."""
        said = self.cleaned_data
        return WriteOffDraft(
            account_id=account_id,
            kind=said["kind"],
            on=said["on"],
            reason=said["reason"],
            amounts=None if said["everything"] else self.amounts(self.debits, self.key),
        )


class WriteOffOfMany(forms.Form):
    """What is asked of many debts at once."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    on = day_field(_("Effective"), initial=timezone.localdate)
    reason = _reason(_("Reason"))


class Decide(forms.Form):
    """What is answered to who asked."""

    answer = _reason(_("Answer"), required=False)


class Approve(Decide):
    """When many are approved, and what is answered to all who asked."""

    on = day_field(_("Booked on"), initial=timezone.localdate)


class Offset(OnDebts):
    """Our debts and theirs, each with its amount, or the one document of theirs."""

    widths = {"declared_on": 4, "their_number": 4, "their_due_on": 4, "their_amount": 4}

    declared_on = day_field(_("Declared on"))
    is_agreement = forms.BooleanField(
        label=_("by agreement of both sides (also what is not due yet)"), required=False
    )
    their_number = forms.CharField(label=_("Their document"), max_length=80, required=False)
    their_due_on = day_field(_("Due"), required=False)
    their_amount = AmountField(label=_("Its amount"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        debits: Sequence[OpenEntry],
        theirs: Sequence[OpenEntry],
        today: dt.date,
    ) -> None:
        super().__init__(data, debits=debits, initial={"declared_on": today})
        self.theirs = theirs
        self.put(theirs, "their")

    def their_rows(self) -> list[tuple[OpenEntry, forms.BoundField]]:
        """Their debts in our books with their boxes."""
        return self.boxes(self.theirs, "their")

    def draft(self, account_id: int, other_id: int | None) -> OffsetDraft:
        """The offset as typed: against a document of theirs where one is named. Of a valid form."""
        said = self.cleaned_data
        against = self.amounts(self.theirs, "their")
        told = said["their_number"] or not against
        return OffsetDraft(
            account_id=account_id,
            amounts=self.amounts(self.debits, self.key),
            declared_on=said["declared_on"],
            is_agreement=said["is_agreement"],
            other_id=None if told else other_id,
            against={} if told else against,
            their_number=said["their_number"],
            their_due_on=said["their_due_on"],
            their_amount=said["their_amount"],
        )


class Credit(forms.Form):
    """A credit note or an opening balance in the customer's favour."""

    widths = {"kind": 6, "issued_on": 3, "amount": 3, "number": 6, "debt_id": 6}

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("NOTE", _("credit note")),
            ("OPENING", _("opening balance in the customer's favour")),
        ],
    )
    issued_on = day_field(_("Issued"))
    amount = AmountField(label=_("Amount"))
    number = forms.CharField(
        label=_("Number"),
        max_length=80,
        required=False,
        help_text=_("A credit note gets the next one if empty."),
    )
    debt_id = forms.TypedChoiceField(
        label=_("For the document"), coerce=int, empty_value=None, required=False
    )
    title = forms.CharField(label=_("What for"), max_length=250, required=False)

    def __init__(
        self,
        data: Any,
        *,
        accounts: Sequence[tuple[str, str]],
        debits: Sequence[OpenEntry],
        today: dt.date,
    ) -> None:
        super().__init__(data, initial={"token": str(uuid.uuid4()), "issued_on": today})
        field = forms.ChoiceField(label=_("Creditor"), choices=accounts)
        self.fields = {"account": field, **self.fields}
        documents = [
            (one.entry_id, one.number or one.kind_word) for one in debits if one.debt_id is None
        ]
        # What was open when the form was shown: sent twice, the operation knows it by its token.
        asked = str((data or {}).get("debt_id", ""))
        if asked.isdecimal() and int(asked) not in dict(documents):
            documents.append((int(asked), asked))
        self.fields["debt_id"].choices = [("", "—"), *documents]  # type: ignore[attr-defined]

    def draft(self, party_id: int) -> CreditDraft:
        """The credit as typed. Only of a valid form."""
        said = dict(self.cleaned_data)
        creditor, _dash, currency = said.pop("account").partition("-")
        return CreditDraft(party_id=party_id, creditor_id=int(creditor), currency=currency, **said)


class CancelOffset(forms.Form):
    """Why an offset is taken back."""

    reason = _reason(_("Reason"))
