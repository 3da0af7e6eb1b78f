"""Price lists at the desk: their versions, a draft as a table, publishing, comparing."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.billing import rules
from kartoteka.billing.operations import prices as operations
from kartoteka.billing.queries import prices as queries
from kartoteka.desk.billing import price_forms as forms
from kartoteka.desk.card import frame
from kartoteka.kernel.actor import Role
from kartoteka.kernel.days import written
from kartoteka.ledger import queries as ledger
from kartoteka.register.queries import segments
from kartoteka.ui import screens


@screens.staff()
def add(request: screens.Request) -> HttpResponse:
    """A new price list."""
    form = _form(request)
    if form.is_valid():
        with screens.refusals_on(form):
            made = operations.add_price_list(actor=request.actor, draft=form.draft())
            return redirect("price_draft", made)
    return screens.page(request, "desk/billing/price_list_form.html", {"form": form})


@screens.staff()
def price_list(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """What is in force today, all versions, and the days without any."""
    found = _found(request, public_id)
    context = {"list": found, "may_publish": request.actor.may(Role.ADMINISTRATOR)}
    return screens.page(request, "desk/billing/price_list.html", context)


@screens.staff()
def change(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Other words of a list; before anything is published also whose and for whom it is."""
    found = _found(request, public_id)
    form = _form(request, found)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_price_list(actor=request.actor, list_id=found.id, draft=form.draft())
            messages.success(request, _("Saved."))
            return redirect("price_list", public_id)
    context = {"form": form, "list": found}
    return screens.page(request, "desk/billing/price_list_form.html", context)


