"""Documents that came with the receivables of erased parties."""

from collections import Counter

from kartoteka.billing.models import Attachment
from kartoteka.documents.operations import destroying as documents
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Destroy the PDFs of their receivables; that there was one stays."""
    theirs = Attachment.objects.filter(entry__account__party__in=subjects.parties)
    uses = Counter(theirs.values_list("content", flat=True))
    return {"documents_content": documents.destroy(actor=actor, uses=uses)}
