"""Background entries of access."""

from django.utils import timezone

from kartoteka.access import operations
from kartoteka.kernel import jobs


@jobs.periodic("15 2 * * *", name="access.forget_expired")
def forget_expired() -> None:
    """Every night: sessions and counters that are over, jobs that finished long ago."""
    operations.forget_expired(at=timezone.now())
