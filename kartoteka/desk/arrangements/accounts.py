"""Which of a customer's accounts an arrangement is about, and what is open there."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404

from kartoteka.ledger import queries as ledger
from kartoteka.register import queries as register
from kartoteka.register.queries import PartyCard
from kartoteka.ui import screens


@dataclass(frozen=True, slots=True)
class Chosen:
    """The customer, the accounts with something to pay, the chosen one, its open debts."""

    party: PartyCard
    accounts: tuple[ledger.Balance, ...]
    account: ledger.Balance | None
    debits: tuple[ledger.OpenEntry, ...]


def chosen(request: screens.Request, party_id: int, on: dt.date) -> Chosen:
    """By `?account=`, else the first with something to pay. Raises Http404 without the customer."""
    party = register.party(viewer=request.actor, party_id=party_id)
    if party is None:
        raise Http404
    found = ledger.balance(viewer=request.actor, party_id=party_id, on=on)
    accounts = tuple(one for one in found if one.due)
    asked = request.GET.get("account", "")
    account = next((one for one in accounts if str(one.account_id) == asked), None)
    if account is None and accounts:
        account = accounts[0]
    debits = (
        ledger.open_entries(viewer=request.actor, account_id=account.account_id, on=on)
        if account
        else []
    )
    return Chosen(party, accounts, account, tuple(debits))
