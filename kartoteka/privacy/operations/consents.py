"""Consents: each giving and each withdrawing is a row of its own that stays."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy.models import Basis, Consent, Purpose
from kartoteka.privacy.operations.purposes import NoSuchPurpose
from kartoteka.privacy.operations.rights import require
from kartoteka.register import queries as register


class EvidenceMissing(Refusal):
    """A consent that cannot be shown is none (art. 7(1) GDPR)."""

    code = "privacy.evidence_missing"
    message = _("Say what proves the consent: the form, the recording, the click and its day.")
    field = "evidence"


class NotInFuture(Refusal):
    code = "privacy.not_in_future"
    message = _("This cannot have happened yet. Give today or an earlier day.")
    field = "on"


class NoSuchParty(Refusal):
    code = "privacy.no_such_party"
    message = _("There is no such customer, or their data was erased.")


def note_consent(
    *,
    actor: Actor,
    party_id: int,
    purpose_id: int,
    channel: str,
    is_given: bool,
    on: dt.date,
    how: str,
    evidence: str,
    today: dt.date,
) -> int:
    """Note that a consent was given, or withdrawn, on the day `on`; returns the row's id.

    Only purposes on the basis of consent take one. Withdrawing needs no evidence: it is as easy as
    giving (art. 7(3) GDPR). Raises NoSuchPurpose, EvidenceMissing, NotInFuture, NoSuchParty.
    """
    require(actor, Role.CLERK)
    if on > today:
        raise NotInFuture
    if is_given and not evidence.strip():
        raise EvidenceMissing
    if not Purpose.objects.filter(pk=purpose_id, is_active=True, basis=Basis.A).exists():
        raise NoSuchPurpose
    known(actor, party_id)
    with acting(actor), constraints.spoken():
        return Consent.objects.create(
            party_id=party_id,
            purpose_id=purpose_id,
            channel=channel,
            is_given=is_given,
            happened_on=on,
            how=how,
            evidence=evidence.strip(),
            actor=actor.user_id,
        ).pk


def known(actor: Actor, party_id: int) -> register.PartyCard:
    """The party; raises NoSuchParty where it is not there or erased."""
    card = register.party(viewer=actor, party_id=party_id)
    if card is None or register.is_erased(viewer=actor, party_id=party_id):
        raise NoSuchParty
    return card
