"""Questions to outside registers as lists: runs, single questions, calls with their proofs."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.outside import forms
from kartoteka.desk.privacy import asking
from kartoteka.kernel.actor import Role
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.register.criteria.enquiries import CALLS, ENQUIRIES, RUNS
from kartoteka.ui import screens
from kartoteka.ui.lists import ListScreen


def _about(request: screens.Request) -> dict[str, Any]:
    return {"may_start": request.actor.may(Role.ADMINISTRATOR), "form": forms.LookUp()}


def _run(_run_id: int, values: Mapping[str, Any]) -> str:
    return reverse("outside_run", args=[values["public_id"]])


RUNS_LIST = ListScreen(
    subject=RUNS,
    name="outside",
    route="outside/",
    template="desk/outside/runs.html",
    row=_run,
    columns=(
        "kind", "state", "total", "waiting", "changed", "unanswered", "planned", "who", "begun",
    ),
    order=(Order("begun", downwards=True),),
    always=("public_id",),
    badges={
        "state": {"WORKING": "quiet", "PAUSED": "warn", "DONE": "ok", "STOPPED": "quiet"}
    },
    empty="desk/outside/no_runs.html",
    file=_("Runs over all customers"),
    context=_about,
)  # fmt: skip


def _enquiry(enquiry_id: int, values: Mapping[str, Any]) -> str:
    """What was found of a firm; else the tab of the card."""
    is_found = values["about"] == "SUBJECT" and values["state"] == "ANSWERED"
    if is_found or not values["party_id"]:
        return reverse("outside_found", args=[enquiry_id])
    return reverse("party_outside", args=[values["party_id"]])


ENQUIRIES_LIST = ListScreen(
    subject=ENQUIRIES,
    name="enquiries",
    route="outside/enquiries/",
    template="desk/outside/enquiries.html",
    row=_enquiry,
    columns=("party", "about", "status", "was", "changes", "why", "way", "answered"),
    order=(Order("asked", downwards=True),),
    query=Group("all", (Condition("state", Op.ONE_OF, ("ANSWERED", "NO_ANSWER")),)),
    always=("party_id", "about", "state"),
    badges={
        "status": {
            "ACTIVE": "ok", "VALID": "ok", "LISTED": "ok", "EXEMPT": "warn",
            "INVALID": "late", "NOT_LISTED": "late", "NOT_REGISTERED": "late",
        }
    },
    search_label=_("Name or number"),
    file=_("Questions to outside registers"),
    exporting=asking.Export(
        ENQUIRIES,
        "SELECT party_id FROM register_enquiry WHERE id IN ({})",
        scope=("IDENTITY", "IDENTIFIERS"),
        names_others=True,
    ),
)  # fmt: skip


def _call(_call_id: int, values: Mapping[str, Any]) -> str:
    return reverse("outside_call", args=[values["public_id"]])


CALLS_LIST = ListScreen(
    subject=CALLS,
    name="outside_calls",
    route="outside/calls/",
    template="desk/outside/calls.html",
    row=_call,
    columns=("asked", "service", "verdict", "operation", "provider_id", "took", "who"),
    order=(Order("asked", downwards=True),),
    always=("public_id",),
    badges={"verdict": {"YES": "ok", "NO": "", "NO_ANSWER": "quiet"}},
    search_label=_("Question or number of the answer"),
    empty="desk/outside/no_calls.html",
    file=_("Calls and proofs"),
    exporting=asking.Export(
        CALLS, "SELECT party_id FROM trail_evidence WHERE id IN ({})", scope=("IDENTITY",)
    ),
)
