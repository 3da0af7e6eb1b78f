"""What the history needs to be done by itself."""

from django.utils import timezone

from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM
from kartoteka.trail import operations


@jobs.periodic("25 2 * * *", name="trail.prepare_years")
def prepare_years() -> None:
    """The partitions of this year and the coming one are there before their rows."""
    year = timezone.now().year
    for coming in (year, year + 1):
        operations.prepare_year(actor=SYSTEM, year=coming)
