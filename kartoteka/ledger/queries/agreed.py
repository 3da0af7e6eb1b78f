"""What stands on a debt about its interest, and what its agreement says."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils.functional import Promise

from kartoteka.kernel.actor import Actor
from kartoteka.ledger import wording
from kartoteka.ledger.models import AgreementRate, DebtRate, Entry, InterestKind

AGREED_KINDS = wording.AGREED_KINDS


@dataclass(frozen=True, slots=True)
class AgreedRate:
    """A rate of the contract (`percent`), or a choice between rates of the law (None)."""

    kind: str
    percent: Decimal | None
    agreed_on: dt.date
    reason: str
    recorded_at: dt.datetime

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return wording.interest_kind(self.kind)


def agreed_rates(*, viewer: Actor, entry_id: int) -> list[AgreedRate]:
    """All that was said of a debt, the newest, which counts, first. For staff."""
    del viewer
    return [
        AgreedRate(row.kind_id, row.percent, row.agreed_on, row.reason, row.recorded_at)
        for row in DebtRate.objects.filter(entry_id=entry_id).order_by("-pk")
    ]


def rate_choices(*, viewer: Actor, entry_id: int) -> list[tuple[str, str | Promise]]:
    """The kinds that may be said of a debt; none where its interest follows from the law alone."""
    del viewer
    debt = Entry.objects.filter(pk=entry_id).first()
    posted = InterestKind.objects.filter(code=debt.interest_kind if debt else "").first()
    if debt is None or posted is None:
        return []
    kinds = InterestKind.objects.filter(is_chosen=True).order_by("code")
    return [
        (one.code, wording.interest_kind(one.code))
        for one in kinds
        if may_be_said(one, debt, posted)
    ]


def may_be_said(kind: InterestKind, debt: Entry, posted: InterestKind) -> bool:
    """Whether `kind` may stand on a debt of kind `posted`: a rate of the contract where it was
    posted with one or its agreement has any, a choice of the law where it leaves one."""
    if not kind.is_chosen or kind.country != posted.country:
        return False
    if posted.is_chosen and kind.is_agreed == posted.is_agreed:
        return True
    if debt.agreement_id is None or not kind.is_agreed:
        return False
    said = AgreementRate.objects.filter(agreement_id=debt.agreement_id, withdrawn_at=None)
    return said.exists()


@dataclass(frozen=True, slots=True)
class AgreementRateView:
    """A rate of an agreement as screens show it. One that gave way to the same with another end is
    `is_replaced`; one taken back has `withdrawn_at`."""

    id: int
    kind: str
    base: str
    percent: Decimal
    valid_from: dt.date
    valid_to: dt.date | None
    reason: str
    recorded_at: dt.datetime
    actor: int | None
    withdrawn_at: dt.datetime | None
    withdrawn_by: int | None
    why: str
    replaced_to: dt.date | None

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return wording.interest_kind(self.kind)

    @property
    def over_base(self) -> str:
        """So many points over a base rate, in words; nothing where the rate is fixed."""
        return wording.over_base(self.base, f"{self.percent.normalize():f}") if self.base else ""

    @property
    def stands(self) -> bool:
        """Whether it has not been taken back."""
        return self.withdrawn_at is None


def agreement_rates(*, viewer: Actor, agreement_id: int) -> list[AgreementRateView]:
    """Rates of an agreement: those that stand by day, the newest first, then what was taken back.
    For staff."""
    del viewer
    rows = AgreementRate.objects.filter(agreement_id=agreement_id).annotate(
        replaced_to=F("replaced_by__valid_to")
    )
    found = [
        AgreementRateView(
            row.pk, row.kind_id, row.base, row.percent, row.valid_from, row.valid_to, row.reason,
            row.recorded_at, row.actor, row.withdrawn_at, row.withdrawn_by, row.why,
            row.replaced_to,
        )
        for row in rows.order_by("-valid_from", "-pk")
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.stands)


@dataclass(frozen=True, slots=True)
class AgreementOfDebt:
    """The agreement of a debt that says rates, which count where none stands on the debt."""

    public_id: UUID
    number: str
    rates: tuple[AgreementRateView, ...]


def agreement_of(*, viewer: Actor, entry_id: int) -> AgreementOfDebt | None:
    """The agreement of a debt with its rates that stand; None where it says none. For staff."""
    debt = Entry.objects.filter(pk=entry_id).select_related("agreement").first()
    if debt is None or debt.agreement is None:
        return None
    rates = agreement_rates(viewer=viewer, agreement_id=debt.agreement.pk)
    standing = tuple(one for one in rates if one.stands)
    if not standing:
        return None
    return AgreementOfDebt(debt.agreement.public_id, debt.agreement.number, standing)


def agreement_kinds(*, viewer: Actor, country: str) -> list[tuple[str, str]]:
    """The kinds of interest that can be agreed with creditors of a country; delay comes first."""
    del viewer
    kinds = InterestKind.objects.filter(country=country, is_agreed=True).order_by("-code")
    return [(one.code, wording.interest_kind(one.code)) for one in kinds]


def base_rates(*, viewer: Actor, country: str) -> list[tuple[str, str]]:
    """Rates of the law over which points can be agreed with creditors of a country."""
    del viewer
    return [
        (code, str(words))
        for code, words in wording.BASE_RATES.items()
        if code.startswith(country.lower())
    ]
