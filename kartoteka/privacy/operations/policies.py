"""Policies: which customers are due for erasure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy.models import Policy
from kartoteka.privacy.operations.rights import require


class PolicyNameTaken(Refusal):
    code = "privacy.policy_name_taken"
    message = _("There is already a policy with this name. Give another one.")
    field = "name"


class KindsMissing(Refusal):
    code = "privacy.kinds_missing"
    message = _("Choose the kinds of customers whom the policy is about.")
    field = "kinds"


class NoSuchPolicy(Refusal):
    code = "privacy.no_such_policy"
    message = _("There is no such policy, or it is not in use.")


constraints.means("privacy_policy_name_key", PolicyNameTaken)


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A policy as typed: kinds of parties, and how many months without anything new."""

    name: str
    kinds: tuple[str, ...]
    idle_months: int
    only_archived: bool = True
    is_active: bool = True


def add_policy(*, actor: Actor, draft: PolicyDraft) -> int:
    """Add a policy; returns its id. It erases nothing by itself: a superadministrator looks at
    whom it names and starts the job. Raises NotAllowed, PolicyNameTaken, KindsMissing."""
    require(actor, Role.SUPERADMINISTRATOR)
    with acting(actor), constraints.spoken():
        return Policy.objects.create(**_values(draft)).pk


def change_policy(*, actor: Actor, policy_id: int, draft: PolicyDraft) -> None:
    """Make the policy as `draft` says. Raises as add_policy does, and NoSuchPolicy."""
    require(actor, Role.SUPERADMINISTRATOR)
    with acting(actor), constraints.spoken():
        if not Policy.objects.filter(pk=policy_id).update(**_values(draft)):
            raise NoSuchPolicy


def _values(draft: PolicyDraft) -> dict[str, object]:
    if not draft.kinds:
        raise KindsMissing
    return {
        "name": draft.name.strip(),
        "kinds": list(draft.kinds),
        "idle_months": draft.idle_months,
        "only_archived": draft.only_archived,
        "is_active": draft.is_active,
    }
