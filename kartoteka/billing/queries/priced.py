"""Lines from price lists: what they would cost a customer, and what those of a document cost."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.billing.models import PricedLine
from kartoteka.billing.queries.prices import Price, PriceAsked, prices_for
from kartoteka.billing.rules import LineAsked, VatSum
from kartoteka.kernel import money
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.labels import said

_MOST = Decimal(10) ** 9


class NoPrice(Refusal):
    code = "billing.no_price"
    message = _(
        "From %(first)s to %(last)s no price of %(item)s is in force for this customer, of this "
        "creditor and in this currency. Choose other days, or publish the price first."
    )


class MixedPrices(Refusal):
    code = "billing.mixed_prices"
    message = _(
        "Some of these prices are without VAT and some with it, and VAT of one document is counted "
        "in one way. Make two documents."
    )


class LineUnfit(Refusal):
    code = "billing.line_unfit"
    message = _(
        "A line has a quantity above zero with at most 5 places, and its last day is not before "
        "its first."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what priced it: how much of what, through which days, and the amount, without
    VAT where the list is, else with it. `group` is the price group, "" where the list is for
    everybody. `price` is of the list; `amount` is less `discount` in per cent, by the trade terms
    from `terms_from`, both None where there is none."""

    item_id: int
    group_id: int | None
    code: str
    name: str
    unit: str
    quantity: Decimal
    first: dt.date
    last: dt.date
    price: Decimal
    vat_percent: Decimal | None
    amount: Decimal
    list_id: uuid.UUID
    list_name: str
    version_id: uuid.UUID
    group: str
    discount: Decimal | None
    terms_from: dt.date | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a document, VAT per rate, and what they make."""

    lines: tuple[Line, ...]
    sums: tuple[VatSum, ...]
    is_net: bool
    currency: str

    @property
    def net(self) -> Decimal:
        """What they make without VAT."""
        return sum((one.net for one in self.sums), money.ZERO)

    @property
    def vat(self) -> Decimal:
        """Their VAT."""
        return sum((one.vat for one in self.sums), money.ZERO)

    @property
    def gross(self) -> Decimal:
        """What the customer pays."""
        return sum((one.gross for one in self.sums), money.ZERO)


def priced(
    *, viewer: Actor, party_id: int, creditor_id: int, currency: str, asked: Sequence[LineAsked]
) -> Lines:
    """What lines cost a customer: the quantity of each is divided by days (`rules.divided`) where
    its price or discount changes within them, a line for each part.

    Each part is rounded to the grosz (`rules.line_amount`), VAT is counted per rate on their sum
    (`rules.vat_sums`). Raises LineUnfit, NoPrice, MixedPrices.
    """
    for one in asked:
        fits = 0 < one.quantity < _MOST and one.quantity == round(one.quantity, 5)
        if not fits or one.last < one.first:
            raise LineUnfit
    rows = [
        PriceAsked(party_id, creditor_id, currency, one.code, one.first, one.last) for one in asked
    ]
    lines: list[Line] = []
    kinds: set[bool] = set()
    found = prices_for(viewer=viewer, asked=rows)
    for wanted, stretches in zip(asked, found, strict=True):
        parts = rules.divided(wanted.quantity, [one.days for one in stretches] or [1])
        for stretch, quantity in zip(stretches, parts, strict=False):
            if stretch.price is None:
                raise NoPrice(
                    item=wanted.code, first=stretch.first.isoformat(), last=stretch.last.isoformat()
                )
            if quantity:
                kinds.add(stretch.price.is_net)
                lines.append(_line(stretch.price, quantity, stretch.first, stretch.last))
    if len(kinds) > 1:
        raise MixedPrices
    return _lines(lines, is_net=kinds == {True}, currency=currency)


def lines_of(*, viewer: Actor, entry_id: int) -> Lines | None:
    """The lines from price lists that a document was made of; None where it was not. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    rows = list(
        PricedLine.objects.filter(entry_id=entry_id)
        .select_related("item__version__price_list", "group")
        .order_by("ordinal")
    )
    if not rows:
        return None
    of = rows[0].item.version.price_list
    lines = [
        Line(
            item_id=row.item_id,
            group_id=row.group_id,
            code=row.item.code,
            name=row.item.name,
            unit=row.item.unit,
            quantity=row.quantity,
            first=row.first,
            last=row.last,
            price=row.item.price,
            vat_percent=row.item.vat_percent,
            amount=row.amount,
            list_id=row.item.version.price_list.public_id,
            list_name=said(row.item.version.price_list.labels),
            version_id=row.item.version.public_id,
            group=said(row.group.labels) if row.group else "",
            discount=row.discount,
            terms_from=row.terms_from,
        )
        for row in rows
    ]
    return _lines(lines, is_net=of.is_net, currency=of.currency)


def _line(price: Price, quantity: Decimal, first: dt.date, last: dt.date) -> Line:
    return Line(
        item_id=price.item_id,
        group_id=price.group_id,
        code=price.code,
        name=price.name,
        unit=price.unit,
        quantity=quantity,
        first=first,
        last=last,
        price=price.price,
        vat_percent=price.vat_percent,
        amount=rules.line_amount(quantity, price.price, price.discount),
        list_id=price.list_id,
        list_name=price.list_name,
        version_id=price.version_id,
        group=price.group,
        discount=price.discount,
        terms_from=price.terms_from,
    )


def _lines(lines: Sequence[Line], *, is_net: bool, currency: str) -> Lines:
    sums = rules.vat_sums([(one.vat_percent, one.amount) for one in lines], is_net=is_net)
    return Lines(tuple(lines), tuple(sums), is_net, currency)
