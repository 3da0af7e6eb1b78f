"""What may be done with points and agreements, one by one and by the thousand."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, fields

from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement, AgreementFields, Point
from kartoteka.agreements.rules import Added, AgreementDraft, AgreementRow, PointDraft, PointRow
from kartoteka.kernel import constraints, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.personal import Subjects
from kartoteka.register.operations.fields.values import set_fields
from kartoteka.register.operations.merging.keys import Keys
from kartoteka.register.queries import blocks

_HERE = "kartoteka.agreements"
# What moves when two parties are merged.
MOVERS = [
    Keys("agreements_point", "party_id", _("points"), called="r.number"),
    Keys("agreements_agreement", "party_id", _("agreements"), called="r.number"),
]


class PointNumberTaken(Refusal):
    code = "agreements.point_number_taken"
    message = _("There is already a point with this number. Give another one.")
    field = "number"


class AgreementNumberTaken(Refusal):
    code = "agreements.agreement_number_taken"
    message = _("This creditor already has an agreement with this number. Give another one.")
    field = "number"


class EndsBeforeItBegins(Refusal):
    code = "agreements.ends_before_it_begins"
    message = _("The agreement would end before it begins. Correct one of the days.")
    field = "valid_to"


class NumberMissing(Refusal):
    code = "agreements.number_missing"
    message = _("Give a number.")
    field = "number"


class UnknownNumbers(Refusal):
    """Rows of a set name parties or points that are not there; nothing was added."""

    code = "agreements.unknown_numbers"
    message = _("%(count)s rows name a customer or point that is not there, such as %(examples)s.")


class NoSuchPoint(Refusal):
    code = "agreements.no_such_point"
    message = _("This point does not belong to the customer. Choose another one.")
    field = "point_id"


class ChangedMeanwhile(Refusal):
    code = "agreements.changed_meanwhile"
    message = _("Somebody has changed this meanwhile. Look at it again and repeat your change.")


constraints.means("agreements_point_number_unique", PointNumberTaken)
constraints.means("agreements_agreement_number_unique", AgreementNumberTaken)
constraints.means("agreements_agreement_valid_in_order", EndsBeforeItBegins)


def add_point(*, actor: Actor, draft: PointDraft) -> int:
    """Adds a point and returns its id. Raises PointNumberTaken, NumberMissing."""
    with acting(actor), constraints.spoken():
        return Point.objects.create(**_point_values(draft)).pk


def change_point(
    *, actor: Actor, point_id: int, draft: PointDraft, expected: PointDraft | None = None
) -> None:
    """Makes the point as `draft` says; a point may pass to another party.

    Raises ChangedMeanwhile if the point is no longer as `expected`, PointNumberTaken.
    """
    with acting(actor), constraints.spoken():
        point = Point.objects.select_for_update().get(pk=point_id)
        if expected is not None and _drafted_point(point) != expected:
            raise ChangedMeanwhile
        for name, value in _point_values(draft).items():
            setattr(point, name, value)
        point.save()


def add_agreement(*, actor: Actor, draft: AgreementDraft) -> int:
    """Adds an agreement and returns its id.

    Raises AgreementNumberTaken (numbers are unique per creditor), EndsBeforeItBegins, NoSuchPoint,
    FieldsRefused, and Blocked for a customer whose sales are blocked today.
    """
    with acting(actor), constraints.spoken():
        blocks.refuse_blocked(viewer=actor, party_id=draft.party_id, what="SALES", on=None)
        agreement_id = Agreement.objects.create(**_agreement_values(draft)).pk
        _set_fields(actor, agreement_id, draft)
        return agreement_id


def change_agreement(
    *,
    actor: Actor,
    agreement_id: int,
    draft: AgreementDraft,
    expected: AgreementDraft | None = None,
) -> None:
    """Makes the agreement as `draft` says. Raises ChangedMeanwhile and what add_agreement does."""
    with acting(actor), constraints.spoken():
        agreement = Agreement.objects.select_for_update().get(pk=agreement_id)
        if expected is not None and _drafted_agreement(agreement) != expected:
            raise ChangedMeanwhile
        for name, value in _agreement_values(draft).items():
            setattr(agreement, name, value)
        agreement.save()
        _set_fields(actor, agreement_id, draft)


def _set_fields(actor: Actor, agreement_id: int, draft: AgreementDraft) -> None:
    if draft.fields:
        set_fields(actor=actor, record="agreement", record_id=agreement_id, values=draft.fields)


def end_agreement(*, actor: Actor, agreement_id: int, on: dt.date) -> None:
    """Ends the agreement with `on` as its last day. Raises EndsBeforeItBegins."""
    with acting(actor), constraints.spoken():
        Agreement.objects.filter(pk=agreement_id).update(valid_to=on)


def add_many_points(*, actor: Actor, rows: Iterable[PointRow]) -> Added:
    """Adds all points whose number is new. Raises UnknownNumbers and adds none if a party is."""
    columns = [field.name for field in fields(PointRow)]
    with acting(actor), constraints.spoken():
        sql.run(_HERE, "stage_points")
        count = staging.fill("agreements_point_draft", columns, map(astuple, rows))
        _refuse_unknown("unknown_in_points")
        added = sql.run(_HERE, "add_points")
    return Added(added=added, known=count - added)


def add_many_agreements(*, actor: Actor, rows: Iterable[AgreementRow]) -> Added:
    """Adds all agreements whose number is new to their creditor. Raises UnknownNumbers."""
    columns = [field.name for field in fields(AgreementRow)]
    with acting(actor), constraints.spoken():
        sql.run(_HERE, "stage_agreements")
        count = staging.fill("agreements_agreement_draft", columns, map(astuple, rows))
        _refuse_unknown("unknown_in_agreements")
        added = sql.run(_HERE, "add_agreements")
    return Added(added=added, known=count - added)


def _refuse_unknown(statement: str) -> None:
    found = sql.rows(_HERE, statement)
    if found:
        examples = ", ".join(str(number) for number, _count in found)
        raise UnknownNumbers(count=found[0][1], examples=examples)


def _point_values(draft: PointDraft) -> dict[str, object]:
    if not draft.number.strip():
        raise NumberMissing
    return {
        "number": draft.number.strip(),
        "party_id": draft.party_id,
        "name": draft.name.strip(),
        "address": draft.address.strip(),
    }


def _agreement_values(draft: AgreementDraft) -> dict[str, object]:
    if not draft.number.strip():
        raise NumberMissing
    if draft.point_id is not None and not _is_point_of(draft.point_id, draft.party_id):
        raise NoSuchPoint
    return {
        "number": draft.number.strip(),
        "party_id": draft.party_id,
        "creditor_id": draft.creditor_id,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "point_id": draft.point_id,
    }


def _is_point_of(point_id: int, party_id: int) -> bool:
    return Point.objects.filter(pk=point_id, party_id=party_id).exists()


def _drafted_point(point: Point) -> PointDraft:
    return PointDraft(
        number=point.number, party_id=point.party_id, name=point.name, address=point.address
    )


def _drafted_agreement(agreement: Agreement) -> AgreementDraft:
    return AgreementDraft(
        number=agreement.number,
        party_id=agreement.party_id,
        creditor_id=agreement.creditor_id,
        valid_from=agreement.valid_from,
        valid_to=agreement.valid_to,
        point_id=agreement.point_id,
    )


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Take names and places of points and fields of agreements away; numbers and validity stay."""
    with acting(actor):
        return {
            "agreements_agreementfields": AgreementFields.objects.filter(
                party__in=subjects.parties
            ).update(fields={}),
            "agreements_point": sql.run(_HERE, "erase", subjects.parameters),
        }
