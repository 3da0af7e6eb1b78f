"""The worksheet: everybody whom a payer has to tell about a year. Areas of tax offices."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.privacy import asking
from kartoteka.desk.tax import forms
from kartoteka.kernel.actor import Role
from kartoteka.kernel.listing import Order
from kartoteka.tax import queries, rules
from kartoteka.tax.criteria import AREAS, TAXPAYERS
from kartoteka.ui import screens
from kartoteka.ui.lists import ListScreen


def _about(request: screens.Request) -> dict[str, Any]:
    """The year that is told now: its deadlines, its form, what is left to do."""
    today = timezone.localdate()
    year = today.year - 1
    to_office, to_person = queries.waiting(viewer=request.actor, year=year)
    deadlines = rules.deadlines(year)
    return {
        "year": year,
        "may": request.actor.may(Role.ADMINISTRATOR),
        "form_name": rules.form_of(year),
        "year_form": queries.form_of_year(viewer=request.actor, year=year),
        "deadlines": [
            (_("To the tax office"), deadlines.to_office, to_office, deadlines.to_office < today),
            (_("To the customers"), deadlines.to_person, to_person, deadlines.to_person < today),
        ],
    }


WORKSHEET = ListScreen(
    subject=TAXPAYERS,
    name="tax",
    route="tax/",
    template="desk/tax/worksheet.html",
    row="taxpayer",
    columns=("name", "year", "total", "missing", "state", "office", "issued_on", "sent_on"),
    order=(Order("year", True), Order("name")),
    empty="desk/tax/nobody.html",
    file=_("Tax information"),
    act_forms={
        "issue": forms.Issue,
        "letters": forms.Queue,
        "mark": forms.Mark,
        "exclude": forms.Exclude,
    },
    exporting=asking.Export(
        TAXPAYERS,
        "SELECT party_id FROM tax_taxpayer WHERE id IN ({})",
        scope=("IDENTITY", "IDENTIFIERS", "ADDRESSES", "MONEY"),
    ),
    context=_about,
)


def _about_offices(request: screens.Request) -> dict[str, Any]:
    return {
        "offices": queries.offices(viewer=request.actor),
        "may": request.actor.may(Role.ADMINISTRATOR),
    }


AREAS_LIST = ListScreen(
    subject=AREAS,
    name="tax_offices",
    route="tax/offices/",
    template="desk/tax/offices.html",
    row=lambda area_id, _values: f"#area-{area_id}",
    columns=("city", "postal_code", "office", "province", "county", "commune"),
    order=(Order("city"), Order("postal_code")),
    last="desk/tax/area_do.html",
    search_label=_("Town, postal code, office"),
    empty="desk/tax/no_areas.html",
    file=_("Areas of tax offices"),
    context=_about_offices,
)
