"""Statements taken in, payments that wait for their customer, money at the till."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kartoteka.desk.payments import forms
from kartoteka.desk.payments.clarifying import Assign, booked
from kartoteka.desk.register.forms import Reveal
from kartoteka.payments import operations, queries
from kartoteka.ui import screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES["payments.take_in"] = gettext_lazy("Taking in a statement")
JOB_REPORTS["payments.take_in"] = "desk/payments/taken_in.html"


@screens.staff()
def hand_in(request: screens.Request) -> HttpResponse:
    """A bank file is handed in; what it holds is shown next."""
    form = forms.HandIn(_sent(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with screens.refusals_on(form):
            held = operations.hold(actor=request.actor, data=file.read(), name=file.name or "")
            return redirect("take_in", held)
    return screens.page(request, "desk/payments/hand_in.html", {"form": form})


@screens.staff()
def take_in(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """What a handed-in file holds; the person lets it in, or answers what is doubtful."""
    if job := queries.taking_in(viewer=request.actor, public_id=public_id):
        return redirect("job", job)
    held = queries.held(viewer=request.actor, public_id=public_id)
    if held is None:
        messages.info(request, _("The file is not here any more. Hand it in again."))
        return redirect("hand_in")
    if held.is_unmapped:
        return redirect("map_table", public_id)
    form = forms.TakeIn(_sent(request), viewer=request.actor, asks_whose=held.asks_whose)
    if form.is_valid():
        decided: Any = {
            "actor": request.actor,
            "public_id": public_id,
            "creditor_id": form.cleaned_data.get("creditor"),
            "confirmed": screens.confirmed(request),
            "settle_on": timezone.localdate() if form.cleaned_data["settle"] else None,
        }
        with screens.refusals_on(form):
            if held.is_long:
                return redirect("job", operations.take_in_later(**decided))
            taken = operations.take_in_held(**decided)
            messages.success(request, _summary(taken))
            return _after(taken)
    context = {"form": form, "held": held}
    return screens.page(request, "desk/payments/take_in.html", context)


@screens.staff()
@require_POST
def drop(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """A handed-in file is forgotten."""
    operations.let_go(actor=request.actor, public_id=public_id)
    messages.info(request, _("Nothing was taken in."))
    return redirect("statements")


@screens.staff()
@require_POST
def match(request: screens.Request) -> HttpResponse:
    """Every rule once more over all that waits."""
    matched = operations.match(actor=request.actor)
    said = ngettext(
        "Found the customer of %(count)s payment.",
        "Found the customers of %(count)s payments.",
        matched.count,
    )
    words = queries.moved_words(matched.moved)
    messages.info(request, " ".join([said % {"count": matched.count}, *words]))
    return redirect("waiting_payments")


@screens.staff()
def line(request: screens.Request, line_id: int) -> HttpResponse:
    """One waiting line with ranked suggestions; one keystroke gives it to its customer."""
    shown = queries.line(viewer=request.actor, line_id=line_id)
    if shown is None:
        raise Http404
    form = forms.Accept(_sent(request))
    if form.is_valid():
        with screens.refusals_on(form):
            made = operations.accept(
                actor=request.actor,
                line_id=line_id,
                account_id=form.cleaned_data["account"],
                entry_ids=form.cleaned_data["entries"],
            )
            messages.success(request, booked(request, made))
            return _next(request, line_id)
    text = request.GET.get("q", "")[:200]
    cleared = queries.clearing(viewer=request.actor, line_id=line_id)
    context = {
        "form": form,
        "shown": shown,
        "text": text,
        "clearing": cleared,
        "shares": queries.shares_of(viewer=request.actor, line_id=line_id),
        "assigning": Assign(initial={"owner": cleared.owner or request.actor.user_id}),
        **_choices(request, shown, text),
    }
    return screens.page(request, "desk/payments/line.html", context)


@screens.staff()
@never_cache
def payer_account(request: screens.Request, line_id: int) -> HttpResponse:
    """The account from which a line was paid, whole, for a reason that is kept."""
    shown = queries.line(viewer=request.actor, line_id=line_id)
    if shown is None or not shown.counterparty_account:
        raise Http404
    form = Reveal(_sent(request))
    context: dict[str, Any] = {"form": form, "shown": shown}
    if form.is_valid():
        with screens.refusals_on(form):
            context["value"] = operations.reveal_payer(
                actor=request.actor, line_id=line_id, reason=form.cleaned_data["reason"]
            )
    return screens.page(request, "desk/payments/payer_account.html", context)


@screens.staff()
def add_payment(request: screens.Request, party_id: int) -> HttpResponse:
    """Money of a customer that came without a statement."""
    payer = queries.payer(viewer=request.actor, party_id=party_id)
    if payer is None:
        raise Http404
    today = timezone.localdate()
    form = forms.AddPayment(
        _sent(request), accounts=list(payer.accounts), initial={"paid_on": today}
    )
    if form.is_valid():
        given = form.cleaned_data
        with screens.refusals_on(form):
            draft = operations.PaymentDraft(
                account_id=given["account"],
                amount=given["amount"],
                paid_on=given["paid_on"],
                title=given["title"],
                token=given["token"],
                via=given["via"],
                parts=form.parts(),
            )
            operations.add_payment(
                actor=request.actor, draft=draft, on=today, confirmed=screens.confirmed(request)
            )
            messages.success(request, _("The payment is booked."))
            return redirect("party", party_id)
    context = {"form": form, "payer": payer}
    return screens.page(request, "desk/payments/add_payment.html", context)


def _choices(request: screens.Request, shown: queries.LineRow, text: str) -> dict[str, object]:
    """Suggestions of the program, or what the person searched for; and the line that is next."""
    if not shown.is_waiting:
        return {"choices": [], "following": None}
    following = queries.next_waiting(viewer=request.actor, after=shown.line_id)
    if text:
        found = queries.accounts_found(
            viewer=request.actor,
            creditor_id=shown.creditor_id,
            currency=shown.currency,
            text=text,
        )
    else:
        found = queries.suggestions(viewer=request.actor, line_id=shown.line_id)
    return {"choices": found, "following": following}


def _next(request: screens.Request, line_id: int) -> HttpResponse:
    following = queries.next_waiting(viewer=request.actor, after=line_id)
    if following is None:
        return redirect("waiting_payments")
    return redirect("payment_line", following.line_id)


def _after(taken: operations.TakenIn) -> HttpResponse:
    """The statement, if the file was one; else the list."""
    made = [each.public_id for each in taken.statements if each.public_id]
    return redirect("statement", made[0]) if len(made) == 1 else redirect("statements")


def _summary(taken: operations.TakenIn) -> str:
    new = ngettext("%(count)s new line", "%(count)s new lines", taken.new_lines)
    found = ngettext("%(count)s matched", "%(count)s matched", taken.matched.fresh)
    parts = [new % {"count": taken.new_lines}, found % {"count": taken.matched.fresh}]
    if taken.matched.earlier:
        earlier = ngettext(
            "%(count)s matched that had waited",
            "%(count)s matched that had waited",
            taken.matched.earlier,
        )
        parts.append(earlier % {"count": taken.matched.earlier})
    if taken.known_lines:
        known = ngettext("%(count)s known already", "%(count)s known already", taken.known_lines)
        parts.append(known % {"count": taken.known_lines})
    if taken.settled:
        settled = ngettext(
            "%(count)s account settled", "%(count)s accounts settled", taken.settled.settled
        )
        parts.append(settled % {"count": taken.settled.settled})
    return " ".join([", ".join(parts) + ".", *queries.moved_words(taken.matched.moved)])


def _sent(request: screens.Request) -> QueryDict | None:
    """What was sent; a form that was sent empty is a form that was sent."""
    return request.POST if request.method == "POST" else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004
