"""Background entries of billing."""

from django.utils import timezone

from kartoteka.billing.operations import plans
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM


@jobs.periodic("40 3 * * *", name="billing.post_advances")
def post_advances() -> None:
    """Every night: advances whose day of issue has come."""
    plans.post_advances(actor=SYSTEM, on=timezone.localtime(timezone.now()).date())
