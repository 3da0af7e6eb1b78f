"""What parties can be asked about documents, and what documents themselves can be listed by."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.documents.models import CustomerDocument, DocumentType
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Choices, Field, Op, Subject, Type
from kartoteka.kernel.words import said

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


def _fields(_viewer: Actor) -> Iterable[Field]:
    yield Field(
        "party", _("Customer"), Type.TEXT, value="p.name",
        within="SELECT FROM register_search s WHERE s.party_id = p.id AND ({})", each="s.name",
        is_folded=True, never_null=True,
        order=lambda language: "p.sort_sk" if language == "sk" else "p.sort_pl",
    )  # fmt: skip
    yield Field("party_number", _("Customer number"), Type.TEXT, value="p.number")
    yield Field(
        "type", _("Document type"), Type.CHOICE, value="k.code", choices=_types, is_grouped=True,
        never_null=True, is_personal=False,
    )  # fmt: skip
    yield Field("number", _("Number"), Type.TEXT, value="d.number", never_null=True)
    yield Field("issuer", _("Issued by"), Type.TEXT, value="d.issuer", is_grouped=True)
    for key, label in (
        ("issued_on", _("Issued on")), ("valid_from", _("Valid from")), ("valid_to", _("Valid to")),
    ):  # fmt: skip
        yield Field(key, label, Type.DATE, value=f"d.{key}", is_personal=False, is_grouped=True)
    yield Field(
        "state", _("State"), Type.CHOICE, value="d.state", is_grouped=True, never_null=True,
        choices=lambda: CustomerDocument.State.choices, is_personal=False,
    )  # fmt: skip
    yield Field(
        "is_valid", _("Valid today"), Type.YES_NO, value=f"(d.state = 'IN_FORCE' AND {_VALID})",
        operators=(Op.YES, Op.NO), is_grouped=True, is_personal=False,
    )  # fmt: skip
    yield Field("note", _("Note"), Type.TEXT, value="d.note")


DOCUMENTS = Subject(
    key="documents",
    label=_("Customers' documents"),
    source="documents_customerdocument d JOIN documents_documenttype k ON k.id = d.type_id"
    " JOIN register_party p ON p.id = d.party_id",
    row="d.id",
    own=_fields,
)
