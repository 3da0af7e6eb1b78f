"""Statement lines of erased parties: who paid and with what words goes, amounts stay."""

from django.db import connection

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Take payers, titles and what rules found away from the lines booked for the parties, and
    forget which bank accounts pay for them."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM payments_erase(%s)", [list(subjects.parties)])
        return dict(cursor.fetchall())
