"""Statements of a room: what `kept` answers is what `rows` answers, with a plan that stays."""

import pytest
from django.db import connection
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext

from kartoteka.kernel import sql

pytestmark = pytest.mark.django_db
PARAMETERS = {
    "exact": ["K1"], "hashes": [], "whole": False, "begun": [], "joined": "k1",
    "starts": ["% k1%"] * 2, "parts": ["%k1%"] * 2, "loose": ["%k1%"] * 2,
    "short": False, "limit": 5,
}  # fmt: skip


def test_a_kept_statement_is_prepared_once_and_seen_as_a_query() -> None:
    with CaptureQueriesContext(connection) as asked:
        first = sql.kept("kartoteka.register", "find", PARAMETERS)
        again = sql.kept("kartoteka.register", "find", PARAMETERS)
    assert first == again == sql.rows("kartoteka.register", "find", PARAMETERS)
    assert len(asked) == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%register_find%%'"
        )
        assert cursor.fetchone() == (1,)


def test_what_the_database_refuses_is_said_in_django_s_words() -> None:
    with pytest.raises(DataError):
        sql.kept("kartoteka.ledger", "credit", {"credit": "no number"})
