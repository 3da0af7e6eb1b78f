"""One person's tax year: the figures, the rows behind them, what is missing, what was told."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kartoteka.desk.tax import forms
from kartoteka.kernel.actor import Role
from kartoteka.tax import queries, rules
from kartoteka.tax.operations import issuing, offices, rows
from kartoteka.ui import screens

FORM = "desk/tax/form.html"


def sent(request: screens.Request) -> QueryDict | None:
    """What was sent; a form that was sent empty is a form that was sent."""
    return request.POST if request.method == "POST" else None


def taxpayer_of(request: screens.Request, taxpayer_id: int) -> queries.WorksheetRow:
    """The taxpayer. Raises Http404."""
    found = queries.taxpayer(viewer=request.actor, taxpayer_id=taxpayer_id)
    if found is None:
        raise Http404
    return found


def form_page(request: screens.Request, form: Any, **context: Any) -> HttpResponse:
    """A page with one form: `title`, `submit`, `back` (address), `crumb`, optionally `intro`."""
    return screens.page(request, FORM, {"form": form, **context})


@screens.staff()
def taxpayer(request: screens.Request, taxpayer_id: int) -> HttpResponse:
    """Why the figures are what they are, what is missing, what was told and became of it."""
    row = taxpayer_of(request, taxpayer_id)
    context = {
        "row": row,
        "state": rules.STATES[row.state],
        "missing": [(code, rules.MISSING[code]) for code in row.missing],
        "items": queries.items(viewer=request.actor, taxpayer_id=taxpayer_id),
        "told": queries.informations(viewer=request.actor, taxpayer_id=taxpayer_id),
        "form_name": rules.form_of(row.year),
        "deadlines": rules.deadlines(row.year),
        "may": request.actor.may(Role.ADMINISTRATOR),
        "is_over": row.year < timezone.localdate().year,
    }
    return screens.page(request, "desk/tax/taxpayer.html", context)


@screens.staff(Role.ADMINISTRATOR)
def take(request: screens.Request) -> HttpResponse:
    """Written-off debts of a year are taken from the ledger."""
    today = timezone.localdate()
    form = forms.Take(
        sent(request),
        payers=queries.payers(viewer=request.actor),
        initial={"year": today.year - 1},
    )
    if form.is_valid():
        given = form.cleaned_data
        with screens.refusals_on(form):
            taken = rows.take_write_offs(
                actor=request.actor, payer_id=given["payer"], year=given["year"], today=today
            )
            messages.success(request, _taken(taken))
            return redirect("tax")
    return form_page(
        request,
        form,
        title=_("Take written-off debts"),
        intro=_(
            "Every write-off of the year whose debtor is a natural person becomes a source row, "
            "once. Those of sole traders wait until somebody says whether the debt is private."
        ),
        submit=_("Take"),
        back=reverse("tax"),
    )


@screens.staff(Role.ADMINISTRATOR)
def add(request: screens.Request) -> HttpResponse:
    """An income by hand."""
    payers = queries.payers(viewer=request.actor)
    initial = {"number": request.GET.get("number", "")[:40]}
    form = forms.AddItem(sent(request), payers=payers, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        payer_id = given.pop("payer")
        with screens.refusals_on(form):
            taxpayer_id = rows.add_item(
                actor=request.actor,
                payer_id=payer_id,
                draft=rows.ItemDraft(**given),
                today=timezone.localdate(),
            )
            messages.success(request, _("The income is added."))
            return redirect("taxpayer", taxpayer_id)
    return form_page(request, form, title=_("Add an income"), submit=_("Add"), back=reverse("tax"))


@screens.staff(Role.ADMINISTRATOR)
def import_items(request: screens.Request) -> HttpResponse:
    """Incomes from a CSV file, all or none."""
    form = forms.ImportItems(
        sent(request), request.FILES or None, payers=queries.payers(viewer=request.actor)
    )
    if form.is_valid():
        given = form.cleaned_data
        with screens.refusals_on(form):
            count = rows.import_items(
                actor=request.actor,
                payer_id=given["payer"],
                data=given["file"].read(),
                today=timezone.localdate(),
            )
            said = ngettext("%(n)s new row.", "%(n)s new rows.", count)
            messages.success(request, said % {"n": count})
            return redirect("tax")
    return form_page(
        request, form, title=_("Import incomes"), submit=_("Import"), back=reverse("tax")
    )


@screens.staff(Role.ADMINISTRATOR)
def item(request: screens.Request, item_id: int) -> HttpResponse:
    """Whether a row counts, and if not, why."""
    row = queries.item(viewer=request.actor, item_id=item_id)
    if row is None:
        raise Http404
    initial = {
        "decision": "" if row.state == "OPEN" else row.state,
        "exclusion": row.exclusion,
        "note": row.note,
        "pln": abs(row.pln) if row.pln is not None else "",
    }
    form = forms.Decide(sent(request), row=row, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        with screens.refusals_on(form):
            rows.decide(
                actor=request.actor,
                item_id=item_id,
                counts=given["decision"] == "COUNTED",
                exclusion=given["exclusion"],
                pln=given.get("pln"),
                note=given["note"],
            )
            messages.success(request, _("Saved."))
            return redirect("taxpayer", row.taxpayer_id)
    return screens.page(request, "desk/tax/item.html", {"form": form, "row": row})


@screens.staff(Role.ADMINISTRATOR)
def residence(request: screens.Request, taxpayer_id: int) -> HttpResponse:
    """The tax office and the parts of a residence that nobody else says."""
    row = taxpayer_of(request, taxpayer_id)
    form = forms.Residence(
        sent(request),
        offices=queries.offices(viewer=request.actor),
        initial=queries.residence_by_hand(viewer=request.actor, taxpayer_id=taxpayer_id),
    )
    if form.is_valid():
        with screens.refusals_on(form):
            offices.set_residence(actor=request.actor, taxpayer_id=taxpayer_id, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("taxpayer", taxpayer_id)
    return form_page(
        request,
        form,
        title=_("Residence and tax office"),
        crumb=row.name,
        submit=_("Save"),
        back=reverse("taxpayer", args=[taxpayer_id]),
    )


@screens.staff(Role.ADMINISTRATOR)
def issue(request: screens.Request, taxpayer_id: int) -> HttpResponse:
    """The information of one person is issued."""
    row = taxpayer_of(request, taxpayer_id)
    form = forms.Issue(sent(request))
    if form.is_valid():
        with screens.refusals_on(form):
            issuing.issue_one(actor=request.actor, taxpayer_id=taxpayer_id, **form.cleaned_data)
            messages.success(request, _("The information is issued."))
            return redirect("taxpayer", taxpayer_id)
    return form_page(
        request,
        form,
        title=_("Issue the information"),
        crumb=row.name,
        intro=_("What is issued never changes. A mistake is mended by a correction."),
        submit=_("Issue"),
        back=reverse("taxpayer", args=[taxpayer_id]),
    )


@screens.staff(Role.ADMINISTRATOR)
def correct(request: screens.Request, taxpayer_id: int) -> HttpResponse:
    """A correction that names the former information."""
    row = taxpayer_of(request, taxpayer_id)
    form = forms.Correct(sent(request))
    if form.is_valid():
        with screens.refusals_on(form):
            issuing.correct(actor=request.actor, taxpayer_id=taxpayer_id, **form.cleaned_data)
            messages.success(request, _("The correction is issued."))
            return redirect("taxpayer", taxpayer_id)
    return form_page(
        request,
        form,
        title=_("Issue a correction"),
        crumb=row.name,
        intro=_("It tells all counted rows and the identity as they stand today."),
        submit=_("Issue"),
        back=reverse("taxpayer", args=[taxpayer_id]),
    )


def _taken(taken: rows.Taken) -> str:
    said = ngettext("%(n)s new row.", "%(n)s new rows.", taken.new) % {"n": taken.new}
    if taken.to_decide:
        waits = ngettext(
            "%(n)s waits for a decision.", "%(n)s wait for a decision.", taken.to_decide
        )
        said = f"{said} {waits % {'n': taken.to_decide}}"
    return said
