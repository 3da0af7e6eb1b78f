"""Addresses of attachments, customers' documents and their types."""

from django.urls import path

from kartoteka.desk.documents import attachments, papers, types
from kartoteka.desk.documents.lists import DOCUMENTS_LIST

urlpatterns = [
    path("parties/<int:party_id>/documents/", papers.tab, name="party_documents"),
    path("parties/<int:party_id>/documents/add/", papers.add, name="document_add"),
    path("parties/<int:party_id>/attachments/add/", attachments.add, name="attachment_add"),
    *DOCUMENTS_LIST.urls(),
    path("documents/missing/", papers.missing, name="documents_missing"),
    path("documents/<int:document_id>/", papers.by_row, name="document_row"),
    path("documents/<uuid:public_id>/", papers.document, name="document"),
    path("documents/<uuid:public_id>/withdraw/", papers.withdraw, name="document_withdraw"),
    path("documents/<uuid:public_id>/reinstate/", papers.reinstate, name="document_reinstate"),
    path("documents/<uuid:public_id>/attach/", attachments.add_to_document, name="document_attach"),
    path("attachments/<uuid:public_id>/", attachments.attachment, name="attachment"),
    path("attachments/<uuid:public_id>/file/", attachments.file, name="attachment_file"),
    path(
        "attachments/<uuid:public_id>/pages/<int:page>/", attachments.page, name="attachment_page"
    ),
    path("attachments/<uuid:public_id>/remove/", attachments.remove, name="attachment_remove"),
    path("attachments/<uuid:public_id>/restore/", attachments.restore, name="attachment_restore"),
    path("document-types/", types.types, name="document_types"),
    path("document-types/add/", types.add, name="document_type_add"),
    path("document-types/<int:type_id>/", types.change, name="document_type"),
]
