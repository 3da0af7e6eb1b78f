"""Attachments and customers' documents when two parties are merged: they move with their files."""

from django.utils.translation import gettext_lazy as _

from kartoteka.register.operations.merging.keys import Keys

# The record comes first: an attachment is whose record it hangs on.
MOVERS = [
    Keys(
        "documents_customerdocument",
        "party_id",
        _("documents"),
        called="r.number",
        collides="k.type_id = r.type_id AND k.number = r.number AND k.number <> ''"
        " AND k.state = 'IN_FORCE' AND r.state = 'IN_FORCE'",
    ),
    Keys(
        "documents_attachment",
        "subject_id",
        _("attachments"),
        called="r.title",
        only="r.subject = 'party'",
        collides="k.subject = 'party' AND k.content_id = r.content_id"
        " AND k.removed_at IS NULL AND r.removed_at IS NULL",
    ),
    Keys(
        "documents_attachment",
        "party_id",
        _("files of records"),
        called="r.title",
        only="CASE r.subject WHEN 'party' THEN r.subject_id = %(survivor)s WHEN 'document' THEN"
        " EXISTS (SELECT FROM documents_customerdocument d WHERE d.id = r.subject_id"
        " AND d.party_id = %(survivor)s) ELSE true END",
    ),
]
