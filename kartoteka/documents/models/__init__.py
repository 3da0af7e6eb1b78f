"""Tables of the room, by topic: contents and their bytes, attachments, customers' documents."""

from kartoteka.documents.models.attachments import Attachment, Download
from kartoteka.documents.models.contents import Chunk, Content, Picture
from kartoteka.documents.models.papers import CustomerDocument, DocumentType

__all__ = [
    "Attachment", "Chunk", "Content", "CustomerDocument", "DocumentType", "Download", "Picture",
]  # fmt: skip
