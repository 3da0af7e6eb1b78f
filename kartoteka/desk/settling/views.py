"""Settling by hand with a preview, withdrawing, and settling everybody in the background."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from kartoteka.access import queries as access
from kartoteka.desk.settling import forms
from kartoteka.insight import queries as insight
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations, queries
from kartoteka.register import queries as register
from kartoteka.ui import figures, screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES["ledger.settle_all"] = gettext_lazy("Settle all payments")
JOB_REPORTS["ledger.settle_all"] = "desk/settling/report.html"


@screens.staff()
def settle(request: screens.Request, credit_id: int) -> HttpResponse:
    """Shows what a payment would settle and why; settles it when the person agrees."""
    credit = _credit(request, credit_id)
    on = max(timezone.localdate(), credit.effective_on)
    debits = queries.open_entries(viewer=request.actor, account_id=credit.account_id, on=on)
    form = forms.Settle(request.POST or None, debits=debits, on=on)
    planned = None
    if form.is_valid():
        choices = form.choices()
        with screens.refusals_on(form):
            if "look" in request.POST:
                planned = operations.preview(
                    viewer=request.actor, credit_id=credit_id, on=on, choices=choices
                )
            else:
                done = operations.settle(
                    actor=request.actor,
                    credit_id=credit_id,
                    on=on,
                    choices=choices,
                    confirmed=screens.confirmed(request),
                )
                words = [_settled_words(done, credit), _balance_words(request, credit_id, on)]
                messages.success(request, " ".join(words))
                return redirect("party_settlements", credit.party_id)
    refused = ""
    if not form.is_bound:
        planned, refused = _plan(request, credit_id, on)
    context = {
        "credit": credit,
        "form": form,
        "planned": planned,
        "refused": refused,
        "on": on,
        "is_late": queries.came_late(viewer=request.actor, credit=credit, on=on),
    }
    return screens.page(request, "desk/settling/settle.html", context)


@screens.staff()
def withdraw(request: screens.Request, credit_id: int) -> HttpResponse:
    """Shows what a payment settled; takes back the chosen lines by their mirrors."""
    credit = _credit(request, credit_id)
    lines = queries.settlements_of(viewer=request.actor, credit_id=credit_id)
    standing = [line for line in lines if line.stands]
    words = [(line.settlement_id, line.debit_number or line.reason) for line in standing]
    form = forms.Withdraw(request.POST or None, lines=words)
    planned = None
    if "look" in request.POST:
        form.fields["reason"].required = False
    if form.is_valid() and "look" in request.POST:
        with screens.refusals_on(form):
            planned = operations.preview_withdraw(
                viewer=request.actor, settlement_ids=form.cleaned_data["lines"]
            )
    elif form.is_valid():
        with screens.refusals_on(form):
            done = operations.withdraw(
                actor=request.actor,
                settlement_ids=form.cleaned_data["lines"],
                reason=form.cleaned_data["reason"],
            )
            said = ngettext("%(n)s line withdrawn.", "%(n)s lines withdrawn.", done.lines)
            on = max(timezone.localdate(), credit.effective_on)
            told = [said % {"n": done.lines}, _balance_words(request, credit_id, on)]
            messages.success(request, " ".join(told))
            return redirect("party_settlements", credit.party_id)
    chosen = form["lines"].value() or []
    papers = []
    if planned:
        taken = [line for line in standing if line.settlement_id in form.cleaned_data["lines"]]
        papers = insight.papers_counting(
            viewer=request.actor,
            party_id=credit.party_id,
            recorded_at=min(line.recorded_at for line in taken),
            effective_on=min(line.effective_on for line in taken),
        )
    context = {
        "credit": credit,
        "form": form,
        "lines": standing,
        "chosen": {int(key) for key in chosen if str(key).isdecimal()},
        "planned": planned,
        "papers": papers,
    }
    return screens.page(request, "desk/settling/withdraw.html", context)


@screens.staff()
def replay(request: screens.Request, credit_id: int) -> HttpResponse:
    """Shows how the account would stand had a late payment come in time; settles it so."""
    credit = _credit(request, credit_id)
    on = max(timezone.localdate(), credit.effective_on)
    form = forms.Replay(request.POST or None)
    planned, refused = None, ""
    if form.is_valid():
        with screens.refusals_on(form):
            done = operations.replay(
                actor=request.actor, credit_id=credit_id, on=on, reason=form.cleaned_data["reason"]
            )
            said = ngettext(
                "%(n)s line settled anew.", "%(n)s lines settled anew.", done.withdrawn.lines
            )
            told = [said % {"n": done.withdrawn.lines}, _balance_words(request, credit_id, on)]
            messages.success(request, " ".join(told))
            return redirect("party_settlements", credit.party_id)
    try:
        planned = operations.preview_replay(viewer=request.actor, credit_id=credit_id, on=on)
    except Refusal as refusal:
        refused = refusal.sentence()
    context = {"credit": credit, "form": form, "planned": planned, "refused": refused, "on": on}
    return screens.page(request, "desk/settling/replay.html", context, form=form)


@screens.staff()
def move(request: screens.Request, credit_id: int) -> HttpResponse:
    """Moves what is left of a payment to another account of the customer, of their tree, or of the
    customer with `?number=`."""
    credit = _credit(request, credit_id)
    number = request.GET.get("number", "").strip()[:40]
    places = queries.places_for(
        viewer=request.actor, credit_id=credit_id, party_ids=_around(request, credit, number)
    )
    language = get_language() or "pl"
    form = forms.Move(request.POST or None, places=places, credit=credit, language=language)
    if form.is_valid():
        said = form.cleaned_data
        on = max(timezone.localdate(), credit.effective_on)
        with screens.refusals_on(form):
            moved = operations.transfer(
                actor=request.actor,
                credit_id=credit_id,
                to_account_id=said["to"],
                amount=said["amount"],
                on=on,
                reason=said["reason"],
            )
            amount = figures.money(said["amount"], credit.currency, language)
            messages.success(request, _("%(amount)s moved.") % {"amount": amount})
            return redirect("settle", moved.credit_id)
    context = {"credit": credit, "form": form, "number": number}
    return screens.page(request, "desk/settling/move.html", context)


def _around(request: screens.Request, credit: queries.Credit, number: str) -> set[int]:
    """The customer with their tree, and the one with the number."""
    card = register.party(viewer=request.actor, party_id=credit.party_id)
    above = {one.id for one in card.above} if card else set()
    below = register.tree(viewer=request.actor, party_id=credit.party_id)
    named = register.party_ids_by_number(viewer=request.actor, numbers=[number] if number else [])
    return {credit.party_id, *above, *(one.id for one in below), *named.values()}


@screens.staff(Role.CLERK)
def run(request: screens.Request) -> HttpResponse:
    """Settles every customer's unused payments by their schemes, in the background."""
    form = forms.Run(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        with screens.refusals_on(form):
            job = operations.settle_all_later(actor=request.actor, on=form.cleaned_data["on"])
            return redirect("job", job)
    mine = access.running_jobs(viewer=request.actor)
    running = next((job for job in mine if job.kind == "ledger.settle_all"), None)
    return screens.page(request, "desk/settling/run.html", {"form": form, "running": running})


def _credit(request: screens.Request, credit_id: int) -> queries.Credit:
    credit = queries.credit(viewer=request.actor, credit_id=credit_id)
    if credit is None:
        raise Http404
    return credit


def _plan(
    request: screens.Request, credit_id: int, on: dt.date
) -> tuple[operations.Settled | None, str]:
    try:
        return operations.preview(viewer=request.actor, credit_id=credit_id, on=on), ""
    except Refusal as refusal:
        return None, refusal.sentence()


def _settled_words(done: operations.Settled, credit: queries.Credit) -> str:
    used = sum((line.amount for line in done.lines), start=done.left * 0)
    return _("%(amount)s settled.") % {
        "amount": figures.money(used, credit.currency, get_language() or "pl")
    }


def _balance_words(request: screens.Request, credit_id: int, on: dt.date) -> str:
    """What is left of the payment and what is to be paid on its account now."""
    credit = _credit(request, credit_id)
    accounts = queries.balance(viewer=request.actor, party_id=credit.party_id, on=on)
    due = next(row.due for row in accounts if row.account_id == credit.account_id)
    language = get_language() or "pl"
    return _("Left of the payment: %(left)s. To pay: %(due)s.") % {
        "left": figures.money(credit.open_amount, credit.currency, language),
        "due": figures.money(due, credit.currency, language),
    }
