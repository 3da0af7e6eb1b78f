"""Background entries of the register."""

import datetime as dt

from django.utils import timezone, translation

from kartoteka.kernel import jobs
from kartoteka.register import operations


@jobs.task(name="register.outside_run", deaths=5)
def outside_run(*, run_id: int, language: str) -> None:
    """Carries a run of outside registers on, until it is done or has to wait for a limit."""
    with translation.override(language):
        operations.work_on(run_id=run_id, now=timezone.now)


@jobs.periodic("35 2 * * *", name="register.forget_enquiries")
def forget_enquiries() -> None:
    """Every night: firms that somebody looked up a month ago and did not add."""
    operations.forget_enquiries(before=timezone.now() - dt.timedelta(days=30))


@jobs.periodic("7 * * * *", name="register.go_on_with_runs")
def go_on_with_runs() -> None:
    """Every hour: a run whose job was lost goes on all the same."""
    operations.go_on_with_runs(at=timezone.now())
