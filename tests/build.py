"""Builders of what tests need: typed functions that call public operations, a section per room.

The cast of the suite: Anna owes, Bartek overpaid, Celina is a stranger.
"""

from collections.abc import Mapping
from typing import Any

from kartoteka.access import operations as access
from kartoteka.access.models import User
from kartoteka.kernel.actor import SYSTEM, Realm, Role
from kartoteka.register import operations as register

# access

PASSWORD = "korale-lampa-rzeka"  # what everybody made here signs in with


def a_user(
    login: str = "anna",
    *,
    role: Role | None = Role.CLERK,
    realm: Realm = Realm.DESK,
    name: str = "",
    email: str = "",
    language: str = "en",
    must_change_password: bool = False,
) -> User:
    """Somebody who signs in with `PASSWORD`; staff unless `realm` is the portal."""
    added = access.add_user(
        actor=SYSTEM,
        realm=realm,
        login=login,
        name=name or login.title(),
        email=email,
        role=role if realm == Realm.DESK else None,
        unit_id=None,
        language=language,
        is_demo=not must_change_password,
    )
    user = User.everyone.get(pk=added.user_id)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def an_administrator(login: str = "adam") -> User:
    """A user of the desk who manages users."""
    return a_user(login, role=Role.ADMINISTRATOR)


def a_superadministrator(login: str = "sara") -> User:
    """A user of the desk who may do everything."""
    return a_user(login, role=Role.SUPERADMINISTRATOR)


def a_customer(login: str = "celina@example.com", *, name: str = "Celina") -> User:
    """A user of the portal, who acts for nobody yet."""
    return a_user(login, realm=Realm.PORTAL, name=name, email=login)


# register


def a_party(
    name: str = "Anna Owes",
    *,
    kind: str = "COMPANY",
    identifiers: Mapping[str, str] | None = None,
    **said: Any,
) -> int:
    """A party with what is said of it (see PartyDraft); likely duplicates are not asked about."""
    return register.add_party(
        actor=SYSTEM,
        draft=register.PartyDraft(kind=kind, name=name, identifiers=identifiers or {}, **said),
        confirmed=frozenset({"register.same_contact", "register.same_name_and_city"}),
    )
