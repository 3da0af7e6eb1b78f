"""What the customers of the demo were billed in the last fourteen months, and what they paid."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bench.generator import mixed
from kartoteka.billing.rules import CONSUMERS, ReceivableRow
from kartoteka.config.demo.cast import BY_HAND, Customer, Manner
from kartoteka.formats.accounts import with_check
from kartoteka.kernel import money

MONTHS = 14
WITH_VIRTUAL_ACCOUNT = 150
TERM = 14
SETTLES_FOR = dt.timedelta(days=9)  # newer payments wait in the file for the clerk
SOURCE = "demo"
_REMINDER = Decimal("40.00")


@dataclass(frozen=True, slots=True)
class Paid:
    """Money on its way to the utility's bank account; `own_account` is the virtual one used."""

    day: dt.date
    amount: Decimal
    title: str
    name: str
    account: str
    own_account: str
    symbol: str


def months(today: dt.date) -> list[dt.date]:
    """The first days of the last fourteen months, the current one included."""
    last = today.year * 12 + today.month - 1
    return [dt.date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]


def virtual_account(customer: Customer) -> str:
    """The number that the bank lets stand for the customer; "" where there is none."""
    if customer.is_slovak or customer.index >= WITH_VIRTUAL_ACCOUNT:
        return ""
    return with_check("PL", f"109010147777{customer.index + 1:012d}")


def receivables(
    customers: Iterable[Customer], creditors: dict[str, int], today: dt.date
) -> Iterator[ReceivableRow]:
    """An invoice for each point: firms get one a month, homes one a quarter."""
    for customer in customers:
        for month in months(today):
            for ordinal in range(len(customer.places)):
                made = _invoice(customer, month, ordinal, creditors, today)
                if made is not None:
                    yield made


def _invoice(
    customer: Customer, month: dt.date, ordinal: int, creditors: dict[str, int], today: dt.date
) -> ReceivableRow | None:
    issued = month + dt.timedelta(days=4 + customer.index % 12)
    is_home = customer.row.kind in CONSUMERS and customer.index >= BY_HAND
    if issued > today or (is_home and (month.month + customer.index) % 3):
        return None
    spread = mixed(customer.index, month.toordinal() + ordinal)
    amount = money.to_grosz(
        Decimal(customer.monthly * (80 + spread % 41)) / 10_000 / len(customer.places)
    )
    # A variable symbol has ten digits at most, so a Slovak number has no more.
    series = f"VF/{issued:%y%m}" if customer.is_slovak else f"FV/{issued:%Y/%m}"
    number = f"{series}/{customer.index + 1:05d}" + f"/{ordinal + 1}" * (ordinal > 0)
    is_old = (today - issued).days > 90  # noqa: PLR2004  (three months)
    reminded = customer.manner is Manner.STOPPED and is_old and not is_paid(customer, issued, today)
    return ReceivableRow(
        creditor_id=creditors["SK" if customer.is_slovak else "PL"],
        currency="EUR" if customer.is_slovak else "PLN",
        number=number,
        title="Vodné a stočné" if customer.is_slovak else "Woda i ścieki",
        issued_on=issued,
        due_on=issued + dt.timedelta(days=TERM),
        amount=amount,
        cost=_REMINDER if reminded and not customer.is_slovak else money.ZERO,
        party_number=customer.number,
        point_number=f"PK-{customer.index + 1:06d}/{ordinal + 1}",
        agreement_number=f"UM/{customer.index + 1:06d}",
        source=SOURCE,
        source_ref=number,
    )


def is_paid(customer: Customer, issued: dt.date, today: dt.date) -> bool:
    """Whether the customer has paid for what was issued that day: some stopped months ago."""
    if customer.manner is Manner.STOPPED:
        stopped = 120 + mixed(customer.index, 40) % 200
        return (today - issued).days > stopped
    return True


def payments(
    customers: Iterable[Customer], invoices: dict[str, list[ReceivableRow]], today: dt.date
) -> Iterator[tuple[Customer, Paid]]:
    """What came to the bank until yesterday, in no order."""
    for customer in customers:
        for number, invoice in enumerate(invoices.get(customer.number, [])):
            if not is_paid(customer, invoice.issued_on, today):
                continue
            day = _paid_on(customer, invoice, number)
            if day < today:
                yield customer, _paid(customer, invoice, day, today)


def _paid_on(customer: Customer, invoice: ReceivableRow, number: int) -> dt.date:
    drawn = mixed(customer.index, 50 + number)
    late = {Manner.LATE: 5 + drawn % 30, Manner.HALF: drawn % 20 - 6}
    day = invoice.due_on + dt.timedelta(days=late.get(customer.manner, -(drawn % 9)))
    return day if day.isoweekday() <= 5 else day + dt.timedelta(days=8 - day.isoweekday())  # noqa: PLR2004


def _paid(customer: Customer, invoice: ReceivableRow, day: dt.date, today: dt.date) -> Paid:
    amount = invoice.amount
    is_recent = (today - invoice.issued_on).days < 75  # noqa: PLR2004  (the last two or three)
    if customer.manner is Manner.HALF and is_recent:
        amount = money.to_grosz(amount / 2)
    if customer.manner is Manner.GENEROUS and is_recent:
        amount = money.to_grosz(amount * Decimal("2.5"))
    virtual = virtual_account(customer)
    uses_virtual = bool(virtual) and customer.index % 3 != 1
    title = _title(customer, invoice)
    return Paid(
        day=day,
        amount=amount,
        title=title,
        name=payer_name(customer),
        account=customer.row.iban,
        own_account=virtual if uses_virtual else "",
        symbol="".join(filter(str.isdigit, invoice.number)) if customer.is_slovak else "",
    )


def _title(customer: Customer, invoice: ReceivableRow) -> str:
    if customer.is_slovak:  # every other one trusts the variable symbol alone
        return "Úhrada faktúry" if customer.index % 2 else f"Faktúra {invoice.number}"
    if customer.manner in {Manner.HALF, Manner.GENEROUS}:
        return f"{customer.number} na poczet {invoice.number}"
    words = (f"Zapłata za {invoice.number}", f"{invoice.number} woda", f"Klient {customer.number}")
    return words[customer.index % len(words)]


def payer_name(customer: Customer) -> str:
    """The name as a bank writes it."""
    row = customer.row
    return (row.name or f"{row.first_name} {row.last_name}").upper()


def puzzles(customers: Iterable[Customer], today: dt.date, *, is_slovak: bool) -> list[Paid]:
    """Lines of the last week that only a person can tell: misspelt, unsigned, twice, and a fee."""
    day = today - dt.timedelta(days=2)
    known = [customer for customer in customers if customer.is_slovak == is_slovak]
    lines = [Paid(day, Decimal("-12.00"), "Opłata za prowadzenie rachunku", "BANK", "", "", "")]
    for customer in known[1:4]:
        amount = money.to_grosz(Decimal(customer.monthly) / 90)
        title = "Vodné" if is_slovak else "Opłata za wodę"
        lines.append(Paid(day, amount, title, payer_name(customer)[:-2], "", "", ""))
    for customer in known[4:5]:
        twice = Paid(day, Decimal("50.00"), "na poczet", payer_name(customer), "", "", "")
        lines += [twice, twice]
    return lines
