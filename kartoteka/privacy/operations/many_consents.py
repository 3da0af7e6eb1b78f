"""Consents of many parties at once, as another program kept them."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kartoteka.kernel import constraints, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.privacy.operations.rights import require
from kartoteka.register.operations import PartOutcome

_HERE = "kartoteka.privacy"
_COLUMNS = ("purpose_id", "channel", "is_given", "happened_on", "how", "evidence")


def note_many_consents(
    *,
    actor: Actor,
    rows: Iterable[tuple[int, Mapping[str, str]]],
    on: dt.date,
    fill_only: bool = False,
) -> Iterator[PartOutcome]:
    """Note consents given and withdrawn, rows of party and values by column as text: `purpose_id`,
    `channel`, `is_given` (true if not said), `happened_on`, `how`, `evidence`.

    What was noted before with the same day is the same; nothing is changed, so `fill_only` makes no
    difference. Refused with a code: `missing` (purpose, channel, day, and `evidence` of a given
    one: a consent that cannot be shown is none), `in_future` (after `on`), `no_such_purpose` (that
    takes consents), `erased`. One that stands twice in the rows is noted once.
    """
    del fill_only
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        sql.run(_HERE, "consents_begin")
        told = ((n, party, *map(said.get, _COLUMNS)) for n, (party, said) in enumerate(rows))
        count = staging.fill("privacy_staging", ("n", "party_id", *_COLUMNS), told)
        sql.run(_HERE, "consents_take", {"on": on, "actor": actor.user_id})
        found = sql.rows(_HERE, "consents_outcomes")
    return _outcomes(count, {row[0]: row for row in found})


def _outcomes(count: int, found: Mapping[int, tuple[Any, ...]]) -> Iterator[PartOutcome]:
    for n in range(count):
        _n, outcome, field, code, facts = found.get(n, (n, "NEW", "", "", None))
        facts = json.loads(facts) if isinstance(facts, str) else facts
        yield PartOutcome(n, outcome, field or "", code or "", facts)
