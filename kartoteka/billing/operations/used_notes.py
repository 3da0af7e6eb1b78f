"""Interest notes on which something is settled: told, taken back, and its money settled again."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.days import written
from kartoteka.kernel.errors import Confirmable
from kartoteka.kernel.money import format_amount
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries
from kartoteka.ledger.models import Entry, Settlement
from kartoteka.ledger.queries.settlements import SettlementLine, lines_of

MOST_NAMED = 5


class NoteUsed(Confirmable):
    code = "billing.note_used"
    message = _(
        "This is settled on the note: %(credits)s. It is taken back with the note, and the money "
        "is settled again as the customer's scheme says. Go on?"
    )


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
    credit_ids = list(freed.order_by("effective_on", "pk").values_list("pk", flat=True))
    ledger.withdraw(actor=actor, settlement_ids=ids, reason=reason)
    return credit_ids


def use_again(*, actor: Actor, credit_ids: Sequence[int], on: dt.date) -> None:
    """Settles the credits by the scheme, up to `on` or their own later day; of one for which no
    debt is open the money stays."""
    for credit in Entry.objects.filter(pk__in=credit_ids).order_by("effective_on", "pk"):
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
