"""What parties can be asked about documents, and what documents themselves can be listed by."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.documents.models import DocumentType
from kartoteka.documents.queries.papers import STATES
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Choices, Field, Op, Subject, Type
from kartoteka.kernel.folding import fold
from kartoteka.kernel.labels import said
from kartoteka.register.criteria.parties import PARTIES, WORDS_OF, by_alphabet

_HEADING = _("Documents")
_OF_PARTY = "FROM documents_customerdocument d WHERE d.party_id = p.id AND d.state = 'IN_FORCE'"
_VALID = (
    "(d.valid_from IS NULL OR d.valid_from <= %(today)s::date)"
    " AND (d.valid_to IS NULL OR d.valid_to >= %(today)s::date)"
)
_MISSING = (
    "EXISTS (SELECT FROM documents_documenttype k WHERE p.kind = ANY (k.required_of)"
    f" AND NOT k.is_retired AND NOT EXISTS (SELECT {_OF_PARTY} AND d.type_id = k.id AND {_VALID}))"
)


def _types() -> Choices:
    language = get_language() or "pl"
    known = DocumentType.objects.values_list("code", "name")
    return sorted(((code, said(name, language)) for code, name in known), key=lambda one: one[1])


def party_fields(_viewer: Actor) -> Iterable[Field]:
    """Which valid documents a party has, whether one is missing, and when those of a type end."""
    yield Field(
        key="documents.valid",
        label=_("Has a valid document"),
        type=Type.CHOICES,
        heading=_HEADING,
        choices=_types,
        value="(SELECT array_agg(DISTINCT k.code::text) FROM documents_documenttype k"
        f" WHERE k.id IN (SELECT d.type_id {_OF_PARTY} AND {_VALID}))",
        is_personal=False,
    )
    yield Field(
        key="documents.missing",
        label=_("A required document is missing"),
        type=Type.YES_NO,
        heading=_HEADING,
        value=_MISSING,
        is_personal=False,
    )
    yield Field(
        key="documents.end",
        label=_("A document ends on"),
        type=Type.DATE,
        heading=_HEADING,
        value=f"(SELECT min(d.valid_to) {_OF_PARTY} AND d.valid_to >= %(today)s::date)",
        within=f"SELECT {_OF_PARTY} AND ({{}})",
        each="d.valid_to",
        is_personal=False,
    )
    language = get_language() or "pl"
    for pk, code, name in DocumentType.objects.order_by("pk").values_list("pk", "code", "name"):
        yield Field(
            key=f"documents.end.{code}",
            label=_("%s: valid to") % said(name, language),
            type=Type.DATE,
            heading=_HEADING,
            # The last to end counts; one without end makes it none, which is before no day.
            value="(SELECT nullif(max(coalesce(d.valid_to, 'infinity'::date)), 'infinity'::date)"
            f" {_OF_PARTY} AND d.type_id = {pk:d})",
            is_personal=False,
        )


_NOT_FOLLOWED = (
    "NOT EXISTS (SELECT FROM documents_customerdocument later WHERE later.party_id = d.party_id"
    " AND later.type_id = d.type_id AND later.state = 'IN_FORCE' AND later.id <> d.id"
    " AND (later.valid_to IS NULL OR later.valid_to > d.valid_to))"
)
# The second bound is what the index on the end is asked with: no type warns earlier.
_NEEDS_CARE = (
    "d.state = 'IN_FORCE' AND p.state = 'ACTIVE' AND NOT k.is_retired"
    " AND d.valid_to <= %(today)s::date + k.warn_days AND d.valid_to <= %(today)s::date + 730"
    f" AND {_NOT_FOLLOWED}"
)
_STANDING = (
    "CASE WHEN d.state = 'WITHDRAWN' THEN 'WITHDRAWN'"
    " WHEN d.valid_to < %(today)s::date THEN 'ENDED'"
    " WHEN d.valid_from > %(today)s::date THEN 'COMING'"
    " WHEN d.valid_to <= %(today)s::date + k.warn_days THEN 'ENDING' ELSE 'VALID' END"
)


def _care(op: Op, values: Any, today: dt.date) -> tuple[str, dict[str, Any]] | None:
    """Asked for as it stands, so that the index on the end leads."""
    if op is not Op.YES:
        return None
    return _NEEDS_CARE.replace("%(today)s::date", "{day}::date"), {"day": today}


def _fields(_viewer: Actor) -> Iterable[Field]:
    return (
        Field(
            "type", _("Document type"), Type.CHOICE, value="k.code", choices=_types,
            is_grouped=True, never_null=True, is_personal=False,
        ),
        Field("number", _("Number"), Type.TEXT, value="d.number", never_null=True),
        Field(
            "party", _("Customer"), Type.TEXT, value="p.name", is_folded=True, never_null=True,
            within=WORDS_OF, each="s.name",
            order=by_alphabet,
        ),
        Field("party_number", _("Customer number"), Type.TEXT, value="p.number", never_null=True),
        Field("issuer", _("Issued by"), Type.TEXT, value="d.issuer", is_grouped=True),
        *(
            Field(key, label, Type.DATE, value=f"d.{key}", is_personal=False, is_grouped=True)
            for key, label in (
                ("issued_on", _("Issued on")),
                ("valid_from", _("Valid from")),
                ("valid_to", _("Valid to")),
            )
        ),
        Field(
            "standing", _("State"), Type.CHOICE, value=_STANDING, choices=lambda: STATES,
            is_grouped=True, never_null=True, is_personal=False,
        ),
        Field(
            "needs_care", _("Ends soon or has ended"), Type.YES_NO, is_personal=False,
            value=f"coalesce({_NEEDS_CARE}, false)", never_null=True,
            own=_care,
        ),
        Field(
            "is_followed", _("A later one takes over"), Type.YES_NO, value=f"NOT {_NOT_FOLLOWED}",
            never_null=True, is_personal=False,
        ),
        Field("note", _("Note"), Type.TEXT, value="d.note"),
    )  # fmt: skip


def _text(text: str) -> tuple[psql.Composable, dict[str, Any]] | None:
    """The beginning of the document's number, or what the search of customers takes."""
    asked = PARTIES.text(text) if PARTIES.text else None
    if asked is None:
        return None
    of_party, values = asked
    begins = fold(text).strip()
    return (
        psql.SQL("(starts_with(fold(d.number), {}) OR {})").format(
            psql.Placeholder("document_number"), of_party
        ),
        {**values, "document_number": begins},
    )


DOCUMENTS = Subject(
    key="documents",
    label=_("Customers' documents"),
    source="documents_customerdocument d JOIN documents_documenttype k ON k.id = d.type_id"
    " JOIN register_party p ON p.id = d.party_id",
    row="d.id",
    own=_fields,
    text=_text,
)
