"""The demo firm: filled by the operations that people use, and only where nothing is."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kartoteka.billing import queries as billing
from kartoteka.config import demo, home
from kartoteka.config.demo import cast
from kartoteka.config.env import CannotStart
from kartoteka.formats import statements
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations as payments
from kartoteka.payments import queries as payment_queries
from kartoteka.payments.models import Line, Payment
from kartoteka.register import queries as register

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_desk: None) -> Path:
    monkeypatch.setattr(home, "path", lambda: tmp_path)
    demo.fill(customers=24, today=TODAY)
    return tmp_path / "demo"


def test_everybody_of_the_cast_owes_what_the_story_says(filled: Path) -> None:
    ids = register.party_ids_by_number(
        viewer=SYSTEM, numbers=[f"K-{n:06d}" for n in range(1, cast.BY_HAND + 1)]
    )
    stands = {
        number: ledger.balance(viewer=SYSTEM, party_id=party_id, on=TODAY)[0]
        for number, party_id in ids.items()
    }
    assert stands["K-000002"].overdue > 0
    assert stands["K-000004"].overpaid > 0
    assert stands["K-000007"].currency == "EUR"
    assert ledger.prove(viewer=SYSTEM) == []


def test_the_newest_invoices_have_their_pdf(filled: Path) -> None:
    (anna,) = register.party_ids_by_number(viewer=SYSTEM, numbers=["K-000002"]).values()
    documents = billing.documents_of(viewer=SYSTEM, party_id=anna, limit=4)
    assert [document.content_id is not None for document in documents] == [True, True, True, False]


def test_the_clerk_finds_statements_to_take_in(filled: Path) -> None:
    files = sorted(filled.iterdir())
    assert [place.name for place in files] == ["vypis-2026-11-22.xml", "wyciag-2026-11-22.sta"]
    for place in files:
        data = place.read_bytes()
        parsed = statements.parse(data, place.name)
        assert parsed.all_problems == ()
        taken = payments.take_in(actor=SYSTEM, data=data, name=place.name, settle_on=TODAY)
        assert taken.new_lines == len(parsed.statements[0].lines) > 0
        assert Decimal("-12.00") in {line.amount for line in parsed.statements[0].lines}
    assert payment_queries.waiting_count(viewer=SYSTEM) > 0


def test_a_slovak_payment_finds_its_invoice_by_the_variable_symbol_alone(filled: Path) -> None:
    numbers = Entry.objects.filter(account__currency="EUR", side="DEBIT").exclude(number="")
    digits = {"".join(filter(str.isdigit, number.number)) for number in numbers}
    assert {len(one) for one in digits} == {9, 10}
    assert set(numbers.values_list("symbol", flat=True)) == digits
    silent = Line.objects.filter(title="Úhrada faktúry")
    matched = Payment.objects.filter(line__in=silent, rule="DOCUMENT")
    assert (silent.count(), matched.count()) == (6, 6)


def test_sign_ins_are_of_each_role_and_one_customer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_desk: None
) -> None:
    monkeypatch.setattr(home, "path", lambda: tmp_path)
    rows = demo.fill(customers=8, today=TODAY)
    assert [(row.screen, row.login) for row in rows] == [
        ("desk", "clerk"),
        ("desk", "administrator"),
        ("desk", "superadministrator"),
        ("portal", "anna"),
    ]
    assert len({row.password for row in rows}) == len(rows)
    with pytest.raises(CannotStart):
        demo.fill(customers=8, today=TODAY)
