"""Every change of a watched table leaves its trace, whatever road it took."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from kartoteka.access.models import Unit, User
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.trail import operations, queries

pytestmark = pytest.mark.django_db
ANNA = Actor(user_id=7, realm=Realm.DESK, role=Role.CLERK, name="Anna", address="10.0.0.7")


@pytest.fixture
def box() -> None:
    """A table of our own under watch, so that no room's columns matter here."""
    run(
        "CREATE TABLE trail_box (id bigint PRIMARY KEY, owner bigint, label text, secret text,"
        " loud text GENERATED ALWAYS AS (upper(label)) STORED, seen integer NOT NULL DEFAULT 0)"
    )
    run(
        "SELECT trail_watch('trail_box', 'id', 'owner', ARRAY['secret'], 'r.label <> ''open''',"
        " ARRAY['seen'])"
    )


def run(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def trace() -> list[tuple]:
    return run(
        "SELECT op, row_id, party_id, old_values, new_values FROM trail_change"
        " WHERE table_name = 'trail_box' ORDER BY id"
    )


def test_an_insert_leaves_a_thin_row(box: None) -> None:
    run("INSERT INTO trail_box (id, owner, label) VALUES (1, 11, 'a'), (2, 12, 'b')")

    assert trace() == [("I", 1, 11, None, None), ("I", 2, 12, None, None)]


def test_an_update_leaves_only_what_changed(box: None) -> None:
    run("INSERT INTO trail_box (id, owner, label) VALUES (1, 11, 'a'), (2, 12, 'b')")
    run("UPDATE trail_box SET label = 'b', owner = 12, seen = seen + 1")

    assert trace()[2:] == [
        ("U", 1, 12, '{"label": "a", "owner": 11}', '{"label": "b", "owner": 12}')
    ]


def test_a_delete_leaves_the_old_row(box: None) -> None:
    run("INSERT INTO trail_box (id, owner, label) VALUES (1, 11, 'a')")
    run("DELETE FROM trail_box")

    op, _, _, old, new = trace()[-1]
    assert (op, new) == ("D", None)
    assert old == '{"id": 1, "label": "a", "owner": 11, "secret": null}'


def test_a_moved_key_is_a_row_that_went_and_a_row_that_came(box: None) -> None:
    run("INSERT INTO trail_box (id, owner, label) VALUES (1, 11, 'a')")
    run("UPDATE trail_box SET id = 5")

    assert sorted((op, row) for op, row, *_ in trace()[1:]) == [("D", 1), ("I", 5)]


def test_truncating_leaves_a_trace(box: None) -> None:
    run("TRUNCATE trail_box")

    assert trace() == [("T", None, None, None, None)]


def test_sensitive_values_are_dots_where_the_condition_holds(box: None) -> None:
    run(
        "INSERT INTO trail_box (id, owner, label, secret)"
        " VALUES (1, 1, 'x', 's'), (2, 2, 'open', 's')"
    )
    run("UPDATE trail_box SET secret = 'new'")
    run("UPDATE trail_box SET label = 'x', secret = 'newer' WHERE id = 2")
    run("DELETE FROM trail_box WHERE id = 1")

    one, two, turned, gone = trace()[2:]
    assert one[3:] == ('{"secret": "•••"}', '{"secret": "•••"}')
    assert two[3:] == ('{"secret": "s"}', '{"secret": "new"}')
    assert turned[3:] == (
        '{"label": "open", "secret": "•••"}',
        '{"label": "x", "secret": "•••"}',
    )
    assert '"secret": "•••"' in gone[3]


def test_an_operation_is_ascribed_to_its_actor(box: None) -> None:
    with acting(ANNA):
        run("INSERT INTO trail_box (id, owner, label) VALUES (1, 11, 'a')")

    assert run("SELECT actor, address, db_role FROM trail_change WHERE row_id = 1") == [
        (7, "10.0.0.7", None)
    ]


def test_raw_sql_leaves_the_name_of_its_role(box: None) -> None:
    run("INSERT INTO trail_box (id, owner, label) VALUES (1, 11, 'a')")

    ((actor, role),) = run("SELECT actor, db_role FROM trail_change WHERE table_name='trail_box'")
    assert actor is None
    assert role == run("SELECT session_user")[0][0]


def test_the_program_itself_is_no_bypass(box: None) -> None:
    with acting(SYSTEM):
        run("INSERT INTO trail_box (id, owner, label) VALUES (1, 11, 'a')")

    with translation.override("en"):
        (change,) = queries.changes_of(viewer=ANNA, party_id=11)
    assert (change.who, change.bypassed) == ("the program", False)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_change SET actor = 1",
        "DELETE FROM trail_change",
        "TRUNCATE trail_change",
        "TRUNCATE trail_change_default",
        "UPDATE trail_change_2026 SET actor = 1",
    ],
)
def test_the_history_itself_cannot_be_changed(box: None, statement: str) -> None:
    run("INSERT INTO trail_box (id, owner, label) VALUES (1, 11, 'a')")
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement.replace("2026", str(run("SELECT extract(year FROM now())::int")[0][0])))


