"""Imports, for administrators: begin, choose, map, look at the dry run, carry out."""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kartoteka.access import queries as access
from kartoteka.desk.exchange import forms
from kartoteka.exchange import operations, queries
from kartoteka.exchange.reading.refusals import Unreadable
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ui import figures, screens
from kartoteka.ui.templatetags.ui import JOB_NAMES

JOB_NAMES.update(
    {"exchange.check": gettext_lazy("Dry run"), "exchange.import": gettext_lazy("Import")}
)
OUTCOMES = ("NEW", "CHANGED", "SAME", "CONFLICT", "REJECTED")
_HEADERS = {None: "", True: "yes", False: "no"}
MOST_SHOWN = 100
SHOWN = ("REJECTED", "CONFLICT", "CHANGED", "NOTE")


@screens.staff(Role.ADMINISTRATOR)
def new_import(request: screens.Request) -> HttpResponse:
    """First step: what, and from where."""
    form = forms.NewImport(request.POST or None, request.FILES or None, viewer=request.actor)
    if form.is_valid():
        with screens.refusals_on(form):
            source = form.cleaned_data.get("source")
            opened = operations.begin(
                actor=request.actor,
                kind=form.cleaned_data["kind"],
                upload=form.cleaned_data["file"],
                source=uuid.UUID(source) if source else None,
            )
            return redirect("import", opened)
    return screens.page(request, "desk/exchange/new.html", {"form": form})


@screens.staff(Role.ADMINISTRATOR)
def repeat_import(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """A kept mapping once more: with a new file, or straight from its source."""
    kept = [row for row in queries.mappings(viewer=request.actor) if row.public_id == public_id]
    if not kept:
        raise Http404
    form = forms.RepeatImport(request.POST or None, request.FILES or None)
    if not kept[0].needs_file:
        del form.fields["file"]
    if request.method == "POST" and form.is_valid():
        with screens.refusals_on(form):
            upload = form.cleaned_data.get("file")
            opened = operations.repeat(actor=request.actor, mapping=public_id, upload=upload)
            return redirect("import", opened)
    return screens.page(request, "desk/exchange/repeat.html", {"form": form, "mapping": kept[0]})


@screens.staff(Role.ADMINISTRATOR)
def table(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Second step: which table, and how the file is written."""
    shown = _run(request, public_id)
    contents, problem = None, ""
    try:
        contents = queries.contents(viewer=request.actor, public_id=public_id)
    except Unreadable as refusal:
        problem = refusal.sentence()
    initial = {**shown.plan, "header": _HEADERS[shown.plan.get("header")]}
    form = forms.ChooseTable(
        request.POST if request.method == "POST" else None,
        initial=initial,
        contents=contents,
        from_database=shown.is_from_database,
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.choose(
                actor=request.actor,
                run=public_id,
                table=form.cleaned_data.get("table", ""),
                query=form.cleaned_data.get("query", ""),
                written=form.written(),
            )
            return redirect("import_columns", public_id)
    context = {"form": form, "run": shown, "problem": problem}
    return screens.page(request, "desk/exchange/table.html", context)


@screens.staff(Role.ADMINISTRATOR)
def columns(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Third step: which column goes where; then the dry run begins."""
    shown = _run(request, public_id)
    try:
        to_map = queries.to_map(viewer=request.actor, public_id=public_id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("import_table", public_id)
    form = forms.MapColumns(
        request.POST or None, to_map=to_map, plan=shown.plan, viewer=request.actor
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.map_columns(
                actor=request.actor,
                run=public_id,
                columns=form.mapped(),
                system=form.cleaned_data["system"],
                given=form.given(),
                keep_as=form.cleaned_data["keep_as"],
                on=timezone.localdate(),
            )
            return redirect("import", public_id)
    context = {"form": form, "run": shown, "to_map": to_map}
    return screens.page(request, "desk/exchange/columns.html", context)


@screens.staff(Role.ADMINISTRATOR)
@never_cache
def show_import(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The import as it stands: the next step, how far it is, or its report."""
    shown = _run(request, public_id)
    if shown.state == "DRAFT" and not shown.plan.get("columns"):
        return redirect("import_columns" if shown.plan.get("chosen") else "import_table", public_id)
    if shown.state in ("CHECKING", "RUNNING"):
        job = access.job(viewer=request.actor, public_id=shown.job) if shown.job else None
        progress = {"run": shown, "job": job}
        return screens.page(request, "desk/exchange/progress.html", progress, fragment="progress")
    if screens.wants_fragment(request):  # the last question of the progress: show the report
        return HttpResponse(headers={"HX-Refresh": "true"})
    chosen = request.GET.get("show", "")
    outcome = chosen if chosen in SHOWN else ""
    told = queries.told(
        viewer=request.actor, public_id=public_id, outcome=outcome, limit=MOST_SHOWN
    )
    context = {
        "run": shown,
        "counts": [(key, queries.OUTCOMES[key], shown.counts.get(key, 0)) for key in OUTCOMES],
        "rows": [_worded(row) for row in told],
        "most": MOST_SHOWN,
        "outcome": outcome,
        "tabs": [(key, queries.OUTCOMES[key]) for key in SHOWN],
    }
    return screens.page(request, "desk/exchange/report.html", context, fragment="rows")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def check(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The dry run, once more."""
    operations.check(actor=request.actor, run=public_id, on=timezone.localdate())
    return redirect("import", public_id)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def carry_out(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The real run, in the background."""
    operations.carry_out(actor=request.actor, run=public_id, on=timezone.localdate())
    return redirect("import", public_id)


@screens.staff(Role.ADMINISTRATOR)
def not_taken(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Rejected rows and conflicts as a file for a spreadsheet."""
    _run(request, public_id)
    lines = queries.not_taken_csv(viewer=request.actor, public_id=public_id)
    return HttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="not-taken.csv"'},
    )


@screens.staff(Role.ADMINISTRATOR)
def sources(request: screens.Request) -> HttpResponse:
    """Named databases; superadministrators name them."""
    may_name = request.actor.may(Role.SUPERADMINISTRATOR)
    form = forms.NameSource(request.POST or None) if may_name else None
    if form is not None and form.is_valid():
        with screens.refusals_on(form):
            operations.name_source(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("The source is kept."))
            return redirect("import_sources")
    context = {"form": form, "sources": queries.sources(viewer=request.actor)}
    return screens.page(request, "desk/exchange/sources.html", context, form=form)


@screens.staff(Role.SUPERADMINISTRATOR)
@require_POST
def end_source(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Forget the address of a source."""
    operations.end_source(actor=request.actor, public_id=public_id)
    messages.success(request, _("The source is forgotten."))
    return redirect("import_sources")


def _worded(row: queries.ToldRow) -> queries.ToldRow:
    """The row with amounts and days as the reader's language writes them."""
    changes = tuple((name, _words(was), _words(becomes)) for name, was, becomes in row.changes)
    return replace(row, changes=changes)


def _words(value: queries.Value) -> str:
    if isinstance(value, Decimal):
        return figures.number(value, get_language() or "pl")
    if isinstance(value, dt.date):
        return figures.day(value, get_language() or "pl")
    return value or "—"


def _run(request: screens.Request, public_id: uuid.UUID) -> queries.RunRow:
    shown = queries.run(viewer=request.actor, public_id=public_id)
    if shown is None:
        raise Http404
    return shown
