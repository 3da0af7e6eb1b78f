"""Custom fields when two parties become one, and when that is undone."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.fields.definitions import LINKS
from kartoteka.register.fields.kinds import KINDS, PARTY, RecordKind
from kartoteka.register.merging import Left, Merging, Moved, Returned, Words
from kartoteka.register.operations.fields.values import dumped
from kartoteka.register.operations.merging.keys import note, noted
from kartoteka.register.queries import fields as queries

_VALUES, _TAKEN = "register_partyfields", "custom_links"


class FieldsMover:
    """The one that stays gets the values that it has not; unique ones leave the one that goes.
    Links of other records lead to the one that stays."""

    columns = frozenset({f"{_VALUES}.party_id", "agreements_agreementfields.party_id"})
    words: Mapping[str, Words] = {_VALUES: _("custom fields"), _TAKEN: _("links of custom fields")}

    def move(self, merging: Merging) -> list[Moved]:
        """See merging.Mover."""
        mine = queries.held(PARTY.code, merging.survivor_id)[1]
        theirs = queries.held(PARTY.code, merging.loser_id)[1]
        fields = queries.definitions(viewer=SYSTEM, record=PARTY.code, retired=True)
        gained = [one for one in fields if one.key in theirs and one.key not in mine]
        left = {one.key: theirs[one.key] for one in gained if one.is_unique}
        _change(PARTY, merging, merging.loser_id, dict.fromkeys(left), theirs)
        _change(PARTY, merging, merging.survivor_id, {f.key: theirs[f.key] for f in gained}, mine)
        linked = sum(_lead(which, merging) for which in KINDS.values())
        return [Moved(_VALUES, len(gained), len(theirs) - len(gained)), Moved(_TAKEN, linked)]

    def put_back(self, merging: Merging) -> list[Returned]:
        """See merging.Mover."""
        count, left = 0, []
        for which in KINDS.values():
            for row_id, key, was, became in reversed(noted(merging, which.values)):
                values = queries.held(which.code, row_id)[1]
                if json.loads(dumped({"v": values.get(key)}))["v"] == became:
                    _write(which, row_id, {key: was})
                    count += 1
                else:
                    left.append(Left(key, "changed"))
        return [Returned(_VALUES, count, tuple(left))]


def _change(
    which: RecordKind,
    merging: Merging,
    row_id: int,
    becomes: Mapping[str, Any],
    was: Mapping[str, Any],
) -> None:
    """Changes values of a record (None takes one away) and notes each with the merge."""
    if not becomes:
        return
    _write(which, row_id, becomes)
    plain = json.loads(dumped(becomes)), json.loads(dumped(was))
    changes = [(row_id, key, plain[1].get(key), plain[0][key]) for key in becomes]
    note(merging, which.values, changes)


def _write(which: RecordKind, row_id: int, becomes: Mapping[str, Any]) -> None:
    columns = [psql.Identifier(one) for one in (which.values_key, *which.copies)]
    told = [psql.SQL("r.id"), *(psql.SQL("r.{}").format(psql.Identifier(c)) for c in which.copies)]
    statement = psql.SQL(
        "INSERT INTO {values} AS had ({columns}, fields)"
        " SELECT {told}, jsonb_strip_nulls(%(fields)s::jsonb) FROM {records} r WHERE r.id = %(id)s"
        " ON CONFLICT ({key}) DO UPDATE"
        " SET fields = jsonb_strip_nulls(had.fields || %(fields)s::jsonb)"
    ).format(
        values=psql.Identifier(which.values),
        columns=psql.SQL(", ").join(columns),
        told=psql.SQL(", ").join(told),
        records=psql.Identifier(which.records),
        key=psql.Identifier(which.values_key),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"fields": dumped(becomes), "id": row_id})


def _lead(which: RecordKind, merging: Merging) -> int:
    """Turns the links of a kind of record from the one that goes to the one that stays."""
    count = 0
    for key in _links(which):
        statement = psql.SQL("SELECT {} FROM {} WHERE fields @> %s::jsonb").format(
            psql.Identifier(which.values_key), psql.Identifier(which.values)
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps({key: merging.loser_id})])
            rows = [pk for (pk,) in cursor.fetchall()]
        for pk in rows:
            was = {key: merging.loser_id}
            _change(which, merging, pk, {key: merging.survivor_id}, was)
        count += len(rows)
    return count


def _links(which: RecordKind) -> Iterator[str]:
    for one in queries.definitions(viewer=SYSTEM, record=which.code, retired=True):
        if one.kind in LINKS:
            yield one.key
