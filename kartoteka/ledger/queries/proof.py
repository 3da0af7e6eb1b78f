"""The proof: everything the ledger keeps, derived afresh, and what differs."""

from dataclasses import dataclass

from django.db import connection, transaction

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import planning

_PACKAGE = "kartoteka.ledger"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it follows from entries and settlements. `row_id` is the id of an
    entry, or of a settlement where `check` speaks of one."""

    check: str
    account_id: int | None
    row_id: int | None
    expected: str | None
    found: str | None


def prove(*, viewer: Actor) -> list[Difference]:
    """Derives open amounts, order, sides, mirrors, charged days and noted interest from the
    entries and settlements, in one snapshot. Returns what differs, at most a thousand per check.
    """
    del viewer
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:  # the outermost block: nothing has been read yet
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(
                "SELECT coalesce(max(nth), 0) FROM (SELECT count(*) AS nth"
                " FROM ledger_interestperiod GROUP BY debt_id) AS notes"
            )
            notes = int(cursor.fetchone()[0])
        with planning.for_sets(by_hashing=True, reading=True):
            rows = sql.rows(_PACKAGE, "prove")
            for nth in range(1, notes + 1):
                rows += sql.rows(_PACKAGE, "prove_interest", {"nth": nth})
    return [Difference(*row) for row in rows]
