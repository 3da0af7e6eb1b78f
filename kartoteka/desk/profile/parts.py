"""What the Profile shows, each with a page and a form of its own."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.profile import forms
from kartoteka.desk.register.views import known
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations
from kartoteka.register.queries import choices, groups, segments
from kartoteka.register.queries import terms as queries
from kartoteka.ui import screens

PAGE = "desk/profile/part.html"


@screens.staff()
def role_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new role."""
    roles = segments.entries(viewer=request.actor, of="ROLE")
    form = forms.Role(request.POST or None, roles=roles)
    return answer(
        request,
        party_id,
        form,
        _("New role"),
        lambda: operations.give_role(
            actor=request.actor,
            party_id=party_id,
            role_id=int(form.cleaned_data["role"]),
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
        ),
    )


@screens.staff()
def role(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """The time of a role, or away with what never was right."""
    line = of(segments.roles_of(viewer=request.actor, party_id=party_id), pk)
    if "remove" in request.POST:
        operations.remove_role(actor=request.actor, row_id=pk)
        return done(request, party_id, _("Removed."))
    form = forms.Role(request.POST or None, initial=forms.Role.of(line), roles=[line.role])
    form.fields["role"].disabled = True
    return answer(
        request,
        party_id,
        form,
        line.role.label,
        lambda: operations.change_role(
            actor=request.actor,
            row_id=pk,
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
            expected_version=form.cleaned_data["version"],
            confirmed=screens.confirmed(request),
        ),
        may_remove=True,
    )


@screens.staff()
def segmentation(request: screens.Request, party_id: int) -> HttpResponse:
    """Priority, classification, source of acquisition."""
    segment = segments.segment_of(viewer=request.actor, party_id=party_id)
    has = {
        "priority": segment.priority,
        "classification": segment.classification,
        "source": segment.source,
    }
    lists = {
        name: segments.entries(
            viewer=request.actor, of=name.upper(), keep=[one.id if one else None]
        )
        for name, one in has.items()
    }
    form = forms.Segmentation(
        request.POST or None, initial=forms.Segmentation.of(segment), lists=lists
    )
    return answer(
        request,
        party_id,
        form,
        _("Segmentation"),
        lambda: operations.set_segment(
            actor=request.actor,
            party_id=party_id,
            expected_version=form.cleaned_data["version"],
            confirmed=screens.confirmed(request),
            **form.values(),
        ),
    )


@screens.staff()
def activity_add(request: screens.Request, party_id: int) -> HttpResponse:
    """Finds an activity by code or words, and gives it to the party."""
    party = known(request, party_id)
    schemes = dict(choices.ACTIVITY_SCHEMES)
    scheme, text = request.GET.get("scheme", ""), request.GET.get("q", "")[:100]
    if scheme not in schemes:
        scheme = "NACE21" if party.country == "SK" else "PKD2025"
    problem = ""
    picked = request.POST.get("activity", "")
    if picked.isdecimal() and len(picked) < 19:  # noqa: PLR2004  (bigint)
        try:
            operations.add_activity(actor=request.actor, party_id=party_id, activity_id=int(picked))
        except Refusal as refusal:
            problem = refusal.sentence()
        else:
            return done(request, party_id, _("Added."))
    context = {
        "party": party,
        "scheme": scheme,
        "schemes": choices.ACTIVITY_SCHEMES,
        "text": text,
        "problem": problem,
        "found": segments.find_activities(viewer=request.actor, scheme=scheme, text=text),
    }
    return screens.page(request, "desk/profile/activities.html", context, fragment="found")


@screens.staff()
@require_POST
def activity(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """Makes an activity the main one, or takes it away."""
    of(segments.activities_of(viewer=request.actor, party_id=party_id), pk)
    if "remove" in request.POST:
        operations.remove_activity(actor=request.actor, row_id=pk)
        return done(request, party_id, _("Removed."))
    operations.make_main_activity(actor=request.actor, row_id=pk)
    return done(request, party_id, _("Saved."))


@screens.staff()
def terms_add(request: screens.Request, party_id: int) -> HttpResponse:
    """New terms; the present ones end the day before, once the person has agreed."""
    form = forms.Terms(
        request.POST or None,
        initial={"valid_from": timezone.localdate(), "is_dunned": True},
        price_groups=segments.entries(viewer=request.actor, of="PRICE_GROUP"),
    )
    return answer(
        request,
        party_id,
        form,
        _("New trade terms"),
        lambda: operations.add_terms(
            actor=request.actor,
            party_id=party_id,
            draft=form.draft(),
            confirmed=screens.confirmed(request),
        ),
    )


@screens.staff()
def terms(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """Terms: others, their last day, or away with what never was agreed."""
    line = of(queries.terms_of(viewer=request.actor, party_id=party_id), pk)
    if "remove" in request.POST:
        operations.remove_terms(actor=request.actor, terms_id=pk)
        return done(request, party_id, _("Removed."))
    keep = [line.price_group.id if line.price_group else None]
    form = forms.Terms(
        request.POST or None,
        initial=forms.Terms.of(line),
        price_groups=segments.entries(viewer=request.actor, of="PRICE_GROUP", keep=keep),
    )
    return answer(
        request,
        party_id,
        form,
        _("Trade terms"),
        lambda: operations.change_terms(
            actor=request.actor,
            terms_id=pk,
            draft=form.draft(),
            expected_version=form.cleaned_data["version"],
            confirmed=screens.confirmed(request),
        ),
        may_remove=True,
    )


@screens.staff()
def group_add(request: screens.Request, party_id: int) -> HttpResponse:
    """Puts the customer into a group made by hand, or takes them out from today on."""
    today = timezone.localdate()
    mine = [one for one in groups.groups(viewer=request.actor) if not one.is_dynamic]
    form = forms.Group(
        request.POST or None,
        initial={"on": today, "group": request.GET.get("group")},
        groups=[(str(one.id), one.label) for one in mine],
    )
    given: dict[str, Any] = {"actor": request.actor, "party_ids": [party_id]}
    if "remove" in request.POST:
        group = of(groups.memberships(viewer=request.actor, party_id=party_id, on=today),
                   request.POST.get("group"), name="group_id")  # fmt: skip
        try:
            operations.remove_members(group_id=group.group_id, on=today, **given)
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
            return redirect("party_profile", party_id)
        return done(request, party_id, _("Taken out."))
    return answer(
        request,
        party_id,
        form,
        _("Add to a group"),
        lambda: operations.add_members(
            group_id=int(form.cleaned_data["group"]), on=form.cleaned_data["on"], **given
        ),
    )


def answer(
    request: screens.Request,
    party_id: int,
    form: Form,
    heading: str,
    save: Callable[[], Any],
    **more: Any,
) -> HttpResponse:
    """Saves what a good form says and goes back to the Profile; else shows the form again."""
    party = known(request, party_id)
    if form.is_valid():
        with screens.refusals_on(form):
            save()
            return done(request, party_id, _("Saved."))
    return screens.page(request, PAGE, {"form": form, "party": party, "heading": heading, **more})


def done(request: screens.Request, party_id: int, words: str) -> HttpResponse:
    """Back to the Profile, with a word."""
    messages.success(request, words)
    return redirect("party_profile", party_id)


def of(lines: Iterable[Any], pk: int | str | None, *, name: str = "id") -> Any:
    """The line with that id (or other column), or 404."""
    found = next((line for line in lines if str(getattr(line, name)) == str(pk)), None)
    if found is None:
        raise Http404
    return found
