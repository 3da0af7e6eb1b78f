"""Rates of interest at the desk: the dated rates of each kind, the next, the NBP's archive."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kartoteka.desk.typed import PercentField, day_field
from kartoteka.formats.nbp import BaseRates
from kartoteka.kernel.actor import Role
from kartoteka.ledger import operations, queries
from kartoteka.ui import screens

SHOWN = 400


class NextRate(forms.Form):
    """The next rate of a kind."""

    widths = {"valid_from": 4, "percent": 4, "legal_basis": 12}

    valid_from = day_field(gettext_lazy("From the day"))
    percent = PercentField(label=gettext_lazy("Rate, % a year"))
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal source"), max_length=200,
        help_text=gettext_lazy("It stands on every computation, such as M.P. 2026 poz. 642."),
    )  # fmt: skip


class Correction(NextRate):
    """Another figure or source of a rate that has not been used."""

    valid_from = None  # type: ignore[assignment]


class Archive(forms.Form):
    """The NBP's archive of its interest rates."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("stopy_procentowe_archiwum.xml of the National Bank of Poland."),
    )


class Sure(forms.Form):
    """What a file told, on its way to be written."""

    told = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def base_rates(self) -> list[BaseRates]:
        """The rates of the file; none where the text is not what was sent."""
        return _read(self.cleaned_data["told"])


@screens.staff(Role.ADMINISTRATOR)
def kinds(request: screens.Request) -> HttpResponse:
    """Every kind with its last rate, and whether it is known for today and half a year ahead."""
    today = timezone.localdate()
    found = queries.interest_rates(viewer=request.actor)
    context = {"kinds": [(one, one.is_known(today)) for one in found], "today": today}
    return screens.page(request, "desk/billing/interest_kinds.html", context)


@screens.staff(Role.ADMINISTRATOR)
def kind(request: screens.Request, code: str) -> HttpResponse:
    """All rates of a kind; the next one is added."""
    found = next(iter(queries.interest_rates(viewer=request.actor, kind=code)), None)
    if found is None:
        raise Http404
    after = found.newest.valid_to
    initial = {"valid_from": after + dt.timedelta(days=1) if after else None}
    form = NextRate(request.POST or None, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.add_rate(actor=request.actor, kind=code, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("interest_kind", code)
    return screens.page(request, "desk/billing/interest_kind.html", {"form": form, "kind": found})


@screens.staff(Role.ADMINISTRATOR)
def correct(request: screens.Request, code: str, rate_id: int) -> HttpResponse:
    """Another figure of a rate by which nothing has been posted."""
    found = next(iter(queries.interest_rates(viewer=request.actor, kind=code)), None)
    rate = next((one for one in (found.rates if found else ()) if one.id == rate_id), None)
    if rate is None:
        raise Http404
    initial = {"percent": f"{rate.percent.normalize():f}", "legal_basis": rate.legal_basis}
    form = Correction(request.POST or None, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.correct_rate(actor=request.actor, rate_id=rate_id, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("interest_kind", code)
    context = {"form": form, "kind": found, "rate": rate}
    return screens.page(request, "desk/billing/interest_rate.html", context)


@screens.staff(Role.ADMINISTRATOR)
def compare(request: screens.Request) -> HttpResponse:
    """What the NBP's archive and the law's formulas say beside what is kept; what is missing is
    written when the person agrees."""
    today = timezone.localdate()
    is_file = request.method == "POST" and "file" in request.FILES
    is_sure = request.method == "POST" and not is_file and "told" in request.POST
    upload = Archive(request.POST, request.FILES) if is_file else Archive()
    sure = Sure(request.POST if is_sure else None)
    told: list[BaseRates] = []
    if is_file and upload.is_valid():
        with screens.refusals_on(upload):
            told = operations.read_archive(upload.cleaned_data["file"].read())
    if is_sure and sure.is_valid():
        told = sure.base_rates()
        with screens.refusals_on(sure):
            count = operations.take_in_rates(actor=request.actor, told=told, today=today)
            said = ngettext("%(count)s rate taken over.", "%(count)s rates taken over.", count)
            messages.success(request, said % {"count": count})
            return redirect("interest_rates")
    rows = queries.compared(viewer=request.actor, told=told, today=today)
    marked = [one for one in rows if one.state != "SAME"]
    context: dict[str, Any] = {
        "form": upload if is_file else sure,
        "upload": upload,
        "told": _text(told),
        "missing": sum(one.state == "MISSING" for one in rows),
        "differing": sum(one.state == "DIFFERS" for one in rows),
        "same": len(rows) - len(marked),
        "rows": (marked + [one for one in reversed(rows) if one.state == "SAME"])[:SHOWN],
    }
    return screens.page(request, "desk/billing/interest_compare.html", context)


def _text(told: list[BaseRates]) -> str:
    return ";".join(f"{one.day},{one.reference},{one.lombard or ''}" for one in told)


def _read(text: str) -> list[BaseRates]:
    found = []
    try:
        for row in filter(None, text.split(";")):
            day, reference, lombard = row.split(",")
            rates = (Decimal(reference), Decimal(lombard) if lombard else None)
            found.append(BaseRates(dt.date.fromisoformat(day), *rates))
    except (ValueError, InvalidOperation):
        return []
    return found
