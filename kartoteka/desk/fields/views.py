"""Tabs and fields for administrators: the list of all, a form for each, a preview."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.fields import forms, generated
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.fields.definitions import Definition, Tab
from kartoteka.register.fields.kinds import KINDS, RecordKind
from kartoteka.register.operations.fields import definitions as operations
from kartoteka.register.queries import dictionaries as dictionary_queries
from kartoteka.register.queries import fields as queries
from kartoteka.ui import screens


@screens.staff(Role.ADMINISTRATOR)
def fields(request: screens.Request) -> HttpResponse:
    """Every kind of record with its tabs, every tab with its fields, in the order of the pages."""
    kinds = [
        (kind, queries.tabs(viewer=request.actor, record=kind.code, retired=True))
        for kind in KINDS.values()
    ]
    return screens.page(request, "desk/fields/fields.html", {"kinds": kinds})


@screens.staff(Role.ADMINISTRATOR)
def field_tab_add(request: screens.Request, record: str) -> HttpResponse:
    """A new tab, at the end of those of a kind of record."""
    which = _which(record)
    form = forms.TabForm(request.POST or None)
    del form.fields["is_retired"]
    if record != "party":
        del form.fields["is_in_details"]
    if form.is_valid():
        with screens.refusals_on(form):
            said = form.cleaned_data
            tab_id = operations.add_tab(
                actor=request.actor,
                record=record,
                key=said["key"],
                labels=form.labels(),
                is_in_details=said.get("is_in_details", False),
            )
            messages.success(request, _("Added. Now add its fields."))
            return redirect("field_add", tab_id)
    return screens.page(request, "desk/fields/tab.html", {"form": form, "which": which})


@screens.staff(Role.ADMINISTRATOR)
def field_tab(request: screens.Request, tab_id: int) -> HttpResponse:
    """A tab: its name, where it is shown, whether it is at all."""
    tab = _tab(request, tab_id)
    form = forms.TabForm(request.POST or None, initial=forms.TabForm.of(tab))
    del form.fields["key"]
    if tab.record != "party":
        del form.fields["is_in_details"]
    if form.is_valid():
        with screens.refusals_on(form):
            said = form.cleaned_data
            operations.change_tab(
                actor=request.actor,
                tab_id=tab_id,
                labels=form.labels(),
                is_in_details=said.get("is_in_details", False),
                is_retired=said["is_retired"],
            )
            messages.success(request, _("Saved."))
            return redirect("fields")
    context = {"form": form, "tab": tab, "which": KINDS[tab.record]}
    return screens.page(request, "desk/fields/tab.html", context)


@screens.staff(Role.ADMINISTRATOR)
def field_tab_preview(request: screens.Request, tab_id: int) -> HttpResponse:
    """The tab as a form of a new record has it; nothing is saved."""
    tab = _tab(request, tab_id)
    which = KINDS[tab.record]
    kind = request.GET.get("kind", "")
    if kind not in dict(which.kinds):
        kind = which.kinds[0][0] if which.kinds else ""
    shown = queries.record_tabs(viewer=request.actor, record=tab.record, kind=kind, key=tab.key)
    context = {
        "form": generated.RecordForm(tabs=shown, viewer=request.actor) if shown else None,
        "tab": tab,
        "which": which,
        "kind": kind,
    }
    return screens.page(request, "desk/fields/preview.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def field_tab_move(request: screens.Request, tab_id: int) -> HttpResponse:
    """One place to the front or the back."""
    operations.move_tab(actor=request.actor, tab_id=tab_id, up="up" in request.POST)
    return _back(f"tab-{tab_id}")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def field_tab_remove(request: screens.Request, tab_id: int) -> HttpResponse:
    """An empty tab goes."""
    try:
        operations.remove_tab(actor=request.actor, tab_id=tab_id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("field_tab", tab_id)
    messages.success(request, _("Removed."))
    return redirect("fields")


@screens.staff(Role.ADMINISTRATOR)
def field_add(request: screens.Request, tab_id: int) -> HttpResponse:
    """A new field at the end of a tab."""
    tab = _tab(request, tab_id)
    form = _form(request, tab, None, {"tab": tab_id, "seen_by": "CLERK", "edited_by": "CLERK"})
    if form.is_valid():
        with screens.refusals_on(form), _Told(form):
            operations.add_field(
                actor=request.actor, draft=form.draft(), confirmed=screens.confirmed(request)
            )
            messages.success(request, _("Added."))
            if "more" in request.POST:
                return redirect("field_add", tab_id)
            return _back(f"tab-{tab_id}")
    context = {"form": form, "tab": tab, "which": KINDS[tab.record]}
    return screens.page(request, "desk/fields/field.html", context)


@screens.staff(Role.ADMINISTRATOR)
def field(request: screens.Request, field_id: int) -> HttpResponse:
    """A field: all that may change; what the change would break is told first."""
    found = _field(request, field_id)
    tab = _tab(request, found.tab_id)
    form = _form(request, tab, found, forms.FieldForm.of(found))
    if form.is_valid():
        with screens.refusals_on(form), _Told(form):
            operations.change_field(
                actor=request.actor,
                field_id=field_id,
                draft=form.draft(),
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return _back(f"field-{field_id}")
    context = {"form": form, "tab": tab, "which": KINDS[tab.record], "field": found}
    return screens.page(request, "desk/fields/field.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def field_move(request: screens.Request, field_id: int) -> HttpResponse:
    """One place up or down on its tab."""
    operations.move_field(actor=request.actor, field_id=field_id, up="up" in request.POST)
    return _back(f"field-{field_id}")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def field_retire(request: screens.Request, field_id: int) -> HttpResponse:
    """Shown no longer, or again."""
    retired = "again" not in request.POST
    try:
        operations.retire_field(actor=request.actor, field_id=field_id, retired=retired)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("field", field_id)
    words = _("Retired: its values stay.") if retired else _("Shown again.")
    messages.success(request, words)
    return _back(f"field-{field_id}")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def field_remove(request: screens.Request, field_id: int) -> HttpResponse:
    """A field that no record has a value of goes."""
    try:
        operations.remove_field(actor=request.actor, field_id=field_id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("field", field_id)
    messages.success(request, _("Removed."))
    return redirect("fields")


class _Told:
    """Keeps what a change would break on the form, whose page shows it with links."""

    def __init__(self, form: Any) -> None:
        self.form = form

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        if isinstance(error, Refusal):
            self.form.breaks = getattr(error, "breaks", [])
            error.field = self.form.places.get(error.code, error.field)


def _form(
    request: screens.Request, tab: Tab, found: Definition | None, initial: dict[str, Any]
) -> forms.FieldForm:
    return forms.FieldForm(
        request.POST or None,
        which=KINDS[tab.record],
        tabs=queries.tabs(viewer=request.actor, record=tab.record, retired=True),
        dictionaries=dictionary_queries.dictionaries(viewer=request.actor),
        field=found,
        initial=initial,
    )


def _which(record: str) -> RecordKind:
    if record not in KINDS:
        raise Http404
    return KINDS[record]


def _tab(request: screens.Request, tab_id: int) -> Tab:
    found = queries.tab(viewer=request.actor, tab_id=tab_id)
    if found is None:
        raise Http404
    return found


def _field(request: screens.Request, field_id: int) -> Definition:
    found = queries.definition(viewer=request.actor, field_id=field_id)
    if found is None:
        raise Http404
    return found


def _back(anchor: str) -> HttpResponse:
    return redirect(f"{reverse('fields')}#{anchor}")
