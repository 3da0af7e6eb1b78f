"""Imports as a list, with the mappings that are kept."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import queries
from kartoteka.exchange.criteria import IMPORTS
from kartoteka.kernel.listing import Order
from kartoteka.ui.lists import ListScreen


def _address(_run_id: int, values: Mapping[str, Any]) -> str:
    return reverse("import", args=[values["public_id"]])


IMPORTS_LIST = ListScreen(
    subject=IMPORTS,
    name="imports",
    route="imports/",
    template="desk/exchange/imports.html",
    row=_address,
    columns=("kind", "state", "origin", "new", "changed", "not_taken", "who", "begun"),
    order=(Order("begun", downwards=True),),
    always=("public_id",),
    badges={
        "state": {
            "DRAFT": "quiet", "CHECKING": "quiet", "CHECKED": "warn", "RUNNING": "quiet",
            "DONE": "ok", "FAILED": "late",
        }
    },
    search_label=_("File or source"),
    empty="desk/exchange/none.html",
    file=_("Imports"),
    context=lambda request: {"mappings": queries.mappings(viewer=request.actor)},
)  # fmt: skip
