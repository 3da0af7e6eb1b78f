"""What may be done with the history: it is written by triggers, so there is little."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kartoteka.gateways.evidence import Evidence
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.trail import models
from kartoteka.trail.queries import DELETED, DOTS, UPDATED
from kartoteka.trail.restoring import RESTORERS


class NotForYou(Refusal):
    """Only staff restore what the history keeps."""

    code = "trail.not_for_you"
    message = _("Only staff may restore what was changed.")


class NothingToRestore(Refusal):
    """The change is not in this history, or its room has no way back for it."""

    code = "trail.nothing_to_restore"
    message = _("This cannot be restored from the history. Change it on the customer's card.")


class KeptMasked(Refusal):
    """The history keeps a sensitive value only as dots."""

    code = "trail.kept_masked"
    message = _("The history keeps this number only as dots. Type it anew on the customer's card.")


def restore_value(
    *,
    actor: Actor,
    party_id: int,
    change_id: int,
    column: str,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Give one field of a row the value that it had before a change, by its room's own operation.

    Raises NotForYou, NothingToRestore, KeptMasked, and what that operation refuses.
    """
    table, row_id, op, old = _change(actor, party_id, change_id)
    restorer = RESTORERS.get(table)
    way = restorer.set_back if restorer and column in restorer.columns else None
    if op != UPDATED or way is None or column not in old:
        raise NothingToRestore
    if old[column] == DOTS:
        raise KeptMasked
    way(actor=actor, row_id=row_id, column=column, value=old[column], confirmed=confirmed)


def restore_row(
    *, actor: Actor, party_id: int, change_id: int, confirmed: frozenset[str] = frozenset()
) -> int:
    """Add a removed row again as it was, by its room's own operation; returns its new id.

    Raises NotForYou, NothingToRestore, KeptMasked, and what that operation refuses.
    """
    table, _row_id, op, old = _change(actor, party_id, change_id)
    restorer = RESTORERS.get(table)
    if op != DELETED or restorer is None or restorer.bring_back is None:
        raise NothingToRestore
    if DOTS in old.values():
        raise KeptMasked
    return restorer.bring_back(actor=actor, party_id=party_id, values=old, confirmed=confirmed)


def _change(actor: Actor, party_id: int, change_id: int) -> tuple[str, int, str, dict[str, Any]]:
    if not actor.may(Role.CLERK):
        raise NotForYou
    found = sql.row("kartoteka.trail", "change", {"party": party_id, "id": change_id})
    if found is None or found[1] is None:
        raise NothingToRestore
    table, row_id, op, old = found
    return table, row_id, op, old or {}


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
