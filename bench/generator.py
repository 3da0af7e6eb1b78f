"""Invented customers, receivables and payments, the same on every machine for the same size.

The proportions are those of the published workload: ten receivables a customer, one a month from
August 2025; every tenth bears a cost, every seventh interest; customers pay their oldest ten to
four documents, and the last payment of every fifth customer is half of the amount. So paying "by
document number" and "oldest first" come to the same. Money is counted in whole grosze here.
"""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from operator import attrgetter
from pathlib import Path

from bench.names import POLISH, Names, without_diacritics

SEED = 7_340_033
AS_OF = dt.date(2026, 6, 30)
PER_CUSTOMER = 10
PAID = (10, 10, 10, 9, 9, 8, 8, 7, 5, 4)
TERMS = (14, 21, 30)
SIZES = {"XS": 200, "S": 20_000, "M": 200_000, "L": 300_000}
_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_NO_CHECK_DIGIT = 10


@dataclass(frozen=True, slots=True)
class Customer:
    code: str
    name: str
    company: int
    nip: str
    email: str
    phone: str
    street: str
    zip: str
    city: str


@dataclass(frozen=True, slots=True)
class Receivable:
    number: str
    code: str
    issue: dt.date
    due: dt.date
    amount: str
    cost: str
    interest: str


@dataclass(frozen=True, slots=True)
class Payment:
    ref: str
    date: dt.date
    code: str
    number: str
    amount: str


@dataclass(slots=True)
class Control:
    """What must come out; `open_sum` is after settling with costs and interest."""

    as_of: str = AS_OF.isoformat()
    customers: int = 0
    receivables: int = 0
    receivables_sum: int = 0
    payments: int = 0
    payments_sum: int = 0
    overdue_lines: int = 0
    overdue_sum: int = 0
    overdue_customers: int = 0


def _columns(row: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(row))


def mixed(first: int, second: int = 0) -> int:
    """A number below 2**32 that looks random and is always the same for the same two."""
    value = (first * 0x9E3779B97F4A7C15 + second * 0xD1B54A32D192ED03 + SEED) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ value >> 30) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ value >> 27) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (value ^ value >> 31) & 0xFFFFFFFF


def nip(index: int) -> str:
    """A NIP with a right check digit, another one for every index."""
    base = 611_000_000 + 3 * index
    while True:
        digits = str(base)
        check = sum(w * int(d) for w, d in zip(_NIP_WEIGHTS, digits, strict=True)) % 11
        if check != _NO_CHECK_DIGIT:
            return f"{digits}{check}"
        base += 1


def money(grosze: int) -> str:
    """Whole grosze as a decimal of two places."""
    return f"{grosze // 100}.{grosze % 100:02d}"


def person(index: int, names: Names) -> tuple[str, str]:
    """First name and surname, in the form that fits."""
    surname = names.surnames[mixed(index, 1) % len(names.surnames)]
    is_woman = mixed(index, 2) % 2 == 0
    first = (names.women if is_woman else names.men)[
        mixed(index, 3) % len(names.women if is_woman else names.men)
    ]
    return first, names.of_woman(surname) if is_woman else surname


def customer(index: int, names: Names = POLISH, *, diacritics: bool = True) -> Customer:
    """The customer of that index: a quarter of them are firms."""
    first, surname = person(index, names)
    is_company = mixed(index, 4) % 4 == 0
    name = f"{first} {surname}"
    if is_company:
        trade = names.trades[mixed(index, 5) % len(names.trades)]
        name = f"{trade} {surname} {names.forms[mixed(index, 6) % len(names.forms)]}"
    city, postal_code = names.towns[mixed(index, 7) % len(names.towns)]
    street = names.streets[mixed(index, 8) % len(names.streets)]
    address = without_diacritics(f"{first}.{surname}".lower())
    shown = (lambda text: text) if diacritics else without_diacritics
    return Customer(
        code=f"K{index:07d}",
        name=shown(name),
        company=int(is_company),
        nip=nip(index),
        email=f"{address}.{index}@poczta{index % 7}.example",
        phone=f"+48{500_000_000 + index}",
        street=shown(f"{street} {mixed(index, 9) % 200 + 1}"),
        zip=postal_code,
        city=shown(city),
    )


