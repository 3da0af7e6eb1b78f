"""Restriction of processing (art. 18 GDPR): a mark that other rooms ask about."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy.models import Restriction
from kartoteka.privacy.operations.consents import NotInFuture, known
from kartoteka.privacy.operations.requests import ReasonMissing
from kartoteka.privacy.operations.rights import require
from kartoteka.privacy.queries.subjects import names_of


class RestrictedAlready(Refusal):
    code = "privacy.restricted_already"
    message = _("The processing of this customer's data is restricted already.")


class NotRestricted(Refusal):
    code = "privacy.not_restricted"
    message = _("The processing of this customer's data is not restricted.")


class EndsBeforeItBegan(Refusal):
    code = "privacy.ends_before_it_began"
    message = _("The restriction cannot end before it began. Correct the day.")
    field = "on"


constraints.means("privacy_restriction_one_open", RestrictedAlready)
constraints.means("privacy_restriction_ends_later", EndsBeforeItBegan)


def restrict(
    *,
    actor: Actor,
    party_id: int,
    reason: str,
    on: dt.date,
    today: dt.date,
    request_id: int | None = None,
) -> int:
    """Restrict processing of the party's data from the day `on`; returns the row's id.

    Raises ReasonMissing, NotInFuture, NoSuchParty, RestrictedAlready.
    """
    require(actor, Role.CLERK)
    if not reason.strip():
        raise ReasonMissing
    if on > today:
        raise NotInFuture
    known(actor, party_id)
    with acting(actor), constraints.spoken():
        return Restriction.objects.create(
            party_id=party_id, began_on=on, reason=reason.strip(), request_id=request_id
        ).pk


def lift_restriction(*, actor: Actor, party_id: int, on: dt.date) -> None:
    """End it with the day `on`. The person is to be told before (art. 18(3) GDPR).

    Raises NotRestricted, EndsBeforeItBegan.
    """
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        open_ones = Restriction.objects.filter(
            party__in=names_of(viewer=actor, party_id=party_id), ended_on=None
        )
        if not open_ones.update(ended_on=on):
            raise NotRestricted
