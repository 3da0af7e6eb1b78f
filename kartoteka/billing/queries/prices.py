"""Price lists as they stand, and which price is in force for whom and why."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from kartoteka.agreements.models import Agreement
from kartoteka.billing import rules
from kartoteka.billing.models import PriceItem, PriceList, PriceListGroup, PriceVersion
from kartoteka.billing.models.prices import IN_FORCE
from kartoteka.billing.rules import ItemLine
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.labels import said
from kartoteka.ledger.models import Account
from kartoteka.register.models import Choice

_HERE = "kartoteka.billing"
ANNOUNCED_DAYS = 366  # how far ahead a customer is told


class PriceAsked(NamedTuple):
    """Whose price of what is asked, from day to day, both inclusive."""

    party_id: int
    creditor_id: int
    currency: str
    code: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Price:
    """A price of a list and why it is in force: the list, its version with its days, and the price
    group by which the list applies ("" where it is for everybody).

    `discount` in per cent is what the customer's trade terms from `terms_from` take off it; both
    are None where they take nothing.
    """

    item_id: int
    code: str
    name: str
    unit: str
    price: Decimal
    vat_percent: Decimal | None
    currency: str
    is_net: bool
    list_id: uuid.UUID
    list_code: str
    list_name: str
    version_id: uuid.UUID
    valid_from: dt.date
    valid_to: dt.date | None
    group_id: int | None
    group: str
    creditor: str
    discount: Decimal | None
    terms_from: dt.date | None

    @property
    def reduced(self) -> Decimal:
        """The unit price less the discount, in 5 places half up, for showing: a line is counted
        from the price of the list (`rules.line_amount`)."""
        return rules.reduced(self.price, self.discount)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days through which one price is in force; None where there is none."""

    first: dt.date
    last: dt.date
    price: Price | None

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """What a customer pays now (None: nothing yet), and what is announced to come."""

    now: Price | None
    later: tuple[Stretch, ...]

    @property
    def item(self) -> Price:
        """The price that names the item: today's, else the first to come."""
        price = self.now or self.later[0].price
        assert price is not None  # noqa: S101  (what is announced has a price)
        return price


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with its items. `state` is DRAFT, FUTURE, IN_FORCE, PAST or WITHDRAWN."""

    id: int
    public_id: uuid.UUID
    state: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    note: str
    reason: str
    published_by: int | None
    is_used: bool
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class PriceListView:
    """A price list, its versions from the draft down to the oldest, and the days between them on
    which nothing is in force."""

    id: int
    public_id: uuid.UUID
    creditor_id: int
    creditor: str
    code: str
    labels: dict[str, str]
    name: str
    currency: str
    is_net: bool
    group_ids: tuple[int, ...]
    groups: tuple[str, ...]
    import_plan: dict[str, Any]
    versions: tuple[VersionView, ...]
    gaps: tuple[tuple[dt.date, dt.date], ...]

    @property
    def in_force(self) -> VersionView | None:
        """The version in force today, where there is one."""
        return next((one for one in self.versions if one.state == "IN_FORCE"), None)

    @property
    def draft(self) -> VersionView | None:
        """The draft, where there is one."""
        return next((one for one in self.versions if one.state == "DRAFT"), None)

    @property
    def is_published(self) -> bool:
        """Whether a version has ever been published: then only words change."""
        return any(one.state != "DRAFT" for one in self.versions)


def price_lists(*, viewer: Actor, creditor_id: int | None = None) -> list[tuple[uuid.UUID, str]]:
    """All price lists (of a creditor) by their code, to choose from. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = PriceList.objects.order_by("code")
    if creditor_id is not None:
        found = found.filter(creditor_id=creditor_id)
    return [(one.public_id, f"{one.code} {said(one.labels)}") for one in found]


