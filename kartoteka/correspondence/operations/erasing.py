"""Letters and e-mails of erased parties: that they went, and when, stays."""

from collections import Counter

from kartoteka.correspondence.models import Email, Letter, Sealed
from kartoteka.documents.operations import destroying as documents
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects

_HERE = "kartoteka.correspondence"


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Take addressees, titles and texts away, destroy the kept copies and secrets, end invitations.

    Returns the rows touched of each table.
    """
    parties = subjects.parties
    with acting(actor):
        uses = Counter(Letter.objects.filter(party__in=parties).values_list("content", flat=True))
        attached = Email.objects.filter(party__in=parties, attachment__isnull=False)
        uses.update(attached.values_list("attachment", flat=True))
        sealed = Sealed.objects.filter(letter__party__in=parties)
        sealed_emails = Sealed.objects.filter(email__party__in=parties)
        touched = {
            "correspondence_sealed": sealed.delete()[0] + sealed_emails.delete()[0],
            "correspondence_letter": Letter.objects.filter(party__in=parties).update(
                title="", recipient=[], postal_code=""
            ),
            "correspondence_email": Email.objects.filter(party__in=parties).update(
                to="", subject="", text="", problem=""
            ),
            "correspondence_invitation": sql.run(_HERE, "erase_invitations", subjects.parameters),
            "correspondence_resetrequest": sql.run(_HERE, "erase_resets", subjects.parameters),
            "documents_content": documents.destroy(actor=actor, uses=uses),
        }
        # E-mails to a login about itself (a forgotten password) name no party.
        touched["correspondence_email"] += sql.run(_HERE, "erase_emails", subjects.parameters)
    return touched
