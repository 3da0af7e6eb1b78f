"""What an agreement says of interest for delay: a rate from a day on, taken back or ended."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from decimal import Decimal

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement
from kartoteka.kernel import constraints, days, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.kernel.money import format_amount
from kartoteka.ledger import locks, wording
from kartoteka.ledger.models import AgreementRate, Entry, InterestKind, InterestRate
from kartoteka.ledger.operations.agreeing import refuse_percent
from kartoteka.ledger.operations.rights import require

_HERE = "kartoteka.ledger"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AgreementRateDraft:
    """A rate of an agreement as it shall be: `percent` a year of a contractual `kind`, or so many
    points over the rate `base`; both days included, no end means open."""

    kind: str
    percent: Decimal | None
    valid_from: dt.date
    valid_to: dt.date | None = None
    base: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgreementRateRow:
    """A fixed rate among many, already compared with what stands. One that `follows` has no end of
    its own: an open rate before it ends on the day before. `shortens` names the rate that stands,
    where only its end is another."""

    agreement_id: int
    kind: str
    percent: Decimal
    valid_from: dt.date
    valid_to: dt.date | None
    follows: bool
    reason: str
    shortens: int | None


class NotOfThisAgreement(Refusal):
    code = "ledger.not_of_this_agreement"
    message = _("This kind of interest is not agreed with a creditor of this country.")
    field = "kind"


class BaseNotKnown(Refusal):
    code = "ledger.base_not_known"
    message = _("The base rate is not known on %(day)s. Choose a later day or another base.")
    field = "base"


class RateEndsBeforeItBegins(Refusal):
    code = "ledger.rate_ends_before_it_begins"
    message = _("The rate would end before it begins. Correct one of the days.")
    field = "valid_to"


class AgreementRateOverlaps(Refusal):
    code = "ledger.agreement_rate_overlaps"
    message = _(
        "The agreement has a rate from %(first)s to %(last)s already. End it or take it back first."
    )
    field = "valid_from"


class AgreementRateMeanwhile(Refusal):
    code = "ledger.agreement_rate_meanwhile"
    message = _("Somebody has just added a rate of these days. Look at the list again.")


class AgreementRateUsed(Refusal):
    code = "ledger.agreement_rate_used"
    message = _(
        "Interest has been posted for these days, to %(day)s. Withdraw it first, then change the "
        "rate, or let the change begin later."
    )


class AgreementRateUsedMeanwhile(Refusal):
    code = "ledger.agreement_rate_used_meanwhile"
    message = _("Interest has been posted for these days, so their rate does not change.")


class NoSuchAgreementRate(Refusal):
    code = "ledger.no_such_agreement_rate"
    message = _("This rate has been taken back already. Look at the list again.")


class LastDayOutside(Refusal):
    code = "ledger.last_day_outside"
    message = _("The last day is between %(first)s and the day on which the rate ends now.")
    field = "on"


class AccruedChanges(Confirmable):
    code = "ledger.accrued_changes"
    message = _(
        "Interest that has accrued to today changes from %(before)s to %(after)s, because the days "
        "are past (debts: %(count)s). Nothing of it has been posted."
    )


constraints.means("ledger_agreementrate_no_overlap", AgreementRateMeanwhile)
constraints.means("ledger_agreementrate_used", AgreementRateUsedMeanwhile)


def agree_agreement_rate(
    *,
    actor: Actor,
    agreement_id: int,
    draft: AgreementRateDraft,
    today: dt.date,
    confirmed: frozenset[str] = frozenset(),
) -> int:
    """Adds a rate that the debts of an agreement bear on its days, unless a rate stands on the debt
    itself, and returns its id. Where it is open, an open rate before it ends on the day before.

    Raises `NotAllowed`, `NotOfThisAgreement`, `PercentMissing`, `NotAPercent`, `BaseNotKnown`,
    `RateEndsBeforeItBegins`, `AgreementRateOverlaps`, `AgreementRateUsed`, `AccountBusy`, and
    `AccruedChanges` (Confirmable) where past days make interest accrued to `today` another.
    """
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        agreement = Agreement.objects.select_related("creditor").get(pk=agreement_id)
        percent = _fit(agreement.creditor.country, draft)
        _lock(agreement_id)
        before = _accrued(agreement_id, today)
        ended = None
        if draft.valid_to is None:
            ended = AgreementRate.objects.filter(
                agreement=agreement,
                withdrawn_at=None,
                valid_to=None,
                valid_from__lt=draft.valid_from,
            ).first()
        _refuse_overlap(agreement_id, draft, but=ended)
        _refuse_charged(agreement_id, draft.valid_from, draft.valid_to)
        if ended is not None:
            _shorten(actor, ended, draft.valid_from - _DAY, why="")
        added = AgreementRate.objects.create(
            agreement=agreement,
            kind_id=draft.kind,
            base=draft.base,
            percent=percent,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            reason=draft.reason.strip()[:300],
            actor=actor.user_id,
        )
        _look_now()
        _ask(before, _accrued(agreement_id, today), confirmed)
        return added.pk


def end_agreement_rate(
    *,
    actor: Actor,
    rate_id: int,
    on: dt.date | None,
    why: str,
    today: dt.date,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Lets a rate of an agreement end with `on` as its last day; None takes it back whole, as if it
    had not been agreed. What it was stays in the history.

    Raises `NotAllowed`, `NoSuchAgreementRate`, `LastDayOutside`, `AgreementRateUsed`,
    `AccountBusy`, and `AccruedChanges` (Confirmable).
    """
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        rate = (
            AgreementRate.objects.select_for_update().filter(pk=rate_id, withdrawn_at=None).first()
        )
        if rate is None:
            raise NoSuchAgreementRate
        if on is not None and not rate.valid_from <= on < (rate.valid_to or dt.date.max):
            raise LastDayOutside(first=days.written(rate.valid_from, get_language() or "pl"))
        _lock(rate.agreement_id)
        _refuse_charged(
            rate.agreement_id, rate.valid_from if on is None else on + _DAY, rate.valid_to
        )
        before = _accrued(rate.agreement_id, today)
        if on is None:
            _withdraw(actor, rate, why)
        else:
            _shorten(actor, rate, on, why)
        _look_now()
        _ask(before, _accrued(rate.agreement_id, today), confirmed)


