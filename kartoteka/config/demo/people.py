"""Who works at the demo firm, and which customers look in by the portal."""

import datetime as dt
import json
from dataclasses import dataclass

from kartoteka.access import operations as access
from kartoteka.access.operations import views
from kartoteka.config.demo.profile import OVERDUE
from kartoteka.correspondence.operations import invitations
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations as register

_STAFF = (
    (Role.CLERK, "clerk", "Katarzyna Dębnicka", "Clerk"),
    (Role.ADMINISTRATOR, "administrator", "Marek Źródlany", "Administrator"),
    (Role.SUPERADMINISTRATOR, "superadministrator", "Irena Żurawska", "Superadministrator"),
)
ACTIVE, WAITING = "K-000002", "K-000006"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A door (desk or portal), who goes through it, and with what."""

    screen: str
    who: str
    login: str
    password: str


def add_people(parties: dict[str, int], today: dt.date) -> tuple[list[SignIn], dict[Role, Actor]]:
    """Staff of each role, a customer who uses the portal, and one whose login waits for its letter.

    The letter with the code is in the print queue, the link in the outbox. Returned with the staff
    as they act.
    """
    # The topmost unit is the office: its name stands on every page, the customers' too.
    office = access.add_unit(
        actor=SYSTEM, code="WZ", name="Wodociągi Zdrojewskie sp. z o.o.", parent_id=None
    )
    unit = access.add_unit(actor=SYSTEM, code="BOK", name="Biuro Obsługi Klienta", parent_id=office)
    found, staff = [], {}
    for role, login, name, who in _STAFF:
        user = access.add_user(
            actor=SYSTEM,
            realm=Realm.DESK,
            login=login,
            name=name,
            email=f"{login}@wodociagi.example",
            role=role,
            unit_id=unit,
            language="pl",
            is_demo=True,
        )
        found.append(SignIn("desk", f"{who}, {name}", login, user.password))
        staff[role] = Actor(user.user_id, Realm.DESK, role, name)
    _save_view(staff[Role.CLERK])
    if ACTIVE in parties:
        found.append(_customer(parties[ACTIVE]))
    if WAITING in parties:
        invitations.invite_to_portal(
            actor=SYSTEM, party_id=parties[WAITING], email="cwiklinscy@poczta.example", on=today
        )
    return found, staff


def _save_view(clerk: Actor) -> None:
    """A view of the list of customers that all staff see, beside the clerk's own list."""
    state = {
        "where": json.dumps(OVERDUE, separators=(",", ":")),
        "columns": "name,number,city,overdue.PLN,field_meter",
        "sort": "-overdue.PLN",
    }
    draft = views.ViewDraft("parties", "Po terminie, z wodomierzem", state, is_shared=True)
    view = views.save_view(actor=clerk, draft=draft)
    views.mark_view(actor=clerk, public_id=view, is_pinned=True)


def _customer(party_id: int) -> SignIn:
    user = access.add_user(
        actor=SYSTEM,
        realm=Realm.PORTAL,
        login="anna",
        name="Anna Źródyńska",
        email="anna.zrodynska@poczta.example",
        role=None,
        unit_id=None,
        language="pl",
        is_demo=True,
    )
    register.grant_portal(actor=SYSTEM, user_id=user.user_id, party_id=party_id)
    return SignIn("portal", "Customer, Anna Źródyńska", "anna", user.password)
