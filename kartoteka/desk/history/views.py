"""The history of a customer: every change, who looked, and the way back to an earlier value."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kartoteka.desk.card import frame
from kartoteka.desk.card.forms import cursor
from kartoteka.desk.history import forms
from kartoteka.trail import operations, queries
from kartoteka.ui import screens

PAGE = 50


@screens.staff()
def history(request: screens.Request, party_id: int) -> HttpResponse:
    """Every change of the customer's data, newest first, narrowed by what, field, who, when."""
    viewer = request.actor
    context = frame.head(request, party_id, tab="history")
    former = [one.id for one in context["party"].former]
    offered = queries.offered(
        viewer=viewer, party_id=party_id, table=request.GET.get("table", "")[:80]
    )
    form = forms.Filter(request.GET, offered)
    which = form.which()
    changes = queries.changes_of(
        viewer=viewer,
        party_id=party_id,
        former=former,
        before=cursor(request.GET),
        limit=PAGE,
        which=which,
    )
    context |= {"filter": form, "which": which, "changes": changes, "page": PAGE}
    return screens.page(request, "desk/history/history.html", context, fragment="changes")


@screens.staff()
def looks(request: screens.Request, party_id: int) -> HttpResponse:
    """Who had sensitive numbers of the customer shown, when and why."""
    context = frame.head(request, party_id, tab="history") | {
        "looks": queries.changes_of(
            viewer=request.actor,
            party_id=party_id,
            before=cursor(request.GET),
            limit=PAGE,
            which=queries.Which(op=queries.REVEALED),
        ),
        "page": PAGE,
    }
    return screens.page(request, "desk/history/looks.html", context)


@screens.staff()
def restore(request: screens.Request, party_id: int, change_id: int) -> HttpResponse:
    """An earlier value of one field (`?field=`), or a removed row, comes back once confirmed."""
    change = queries.change(viewer=request.actor, party_id=party_id, change_id=change_id)
    if change is None:
        raise Http404
    column = request.GET.get("field", "")[:80]
    field = next((one for one in change.fields if one.column == column), None)
    if not (field.can_restore if field else change.can_restore):
        raise Http404
    form = forms.Restore(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with screens.refusals_on(form):
            _restore(request, party_id, change_id, column if field else "")
            messages.success(request, _("Restored."))
            return redirect("party_history", party_id)
    context: dict[str, Any] = frame.head(request, party_id, tab="history")
    context |= {"form": form, "change": change, "field": field}
    return screens.page(request, "desk/history/restore.html", context)


def _restore(request: screens.Request, party_id: int, change_id: int, column: str) -> None:
    confirmed = screens.confirmed(request)
    if column:
        operations.restore_value(
            actor=request.actor,
            party_id=party_id,
            change_id=change_id,
            column=column,
            confirmed=confirmed,
        )
    else:
        operations.restore_row(
            actor=request.actor, party_id=party_id, change_id=change_id, confirmed=confirmed
        )
