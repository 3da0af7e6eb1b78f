"""How a payer's account is shown whole: for a reason, which the history keeps with who saw it."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.payments.models import Line, Payment
from kartoteka.payments.operations.booking import NoSuchLine
from kartoteka.payments.operations.rights import require
from kartoteka.register.rules import tidy
from kartoteka.trail import operations as trail


class WhyMissing(Refusal):
    """A payer's account is shown only for a reason."""

    code = "payments.why_missing"
    message = _("Say why you need to see it: the reason is kept in the history.")
    field = "reason"


def reveal_payer(*, actor: Actor, line_id: int, reason: str) -> str:
    """The whole account from which a line was paid; that it was shown, and why, stays in history.

    It stands in the history of the party for whom the line is booked, if it is. Raises NotAllowed,
    WhyMissing, NoSuchLine.
    """
    require(actor, Role.CLERK)
    if not reason.strip():
        raise WhyMissing
    with acting(actor):
        line = Line.objects.filter(pk=line_id).first()
        if line is None:
            raise NoSuchLine
        booked = Payment.objects.filter(line_id=line_id).select_related("account").first()
        trail.note_reveal(
            actor=actor,
            table=Line._meta.db_table,
            row_id=line.pk,
            party_id=booked.account.party_id if booked else None,
            reason=tidy(reason),
        )
        return line.counterparty_account