def receivable(index: int, month: int) -> tuple[Receivable, int]:
    """The customer's document of that month (0 = August 2025), and its amount in grosze."""
    ordinal = 7 + month
    issue = dt.date(2025 + ordinal // 12, ordinal % 12 + 1, index % 27 + 1)
    grosze = 5_000 + mixed(index, 100 + month) % 195_000
    cost = 4_000 if (index + month) % 10 == 0 else 0
    interest = grosze // 200 if (index + month) % 7 == 0 else 0
    made = Receivable(
        number=f"F/{month + 1:02d}/{index:07d}",
        code=f"K{index:07d}",
        issue=issue,
        due=issue + dt.timedelta(days=TERMS[index % len(TERMS)]),
        amount=money(grosze),
        cost=money(cost),
        interest=money(interest),
    )
    return made, grosze


def payment(
    index: int, month: int, document: Receivable, grosze: int
) -> tuple[Payment | None, int]:
    """What the customer pays for that document, and how many grosze, if anything."""
    paid_documents = PAID[index % len(PAID)]
    if month >= paid_documents:
        return None, 0
    is_half = month == paid_documents - 1 and index % 5 == 0
    paid = grosze // 2 if is_half else grosze
    day = document.due + dt.timedelta(days=(index * 7 + month * 3) % 20 - 10)
    made = Payment(
        ref=f"P/{month + 1:02d}/{index:07d}",
        date=max(document.issue, min(day, AS_OF)),
        code=document.code,
        number=document.number,
        amount=money(paid),
    )
    return made, paid


def months(customers: int) -> Iterator[tuple[int, Receivable, int, Payment | None, int]]:
    """All documents in the order of time, each with the payment for it."""
    for month in range(PER_CUSTOMER):
        for index in range(customers):
            document, grosze = receivable(index, month)
            paid, paid_grosze = payment(index, month, document, grosze)
            yield index, document, grosze, paid, paid_grosze


def write(customers: int, folder: Path, *, diacritics: bool = True) -> Control:
    """Writes the five files of the workload into `folder` and returns the control totals."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "customers.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_columns(Customer))
        made = (customer(index, diacritics=diacritics) for index in range(customers))
        writer.writerows(map(attrgetter(*_columns(Customer)), made))
    control = _write_documents(customers, folder)
    (folder / "queries.json").write_text(json.dumps(_queries(customers)), encoding="utf-8")
    (folder / "control.json").write_text(json.dumps(asdict(control), indent=1), encoding="utf-8")
    return control


def _write_documents(customers: int, folder: Path) -> Control:
    control = Control(customers=customers)
    overdue: set[int] = set()
    with (
        (folder / "receivables.csv").open("w", newline="", encoding="utf-8") as documents,
        (folder / "payments.csv").open("w", newline="", encoding="utf-8") as payments,
    ):
        to_documents, to_payments = csv.writer(documents), csv.writer(payments)
        of_document, of_payment = attrgetter(*_columns(Receivable)), attrgetter(*_columns(Payment))
        to_documents.writerow(_columns(Receivable))
        to_payments.writerow(_columns(Payment))
        for index, document, grosze, paid, paid_grosze in months(customers):
            to_documents.writerow(of_document(document))
            control.receivables += 1
            control.receivables_sum += grosze
            if paid is not None:
                to_payments.writerow(of_payment(paid))
                control.payments += 1
                control.payments_sum += paid_grosze
            if paid_grosze < grosze and document.due < AS_OF:
                control.overdue_lines += 1
                control.overdue_sum += grosze - paid_grosze
                overdue.add(index)
    control.overdue_customers = len(overdue)
    return control


def _queries(customers: int) -> dict[str, list[str]]:
    """What is looked for: inner letters of surnames, NIPs, e-mails, codes of cards."""
    asked: dict[str, list[str]] = {"name": [], "nip": [], "email": [], "card": []}
    for number in range(100):
        surname = POLISH.surnames[mixed(number, 900) % len(POLISH.surnames)]
        asked["name"].append(surname[1:7].lower())
        asked["nip"].append(nip(mixed(number, 901) % customers))
        asked["email"].append(customer(mixed(number, 902) % customers).email)
    asked["card"] = [f"K{mixed(number, 903) % customers:07d}" for number in range(200)]
    return asked
