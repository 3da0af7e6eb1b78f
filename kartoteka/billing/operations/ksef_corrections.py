"""Corrections of a set of KSeF: from which day each counts, and on which documents it is used."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from kartoteka.billing.operations import counted, used_notes
from kartoteka.kernel import money, sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import OpenAmount

_HERE = "kartoteka.billing"


def count(actor: Actor) -> list[int]:
    """Says of the staged corrections that lessen, from which day they count: type 1 from that of
    what they correct, others, and where what was paid cannot be taken off, from their own. Returns
    the payments that were taken off, for `use`."""
    freed: set[int] = set()
    if not sql.run(_HERE, "ksef_counts_from"):
        return []
    together: list[tuple[set[int], Decimal]] = []  # corrections that share a document ask for room
    for place, is_first, amount, documents in sql.rows(_HERE, "ksef_lessening"):
        named, whole = set(documents), amount
        linked = [one for one in together if one[0] & named]
        together = [one for one in together if one not in linked]
        for others, less in linked:
            named, whole = named | others, whole + less
        together.append((named, whole))
        if is_first:
            room = counted.make_room(actor=actor, document_ids=sorted(named), amount=whole)
            if room is None:
                sql.run(_HERE, "ksef_counts_later", {"place": place})
            freed.update(room or ())
    return sorted(freed)


def use(actor: Actor, freed: Sequence[int], on: dt.date) -> None:
    """Uses the posted corrections on what they correct, one of several documents on the longest
    due first, then the payments that were taken off, to `on` or their own later day."""
    ledger.settle_named(actor=actor, source="ksef")
    for credit_id, issued_on, amount, named in sql.rows(_HERE, "ksef_several"):
        _use_on_several(actor, credit_id, issued_on, amount, named)
    if freed:
        used_notes.use_again(actor=actor, credit_ids=freed, on=on)


def _use_on_several(
    actor: Actor, credit_id: int, on: dt.date, amount: Decimal, named: Sequence[int]
) -> None:
    still_open = dict(OpenAmount.objects.filter(entry__in=named).values_list("entry", "amount"))
    choices = {}
    for entry_id in named:
        used = min(amount, still_open.get(entry_id, money.ZERO))
        if used > 0:
            choices[entry_id] = used
            amount -= used
    if choices:
        ledger.settle(
            actor=actor,
            credit_id=credit_id,
            on=on,
            choices=choices,
            confirmed=frozenset({ledger.LatePayment.code}),
        )
