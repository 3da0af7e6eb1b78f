"""Credits that belong to one document and to nothing else: used on it, many at once."""

from django.db import connection

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger import locks
from kartoteka.ledger.operations.rights import require

_PACKAGE = "kartoteka.ledger"
_ACCOUNTS = """
SELECT DISTINCT still.account_id
FROM ledger_open AS still JOIN ledger_entry AS credit ON credit.id = still.entry_id
WHERE still.side = 'CREDIT' AND still.is_designated AND credit.source = %s
"""


def settle_named(*, actor: Actor, source: str) -> int:
    """Uses the open credits of `source` that each name one debit on that debit; counts the lines.

    For corrections and for what was paid elsewhere: they lessen their document itself, not its
    costs and interest, whatever the scheme says of payments. What does not fit stays open.
    Raises `NotAllowed`, `AccountBusy`, `PeriodClosed`.
    """
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        with connection.cursor() as cursor:
            cursor.execute(_ACCOUNTS, [source])
            accounts = [row[0] for row in cursor.fetchall()]
        locks.lock_by_hand(accounts)
        return sql.run(_PACKAGE, "settle_named", {"source": source, "actor": actor.user_id})
