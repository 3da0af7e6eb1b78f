"""The list of parties."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.desk.billing.interest_forms import OfMany
from kartoteka.desk.blocks.forms import BlockMany
from kartoteka.desk.groups.forms import InGroup
from kartoteka.desk.mailings.forms import Documents
from kartoteka.desk.privacy import asking
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.ui.lists import ListScreen
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES["access.bulk"] = _("An act on many rows")
JOB_REPORTS["access.bulk"] = "ui/list/done.html"

ACTIVE: Any = Group("all", (Condition("state", Op.ONE_OF, ("ACTIVE",)),))
PARTIES_LIST = ListScreen(
    subject=PARTIES,
    name="parties",
    route="parties/",
    template="desk/register/parties.html",
    row="party",
    columns=("name", "number", "kind", "nip", "address", "email"),
    order=(Order("name"),),
    query=ACTIVE,
    always=("state", "is_creditor", "head"),
    lead="desk/register/lead.html",
    empty="desk/register/no_parties.html",
    search_label=_("Name, number, town, e-mail…"),
    file=_("Customers"),
    exporting=asking.Export(PARTIES),
    act_forms={
        "group": InGroup,
        "ungroup": InGroup,
        "block": BlockMany,
        "interest": OfMany,
        "documents": Documents,
    },
)
