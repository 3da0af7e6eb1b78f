"""Posting: entries come in, one or a million, by the same statements."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import planning
from kartoteka.ledger.operations.rights import require

_PACKAGE = "kartoteka.ledger"
# What is known stays as it is; so does the first of rows that stand twice in the staging table.
_ONE_STAYS = "ON CONFLICT (source, source_ref) DO NOTHING"
_ASKED = """
SELECT count(*), coalesce(bool_or(debt_source_ref IS NOT NULL), false),
       EXISTS (SELECT FROM register_party WHERE merged_into_id IS NOT NULL),
       coalesce(bool_or(paid_on IS NOT NULL), false)
FROM pg_temp.ledger_draft
"""
_FOLLOW = """
UPDATE pg_temp.ledger_draft AS draft SET party_id = merged.merged_into_id
FROM register_party AS merged
WHERE merged.merged_into_id IS NOT NULL AND merged.id = draft.party_id
"""
_ANALYSE = "ANALYZE pg_temp.ledger_draft (party_id, creditor_id, currency, debt_source_ref)"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry to post. `side` and `kind` are codes of `models.Side` and `models.Kind`.

    A debit needs `due_on`. `effective_on` is the day from which it counts in the balance,
    `booked_on` the day of the books. `debt_id`, or `debt_source_ref` within the same source,
    names the debt that bears this interest or cost. `designated` are the debits that the payer
    chose. `via` (`models.Via`) says how money came in, `parts` what of a credit is for costs,
    interest and principal, as a bailiff told. `paid_on` is the day on which money came in: where
    the creditor has closed its books to it, a payment is posted on the first open day and keeps it,
    for interest runs to that day; elsewhere it is not kept. Of a correction it is the day from
    which that counts. Of several accounts that a merge has brought together, the entry goes to
    `account_id`, else to that of the debt that it names or designates, else to the one that was
    there first; what is for a party merged into another goes to that one.
    `(source, source_ref)` tells a repeated posting from a new one.
    """

    party_id: int
    creditor_id: int
    currency: str
    side: str
    kind: str
    amount: Decimal
    issued_on: dt.date
    booked_on: dt.date
    effective_on: dt.date
    source: str
    source_ref: str
    due_on: dt.date | None = None
    number: str = ""
    title: str = ""
    point_id: int | None = None
    agreement_id: int | None = None
    debt_id: int | None = None
    debt_source_ref: str | None = None
    interest_kind: str = ""
    account_id: int | None = None
    designated: tuple[int, ...] | None = None
    via: str = ""
    parts: tuple[Decimal, Decimal, Decimal] | None = None
    paid_on: dt.date | None = None


_FIELDS = [field.name for field in fields(EntryDraft)]
_values = attrgetter(*_FIELDS)


