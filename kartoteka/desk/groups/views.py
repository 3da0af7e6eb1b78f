"""All groups; one with what its members owe; the forms of a group."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.desk.groups import forms
from kartoteka.desk.groups.lists import known
from kartoteka.kernel import listing
from kartoteka.kernel.criteria import BadQuery, as_json, in_words, read
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.criteria.profiles import members
from kartoteka.register.queries import groups as queries
from kartoteka.register.queries.groups import GroupLine
from kartoteka.ui import screens


@screens.staff()
def groups(request: screens.Request) -> HttpResponse:
    """The groups that I see, retired ones at the end."""
    found = queries.groups(viewer=request.actor, with_retired=True)
    rows = [(one, _count(request, one)) for one in sorted(found, key=lambda one: one.is_retired)]
    return screens.page(request, "desk/groups/groups.html", {"rows": rows})


@screens.staff()
def group_add(request: screens.Request) -> HttpResponse:
    """A new group: by hand, or (`where`: the query of a list) of those whom conditions find.

    Of a dynamic group that is there, `group` takes the conditions over.
    """
    where = request.POST.get("where", request.GET.get("where", ""))[:20000]
    fields = PARTIES.fields(request.actor)
    try:
        query = read(where, fields) if where else None
    except BadQuery as refusal:
        messages.error(request, refusal.sentence())
        return redirect("parties")
    data = json.loads(as_json(query) or '{"all":[]}') if query is not None else None
    mine = [
        one for one in queries.groups(viewer=request.actor) if one.is_dynamic and data is not None
    ]
    taking = next((one for one in mine if str(one.id) == request.POST.get("group")), None)
    if taking is not None and data is not None:
        return _take_over(request, taking, data)
    form = forms.NewGroup(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            pk = operations.add_group(actor=request.actor, draft=form.draft(data))
            messages.success(request, _("The group is made."))
            return redirect("group", pk)
    context = {
        "form": form,
        "where": where,
        "words": in_words(query, fields) if query is not None else "",
        "others": mine,
    }
    return screens.page(request, "desk/groups/add.html", context)


@screens.staff()
def group_change(request: screens.Request, pk: int) -> HttpResponse:
    """Other words, colour, note; sharing; retirement; or away with it."""
    line = known(request, pk)
    removing = "remove" in request.POST
    form = forms.ChangedGroup(
        None if removing else request.POST or None, initial=forms.ChangedGroup.of(line)
    )
    problem = ""
    if removing:
        try:
            operations.remove_group(actor=request.actor, group_id=pk)
        except Refusal as refusal:
            problem = refusal.sentence()
        else:
            messages.success(request, _("Removed."))
            return redirect("groups")
    elif form.is_valid():
        with screens.refusals_on(form):
            operations.change_group(
                actor=request.actor,
                group_id=pk,
                draft=form.draft(line.query),
                is_retired=form.cleaned_data["is_retired"],
                expected_version=form.cleaned_data["version"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("group", pk)
    context = {"form": form, "group": line, "problem": problem}
    return screens.page(request, "desk/groups/change.html", context)


def _take_over(request: screens.Request, line: GroupLine, query: dict[str, Any]) -> HttpResponse:
    """Gives a dynamic group the conditions of a list."""
    draft = operations.GroupDraft(line.labels, line.colour, line.note, line.is_shared, query)
    try:
        operations.change_group(
            actor=request.actor, group_id=line.id, draft=draft, is_retired=line.is_retired
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    else:
        messages.success(request, _("The group has these conditions now."))
    return redirect("group", line.id)


def _count(request: screens.Request, line: GroupLine) -> int | None:
    """How many are in the group today; None where its conditions cannot be asked any more."""
    try:
        which = members(request.actor, line, timezone.localdate())
    except BadQuery:
        return None
    return listing.count(PARTIES, which).rows
