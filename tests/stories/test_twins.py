"""One customer who came in twice: imported, found, merged, paid for, and made two again."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as books
from kartoteka.register import operations as register
from kartoteka.register import queries, tasks
from kartoteka.register.models import Merge, Party, Twin
from tests.build import an_administrator
from tests.exchange.making import a_csv, imported
from tests.ledger.builders import a_creditor, a_payment

pytestmark = pytest.mark.django_db
CUSTOMERS = """kod;nazwa;nip;ulica;nr_domu;miasto;telefon
101;Hydro-Bud Sp. z o.o.;5213017228;ul. Polna;3;Łódź;601 200 300
102;BUD HYDRO;;Polna;3;Łódź;+48601200300
103;Zupełnie kto inny;;Leśna;9;Zgierz;602 111 222
"""
INVOICES = """numer;kod_klienta;data_wystawienia;termin;kwota
FV/1;101;2026-03-01;2026-03-15;100,00
FV/2;102;2026-02-01;2026-02-15;50,00
"""


@time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=True)
def test_two_cards_become_one_and_two_again(client: Client, tmp_path: Path) -> None:
    client.force_login(an_administrator())
    creditor = a_creditor()
    came = imported("PARTY", a_csv(tmp_path / "klienci.csv", CUSTOMERS))
    assert came.counts["NEW"] == 3
    invoices = a_csv(tmp_path / "faktury.csv", INVOICES)
    posted = imported("RECEIVABLE", invoices, creditor_id=creditor, currency="PLN")
    assert posted.counts["NEW"] == 2
    one, other = (Party.objects.get(name=name).pk for name in ("Hydro-Bud Sp. z o.o.", "BUD HYDRO"))

    # The finder looks through the register in the background and finds the pair, and no other.
    client.post("/twins/find/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args::text FROM procrastinate_jobs WHERE task_name LIKE '%find_twins'"
        )
        tasks.find_twins(**json.loads(cursor.fetchone()[0]))
    pair = Twin.objects.get()
    assert {pair.first_id, pair.second_id} == {one, other}
    page = client.get(f"/twins/{pair.pk}/").content.decode()
    assert f"/merge/{pair.first_id}/{pair.second_id}/" in page

    # Merged at the desk: both debts stand on one card, under both numbers.
    client.post(f"/merge/{one}/{other}/", {"reason": "came in twice"})
    merged = Merge.objects.get()
    on = dt.date(2026, 11, 22)
    assert sum(b.due for b in books.balance(viewer=SYSTEM, party_id=one, on=on)) == Decimal(
        "150.00"
    )
    assert (
        client.get(f"/search/?q={Party.objects.get(pk=other).number}").headers["Location"]
        == f"/parties/{one}/"
    )

    # What the old program says of the one who went changes nobody; its invoices find who stays.
    again = imported("PARTY", a_csv(tmp_path / "klienci.csv", CUSTOMERS))
    assert (again.counts["SAME"], again.counts["CONFLICT"]) == (2, 1)
    late = a_csv(
        tmp_path / "nowe.csv", INVOICES.splitlines()[0] + "\nFV/3;102;2026-04-01;2026-04-15;7,00\n"
    )
    imported("RECEIVABLE", late, creditor_id=creditor, currency="PLN")

    # A payment pays the longest due debt first, whoever brought it.
    account = books.accounts(viewer=SYSTEM, party_id=one)[0].account_id
    a_payment(account, "60.00", "2026-05-04")
    ledger.settle_all(actor=SYSTEM, on=on)
    still = {
        entry.number: entry.open_amount
        for entry in books.open_entries(viewer=SYSTEM, party_id=one, on=on)
    }
    assert still == {"FV/1": Decimal("90.00"), "FV/3": Decimal("7.00")}
    assert books.prove(viewer=SYSTEM) == []

    # Undone: each has its own again, and what the payment did stays and is told.
    shown = client.get(f"/merges/{merged.public_id}/undo/").content.decode()
    assert "transfer" in shown
    client.post(f"/merges/{merged.public_id}/undo/")
    due = {
        party: sum((b.due for b in books.balance(viewer=SYSTEM, party_id=party, on=on)), Decimal(0))
        for party in (one, other)
    }
    assert due == {one: Decimal("97.00"), other: Decimal("0.00")}
    assert books.prove(viewer=SYSTEM) == []
    assert [hit.party_id for hit in queries.find(viewer=SYSTEM, text="bud hydro")] == [other, one]
    assert Twin.objects.get().state == "OPEN"
    register.note_distinct(actor=SYSTEM, first_id=one, second_id=other)
    assert register.find_twins(actor=SYSTEM).new == 0
