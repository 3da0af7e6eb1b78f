"""What a receivable has beyond its entry: the document that came with it."""

from django.db import models

from kartoteka.documents.models import Content
from kartoteka.ledger.models import Entry


class Attachment(models.Model):
    """The PDF that came with a receivable; a receivable without one gets a confirmation instead."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True)
    content = models.ForeignKey(Content, on_delete=models.PROTECT)
