"""The same work in plain SQL into the program's own tables, their constraints and history on."""

import psycopg

from bench.flat import copy_in
from bench.work import Result, Task, timed

_ADD_PARTIES = """
INSERT INTO register_party (number, kind, name, country, language, place)
SELECT code, CASE company WHEN '1' THEN 'COMPANY' ELSE 'PERSON' END, name, 'PL', 'pl', 'HEAD'
FROM came
"""
_ADD_IDENTIFIERS = """
INSERT INTO register_identifier (party_id, kind, value)
SELECT party.id, 'NIP', nip FROM came JOIN register_party AS party ON party.number = code
"""
_ADD_ADDRESSES = """
INSERT INTO register_address (party_id, kind, street, postal_code, city, country)
SELECT party.id, 'REGISTERED', street, zip, city, 'PL'
FROM came JOIN register_party AS party ON party.number = code
"""
_ADD_CONTACTS = """
INSERT INTO register_contact (party_id, kind, value)
SELECT party.id, contact.kind, contact.value
FROM came JOIN register_party AS party ON party.number = code
CROSS JOIN LATERAL (VALUES ('EMAIL', email), ('PHONE', phone)) AS contact(kind, value)
"""
_ADD_ACCOUNTS = """
INSERT INTO ledger_account (party_id, creditor_id, currency, scheme_id)
SELECT DISTINCT party.id, creditor.party_id, 'PLN', creditor.scheme_id
FROM came JOIN register_party AS party ON party.number = code
CROSS JOIN ledger_creditor AS creditor
"""
_ADD_ENTRIES = """
INSERT INTO ledger_entry (account_id, side, kind, amount, number, issued_on, due_on, booked_on,
                          effective_on, source, source_ref)
SELECT account.id, 'DEBIT', 'INVOICE', came.amount::numeric, came.number, came.issue::date,
       came.due::date, came.issue::date, came.issue::date, 'bench', came.number
FROM came
JOIN register_party AS party ON party.number = code
JOIN ledger_account AS account ON account.party_id = party.id
"""
_ADD_SEARCH = "SELECT register_search_refresh(array_agg(id)) FROM register_party"
# As the program's own bulk load does: search rows are written once, at the end.
_SEARCH_LATER = "SET LOCAL kartoteka.bulk = 'new parties'"
CUSTOMER_COLUMNS = ["code", "name", "company", "nip", "email", "phone", "street", "zip", "city"]
RECEIVABLE_COLUMNS = ["number", "code", "issue", "due", "amount", "cost", "interest"]


def customers(task: Task) -> Result:
    """W1."""

    def work() -> None:
        with psycopg.connect(task.dsn) as connection:
            copy_in(connection, CUSTOMER_COLUMNS, task.lists("customers"))
            add_customers(connection)

    return timed(task.control()["customers"], work)


def add_customers(connection: psycopg.Connection) -> None:
    """Those in the temporary table `came`, with what hangs on them."""
    for statement in (
        _SEARCH_LATER,
        _ADD_PARTIES,
        _ADD_IDENTIFIERS,
        _ADD_ADDRESSES,
        _ADD_CONTACTS,
        _ADD_SEARCH,
    ):
        connection.execute(statement)


def receivables(task: Task) -> Result:
    """W2."""

    def work() -> None:
        with psycopg.connect(task.dsn) as connection:
            copy_in(connection, RECEIVABLE_COLUMNS, task.lists("receivables"))
            connection.execute(_ADD_ACCOUNTS)
            connection.execute(_ADD_ENTRIES)

    return timed(task.control()["receivables"], work)
