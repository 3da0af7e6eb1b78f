"""Masks of virtual accounts: what the bank has given, how much of it is left."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kartoteka.desk.typed import AsksWhose
from kartoteka.kernel.actor import Role
from kartoteka.ledger import queries as ledger
from kartoteka.payments import operations, queries
from kartoteka.ui import screens


class AddMask(AsksWhose):
    """What the bank has given."""

    widths = {"creditor": 8, "currency": 4, "country": 3, "beginning": 6, "digits": 3}

    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=[("PL", "PL"), ("SK", "SK"), ("CZ", "CZ")]
    )
    beginning = forms.CharField(
        label=gettext_lazy("Beginning of the number"),
        max_length=40,
        help_text=gettext_lazy("Without the country and the check digits, as the bank gave it."),
    )
    digits = forms.IntegerField(label=gettext_lazy("Digits to count"), min_value=3, max_value=16)


@screens.staff(Role.ADMINISTRATOR)
def masks(request: screens.Request) -> HttpResponse:
    """The masks and what is left of each, and one more."""
    form = AddMask(
        request.POST if request.method == "POST" else None,
        creditors=ledger.creditors(viewer=request.actor),
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.add_mask(
                actor=request.actor,
                draft=operations.MaskDraft(
                    creditor_id=form.cleaned_data["creditor"],
                    currency=form.cleaned_data["currency"],
                    country=form.cleaned_data["country"],
                    prefix=form.cleaned_data["beginning"],
                    digits=form.cleaned_data["digits"],
                ),
            )
            messages.success(request, _("The mask is added."))
            return redirect("masks")
    context = {"form": form, "rows": queries.masks(viewer=request.actor)}
    return screens.page(request, "desk/payments/masks.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def use_mask(request: screens.Request, mask_id: int) -> HttpResponse:
    """Numbers for all who have none, or the end of the mask."""
    if "close" in request.POST:
        operations.close_mask(actor=request.actor, mask_id=mask_id)
        messages.success(request, _("The mask is closed."))
    else:
        given = operations.give_by_mask(
            actor=request.actor, mask_id=mask_id, on=timezone.localdate()
        )
        said = ngettext(
            "%(n)s customer got a virtual account.",
            "%(n)s customers got a virtual account.",
            given,
        )
        messages.success(request, said % {"n": given})
    return redirect("masks")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def give_to_debt(request: screens.Request, entry_id: int) -> HttpResponse:
    """A number of the mask for one document."""
    iban = operations.give_to_debt(actor=request.actor, debt_id=entry_id, on=timezone.localdate())
    messages.success(request, _("The document has the virtual account %(iban)s.") % {"iban": iban})
    return redirect("receivable", entry_id)
