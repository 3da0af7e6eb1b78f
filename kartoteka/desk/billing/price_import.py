"""A price list of another make: read, its columns said, what it changes, then it is the draft."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from kartoteka.billing import price_rows, rules
from kartoteka.billing.operations import prices as operations
from kartoteka.billing.queries import prices as queries
from kartoteka.exchange import prices as exchange
from kartoteka.ui import screens

_SALT = "desk.billing.price_import"
_SHOWN = 200
COLUMNS = (
    ("code", _("Code")), ("name", _("Name")), ("unit", pgettext_lazy("measure", "Unit")),
    ("price", _("Price")), ("vat", _("VAT, %")),
)  # fmt: skip


class File(forms.Form):
    """The file with the prices."""

    file = forms.FileField(
        label=_("Price list (CSV or XLSX)"),
        error_messages={"empty": _("The file is empty. Choose another one.")},
        help_text=_("Nothing changes before you have seen what it would."),
    )


class Columns(forms.Form):
    """Which column is what, and what holds where there is no column."""

    widths = {name: 4 for name, _label in COLUMNS} | {"one_unit": 4, "one_vat": 4}

    sheet = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, header: Sequence[str], initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        choices = [("", "—"), *((name, name) for name in header)]
        for name, label in COLUMNS:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=name in {"code", "price"}
            )
        self.fields["one_unit"] = forms.CharField(
            label=_("Unit where it has none"), max_length=20, required=False
        )
        self.fields["one_vat"] = forms.CharField(
            label=_("VAT, %, where it has none"),
            max_length=10,
            required=False,
            help_text=_("Per cent, or „zw” where there is none."),
        )


@screens.staff()
def price_import(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The file first; then its columns and what it changes, until it is made the draft."""
    found = queries.price_list(viewer=request.actor, public_id=public_id, on=timezone.localdate())
    if found is None:
        raise Http404
    if "sheet" in request.POST:
        return _mapped(request, found)
    form = File(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with screens.refusals_on(form):
            sheet = exchange.read(viewer=request.actor, data=file.read(), name=file.name)
            said: dict[str, Any] = {
                "header": sheet.header, "rows": sheet.rows, "bad": sheet.bad,
                "suggested": sheet.suggested,
            }  # fmt: skip
            return _shown(request, found, said, None)
    context = {"form": form, "list": found}
    return screens.page(request, "desk/billing/price_import.html", context)


def _mapped(request: screens.Request, found: queries.PriceListView) -> HttpResponse:
    try:
        said = signing.loads(request.POST["sheet"], salt=_SALT)
    except signing.BadSignature:
        messages.error(request, _t("The file is no longer here. Send it again."))
        return redirect("price_import", found.public_id)
    return _shown(request, found, said, request.POST)


def _shown(
    request: screens.Request, found: queries.PriceListView, said: dict[str, Any], data: Any
) -> HttpResponse:
    header = list(said["header"])
    kept = found.import_plan if found.import_plan.get("header") == header else {}
    chosen = said["suggested"] | kept.get("columns", {})
    sheet = data["sheet"] if data else signing.dumps(said, salt=_SALT, compress=True)
    form = Columns(
        data,
        header=header,
        initial=chosen
        | {"sheet": sheet, "one_unit": kept.get("unit", ""), "one_vat": kept.get("vat", "")},
    )
    columns = {name: str(form[name].value() or "") for name, _label in COLUMNS}
    ones = {name: str(form[f"one_{name}"].value() or "") for name in ("unit", "vat")}
    items, bad = _items(said, columns, ones)
    told = sorted([(number, words) for number, words in said["bad"]] + bad)
    if "make" in request.POST and form.is_valid() and items:
        with screens.refusals_on(form):
            operations.save_draft(
                actor=request.actor,
                list_id=found.id,
                items=items,
                plan={"header": header, "columns": columns, **ones},
            )
            words = ngettext(
                "%(count)s item is in the draft.", "%(count)s items are in the draft.", len(items)
            )
            messages.success(request, words % {"count": len(items)})
            return redirect("price_list", found.public_id)
    latest = next((v for v in found.versions if v.state not in {"DRAFT", "WITHDRAWN"}), None)
    rows = rules.compared(latest.items if latest else (), items)
    counts = {
        change: sum(row.change == change for row in rows)
        for change in ("NEW", "DEARER", "CHEAPER", "GONE", "OTHER", "SAME")
    }
    context = {
        "form": form, "list": found, "rows": rows[:_SHOWN], "more": max(len(rows) - _SHOWN, 0),
        "bad": told, "items": items, "latest": latest, "counts": counts,
    }  # fmt: skip
    return screens.page(request, "desk/billing/price_import_check.html", context)


def _items(
    said: dict[str, Any], columns: dict[str, str], ones: dict[str, str]
) -> tuple[list[rules.ItemLine], list[tuple[int, str]]]:
    """The items of all rows that can be one, and why the others cannot."""
    places = {name: said["header"].index(c) for name, c in columns.items() if c in said["header"]}
    items: list[rules.ItemLine] = []
    bad: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for number, cells in said["rows"]:
        texts = {name: cells[place] for name, place in places.items()}
        texts = {name: texts.get(name) or ones.get(name, "") for name, _label in COLUMNS}
        texts["name"] = texts["name"] or texts["code"]
        item, faults = price_rows.item_of(texts)
        shown = " · ".join(filter(None, cells))[:80]
        if item is None:
            bad.append((number, f"{' '.join(dict.fromkeys(map(str, faults.values())))} {shown}"))
        elif item.code in seen:
            words = _t("Row %(n)s has this code already.") % {"n": seen[item.code]}
            bad.append((number, f"{words} {shown}"))
        else:
            seen[item.code] = number
            items.append(item)
    return items, bad
