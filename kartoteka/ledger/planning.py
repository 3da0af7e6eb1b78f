"""How large sets are planned: by what is true of them, not by statistics of yesterday."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Compiling a statement takes seconds where PostgreSQL has a compiler at all, longer than it saves.
# Plans are kept as PostgreSQL sees fit: planning the check of a foreign key afresh for every row
# costs ten times the check. Functions that must be planned afresh say so where they are made.
_FOR_SETS = {"jit": "off", "work_mem": "64MB"}
# Numbered rows of a run are joined by hashing, whatever the planner believes of their number;
# reaching a table by index, account by account (LATERAL … OFFSET 0), stays possible.
_BY_HASHING = {"enable_nestloop": "off"}


@contextmanager
def for_sets(*, by_hashing: bool = False) -> Iterator[None]:
    """A transaction (or savepoint) whose statements are planned for many rows."""
    wanted = _FOR_SETS | (_BY_HASHING if by_hashing else {})
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
