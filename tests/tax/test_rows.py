"""Source rows: taken from the ledger once, entered, imported, decided on."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.tax import queries
from kartoteka.tax.operations import offices, rights, rows
from tests import build
from tests.tax.builders import (
    TODAY,
    a_payer,
    a_person,
    a_write_off,
    an_office,
    row_of,
    taken,
)

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
HEAD = "numer;data;rodzaj;kwota;tytuł\n"


def a_draft(number: str, **said: Any) -> rows.ItemDraft:
    more = {"on": dt.date(2025, 5, 5), "kind": "GIFT", "amount": Decimal("50"), "title": "Bon"}
    return rows.ItemDraft(**{"number": number, "token": "t1", **more, **said})


def test_written_off_debts_of_people_are_taken_once() -> None:
    payer, anna = a_payer(), a_person()
    a_write_off(anna, payer, "120.50", "2025-03-10")
    a_write_off(anna, payer, "20.00", "2025-12-31")
    a_write_off(anna, payer, "900.00", "2024-12-31")
    a_write_off(build.a_party("Firma sp. z o.o."), payer, "700.00")

    assert taken(payer) == rows.Taken(new=2, to_decide=0)
    assert taken(payer) == rows.Taken(new=0, to_decide=0)
    row = row_of(anna)
    assert (row.forgiven, row.total, row.rows) == (Decimal("140.50"), Decimal("140.50"), 2)
    days = [item.on for item in queries.items(viewer=SYSTEM, taxpayer_id=row.id)]
    assert days == [dt.date(2025, 3, 10), dt.date(2025, 12, 31)]


def test_a_debt_that_came_back_is_taken_off() -> None:
    payer, anna = a_payer(), a_person()
    a_write_off(anna, payer, "120.50")
    a_write_off(anna, payer, "120.50", "2025-06-01", side="DEBIT")
    taken(payer)

    assert (row_of(anna).total, row_of(anna).state) == (Decimal("0.00"), "NOTHING")


def test_a_sole_traders_debt_waits_for_a_decision() -> None:
    payer = a_payer()
    trader = a_person("Bartek Lis", kind="SOLE_TRADER")
    a_write_off(trader, payer)

    assert taken(payer) == rows.Taken(new=1, to_decide=1)
    row = row_of(trader)
    assert (row.total, row.undecided, row.state) == (Decimal("0"), 1, "TO_DECIDE")
    assert "DECISION" in row.missing
    (item,) = queries.items(viewer=SYSTEM, taxpayer_id=row.id)
    rows.decide(actor=SYSTEM, item_id=item.id, counts=False, exclusion="BUSINESS")
    assert row_of(trader).state == "NOTHING"
    rows.decide(actor=SYSTEM, item_id=item.id, counts=True)
    assert row_of(trader).total == Decimal("120.50")
    assert taken(payer).new == 0  # what was decided stays


def test_another_currency_waits_for_its_zloty() -> None:
    payer, anna = a_payer(), a_person()
    a_write_off(anna, payer, "10.00", currency="EUR")
    taken(payer)
    row = row_of(anna)
    (item,) = queries.items(viewer=SYSTEM, taxpayer_id=row.id)

    assert (item.pln, "ZLOTY" in row.missing) == (None, True)
    with pytest.raises(rows.ZlotyMissing):
        rows.decide(actor=SYSTEM, item_id=item.id, counts=True)
    rows.decide(actor=SYSTEM, item_id=item.id, counts=True, pln=Decimal("43.21"))
    assert (row_of(anna).total, "ZLOTY" in row_of(anna).missing) == (Decimal("43.21"), False)


def test_what_is_left_out_says_why() -> None:
    payer, anna = a_payer(), a_person()
    a_write_off(anna, payer)
    taken(payer)
    (item,) = queries.items(viewer=SYSTEM, taxpayer_id=row_of(anna).id)

    for reason in ("", "BECAUSE"):
        with pytest.raises(rows.ReasonMissing):
            rows.decide(actor=SYSTEM, item_id=item.id, counts=False, exclusion=reason)
    rows.decide(actor=SYSTEM, item_id=item.id, counts=False, exclusion="LAPSED", note=" art. 117 ")
    (item,) = queries.items(viewer=SYSTEM, taxpayer_id=row_of(anna).id)
    assert (item.state, item.exclusion, item.note) == ("EXCLUDED", "LAPSED", "art. 117")
    with pytest.raises(rows.NoSuchRow):
        rows.decide(actor=SYSTEM, item_id=0, counts=True)


def test_an_income_by_hand_is_added_once() -> None:
    payer, anna = a_payer(), a_person()
    number = row_number(anna)

    for _again in range(2):
        rows.add_item(actor=SYSTEM, payer_id=payer, draft=a_draft(number), today=TODAY)
    assert (row_of(anna).gift, row_of(anna).rows) == (Decimal("50.00"), 1)


def row_number(party_id: int) -> str:
    from kartoteka.register.models import Party

    return Party.objects.get(pk=party_id).number


def test_an_income_of_nobody_or_of_a_firm_is_refused() -> None:
    payer = a_payer()
    firm = build.a_party("Firma", number="F1")

    def add(number: str, payer_id: int = payer, **said: Any) -> None:
        draft = a_draft(number, **said)
        rows.add_item(actor=SYSTEM, payer_id=payer_id, draft=draft, today=TODAY)

    anna = row_number(a_person())
    for refusal, number, said in (
        (rows.NoSuchPerson, "nobody", {}),
        (rows.NotAPerson, "F1", {}),
        (rows.YearUnknown, anna, {"on": dt.date(2027, 1, 1)}),
        (rows.YearUnknown, anna, {"on": dt.date(1999, 1, 1)}),
        (rows.NoAmount, anna, {"amount": Decimal("0.001")}),
        (rows.NoSuchPayer, anna, {"payer_id": firm}),
    ):
        with pytest.raises(refusal):
            add(number, **said)


def test_a_file_of_incomes_comes_in_whole_and_once() -> None:
    payer, anna = a_payer(), a_person()
    number = row_number(anna)
    data = (
        f"{HEAD}{number};10.02.2025;nagroda;1 234,50;Losowanie\n\n{number};2024-07-01;;10;\n"
    ).encode("cp1250")

    assert rows.import_items(actor=SYSTEM, payer_id=payer, data=data, today=TODAY) == 2
    assert rows.import_items(actor=SYSTEM, payer_id=payer, data=data, today=TODAY) == 0
    told = {
        row.year: (row.prize, row.other) for row in queries.of_party(viewer=SYSTEM, party_id=anna)
    }
    assert told == {
        2025: (Decimal("1234.50"), Decimal("0")),
        2024: (Decimal("0"), Decimal("10.00")),
    }


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("numer;kwota\nX;1\n", 1),
        (HEAD + "nobody;2025-01-01;;1;\n", 2),
        (HEAD + "F1;2025-01-01;;1;\n", 2),
        (HEAD + "K;2025-02-30;;1;\n", 2),
        (HEAD + "K;2030-01-01;;1;\n", 2),
        (HEAD + "K;2025-01-01;;1.234;\n", 2),
        (HEAD + "K;2025-01-01;;=1+1;\n", 2),
        (HEAD + "K;2025-01-01;;0;\n", 2),
        (HEAD + "K;2025-01-01;łup;1;\n", 2),
        (HEAD + "\n;2025-01-01;;1;\n", 3),
        ("", 1),
    ],
)
def test_a_file_with_a_wrong_row_takes_nothing_in(text: str, row: int) -> None:
    payer = a_payer()
    build.a_party("Firma", number="F1")
    with pytest.raises(rows.FileRefused) as refused:
        rows.import_items(actor=SYSTEM, payer_id=payer, data=text.encode(), today=TODAY)
    assert refused.value.facts["row"] == row
    assert queries.years(viewer=SYSTEM) == []


def test_the_narrowest_area_says_the_tax_office() -> None:
    payer, anna = a_payer(), a_person()
    a_write_off(anna, payer)
    taken(payer)
    assert (row_of(anna).office, "OFFICE" in row_of(anna).missing) == (None, True)

    an_office("1001", city="ŁÓDŹ")
    assert (row_of(anna).office, row_of(anna).commune) == ("1001", "Łódź")
    an_office("1002", city="", postal_code="90-001")
    assert row_of(anna).office == "1002"
    an_office("1003", city="Łódź", postal_code="90-001")
    assert row_of(anna).office == "1003"
    with pytest.raises(offices.PlaceTaken):
        an_office("1004", city="łódź", postal_code="90-001")

    said = {"province": "mazowieckie", "county": "", "commune": ""}
    offices.set_residence(actor=SYSTEM, taxpayer_id=row_of(anna).id, office="1001", **said)
    assert (row_of(anna).office, row_of(anna).province) == ("1001", "mazowieckie")
    with pytest.raises(offices.NoSuchOffice):
        offices.set_residence(actor=SYSTEM, taxpayer_id=row_of(anna).id, office="9999", **said)


def test_tax_offices_come_from_a_file() -> None:
    head = "kod;nazwa;miejscowość;kod pocztowy;gmina"
    text = f"{head}\n1471;US Łódź;Łódź;;Łódź\n1472;US Drugi;;90-001;\n"
    assert offices.import_offices(actor=SYSTEM, data=text.encode()) == 2
    assert offices.import_offices(actor=SYSTEM, data=text.replace("1471", "1473").encode()) == 2

    assert [(o.code, o.areas) for o in queries.offices(viewer=SYSTEM)] == [
        *(("1471", 0), ("1472", 1), ("1473", 1)),
    ]
    for wrong in ("kod;nazwa\n147;US\n", "kod;nazwa\n1471;\n", "kod\n1471\n"):
        with pytest.raises(rows.FileRefused):
            offices.import_offices(actor=SYSTEM, data=wrong.encode())


def test_what_is_missing_is_named() -> None:
    payer = a_payer()
    nobody = build.a_party("Nieznany", kind="PERSON")
    a_write_off(nobody, payer)
    taken(payer)

    assert row_of(nobody).missing == ("IDENTIFIER", "NAMES", "BIRTH_DATE", "ADDRESS", "OFFICE")


def test_a_clerk_sees_and_changes_nothing() -> None:
    payer, anna = a_payer(), a_person()
    a_write_off(anna, payer)
    taken(payer)
    row = row_of(anna)
    (item,) = queries.items(viewer=CLERK, taxpayer_id=row.id)

    refused: list[Any] = [
        lambda: rows.take_write_offs(actor=CLERK, payer_id=payer, year=2025, today=TODAY),
        lambda: rows.add_item(actor=CLERK, payer_id=payer, draft=a_draft("x"), today=TODAY),
        lambda: rows.import_items(actor=CLERK, payer_id=payer, data=b"", today=TODAY),
        lambda: rows.decide(actor=CLERK, item_id=item.id, counts=True),
        lambda: rows.exclude_many(actor=CLERK, ids=[row.id], options={"exclusion": "LAPSED"}),
        lambda: offices.import_offices(actor=CLERK, data=b""),
        lambda: offices.remove_area(actor=CLERK, area_id=1),
    ]
    for act in refused:
        with pytest.raises(rights.NotAllowed):
            act()
    customer = Actor(user_id=1, realm=Realm.PORTAL)
    assert queries.worksheet_rows(viewer=customer, ids=[row.id]) == []
    assert queries.items(viewer=customer, taxpayer_id=row.id) == []


def test_decisions_keep_their_history_and_the_desk_may_work(as_desk: None) -> None:
    payer, anna = a_payer(), a_person()
    a_write_off(anna, payer)
    taken(payer)
    (item,) = queries.items(viewer=SYSTEM, taxpayer_id=row_of(anna).id)
    rows.decide(actor=SYSTEM, item_id=item.id, counts=False, exclusion="EXEMPT")

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT op, new_values->>'exclusion' FROM trail_change"
            " WHERE table_name = 'tax_item' ORDER BY id"
        )
        assert cursor.fetchall() == [("I", None), ("U", "EXEMPT")]
