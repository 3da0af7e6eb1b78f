"""Installed forms, read from their kept files; a few stay in memory."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from kartoteka.documents import queries as documents
from kartoteka.formats import edeclaration
from kartoteka.formats.edeclaration import File, Form
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.errors import Refusal
from kartoteka.tax.models import SchemaFile


class NoSuchForm(Refusal):
    code = "tax.no_such_form"
    message = _("There is no such form. Install its XSD first.")
    field = "schema"


def form(schema_id: int) -> Form:
    """The installed form. Raises NoSuchForm."""
    files = tuple(
        SchemaFile.objects.filter(schema_id=schema_id)
        .order_by("place")
        .values_list("name", "content__sha256", "content_id")
    )
    if not files:
        raise NoSuchForm
    return _read(files)


@lru_cache(maxsize=8)
def _read(files: tuple[tuple[str, str, int], ...]) -> Form:
    read = [
        File(name, documents.read(viewer=SYSTEM, content_id=content))
        for name, _sha256, content in files
    ]
    return edeclaration.read(read[0], read[1:])
