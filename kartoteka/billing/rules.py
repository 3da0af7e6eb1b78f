"""Receivables as they are handed in, and what their facts suggest. No database."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from kartoteka.kernel import money

CONSUMERS = frozenset({"PERSON", "HOUSEHOLD"})

# Which rate delay bears by the facts (country of the creditor, whether the debtor is a consumer):
# art. 481 KC; the Act of 8 March 2013; § 3 of 87/1995 and § 1 (1) of 21/2013 Z. z.
INTEREST_BY_FACTS = {
    ("PL", True): "pl_statutory_delay",
    ("PL", False): "pl_commercial_delay",
    ("SK", True): "sk_civil_delay_by_first_day",
    ("SK", False): "sk_commercial_delay_half_year",
}
# No interest on interest before a suit (art. 482 KC), none on costs unless somebody says so.
BEARING = frozenset({"INVOICE", "ADVANCE", "OPENING"})
BY_HAND = ("INVOICE", "ADVANCE", "NOTE", "COST", "COURT_COST", "OPENING")
# Documents that the office itself issues, with the letters that their numbers begin with.
OWN_SERIES = {
    "NOTE": "N", "COST": "KO", "CORRECTION": "KR", "ADVANCE": "ZL",
    "WRITE_OFF": "OD", "REMISSION": "UM", "OFFSET": "PT", "CREDIT": "NU", "INTEREST": "NO",
}  # fmt: skip

# Debts that bear these are of commercial transactions: facts stored on the debt.
COMMERCIAL = {
    "PL": ("pl_commercial_delay", "pl_commercial_delay_public_healthcare"),
    "SK": ("sk_commercial_delay_half_year", "sk_commercial_delay_fixed_by_first_day"),
}

SYMBOL_DIGITS = 10
LONGEST_NUMBER = 80  # of a document, as the ledger keeps it


class ReceivableRow(NamedTuple):
    """A receivable among many: a bare tuple, because there are millions of them. Dates are
    inclusive, amounts whole grosze or cents.

    The party is named by `party_id` or `party_number`. `cost` and `interest` become entries of
    their own that hang on the document. `interest_kind` None means by the facts, "" none at all.
    `(source, source_ref)` tells a repeated row from a new one.
    """

    creditor_id: int
    currency: str
    number: str
    issued_on: dt.date
    due_on: dt.date
    amount: Decimal
    source: str
    source_ref: str
    party_id: int | None = None
    party_number: str | None = None
    kind: str = "INVOICE"
    title: str = ""
    cost: Decimal = Decimal(0)
    interest: Decimal = Decimal(0)
    agreement_number: str = ""
    point_number: str = ""
    interest_kind: str | None = None


class LineAsked(NamedTuple):
    """How much of an item of a price list a document is for, and for which days, both inclusive."""

    code: str
    quantity: Decimal
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class ReceivableDraft:
    """A receivable entered by hand. `token` makes a form that is sent twice post once. Of one with
    `lines` the amount is what their prices make.

    `number` may be empty for the kinds that the office issues itself: it gets the next one.
    `interest_percent` is the rate of the contract, for the kinds of interest that need one.
    """

    party_id: int
    creditor_id: int
    currency: str
    kind: str
    issued_on: dt.date
    due_on: dt.date
    amount: Decimal
    token: str
    number: str = ""
    title: str = ""
    point_id: int | None = None
    agreement_id: int | None = None
    interest_kind: str = ""
    interest_percent: Decimal | None = None
    lines: tuple[LineAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """How many entries came in (documents, costs and interest alike) and how many were known."""

    added: int
    known: int


@dataclass(frozen=True, slots=True)
class Verified:
    """A document that KSeF has: its number, KSeF's number of it, and where that is verified."""

    number: str
    ksef: str
    link: str
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class SlipData:
    """What stands on a payment order form, before any layout.

    `account` is the customer's own virtual account where there is one. `country` is the
    creditor's and chooses the form: Polish with the ZBP code, Slovak with PAY by square.
    `verified` are the documents that KSeF has, the longest due first.
    """

    payee: str
    payee_address: tuple[str, ...]
    payee_nip: str
    account: str
    is_virtual: bool
    payer: str
    payer_address: tuple[str, ...]
    amount: Decimal
    currency: str
    title: str
    variable_symbol: str
    country: str
    verified: tuple[Verified, ...] = ()


