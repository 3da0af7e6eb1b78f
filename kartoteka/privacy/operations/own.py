"""What the room itself holds of erased parties."""

from django.db import connection

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects
from kartoteka.privacy.models import Request, Restriction


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Take what people wrote away: evidence, texts of requests and answers, reasons, notes.

    That a consent was given, a request answered and data disclosed stays as proof.
    """
    with acting(actor), connection.cursor() as cursor:
        touched = {
            "privacy_request": Request.objects.filter(party__in=subjects.parties).update(
                text="", identity_note="", prolonged_because="", answer=""
            ),
            "privacy_restriction": Restriction.objects.filter(party__in=subjects.parties).update(
                reason=""
            ),
        }
        cursor.execute("SELECT * FROM privacy_erase(%s)", [list(subjects.parties)])
        return touched | dict(cursor.fetchall())
