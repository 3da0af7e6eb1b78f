"""Forms of documents in bulk."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import AmountField, day_field, offer_creditors
from kartoteka.insight.operations import MailingDraft
from kartoteka.insight.queries import MAILING_KINDS
from kartoteka.kernel.actor import SYSTEM, Actor
from kartoteka.ledger import queries as ledger
from kartoteka.register import queries as register
from kartoteka.register.queries.groups import groups

_TERM = 14
_OF_DAYS = ("STATEMENT", "NOTE")


class Documents(forms.Form):
    """Which documents, in whose name, of which days; a form sent twice plans once, by its token."""

    widths = {
        "kind": 6, "creditor": 6, "first": 4, "on": 4, "pay_by": 4, "least": 4, "by_email": 8,
        "who": 6, "group": 6, "number": 6,
    }  # fmt: skip

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Document"),
        choices=MAILING_KINDS,
        help_text=_("Calls leave out what is time-barred against consumers of a Polish creditor."),
    )
    creditor = forms.TypedChoiceField(label=_("In the name of"), coerce=int)
    first = day_field(
        _("From"),
        required=False,
        help_text=_("Where the period of a statement begins; of notes, the first day of issue."),
    )
    on = day_field(_("As of"))
    pay_by = day_field(
        _("To be paid by"), required=False, help_text=_("Only of a call: the term it sets.")
    )
    least = AmountField(
        label=_("Least overdue"),
        required=False,
        help_text=_("Only of a call: who owes less gets none."),
    )
    by_email = forms.BooleanField(
        label=_("By e-mail to those who agreed to letters by e-mail"), required=False, initial=True
    )

    def __init__(self, *args: Any, viewer: Actor = SYSTEM, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {
            "token": uuid.uuid4(),
            "first": today.replace(month=1, day=1),
            "on": today,
            "pay_by": today + dt.timedelta(days=_TERM),
        } | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        offer_creditors(self.fields["creditor"], ledger.creditors(viewer=viewer))

    def clean(self) -> dict[str, Any]:
        """What each kind needs, and days in order."""
        said: dict[str, Any] = super().clean() or {}
        kind, first, on = said.get("kind"), said.get("first"), said.get("on")
        if kind == "STATEMENT" and not first:
            self.add_error("first", _("Say where the statement begins."))
        if kind == "NOTE" and not first:
            self.add_error("first", _("Say from which day of issue."))
        if kind in _OF_DAYS and first and on and first > on:
            self.add_error("on", _("The period ends before it begins."))
        if kind == "CALL" and not said.get("pay_by"):
            self.add_error("pay_by", _("Say by when it is to be paid."))
        if kind not in _OF_DAYS:
            said["first"] = None
        if kind != "CALL":
            said["pay_by"] = said["least"] = None
        return said

    def draft(self) -> MailingDraft:
        """What the operation takes."""
        said = self.cleaned_data
        return MailingDraft(
            kind=said["kind"],
            creditor_id=said["creditor"],
            on=said["on"],
            token=said["token"],
            first=said["first"],
            pay_by=said["pay_by"],
            least=said["least"],
            by_email=said["by_email"],
        )


class ForWhom(Documents):
    """The same, for all customers of the creditor, a group, or one."""

    who = forms.ChoiceField(
        label=_("For whom"),
        choices=[
            ("all", _("all customers of the creditor")),
            ("group", _("a group")),
            ("one", _("one customer")),
        ],
    )
    group = forms.TypedChoiceField(label=_("Group"), coerce=int, empty_value=None, required=False)
    number = forms.CharField(label=_("Customer number"), max_length=40, required=False)

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.viewer = viewer
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *((one.id, one.label) for one in groups(viewer=viewer)),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A group or a customer where one is meant."""
        said = super().clean()
        if said.get("who") == "group" and not said.get("group"):
            self.add_error("group", _("Choose the group."))
        if said.get("who") == "one":
            number = said.get("number", "").strip()
            known = register.party_ids_by_number(viewer=self.viewer, numbers=[number])
            said["party"] = known.get(number)
            if said["party"] is None:
                self.add_error("number", _("There is no customer of this number."))
        return said
