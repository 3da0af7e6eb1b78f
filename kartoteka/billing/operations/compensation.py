"""Compensation for the costs of recovery: 40, 70 or 100 euro a document, between businesses."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.billing.models import ExchangeRate
from kartoteka.billing.queries import compensation
from kartoteka.billing.queries.compensation import WHY_NOT, Compensation
from kartoteka.formats import nbp
from kartoteka.formats.nbp import NbpRefused
from kartoteka.formats.sentences import worded
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger

_HERE = "kartoteka.billing"
_SOURCE = "billing.compensation"
_LANGUAGES = {"PL": "pl", "SK": "sk"}


class NoCompensation(Refusal):
    code = "billing.no_compensation"
    message = _("%(reason)s")


class NothingToClaim(Refusal):
    code = "billing.nothing_to_claim"
    message = _("No document gives a right to compensation today.")


class RatesUnreadable(Refusal):
    code = "billing.rates_unreadable"
    message = _("%(reason)s")
    field = "file"


class NotARate(Refusal):
    code = "billing.not_a_rate"
    message = _("A rate is above zero, with at most eight decimal places.")
    field = "rate"


def claim_compensation(*, actor: Actor, entry_id: int, on: dt.date) -> int:
    """Posts the compensation for one document, with all that corrections have added to it, as a
    cost that hangs on it; returns the entry.

    Raises NoCompensation with the reason (a consumer, no commercial transaction, not late, paid in
    time, claimed already, no rate, a correction of another document), NotAllowed, PeriodClosed.
    """
    told = compensation.compensations(viewer=actor, on=on, entry_ids=[entry_id])
    found = told[0] if told else None
    if found is None or found.fault:
        raise NoCompensation(reason=WHY_NOT[found.fault if found else "not_commercial"])
    with acting(actor):
        _post(actor, [found], on)
        row = sql.row(_HERE, "posted", {"source": _SOURCE, "source_ref": str(entry_id)})
    assert row is not None  # noqa: S101  (it was posted a moment ago)
    return int(row[0])


def claim_all(
    *, actor: Actor, on: dt.date, creditor_id: int | None, days_late: int
) -> tuple[int, int]:
    """Posts the compensation for every open document that gives a right to it and has been late for
    so many days; returns how many were posted and how many could not. Once a document, whoever
    asks twice. Raises NothingToClaim, NotAllowed, PeriodClosed."""
    with acting(actor):
        found = compensation.compensations(
            viewer=actor, on=on, creditor_id=creditor_id, days_late=days_late
        )
        fit = [one for one in found if not one.fault]
        if not fit:
            raise NothingToClaim
        _post(actor, fit, on)
    return len(fit), sum(one.fault not in {"", "already"} for one in found)


def import_rates(*, actor: Actor, data: bytes) -> int:
    """Takes over the rates of a file of the NBP; what is there becomes what the file says. Returns
    how many there were. An administrator's. Raises NotAllowed, RatesUnreadable."""
    _require(actor)
    try:
        rates = nbp.read(data)
    except NbpRefused as problem:
        reason = worded(nbp.SENTENCES, problem.code, problem.facts, gettext)
        raise RatesUnreadable(reason=reason) from None
    with acting(actor):
        ExchangeRate.objects.bulk_create(
            [
                ExchangeRate(
                    currency=one.currency, day=one.day, rate=one.rate, table=one.table,
                    is_by_hand=False,
                )
                for one in rates
            ],
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["currency", "day"],
            update_fields=["rate", "table", "is_by_hand"],
        )  # fmt: skip
    return len(rates)


def set_rate(*, actor: Actor, currency: str, day: dt.date, rate: Decimal, table: str) -> None:
    """Says a rate by hand, with the number of its table. An administrator's. Raises NotAllowed,
    NotARate."""
    _require(actor)
    if not 0 < rate < 100_000 or rate != rate.quantize(Decimal("0.00000001")):  # noqa: PLR2004
        raise NotARate
    with acting(actor):
        ExchangeRate.objects.update_or_create(
            currency=currency,
            day=day,
            defaults={"rate": rate, "table": table.strip()[:40], "is_by_hand": True},
        )


def _require(actor: Actor) -> None:
    if not actor.may(Role.ADMINISTRATOR):
        raise ledger.NotAllowed


def _post(actor: Actor, found: Sequence[Compensation], on: dt.date) -> None:
    # A list: numbers are taken before the connection is busy with copying the rows.
    ledger.post_many(actor=actor, rows=list(_drafts(found, on)))


def _drafts(found: Sequence[Compensation], on: dt.date) -> Iterable[ledger.EntryDraft]:
    """The numbers are taken all at once: whoever comes next waits for this transaction."""
    counts = Counter(one.creditor_id for one in found)
    following = {
        creditor_id: _first_number(creditor_id, on.year, count)
        for creditor_id, count in sorted(counts.items())
    }
    for one in found:
        ordinal = following[one.creditor_id]
        following[one.creditor_id] += 1
        yield ledger.EntryDraft(
            party_id=one.party_id,
            creditor_id=one.creditor_id,
            currency=one.currency,
            side="DEBIT",
            kind="COST",
            amount=one.claimed,
            number=rules.series_number("COST", on.year, ordinal),
            title=_title(one),
            issued_on=on,
            due_on=on,
            booked_on=on,
            effective_on=on,
            debt_id=one.entry_id,
            account_id=one.account_id,
            source=_SOURCE,
            source_ref=str(one.entry_id),
        )


def _first_number(creditor_id: int, year: int, count: int) -> int:
    taken = sql.row(
        _HERE,
        "next_numbers",
        {"creditor_id": creditor_id, "kind": "COST", "year": year, "count": count},
    )
    assert taken is not None  # noqa: S101  (the statement always returns its row)
    return int(taken[0]) - count + 1


def _title(one: Compensation) -> str:
    with translation.override(_LANGUAGES.get(one.country, "pl")):
        if one.rate is None or one.rate_on is None or one.country != "PL":
            words = gettext("Compensation of %(euro)s EUR for recovery of %(number)s (%(basis)s)")
        else:
            words = gettext(
                "Compensation of %(euro)s EUR for recovery of %(number)s at %(rate)s, table "
                "%(table)s of %(day)s (%(basis)s)"
            )
        facts = {
            "euro": f"{one.euro:f}".rstrip("0").rstrip("."),
            "number": one.number,
            "basis": one.basis,
            "rate": f"{one.rate.normalize():f}" if one.rate is not None else "",
            "table": one.rate_table or "A",
            "day": one.rate_on.isoformat() if one.rate_on else "",
        }
        return (words % facts)[:250]
