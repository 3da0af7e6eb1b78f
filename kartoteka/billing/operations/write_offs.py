"""Write-offs and remissions: one person asks, another decides, and both stay known."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.billing import rules
from kartoteka.billing.models import WriteOff, WriteOffLine
from kartoteka.billing.operations.reversing import reverse
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import OpenAmount, Side

_HERE = "kartoteka.billing"
_SOURCE = "billing.write_off"
_KEEP_CREDITS = """
UPDATE billing_writeoffline AS line SET credit_id = entry.id
FROM ledger_entry AS entry
WHERE entry.source = %s AND entry.source_ref = line.id::text AND line.write_off_id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class WriteOffDraft:
    """What is asked: how much of which debts (None: all that is open on the account), effective
    from `on`, the day included. `kind` is a code of `models.WriteOff.Kind`."""

    account_id: int
    kind: str
    on: dt.date
    reason: str
    amounts: Mapping[int, Decimal] | None = None


class NoSuchRequest(Refusal):
    code = "billing.no_such_write_off"
    message = _("There is no such request, or it has been decided already.")


class NothingToWriteOff(Refusal):
    code = "billing.nothing_to_write_off"
    message = _("Say how much of which debt is not to be claimed any more.")


class AboveWhatIsOpen(Refusal):
    code = "billing.above_what_is_open"
    message = _("Of %(number)s only %(open)s is open. Give at most that.")


class NoLongerOpen(Refusal):
    code = "billing.no_longer_open"
    message = _(
        "Of %(number)s only %(open)s is still open: it was paid meanwhile. Refuse this request and "
        "ask anew."
    )


class WriteOffReasonMissing(Refusal):
    code = "billing.write_off_reason_missing"
    message = _("Say why: who decides and who audits the books will read it.")
    field = "reason"


class AskedAlready(Confirmable):
    """A request for the same amounts of the same debts waits; `facts` tell since when."""

    code = "billing.asked_already"
    message = _("The same was asked on %(asked_on)s and waits for its answer. Ask once more?")


class SamePerson(Refusal):
    code = "billing.same_person"
    message = _("You asked for this yourself. Another administrator has to decide.")


class NotCancelled(Refusal):
    code = "billing.write_off_not_cancelled"
    message = _("Only what was approved, and once, can be cancelled.")


def ask_write_off(
    *, actor: Actor, draft: WriteOffDraft, confirmed: frozenset[str] = frozenset()
) -> uuid.UUID:
    """Asks that debts are not claimed any more; nothing is posted until another person approves.

    Returns the request's public id. Raises NotAllowed, WriteOffReasonMissing, NothingToWriteOff,
    AboveWhatIsOpen, AccountBusy; and unless confirmed AskedAlready.
    """
    if not actor.may(Role.CLERK):
        raise ledger.NotAllowed
    if not draft.reason.strip():
        raise WriteOffReasonMissing
    with acting(actor):
        locks.lock_by_hand([draft.account_id])
        still = {
            row.entry_id: row
            for row in OpenAmount.objects.select_related("entry").filter(
                account_id=draft.account_id, side=Side.DEBIT
            )
        }
        asked = draft.amounts
        if asked is None:
            asked = {entry_id: row.amount for entry_id, row in still.items()}
        wanted = {debt: amount for debt, amount in asked.items() if amount}
        if not wanted or draft.kind not in WriteOff.Kind.values:
            raise NothingToWriteOff
        for debt, amount in wanted.items():
            row = still.get(debt)
            if row is None or amount > row.amount:
                raise AboveWhatIsOpen(
                    number=row.entry.number if row else str(debt), open=row.amount if row else 0
                )
        if AskedAlready.code not in confirmed:
            _refuse_same(draft, wanted)
        request = _request(actor, draft.account_id, draft.kind, draft.on, draft.reason)
        request.save(force_insert=True)
        WriteOffLine.objects.bulk_create(
            [WriteOffLine(write_off=request, debt_id=d, amount=a) for d, a in wanted.items()]
        )
    request.refresh_from_db(fields=["public_id"])
    return request.public_id


def _refuse_same(draft: WriteOffDraft, wanted: Mapping[int, Decimal]) -> None:
    """A form that was sent twice would ask twice."""
    waiting = WriteOff.objects.filter(
        account=draft.account_id, kind=draft.kind, decided_at__isnull=True
    ).prefetch_related("lines")
    for one in waiting:
        if {line.debt_id: line.amount for line in one.lines.all()} == wanted:
            raise AskedAlready(asked_on=timezone.localtime(one.asked_at).date().isoformat())


