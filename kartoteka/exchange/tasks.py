"""Background entries of imports."""

import datetime as dt
from typing import Any

from django.utils import translation

from kartoteka.exchange import operations
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import Actor, Realm, Role


def _given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        operations.give_up(run_id=arguments["run_id"], reason=jobs.reason_of(error))


@jobs.task(name="exchange.run", deaths=1, given_up=_given_up)
def run_import(
    *,
    run_id: int,
    dry: bool,
    on: str,
    language: str,
    user_id: int | None,
    user_name: str,
    address: str,
) -> None:
    """One import, dry or real. Who asked had the right to when asking."""
    actor = Actor(
        user_id=user_id,
        realm=Realm.DESK,
        role=Role.ADMINISTRATOR,
        name=user_name,
        address=address,
    )
    with translation.override(language):
        operations.execute(actor=actor, run_id=run_id, dry=dry, on=dt.date.fromisoformat(on))


@jobs.periodic("17 3 * * *", name="exchange.forget")
def forget() -> None:
    """Every night: files and rows of old imports."""
    operations.forget_old()
