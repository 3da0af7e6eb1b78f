"""Lines of statements: what came, whose it is and why, and whose it may be."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.folding import fold
from kartoteka.ledger.queries import posted_later
from kartoteka.payments import candidates, rules, scoring
from kartoteka.payments.models import Line, Waiting
from kartoteka.payments.queries.wording import reason, reason_kept
from kartoteka.register import rules as register

_HERE = "kartoteka.payments"
_SHORTEST_NAME = 5
_SAYS = {"PAYER": "payer_kind", "NAME": "name_kind", "AMOUNT": "amount_kind"}
_ACCOUNT = 8  # the place of counterparty_account in lines.sql


@dataclass(frozen=True, slots=True)
class LineRow:
    """One movement. `reason` says why it is `party`'s; both are empty while it waits.

    `counterparty_account` is masked: it is somebody's own. reveal_payer shows it whole. `posted_on`
    is the first open day, on which it was or will be posted, where the books are closed to its own.
    """

    line_id: int
    bank_account: str
    currency: str
    booked_on: dt.date
    value_on: dt.date
    amount: Decimal
    title: str
    counterparty_name: str
    counterparty_account: str
    own_account: str
    reference: str
    vs: str
    ks: str
    ss: str
    is_reversal: bool
    creditor_id: int
    creditor: str
    is_waiting: bool
    rule: str | None
    entry_id: int | None
    party_id: int | None
    party_public_id: UUID | None
    party: str | None
    party_number: str | None
    reason: str
    user_id: int | None
    posted_on: dt.date | None

    @property
    def posted_later(self) -> str:
        """When it came and when it was posted, where the books were closed; else empty."""
        if self.posted_on is None or self.is_waiting:
            return ""
        return posted_later(self.booked_on, self.posted_on)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A customer whose a line may be, with the reasons; `entry_ids` are the debits it may name."""

    account_id: int
    party_id: int
    party_public_id: UUID
    party: str
    party_number: str
    address: str
    open_amount: Decimal
    weight: Decimal
    reasons: tuple[str, ...]
    entry_ids: tuple[int, ...]

    @property
    def score(self) -> int:
        """Of a hundred, how much speaks for this customer."""
        return scoring.shown(float(self.weight))


def line(*, viewer: Actor, line_id: int) -> LineRow | None:
    """One line, None where there is none."""
    del viewer
    return next(iter(_rows(line_id=line_id)), None)


def waiting(*, viewer: Actor, after: int | None = None, limit: int = 50) -> list[LineRow]:
    """Money that came and is nobody's yet, oldest first."""
    del viewer
    return _rows(is_waiting=True, after=after, limit=limit)


def waiting_count(*, viewer: Actor) -> int:
    """How many lines wait for their customer."""
    del viewer
    return Waiting.objects.count()


def next_waiting(*, viewer: Actor, after: int | None = None) -> LineRow | None:
    """The line that waits next after `after`, from the beginning again after the last one."""
    del viewer
    found = _rows(is_waiting=True, after=after, limit=1) or _rows(is_waiting=True, limit=1)
    return found[0] if found else None


def suggestions(*, viewer: Actor, line_id: int, limit: int = 9) -> list[Suggestion]:
    """Whose a waiting line may be, best first: what rules found, similar names, amounts."""
    del viewer
    name = Line.objects.filter(pk=line_id).values_list("counterparty_name", flat=True).first()
    words = fold(name or "").split()
    searched = max(words, key=len, default="")
    with transaction.atomic():
        candidates.stage()
        candidates.find([line_id])
        found = sql.rows(
            _HERE,
            "suggestions",
            {
                "weights": json.dumps(rules.WEIGHTS),
                "hint_share": rules.HINT_SHARE,
                "name": searched if len(searched) >= _SHORTEST_NAME else "",
                "limit": limit,
            },
        )
    return [_suggestion(row) for row in found]


def accounts_found(
    *, viewer: Actor, creditor_id: int, currency: str, text: str, limit: int = 9
) -> list[Suggestion]:
    """Customers of a creditor by name, number, address: what the person typed, word by word."""
    del viewer
    words = fold(text[:200]).split()
    if not words:
        return []
    parameters = {
        "creditor_id": creditor_id,
        "currency": currency,
        "patterns": [f"%{word}%" for word in words],
        "limit": limit,
    }
    found = sql.rows(_HERE, "accounts_found", parameters)
    return [Suggestion(*(*row, Decimal(0), (), ())) for row in found]


def _rows(
    *,
    line_id: int | None = None,
    is_waiting: bool = False,
    after: int | None = None,
    limit: int = 1,
) -> list[LineRow]:
    parameters = {
        "line_id": line_id,
        "is_waiting": is_waiting,
        "after": after,
        "limit": limit,
    }
    return [_line(row) for row in sql.rows(_HERE, "lines", parameters)]


def _line(row: tuple[Any, ...]) -> LineRow:
    *start, rule, facts, entry, party, public_id, name, number, user, posted_on = row
    why = reason_kept(rule, _json(facts))
    start[_ACCOUNT] = register.masked_account(start[_ACCOUNT]) if start[_ACCOUNT] else ""
    of_party = [entry, party, public_id, name, number]
    values: list[Any] = [*start, rule, *of_party, why, user, posted_on]
    return LineRow(*values)


def _suggestion(row: tuple[Any, ...]) -> Suggestion:
    *start, reasons, entries = row
    told = _told(_json(reasons) or [])
    values: list[Any] = [*start, tuple(dict.fromkeys(told)), tuple(entries or ())]
    return Suggestion(*values)


def _told(reasons: list[dict[str, Any]]) -> list[str]:
    """What speaks for a customer: what each rule says, then what scoring found beside."""
    by_rules = [one for one in reasons if one["rule"] != "SCORE"]
    told = [reason(one["rule"], one["facts"], is_certain=one["certain"]) for one in by_rules]
    said = {_SAYS.get(one["rule"], "number_kind") for one in by_rules}
    for one in reasons:
        if one["rule"] == "SCORE":
            told += scoring.sentences(one["facts"], without=said)
    return told


def _json(value: Any) -> Any:
    """Django leaves jsonb of plain cursors as text."""
    return json.loads(value) if isinstance(value, str) else value
