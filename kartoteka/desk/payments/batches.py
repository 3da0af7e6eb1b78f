"""Many payments typed in one batch with control totals."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kartoteka.desk.typed import AmountField, AsksWhose, day_field
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.queries import choices
from kartoteka.payments import operations, queries
from kartoteka.ui import screens

BLANK, MOST = 10, 2_000
_PARTS = ("number", "amount", "title")


class BeginBatch(AsksWhose):
    """What is declared before the payments are typed."""

    widths = {
        "name": 12, "creditor": 8, "currency": 4, "via": 6, "paid_on": 6, "count": 6, "total": 6,
    }  # fmt: skip
    field_order = list(widths)

    name = forms.CharField(label=gettext_lazy("Name of the batch"), max_length=100)
    via = forms.ChoiceField(
        label=gettext_lazy("Kind of payment"), choices=choices.VIA, initial="POST"
    )
    paid_on = day_field(gettext_lazy("Came on"))
    count = forms.IntegerField(
        label=gettext_lazy("Number of payments"), min_value=1, max_value=MOST
    )
    total = AmountField(label=gettext_lazy("Sum"))
    token = forms.UUIDField(widget=forms.HiddenInput)


class Typed(forms.Form):
    """The declared totals and the payments, a row each; rows left empty are passed over."""

    widths = {"count": 3, "total": 3}

    count = forms.IntegerField(
        label=gettext_lazy("Number of payments"), min_value=1, max_value=MOST
    )
    total = AmountField(label=gettext_lazy("Sum"))

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for place in range(1, rows + 1):
            words = {"place": place}
            self.fields[f"number_{place}"] = forms.CharField(
                label=_("Customer's number, row %(place)s") % words, max_length=40, required=False
            )
            self.fields[f"amount_{place}"] = AmountField(
                label=_("Amount, row %(place)s") % words, required=False
            )
            self.fields[f"title_{place}"] = forms.CharField(
                label=_("Title, row %(place)s") % words, max_length=250, required=False
            )

    def lines(self) -> list[tuple[int, list[Any]]]:
        """The fields row by row."""
        return [
            (place, [self[f"{part}_{place}"] for part in _PARTS])
            for place in range(1, self.rows + 1)
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for place in range(1, self.rows + 1):
            number, amount = said.get(f"number_{place}"), said.get(f"amount_{place}")
            is_typed = number or said.get(f"title_{place}")
            if is_typed and not amount and f"amount_{place}" not in self.errors:
                self.add_error(f"amount_{place}", _("Give the amount."))
        return said

    def items(self) -> list[operations.ItemDraft]:
        """The rows that have an amount."""
        said = self.cleaned_data
        return [
            operations.ItemDraft(
                number=said[f"number_{place}"].strip(),
                amount=said[f"amount_{place}"],
                title=said[f"title_{place}"].strip(),
            )
            for place in range(1, self.rows + 1)
            if said.get(f"amount_{place}")
        ]


@screens.staff()
def begin(request: screens.Request) -> HttpResponse:
    """A batch is declared."""
    today = timezone.localdate()
    form = BeginBatch(
        request.POST if request.method == "POST" else None,
        creditors=ledger.creditors(viewer=request.actor),
        initial={"paid_on": today, "token": uuid.uuid4()},
    )
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            draft = operations.BatchDraft(
                creditor_id=said["creditor"],
                currency=said["currency"],
                name=said["name"],
                via=said["via"],
                paid_on=said["paid_on"],
                count=said["count"],
                sum=said["total"],
                token=said["token"],
            )
            made = operations.begin_batch(
                actor=request.actor, draft=draft, on=today, confirmed=screens.confirmed(request)
            )
            return redirect("batch", made)
    return screens.page(request, "desk/payments/begin_batch.html", {"form": form})


@screens.staff()
def batch(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The payments of a batch as they are typed; posted when they make what was declared."""
    shown = queries.batch(viewer=request.actor, public_id=public_id)
    if shown is None:
        raise Http404
    if shown.posted_at:
        return screens.page(request, "desk/payments/batch_posted.html", {"shown": shown})
    asked = request.POST.get("rows", "")
    known = len(shown.items)
    rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else known + BLANK  # noqa: PLR2004
    form = Typed(
        request.POST if request.method == "POST" else None,
        rows=min(rows, MOST),
        initial=_typed(shown),
    )
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            operations.change_batch(
                actor=request.actor, public_id=public_id, count=said["count"], total=said["total"]
            )
            operations.write_batch(actor=request.actor, public_id=public_id, items=form.items())
            if "post" in request.POST:
                posted = operations.post_batch(actor=request.actor, public_id=public_id)
                said_so = ngettext("%(n)s payment booked.", "%(n)s payments booked.", posted.count)
                words = [said_so % {"n": posted.count}, *queries.moved_words(posted.moved)]
                messages.success(request, " ".join(words))
                return redirect("batches")
            messages.success(request, _("Kept; nothing is booked yet."))
            return redirect("batch", public_id)
    kept = queries.batch(viewer=request.actor, public_id=public_id)
    context = {"form": form, "shown": kept, "rows": form.rows}
    return screens.page(request, "desk/payments/batch.html", context)


def _typed(shown: queries.BatchRow) -> dict[str, Any]:
    said: dict[str, Any] = {"count": shown.count, "total": shown.sum}
    for item in shown.items:
        for part in _PARTS:
            said[f"{part}_{item.place}"] = getattr(item, part)
    return said
