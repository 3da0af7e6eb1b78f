"""Rows that name a party, moved by a merge and put back by its undo, in one statement each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql as psql

from kartoteka.kernel import sql
from kartoteka.register.merging import Left, Merging, Moved, Returned, Words

_HERE = "kartoteka.register"


@dataclass(frozen=True, slots=True)
class Keys:
    """A mover of the rows of `table` whose `column` names the party.

    `called` is an SQL expression on the row `r` by which a person knows it. `collides` is an SQL
    condition on `r` and a row `k` of the other party: such a row is there already, so it stays
    with the party that goes (nothing is deleted). `only` is a condition on `r` without which a row
    is none of this mover's; it may name `%(survivor)s` and `%(loser)s`. The table must have a
    bigint key named `id`.
    """

    table: str
    column: str
    name: Words
    called: str = "r.id::text"
    collides: str = "false"
    only: str = "true"

    @property
    def columns(self) -> frozenset[str]:
        """See merging.Mover."""
        return frozenset({f"{self.table}.{self.column}"})

    @property
    def words(self) -> Mapping[str, Words]:
        """See merging.Mover."""
        return {self._key: self.name}

    def move(self, merging: Merging) -> list[Moved]:
        """See merging.Mover."""
        count, stays = self._run("merge_move_keys", merging)
        return [Moved(self._key, count, stays)]

    def put_back(self, merging: Merging) -> list[Returned]:
        """See merging.Mover."""
        count, left = self._run("merge_put_back_keys", merging)
        rows = tuple(Left(name or f"#{row_id}", why) for row_id, name, why in left or [])
        return [Returned(self._key, count, rows)]

    @property
    def _key(self) -> str:
        return f"{self.table}.{self.column}"

    def _run(self, name: str, merging: Merging) -> tuple[Any, ...]:
        statement = psql.SQL(sql.text(_HERE, name)).format(
            table=psql.Identifier(self.table),
            column=psql.Identifier(self.column),
            collides=psql.SQL(self.collides),
            called=psql.SQL(self.called),
            only=psql.SQL(self.only),
        )
        parameters: dict[str, int | str] = {
            "merge": merging.merge_id,
            "loser": merging.loser_id,
            "survivor": merging.survivor_id,
            "table": self.table,
            "column": self.column,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return tuple(cursor.fetchone())


def note(merging: Merging, table: str, changes: list[tuple[int, str, Any, Any]]) -> None:
    """Notes with the merge that rows were changed: (row, column, was, became) each."""
    from kartoteka.register.models import MergedRow

    MergedRow.objects.bulk_create(
        [
            MergedRow(
                merge_id=merging.merge_id,
                table_name=table,
                row_id=row_id,
                column_name=column,
                was=was,
                became=became,
            )
            for row_id, column, was, became in changes
        ]
    )


def noted(merging: Merging, table: str) -> list[tuple[int, str, Any, Any]]:
    """What `note` noted of a table, in its order."""
    from kartoteka.register.models import MergedRow

    rows = MergedRow.objects.filter(merge_id=merging.merge_id, table_name=table).order_by("pk")
    return list(rows.values_list("row_id", "column_name", "was", "became"))
