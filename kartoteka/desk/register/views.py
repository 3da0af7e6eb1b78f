"""The search, a new party, its identity and its place; archiving."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.access import queries as access
from kartoteka.desk.card.frame import lead_on
from kartoteka.desk.fields import generated
from kartoteka.desk.register import forms
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations, queries
from kartoteka.register.queries import PartyCard
from kartoteka.ui import screens
from kartoteka.ui.context import LANGUAGES
from kartoteka.ui.lists import LISTS

HITS = 20


@screens.staff()
def search(request: screens.Request) -> HttpResponse:
    """What the one box finds; for htmx the hits alone. One certain hit opens its card at once."""
    text = request.GET.get("q", "")[:200]
    hits = queries.find(viewer=request.actor, text=text, limit=HITS) if text.strip() else []
    if len(hits) == 1 and not screens.wants_fragment(request):
        return redirect("party", hits[0].party_id)
    found = access.find_views(viewer=request.actor, text=text) if text.strip() else []
    views = [
        (view.name, f"{reverse(LISTS[view.subject].name)}?view={view.public_id}")
        for view in found
        if view.subject in LISTS
    ]
    context = {"q": text, "hits": hits, "is_full": len(hits) == HITS, "views": views}
    return screens.page(request, "desk/register/search.html", context, fragment="hits")


@screens.staff()
def party_add(request: screens.Request) -> HttpResponse:
    """A new party with the first of everything, also a branch or contact person of another."""
    form = forms.NewParty(request.POST or None, initial=_initial(request))
    form.open_to(request.actor)
    generated.ask_required(form, viewer=request.actor, record="party")
    if form.is_valid():
        with generated.refusals_on(form), placed(form):
            parent_id = _by_number(request, form.cleaned_data["parent"])
            party_id = operations.add_party_as_found(
                actor=request.actor,
                draft=form.whole_draft(parent_id),
                source=_source(form.cleaned_data["found"]),
                on=timezone.localdate(),
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Added."))
            return redirect("party", party_id)
    return screens.page(request, "desk/register/add.html", {"form": form})


@screens.staff()
def party_change(request: screens.Request, party_id: int) -> HttpResponse:
    """The identity as a form; beside it all that hangs on the party, each with its own form."""
    party = known(request, party_id)
    form = forms.Identity(request.POST or None, initial=forms.Identity.of(party))
    form.open_to(request.actor)
    form.fields["number"].help_text = ""
    if form.is_valid():
        with screens.refusals_on(form), placed(form):
            operations.change_party(
                actor=request.actor,
                party_id=party_id,
                draft=form.draft(),
                expected_version=form.cleaned_data["version"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("party_change", party_id)
    return screens.page(request, "desk/register/change.html", {"form": form, "party": party})


@screens.staff()
def party_place(request: screens.Request, party_id: int) -> HttpResponse:
    """The place in the tree: under which party, as what."""
    party = known(request, party_id)
    initial = {
        "parent": party.above[0].number if party.above else "",
        "place": party.place if party.above else "BRANCH",
        "version": party.version,
    }
    form = forms.Place(request.POST or None, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form), placed(form):
            operations.move_party(
                actor=request.actor,
                party_id=party_id,
                parent_id=_by_number(request, form.cleaned_data["parent"]),
                place=form.cleaned_data["place"],
                expected_version=form.cleaned_data["version"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("party_change", party_id)
    context = {"form": form, "party": party, "heading": _("Place in the tree")}
    return screens.page(request, "desk/register/part.html", context)


@screens.staff()
@require_POST
def party_archive(request: screens.Request, party_id: int) -> HttpResponse:
    """Puts the party away; what stands in the way is said on its page."""
    try:
        operations.archive_party(actor=request.actor, party_id=party_id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("party_change", party_id)
    messages.success(request, _("Archived: it is found after the active ones."))
    return redirect("party", party_id)


@screens.staff()
@require_POST
def party_restore(request: screens.Request, party_id: int) -> HttpResponse:
    """Makes an archived party active again."""
    operations.restore_party(actor=request.actor, party_id=party_id)
    messages.success(request, _("Active again."))
    return redirect("party", party_id)


class UnknownNumber(Refusal):
    """The number typed for the superior party is nobody's."""

    code = "desk.unknown_party_number"
    message = _("There is no customer with the number %(number)s.")
    field = "parent"


@contextmanager
def placed(form: BaseForm) -> Iterator[None]:
    """Puts a refusal on the field that this form has for it, and keeps the other card it names."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = getattr(form, "places", {}).get(refusal.code, refusal.field)
        if "party_id" in refusal.facts:
            form.other = refusal.facts  # type: ignore[attr-defined]
        raise


def known(request: screens.Request, party_id: int) -> PartyCard:
    """The party, or 404; one that was merged leads to who stays."""
    party = queries.party(viewer=request.actor, party_id=party_id)
    if party is None:
        raise Http404
    lead_on(request, party)
    return party


def _by_number(request: screens.Request, number: str) -> int | None:
    number = number.strip()
    if not number:
        return None
    found = queries.party_ids_by_number(viewer=request.actor, numbers=[number])
    if number not in found:
        raise UnknownNumber(number=number)
    return found[number]


def _initial(request: screens.Request) -> dict[str, Any]:
    language = get_language() or "pl"
    initial = {
        "kind": "COMPANY",
        "language": language if language != "en" else "pl",
        "country": "SK" if language == "sk" else "PL",
    }
    initial |= _from_register(request)
    parent = request.GET.get("parent", "")
    if parent.isdecimal() and len(parent) < 19:  # noqa: PLR2004  (bigint)
        above = queries.party(viewer=request.actor, party_id=int(parent))
        if above is not None:
            initial |= {"parent": above.number, "place": "BRANCH", "country": above.country}
    return initial


def _from_register(request: screens.Request) -> dict[str, Any]:
    """What a look-up in an outside register fills in, of the fields that were ticked."""
    source = _source(request.GET.get("found", ""))
    if source is None:
        return {}
    fields = request.GET.getlist("fields_taken")
    try:
        draft = operations.draft_of(
            enquiry_id=source[0], choice=source[1], fields=fields, language=""
        )
    except Refusal:
        return {}
    language = request.GET.get("language", "")
    return forms.NewParty.of_draft(draft) | {
        "found": request.GET["found"],
        **({"language": language} if language in dict(LANGUAGES) else {}),
    }


def _source(found: str) -> tuple[int, int] | None:
    """The enquiry and the choice that the form was filled in from."""
    enquiry, _dash, choice = found.partition("-")
    if enquiry.isdecimal() and choice.isdecimal() and len(enquiry) < 19 and len(choice) < 4:  # noqa: PLR2004
        return int(enquiry), int(choice)
    return None
