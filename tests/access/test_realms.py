"""Two realms that never mix: lookups, sessions, cookies, and the rights of the portal's door."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from kartoteka.access.models import DeskSession, PortalSession, User
from tests import build

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"


@pytest.fixture
def portal(settings: Settings) -> Callable[[], Client]:
    """A browser at the portal; from here on this process is the portal."""

    def become() -> Client:
        settings.REALM = "portal"
        settings.ROOT_URLCONF = "kartoteka.config.urls_portal"
        settings.SESSION_COOKIE_NAME = "kartoteka_portal"
        settings.CSRF_COOKIE_NAME = "kartoteka_portal_csrf"
        return Client()

    return become


def _sign_in(client: Client, login: str, password: str = build.PASSWORD) -> bool:
    answer = client.post(SIGN_IN, {"login": login, "password": password})
    return answer.status_code == 302


def test_a_customer_cannot_sign_in_at_the_desk(client: Client) -> None:
    build.a_customer()
    assert not _sign_in(client, "celina@example.com")
    assert DeskSession.objects.count() == 0


def test_staff_cannot_sign_in_at_the_portal(portal: Callable[[], Client]) -> None:
    build.a_superadministrator()
    assert not _sign_in(portal(), "sara")
    assert PortalSession.objects.count() == 0


def test_each_realm_keeps_its_own_sessions(client: Client, portal: Callable[[], Client]) -> None:
    build.a_user("anna")
    build.a_customer()
    assert _sign_in(client, "ANNA")
    assert (DeskSession.objects.count(), PortalSession.objects.count()) == (1, 0)
    assert client.cookies["kartoteka_desk"]["httponly"]
    customer = portal()
    assert _sign_in(customer, "Celina@example.com")
    assert (DeskSession.objects.count(), PortalSession.objects.count()) == (1, 1)
    assert "kartoteka_portal" in customer.cookies


def test_a_session_of_the_desk_opens_nothing_at_the_portal(
    client: Client, portal: Callable[[], Client]
) -> None:
    build.a_user("anna")
    _sign_in(client, "anna")
    key = client.cookies["kartoteka_desk"].value
    other = portal()
    other.cookies["kartoteka_portal"] = key
    answer = other.get("/account/sessions/")
    assert answer.headers["Location"].startswith(SIGN_IN)


def test_a_session_naming_a_user_of_the_other_realm_is_nobody(client: Client) -> None:
    customer = build.a_customer()
    client.force_login(customer)
    assert client.get("/panel/").headers["Location"].startswith(SIGN_IN)


def test_an_address_of_two_customers_names_neither(portal: Callable[[], Client]) -> None:
    for login in ("one", "two"):
        user = build.a_customer(login)
        User.everyone.filter(pk=user.pk).update(email="shared@example.com")
    client = portal()
    assert not _sign_in(client, "shared@example.com")
    assert _sign_in(client, "one")


def _as(role: str, statement: str) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {role}")
        try:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            if not connection.needs_rollback:
                transaction.set_rollback(True)


def test_the_door_sees_only_users_of_the_portal() -> None:
    build.a_user("anna")
    build.a_customer()
    assert _as("kartoteka_door", "SELECT login FROM access_user") == [("celina@example.com",)]
    assert len(_as("kartoteka_desk", "SELECT login FROM access_user")) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM access_desk_session",
        "SELECT * FROM access_desk_cache",
        "INSERT INTO access_user (realm, login) VALUES ('portal', 'x')",
        "UPDATE access_user SET realm = 'desk'",
        "UPDATE access_user SET login = 'x'",
        "UPDATE access_user SET role = 'SUPERADMINISTRATOR'",
        "DELETE FROM access_user",
        "SELECT * FROM access_jobprogress",
        "SELECT code FROM access_unit",
    ],
)
def test_the_door_may_not(statement: str) -> None:
    build.a_customer()
    with pytest.raises(DatabaseError, match="permission denied"):
        _as("kartoteka_door", statement)


def test_the_door_changes_no_row_of_the_staff() -> None:
    anna = build.a_user("anna")
    _as("kartoteka_door", "UPDATE access_user SET password = 'mine'")
    anna.refresh_from_db()
    assert anna.check_password(build.PASSWORD)
    with pytest.raises(DatabaseError, match="row-level security"):
        _as(
            "kartoteka_door",
            "INSERT INTO mfa_authenticator (user_id, type, data, created_at) "
            f"VALUES ({anna.pk}, 'totp', '{{}}', now())",
        )


@pytest.mark.parametrize("table", ["access_user", "access_portal_session", "mfa_authenticator"])
def test_the_signed_in_customer_reads_no_sign_in_rows(table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        _as("kartoteka_portal", f"SELECT * FROM {table}")