def add_many_agreement_rates(*, actor: Actor, rows: Iterable[AgreementRateRow]) -> int:
    """Adds rates of many agreements and ends those that give way, in a few statements; all or none.
    Returns how many rows came in.

    Raises `NotAllowed`, `AgreementRateMeanwhile` where one overlaps what stands,
    `AgreementRateUsedMeanwhile`, `AccountBusy`.
    """
    require(actor, Role.CLERK)
    by = {"actor": actor.user_id}
    with acting(actor), constraints.spoken():
        sql.run(_HERE, "agreement_rates_stage")
        columns = [field.name for field in fields(AgreementRateRow)]
        count = staging.fill("ledger_agreementrate_draft", columns, map(astuple, rows))
        locks.lock_by_hand([row[0] for row in sql.rows(_HERE, "agreement_rates_accounts")])
        sql.run(_HERE, "agreement_rates_ended")
        sql.run(_HERE, "agreement_rates_withdraw", by)
        sql.run(_HERE, "agreement_rates_put", by)
        _look_now()
    return count


def _fit(country: str, draft: AgreementRateDraft) -> Decimal:
    """The percent of a draft that fits a creditor of the country."""
    percent = refuse_percent(draft.percent)
    kind = InterestKind.objects.filter(code=draft.kind, is_agreed=True, country=country).first()
    if kind is None:
        raise NotOfThisAgreement
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise RateEndsBeforeItBegins
    if draft.base:
        known = InterestRate.objects.filter(
            kind=draft.base, country=country, valid_from__lte=draft.valid_from
        )
        if draft.base not in wording.BASE_RATES or not known.exists():
            raise BaseNotKnown(day=days.written(draft.valid_from, get_language() or "pl"))
    return percent


def _refuse_overlap(
    agreement_id: int, draft: AgreementRateDraft, *, but: AgreementRate | None
) -> None:
    met = AgreementRate.objects.filter(agreement_id=agreement_id, withdrawn_at=None).exclude(
        valid_to__lt=draft.valid_from
    )
    if draft.valid_to is not None:
        met = met.filter(valid_from__lte=draft.valid_to)
    if but is not None:
        met = met.exclude(pk=but.pk)
    found = met.order_by("valid_from").first()
    if found is not None:
        language = get_language() or "pl"
        last = days.written(found.valid_to, language) if found.valid_to else "…"
        raise AgreementRateOverlaps(first=days.written(found.valid_from, language), last=last)


def _refuse_charged(agreement_id: int, first: dt.date, last: dt.date | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_agreement_charged(%s, datemultirange(daterange(%s, %s, '[]')))",
            [agreement_id, first, last],
        )
        charged = cursor.fetchone()[0]
    if charged is not None:
        raise AgreementRateUsed(day=days.written(charged, get_language() or "pl"))


def _lock(agreement_id: int) -> None:
    """Nobody posts interest on the debts of the agreement until the transaction ends."""
    bearing = Entry.objects.filter(agreement_id=agreement_id, side="DEBIT")
    locks.lock_by_hand(list(bearing.values_list("account_id", flat=True).distinct()))


def _withdraw(actor: Actor, rate: AgreementRate, why: str) -> None:
    rate.withdrawn_at, rate.withdrawn_by = Now(), actor.user_id
    rate.why = why.strip()[:300]
    rate.save(update_fields=["withdrawn_at", "withdrawn_by", "why"])


def _shorten(actor: Actor, rate: AgreementRate, last: dt.date, why: str) -> None:
    _withdraw(actor, rate, why)
    AgreementRate.objects.create(
        agreement_id=rate.agreement_id,
        kind_id=rate.kind_id,
        base=rate.base,
        percent=rate.percent,
        valid_from=rate.valid_from,
        valid_to=last,
        reason=rate.reason,
        replaces=rate,
        actor=actor.user_id,
    )


def _look_now() -> None:
    """What the database looks at when all is written, it looks at now, where it has a sentence."""
    with connection.cursor() as cursor:
        for when in ("IMMEDIATE", "DEFERRED"):
            cursor.execute(
                f"SET CONSTRAINTS ledger_agreementrate_added, ledger_agreementrate_taken {when}"
            )


Accrued = dict[int, tuple[str, Decimal | None]]


def _accrued(agreement_id: int, to: dt.date) -> Accrued:
    found = sql.rows(_HERE, "agreement_accrued", {"agreement": agreement_id, "to": to})
    return {entry: (currency, amount) for entry, currency, amount in found}


def _ask(before: Accrued, after: Accrued, confirmed: frozenset[str]) -> None:
    changed = [entry for entry in after if before.get(entry) != after[entry]]
    if not changed or AccruedChanges.code in confirmed:
        return
    raise AccruedChanges(
        count=len(changed), before=_sums(before, changed), after=_sums(after, changed)
    )


def _sums(accrued: Accrued, entries: list[int]) -> str:
    sums: dict[str, Decimal] = {}
    for entry in entries:
        currency, amount = accrued.get(entry, ("", None))
        sums[currency] = sums.get(currency, Decimal(0)) + (amount or Decimal(0))
    language = get_language() or "pl"
    return " + ".join(format_amount(sums[one], one, language) for one in sorted(sums))
