"""What was told of erased persons: figures and days stay, the person goes."""

from collections import Counter

from django.db import connection

from kartoteka.documents.operations import destroying as documents
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects
from kartoteka.tax.models import Event, Item, Taxpayer, Written


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Take names, residences and words away and destroy the files that were made of them."""
    mine = subjects.parties
    with acting(actor), connection.cursor() as cursor:
        written = Written.objects.filter(information__taxpayer__party__in=mine)
        events = Event.objects.filter(information__taxpayer__party__in=mine, content__isnull=False)
        uses = Counter([*written.values_list("content", flat=True),
                        *events.values_list("content", flat=True)])  # fmt: skip
        cursor.execute("SELECT * FROM tax_erase(%s)", [list(mine)])
        return dict(cursor.fetchall()) | {
            "tax_item": Item.objects.filter(taxpayer__party__in=mine).update(title="", note=""),
            "tax_taxpayer": Taxpayer.objects.filter(party__in=mine).update(
                province="", county="", commune=""
            ),
            "documents_content": documents.destroy(actor=actor, uses=uses),
        }
