"""What the ledger adds to the stream of a party: documents posted, payments used."""

from django.utils.translation import gettext as _

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.queries.entries import kind_word
from kartoteka.register.timeline import Before, Event, day_event

_HERE = "kartoteka.ledger"


def documents(*, viewer: Actor, party_id: int, before: Before, limit: int) -> list[Event]:
    """Debits and credits that are no payments, by effective day."""
    del viewer
    day, entry_id = before.day
    asked = {"party": party_id, "day": day, "id": entry_id, "limit": limit}
    return [
        day_event(
            day,
            Event(
                at=before.at,
                id=pk,
                what=f"{kind_word(kind)} {number}".strip(),
                details=title,
                who=user,
                amount=amount if side == "DEBIT" else -amount,
                currency=currency,
                about=("receivable", pk) if side == "DEBIT" else None,
            ),
        )
        for pk, side, kind, number, title, day, amount, user, currency in sql.kept(
            _HERE, "timeline_entries", asked
        )
    ]


def settlements(*, viewer: Actor, party_id: int, before: Before, limit: int) -> list[Event]:
    """Credits used on debits, and withdrawn from them, by the moment it was done."""
    del viewer
    asked = {"party": party_id, "at": before.at, "id": before.id, "limit": limit}
    return [
        Event(
            at=at,
            id=pk,
            what=_("Settlement withdrawn") if is_withdrawn else _("Settled"),
            details=" → ".join(filter(None, [number, ", ".join(debits or [])])),
            who=user,
            amount=amount,
            currency=currency,
            about=("withdraw", credit_id),
        )
        for pk, credit_id, at, amount, currency, number, debits, user, is_withdrawn in sql.kept(
            _HERE, "timeline_settlements", asked
        )
    ]
