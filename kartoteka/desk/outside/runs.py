"""Asking about all customers: started, watched, stopped, its report read and taken."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kartoteka.desk.outside import forms
from kartoteka.kernel.actor import Role
from kartoteka.kernel.criteria import Condition, Group, Op, as_json
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations
from kartoteka.register.queries import outside
from kartoteka.ui import screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES["register.outside_run"] = gettext_lazy("Outside registers")
JOB_REPORTS["register.outside_run"] = "desk/outside/job.html"
PAGE = 100
SHOWN = ("changed", "unanswered", "all")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def start(request: screens.Request) -> HttpResponse:
    """Puts a run into the queue and shows it."""
    form = forms.StartRun(request.POST)
    if not form.is_valid():
        return redirect("outside")
    try:
        public_id = operations.start_outside_run(
            actor=request.actor,
            kind=form.cleaned_data["kind"],
            on=timezone.localdate(),
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("outside")
    return redirect("outside_run", public_id)


@screens.staff()
def run(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """How far a run is, and its report as far as there is one."""
    line = _known(request, public_id)
    is_open = line.state in {"WORKING", "PAUSED"}
    show = request.GET.get("show", SHOWN[0])
    show = show if show in SHOWN else SHOWN[0]
    after = request.GET.get("after", "")
    rows = outside.run_rows(
        viewer=request.actor,
        public_id=public_id,
        show=show,
        after=int(after) if after.isdecimal() and len(after) < 19 else 0,  # noqa: PLR2004
        limit=PAGE,
    )
    has_first_rows = bool(rows) and "empty" in request.GET
    if screens.wants_fragment(request) and (not is_open or has_first_rows):  # progress asks
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "run": line,
        "rows": rows,
        "show": show,
        "after": rows[-1].id if len(rows) == PAGE else None,
        "tabs": [("changed", _("changes")), ("unanswered", _("no answer")), ("all", _("all"))],
        "may_act": request.actor.may(Role.ADMINISTRATOR),
        "is_open": is_open,
        "list_url": f"{reverse('enquiries')}?{_of_run(public_id)}",
    }
    return screens.page(request, "desk/outside/run.html", context, fragment="progress")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def stop(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Ends a run where it is."""
    operations.stop_outside_run(actor=request.actor, public_id=public_id, at=timezone.now())
    messages.success(request, _("Stopped. What was answered stays."))
    return redirect("outside_run", public_id)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def take(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Takes the chosen fields of all firms that differ."""
    _known(request, public_id)
    fields = [name for name in ("name", "address", "numbers") if name in request.POST]
    try:
        taken = operations.take_from_run(
            actor=request.actor, public_id=public_id, fields=fields, on=timezone.localdate()
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("outside_run", public_id)
    said = {"taken": taken.taken, "refused": len(taken.refused)}
    messages.success(request, _("Taken: %(taken)s, refused: %(refused)s.") % said)
    for sentence in taken.refused[:5]:
        messages.warning(request, sentence)
    return redirect("outside_run", public_id)


def _known(request: screens.Request, public_id: uuid.UUID) -> outside.RunLine:
    line = outside.run(viewer=request.actor, public_id=public_id)
    if line is None:
        raise Http404
    return line


def _of_run(public_id: uuid.UUID) -> str:
    """The list of all questions, narrowed to those of a run."""
    which = Group("all", (Condition("run", Op.IS, (str(public_id),)),))
    return urlencode({"where": as_json(which)})
