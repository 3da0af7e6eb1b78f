"""The books of erased parties: words go, amounts stay."""

from django.db import connection

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects
from kartoteka.ledger.models import AgreementRate, Plan


def lock(*, actor: Actor, subjects: Subjects) -> None:
    """Hold the accounts of the parties: until the transaction ends nothing is posted to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM ledger_account WHERE party_id = ANY (%s) ORDER BY id FOR UPDATE",
            [list(subjects.parties)],
        )


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Take titles of entries and reasons that people typed away. Nothing is posted, settled or
    changed in amount: `prove-ledger` derives the same before and after."""
    with acting(actor), connection.cursor() as cursor:
        ended = Plan.objects.filter(account__party__in=subjects.parties).exclude(reason="")
        unsaid = ended.update(reason="")
        agreed = AgreementRate.objects.filter(agreement__party__in=subjects.parties)
        bare = agreed.exclude(reason="", why="").update(reason="", why="")
        cursor.execute("SELECT * FROM ledger_erase(%s)", [list(subjects.parties)])
        return dict(cursor.fetchall()) | {
            "ledger_plan": unsaid,
            "ledger_agreementrate": bare,
        }
