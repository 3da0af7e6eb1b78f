"""Payments entered by hand together, posted when they make what was declared."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID, uuid4

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Creditor
from kartoteka.payments.models import Batch, BatchItem
from kartoteka.payments.operations.booking import FutureDay, ask_closed, credit
from kartoteka.payments.operations.rights import require

MOST_ITEMS = 2_000


class NoSuchBatch(Refusal):
    code = "payments.no_such_batch"
    message = _("There is no such batch, or it has been posted already.")


class BatchDiffers(Refusal):
    code = "payments.batch_differs"
    message = _(
        "Declared: %(count)s payments, %(sum)s. Entered: %(entered)s payments, %(entered_sum)s. "
        "Difference: %(count_off)s payments, %(sum_off)s."
    )


class BatchUnknown(Refusal):
    code = "payments.batch_unknown"
    message = _("No customer of this creditor has the number of row %(rows)s.")


class BatchUnsound(Refusal):
    code = "payments.batch_unsound"
    message = _("Give up to 2,000 payments, each above zero, of a creditor of the office.")


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """What is declared of a batch before its payments are typed. `token` becomes its public id, so
    that a form sent twice begins one batch."""

    creditor_id: int
    currency: str
    name: str
    via: str
    paid_on: dt.date
    count: int
    sum: Decimal
    token: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One payment as it was typed."""

    number: str
    amount: Decimal
    title: str = ""


def begin_batch(
    *, actor: Actor, draft: BatchDraft, on: dt.date, confirmed: frozenset[str] = frozenset()
) -> UUID:
    """Declares a batch; the same `token` again returns the same. Raises NotAllowed, FutureDay,
    BatchUnsound, and OfClosedDay unless confirmed."""
    require(actor, Role.CLERK)
    if draft.paid_on > on:
        raise FutureDay
    if (
        not Creditor.objects.filter(pk=draft.creditor_id).exists()
        or draft.sum <= 0
        or not 1 <= draft.count <= MOST_ITEMS
    ):
        raise BatchUnsound
    ask_closed(draft.creditor_id, draft.paid_on, confirmed)
    with acting(actor):
        locks.lock_form(str(draft.token))
        if not Batch.objects.filter(public_id=draft.token).exists():
            Batch.objects.create(
                creditor_id=draft.creditor_id, currency=draft.currency, name=draft.name[:100],
                via=draft.via, paid_on=draft.paid_on, count=draft.count, sum=draft.sum,
                actor=actor.user_id, public_id=draft.token,
            )  # fmt: skip
    return draft.token


def change_batch(*, actor: Actor, public_id: UUID, count: int, total: Decimal) -> None:
    """Declares other totals, while nothing is posted. Raises NotAllowed, NoSuchBatch,
    BatchUnsound."""
    require(actor, Role.CLERK)
    if total <= 0 or not 1 <= count <= MOST_ITEMS:
        raise BatchUnsound
    with acting(actor):
        batch = _open(public_id)
        batch.count, batch.sum = count, total
        batch.save(update_fields=["count", "sum"])


def write_batch(*, actor: Actor, public_id: UUID, items: Sequence[ItemDraft]) -> None:
    """Keeps the payments as they are typed, also unfinished ones. Raises NotAllowed, NoSuchBatch,
    BatchUnsound."""
    require(actor, Role.CLERK)
    if len(items) > MOST_ITEMS or any(item.amount <= 0 for item in items):
        raise BatchUnsound
    with acting(actor):
        batch = _open(public_id)
        known = _accounts(batch, [item.number for item in items])
        batch.items.all().delete()
        BatchItem.objects.bulk_create(
            BatchItem(
                batch=batch,
                place=place,
                number=item.number[:40],
                amount=item.amount,
                title=item.title[:250],
                account_id=known.get(item.number),
            )
            for place, item in enumerate(items, start=1)
        )


def post_batch(*, actor: Actor, public_id: UUID) -> ledger.Posted:
    """Posts all payments of a batch, or none, and tells how many; on the first open day where the
    books are closed to the day on which it came.

    Raises NotAllowed, NoSuchBatch, BatchDiffers with the difference, BatchUnknown with the rows
    whose customers nobody knows, and what ledger.post does.
    """
    require(actor, Role.CLERK)
    with acting(actor):
        batch = _open(public_id)
        items = list(batch.items.select_related("account").order_by("place"))
        entered = sum((item.amount for item in items), Decimal(0))
        if (len(items), entered) != (batch.count, batch.sum):
            raise BatchDiffers(
                count=batch.count,
                sum=batch.sum,
                entered=len(items),
                entered_sum=entered,
                count_off=len(items) - batch.count,
                sum_off=entered - batch.sum,
            )
        unknown = [str(item.place) for item in items if item.account_id is None]
        if unknown:
            raise BatchUnknown(rows=", ".join(unknown[:20]))
        posted = ledger.post_many(
            actor=actor,
            rows=[
                credit(
                    account=item.account, amount=item.amount, on=batch.paid_on,
                    title=item.title or batch.name, entry_ids=(), via=batch.via, parts=None,
                    source=("payments.batch", f"{batch.pk}/{item.place}"),
                )
                for item in items
            ],
        )  # fmt: skip
        batch.posted_at, batch.posted_by = Now(), actor.user_id
        batch.save(update_fields=["posted_at", "posted_by"])
        return posted


def _open(public_id: UUID) -> Batch:
    batch = (
        Batch.objects.select_for_update()
        .filter(public_id=public_id, posted_at__isnull=True)
        .first()
    )
    if batch is None:
        raise NoSuchBatch
    return batch


def _accounts(batch: Batch, numbers: Sequence[str]) -> dict[str, int]:
    found = Account.objects.filter(
        creditor_id=batch.creditor_id,
        currency=batch.currency,
        is_joined=False,
        party__number__in=[number for number in numbers if number],
    )
    return dict(found.values_list("party__number", "pk"))
