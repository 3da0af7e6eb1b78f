"""Every column that can hold words about a person stands in the declaration of its room."""

from typing import Any

import pytest
from django.db import connection

from kartoteka.kernel.personal import Place, Room
from kartoteka.privacy.rooms import ROOMS, places

pytestmark = pytest.mark.django_db

# Types in which a person could be named; numbers, days and keys of rows cannot.
COLUMNS = """
SELECT class.relname, attname
FROM pg_attribute
  JOIN pg_class AS class ON class.oid = attrelid
  JOIN pg_type AS type ON type.oid = atttypid
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND attnum > 0 AND NOT attisdropped
  AND (type.typname IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'bytea', 'inet', 'hstore',
                        'xml', 'name', 'citext', 'tsvector')
       OR type.typcategory = 'A' AND type.typname NOT IN ('_int8', '_int4'))
"""


def rows(statement: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def undeclared(rooms: list[Room]) -> list[tuple[str, str]]:
    declared = {
        (place.table, column)
        for room in rooms
        for place in room.places
        for column in (*place.columns,)
    } | {
        (table, column)
        for room in rooms
        for table, columns in room.impersonal.items()
        for column in columns
    }
    return sorted(set(rows(COLUMNS)) - declared)


def test_every_column_that_can_hold_words_is_declared() -> None:
    assert undeclared(ROOMS) == []


def test_a_new_column_is_noticed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE register_contact ADD COLUMN remark text")

    assert undeclared(ROOMS) == [("register_contact", "remark")]


def test_a_table_of_a_party_has_a_place() -> None:
    """Whatever points at a party is shown in a report: it has a Place, with columns or without."""
    pointing = {
        table
        for (table,) in rows(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
            " AND confrelid = 'register_party'::regclass"
        )
    }
    shown = {place.table for place in places()}
    # Accounts and creditors hold only numbers; an erasure is the proof itself.
    without_data = {
        "ledger_account", "ledger_creditor", "billing_series", "billing_claimrule",
        "billing_pricelist",
        "payments_batch", "payments_cashdesk", "payments_statement",
        "payments_mask", "payments_refundfile", "insight_mailing",
        "privacy_erasure",
    }  # fmt: skip

    assert pointing - shown - without_data == set()


@pytest.mark.parametrize("place", places(), ids=lambda place: place.table)
def test_every_place_can_be_asked_or_says_why_it_is_kept(place: Place) -> None:
    assert bool(place.reached) != bool(place.kept)
    if place.reached:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT 1 FROM "{place.table}" AS r WHERE {place.reached}',
                {"parties": [1], "logins": [1]},
            )
    known = {name for table, name in rows(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_name = %s",
        place.table,
    )}  # fmt: skip
    assert {*place.columns, *place.beside, *place.shown_as} <= known


def test_columns_named_in_declarations_exist() -> None:
    known = set(rows("SELECT table_name, column_name FROM information_schema.columns"))
    named = {
        (table, column)
        for room in ROOMS
        for table, columns in room.impersonal.items()
        for column in columns
    }

    assert named - known == set()
