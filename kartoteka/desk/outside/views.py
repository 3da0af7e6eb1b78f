"""Looking a firm up and taking what is found; the checks of one customer; the proof of a call."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.card import frame
from kartoteka.desk.outside import forms, words
from kartoteka.desk.register.views import known, placed
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations, queries
from kartoteka.register.queries import PartyCard, outside
from kartoteka.trail import proofs
from kartoteka.ui import screens

PAGE = 50


@screens.staff()
def look_up(request: screens.Request) -> HttpResponse:
    """The box for a number; what is found has a page of its own."""
    form = forms.LookUp(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            enquiry_id = operations.look_up(actor=request.actor, number=form.cleaned_data["number"])
            return redirect("outside_found", enquiry_id)
    return screens.page(request, "desk/outside/look_up.html", {"form": form})


@screens.staff()
def found(request: screens.Request, enquiry_id: int) -> HttpResponse:
    """What was found: none, several to choose from, or one beside what is kept of a customer."""
    enquiry = outside.found(viewer=request.actor, enquiry_id=enquiry_id)
    if enquiry is None:
        raise Http404
    choice = _choice(request, enquiry)
    context: dict[str, Any] = {"enquiry": enquiry, "choice": choice}
    if choice is None:
        return screens.page(request, "desk/outside/found.html", context)
    party = _beside(request, enquiry)
    today = timezone.localdate()
    lines = outside.compared(subject=choice.subject, party=party, on=today)
    language = "sk" if choice.subject.country == "SK" else "pl"
    form = forms.Take(request.POST or None, lines=lines, language=language)
    if form.is_valid():
        with screens.refusals_on(form), placed(form):
            return _taken(request, enquiry, choice, party, form)
    return screens.page(
        request, "desk/outside/found.html", context | {"party": party, "form": form}, form=form
    )


@screens.staff()
@require_POST
def pick(request: screens.Request, enquiry_id: int) -> HttpResponse:
    """Asks for all about one of several firms, then shows it."""
    place = request.POST.get("choice", "")
    try:
        choice = int(place) if place.isdecimal() and len(place) < 4 else -1  # noqa: PLR2004
        operations.pick(actor=request.actor, enquiry_id=enquiry_id, choice=choice)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("outside_found", enquiry_id)
    return redirect(f"{reverse('outside_found', args=[enquiry_id])}?pick={choice}")


@screens.staff()
def of_party(request: screens.Request, party_id: int) -> HttpResponse:
    """The tab of a card: what outside registers say, and the ways to ask them again."""
    viewer = request.actor
    context = frame.head(request, party_id, tab="outside")
    known = {line.account_id: line for line in context["standings"] if line.account_id}
    context |= {
        "vat": [line for line in context["standings"] if not line.account_id],
        "accounts": [(row, known.get(row.id)) for row in context["party"].accounts],
        "facts": outside.outside_facts(viewer=viewer, party_id=party_id),
        "enquiries": outside.enquiries(viewer=viewer, party_id=party_id),
    }
    return screens.page(request, "desk/outside/party.html", context)


@screens.staff()
@require_POST
def ask(request: screens.Request, party_id: int) -> HttpResponse:
    """Asks one register about the customer: VAT, an account, or who it is."""
    now = timezone.now()
    today = timezone.localdate()
    account = request.POST.get("account", "")
    try:
        if request.POST.get("about") == "firm":
            enquiry_id = operations.look_up_party(actor=request.actor, party_id=party_id)
            return redirect("outside_found", enquiry_id)
        if account:
            account_id = _account_of(request, party_id, account)
            operations.check_account(actor=request.actor, account_id=account_id, on=today, at=now)
        else:
            operations.check_vat(actor=request.actor, party_id=party_id, on=today, at=now)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    else:
        _say(request, party_id)
    return redirect("party_outside", party_id)


@screens.staff()
def call(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """One call, as proof: who asked what whom and when, and what came back, masked."""
    line = proofs.proof(viewer=request.actor, public_id=public_id)
    if line is None:
        raise Http404
    context = {
        "line": line,
        "service": words.SERVICES.get(line.service, line.service),
        "verdict": words.VERDICTS[line.verdict],
        "why": forms.why_words(line.why) if line.why else "",
    }
    return screens.page(request, "desk/outside/call.html", context)


def _choice(request: screens.Request, enquiry: outside.Found) -> outside.Choice | None:
    """The one firm that is looked at: the only one, or the one that was picked."""
    asked = request.GET.get("pick", "0" if len(enquiry.choices) == 1 else "")
    if not asked.isdecimal() or len(asked) > 3 or int(asked) >= len(enquiry.choices):  # noqa: PLR2004
        return None
    return enquiry.choices[int(asked)]


def _beside(request: screens.Request, enquiry: outside.Found) -> PartyCard | None:
    """The customer that the firm is compared with, if it is with any."""
    asked = request.GET.get("party", "")
    party_id = enquiry.party_id
    if asked.isdecimal() and len(asked) < 19:  # noqa: PLR2004  (bigint)
        party_id = int(asked)
    return queries.party(viewer=request.actor, party_id=party_id) if party_id else None


def _taken(
    request: screens.Request,
    enquiry: outside.Found,
    choice: outside.Choice,
    party: PartyCard | None,
    form: forms.Take,
) -> HttpResponse:
    said: dict[str, Any] = {
        "actor": request.actor,
        "enquiry_id": enquiry.id,
        "choice": choice.place,
        "fields": set(form.cleaned_data["fields_taken"]),
        "on": timezone.localdate(),
        "confirmed": screens.confirmed(request),
    }
    if party is not None:
        operations.take_from_register(party_id=party.id, **said)
        messages.success(request, _("Taken from the register."))
        return redirect("party", party.id)
    language = form.cleaned_data["language"] or get_language() or "pl"
    party_id = operations.add_from_register(language=language, **said)
    messages.success(request, _("Added."))
    return redirect("party", party_id)


def _account_of(request: screens.Request, party_id: int, asked: str) -> int:
    """The account's id where it is one of the customer's; 404 elsewhere."""
    found = [one.id for one in known(request, party_id).accounts if str(one.id) == asked]
    if not found:
        raise Http404
    return found[0]


def _say(request: screens.Request, party_id: int) -> None:
    """The last answer in a sentence."""
    lines = outside.enquiries(viewer=request.actor, party_id=party_id, limit=1)
    if lines and lines[0].state == "NO_ANSWER":
        messages.warning(request, _("No answer: %(why)s.") % {"why": lines[0].why})
    elif lines:
        said = {"about": lines[0].about_label, "status": lines[0].status_label}
        messages.success(request, _("%(about)s: %(status)s.") % said)