def interest_facts() -> dict[str, list[str] | list[bool]]:
    """What statements over many documents take to suggest the interest of each."""
    return {
        "countries": [country for country, _consumer in INTEREST_BY_FACTS],
        "consumers": [consumer for _country, consumer in INTEREST_BY_FACTS],
        "kinds": list(INTEREST_BY_FACTS.values()),
        "consumer": sorted(CONSUMERS),
        "bearing": sorted(BEARING),
    }


def suggested_interest(*, country: str, party_kind: str, kind: str = "INVOICE") -> str:
    """The kind of interest that the facts suggest; "" where the law of no known country applies."""
    if kind not in BEARING:
        return ""
    return INTEREST_BY_FACTS.get((country, party_kind in CONSUMERS), "")


def variable_symbol(number: str) -> str:
    """The digits of a customer's number as a Slovak variable symbol, "" if they are too many."""
    digits = re.sub(r"\D", "", number).lstrip("0")
    return digits if len(digits) <= SYMBOL_DIGITS else ""


def transfer_title(customer: str, documents: Iterable[str], *, longest: int = 140) -> str:
    """What a transfer should say: the customer's number, then as many documents as there is room.

    A number is never cut: it is there whole or not at all.
    """
    title = customer
    for number in documents:
        longer = f"{title}, {number}"
        if len(longer) > longest:
            break
        title = longer
    return title


def series_number(kind: str, year: int, ordinal: int) -> str:
    """The number of the office's own document: N/2026/00042."""
    return f"{OWN_SERIES[kind]}/{year}/{ordinal:05d}"


class SetOff(NamedTuple):
    """A claim to be set off: its entry (None: it stands in no books of ours), when it is due, and
    how much of it."""

    entry_id: int | None
    due_on: dt.date
    amount: Decimal


class Piece(NamedTuple):
    """An amount of a claim of ours that ends with one of theirs, on the later of their days."""

    ours: int
    theirs: int | None
    amount: Decimal
    on: dt.date


def paired(ours: Iterable[SetOff], theirs: Iterable[SetOff]) -> list[Piece]:
    """Which part of ours ends with which of theirs: both in the given order, as far as ours go.

    Theirs make at least as much as ours.
    """
    pieces = []
    waiting = iter(theirs)
    other = next(waiting)
    left = other.amount
    for claim in ours:
        rest = claim.amount
        while rest:
            if not left:
                other = next(waiting)
                left = other.amount
            used = min(rest, left)
            assert claim.entry_id is not None  # noqa: S101  (ours stand in our books)
            pieces.append(
                Piece(claim.entry_id, other.entry_id, used, max(claim.due_on, other.due_on))
            )
            rest, left = rest - used, left - used
    return pieces


