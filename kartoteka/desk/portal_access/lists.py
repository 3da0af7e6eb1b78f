"""Who signs in to the portal, as a list."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.privacy import asking
from kartoteka.kernel.listing import Order
from kartoteka.register.criteria.portal import PORTAL_USERS
from kartoteka.ui.lists import ListScreen


def _address(user_id: int, values: Mapping[str, Any]) -> str:
    """The access of the customer whom the login saw last."""
    party_id = values["party_id"]
    return reverse("portal_access", args=[party_id]) if party_id else f"#user-{user_id}"


PORTAL_USERS_LIST = ListScreen(
    subject=PORTAL_USERS,
    name="portal_users",
    route="portal-users/",
    template="desk/portal_access/users.html",
    row=_address,
    columns=("login", "parties", "state", "name", "last_login", "created"),
    order=(Order("login"),),
    always=("party_id",),
    badges={"state": {"ACTIVE": "ok", "BLOCKED": "late", "NOBODYS": "quiet"}},
    search_label=_("Login or name"),
    empty="desk/portal_access/nobody.html",
    file=_("Portal users"),
    exporting=asking.Export(
        PORTAL_USERS,
        "SELECT g.party_id FROM register_portalgrant g WHERE g.user_id IN ({})",
        scope=("IDENTITY", "CONTACTS"),
        names_others=True,
    ),
)