def ask_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """Asks for all that is open of many debts, one request an account; a debt that another waiting
    request names already is left as it is."""
    reason = str(options.get("reason") or "")
    if not reason.strip():
        raise WriteOffReasonMissing
    with acting(actor):
        asked = WriteOffLine.objects.filter(
            debt__in=ids, write_off__decided_at__isnull=True
        ).values_list("debt", flat=True)
        rows = OpenAmount.objects.filter(entry__in=ids, side=Side.DEBIT).exclude(entry__in=asked)
        by_account: dict[int, list[OpenAmount]] = defaultdict(list)
        for row in rows.order_by("account_id", "entry_id"):
            by_account[row.account_id].append(row)
        day = dt.date.fromisoformat(str(options["on"]))
        requests = WriteOff.objects.bulk_create(
            [_request(actor, one, str(options["kind"]), day, reason) for one in by_account]
        )
        lines = [
            WriteOffLine(write_off=request, debt_id=row.entry_id, amount=row.amount)
            for request in requests
            for row in by_account[request.account_id]
        ]
        WriteOffLine.objects.bulk_create(lines)
    return Outcome(done=len(lines), same=len(ids) - len(lines))


def decide_write_off(
    *, actor: Actor, public_id: uuid.UUID, on: dt.date, approve: bool, answer: str = ""
) -> None:
    """Approves a request, which settles its debts, booked `on`; or refuses it. An
    administrator's, and never of the person who asked.

    Raises NotAllowed, NoSuchRequest, SamePerson, NoLongerOpen, AccountBusy.
    """
    with acting(actor):
        waiting = _waiting(actor, public_id=public_id)
        if not waiting:
            raise NoSuchRequest
        if approve:
            told = _approve(actor, waiting, on, answer)
            if told:
                raise told[0][1]
        else:
            _refuse(actor, waiting, answer)


def approve_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """Approves many requests; those that the person asked themselves, and those whose debts are
    not open any more as far as asked, are named with the reason."""
    with acting(actor):
        waiting = _waiting(actor, pk__in=ids)
        own = [one for one in waiting if _is_own(actor, one)]
        others = [one for one in waiting if not _is_own(actor, one)]
        on = dt.date.fromisoformat(str(options["on"]))
        told = _approve(actor, others, on, str(options.get("answer") or ""))
    refused = [(one.pk, one.account.party.name, SamePerson().sentence()) for one in own]
    refused += [(one.pk, one.account.party.name, why.sentence()) for one, why in told]
    return Outcome(len(others) - len(told), len(ids) - len(waiting), refused)


