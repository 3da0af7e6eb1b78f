"""Documents that came with the receivables of erased parties."""

from collections import Counter

from django.db import connection

from kartoteka.billing.models import AdvancePlan, Attachment, KsefInvoice, Offset, WriteOff
from kartoteka.documents.operations import destroying as documents
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Destroy the PDFs and invoices of their receivables, and the grounds of what happened to
    their claims; that there was one stays."""
    uses: Counter[int] = Counter()
    for model in (Attachment, KsefInvoice):
        theirs = model.objects.filter(entry__account__party__in=subjects.parties)
        uses.update(theirs.values_list("content", flat=True))
    with acting(actor), connection.cursor() as cursor:
        plans = AdvancePlan.objects.filter(agreement__party__in=subjects.parties)
        emptied = plans.exclude(title="").update(title="")
        written = WriteOff.objects.filter(account__party__in=subjects.parties)
        unsaid = written.update(reason="", answer="")
        offsets = Offset.objects.filter(account__party__in=subjects.parties)
        unnamed = offsets.update(reason="", their_number="")
        cursor.execute("SELECT billing_erase(%s)", [list(subjects.parties)])
        (events,) = cursor.fetchone()
    return {
        "documents_content": documents.destroy(actor=actor, uses=uses),
        "billing_limitationevent": int(events),
        "billing_advanceplan": emptied,
        "billing_writeoff": unsaid,
        "billing_offset": unnamed,
    }
