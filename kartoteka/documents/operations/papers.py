"""Documents that customers supply: added, changed, withdrawn."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import rules
from kartoteka.documents.models import CustomerDocument, DocumentType
from kartoteka.documents.rules import DocumentDraft, Feature
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.labels import said
from kartoteka.register.models import Party
from kartoteka.register.operations.editing import take


class NoSuchType(Refusal):
    code = "documents.no_such_type"
    message = _("This type of document is not there or no longer used. Choose another one.")
    field = "type_id"


class NumberMissing(Refusal):
    code = "documents.number_missing"
    message = _("Give the document's number: this type needs one.")
    field = "number"


class EndMissing(Refusal):
    code = "documents.end_missing"
    message = _("Give the last day of validity: this type needs one.")
    field = "valid_to"


class EndsBeforeItBegins(Refusal):
    code = "documents.ends_before_it_begins"
    message = _("The document would end before it begins. Correct one of the days.")
    field = "valid_to"


class DocumentTwice(Refusal):
    code = "documents.document_twice"
    message = _("The customer already has a document of this type with this number.")
    field = "number"


class FeatureMissing(Refusal):
    """`field` is the feature's key with `feature_` in front, as the form calls it."""

    code = "documents.feature_missing"
    message = _("%(feature)s: this type of document needs it.")


class FeatureUnfit(Refusal):
    """`field` as in FeatureMissing."""

    code = "documents.feature_unfit"
    message = _("%(feature)s: %(value)s does not fit. Write it as the field asks.")


class ReasonMissing(Refusal):
    code = "documents.reason_missing"
    message = _("Say why the document is withdrawn.")
    field = "reason"


constraints.means("documents_customerdocument_once", DocumentTwice)
constraints.means("documents_customerdocument_in_order", EndsBeforeItBegins)


def add_document(*, actor: Actor, party_id: int, draft: DocumentDraft) -> uuid.UUID:
    """Add a document of a customer and return its public name.

    Raises NotThere (no such party), NoSuchType, NumberMissing, EndMissing, EndsBeforeItBegins,
    DocumentTwice, FeatureMissing, FeatureUnfit.
    """
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        kind = DocumentType.objects.filter(pk=draft.type_id, is_retired=False).first()
        if kind is None:
            raise NoSuchType
        return CustomerDocument.objects.create(party=party, **_values(kind, draft)).public_id


def change_document(
    *,
    actor: Actor,
    document_id: int,
    draft: DocumentDraft,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the document as `draft` says; its type stays.

    Raises as add_document, ChangedMeanwhile unless confirmed.
    """
    with acting(actor), constraints.spoken():
        row = take(
            CustomerDocument,
            document_id,
            actor=actor,
            expected_version=expected_version,
            confirmed=confirmed,
        )
        for name, value in _values(row.type, draft).items():
            setattr(row, name, value)
        row.save()


def withdraw_document(*, actor: Actor, document_id: int, reason: str) -> None:
    """Say that the document counts no more, and why. Raises ReasonMissing, NotThere."""
    with acting(actor):
        row = take(CustomerDocument, document_id, actor=actor)
        row.reason = " ".join(reason.split())[:200]
        if not row.reason:
            raise ReasonMissing
        row.state = CustomerDocument.State.WITHDRAWN
        row.save(update_fields=["state", "reason"])


def reinstate_document(*, actor: Actor, document_id: int) -> None:
    """Let a withdrawn document count again. Raises DocumentTwice, NotThere."""
    with acting(actor), constraints.spoken():
        row = take(CustomerDocument, document_id, actor=actor)
        row.state, row.reason = CustomerDocument.State.IN_FORCE, ""
        row.save(update_fields=["state", "reason"])


def _values(kind: DocumentType, draft: DocumentDraft) -> dict[str, Any]:
    number = " ".join(draft.number.split())
    if kind.needs_number and not number:
        raise NumberMissing
    if kind.needs_end and draft.valid_to is None:
        raise EndMissing
    return {
        "type": kind,
        "number": number,
        "issuer": " ".join(draft.issuer.split()),
        "issued_on": draft.issued_on,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "features": _features(map(Feature.of, kind.features), draft.features),
        "note": draft.note.strip(),
    }


def _features(asked: Any, given: Mapping[str, Any]) -> dict[str, str]:
    values = {}
    for feature in asked:
        value = rules.kept_value(feature, given.get(feature.key))
        name = said(feature.name, get_language() or "pl")
        field = f"feature_{feature.key}"
        if value is None:
            raise FeatureUnfit(field=field, feature=name, value=given[feature.key])
        if feature.is_required and not value:
            raise FeatureMissing(field=field, feature=name)
        if value:
            values[feature.key] = value
    return values
