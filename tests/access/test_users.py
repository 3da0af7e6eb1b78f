"""Who may do what with users, and what the database keeps when Python is passed by."""

import threading
import uuid

import pytest
from django.db import connection, transaction

from kartoteka.access import operations, queries
from kartoteka.access.models import User
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Refusal
from tests import build

pytestmark = pytest.mark.django_db


def _add(actor: Actor, login: str = "new", role: Role = Role.CLERK) -> operations.NewUser:
    return operations.add_user(
        actor=actor,
        realm=Realm.DESK,
        login=login,
        name="New",
        email="",
        role=role,
        unit_id=None,
        language="pl",
    )


def _change(actor: Actor, user: User, role: Role) -> None:
    operations.change_user(
        actor=actor,
        public_id=user.public_id,
        name="Changed",
        email="",
        role=role,
        unit_id=None,
        language="sk",
    )


def test_a_new_user_has_a_random_password_to_change() -> None:
    adam = build.an_administrator().as_actor()
    first, second = _add(adam, "one"), _add(adam, "two")
    user = User.objects.get(pk=first.user_id)
    assert user.check_password(first.password)
    assert user.must_change_password
    assert first.password != second.password
    assert len(first.password.replace("-", "")) == 20


@pytest.mark.parametrize("login", ["", "  "])
def test_nobody_is_added_without_a_login(login: str) -> None:
    adam = build.an_administrator().as_actor()
    with pytest.raises(operations.LoginMissing) as refused:
        _add(adam, login)
    assert refused.value.field == "login"
    assert User.everyone.count() == 1


def test_a_clerk_manages_nobody() -> None:
    clerk = build.a_user().as_actor()
    with pytest.raises(operations.NotAllowed):
        _add(clerk)
    with pytest.raises(operations.NotAllowed):
        operations.add_unit(actor=clerk, code="X", name="X", parent_id=None)
    assert queries.users(viewer=clerk) == []
    assert User.everyone.count() == 1


def test_a_login_is_unique_in_its_realm_in_any_case() -> None:
    build.a_user("anna")
    with pytest.raises(operations.LoginTaken):
        _add(SYSTEM, "ANNA")
    assert build.a_user("Anna", realm=Realm.PORTAL).pk


def test_an_administrator_neither_makes_nor_touches_superadministrators() -> None:
    adam, sara = build.an_administrator().as_actor(), build.a_superadministrator()
    build.a_superadministrator("second")
    refused = [
        lambda: _add(adam, "boss", Role.SUPERADMINISTRATOR),
        lambda: _change(adam, sara, Role.CLERK),
        lambda: operations.block_user(actor=adam, public_id=sara.public_id),
        lambda: operations.reset_password(actor=adam, public_id=sara.public_id),
    ]
    for attempt in refused:
        with pytest.raises(operations.NotYourEqual):
            attempt()
    sara.refresh_from_db()
    assert (sara.role, sara.is_active, sara.name) == ("SUPERADMINISTRATOR", True, "Sara")


def test_nobody_raises_themselves_or_blocks_themselves() -> None:
    adam = build.an_administrator()
    with pytest.raises(operations.NotYourself):
        operations.block_user(actor=adam.as_actor(), public_id=adam.public_id)
    with pytest.raises(operations.NotYourself):
        _change(adam.as_actor(), adam, Role.CLERK)
    adam.refresh_from_db()
    assert (adam.role, adam.is_active) == ("ADMINISTRATOR", True)


def test_the_last_superadministrator_stays() -> None:
    sara = build.a_superadministrator()
    with pytest.raises(operations.LastSuperadministrator):
        operations.block_user(actor=SYSTEM, public_id=sara.public_id)
    with pytest.raises(operations.LastSuperadministrator):
        _change(SYSTEM, sara, Role.CLERK)
    second = build.a_superadministrator("second")
    operations.block_user(actor=second.as_actor(), public_id=sara.public_id)
    with pytest.raises(operations.LastSuperadministrator):
        operations.block_user(actor=SYSTEM, public_id=second.public_id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_user SET is_active = false",
        "UPDATE access_user SET role = 'CLERK'",
        "DELETE FROM access_user",
    ],
)
def test_raw_sql_cannot_remove_the_last_superadministrator(statement: str) -> None:
    build.a_superadministrator()
    with (
        pytest.raises(Exception, match="the last superadministrator stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_who_block_each_other_at_one_moment_leave_one() -> None:
    one, two = build.a_superadministrator("one"), build.a_superadministrator("two")
    refused: list[str] = []
    start = threading.Barrier(2)

    def block(actor: Actor, public_id: uuid.UUID) -> None:
        start.wait()
        try:
            operations.block_user(actor=actor, public_id=public_id)
        except Refusal as no:
            refused.append(no.code)
        finally:
            connection.close()

    pairs = [(one.as_actor(), two.public_id), (two.as_actor(), one.public_id)]
    threads = [threading.Thread(target=block, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["access.last_superadministrator"]
    assert User.everyone.filter(is_active=True).count() == 1


def test_a_reset_password_replaces_the_old_one_and_ends_factors() -> None:
    from allauth.mfa.models import Authenticator

    adam, anna = build.an_administrator().as_actor(), build.a_user()
    Authenticator.objects.create(user=anna, type=Authenticator.Type.TOTP, data={"secret": "x"})
    operations.reset_password(actor=adam, public_id=anna.public_id)
    assert Authenticator.objects.count() == 1
    added = operations.reset_password(
        actor=adam, public_id=anna.public_id, remove_second_factor=True
    )
    anna.refresh_from_db()
    assert anna.check_password(added.password)
    assert not anna.check_password(build.PASSWORD)
    assert anna.must_change_password
    assert Authenticator.objects.count() == 0


def test_lists_narrow_and_go_on_after_a_login() -> None:
    adam = build.an_administrator().as_actor()
    for login in ("b.zak", "a.nowak", "c.nowak"):
        build.a_user(login)
    found = [row.login for row in queries.users(viewer=adam, text="nowak")]
    assert found == ["a.nowak", "c.nowak"]
    assert [row.login for row in queries.users(viewer=adam, after="adam", limit=1)] == ["b.zak"]
    assert queries.users(viewer=adam, realm="portal") == []


def test_anybody_sees_themselves_and_only_themselves() -> None:
    anna, bartek = build.a_user("anna"), build.a_user("bartek")
    viewer = anna.as_actor()
    shown = queries.user(viewer=viewer, public_id=anna.public_id)
    assert shown is not None
    assert (shown.login, shown.has_second_factor) == ("anna", False)
    assert queries.user(viewer=viewer, public_id=bartek.public_id) is None
    assert queries.names(viewer=viewer, user_ids=[bartek.pk, 0]) == {bartek.pk: "Bartek"}
