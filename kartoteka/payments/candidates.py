"""Asking every rule whose the waiting lines may be, for a run over all and for one on a screen."""

from django.db import connection

from kartoteka.kernel import sql

_HERE = "kartoteka.payments"
_STEPS = ("virtual", "document", "digits", "agreement", "customer", "nip", "payer", "name")


def find(line_ids: list[int] | None) -> None:
    """Asks about the waiting lines (all, or those); the answers stand in payments_candidate.

    Both temporary tables live to the end of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.text(_HERE, "stage_candidates"))
        cursor.execute(sql.text(_HERE, "choose"), {"line_ids": line_ids})
        cursor.execute("ANALYZE pg_temp.payments_chosen")
        for step in _STEPS:
            cursor.execute(sql.text(_HERE, f"rule_{step}"), {})
        cursor.execute("ANALYZE pg_temp.payments_candidate")
