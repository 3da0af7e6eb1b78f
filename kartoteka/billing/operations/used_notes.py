"""Interest notes on which something is settled: told, taken back, and its money settled again."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.models import InterestLine
from kartoteka.kernel import money
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.days import written
from kartoteka.kernel.errors import Confirmable
from kartoteka.kernel.money import format_amount
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries
from kartoteka.ledger.models import Entry, OpenAmount, Settlement
from kartoteka.ledger.queries.settlements import SettlementLine, lines_of

MOST_NAMED = 5
_MOST_OF, _LEAST = Decimal("0.9"), Decimal("0.50")
_CAME_ON = Coalesce("paid_on", "effective_on")


class NoteUsed(Confirmable):
    code = "billing.note_used"
    message = _(
        "This is settled on the note: %(credits)s. It is taken back with the note, and the money "
        "is settled again as the customer's scheme says. Go on?"
    )


class Ahead:
    """What of freed credits is settled before a note is made in the place of another: so much as
    the note will leave, which lessens debts and with them the note.

    Found by trying: what one try leaves, the next one uses ahead, until nothing changes any more.
    Each try adds less than the one before, by much the same share; so what all of them would add
    is foreseen, most of it, and forgotten where it was too much and the note is not paid.
    """

    def __init__(self, credit_ids: Sequence[int]) -> None:
        self.amounts: dict[int, Decimal] = {}
        unused = OpenAmount.objects.filter(entry__in=credit_ids)
        self.most = dict(unused.values_list("entry", "amount"))
        lines = Settlement.objects.filter(credit__in=credit_ids)
        self.lines = lines.filter(pk__gt=lines.aggregate(last=Max("pk"))["last"] or 0)
        self.grown: Decimal | None = None
        self.before: dict[int, Decimal] | None = None
        self.foresees = True

    def use(self, *, actor: Actor, on: dt.date) -> None:
        """Settles so much of the credits by the scheme on what stands open."""
        for credit in Entry.objects.filter(pk__in=self.amounts).order_by(_CAME_ON, "pk"):
            ledger.settle_ahead(
                actor=actor,
                credit_id=credit.pk,
                on=max(on, credit.effective_on),
                most=self.amounts[credit.pk],
            )

    def grows(self, note_id: int, *, changes: bool) -> bool:
        """Looks at what a try has left, and whether another one is to be made: where something
        `changes` the note, or what was foreseen was too much for it."""
        entries = list(InterestLine.objects.filter(note=note_id).values_list("entry", flat=True))
        if self.before is not None and OpenAmount.objects.filter(entry__in=entries).exists():
            self.amounts, self.before = self.before, None
            self.foresees, self.grown = False, None
            return True
        # Debits later than the note's are transfers and interest that settling itself has made.
        lines = self.lines.filter(debit__lt=min(entries), mirrors=None, mirror=None)
        left = dict(lines.values_list("credit").annotate(Sum("amount")).order_by("credit"))
        if not changes or left == self.amounts:
            return False
        self._next(left)
        return True

    def _next(self, left: Mapping[int, Decimal]) -> None:
        added = {one: left[one] - self.amounts.get(one, money.ZERO) for one in left}
        grown, last = sum(added.values(), start=money.ZERO), self.grown
        self.amounts, self.before, self.grown = dict(left), None, grown
        if self.foresees and last is not None and _LEAST <= grown < last:
            more = _MOST_OF * grown / (last - grown)
            self.before, self.grown = dict(left), None
            self.amounts = {
                one: min(left[one] + money.to_grosz(added[one] * more), self.most[one])
                for one in left
            }


def free(
    *, actor: Actor, entry_ids: Sequence[int], reason: str, confirmed: frozenset[str]
) -> list[int]:
    """Takes back what is settled on interest entries and returns the credits, the oldest first.

    Raises `NoteUsed` with these credits unless confirmed, and what `ledger.withdraw` raises:
    `OfADocument` where a write-off, a remission or an offset has settled one, `PeriodClosed`.
    """
    standing = Settlement.objects.filter(debit__in=entry_ids, mirrors=None, mirror=None)
    ids = list(standing.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return []
    if NoteUsed.code not in confirmed:
        lines = lines_of(ids)
        raise NoteUsed(credits=_named(lines))
    freed = Entry.objects.filter(pk__in=standing.values("credit"))
    credit_ids = list(freed.order_by(_CAME_ON, "pk").values_list("pk", flat=True))
    ledger.withdraw(actor=actor, settlement_ids=ids, reason=reason)
    return credit_ids


def use_again(*, actor: Actor, credit_ids: Sequence[int], on: dt.date) -> None:
    """Settles the credits by the scheme, up to `on` or their own later day; of one for which no
    debt is open the money stays."""
    for credit in Entry.objects.filter(pk__in=credit_ids).order_by(_CAME_ON, "pk"):
        try:
            ledger.settle(
                actor=actor,
                credit_id=credit.pk,
                on=max(on, credit.effective_on),
                confirmed=frozenset({ledger.LatePayment.code}),
            )
        except ledger.NothingToSettle:
            continue


def _named(lines: Sequence[SettlementLine]) -> str:
    language = get_language() or "pl"
    sums: dict[int, Decimal] = {}
    for line in lines:
        sums[line.credit_id] = sums.get(line.credit_id, Decimal(0)) + line.amount
    first = {line.credit_id: line for line in reversed(lines)}
    words = [
        gettext("%(credit)s of %(day)s: %(amount)s")
        % {
            "credit": first[credit].credit_number or queries.kind_word(first[credit].credit_kind),
            "day": written(first[credit].credit_came_on, language),
            "amount": format_amount(amount, first[credit].currency, language),
        }
        for credit, amount in sums.items()
    ]
    more = [f"… (+{len(words) - MOST_NAMED})"] if len(words) > MOST_NAMED else []
    return "; ".join(words[:MOST_NAMED] + more)
