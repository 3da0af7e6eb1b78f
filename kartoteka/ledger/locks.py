"""Locks: whoever settles, withdraws, moves or closes holds the accounts first, in their order.

The row lock is NO KEY UPDATE: two who settle exclude each other, who only posts a new entry (and
so checks that its account exists) is not held up. Nothing locks entries.
"""

from collections.abc import Sequence

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from kartoteka.kernel.errors import Refusal

_PATIENCE = "2s"


class AccountBusy(Refusal):
    code = "ledger.account_busy"
    message = _("Somebody else is settling this account. Try again in a moment.")


def lock_by_hand(account_ids: Sequence[int]) -> None:
    """Locks the accounts to the end of the transaction, waiting at most two seconds in all.

    Raises `AccountBusy`.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
            cursor.execute(
                "SELECT id FROM ledger_account WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                [list(account_ids)],
            )
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except DatabaseError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise AccountBusy from error
        raise


def lock_form(token: str) -> None:
    """Waits until nobody else carries out the form of this token, to the end of the transaction.

    The same form sent twice at once is done one after the other: the second finds what the first
    has posted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [token])


def lock_free(account_ids: Sequence[int]) -> list[int]:
    """Locks those of the accounts that nobody holds, and returns them in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM ledger_account WHERE id = ANY(%s) ORDER BY id"
            " FOR NO KEY UPDATE SKIP LOCKED",
            [list(account_ids)],
        )
        return [row[0] for row in cursor.fetchall()]
