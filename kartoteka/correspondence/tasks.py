"""Background entries of correspondence."""

from typing import Any

from kartoteka.correspondence import queries
from kartoteka.correspondence.operations import emails, recovery
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM


def _give_up(arguments: dict[str, Any], error: Exception) -> None:
    emails.give_up(email_id=int(arguments["email_id"]), reason=jobs.reason_of(error))


@jobs.task(name="correspondence.deliver", attempts_again=emails.TIMES, given_up=_give_up)
def deliver(email_id: int) -> None:
    """Hand one e-mail over."""
    emails.deliver(email_id=email_id)


@jobs.periodic("* * * * * */15", name="correspondence.sweep")
def sweep() -> None:
    """Do what the portal has left in its tables: it has no right to the queue of jobs."""
    recovery.answer_resets()
    for email_id in queries.untried_emails(viewer=SYSTEM):
        jobs.defer(
            deliver, lock=f"email-{email_id}", queueing_lock=f"email-{email_id}", email_id=email_id
        )
