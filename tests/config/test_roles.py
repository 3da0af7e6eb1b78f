"""Tests step down from the owner to the roles that the program runs as."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

pytestmark = pytest.mark.django_db


def _who() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user, current_user")
        return cursor.fetchone()


def test_tests_act_as_the_owner() -> None:
    assert _who()[1] == "kartoteka_owner"


def test_the_desk_is_the_desk(as_desk: None) -> None:
    assert _who() == ("kartoteka_desk", "kartoteka_desk")


def test_the_door_cannot_read_the_desks_tables(as_door: None) -> None:
    assert _who() == ("kartoteka_door", "kartoteka_door")
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SELECT * FROM register_party")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_a_committed_row_is_gone_after_the_test(round_: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_over (id int)")
