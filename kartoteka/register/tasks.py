"""What the register needs to be done by itself."""

from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.operations import field_upkeep


@jobs.task(
    name="register.tend_field_indexes",
    lock="register.tend_field_indexes",
    queueing_lock="register.tend_field_indexes",
    attempts_again=2,
)
def tend_field_indexes() -> None:
    """The indexes that definitions ask for are there, and no others."""
    field_upkeep.tend_indexes(actor=SYSTEM)


@jobs.periodic("40 2 * * *", name="register.tend_field_indexes_nightly")
def tend_field_indexes_nightly() -> None:
    """The same every night: what could not be made by day is tried again."""
    field_upkeep.tend_indexes(actor=SYSTEM)
