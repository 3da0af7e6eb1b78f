"""The office's users as a list."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import USERS
from kartoteka.desk.privacy import asking
from kartoteka.kernel.listing import Order
from kartoteka.ui.lists import ListScreen


def _address(_user_id: int, values: Mapping[str, Any]) -> str:
    return reverse("user", args=[values["public_id"]])


USERS_LIST = ListScreen(
    subject=USERS,
    name="users",
    route="users/",
    template="desk/access/users.html",
    row=_address,
    columns=("name", "role", "state", "login", "unit", "last_login", "second_factor"),
    order=(Order("login"),),
    always=("public_id",),
    badges={
        "state": {"BLOCKED": "late", "PASSWORD": "quiet"},
        "second_factor": {True: "ok"},
    },
    search_label=_("Login, name or e-mail"),
    file=_("Users"),
    exporting=asking.Export(
        USERS, asking.NO_CUSTOMERS, scope=("IDENTITY", "CONTACTS"), names_others=True
    ),
)