def divided(quantity: Decimal, days: Sequence[int]) -> list[Decimal]:
    """A quantity divided over stretches of so many days, where a price changed between readings.

    Each part is in proportion to its days and keeps the places that the quantity was written with;
    what is left over goes, one of the last place each, to the largest remainders, the earlier
    stretch first. The parts always make the quantity: 10 m³ over 12 and 19 days are 4 and 6.
    """
    exponent = quantity.as_tuple().exponent
    place = Decimal(1).scaleb(min(exponent if isinstance(exponent, int) else 0, 0))
    units, together = int(quantity / place), sum(days)
    parts = [units * one // together for one in days]
    rests = sorted(range(len(days)), key=lambda n: (-(units * days[n] % together), n))
    for n in rests[: units - sum(parts)]:
        parts[n] += 1
    return [part * place for part in parts]


def reduced(price: Decimal, discount: Decimal | None) -> Decimal:
    """A unit price less a discount in per cent, in the 5 places of a price, half up."""
    if discount is None:
        return price
    return money.to_grosz(_less(Fraction(price), discount) * 1000).scaleb(-3)


def line_amount(quantity: Decimal, price: Decimal, discount: Decimal | None) -> Decimal:
    """What a line makes: quantity × price less the discount in per cent, rounded once, to the
    grosz, half up. The unit price is not rounded before: 1000 at 0.12345 less 5 per cent are
    117.28."""
    return money.to_grosz(_less(Fraction(quantity) * Fraction(price), discount))


def _less(amount: Fraction, discount: Decimal | None) -> Fraction:
    return amount * (100 - Fraction(discount or 0)) / 100


class VatSum(NamedTuple):
    """What the lines of one rate make; `percent` None is without VAT."""

    percent: Decimal | None
    net: Decimal
    vat: Decimal
    gross: Decimal


def vat_sums(lines: Iterable[tuple[Decimal | None, Decimal]], *, is_net: bool) -> list[VatSum]:
    """VAT of a document, once per rate on the sum of its lines, half up, the highest rate first.

    Of prices without VAT it is added (art. 106e (1) of the Polish VAT Act, § 22 of the Slovak one);
    of prices with VAT it is gross × rate / (100 + rate) (art. 106e (7)). A line is its rate and its
    amount: 33.33 and 33.34 at 23 per cent without VAT are 66.67 and 15.33 of VAT, not 7.67 + 7.67.
    """
    together: dict[Decimal | None, Decimal] = {}
    for percent, amount in lines:
        together[percent] = together.get(percent, money.ZERO) + amount
    sums = []
    for percent, amount in together.items():
        rate = Fraction(percent or 0)
        base = Fraction(amount)
        vat = money.to_grosz(base * rate / 100 if is_net else base * rate / (100 + rate))
        net, gross = (amount, amount + vat) if is_net else (amount - vat, amount)
        sums.append(VatSum(percent, net, vat, gross))
    return sorted(sums, key=lambda one: (one.percent is None, -(one.percent or 0)))


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of a version."""

    code: str
    name: str
    unit: str
    price: Decimal
    vat_percent: Decimal | None


class Compared(NamedTuple):
    """An item in two versions; `change` is NEW, GONE, DEARER, CHEAPER, OTHER (words, unit or VAT)
    or SAME, `percent` by how much the price changed, where it was above zero."""

    code: str
    before: ItemLine | None
    after: ItemLine | None
    change: str
    percent: Decimal | None


def compared(before: Sequence[ItemLine], after: Sequence[ItemLine]) -> list[Compared]:
    """Two versions side by side: the items of the later in its order, then those that are gone."""
    old, new = ({one.code: one for one in lines} for lines in (before, after))
    rows = [_compared(old.get(code), line) for code, line in new.items()]
    return rows + [_compared(line, None) for code, line in old.items() if code not in new]


def _compared(before: ItemLine | None, after: ItemLine | None) -> Compared:
    if before is None or after is None:
        only = before or after
        assert only is not None  # noqa: S101  (a row has at least one side)
        return Compared(only.code, before, after, "NEW" if after else "GONE", None)
    change = "SAME" if before == after else "OTHER"
    percent = None
    if before.price != after.price:
        change = "DEARER" if after.price > before.price else "CHEAPER"
        if before.price:
            percent = ((after.price - before.price) * 100 / before.price).quantize(Decimal("0.01"))
    return Compared(after.code, before, after, change, percent)


def gaps(
    periods: Sequence[tuple[dt.date | None, dt.date | None]],
) -> list[tuple[dt.date, dt.date]]:
    """Days between periods (in their order, both ends inclusive) that belong to none."""
    day = dt.timedelta(days=1)
    return [
        (end + day, following - day)
        for (_first, end), (following, _last) in pairwise(periods)
        if end is not None and following is not None and following - end > day
    ]
