"""A creditor with a bank account, customers who owe it, and statements that tell of payments."""

import datetime as dt
from decimal import Decimal

from kartoteka.formats.accounts import with_check
from kartoteka.formats.statements import Balance, Line, ParsedFile, Statement
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.payments import operations
from kartoteka.register.models import BankAccount, Identifier, Party
from tests.ledger.builders import a_creditor, a_draft, on

OWN = with_check("PL", "124000000000000000000004")
PAYER = with_check("PL", "105010120000000000000101")


def a_utility(iban: str = OWN) -> int:
    creditor_id = a_creditor()
    BankAccount.objects.create(party_id=creditor_id, iban=iban)
    return creditor_id


def a_customer(
    creditor_id: int, number: str, name: str = "Anna Nowak", nip: str = "", currency: str = "PLN"
) -> tuple[int, int]:
    """A customer's party and ledger account."""
    party = Party.objects.create(number=number, kind="PERSON", name=name)
    if nip:
        Identifier.objects.create(party=party, kind="NIP", value=nip)
    account_id = ledger.open_account(
        actor=SYSTEM, party_id=party.pk, creditor_id=creditor_id, currency=currency
    )
    return party.pk, account_id


def an_invoice(party_id: int, creditor_id: int, number: str, amount: str, **more: object) -> int:
    draft = a_draft(party_id, creditor_id, amount, "2026-08-31", number=number, **more)
    return ledger.post(actor=SYSTEM, draft=draft)


def a_line(amount: str, title: str = "", day: str = "2026-09-02", **more: object) -> Line:
    return Line(
        booked_on=on(day),
        value_on=on(day),
        amount=Decimal(amount),
        currency=str(more.pop("currency", "PLN")),
        title=title,
        **more,  # type: ignore[arg-type]
    )


def a_statement(*lines: Line, opening: str = "0", **more: object) -> Statement:
    moved = sum((line.amount for line in lines), Decimal(0))
    days = [line.booked_on for line in lines] or [dt.date(2026, 9, 2)]
    account = str(more.pop("account", OWN))
    start = Decimal(opening)
    return Statement(
        **{  # type: ignore[arg-type]
            "account": account,
            "currency": "PLN",
            "number": "1",
            "opening": Balance(start, min(days), "PLN"),
            "closing": Balance(start + moved, max(days), "PLN"),
            "lines": lines,
            "is_interim": False,
            "format": "MT940",
            "encoding": "ascii",
            "problems": (),
            **more,
        }
    )


def taken(*statements: Statement, **more: object) -> operations.TakenIn:
    """Statements taken in as a file of their own bytes."""
    return operations.take_in_parsed(
        actor=SYSTEM,
        parsed=ParsedFile(tuple(statements)),
        name=str(more.pop("name", "wyciag.sta")),
        data=repr(statements).encode(),
        **more,  # type: ignore[arg-type]
    )


def a_long_file(*titles: str, lines: int = 2001, amount: str = "10,00") -> bytes:
    """MT940 of that many equal payments of 2 September 2026; the first bear these titles."""
    moved = [
        f":61:2609020902C{amount}N051NONREF//{n:08}\n:86:020?00020?20{title}?32JAN {n}"
        for n, title in enumerate([*titles, *("bez tytulu" for _ in range(lines - len(titles)))])
    ]
    total = Decimal(amount.replace(",", ".")) * lines
    closing = f"{total:.2f}".replace(".", ",")
    head = f":20:MT940\n:25:/{OWN}\n:28C:00001\n:60F:C260901PLN0,00"
    return "\n".join([head, *moved, f":62F:C260902PLN{closing}", "-", ""]).encode()
