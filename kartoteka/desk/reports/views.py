"""Reports: which there are, one with its figures, and the same as a file."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kartoteka.desk.privacy import asking
from kartoteka.desk.reports import forms
from kartoteka.insight import printing, queries
from kartoteka.insight.reports import FLOW, REPORTS, SHOWN, STOCK, Asked, Column, Report
from kartoteka.kernel import days
from kartoteka.kernel.criteria import Type
from kartoteka.privacy.operations import Selection
from kartoteka.ui import files, screens
from kartoteka.ui.lists import cells, export

_KINDS = {"csv", "xlsx", "pdf"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is shown under its column's name, and where the entries behind it stand.
    `look` is its classes: a phone shows first what the row is about and leaves out what is zero."""

    label: str
    words: str
    address: str
    look: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is shown; `address` leads to what is behind the whole of it."""

    words: str
    number: str
    currency: str
    address: str
    cells: list[Cell]


@screens.staff()
def reports(request: screens.Request) -> HttpResponse:
    """Which reports there are."""
    shown = [one for one in REPORTS if not one.is_entries]
    kept = queries.saved(viewer=request.actor, today=timezone.localdate())
    context = {
        "reports": shown,
        "kept": [
            (one, f"{reverse('report', args=[one.report])}?{urlencode(one.query)}") for one in kept
        ],
    }
    return screens.page(request, "desk/reports/reports.html", context)


@screens.staff()
def report(request: screens.Request, key: str) -> HttpResponse:
    """A page of a report as it is asked; what cannot be asked stands beside its field."""
    found, form = asked_of(request, key)
    page = _page(request)
    context: dict[str, Any] = {"report": found, "form": form, "key": key}
    if form.is_valid():
        asked = form.asked(request.GET)
        with screens.refusals_on(form):
            answer = queries.answer(
                viewer=request.actor, key=key, asked=asked, today=timezone.localdate(), page=page
            )
            context |= _shown(request, form, answer, page)
            context["recorded_from"] = _begun_later(request, answer)
    return screens.page(request, "desk/reports/report.html", context)


@screens.staff()
def report_file(request: screens.Request, key: str, kind: str) -> HttpResponseBase:
    """The whole report as a file, once it is told to whom personal data goes."""
    found, form = asked_of(request, key)
    back = f"{reverse('report', args=[key])}?{request.GET.urlencode()}"
    if kind not in _KINDS:
        raise Http404
    if not form.is_valid():
        return redirect(back)
    asked, today = form.asked(request.GET), timezone.localdate()
    fields = queries.fields_of(key, asked)
    if any(one.is_personal for one in fields):
        statement, parameters = queries.concerned(
            viewer=request.actor, key=key, asked=asked, today=today
        )
        page = asking.ask(
            request,
            heading=str(found.name),
            back=back,
            scope=("IDENTITY", "MONEY"),
            parties=Selection(statement, parameters),
            initial={"recipient_kind": "OWN", "recipient": getattr(request.user, "name", "")},
        )
        if page is not None:
            return page
    if kind == "pdf":
        return _paper(request, found, form, asked, back)
    rows = queries.everything(viewer=request.actor, key=key, asked=asked, today=today)
    return export.file(rows, fields, kind, get_language() or "pl", str(found.name))


def _paper(
    request: screens.Request, found: Report, form: forms.Asking, asked: Asked, back: str
) -> HttpResponseBase:
    language = get_language() or "pl"
    now = timezone.localtime()
    made = _("Made on %(day)s at %(time)s by %(who)s") % {
        "day": days.written(now.date(), language),
        "time": f"{now:%H:%M}",
        "who": request.actor.name,
    }
    try:
        data = printing.report_pdf(
            viewer=request.actor,
            key=found.key,
            asked=asked,
            today=now.date(),
            parameters=parameters(form, asked, language),
            made=made,
        )
    except printing.TooManyForPaper as refusal:
        return screens.page(
            request,
            "desk/reports/too_many.html",
            {"report": found, "back": back, "reason": refusal.sentence()},
        )
    return files.sent(data, name=f"{found.key}-{asked.on:%Y-%m-%d}.pdf")


def parameters(form: forms.Asking, asked: Asked, language: str) -> list[str]:
    """What was asked, in words, for the head of the paper."""
    said = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", False) or (name == "bands" and not value):
            continue
        if isinstance(value, dt.date):
            words = days.written(value, language)
        elif isinstance(value, tuple):
            words = ", ".join(map(str, value))
        elif name in {"party", "point", "agreement"}:
            words = str(form.data.get(name, ""))
        elif value is True:
            words = _("yes")
        else:
            words = str(dict(getattr(field, "choices", ())).get(value, value))
        said.append(f"{field.label}: {words}")
    return said


def asked_of(request: screens.Request, key: str) -> tuple[Report, forms.Asking]:
    """The report that the address names, and what of it is asked; 404 where there is none."""
    try:
        found = queries.report(key)
    except queries.NoSuchReport as refusal:
        raise Http404 from refusal
    today = timezone.localdate()
    said = request.GET.copy()
    for name, value in forms.beginning(found, today).items():
        said.setdefault(name, value)
    return found, forms.Asking(said, viewer=request.actor, report=found, today=today)


def _page(request: screens.Request) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 100_000 else 1  # noqa: PLR2004


def _shown(
    request: screens.Request, form: forms.Asking, answer: queries.Answer, page: int
) -> dict[str, Any]:
    language = get_language() or "pl"
    fields = queries.fields_of(answer.report.key, answer.asked)
    makers = [cells.shown(field, language) for field in fields[3:]]
    here = form.said.copy()
    for name in ("page", "csrfmiddlewaretoken"):
        here.pop(name, None)
    looks = _looks(answer)

    def row(line: queries.Line, *, whole: bool = False) -> Row:
        narrowed = here.copy() if whole else _narrowed(here, answer, line)
        shown = [
            Cell(
                str(column.label),
                make(value),
                _behind(answer, column, narrowed, line, whole=whole) if value else "",
                look if value else f"{look} is-zero",
            )
            for make, value, column, look in zip(
                makers, line.values, answer.columns, looks, strict=True
            )
        ]
        address = "" if whole else _address(answer, line, narrowed)
        return Row(line.words or _("none"), line.number, line.currency, address, shown)

    return {
        "answer": answer,
        "head": fields[0].label,
        "columns": [
            (column, look, _with(here, sort=column.key))
            for column, look in zip(answer.columns, looks, strict=True)
        ],
        "by_name": _with(here, sort="words"),
        "rows": [row(line) for line in answer.lines],
        "sums": [row(line, whole=True) for line in answer.totals],
        "address": f"?{here.urlencode()}",
        "following": _with(here, page=str(page + 1)) if answer.has_more else "",
        "preceding": _with(here, page=str(page - 1)) if page > 1 else "",
        "is_shown": answer.asked.mode == SHOWN,
        "is_flow": answer.report.of == FLOW,
    }


def _begun_later(request: screens.Request, answer: queries.Answer) -> dt.date | None:
    """The day of the office's first entry, where a report of an earlier day as it was shown is
    empty for that reason."""
    if answer.lines or answer.asked.mode != SHOWN:
        return None
    begun = queries.recorded_from(viewer=request.actor)
    return begun if begun and begun > answer.asked.on else None


def _looks(answer: queries.Answer) -> list[str]:
    """The classes of each column; one amount stands first on a phone: that by which the rows are in
    order, or what remains of single entries."""
    sums = [one.key for one in answer.columns if one.type is Type.MONEY]
    ordered = [key for key in (answer.asked.sort, answer.report.order) if key in sums]
    first = (ordered or (sums[-1:] if answer.report.of == STOCK else []) or [""])[0]
    return [
        ("num" if one.type in {Type.MONEY, Type.NUMBER} else "nowrap")
        + (" k-first" if one.key == first else "")
        for one in answer.columns
    ]


def _with(here: QueryDict, **changed: str) -> str:
    said = here.copy()
    for name, value in changed.items():
        said[name] = value
    return f"?{said.urlencode()}"


def _narrowed(here: QueryDict, answer: queries.Answer, line: queries.Line) -> QueryDict:
    """The same question for what one row counts."""
    said = here.copy()
    said["currency"] = line.currency
    by = answer.asked.by
    if by == "customer":
        said["party"] = line.number
        said.pop("tree", None)
    elif by == "point":
        said["point"] = line.words
    elif by == "agreement":
        said["agreement"], said["party"] = line.words, line.number
        said.pop("tree", None)
    elif by in {"creditor", "group"} and line.key is not None:
        said[by] = str(line.key)
    elif by in {"classification", "priority", "source"} and line.key is not None:
        said["segment"] = str(line.key)
    elif by == "month" and line.key is not None:
        month = dt.date(line.key // 100, line.key % 100, 1)
        following = (month + dt.timedelta(days=32)).replace(day=1)
        said["first"] = max(month, answer.asked.first or month).isoformat()
        said["on"] = min(following - dt.timedelta(days=1), answer.asked.on).isoformat()
    return said


def _is_narrow(answer: queries.Answer, line: queries.Line) -> bool:
    """Whether a row can be asked for by itself: what has no key, and months of what stands open,
    cannot."""
    if answer.asked.by == "month":
        return answer.report.of == FLOW
    return line.key is not None


def _behind(
    answer: queries.Answer, column: Column, said: QueryDict, line: queries.Line, *, whole: bool
) -> str:
    """Where the entries behind a figure stand; "" where they cannot be told apart."""
    if column.leads is None or not (whole or _is_narrow(answer, line)):
        return ""
    more = said.copy()
    if whole:
        more["currency"] = line.currency
    for name in ("by", "sort", "bands" if "band" not in column.leads else ""):
        more.pop(name, None)
    for name, value in column.leads.items():
        more[name] = str(value)
    return f"{reverse('report', args=[answer.report.entries])}?{more.urlencode()}"


def _address(answer: queries.Answer, line: queries.Line, said: QueryDict) -> str:
    """Behind a customer stands the card, behind another row its customers."""
    if answer.report.is_entries or answer.asked.by == "customer":
        return reverse("party", args=[line.key]) if line.key else ""
    if not _is_narrow(answer, line):
        return ""
    more = said.copy()
    more["by"] = "customer"
    more.pop("sort", None)
    return f"?{more.urlencode()}"
