"""Payers that are known, and how sure the office wants to be."""

import datetime as dt
from dataclasses import dataclass

from kartoteka.kernel.actor import Actor
from kartoteka.payments import candidates
from kartoteka.payments.models import Payer
from kartoteka.payments.scoring import Choice
from kartoteka.register.rules import masked_account


@dataclass(frozen=True, slots=True)
class KnownPayer:
    """For whom a bank account pays; `account` is masked, `title` are words that must be told."""

    payer_id: int
    account: str
    title: str
    party_id: int
    party: str
    creditor: str
    origin: str
    is_off: bool
    payments: int
    last_on: dt.date | None
    is_certain: bool


def matching(*, viewer: Actor) -> Choice:
    """How sure the office wants to be before a payment is booked by itself."""
    del viewer
    return candidates.choice()


def known_payer(*, viewer: Actor, payer_id: int) -> KnownPayer | None:
    """One payer, None where it is not known any more."""
    del viewer
    wanted = Payer.objects.select_related("account__party", "account__creditor")
    one = wanted.filter(pk=payer_id).first()
    if one is None:
        return None
    return KnownPayer(
        payer_id=one.pk,
        account=masked_account(one.bank_account),
        title=one.title,
        party_id=one.account.party_id,
        party=one.account.party.name,
        creditor=one.account.creditor.name,
        origin=str(Payer.Origin(one.origin).label),
        is_off=one.is_off,
        payments=one.payments,
        last_on=one.last_on,
        is_certain=one.origin == Payer.Origin.HAND
        or one.payments >= candidates.choice().confirmations,
    )
