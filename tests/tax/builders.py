"""A payer, people, written-off debts, tax offices and a form, through the room's own operations."""

import datetime as dt
import itertools
from decimal import Decimal
from pathlib import Path

from kartoteka.formats.edeclaration import File
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register import operations as register
from kartoteka.tax import queries, rules
from kartoteka.tax.csvfiles import OfficeLine
from kartoteka.tax.operations import forms, issuing, offices, rows
from tests import build

FOLDER = Path(__file__).parents[1] / "formats" / "files" / "forms"
YEAR, TODAY = 2025, dt.date(2026, 1, 15)
PESEL = "44051401359"
HOME = register.AddressDraft(
    street="Polna", building="3", flat="7", postal_code="90-001", city="Łódź"
)
_next = itertools.count(1)


def a_payer(name: str = "Wodociągi Łódź") -> int:
    """A creditor with a NIP and an address."""
    party_id = build.a_party(
        name,
        identifiers={"NIP": "5260250995"},
        addresses=(
            register.AddressDraft(street="Wodna", building="1", postal_code="90-002", city="Łódź"),
        ),
        is_creditor=True,
    )
    ledger.register_creditor(actor=SYSTEM, party_id=party_id, scheme="PL_UTILITY")
    return party_id


def a_person(name: str = "Anna Nowak", *, kind: str = "PERSON", pesel: str = PESEL) -> int:
    """Somebody of whom all is known that a form asks."""
    first, _blank, last = name.partition(" ")
    return build.a_party(
        name,
        kind=kind,
        number=f"K{next(_next)}",
        first_name=first,
        last_name=last,
        birth_date=dt.date(1944, 5, 14),
        identifiers={"PESEL": pesel} if pesel else {},
        addresses=(HOME,),
    )


def a_write_off(
    party_id: int,
    payer_id: int,
    amount: str = "120.50",
    on: str = "2025-03-10",
    *,
    side: str = "CREDIT",
    currency: str = "PLN",
) -> int:
    """An entry that writes a debt off, or (a debit) brings it back."""
    day = dt.date.fromisoformat(on)
    return ledger.post(
        actor=SYSTEM,
        draft=ledger.EntryDraft(
            party_id=party_id,
            creditor_id=payer_id,
            currency=currency,
            side=side,
            kind="WRITE_OFF",
            amount=Decimal(amount),
            number=f"UM/{next(_next)}",
            issued_on=day,
            due_on=day if side == "DEBIT" else None,
            booked_on=day,
            effective_on=day,
            source="test",
            source_ref=f"W{next(_next)}",
        ),
    )


def an_office(code: str = "1471", city: str = "Łódź", postal_code: str = "") -> None:
    """A tax office whose residents live in a town."""
    offices.add_office(
        actor=SYSTEM,
        line=OfficeLine(0, code, f"Urząd {code}", city, postal_code, "łódzkie", "Łódź", "Łódź"),
    )


def taken(payer_id: int, year: int = YEAR) -> rows.Taken:
    """The write-offs of a year, taken."""
    return rows.take_write_offs(actor=SYSTEM, payer_id=payer_id, year=year, today=TODAY)


def row_of(party_id: int) -> queries.WorksheetRow:
    """The person's only year."""
    (row,) = queries.of_party(viewer=SYSTEM, party_id=party_id)
    return row


def a_file(name: str) -> File:
    """A file of the small form."""
    return File(name, (FOLDER / name).read_bytes())


def a_form(year: int = YEAR) -> int:
    """The small form, installed, mapped by its names and by hand, chosen for a year."""
    schema_id = forms.install(actor=SYSTEM, files=[a_file("form.xsd"), a_file("types.xsd")])
    said = {
        row.place.path: (row.suggested, "")
        for row in queries.places(viewer=SYSTEM, schema_id=schema_id)
        if row.suggested in rules.VALUES
    }
    said["PozycjeSzczegolowe/P_71"] = ("amount.total", "")
    said["PozycjeSzczegolowe/P_72"] = ("", "0.00")
    forms.map_values(actor=SYSTEM, schema_id=schema_id, said=said)
    forms.choose_form(actor=SYSTEM, year=year, schema_id=schema_id)
    return schema_id


def a_told_taxpayer(name: str, pesel: str = "02070803628") -> queries.WorksheetRow:
    """A person of whom all is known and whose information is issued."""
    payer_id, party_id = a_payer(), a_person(name, pesel=pesel)
    an_office()
    a_write_off(party_id, payer_id)
    taken(payer_id)
    issuing.issue_one(actor=SYSTEM, taxpayer_id=row_of(party_id).id, issued_on=TODAY)
    return row_of(party_id)
