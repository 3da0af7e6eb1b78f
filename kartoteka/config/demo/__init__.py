"""The demo firm: two invented water utilities with fourteen months behind them.

Everything goes in through the operations that people use, many rows at once. The last week's bank
statements are left as files in the home's `demo/` folder, for the clerk to take in by hand.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementRow, PointRow
from kartoteka.billing import operations as billing
from kartoteka.billing.rules import ReceivableRow
from kartoteka.config import home
from kartoteka.config.demo import bank, cast, debts, money, offered, people, till
from kartoteka.config.demo.brought import add_brought
from kartoteka.config.demo.cast import Customer
from kartoteka.config.demo.fields import add_fields
from kartoteka.config.demo.money import Paid
from kartoteka.config.demo.office import Office
from kartoteka.config.demo.papers import add_papers
from kartoteka.config.demo.people import SignIn
from kartoteka.config.demo.profile import add_profile
from kartoteka.config.env import CannotStart
from kartoteka.kernel.actor import SYSTEM, Actor, Role
from kartoteka.ledger import operations as ledger
from kartoteka.payments import operations as payments
from kartoteka.register import operations as register
from kartoteka.register import queries as parties
from kartoteka.register.drafts import AccountDraft

Progress = Callable[[int, int, str], None]

STEPS = (
    "two water utilities",
    "customers",
    "points and agreements",
    "invoices",
    "virtual accounts",
    "bank statements",
    "settling",
    "documents",
    "fields, groups and consents",
    "sign-ins",
    "a clerk's weeks",
)
_KNOWN = 24  # the daily work is with the first customers
_LEFT_FOR_THE_CLERK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Firm:
    """What the steps hand on."""

    today: dt.date
    customers: tuple[Customer, ...]
    creditors: dict[str, int]
    parties: dict[str, int]


def fill(
    *,
    customers: int,
    progress: Progress = lambda _done, _total, _what: None,
    today: dt.date | None = None,
) -> list[SignIn]:
    """Fills an empty database and returns who may sign in, with passwords made at random.

    Raises CannotStart where there are customers already. Leaves two bank files in `demo/` of the
    home. `today` is the day up to which the firm has lived.
    """
    today = today or timezone.localdate()
    if parties.party_ids_by_number(viewer=SYSTEM, numbers=[cast.WATERWORKS]):
        raise CannotStart("The demo firm is here already.")
    steps = iter(enumerate(STEPS))

    def step() -> None:
        done, what = next(steps)
        progress(done, len(STEPS), what)

    step()
    creditors = _add_utilities()
    step()
    firm = _add_customers(customers, creditors, today)
    step()
    _add_points(firm)
    step()
    invoices = _add_invoices(firm)
    step()
    _assign_virtual_accounts(firm)
    step()
    _take_statements_in(firm, invoices)
    step()
    ledger.settle_all(actor=SYSTEM, on=today)
    step()
    add_papers(firm.customers[: cast.BY_HAND], firm.parties, today)
    step()
    if customers >= cast.BY_HAND:
        add_fields(firm.parties, today)
        add_brought(firm.parties, today)
        add_profile(firm.parties, today)
    step()
    sign_ins, staff = people.add_people(firm.parties, today)
    step()
    if customers >= _KNOWN:
        _work(firm, staff)
    return sign_ins


def _add_utilities() -> dict[str, int]:
    register.add_many(actor=SYSTEM, rows=cast.utilities())
    ids = parties.party_ids_by_number(viewer=SYSTEM, numbers=[cast.WATERWORKS, cast.VODARNE])
    ledger.register_creditor(actor=SYSTEM, party_id=ids[cast.WATERWORKS], scheme="PL_UTILITY")
    ledger.register_creditor(actor=SYSTEM, party_id=ids[cast.VODARNE], scheme="SK_BUSINESS")
    for number, iban, currency in (
        (cast.WATERWORKS, bank.POLISH_ACCOUNT, "PLN"),
        (cast.VODARNE, bank.SLOVAK_ACCOUNT, "EUR"),
    ):
        draft = AccountDraft(iban=iban, currency=currency, is_for_slips=True)
        register.add_bank_account(actor=SYSTEM, party_id=ids[number], draft=draft)
    return {"PL": ids[cast.WATERWORKS], "SK": ids[cast.VODARNE]}


def _add_customers(count: int, creditors: dict[str, int], today: dt.date) -> _Firm:
    made = tuple(cast.customers(count))
    rows = [customer.row for customer in made]
    if count >= cast.BY_HAND:
        rows += [*cast.units(), *cast.others()]
    added = register.add_many(actor=SYSTEM, rows=rows)
    if added.refusals:
        raise CannotStart(f"The demo's own customers are refused: {added.refusals[0]}")
    ids = parties.party_ids_by_number(viewer=SYSTEM, numbers=[row.number for row in rows])
    for customer in made:
        if customer.is_slovak and customer.row.kind in {"PERSON", "HOUSEHOLD"}:
            ledger.open_account(
                actor=SYSTEM,
                party_id=ids[customer.number],
                creditor_id=creditors["SK"],
                currency="EUR",
                scheme="SK_CONSUMER",
            )
    return _Firm(today, made, creditors, ids)


def _add_points(firm: _Firm) -> None:
    points, contracts = [], []
    for customer in firm.customers:
        for ordinal, place in enumerate(customer.places, 1):
            number = f"PK-{customer.index + 1:06d}/{ordinal}"
            address = f"{place}, {customer.row.postal_code} {customer.row.city}"
            points.append(PointRow(number, customer.number, name=place, address=address))
        contracts.append(
            AgreementRow(
                number=f"UM/{customer.index + 1:06d}",
                party_number=customer.number,
                creditor_id=firm.creditors["SK" if customer.is_slovak else "PL"],
                valid_from=dt.date(2015 + customer.index % 9, customer.index % 12 + 1, 1),
                point_number=f"PK-{customer.index + 1:06d}/1",
            )
        )
    agreements.add_many_points(actor=SYSTEM, rows=points)
    agreements.add_many_agreements(actor=SYSTEM, rows=contracts)


def _add_invoices(firm: _Firm) -> dict[str, list[ReceivableRow]]:
    rows = list(money.receivables(firm.customers, firm.creditors, firm.today))
    billing.add_receivables(actor=SYSTEM, rows=rows)
    invoices = defaultdict(list)
    for row in rows:
        invoices[str(row.party_number)].append(row)
    return invoices


def _assign_virtual_accounts(firm: _Firm) -> None:
    since = money.months(firm.today)[0]
    for customer in firm.customers:
        iban = money.virtual_account(customer)
        if iban:
            account = ledger.open_account(
                actor=SYSTEM,
                party_id=firm.parties[customer.number],
                creditor_id=firm.creditors["PL"],
                currency="PLN",
            )
            payments.assign_virtual_account(actor=SYSTEM, account_id=account, iban=iban, on=since)


def _take_statements_in(firm: _Firm, invoices: dict[str, list[ReceivableRow]]) -> None:
    paid: dict[bool, list[Paid]] = {False: [], True: []}
    for customer, one in money.payments(firm.customers, invoices, firm.today):
        paid[customer.is_slovak].append(one)
    since = firm.today - _LEFT_FOR_THE_CLERK
    folder = home.path() / "demo"
    folder.mkdir(mode=0o700, exist_ok=True)
    for is_slovak, write, name in (
        (False, bank.mt940, "wyciag-{:%Y-%m-%d}.sta"),
        (True, bank.camt053, "vypis-{:%Y-%m-%d}.xml"),
    ):
        statements = list(bank.by_month([one for one in paid[is_slovak] if one.day < since]))
        if statements:
            data = write(statements, bank.OPENING)
            payments.take_in(actor=SYSTEM, data=data, name=name.format(since))
        left = [one for one in paid[is_slovak] if one.day >= since]
        left += money.puzzles(firm.customers, firm.today, is_slovak=is_slovak)
        opening = sum((one.amount for month in statements for one in month), bank.OPENING)
        _leave(folder / name.format(firm.today), write([left], opening, len(statements) + 1))


def _work(firm: _Firm, staff: dict[Role, Actor]) -> None:
    """What fills the desk's lists: prices, KSeF, notes, plans, cash, refunds, letters."""
    office = Office(
        clerk=staff[Role.CLERK],
        administrator=staff[Role.ADMINISTRATOR],
        creditors=firm.creditors,
        parties=firm.parties,
        rows={one.number: one.row for one in firm.customers[:_KNOWN]},
        today=firm.today,
    )
    offered.add_prices(office)
    offered.add_invoices_of_ksef(office)
    debts.add_debts(office)
    till.add_till(office)
    debts.add_letters(office)


def _leave(place: Path, data: bytes) -> None:
    place.write_bytes(data)
    place.chmod(0o600)
