"""What the room does by itself: pictures of new files, and scanning what no scanner saw yet."""

from kartoteka.documents import operations
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM


@jobs.task(name="documents.make_pictures", attempts_again=2)
def make_pictures(content_id: int) -> None:
    """Pictures of a file's first pages, for whoever opens it."""
    operations.make_pictures(actor=SYSTEM, content_id=content_id)


@jobs.periodic("*/5 * * * *", name="documents.scan_waiting")
def scan_waiting() -> None:
    """What the scanner did not answer for, or what was kept before there was one."""
    operations.scan_waiting(actor=SYSTEM)


@jobs.periodic("*/10 * * * *", name="documents.make_waiting_pictures")
def make_waiting_pictures() -> None:
    """Pictures of attached files that had to wait for the scanner."""
    operations.make_waiting_pictures(actor=SYSTEM)
