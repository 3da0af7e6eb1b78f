"""The queue of likely twins, two cards side by side, merging, undoing, exceptions."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.register.views import known, placed
from kartoteka.desk.twins import comparing, forms, wording
from kartoteka.desk.twins.lists import KIND
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import queries as ledger
from kartoteka.register import operations, queries
from kartoteka.register.queries import PartyCard, fields
from kartoteka.ui import screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES[KIND] = gettext_lazy("Look for twins")
JOB_REPORTS[KIND] = "desk/twins/report.html"
PAGE = 50


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def find(request: screens.Request) -> HttpResponse:
    """Looks for twins in the whole register, in the background."""
    try:
        return redirect("job", operations.find_twins_later(actor=request.actor))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("twins")


@screens.staff()
def likely(request: screens.Request) -> HttpResponse:
    """Who may be the customer that a form is being filled in for; for htmx the list alone."""
    form = forms.Typed(request.POST or request.GET)
    form.is_valid()
    party_id = form.cleaned_data.get("party")
    card = queries.party(viewer=request.actor, party_id=party_id) if party_id else None
    found = queries.likely_twins(
        viewer=request.actor, asked=form.asked(card), party_id=party_id if card else None
    )
    context = {"likely": found, "party": card}
    return screens.page(request, "desk/twins/likely.html", context, fragment="list")


@screens.staff(Role.ADMINISTRATOR)
def pair(request: screens.Request, pair_id: int) -> HttpResponse:
    """One pair side by side, to decide about; and what comes after it in the queue."""
    found = queries.twin(viewer=request.actor, pair_id=pair_id)
    if found is None:
        raise Http404
    waiting = queries.twins(viewer=request.actor, limit=PAGE).pairs
    ids = [one.id for one in waiting]
    place = ids.index(pair_id) if pair_id in ids else -1
    context = _side_by_side(request, found.first.party_id, found.second.party_id) | {
        "pair": found,
        "next": ids[place + 1] if place + 1 < len(ids) else None,
        "previous": ids[place - 1] if place > 0 else None,
        "score": found.score,
        "reasons": found.reasons,
    }
    return screens.page(request, "desk/twins/pair.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def decide(request: screens.Request, pair_id: int) -> HttpResponse:
    """That the two are not one, or that it is to be decided again; then the next pair."""
    again = "again" in request.POST
    try:
        if again:
            operations.decide_again(actor=request.actor, pair_id=pair_id)
        else:
            operations.not_the_same(actor=request.actor, pair_id=pair_id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("twins")
    messages.success(
        request,
        _("The pair waits for a decision again.")
        if again
        else _("Noted: these two are not the same, and will not be asked about again."),
    )
    if again:
        return redirect("twin", pair_id)
    following = _number(request.POST, "next")
    return redirect("twin", following) if following else redirect("twins")


@screens.staff()
def compare_two(request: screens.Request, first_id: int, second_id: int) -> HttpResponse:
    """Any two cards side by side."""
    score, reasons = queries.likeness(viewer=request.actor, first_id=first_id, second_id=second_id)
    context = _side_by_side(request, first_id, second_id) | {"score": score, "reasons": reasons}
    return screens.page(request, "desk/twins/pair.html", context)


@screens.staff(Role.ADMINISTRATOR)
def choose(request: screens.Request, party_id: int) -> HttpResponse:
    """With whom a customer is to be merged: by number, or one of those who are alike."""
    party = known(request, party_id)
    form = forms.Choose(request.POST or None)
    if form.is_valid():
        number = form.cleaned_data["number"].strip()
        found = queries.party_ids_by_number(viewer=request.actor, numbers=[number])
        if number in found and found[number] != party_id:
            return redirect("compare", party_id, found[number])
        form.add_error("number", _("There is no other customer with this number."))
    asked = queries.Asked(kind=party.kind, name=party.name)
    near = queries.likely_twins(viewer=request.actor, asked=asked, party_id=party_id, limit=10)
    context = {"party": party, "form": form, "likely": near}
    return screens.page(request, "desk/twins/choose.html", context)


@screens.staff(Role.ADMINISTRATOR)
def merge(request: screens.Request, survivor_id: int, loser_id: int) -> HttpResponse:
    """What a merge would move and which values are to be chosen; then the merge itself."""
    survivor, loser = known(request, survivor_id), known(request, loser_id)
    conflicts = queries.merge_conflicts(
        viewer=request.actor, survivor_id=survivor_id, loser_id=loser_id
    )
    versions = {"survivor_version": survivor.version, "loser_version": loser.version}
    form = forms.Merge(request.POST or None, conflicts=conflicts, versions=versions)
    if form.is_valid():
        seen = {
            survivor_id: form.cleaned_data["survivor_version"],
            loser_id: form.cleaned_data["loser_version"],
        }
        with screens.refusals_on(form):
            done = operations.merge(
                actor=request.actor,
                survivor_id=survivor_id,
                loser_id=loser_id,
                choices=form.chosen(),
                reason=form.cleaned_data["reason"],
                expected_versions=seen,
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Merged. What moved stands here; it can be undone."))
            return redirect("merge_shown", done.public_id)
    moved, refused = _planned(request, survivor_id, loser_id)
    context = {
        "form": form,
        "survivor": survivor,
        "loser": loser,
        "moved": wording.moved(moved),
        "refused": refused,
    }
    return screens.page(request, "desk/twins/merge.html", context)


@screens.staff()
def merge_shown(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """One merge: who into whom, what moved, whether it was undone."""
    row = _merge(request, public_id)
    context = {
        "row": row,
        "moved": wording.kept_moves(row.counts),
        "returned": wording.kept_returns(row.undo_counts),
        "may_undo": row.undone_at is None and request.actor.may(Role.ADMINISTRATOR),
    }
    return screens.page(request, "desk/twins/merge_shown.html", context)


@screens.staff(Role.ADMINISTRATOR)
def undo(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """What an undo would put back and what it could not; then the undo itself."""
    row = _merge(request, public_id)
    refused = ""
    planned = None
    try:
        if request.method == "POST":
            done = operations.undo_merge(actor=request.actor, merge_id=public_id)
            messages.success(request, _("Undone: they are two customers again."))
            for line in wording.left(done.returned):
                messages.warning(request, line)
            return redirect("merge_shown", public_id)
        planned = operations.preview_undo(viewer=request.actor, merge_id=public_id)
    except Refusal as refusal:
        refused = refusal.sentence()
    context = {
        "row": row,
        "planned": wording.returned(planned.returned) if planned else [],
        "refused": refused,
    }
    return screens.page(request, "desk/twins/undo.html", context)


@screens.staff(Role.ADMINISTRATOR)
def share(request: screens.Request, party_id: int) -> HttpResponse:
    """Lets a customer have an identifier that another has, for a reason."""
    party = known(request, party_id)
    initial = {name: request.GET.get(name, "")[:40] for name in ("kind", "value")}
    form = forms.Share(request.POST or None, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form), placed(form):
            operations.allow_same_identifier(
                actor=request.actor, party_id=party_id, **form.cleaned_data
            )
            messages.success(request, _("Saved. The exception stands in the history."))
            return redirect("party_change", party_id)
    context = {"form": form, "party": party, "heading": _("Same identifier, by exception")}
    return screens.page(request, "desk/register/part.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def alone(request: screens.Request, party_id: int, kind: str) -> HttpResponse:
    """Takes such an exception back."""
    try:
        operations.end_identifier_exception(actor=request.actor, party_id=party_id, kind=kind)
        messages.success(request, _("The exception is taken back."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("party_change", party_id)


def _side_by_side(request: screens.Request, first_id: int, second_id: int) -> dict[str, Any]:
    cards = [_card(request, party_id) for party_id in (first_id, second_id)]
    on = timezone.localdate()
    left, right = (ledger.balance(viewer=request.actor, party_id=card.id, on=on) for card in cards)
    mine, theirs = (
        fields.record_tabs(viewer=request.actor, record="party", record_id=card.id)
        for card in cards
    )
    language = get_language() or "pl"
    return {
        "first": cards[0],
        "second": cards[1],
        "lines": comparing.lines(cards[0], cards[1], (left, right), (mine, theirs), language),
        "may_merge": request.actor.may(Role.ADMINISTRATOR)
        and not any(card.merged_into_id for card in cards),
    }


def _card(request: screens.Request, party_id: int) -> PartyCard:
    card = queries.party(viewer=request.actor, party_id=party_id)
    if card is None:
        raise Http404
    return card


def _planned(
    request: screens.Request, survivor_id: int, loser_id: int
) -> tuple[tuple[Any, ...], str]:
    try:
        done = operations.preview_merge(
            viewer=request.actor, survivor_id=survivor_id, loser_id=loser_id
        )
    except Refusal as refusal:
        return (), refusal.sentence()
    return done.moved, ""


def _merge(request: screens.Request, public_id: uuid.UUID) -> queries.MergeRow:
    row = queries.merge_row(viewer=request.actor, public_id=public_id)
    if row is None:
        raise Http404
    return row


def _number(source: Any, name: str) -> int:
    given = getattr(source, "GET", source).get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else 0  # noqa: PLR2004  (bigint)
