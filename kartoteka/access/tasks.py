"""Background entries of access."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone, translation

from kartoteka.access import operations
from kartoteka.access.operations import bulk as bulk_operations
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import Actor, Realm, Role


@jobs.periodic("15 2 * * *", name="access.forget_expired")
def forget_expired() -> None:
    """Every night: sessions and counters that are over, jobs that finished long ago."""
    operations.forget_expired(at=timezone.now())


def _given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        operations.fail_job(uuid.UUID(arguments["job"]), jobs.reason_of(error))


@jobs.task(name="access.bulk", given_up=_given_up)
def bulk(
    *,
    job: str,
    subject: str,
    key: str,
    ids: list[int] | None,
    query: str,
    text: str,
    today: str,
    options: dict[str, Any],
    language: str,
    user_id: int | None,
    role: str,
    user_name: str,
    address: str,
) -> None:
    """One act on many rows, in the name of who asked for it."""
    actor = Actor(
        user_id=user_id,
        realm=Realm.DESK,
        role=Role(role) if role else None,
        name=user_name,
        address=address,
    )
    with translation.override(language):
        bulk_operations.run_bulk(
            actor=actor,
            job=uuid.UUID(job),
            subject=subject,
            key=key,
            ids=ids,
            query=query,
            text=text,
            today=dt.date.fromisoformat(today),
            options=options,
        )
