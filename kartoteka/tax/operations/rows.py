"""Source rows: taken from the ledger, entered by hand, brought in by a file, decided on."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.kernel import constraints, money, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.models import Creditor
from kartoteka.tax import csvfiles, rules
from kartoteka.tax.models import Exclusion, Item, Kind, State, Taxpayer
from kartoteka.tax.operations.rights import require

_HERE = "kartoteka.tax"


class YearUnknown(Refusal):
    code = "tax.year_unknown"
    message = _("Give a year from 2000 to this one.")
    field = "year"


class NoSuchPayer(Refusal):
    code = "tax.no_such_payer"
    message = _("The payer is one of the office's creditors. Choose one of them.")
    field = "payer"


class NoSuchPerson(Refusal):
    code = "tax.no_such_person"
    message = _("There is no customer with the number %(number)s.")
    field = "number"


class NotAPerson(Refusal):
    code = "tax.not_a_person"
    message = _("%(number)s is no natural person: a firm tells its income itself.")
    field = "number"


class NoSuchRow(Refusal):
    code = "tax.no_such_row"
    message = _("There is no such row.")


class ReasonMissing(Refusal):
    code = "tax.reason_missing"
    message = _("Say why the row is left out.")
    field = "exclusion"


class ZlotyMissing(Refusal):
    code = "tax.zloty_missing"
    message = _(
        "Give the amount in złoty, converted by the average rate of the National Bank of Poland "
        "of the last working day before the income."
    )
    field = "pln"


class NoAmount(Refusal):
    code = "tax.no_amount"
    message = _("Give an amount other than zero.")
    field = "amount"


class FileRefused(Refusal):
    code = "tax.file_refused"
    message = _("Nothing was taken in. Row %(row)s: %(reason)s")
    field = "file"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from the ledger: new rows, and those of them that wait for a decision."""

    new: int
    to_decide: int


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An income by hand: of the customer with that number, paid or given `on` a day."""

    number: str
    on: dt.date
    kind: str
    amount: Decimal
    title: str
    token: str


def take_write_offs(*, actor: Actor, payer_id: int, year: int, today: dt.date) -> Taken:
    """Take the debts that a payer has written off in `year` into the source rows, once each.

    Only of natural persons; those of sole traders wait for a decision. Safe to repeat: rows that
    are there keep what was decided. Raises NotAllowed, YearUnknown (after today's), NoSuchPayer.
    """
    require(actor)
    _require_year(year, today)
    _require_payer(payer_id)
    said = {"payer": payer_id, "year": year, "actor": actor.user_id}
    with acting(actor), constraints.spoken():
        sql.run(_HERE, "take_taxpayers", said)
        found = sql.row(_HERE, "take_items", said)
    assert found is not None  # noqa: S101  (the statement always returns its row)
    return Taken(*found)


def add_item(*, actor: Actor, payer_id: int, draft: ItemDraft, today: dt.date) -> int:
    """Add one income by hand and return its taxpayer; the same `token` again adds nothing.

    Raises NotAllowed, YearUnknown, NoSuchPayer, NoSuchPerson, NotAPerson, NoAmount.
    """
    require(actor)
    _require_year(draft.on.year, today)
    _require_payer(payer_id)
    amount = money.to_grosz(draft.amount)
    if not amount:
        raise NoAmount
    number = draft.number.strip()
    row = csvfiles.Income(1, number, draft.on, draft.kind, amount, draft.title)
    rows = [_as_row(row)]
    with acting(actor), constraints.spoken():
        for _row, _number, code in _strangers(rows):
            raise (NoSuchPerson if code == "unknown" else NotAPerson)(number=number)
        _add(actor, payer_id, rows, "HAND", draft.token)
    found = Taxpayer.objects.values_list("pk", flat=True)
    return int(found.get(payer_id=payer_id, year=draft.on.year, party__number=number))


def import_items(*, actor: Actor, payer_id: int, data: bytes, today: dt.date) -> int:
    """Take the rows of a CSV file into the source rows: all of them or none. Returns how many.

    Columns `number`, `date`, `kind`, `amount`, `title` (English or Polish heads, any order; see
    csvfiles). The same file again adds nothing. Raises FileRefused with the first wrong row,
    NotAllowed, NoSuchPayer.
    """
    require(actor)
    _require_payer(payer_id)
    try:
        read = csvfiles.incomes(data, last=today)
    except csvfiles.Unreadable as problem:
        raise FileRefused(row=problem.row, reason=problem.sentence()) from None
    rows = [_as_row(one) for one in read]
    batch = hashlib.sha256(data).hexdigest()[:40]
    with acting(actor), constraints.spoken():
        for row, number, code in _strangers(rows):
            refusal = (NoSuchPerson if code == "unknown" else NotAPerson)(number=number)
            raise FileRefused(row=row, reason=refusal.sentence())
        return _add(actor, payer_id, rows, "FILE", f"{payer_id}:{batch}")


def decide(
    *,
    actor: Actor,
    item_id: int,
    counts: bool,
    exclusion: str = "",
    pln: Decimal | None = None,
    note: str = "",
) -> None:
    """Say that a row counts, or leave it out for one of Exclusion's reasons.

    `pln` is asked of another currency only; what was issued already stays as it was and asks for a
    correction. Raises NotAllowed, NoSuchRow, ReasonMissing, ZlotyMissing.
    """
    require(actor)
    if not counts and exclusion not in Exclusion.values:
        raise ReasonMissing
    with acting(actor), constraints.spoken():
        item = Item.objects.select_for_update().filter(pk=item_id).first()
        if item is None:
            raise NoSuchRow
        amount = item.amount if item.currency == "PLN" else pln or item.pln
        if counts and amount is None:
            raise ZlotyMissing
        if amount is not None and (amount < 0) != (item.amount < 0):
            amount = -amount
        Item.objects.filter(pk=item_id).update(
            state=State.COUNTED if counts else State.EXCLUDED,
            exclusion="" if counts else exclusion,
            pln=amount,
            note=note.strip()[:250],
        )


def exclude_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """Leave out every row of these taxpayers, as an act on a list; `options` has `exclusion` (one
    of Exclusion) and `note`. Raises NotAllowed, ReasonMissing."""
    require(actor)
    exclusion = str(options.get("exclusion", ""))
    if exclusion not in Exclusion.values:
        raise ReasonMissing
    with acting(actor), constraints.spoken():
        rows = Item.objects.filter(taxpayer_id__in=ids).exclude(state=State.EXCLUDED)
        touched = set(rows.values_list("taxpayer_id", flat=True))
        note = str(options.get("note", "")).strip()[:250]
        rows.update(state=State.EXCLUDED, exclusion=exclusion, note=note)
    return Outcome(done=len(touched), same=len(set(ids) - touched))


def _require_year(year: int, today: dt.date) -> None:
    if not rules.FIRST_YEAR <= year <= today.year:
        raise YearUnknown


def _require_payer(payer_id: int) -> None:
    if not Creditor.objects.filter(party_id=payer_id).exists():
        raise NoSuchPayer


def _as_row(one: csvfiles.Income) -> dict[str, Any]:
    return {
        "row": one.row,
        "number": one.number,
        "on": one.on.isoformat(),
        "kind": Kind(one.kind).value,
        "amount": str(one.amount),
        "title": one.title.strip()[:250],
    }


def _strangers(rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sql.rows(_HERE, "add_items_refusals", {"rows": json.dumps(rows)})


def _add(
    actor: Actor, payer_id: int, rows: Sequence[dict[str, Any]], source: str, batch: str
) -> int:
    said = {
        "rows": json.dumps(rows),
        "payer": payer_id,
        "source": source,
        "batch": batch,
        "actor": actor.user_id,
    }
    sql.run(_HERE, "add_items_taxpayers", said)
    return sql.run(_HERE, "add_items", said)
