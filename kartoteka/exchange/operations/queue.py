"""Putting a run in the queue, with the progress that its page watches."""

import datetime as dt

from django.utils import translation

from kartoteka.access import operations as access
from kartoteka.exchange.models import Run
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import Actor


def enqueue(actor: Actor, run: Run, on: dt.date, *, dry: bool) -> None:
    """Queues the run within the caller's transaction and saves its state. One run at a time."""
    from kartoteka.exchange import tasks

    run.state = Run.State.CHECKING if dry else Run.State.RUNNING
    run.message = ""
    run.job = access.start_job(
        actor=actor, kind="exchange.check" if dry else "exchange.import", total=None
    )
    run.save()
    jobs.defer(
        tasks.run_import,
        lock="exchange.run",
        run_id=run.pk,
        dry=dry,
        on=on.isoformat(),
        language=translation.get_language() or "pl",
        user_id=actor.user_id,
        user_name=actor.name,
        address=actor.address,
    )
