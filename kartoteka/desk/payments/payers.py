"""Payers that are known, and how sure the office wants to be."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kartoteka.kernel.actor import Role
from kartoteka.payments import operations, queries
from kartoteka.payments.scoring import Choice
from kartoteka.ui import screens


class ChangePayer(forms.Form):
    """When a known payer is believed."""

    title = forms.CharField(
        label=gettext_lazy("Words of the title"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "Only payments whose title holds these words, one after another. Empty: any title."
        ),
    )
    is_off = forms.BooleanField(label=gettext_lazy("Switched off"), required=False)


class ChooseMatching(forms.Form):
    """How sure the office wants to be."""

    threshold = forms.IntegerField(
        label=gettext_lazy("Points needed"),
        min_value=50,
        max_value=200,
        help_text=gettext_lazy(
            "Below this nothing is booked by itself. A number gives up to 55 points, the amount 35,"
            " the name 40, a known payer 70."
        ),
    )
    lead = forms.IntegerField(
        label=gettext_lazy("Points ahead of the next customer"), min_value=5, max_value=100
    )
    confirmations = forms.IntegerField(
        label=gettext_lazy("Payments until a payer is certain"),
        min_value=1,
        max_value=20,
        help_text=gettext_lazy(
            "So many payments must have been booked for the same customer before the bank account"
            " alone is enough."
        ),
    )


@screens.staff()
def payer(request: screens.Request, payer_id: int) -> HttpResponse:
    """One known payer, changed or switched off."""
    shown = queries.known_payer(viewer=request.actor, payer_id=payer_id)
    if shown is None:
        raise Http404
    form = ChangePayer(
        request.POST if request.method == "POST" else None,
        initial={"title": shown.title, "is_off": shown.is_off},
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_payer(
                actor=request.actor,
                payer_id=payer_id,
                title=form.cleaned_data["title"],
                is_off=form.cleaned_data["is_off"],
            )
            messages.success(request, _("The payer is changed."))
            return redirect("payers")
    return screens.page(request, "desk/payments/payer.html", {"form": form, "shown": shown})


@screens.staff()
@require_POST
def forget(request: screens.Request, payer_id: int) -> HttpResponse:
    """What was learned of a payer is undone."""
    operations.forget_payer(actor=request.actor, payer_id=payer_id)
    messages.success(request, _("The payer is forgotten."))
    return redirect("payers")


@screens.staff(Role.ADMINISTRATOR)
def matching(request: screens.Request) -> HttpResponse:
    """From how many points on a payment is booked by itself."""
    chosen = queries.matching(viewer=request.actor)
    names = ("threshold", "lead", "confirmations")
    form = ChooseMatching(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(chosen, name) for name in names},
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.choose_matching(actor=request.actor, choice=Choice(**form.cleaned_data))
            messages.success(request, _("It holds from the next matching on."))
            return redirect("payers")
    return screens.page(request, "desk/payments/matching.html", {"form": form})
