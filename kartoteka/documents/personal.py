"""Where documents hold personal data: attachments, customers' documents, and whatever a kept file
says. Whose a content is the rooms know that name it; they have it destroyed."""

from django.utils.translation import gettext_lazy as _

from kartoteka.documents.operations import destroying
from kartoteka.kernel.personal import OF_PARTY, Place, Room

_WITH_FILE = _("Destroyed with the letter, invoice or attachment that it is the file of.")

ROOM = Room(
    "documents",
    places=(
        Place(
            "documents_attachment",
            ("name", "title", "note"),
            OF_PARTY,
            beside=("category", "added_at", "removed_at"),
        ),
        Place(
            "documents_customerdocument",
            ("number", "issuer", "features", "note", "reason"),
            OF_PARTY,
            beside=("type_id", "issued_on", "valid_from", "valid_to", "state"),
        ),
        Place("documents_content", ("sha256", "name", "finding"), kept=_WITH_FILE),
        Place("documents_chunk", ("name", "data"), kept=_WITH_FILE),
        Place("documents_picture", ("data",), kept=_WITH_FILE),
        Place(
            "documents_download",
            ("address",),
            kept=_("From where staff fetched a file; about them, not about the customer."),
        ),
    ),
    impersonal={
        "documents_attachment": ("category", "subject"),
        "documents_content": ("media_type", "preview", "scan", "store"),
        "documents_customerdocument": ("state",),
        "documents_documenttype": ("code", "features", "name", "required_of"),
    },
    erase=destroying.erase,
)