def cancel_write_off(*, actor: Actor, public_id: uuid.UUID, on: dt.date) -> None:
    """Takes an approved write-off back, booked `on`: its debts are open again, and a debit of the
    same kind takes the place of each credit. An administrator's.

    Raises NotAllowed, NotCancelled, AccountBusy, PeriodClosed.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise ledger.NotAllowed
    with acting(actor):
        request = (
            WriteOff.objects.select_for_update(of=("self",))
            .filter(public_id=public_id, is_approved=True, cancelled_at__isnull=True)
            .first()
        )
        if request is None:
            raise NotCancelled
        lines = list(request.lines.select_related("credit__account").order_by("pk"))
        debits = reverse(actor=actor, on=on, credits=[line.credit for line in lines if line.credit])
        for line in lines:
            line.debit_id = debits[line.credit_id or 0]
        WriteOffLine.objects.bulk_update(lines, ["debit"])
        WriteOff.objects.filter(pk=request.pk).update(
            cancelled_at=timezone.now(), cancelled_by=actor.user_id
        )


def _request(actor: Actor, account_id: int, kind: str, on: dt.date, reason: str) -> WriteOff:
    return WriteOff(
        account_id=account_id, kind=kind, on=on, reason=reason.strip()[:300],
        asked_by=actor.user_id,
    )  # fmt: skip


def _is_own(actor: Actor, request: WriteOff) -> bool:
    return request.asked_by is not None and request.asked_by == actor.user_id


def _waiting(actor: Actor, **which: Any) -> list[WriteOff]:
    if not actor.may(Role.ADMINISTRATOR):
        raise ledger.NotAllowed
    found = WriteOff.objects.select_for_update(of=("self",)).select_related(
        "account__party", "account__creditor__creditor"
    )
    waiting = list(found.filter(decided_at__isnull=True, **which).order_by("pk"))
    if "public_id" in which and waiting and _is_own(actor, waiting[0]):
        raise SamePerson
    return waiting


def _refuse(actor: Actor, waiting: Iterable[WriteOff], answer: str) -> None:
    WriteOff.objects.filter(pk__in=[one.pk for one in waiting]).update(
        decided_at=timezone.now(), decided_by=actor.user_id, is_approved=False,
        answer=answer.strip()[:300],
    )  # fmt: skip


def _approve(
    actor: Actor, waiting: Sequence[WriteOff], on: dt.date, answer: str
) -> list[tuple[WriteOff, Refusal]]:
    """Posts a credit a line, used on its debt; returns the requests that it left, with why."""
    if not waiting:
        return []
    locks.lock_by_hand(sorted({one.account_id for one in waiting}))
    lines = list(
        WriteOffLine.objects.select_related("debt").filter(write_off__in=waiting).order_by("pk")
    )
    left = _not_open(lines)
    fit = [one for one in waiting if one.pk not in left]
    _number(fit, on.year)
    by_key = {one.pk: one for one in fit}
    ledger.post_many(
        actor=actor,
        rows=[
            _credit(by_key[line.write_off_id], line, on)
            for line in lines
            if line.write_off_id in by_key
        ],
    )
    ledger.settle_named(actor=actor, source=_SOURCE)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_CREDITS, [_SOURCE, list(by_key)])
    now = timezone.now()
    for one in fit:
        one.decided_at, one.decided_by, one.is_approved = now, actor.user_id, True
        one.answer = answer.strip()[:300]
    WriteOff.objects.bulk_update(
        fit, ["decided_at", "decided_by", "is_approved", "answer", "number"], batch_size=500
    )
    return [(one, left[one.pk]) for one in waiting if one.pk in left]


def _not_open(lines: Sequence[WriteOffLine]) -> dict[int, Refusal]:
    """The requests of which a line asks more than is open, several requests of one debt counted
    together, in the order in which they were asked."""
    still = dict(
        OpenAmount.objects.filter(entry__in=[line.debt_id for line in lines]).values_list(
            "entry_id", "amount"
        )
    )
    left: dict[int, Refusal] = {}
    for line in lines:
        is_open = still.get(line.debt_id, Decimal("0.00"))
        if line.amount > is_open:
            left[line.write_off_id] = NoLongerOpen(number=line.debt.number, open=is_open)
        else:
            still[line.debt_id] = is_open - line.amount
    return left


def _number(requests: Sequence[WriteOff], year: int) -> None:
    """Gapless numbers of each creditor, kind and year, in the order in which they were asked."""
    counts = Counter((one.account.creditor_id, one.kind) for one in requests)
    following = {}
    for (creditor_id, kind), count in sorted(counts.items()):
        taken = sql.row(
            _HERE,
            "next_numbers",
            {"creditor_id": creditor_id, "kind": kind, "year": year, "count": count},
        )
        assert taken is not None  # noqa: S101  (the statement always returns its row)
        following[creditor_id, kind] = int(taken[0]) - count + 1
    for one in requests:
        key = (one.account.creditor_id, one.kind)
        one.number = rules.series_number(one.kind, year, following[key])
        following[key] += 1


def _credit(request: WriteOff, line: WriteOffLine, on: dt.date) -> ledger.EntryDraft:
    account = request.account
    closed = account.creditor.creditor.closed_until
    day = max(request.on, closed + dt.timedelta(days=1)) if closed else request.on
    return ledger.EntryDraft(
        party_id=account.party_id,
        creditor_id=account.creditor_id,
        currency=account.currency,
        side="CREDIT",
        kind=request.kind,
        amount=line.amount,
        number=request.number,
        title=line.debt.number,
        issued_on=on,
        booked_on=max(on, day),
        effective_on=day,
        point_id=line.debt.point_id,
        agreement_id=line.debt.agreement_id,
        account_id=account.pk,
        designated=(line.debt_id,),
        source=_SOURCE,
        source_ref=str(line.pk),
    )
