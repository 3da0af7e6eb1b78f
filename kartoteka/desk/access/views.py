"""Users and units, for administrators; one's own panel and jobs, for everybody."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kartoteka.access import operations, queries
from kartoteka.desk.access import forms
from kartoteka.kernel.actor import Realm, Role
from kartoteka.ui import screens


@screens.staff(Role.ADMINISTRATOR)
@never_cache
def add_user(request: screens.Request) -> HttpResponse:
    """A new person; the random password is shown once, on the answer to this form."""
    form = forms.AddUser(request.POST or None, viewer=request.actor)
    if form.is_valid():
        given = form.cleaned_data
        with screens.refusals_on(form):
            added = operations.add_user(
                actor=request.actor,
                realm=Realm.DESK,
                login=given["login"],
                name=given["name"],
                email=given["email"],
                role=Role(given["role"]),
                unit_id=given["unit"],
                language=given["language"],
            )
            context = {"login": given["login"], "added": added}
            return screens.page(request, "desk/access/password.html", context)
    return screens.page(request, "desk/access/add_user.html", {"form": form})


@screens.staff(Role.ADMINISTRATOR)
def user(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """One person: what is known, and what may be done with the sign-in."""
    shown = _user(request, public_id)
    initial = {name: getattr(shown, name) for name in ("name", "email", "role", "language")}
    form = forms.ChangeUser(
        request.POST or None, viewer=request.actor, initial={**initial, "unit": shown.unit_id}
    )
    if form.is_valid():
        given = {**form.cleaned_data}
        with screens.refusals_on(form):
            operations.change_user(
                actor=request.actor,
                public_id=public_id,
                role=Role(given.pop("role")),
                unit_id=given.pop("unit"),
                **given,
            )
            messages.success(request, _("Saved."))
            return redirect("users")
    context = {"form": form, "shown": shown, "reset": forms.ResetPassword()}
    return screens.page(request, "desk/access/user.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def block_user(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Shuts somebody out at once."""
    operations.block_user(actor=request.actor, public_id=public_id)
    messages.success(request, _("Blocked: this person is signed out everywhere."))
    return redirect("user", public_id)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def unblock_user(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Lets somebody in again."""
    operations.unblock_user(actor=request.actor, public_id=public_id)
    messages.success(request, _("Unblocked."))
    return redirect("user", public_id)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
@never_cache
def reset_password(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """A new random password, shown once."""
    shown = _user(request, public_id)
    form = forms.ResetPassword(request.POST)
    remove = form.is_valid() and form.cleaned_data["remove_second_factor"]
    added = operations.reset_password(
        actor=request.actor, public_id=public_id, remove_second_factor=bool(remove)
    )
    context = {"login": shown.login, "added": added}
    return screens.page(request, "desk/access/password.html", context)


@screens.staff(Role.ADMINISTRATOR)
def units(request: screens.Request) -> HttpResponse:
    """The office as a tree."""
    context = {"units": queries.units(viewer=request.actor)}
    return screens.page(request, "desk/access/units.html", context)


@screens.staff(Role.ADMINISTRATOR)
def add_unit(request: screens.Request) -> HttpResponse:
    """A new part of the office."""
    form = forms.ChangeUnit(request.POST or None, viewer=request.actor)
    del form.fields["is_active"]
    if form.is_valid():
        given = form.cleaned_data
        with screens.refusals_on(form):
            operations.add_unit(
                actor=request.actor,
                code=given["code"],
                name=given["name"],
                parent_id=given["parent"],
            )
            messages.success(request, _("Added."))
            return redirect("units")
    return screens.page(request, "desk/access/unit.html", {"form": form})


@screens.staff(Role.ADMINISTRATOR)
def unit(request: screens.Request, unit_id: int) -> HttpResponse:
    """A part of the office: its name, its place, whether it is in use."""
    known = {row.unit_id: row for row in queries.units(viewer=request.actor)}
    if unit_id not in known:
        raise Http404
    shown = known[unit_id]
    initial = {name: getattr(shown, name) for name in ("code", "name", "is_active")}
    form = forms.ChangeUnit(
        request.POST or None,
        viewer=request.actor,
        unit_id=unit_id,
        initial={**initial, "parent": shown.parent_id},
    )
    if form.is_valid():
        given = {**form.cleaned_data}
        with screens.refusals_on(form):
            operations.change_unit(
                actor=request.actor, unit_id=unit_id, parent_id=given.pop("parent"), **given
            )
            messages.success(request, _("Saved."))
            return redirect("units")
    return screens.page(request, "desk/access/unit.html", {"form": form, "shown": shown})


@screens.staff()
def panel(request: screens.Request) -> HttpResponse:
    """Who I am, how I sign in, how I want to see the program."""
    shown = queries.user(viewer=request.actor, public_id=request.user.public_id)
    initial = {"language": request.user.language, "theme": request.user.theme}
    form = forms.Preferences(request.POST or None, initial=initial)
    if form.is_valid():
        operations.set_preferences(actor=request.actor, **form.cleaned_data)
        translation.activate(form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("panel")
    return screens.page(request, "desk/access/panel.html", {"form": form, "shown": shown})


@screens.staff()
def jobs(request: screens.Request) -> HttpResponse:
    """My jobs: those that wait or run, then the last that are over."""
    context = {"jobs": queries.latest_jobs(viewer=request.actor)}
    return screens.page(request, "desk/access/jobs.html", context)


@screens.staff()
@never_cache
def job(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """How far a job is; the fragment asks again by itself until it is finished."""
    shown = queries.job(viewer=request.actor, public_id=public_id)
    if shown is None:
        raise Http404
    return screens.page(request, "desk/access/job.html", {"job": shown}, fragment="progress")


def _user(request: screens.Request, public_id: uuid.UUID) -> queries.UserRow:
    shown = queries.user(viewer=request.actor, public_id=public_id)
    if shown is None:
        raise Http404
    return shown
