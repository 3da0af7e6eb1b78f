"""Keeping a mapping of a table of payments, once for all its kind."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import engine, plans
from kartoteka.exchange.fields import Column
from kartoteka.exchange.operations.preparing import keep_under
from kartoteka.exchange.payments import mapping
from kartoteka.exchange.payments.fields import PAYMENTS
from kartoteka.formats import accounts
from kartoteka.kernel import money
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.models import Creditor, Via
from kartoteka.payments import operations as payments
from kartoteka.payments import queries as payment_queries

_LONGEST_ACCOUNT = 40


class NoName(Refusal):
    code = "exchange.no_name"
    message = _("Give the mapping a name.")
    field = "keep_as"


class AmountTwice(Refusal):
    code = "exchange.amount_twice"
    message = _("Choose either one column for the amount, or two for what came and what went.")


class NoAccount(Refusal):
    code = "exchange.no_account"
    message = _("Say which account or cash desk these payments came to.")
    field = "account"


class AccountOfAnother(Refusal):
    code = "exchange.account_of_another"
    message = _("%(account)s is the account of another creditor. Choose another name for it.")
    field = "account"


class NotACurrency(Refusal):
    code = "exchange.payments_currency"
    message = _("%(value)s is no currency.")
    field = "currency"


class NoCreditor(Refusal):
    code = "exchange.payments_creditor"
    message = _("Say whose payments they are.")
    field = "creditor"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping as a person says it: `given` has `creditor`, `kind`, `account`, `currency`, and
    `closing` where sentences under the table are passed over; `written` how the file is written
    where that was guessed wrong; `table` the sheet."""

    keep_as: str
    columns: Mapping[str, Column]
    given: Mapping[str, Any]
    written: Mapping[str, Any]
    table: str = ""


def keep_table(*, actor: Actor, held: uuid.UUID, draft: Draft) -> uuid.UUID:
    """Keeps a mapping of the table that is held and reads it by that from now on.

    The same name again is a new version. Raises NotAllowed, NotHeld, Unreadable, NothingMapped,
    NoName, MappingNameTaken, AmountTwice, NoCreditor, NoAccount, AccountOfAnother, NotACurrency.
    """
    mapping.require(actor)
    file = payment_queries.held_bytes(viewer=actor, public_id=held)
    if file is None:
        raise payments.NotHeld
    if not draft.keep_as.strip():
        raise NoName
    given = _checked(draft)
    seen = mapping.look(
        viewer=actor, data=file[1], name=file[0], table=draft.table, written=draft.written
    )
    plan = {
        "names": list(seen.header),
        "columns": plans.kept_columns(draft.columns),
        "given": given,
        **mapping.said(draft.written),
    }
    with acting(actor):
        row = keep_under(draft.keep_as.strip()[:80], actor, kind=PAYMENTS.code, plan=plan)
        payments.read_as(actor=actor, public_id=held, mapping=row.public_id)
    return row.public_id


def check_columns(columns: Mapping[str, Column]) -> None:
    """Raises NothingMapped when a payment's field that nothing can stand for has no column."""
    engine.check_mapped(PAYMENTS, columns)


def _checked(draft: Draft) -> dict[str, Any]:
    check_columns(draft.columns)
    if "amount" in draft.columns and {"credit", "debit"} & set(draft.columns):
        raise AmountTwice
    given = draft.given
    creditor = given.get("creditor")
    if not creditor or not Creditor.objects.filter(pk=creditor).exists():
        raise NoCreditor
    currency = str(given.get("currency") or "").upper()
    if not money.is_currency(currency):
        raise NotACurrency(value=currency)
    account = accounts.normalised(str(given.get("account") or ""))[:_LONGEST_ACCOUNT]
    if not account and "own_account" not in draft.columns:
        raise NoAccount
    if account and any(each != creditor for each in payment_queries.whose_account(account)):
        raise AccountOfAnother(account=account)
    kind = given.get("kind") if given.get("kind") in set(Via.values) else "BANK"
    return {
        "creditor": creditor,
        "kind": kind,
        "account": account,
        "currency": currency,
        "closing": bool(given.get("closing")),
    }
