"""What may be done with the history: it is written by triggers, so there is little."""

from collections.abc import Sequence

from django.db import connection

from kartoteka.gateways.evidence import Evidence
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.trail import models


def note_reveal(
    *, actor: Actor, table: str, row_id: int, party_id: int | None, reason: str
) -> None:
    """Keep in the history that `actor` was shown a sensitive value of a row, and why.

    Belongs into the transaction of the operation that shows it.
    """
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT trail_note_reveal(%s, %s, %s, jsonb_build_object('reason', %s::text))",
            [table, row_id, party_id, reason],
        )


def prepare_year(*, actor: Actor, year: int) -> bool:
    """Make the history's partition of `year` (UTC); False when it is there already.

    Harmless at any time: until then the rows of that year lie in the default partition.
    """
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT trail_prepare_year(%s)", [year])
        (made,) = cursor.fetchone()
    return bool(made)


def keep_evidence(
    *, actor: Actor, evidence: Sequence[Evidence], party_id: int | None = None
) -> list[int]:
    """Keep the proof of calls to outside registers; returns its ids, in the order of the calls.

    `party_id` says about whom they were, where that was one party. What `actor` asked stands there
    also when nothing came of it, so this has a transaction of its own.
    """
    with acting(actor):
        made = models.Evidence.objects.bulk_create(
            models.Evidence(
                actor=actor.user_id,
                real_actor=actor.real_user_id,
                address=actor.address,
                party_id=party_id,
                service=one.service,
                operation=one.operation,
                endpoint=one.endpoint[:500],
                request=dict(one.request),
                asked_at=one.asked_at,
                took_ms=one.took_ms,
                status=one.status,
                content_type=one.content_type,
                body=one.body,
                body_hash=one.body_hash,
                provider_id=one.provider_id,
                provider_time=one.provider_time,
                verdict=one.verdict.value,
                why=one.why.value if one.why else "",
            )
            for one in evidence
        )
    return [row.pk for row in made]


def forget_evidence(*, actor: Actor, ids: Sequence[int]) -> int:
    """Take question and answer out of evidence, for who has a right to be forgotten; that there
    was a call, when, by whom, its verdict and hash stay. Returns how many rows it was."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT trail_forget_evidence(%s::bigint[])", [list(ids)])
        return int(cursor.fetchone()[0])
