"""What may be asked of document types, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.documents.models import DocumentType
from kartoteka.documents.queries.contents import NoSuchContent
from kartoteka.documents.rules import Feature
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.labels import said
from kartoteka.register.queries.choices import Choices

FEATURE_KINDS: Choices = [
    ("TEXT", _("text")),
    ("NUMBER", _("figure")),
    ("DAY", _("day")),
    ("YESNO", _("yes or no")),
    ("CHOICE", _("choice from a list")),
]


@dataclass(frozen=True, slots=True)
class DocumentTypeLine:
    """A type with its rules; `name` in the reader's language, `names` in all; `used` documents."""

    id: int
    name: str
    names: Mapping[str, str]
    features: tuple[Feature, ...]
    warn_days: int
    needs_number: bool
    needs_end: bool
    required_of: tuple[str, ...]
    is_retired: bool
    used: int


def types(*, viewer: Actor, with_retired: bool = False) -> list[DocumentTypeLine]:
    """The types, by name in the reader's language. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    wanted = DocumentType.objects.annotate(used=Count("customerdocument"))
    if not with_retired:
        wanted = wanted.filter(is_retired=False)
    return sorted(map(_line, wanted), key=lambda line: (line.is_retired, line.name.lower()))


def document_type(*, viewer: Actor, type_id: int) -> DocumentTypeLine:
    """One type, also a retired one. Raises NoSuchContent, also for who is not staff."""
    row = DocumentType.objects.annotate(used=Count("customerdocument")).filter(pk=type_id).first()
    if row is None or not viewer.may(Role.CLERK):
        raise NoSuchContent
    return _line(row)


def _line(row: DocumentType) -> DocumentTypeLine:
    return DocumentTypeLine(
        id=row.pk,
        name=said(row.name, get_language() or "pl"),
        names=row.name,
        features=tuple(map(Feature.of, row.features)),
        warn_days=row.warn_days,
        needs_number=row.needs_number,
        needs_end=row.needs_end,
        required_of=tuple(row.required_of),
        is_retired=row.is_retired,
        used=row.used,  # type: ignore[attr-defined]
    )
