"""What payments add to the stream of a party: money that came, and why it is theirs."""

import json

from django.utils.translation import gettext as _

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.queries import posted_later
from kartoteka.payments.queries.wording import reason_kept
from kartoteka.register.timeline import Before, Event, day_event


def payments(*, viewer: Actor, party_id: int, before: Before, limit: int) -> list[Event]:
    """Payments by effective day."""
    del viewer
    day, entry_id = before.day
    asked = {"party": party_id, "day": day, "id": entry_id, "limit": limit}
    found = []
    for pk, day, amount, currency, title, payer, rule, facts, user, paid_on in sql.kept(
        "kartoteka.payments", "timeline_payments", asked
    ):
        why = reason_kept(rule, json.loads(facts) if isinstance(facts, str) else facts)
        event = Event(
            at=before.at,
            id=pk,
            what=_("Payment"),
            details=" · ".join(filter(None, [payer, title, why, posted_later(paid_on, day)])),
            who=user,
            amount=amount,
            currency=currency,
            about=("credit", pk),
        )
        found.append(day_event(day, event))
    return found
