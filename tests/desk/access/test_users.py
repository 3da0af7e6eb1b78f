"""Screens of users and units: allowed, refused, wrong role, fragment."""

import html
import re

import pytest
from django.test import Client

from kartoteka.access import operations, queries
from kartoteka.access.models import Unit, User
from kartoteka.kernel.actor import SYSTEM
from kartoteka.privacy.queries import disclosures
from tests import build

pytestmark = pytest.mark.django_db
NEW = {
    "login": "nowy",
    "name": "Nowa Osoba",
    "email": "",
    "role": "CLERK",
    "unit": "",
    "language": "pl",
}


@pytest.fixture
def adam(client: Client) -> Client:
    """An administrator's browser."""
    client.force_login(build.an_administrator())
    return client


def test_an_administrator_adds_a_user_and_sees_the_password_once(adam: Client) -> None:
    answer = adam.post("/users/add/", NEW)
    shown = re.search(r"data-new-password>([a-z0-9-]{23})<", answer.text)
    assert shown
    assert "no-store" in answer.headers["Cache-Control"]
    user = User.objects.get(login="nowy")
    assert user.check_password(shown[1])
    assert shown[1] not in adam.get(f"/users/{user.public_id}/").text


def test_a_taken_login_is_refused_with_everything_typed_still_there(adam: Client) -> None:
    build.a_user("nowy")
    answer = adam.post("/users/add/", {**NEW, "login": "NOWY"})
    assert answer.status_code == 422
    assert "This login is already in use." in answer.text
    assert 'value="Nowa Osoba"' in answer.text
    assert 'aria-describedby="id_login_helptext id_login_error"' in answer.text
    assert User.objects.filter(login__iexact="nowy").count() == 1


def test_an_administrator_is_not_offered_the_highest_role_nor_may_send_it(adam: Client) -> None:
    assert 'value="SUPERADMINISTRATOR"' not in adam.get("/users/add/").text
    assert adam.post("/users/add/", {**NEW, "role": "SUPERADMINISTRATOR"}).status_code == 422
    assert not User.objects.filter(login="nowy").exists()


def test_blocking_oneself_is_refused_as_a_page(adam: Client) -> None:
    me = User.objects.get()
    answer = adam.post(f"/users/{me.public_id}/block/")
    assert answer.status_code == 409
    assert "You cannot block yourself" in answer.text
    me.refresh_from_db()
    assert me.is_active


def test_a_user_is_changed_blocked_let_in_and_given_a_password(adam: Client) -> None:
    anna = build.a_user()
    unit = operations.add_unit(actor=SYSTEM, code="A", name="Counter", parent_id=None)
    at = f"/users/{anna.public_id}/"
    changed = {"name": "Anna N.", "email": "", "role": "CLERK", "unit": unit, "language": "sk"}
    assert adam.post(at, changed).status_code == 302
    adam.post(f"{at}block/")
    anna.refresh_from_db()
    assert (anna.name, anna.unit_id, anna.language, anna.is_active) == (
        "Anna N.",
        unit,
        "sk",
        False,
    )
    assert "blocked" in adam.get(at).text
    adam.post(f"{at}unblock/")
    answer = adam.post(f"{at}password/")
    anna.refresh_from_db()
    assert anna.is_active
    assert anna.check_password(re.search(r"data-new-password>([a-z0-9-]{23})<", answer.text)[1])  # type: ignore[index]


def test_the_list_narrows_by_text_and_by_conditions(adam: Client) -> None:
    build.a_user("anna")
    build.a_user("bea")
    blocked_user("ben")
    found = _names(adam.get("/users/?q=be").text)
    assert found == ["Bea", "Ben"]
    blocked = '{"all":[{"field":"state","op":"one_of","value":["BLOCKED"]}]}'
    assert _names(adam.get("/users/", {"where": blocked}).text) == ["Ben"]


def test_the_list_goes_on_after_fifty(adam: Client) -> None:
    for number in range(51):
        User.objects.create(realm="desk", login=f"u{number:02}", role="CLERK")
    first = adam.get("/users/").text
    assert _names(first)[-1] == "u48"
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    assert _names(adam.get(html.unescape(following[1])).text) == ["u49", "u50"]


def test_the_list_says_who_is_shut_out_and_who_has_a_second_factor(adam: Client) -> None:
    blocked_user("ben")
    page = adam.get("/users/").text
    assert '<span class="k-badge is-late">blocked</span>' in page
    assert page.count("k-badge is-late") == 1


def test_a_file_of_users_is_noted_as_a_disclosure(adam: Client) -> None:
    asked = adam.get("/users/export.csv")
    assert "Who receives it" in asked.text
    said = {"recipient_kind": "OWN", "recipient": "HR", "basis": "C", "note": "list"}
    sent = adam.post("/users/export.csv", said)
    assert sent["Content-Disposition"] == 'attachment; filename="users.csv"'
    (noted,) = disclosures(viewer=SYSTEM)
    assert (noted.scope, noted.persons) == (("phones and e-mails", "names and numbers"), 0)


def blocked_user(login: str) -> None:
    operations.block_user(actor=SYSTEM, public_id=build.a_user(login).public_id)


def _names(page: str) -> list[str]:
    """The names in the rows of the list."""
    return re.findall(r'k-lead" title="([^"]*)"', page)


@pytest.mark.parametrize("address", ["/users/", "/users/add/", "/units/", "/units/add/"])
def test_a_clerk_may_not(client: Client, address: str) -> None:
    client.force_login(build.a_user())
    answer = client.get(address)
    assert answer.status_code == 403
    assert "Your role does not include this." in answer.text
    assert 'href="/users/"' not in client.get("/").text


def test_a_user_of_the_portal_or_nobody_is_not_found(adam: Client) -> None:
    assert adam.get("/users/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_units_are_added_changed_and_refused(adam: Client) -> None:
    assert (
        adam.post("/units/add/", {"code": "A", "name": "Office", "parent": ""}).status_code == 302
    )
    top = Unit.objects.get()
    answer = adam.post("/units/add/", {"code": "A", "name": "Again", "parent": top.pk})
    assert (answer.status_code, 'value="Again"' in answer.text) == (422, True)
    low = {"code": "B", "name": "Counter", "parent": top.pk}
    adam.post("/units/add/", low)
    below = Unit.objects.get(code="B")
    loop = {"code": "A", "name": "Office", "parent": below.pk, "is_active": "on"}
    assert adam.post(f"/units/{top.pk}/", loop).status_code == 422
    adam.post(f"/units/{below.pk}/", {**low, "name": "Desk"})
    shown = [(unit.name, unit.depth, unit.is_active) for unit in queries.units(viewer=SYSTEM)]
    assert shown == [("Office", 0, True), ("Desk", 1, False)]
    assert adam.get("/units/999/").status_code == 404


def test_ones_own_panel_keeps_language_and_theme(client: Client) -> None:
    client.force_login(build.a_user())
    assert "Where you are signed in" in client.get("/panel/").text
    answer = client.post("/panel/", {"language": "en", "theme": "dark"})
    assert answer.status_code == 302
    assert 'data-bs-theme="dark"' in client.get("/panel/").text
    assert client.post("/panel/", {"language": "en", "theme": "pink"}).status_code == 422
