"""Purposes of processing: why, on what basis, how long."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy.models import Purpose
from kartoteka.privacy.operations.rights import require


class PurposeCodeTaken(Refusal):
    code = "privacy.purpose_code_taken"
    message = _("There is already a purpose with this code. Give another one.")
    field = "code"


class PurposeNameMissing(Refusal):
    code = "privacy.purpose_name_missing"
    message = _("Name the purpose in one language at least.")
    field = "name_pl"


class RetentionNotWhole(Refusal):
    code = "privacy.retention_not_whole"
    message = _("Say both from when the data is kept and for how many months, or neither.")
    field = "months"


class NoSuchPurpose(Refusal):
    code = "privacy.no_such_purpose"
    message = _("This purpose is not there or no longer in use. Choose another one.")
    field = "purpose"


constraints.means("privacy_purpose_code_key", PurposeCodeTaken)
constraints.means("privacy_purpose_retention_whole", RetentionNotWhole)


@dataclass(frozen=True, slots=True)
class PurposeDraft:
    """A purpose as typed. `name` by language; `after` one of Purpose.After, `months` from then."""

    code: str
    name: dict[str, str]
    basis: str
    basis_note: str = ""
    country: str = ""
    after: str = ""
    months: int | None = None
    from_year_end: bool = False
    is_active: bool = True


def add_purpose(*, actor: Actor, draft: PurposeDraft) -> int:
    """Add a purpose; returns its id. Administrators only.

    Raises NotAllowed, PurposeCodeTaken, PurposeNameMissing, RetentionNotWhole.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        return Purpose.objects.create(**_values(draft)).pk


def change_purpose(*, actor: Actor, purpose_id: int, draft: PurposeDraft) -> None:
    """Make the purpose as `draft` says; what it holds is judged anew from now on.

    Raises as add_purpose does, and NoSuchPurpose.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        if not Purpose.objects.filter(pk=purpose_id).update(**_values(draft)):
            raise NoSuchPurpose


def _values(draft: PurposeDraft) -> dict[str, object]:
    name = {language: words.strip() for language, words in draft.name.items() if words.strip()}
    if not name:
        raise PurposeNameMissing
    if bool(draft.after) != (draft.months is not None):
        raise RetentionNotWhole
    return {
        "code": draft.code.strip().upper(),
        "name": name,
        "basis": draft.basis,
        "basis_note": draft.basis_note.strip(),
        "country": draft.country,
        "after": draft.after,
        "months": draft.months,
        "from_year_end": draft.from_year_end,
        "is_active": draft.is_active,
    }
