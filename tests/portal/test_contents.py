"""Where the database keeps the bytes, a customer gets those of the own documents and no others."""

import pytest

from kartoteka.documents import operations
from kartoteka.documents.models import Attachment, Chunk, CustomerDocument, Download
from kartoteka.kernel.actor import SYSTEM
from kartoteka.portal.isolation import isolated
from tests.documents.making import a_document, a_file, a_pdf
from tests.portal.conftest import Cast, a_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(cast: Cast) -> Cast:
    """Everything is kept by the database, an attachment of Anna's card too."""
    a_file(cast.anna.party.pk, a_pdf("of the desk"))
    assert operations.move_contents(actor=SYSTEM, to="database").count == 1
    return cast


def test_the_pieces_that_a_customer_sees_are_of_the_own_documents(moved: Cast) -> None:
    for one in (moved.anna, moved.celina):
        with isolated(a_session(one.user)):
            seen = [bytes(data) for data in Chunk.objects.values_list("data", flat=True)]
        assert seen == [f"%PDF-1.7 {one.party.name}".encode()]
    with isolated("nobody"):
        assert list(Chunk.objects.values_list("id")) == []


@pytest.mark.parametrize("model", [Attachment, CustomerDocument, Download])
def test_attachments_and_customers_documents_are_the_desks_alone(moved: Cast, model: type) -> None:
    from django.db import DatabaseError

    a_document(moved.anna.party.pk)
    with isolated(a_session(moved.anna.user)), pytest.raises(DatabaseError, match="denied"):
        list(model.objects.values_list("id"))  # type: ignore[attr-defined]
