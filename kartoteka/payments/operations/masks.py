"""Virtual accounts made from the bank's mask, for customers and for single debts."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kartoteka.formats import accounts
from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.models import Creditor, Entry
from kartoteka.payments.models import Mask, VirtualAccount
from kartoteka.payments.operations.rights import require
from kartoteka.register.models import BankAccount
from kartoteka.register.queries import blocks

_LENGTHS = {"PL": 24, "SK": 20, "CZ": 20}
_TRIES = 1_000


class MaskWrong(Refusal):
    code = "payments.mask_wrong"
    message = _(
        "The beginning and the digits to count must make the whole national number without check "
        "digits: %(length)s digits, of which 3 to 16 are counted."
    )
    field = "beginning"


class MaskTaken(Refusal):
    code = "payments.mask_taken"
    message = _("There is a mask with this beginning, or one open for this creditor and currency.")
    field = "beginning"


class MaskUsedUp(Refusal):
    code = "payments.mask_used_up"
    message = _("The mask has no number left. Ask the bank for another one and add it.")


class NoMask(Refusal):
    code = "payments.no_mask"
    message = _("There is no open mask for this creditor and currency. Add one first.")


class DebtHasOne(Refusal):
    code = "payments.debt_has_one"
    message = _("This document has a virtual account already.")


constraints.means("payments_mask_unique", MaskTaken)
constraints.means("payments_mask_one_open", MaskTaken)
constraints.means("payments_virtualaccount_one_of_debt", DebtHasOne)


@dataclass(frozen=True, slots=True)
class MaskDraft:
    """What a bank has given: the beginning of the national number, and how many digits follow."""

    creditor_id: int
    currency: str
    country: str
    prefix: str
    digits: int


def add_mask(*, actor: Actor, draft: MaskDraft) -> int:
    """Adds a mask; one is open for a creditor and currency. Raises NotAllowed, MaskWrong,
    MaskTaken, NoMask where there is no such creditor."""
    require(actor, Role.ADMINISTRATOR)
    prefix, length = re.sub(r"[\s-]", "", draft.prefix), _LENGTHS.get(draft.country, 0)
    if (
        not re.fullmatch(r"[0-9]+", prefix, re.ASCII)
        or len(prefix) + draft.digits != length
        or not 3 <= draft.digits <= 16  # noqa: PLR2004
    ):
        raise MaskWrong(length=length)
    if not Creditor.objects.filter(pk=draft.creditor_id).exists():
        raise NoMask
    with acting(actor), constraints.spoken():
        made = Mask.objects.create(
            creditor_id=draft.creditor_id,
            currency=draft.currency,
            country=draft.country,
            prefix=prefix,
            digits=draft.digits,
        )
        return made.pk


def close_mask(*, actor: Actor, mask_id: int) -> None:
    """No more numbers come from a mask; those given stay. Raises NotAllowed."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        Mask.objects.filter(pk=mask_id).update(is_closed=True)


def give_by_mask(
    *, actor: Actor, mask_id: int, on: dt.date, account_ids: Sequence[int] | None = None
) -> int:
    """Gives a number to every ledger account that has none, or to those named; how many got one.

    Raises NotAllowed, NoMask, MaskUsedUp where not one is left.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        # Held before it is asked who has none: whoever comes second knows what the first gave.
        mask = Mask.objects.select_for_update().filter(pk=mask_id, is_closed=False).first()
        if mask is None:
            raise NoMask
        if mask.next >= 10**mask.digits:
            raise MaskUsedUp
        ids = None if account_ids is None else list(account_ids)
        asked = {"mask": mask_id, "account_ids": ids, "on": on}
        return sql.run("kartoteka.payments", "give_by_mask", asked)


def give_to_debt(*, actor: Actor, debt_id: int, on: dt.date) -> str:
    """Lets a number of the mask stand for one document: whatever comes to it pays that one first.

    Raises NotAllowed, NoMask, MaskUsedUp, DebtHasOne, and Blocked where payouts are stopped.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        debt = Entry.objects.select_related("account").filter(
            pk=debt_id, side="DEBIT", debt__isnull=True
        ).first()  # fmt: skip
        if debt is None:
            raise NoMask
        blocks.refuse_blocked(viewer=actor, party_id=debt.account.party_id, what="PAYOUT", on=on)
        mask = (
            Mask.objects.select_for_update()
            .filter(
                creditor_id=debt.account.creditor_id,
                currency=debt.account.currency,
                is_closed=False,
            )
            .first()
        )
        if mask is None:
            raise NoMask
        iban = _next(mask)
        VirtualAccount.objects.create(
            iban=iban, account_id=debt.account_id, debt=debt, assigned_on=on
        )
        return iban


def _next(mask: Mask) -> str:
    """The next number that stands for nobody; the mask's row is held."""
    for _try in range(_TRIES):
        if mask.next >= 10**mask.digits:
            raise MaskUsedUp
        body = f"{mask.prefix}{mask.next:0{mask.digits}d}"
        iban = accounts.with_check(mask.country, body)
        mask.next += 1
        mask.save(update_fields=["next"])
        known = VirtualAccount.objects.filter(iban=iban).exists()
        if not known and not BankAccount.objects.filter(iban=iban).exists():
            return iban
    raise MaskUsedUp