def _staged(row: EntryDraft) -> tuple[object, ...]:
    values = _values(row)
    if not (row.designated or row.parts):
        return values
    return tuple(list(value) if isinstance(value, tuple) else value for value in values)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting did: new entries, rows that were known already, accounts opened for it; of
    payments of closed days, on which first open day how many were posted."""

    count: int
    known: int = 0
    accounts: int = 0
    moved: tuple[tuple[dt.date, int], ...] = ()


class PeriodClosed(Refusal):
    code = "ledger.period_closed"
    message = _("The creditor has closed its books for that day. Choose a later day.")


class SettledBehind(PeriodClosed):
    code = "ledger.settled_behind"
    message = _(
        "The creditor has closed its books for the day on which this was settled, so it stays "
        "settled. Post what has changed since as a document of an open day."
    )


class AlreadyPosted(Refusal):
    code = "ledger.already_posted"
    message = _("%(source_ref)s has been posted already.")


class UnknownCreditor(Refusal):
    code = "ledger.unknown_creditor"
    message = _("The creditor of %(source_ref)s is not registered as a creditor.")


class UnknownParty(Refusal):
    code = "ledger.unknown_party"
    message = _("The party of %(source_ref)s is not in the register.")


class UnknownInterestKind(Refusal):
    code = "ledger.unknown_interest_kind_of_entry"
    message = _("The kind of interest of %(source_ref)s is not known.")


class NotAnAmount(Refusal):
    code = "ledger.not_an_amount"
    message = _("The amount of %(source_ref)s must be above zero and in whole grosze or cents.")
    field = "amount"


class NoDueDate(Refusal):
    code = "ledger.no_due_date"
    message = _("%(source_ref)s needs a due date.")
    field = "due_on"


class UnknownDebt(Refusal):
    code = "ledger.unknown_debt"
    message = _("%(source_ref)s names the debt %(value)s, which is not posted.")


class AccessoryElsewhere(Refusal):
    code = "ledger.accessory_elsewhere"
    message = _("Interest and costs must stand on the account of the debt that bears them.")


_FAULTS: dict[str, type[Refusal]] = {
    "creditor": UnknownCreditor,
    "party": UnknownParty,
    "interest_kind": UnknownInterestKind,
    "amount": NotAnAmount,
    "due_on": NoDueDate,
    "debt": UnknownDebt,
}
constraints.means("ledger_entry_period_closed", PeriodClosed)
constraints.means("ledger_settlement_period_closed", SettledBehind)
constraints.means("ledger_entry_debt_of_account", AccessoryElsewhere)
constraints.means("ledger_entry_accessory_fits", AccessoryElsewhere)


def post(*, actor: Actor, draft: EntryDraft) -> int:
    """Posts one entry and returns its id. Raises `AlreadyPosted` and what `post_many` raises."""
    with acting(actor):
        if post_many(actor=actor, rows=[draft]).known:
            raise AlreadyPosted(source_ref=draft.source_ref)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM ledger_entry WHERE source = %s AND source_ref = %s",
                [draft.source, draft.source_ref],
            )
            return int(cursor.fetchone()[0])


def post_many(*, actor: Actor, rows: Iterable[EntryDraft]) -> Posted:
    """Posts all `rows` or none, opening accounts that are missing.

    Rows known by `(source, source_ref)` are left as they are and counted. Raises, for the first
    row at fault, `UnknownCreditor`, `UnknownParty`, `UnknownInterestKind`, `NotAnAmount`,
    `NoDueDate`, `UnknownDebt`, `AccessoryElsewhere` or `PeriodClosed`.
    """
    with acting(actor):
        stage()
        staging.fill("ledger_draft", _FIELDS, map(_staged, rows))
        return post_staged(actor=actor)


def stage() -> None:
    """Makes the staging table `ledger_draft` of this connection ready and empty.

    Its columns are the fields of `EntryDraft` (see `sql/stage.sql`). Rooms that hold their rows
    in tables fill it with one INSERT … SELECT and call `post_staged`.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.text(_PACKAGE, "stage"))
        cursor.execute("TRUNCATE pg_temp.ledger_draft")


def post_staged(*, actor: Actor) -> Posted:
    """Posts what stands in `ledger_draft`, as `post_many`, and empties it."""
    require(actor, Role.CLERK)
    with (
        acting(actor),
        constraints.spoken(),
        planning.for_sets(),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ANALYSE)
        cursor.execute(_ASKED)
        asked, has_accessories, are_merged, are_payments = cursor.fetchone()
        if are_merged:
            cursor.execute(_FOLLOW)
        fault = sql.row(_PACKAGE, "post_faults")
        if fault:
            raise _FAULTS[fault[0]](source_ref=fault[1], value=fault[2])
        moved = sql.rows(_PACKAGE, "post_late") if are_payments else []
        accounts = sql.run(_PACKAGE, "post_accounts")
        count = _insert(actor, accessories=False)
        if has_accessories:
            count += _insert(actor, accessories=True)
        cursor.execute("TRUNCATE pg_temp.ledger_draft")
        return Posted(
            count=count,
            known=asked - count,
            accounts=accounts,
            moved=tuple((day, rows) for day, rows in moved),
        )


def _insert(actor: Actor, *, accessories: bool) -> int:
    """Inserts what is not known yet. To ask about each row costs a third, so it is tried without
    first: the first row that is known fails the attempt, and then each is asked about."""
    parameters = {"actor": actor.user_id, "accessories": accessories}
    try:
        with transaction.atomic():
            return sql.run(_PACKAGE, "post_entries", parameters)
    except IntegrityError as error:
        if constraints.broken(error) != "ledger_entry_source_unique":
            raise
    with connection.cursor() as cursor:
        cursor.execute(sql.text(_PACKAGE, "post_entries") + _ONE_STAYS, parameters)
        return int(cursor.rowcount)