def price_list(*, viewer: Actor, public_id: uuid.UUID, on: dt.date) -> PriceListView | None:
    """A price list as it stands on a day; None where there is none. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    found = PriceList.objects.select_related("creditor").filter(public_id=public_id).first()
    if found is None:
        return None
    groups = Choice.objects.filter(
        pk__in=PriceListGroup.objects.filter(price_list=found).values("group")
    ).order_by("position", "code")
    versions = _versions(found, on)
    return PriceListView(
        id=found.pk,
        public_id=found.public_id,
        creditor_id=found.creditor_id,
        creditor=found.creditor.name,
        code=found.code,
        labels=found.labels,
        name=said(found.labels),
        currency=found.currency,
        is_net=found.is_net,
        group_ids=tuple(one.pk for one in groups),
        groups=tuple(said(one.labels) for one in groups),
        import_plan=found.import_plan,
        versions=versions,
        gaps=_gaps(versions),
    )


def prices_for(*, viewer: Actor, asked: Sequence[PriceAsked]) -> list[tuple[Stretch, ...]]:
    """For each row asked, in their order, its days cut where the price in force or the discount
    changes.

    Of the lists of the creditor in the currency, one for the customer's price group of the day goes
    before one for everybody; the group and the discount are of the trade terms of that day. Staff
    only.
    """
    if not asked or not viewer.may(Role.CLERK):
        return [()] * len(asked)
    return _stretches(asked)


def _stretches(asked: Sequence[PriceAsked], *, is_own: bool = False) -> list[tuple[Stretch, ...]]:
    columns: list[list[object]] = [list(column) for column in zip(*asked, strict=True)]
    names = ("parties", "creditors", "currencies", "items", "firsts", "lasts")
    rows = sql.rows(_HERE, "prices_for", dict(zip(names, columns, strict=True)))
    prices = _prices({_Found(*row[3:]) for row in rows if row[3]}, is_own=is_own)
    found: list[list[Stretch]] = [[] for _row in asked]
    for place, first, last, *why in rows:
        stretches = found[place - 1]
        price = prices.get(_Found(*why))
        if stretches and stretches[-1].price == price:
            stretches[-1] = Stretch(stretches[-1].first, last, price)
        else:
            stretches.append(Stretch(first, last, price))
    return [tuple(one) for one in found]


def price_of(
    *, viewer: Actor, party_id: int, creditor_id: int, currency: str, code: str, on: dt.date
) -> Price | None:
    """The price in force for a customer on a day, with why; None where there is none."""
    asked = PriceAsked(party_id, creditor_id, currency, code, on, on)
    stretches = prices_for(viewer=viewer, asked=[asked])[0]
    return stretches[0].price if stretches else None


def prices_in_force(*, viewer: Actor, party_id: int, on: dt.date) -> list[Price]:
    """Everything that has a price for a customer on a day, in the order of the lists."""
    of_day = Q(version__valid_from__lte=on) & (
        Q(version__valid_to__isnull=True) | Q(version__valid_to__gte=on)
    )
    codes = (
        PriceItem.objects.filter(
            of_day, version__published_at__isnull=False, version__withdrawn_at__isnull=True
        )
        .order_by("version__price_list__creditor", "version__price_list__code", "ordinal")
        .values_list("version__price_list__creditor", "version__price_list__currency", "code")
    )
    asked = [
        PriceAsked(party_id, creditor, currency, code, on, on)
        for creditor, currency, code in dict.fromkeys(codes)
    ]
    found = prices_for(viewer=viewer, asked=asked)
    return [one[0].price for one in found if one and one[0].price]


def own_prices(*, viewer: Actor, party_id: int, on: dt.date) -> list[OwnPrice]:
    """Everything that has a price for a customer on a day or later, with what is announced, in the
    order of the lists: of the creditors with whom they have an account or an agreement.

    For the customer's own eyes: of price groups it tells nothing, and row security says which lists
    are theirs.
    """
    ends = on + dt.timedelta(days=ANNOUNCED_DAYS)
    codes = (
        _own_items(party_id, on)
        .order_by("version__price_list__creditor", "version__price_list__code", "ordinal")
        .values_list("version__price_list__creditor", "version__price_list__currency", "code")
    )
    asked = [
        PriceAsked(party_id, creditor, currency, code, on, ends)
        for creditor, currency, code in dict.fromkeys(codes)
    ]
    found = _stretches(asked, is_own=True) if asked else []
    own = [OwnPrice(one[0].price, _changes(one)) for one in found if one]
    return [one for one in own if one.now or one.later]


def has_own_prices(*, viewer: Actor, party_id: int, on: dt.date) -> bool:
    """Whether anything has a price that may be the customer's, on a day or later."""
    return _own_items(party_id, on).exists()


def _own_items(party_id: int, on: dt.date) -> QuerySet[PriceItem]:
    theirs = Q(
        version__price_list__creditor__in=Account.objects.filter(party=party_id).values("creditor")
    ) | Q(
        version__price_list__creditor__in=Agreement.objects.filter(party=party_id).values(
            "creditor"
        )
    )
    of_day = Q(version__valid_to__isnull=True) | Q(version__valid_to__gte=on)
    return PriceItem.objects.filter(
        theirs,
        of_day,
        version__published_at__isnull=False,
        version__withdrawn_at__isnull=True,
    )