@screens.staff()
def draft(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The next prices as a table; it begins with the latest ones."""
    found = _found(request, public_id)
    begun = found.draft or _latest(found)
    items = begun.items if begun else ()
    if len(items) > forms.MOST_ROWS:
        messages.info(request, _("This list is too long for a table: import it from a file."))
        return redirect("price_list", public_id)
    note = found.draft.note if found.draft else ""
    more = "more" in request.POST
    form = forms.Items(request.POST or None, items=items, note=note, more=more)
    if not more and form.is_valid():
        with screens.refusals_on(form):
            operations.save_draft(
                actor=request.actor,
                list_id=found.id,
                items=form.items,
                note=form.cleaned_data["note"],
            )
            messages.success(request, _("The draft has been saved; nothing is in force by it yet."))
            return redirect("price_list", public_id)
    context = {"form": form, "list": found, "headings": forms.HEADINGS}
    return screens.page(request, "desk/billing/price_draft.html", context)


@screens.staff()
@require_POST
def drop(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Lets the draft go."""
    found = _found(request, public_id)
    if found.draft:
        operations.drop_draft(actor=request.actor, list_id=found.id)
        messages.success(request, _("The draft is gone."))
    return redirect("price_list", public_id)


@screens.staff(Role.ADMINISTRATOR)
def publish(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Puts the draft in force from a day on, having seen what changes."""
    found = _found(request, public_id)
    if found.draft is None:
        return redirect("price_list", public_id)
    form = forms.Publish(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.publish(
                actor=request.actor,
                list_id=found.id,
                today=timezone.localdate(),
                confirmed=screens.confirmed(request),
                **form.cleaned_data,
            )
            messages.success(request, _("The prices have been published."))
            return redirect("price_list", public_id)
    latest = _latest(found)
    rows = rules.compared(latest.items if latest else (), found.draft.items)
    context = {"form": form, "list": found, "latest": latest, "rows": rows}
    return screens.page(request, "desk/billing/price_publish.html", context)


@screens.staff()
def compare(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Two versions side by side: what is new, dearer, cheaper and gone."""
    found = _found(request, public_id)
    by_id = {str(one.public_id): one for one in found.versions}
    keys = [str(one.public_id) for one in reversed(found.versions)]
    names = [(key, _named(by_id[key])) for key in keys]
    said = {name: request.GET.get(name, "") for name in ("one", "other")}
    initial = {"one": keys[-2] if len(keys) > 1 else "", "other": keys[-1] if keys else ""}
    chosen = {name: said[name] if said[name] in by_id else initial[name] for name in said}
    form = forms.Compare(None, versions=names, initial=chosen)
    before, after = (by_id.get(chosen[name]) for name in ("one", "other"))
    is_same = before is not None and before is after
    rows = rules.compared(before.items, after.items) if before and after and not is_same else []
    context = {
        "form": form, "list": found, "rows": rows, "is_same": is_same,
        "before": _named(before) if before else "", "after": _named(after) if after else "",
    }  # fmt: skip
    return screens.page(request, "desk/billing/price_compare.html", context)


@screens.staff()
def version(request: screens.Request, public_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """One version with its items."""
    found = _found(request, public_id)
    context = {
        "list": found,
        "version": _version(found, version_id),
        "may_publish": request.actor.may(Role.ADMINISTRATOR),
    }
    return screens.page(request, "desk/billing/price_version.html", context)


@screens.staff(Role.ADMINISTRATOR)
def end(request: screens.Request, public_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Another last day of a version that is in force or will be."""
    found = _found(request, public_id)
    shown = _version(found, version_id)
    form = forms.End(request.POST or None, initial={"valid_to": shown.valid_to})
    if form.is_valid():
        with screens.refusals_on(form):
            operations.end_version(actor=request.actor, version_id=version_id, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("price_list", public_id)
    context = {"form": form, "list": found, "version": shown, "title": _("Another last day")}
    return screens.page(request, "desk/billing/price_version_act.html", context)


@screens.staff(Role.ADMINISTRATOR)
def withdraw(request: screens.Request, public_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Takes a version back before anything was priced by it."""
    found = _found(request, public_id)
    shown = _version(found, version_id)
    form = forms.Withdraw(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.withdraw(
                actor=request.actor, version_id=version_id, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("The version has been withdrawn."))
            return redirect("price_list", public_id)
    context = {"form": form, "list": found, "version": shown, "title": _("Withdraw the version")}
    return screens.page(request, "desk/billing/price_version_act.html", context)


@screens.staff()
def of_party(request: screens.Request, party_id: int) -> HttpResponse:
    """The tab of the card with the prices in force for the customer on a day, and why."""
    form = forms.OnDay(request.GET or None, initial={"on": timezone.localdate()})
    on = form.cleaned_data["on"] if form.is_valid() else timezone.localdate()
    context = frame.head(request, party_id, tab="prices") | {
        "form": form,
        "shown_on": on,
        "prices": queries.prices_in_force(viewer=request.actor, party_id=party_id, on=on),
    }
    return screens.page(request, "desk/billing/party_prices.html", context)


def _form(request: screens.Request, found: queries.PriceListView | None = None) -> forms.PriceList:
    return forms.PriceList(
        request.POST or None,
        creditors=ledger.creditors(viewer=request.actor),
        groups=segments.entries(
            viewer=request.actor, of="PRICE_GROUP", keep=found.group_ids if found else ()
        ),
        found=found,
    )


def _found(request: screens.Request, public_id: uuid.UUID) -> queries.PriceListView:
    found = queries.price_list(viewer=request.actor, public_id=public_id, on=timezone.localdate())
    if found is None:
        raise Http404
    return found


def _version(found: queries.PriceListView, version_id: uuid.UUID) -> queries.VersionView:
    for one in found.versions:
        if one.public_id == version_id:
            return one
    raise Http404


def _latest(found: queries.PriceListView) -> queries.VersionView | None:
    """The version that a draft follows: the last one that stands."""
    standing = (one for one in found.versions if one.state not in {"DRAFT", "WITHDRAWN"})
    return next(standing, None)


def _named(one: queries.VersionView) -> str:
    def day(value: dt.date | None) -> str:
        return written(value, translation.get_language() or "pl") if value else "…"

    if one.state == "DRAFT":
        return _("draft")
    days = f"{day(one.valid_from)} – {day(one.valid_to)}"
    return _("%(days)s, withdrawn") % {"days": days} if one.state == "WITHDRAWN" else days
