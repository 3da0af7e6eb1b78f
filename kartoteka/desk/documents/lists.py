"""The list of all customers' documents; at first those that somebody has to ask for anew."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.privacy import asking
from kartoteka.documents.criteria import DOCUMENTS
from kartoteka.kernel.criteria import EVERYTHING, Condition, Group, Op, as_json
from kartoteka.kernel.listing import Order
from kartoteka.ui import screens
from kartoteka.ui.lists import ListScreen


def _only(field: str, op: Op, *values: str) -> Group:
    return Group("all", (Condition(field, op, values),))


CARE = _only("needs_care", Op.YES)
_SHORT_CUTS = (
    (_("ending or no longer valid"), CARE),
    (_("ending"), _only("standing", Op.ONE_OF, "ENDING")),
    (_("no longer valid ones"), _only("standing", Op.ONE_OF, "ENDED")),
    (_("valid ones"), _only("standing", Op.ONE_OF, "VALID", "ENDING")),
    (_("all documents"), EVERYTHING),
)


def _short_cuts(_request: screens.Request) -> dict[str, Any]:
    """Context: what is asked for most, as (words, address)."""
    here = reverse("documents")
    return {
        "short_cuts": [
            (words, f"{here}?{urlencode({'where': as_json(query)})}")
            for words, query in _SHORT_CUTS
        ]
    }


DOCUMENTS_LIST = ListScreen(
    subject=DOCUMENTS,
    name="documents",
    route="documents/",
    template="desk/documents/documents.html",
    row="document_row",
    columns=("type", "number", "party", "valid_from", "valid_to", "standing"),
    order=(Order("valid_to"),),
    query=CARE,
    empty="desk/documents/none.html",
    file=_("Customers' documents"),
    badges={
        "standing": {
            "VALID": "ok", "ENDING": "warn", "ENDED": "late", "COMING": "quiet",
            "WITHDRAWN": "quiet",
        }
    },
    exporting=asking.Export(
        DOCUMENTS,
        "SELECT party_id FROM documents_customerdocument WHERE id IN ({})",
        scope=("IDENTITY", "DOCUMENTS"),
    ),
    context=_short_cuts,
)  # fmt: skip