def _changes(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The stretches after the first in which the customer pays something else."""

    def paid(one: Stretch) -> tuple[Any, ...]:
        price = one.price
        return (price.reduced, price.vat_percent, price.is_net, price.unit) if price else ()

    return tuple(
        later for one, later in pairwise(stretches) if later.price and paid(one) != paid(later)
    )


def items_to_choose(*, viewer: Actor) -> dict[str, list[tuple[str, str]]]:
    """By currency, codes of everything that has ever had a published price in it, with the latest
    name. Staff only."""
    if not viewer.may(Role.CLERK):
        return {}
    currency = "version__price_list__currency"
    rows = (
        PriceItem.objects.filter(version__in=PriceVersion.objects.filter(IN_FORCE))
        .order_by(currency, "code", "-version__valid_from", "-pk")
        .distinct(currency, "code")
        .values_list(currency, "code", "name", "unit")
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for of, code, name, unit in rows:
        found.setdefault(of, []).append((code, f"{code} {name} ({unit})"))
    return found


class _Found(NamedTuple):
    """Why a price: its item, the group by which the list applies, the discount and its terms."""

    item: int
    group: int | None
    discount: Decimal | None
    terms_from: dt.date | None


# What a price tells of its item, with the field that says it: no more than a customer may read.
_TOLD = {
    "item_id": "pk",
    "code": "code",
    "name": "name",
    "unit": "unit",
    "price": "price",
    "vat_percent": "vat_percent",
    "currency": "version__price_list__currency",
    "is_net": "version__price_list__is_net",
    "list_id": "version__price_list__public_id",
    "list_code": "version__price_list__code",
    "list_name": "version__price_list__labels",
    "version_id": "version__public_id",
    "valid_from": "version__valid_from",
    "valid_to": "version__valid_to",
    "creditor": "version__price_list__creditor__name",
}


def _prices(keys: set[_Found], *, is_own: bool) -> dict[_Found, Price]:
    rows = PriceItem.objects.filter(pk__in={key.item for key in keys}).values_list(*_TOLD.values())
    items = {row[0]: dict(zip(_TOLD, row, strict=True)) for row in rows}
    groups = {} if is_own else Choice.objects.in_bulk({key.group for key in keys if key.group})
    return {key: _price(items[key.item], groups.get(key.group or 0), key) for key in keys}


def _price(told: dict[str, Any], group: Choice | None, found: _Found) -> Price:
    return Price(
        **{**told, "list_name": said(told["list_name"])},
        group_id=found.group,
        group=said(group.labels) if group else "",
        discount=found.discount,
        terms_from=found.terms_from,
    )


def _versions(of: PriceList, on: dt.date) -> tuple[VersionView, ...]:
    rows = PriceVersion.objects.filter(price_list=of).prefetch_related("items")
    used = set(
        PriceVersion.objects.filter(price_list=of, items__lines__isnull=False).values_list(
            "pk", flat=True
        )
    )
    drafts_first = sorted(
        rows, key=lambda one: (one.published_at is None, one.valid_from or dt.date.min, one.pk)
    )
    return tuple(
        VersionView(
            id=one.pk,
            public_id=one.public_id,
            state=_state(one, on),
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            note=one.note,
            reason=one.reason,
            published_by=one.published_by,
            is_used=one.pk in used,
            items=tuple(
                ItemLine(item.code, item.name, item.unit, item.price, item.vat_percent)
                for item in sorted(one.items.all(), key=lambda item: item.ordinal)
            ),
        )
        for one in reversed(drafts_first)
    )


def _state(one: PriceVersion, on: dt.date) -> str:
    if one.published_at is None or one.valid_from is None:
        return "DRAFT"
    if one.withdrawn_at is not None:
        return "WITHDRAWN"
    if one.valid_from > on:
        return "FUTURE"
    return "PAST" if one.valid_to is not None and one.valid_to < on else "IN_FORCE"


def _gaps(versions: Sequence[VersionView]) -> tuple[tuple[dt.date, dt.date], ...]:
    stands = [one for one in versions if one.state in {"FUTURE", "IN_FORCE", "PAST"}]
    return tuple(rules.gaps([(one.valid_from, one.valid_to) for one in reversed(stands)]))
