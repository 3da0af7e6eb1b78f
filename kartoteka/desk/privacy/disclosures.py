"""The register of disclosures: the list, one of them, and what went out by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kartoteka.desk.card.forms import cursor
from kartoteka.desk.privacy import forms
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy import operations, queries
from kartoteka.register import queries as register
from kartoteka.ui import screens

PAGE = 50


class UnknownNumbers(Refusal):
    code = "desk.unknown_party_numbers"
    message = gettext_lazy("These are no numbers of customers: %(numbers)s.")
    field = "numbers"


@screens.staff()
def disclosure(request: screens.Request, public_id: UUID) -> HttpResponse:
    """One disclosure with the persons concerned."""
    shown = queries.disclosure(viewer=request.actor, public_id=public_id)
    if shown is None:
        raise Http404
    persons = queries.concerned_by(
        viewer=request.actor,
        disclosure_id=shown.id,
        after=cursor(request.GET) or 0,
        limit=PAGE + 1,
    )
    context = {
        "shown": shown,
        "persons": persons[:PAGE],
        "next_before": persons[PAGE - 1].party_id if len(persons) > PAGE else None,
    }
    return screens.page(request, "desk/privacy/disclosure.html", context)


@screens.staff()
def add(request: screens.Request) -> HttpResponse:
    """Something that went out past the program: told, sent by post, handed over."""
    today = timezone.localdate()
    initial = {"on": today, "numbers": request.GET.get("number", "")[:200]}
    form = forms.ByHand(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            public_id = operations.disclose_by_hand(
                actor=request.actor,
                draft=form.draft(scope=tuple(said["scope"]), way=said["way"]),
                parties=_parties(request, form.given_numbers()),
                on=said["on"],
                today=today,
            )
            messages.success(request, _("The disclosure stands in the register."))
            return redirect("disclosure", public_id)
    return screens.page(request, "desk/privacy/disclosure_add.html", {"form": form})


def _parties(request: screens.Request, numbers: list[str]) -> list[int]:
    known = register.party_ids_by_number(viewer=request.actor, numbers=numbers)
    unknown = [number for number in numbers if number not in known]
    if unknown:
        raise UnknownNumbers(numbers=", ".join(unknown[:10]))
    return list(known.values())
