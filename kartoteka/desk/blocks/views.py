"""A new block, and one that is looked at or lifted."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.desk.blocks import forms
from kartoteka.desk.register.views import known
from kartoteka.register import operations
from kartoteka.register.queries import blocks as queries
from kartoteka.ui import screens


@screens.staff()
def block_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new block of one or several kinds."""
    party = known(request, party_id)
    form = forms.Block(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        with screens.refusals_on(form):
            operations.set_blocks(actor=request.actor, party_ids=[party_id], draft=form.draft())
            messages.success(request, _("The customer is blocked."))
            return redirect("party_profile", party_id)
    return screens.page(request, "desk/blocks/add.html", {"form": form, "party": party})


@screens.staff()
def block(request: screens.Request, pk: int) -> HttpResponse:
    """One block: what, why, by whom; and the form that lifts it."""
    line = queries.block(viewer=request.actor, block_id=pk)
    if line is None:
        raise Http404
    party = known(request, line.party_id)
    today = timezone.localdate()
    form = forms.Lift(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.lift_block(
                actor=request.actor,
                block_id=pk,
                reason=form.cleaned_data["reason"],
                on=today,
            )
            messages.success(request, _("The block is lifted."))
            return redirect("party_profile", party.id)
    context = {"form": form, "party": party, "line": line, "is_in_force": line.is_in_force(today)}
    return screens.page(request, "desk/blocks/block.html", context)
