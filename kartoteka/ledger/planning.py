"""How large sets are planned: by what is true of them, not by statistics of yesterday."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Compiling a statement takes seconds where PostgreSQL has a compiler at all, longer than it saves.
_FOR_SETS = {"jit": "off", "work_mem": "64MB"}
# From version 18 PostgreSQL keeps the plans of SQL functions: one made for an empty ledger would
# stay. For reading only: who writes would have the check of a foreign key planned for every row,
# at ten times its cost, and calls ledger_accrued_afresh instead.
_AFRESH = {"plan_cache_mode": "force_custom_plan"}
# Numbered rows of a run are joined by hashing, whatever the planner believes of their number;
# reaching a table by index, account by account (LATERAL … OFFSET 0), stays possible.
_BY_HASHING = {"enable_nestloop": "off"}


@contextmanager
def for_sets(*, by_hashing: bool = False, reading: bool = False) -> Iterator[None]:
    """A transaction (or savepoint) whose statements are planned for many rows."""
    wanted = _FOR_SETS | (_BY_HASHING if by_hashing else {}) | (_AFRESH if reading else {})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(["current_setting(%s)"] * len(wanted)), list(wanted))
        before = dict(zip(wanted, cursor.fetchone(), strict=True))
        _apply(wanted)
        yield
        _apply(before)


def _apply(values: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(["set_config(%s, %s, true)"] * len(values)),
            [word for pair in values.items() for word in pair],
        )
