"""Asking every rule whose the waiting lines may be, for a run over all and for one on a screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from kartoteka.kernel import sql

_HERE = "kartoteka.payments"
_STEPS = ("virtual", "document", "digits", "agreement", "customer", "nip", "payer", "name")
# Each rule is written as a walk along indexes, from the line to its customer, table by table
# (LATERAL … OFFSET 0). The planner is held to it: on tables that were filled a moment ago, or in
# this very transaction, it knows no better, and a guess that joins all accounts first has been seen
# to take hours.
_AS_WRITTEN = """
SELECT set_config('join_collapse_limit', %(limit)s, true),
       set_config('enable_hashjoin', %(others)s, true),
       set_config('enable_mergejoin', %(others)s, true),
       set_config('enable_seqscan', %(others)s, true)
"""
_HELD, _FREE = {"limit": "1", "others": "off"}, {"limit": "8", "others": "on"}


@contextmanager
def as_written() -> Iterator[None]:
    """Statements inside are walked in the order in which they are written, along indexes."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_WRITTEN, _HELD)
        yield
        cursor.execute(_AS_WRITTEN, _FREE)


def stage() -> None:
    """Makes payments_chosen and payments_candidate, empty, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(sql.text(_HERE, "stage_candidates"))


def choose(line_ids: list[int] | None) -> None:
    """Puts the waiting lines (all, or those) beside those that stand in payments_chosen."""
    sql.run(_HERE, "choose", {"line_ids": line_ids})


def find(line_ids: list[int] | None) -> None:
    """Asks every rule about the waiting lines (all, or those) and about those that stand in
    payments_chosen; the answers stand in payments_candidate."""
    choose(line_ids)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE pg_temp.payments_chosen (creditor_id, is_fresh)")
        with as_written():
            for step in _STEPS:
                cursor.execute(sql.text(_HERE, f"rule_{step}"), {})
        cursor.execute("ANALYZE pg_temp.payments_candidate")
