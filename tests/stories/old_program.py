"""What a firm brings along: the database of its old program, and a statement of its bank."""

import sqlite3
from pathlib import Path

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register import operations as register
from tests import build

OUR_ACCOUNT = "PL61109010140000071219812874"
CUSTOMERS = [
    (101, "Wiązowa Halina", "", "halina@poczta.example", "Polna 3", "90-562", "Łódź"),
    (102, "Piekarnia Dębnik sp. z o.o.", "5213017228", "", "Łąkowa 14", "90-001", "Łódź"),
    (103, "Świerk Jan", "", "jan@poczta.example", "Leśna 8", "31-002", "Kraków"),
]
RECEIVABLES = [
    (1, 101, "FV/2026/09/0101", "2026-09-05", "2026-09-19", "120,50"),
    (2, 101, "FV/2026/10/0101", "2026-10-05", "2026-10-19", "84,20"),
    (3, 102, "FV/2026/10/0102", "2026-10-05", "2026-10-19", "1 310,00"),
    (4, 103, "FV/2026/10/0103", "2026-10-05", "2026-10-19", "61,40"),
]
STATEMENT = f"""\
:20:ST261102
:25:/{OUR_ACCOUNT}
:28C:00211
:60F:C261030PLN1000,00
:61:2611021102C120,50NTRFNONREF//0001
:86:020~20FV/2026/09/0101 woda~32WIAZOWA HALINA~3811402004000030020135538712
:61:2611021102C1000,00NTRFNONREF//0002
:86:020~20zaplata FV/2026/10/0102~32ZARZADCA BUDYNKU~3827114020040000300201355387
:61:2611021102C33,00NTRFNONREF//0003
:86:020~20wplata~32KTOS NIEZNANY
:62F:C261102PLN2153,50
-
"""


def a_firm() -> int:
    """The office's own firm, which has an account for slips and may post receivables."""
    party_id = build.a_party(
        "Wodociągi Brzozowe sp. z o.o.", identifiers={"NIP": "7251801126"}, is_creditor=True
    )
    register.add_bank_account(
        actor=SYSTEM,
        party_id=party_id,
        draft=register.AccountDraft(iban=OUR_ACCOUNT, currency="PLN", is_for_slips=True),
    )
    ledger.register_creditor(actor=SYSTEM, party_id=party_id, scheme="PL_UTILITY")
    return party_id


def database(folder: Path) -> Path:
    """Two tables with names of somebody else's choosing."""
    file = folder / "stary_program.db"
    connection = sqlite3.connect(file)
    connection.executescript(
        """
        CREATE TABLE klienci (id INTEGER PRIMARY KEY, nazwa TEXT, nip TEXT, e_mail TEXT,
                              ulica TEXT, kod_pocztowy TEXT, miejscowosc TEXT);
        CREATE TABLE naleznosci (id INTEGER PRIMARY KEY, klient_id INTEGER, numer TEXT,
                                 data_wystawienia TEXT, termin TEXT, kwota TEXT);
        """
    )
    connection.executemany("INSERT INTO klienci VALUES (?,?,?,?,?,?,?)", CUSTOMERS)
    connection.executemany("INSERT INTO naleznosci VALUES (?,?,?,?,?,?)", RECEIVABLES)
    connection.commit()
    connection.close()
    return file


def statement(folder: Path) -> Path:
    """Three payments: one whole, one in part, one that says nothing."""
    file = folder / "wyciag.sta"
    file.write_text(STATEMENT.replace("\n", "\r\n"), encoding="cp1250")
    return file
