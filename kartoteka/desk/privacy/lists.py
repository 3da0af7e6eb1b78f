"""The register of disclosures and the requests of persons as lists."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.privacy import asking
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.privacy.criteria import DISCLOSURES, REQUESTS
from kartoteka.ui.lists import ListScreen


def _disclosure(_disclosure_id: int, values: Mapping[str, Any]) -> str:
    return reverse("disclosure", args=[values["public_id"]])


DISCLOSURES_LIST = ListScreen(
    subject=DISCLOSURES,
    name="disclosures",
    route="privacy/disclosures/",
    template="desk/privacy/disclosures.html",
    row=_disclosure,
    columns=("day", "kind", "recipient", "scope", "basis", "way", "persons", "by"),
    order=(Order("day", downwards=True),),
    always=("public_id",),
    search_label=_("Recipient, provision, note"),
    empty="desk/privacy/no_disclosures.html",
    file=_("Register of disclosures"),
    exporting=asking.Export(
        DISCLOSURES, asking.NO_CUSTOMERS, scope=("IDENTITY",), names_others=True
    ),
)


def _request(_request_id: int, values: Mapping[str, Any]) -> str:
    return reverse("privacy_request", args=[values["public_id"]])


REQUESTS_LIST = ListScreen(
    subject=REQUESTS,
    name="privacy_requests",
    route="privacy/requests/",
    template="desk/privacy/requests.html",
    row=_request,
    columns=("party", "due", "state", "kind", "received", "channel"),
    order=(Order("due"),),
    query=Group("all", (Condition("state", Op.ONE_OF, ("OPEN",)),)),
    always=("public_id", "party_number", "is_late"),
    lead="desk/privacy/request_lead.html",
    badges={"state": {"OPEN": "warn", "GRANTED": "ok", "REFUSED": "quiet", "WITHDRAWN": "quiet"}},
    search_label=_("Name or number"),
    empty="desk/privacy/no_requests.html",
    file=_("Requests about personal data"),
    exporting=asking.Export(
        REQUESTS,
        "SELECT party_id FROM privacy_request WHERE id IN ({})",
        scope=("IDENTITY", "OTHER"),
    ),
)
