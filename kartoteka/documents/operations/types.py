"""The dictionary of document types, kept by administrators."""

import uuid
from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kartoteka.documents.models import CustomerDocument, DocumentType
from kartoteka.documents.operations.attaching import NotAllowed
from kartoteka.documents.rules import Feature, TypeDraft
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal


class NameMissing(Refusal):
    code = "documents.type_name_missing"
    message = _("Give the type a name, in Polish or Slovak at least.")
    field = "name_pl"


class OptionsMissing(Refusal):
    code = "documents.options_missing"
    message = _("Give what can be chosen for %(feature)s, separated by commas.")


class FeatureInUse(Refusal):
    """Documents already have a value of a feature that would go or change its kind."""

    code = "documents.feature_in_use"
    message = _(
        "%(count)s documents have a value of %(feature)s. Leave the feature as it is, or retire "
        "the type and add a new one."
    )


class WarnDaysOutside(Refusal):
    code = "documents.warn_days_outside"
    message = _("A warning can come from 0 to 730 days before the end.")
    field = "warn_days"


constraints.means("documents_documenttype_warn_days", WarnDaysOutside)


def add_type(*, actor: Actor, draft: TypeDraft) -> int:
    """Add a document type and return its id. Administrators only.

    Raises NotAllowed, NameMissing, OptionsMissing, WarnDaysOutside.
    """
    _require_administrator(actor)
    with acting(actor), constraints.spoken():
        return DocumentType.objects.create(code=uuid.uuid4().hex[:12], **_values(draft)).pk


def change_type(*, actor: Actor, type_id: int, draft: TypeDraft) -> None:
    """Make the type as `draft` says. A feature that documents have values of keeps its kind.

    Features are the same by their key; one with a key that the type has not gets a key of its own.

    Raises as add_type, FeatureInUse, DocumentType.DoesNotExist where the id was made up.
    """
    _require_administrator(actor)
    with acting(actor), constraints.spoken():
        row = DocumentType.objects.select_for_update().get(pk=type_id)
        coming = {feature.key: feature for feature in draft.features}
        for was in map(Feature.of, row.features):
            now = coming.get(was.key)
            gone = now is None or now.kind != was.kind or set(was.options) - set(now.options)
            if gone:
                _refuse_in_use(row.pk, was, now)
        for name, value in _values(draft, {one["key"] for one in row.features}).items():
            setattr(row, name, value)
        row.save()


def _refuse_in_use(type_id: int, was: Feature, now: Feature | None) -> None:
    used = CustomerDocument.objects.filter(type_id=type_id, features__has_key=was.key)
    if now is not None and now.kind == was.kind:  # only some of the options go
        lost = set(was.options) - set(now.options)
        used = used.filter(**{f"features__{was.key}__in": sorted(lost)})
    count = used.count()
    if count:
        raise FeatureInUse(count=count, feature=next(filter(None, was.name.values()), was.key))


def _require_administrator(actor: Actor) -> None:
    if not actor.may(Role.ADMINISTRATOR):
        raise NotAllowed


def _values(draft: TypeDraft, known: Collection[str] = ()) -> dict[str, object]:
    name = {language: " ".join(text.split()) for language, text in draft.name.items() if text}
    if not any(name.values()):
        raise NameMissing
    for feature in draft.features:
        if feature.kind == "CHOICE" and not feature.options:
            raise OptionsMissing(feature=next(filter(None, feature.name.values()), feature.key))
    return {
        "name": name,
        "features": [
            # A key is one feature's for ever, whatever its type: history finds its name by it.
            one.stored() if one.key in known else replace(one, key=uuid.uuid4().hex[:12]).stored()
            for one in draft.features
        ],
        "warn_days": draft.warn_days,
        "needs_number": draft.needs_number,
        "needs_end": draft.needs_end,
        "required_of": sorted(draft.required_of),
        "is_retired": draft.is_retired,
    }
