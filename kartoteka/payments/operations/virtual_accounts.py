"""Virtual accounts: numbers of the bank that each stand for one customer, for good."""

import datetime as dt
import re

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.formats import accounts
from kartoteka.kernel import constraints, days
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.models import Account
from kartoteka.payments.models import VirtualAccount
from kartoteka.payments.operations.rights import require
from kartoteka.register.models import BankAccount
from kartoteka.register.queries import blocks


class NotAnAccountNumber(Refusal):
    code = "payments.not_an_account_number"
    message = _("%(number)s is not a valid account number (IBAN or NRB).")
    field = "iban"


class OrdinaryAccount(Refusal):
    code = "payments.ordinary_account"
    message = _("This is a bank account of %(name)s, not a virtual account of a customer.")
    field = "iban"


class NumberTaken(Refusal):
    code = "payments.number_taken"
    message = _("This virtual account stands for another customer. Choose a new one.")
    field = "iban"


class ClosedForGood(Refusal):
    code = "payments.closed_for_good"
    message = _(
        "This virtual account was closed on %(day)s, and a virtual account is never given again. "
        "Choose a new one."
    )
    field = "iban"


class OneOpenAlready(Refusal):
    code = "payments.one_open_already"
    message = _("The customer has a virtual account already. Close it first.")
    field = "iban"


constraints.means("payments_virtualaccount_unique", NumberTaken)
constraints.means("payments_virtualaccount_one_open", OneOpenAlready)


def assign_virtual_account(*, actor: Actor, account_id: int, iban: str, on: dt.date) -> None:
    """Lets a bank account number stand for a ledger account from `on`; it is never given again.

    `iban` is a whole IBAN or NRB in any grouping: a number with digits missing is not completed.
    The same number for the same account changes nothing. Raises `NotAnAccountNumber`,
    `OrdinaryAccount`, `NumberTaken`, `ClosedForGood`, `OneOpenAlready`, and `Blocked` for a
    customer whose payouts are blocked on that day.
    """
    require(actor, Role.ADMINISTRATOR)
    number, typed = accounts.normalised(iban), re.sub(r"[^0-9A-Za-z]", "", iban).upper()
    if not accounts.is_iban(number) or typed not in (number, number.removeprefix("PL")):
        raise NotAnAccountNumber(number=iban.strip())
    owner = BankAccount.objects.filter(iban=number).values_list("party__name", flat=True).first()
    if owner is not None:
        raise OrdinaryAccount(name=owner)
    with acting(actor), constraints.spoken():
        _refuse_blocked(actor, account_id, on)
        known = VirtualAccount.objects.filter(iban=number).first()
        if known is None:
            VirtualAccount.objects.create(iban=number, account_id=account_id, assigned_on=on)
        elif known.closed_on is not None:
            raise ClosedForGood(day=days.written(known.closed_on, get_language() or "pl"))
        elif known.account_id != account_id:
            raise NumberTaken


def close_virtual_account(
    *, actor: Actor, account_id: int, on: dt.date, iban: str | None = None
) -> None:
    """Ends the virtual account of a ledger account; money that still comes to it finds its way.

    With `iban` only that one: a number assigned in its place meanwhile stays open. Raises `Blocked`
    for a customer whose payouts are blocked on that day.
    """
    require(actor, Role.ADMINISTRATOR)
    named = {} if iban is None else {"iban": iban}
    with acting(actor):
        _refuse_blocked(actor, account_id, on)
        VirtualAccount.objects.filter(
            account_id=account_id, closed_on__isnull=True, **named
        ).update(closed_on=on)


def _refuse_blocked(actor: Actor, account_id: int, on: dt.date) -> None:
    for party_id in Account.objects.filter(pk=account_id).values_list("party_id", flat=True):
        blocks.refuse_blocked(viewer=actor, party_id=party_id, what="PAYOUT", on=on)