@pytest.mark.usefixtures("as_desk")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO trail_change (table_name, op) VALUES ('forged', 'I')",
        "UPDATE trail_change SET actor = 1",
        "DELETE FROM trail_change",
        "SELECT trail_watch('access_user', 'id', NULL)",
        "SELECT trail_note()",
    ],
)
def test_the_desk_may_only_read_the_history(statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        run(statement)


@pytest.mark.usefixtures("as_desk")
def test_the_desk_leaves_its_trace_without_a_right_to_write_it() -> None:
    run("INSERT INTO access_unit (code, name, is_active) VALUES ('X', 'Unit X', true)")

    assert run("SELECT op, db_role FROM trail_change WHERE table_name = 'access_unit'") == [
        ("I", "kartoteka_desk")
    ]


def test_rows_of_a_year_without_partition_move_into_it_when_it_is_made() -> None:
    run("INSERT INTO trail_change (at, table_name, op) VALUES ('2099-05-05', 'x', 'I')")

    assert operations.prepare_year(actor=SYSTEM, year=2099) is True
    assert operations.prepare_year(actor=SYSTEM, year=2099) is False
    assert run("SELECT tableoid::regclass::text FROM trail_change WHERE at > '2099-01-01'") == [
        ("trail_change_2099",)
    ]


def test_passwords_and_sign_in_times_stay_out_of_the_history() -> None:
    user = User.everyone.create(realm="desk", role="CLERK", login="ewa", password="hash-one")
    User.everyone.filter(pk=user.pk).update(password="hash-two")
    User.everyone.filter(pk=user.pk).update(last_login="2026-01-01T00:00Z")

    rows = run("SELECT op, new_values FROM trail_change WHERE table_name = 'access_user'")
    assert rows == [("I", None), ("U", '{"password": "•••"}')]


def test_history_of_a_row_is_worded_newest_first() -> None:
    with acting(ANNA):
        unit = Unit.objects.create(code="A", name="Alpha")
        Unit.objects.filter(pk=unit.pk).update(name="Beta", is_active=False)

    second, first = queries.changes_of_row(viewer=ANNA, table="access_unit", row_id=unit.pk)
    assert (second.op, first.op) == ("U", "I")
    assert [(f.old, f.new) for f in second.fields if f.old == "Alpha"] == [("Alpha", "Beta")]
    assert "Alpha" in [field.new for field in first.fields]
    assert "Beta" not in [field.new for field in first.fields]


def test_pages_of_the_history_follow_one_another() -> None:
    unit = Unit.objects.create(code="A", name="0")
    for name in "1234":
        Unit.objects.filter(pk=unit.pk).update(name=name)

    ask = {"viewer": ANNA, "table": "access_unit", "row_id": unit.pk}
    everything = [change.id for change in queries.changes_of_row(**ask)]
    first = queries.changes_of_row(**ask, limit=2)
    second = queries.changes_of_row(**ask, limit=2, before=first[-1].id)
    assert [change.id for change in [*first, *second]] == everything[:4]


def test_a_customer_sees_no_history() -> None:
    stranger = Actor(user_id=9, realm=Realm.PORTAL)
    Unit.objects.create(code="A", name="0")

    assert queries.changes_of_row(viewer=stranger, table="access_unit", row_id=1) == []


@pytest.mark.usefixtures("as_desk")
def test_the_nightly_task_prepares_the_coming_year_as_the_desk() -> None:
    from kartoteka.trail import tasks

    tasks.prepare_years()
    ((year,),) = run("SELECT extract(year FROM now() AT TIME ZONE 'UTC')::int + 1")
    assert run("SELECT to_regclass(%s) IS NOT NULL", f"trail_change_{year}") == [(True,)]
