"""The demo firm: filled by the operations that people use, and only where nothing is."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kartoteka.access import queries as access
from kartoteka.access.models import User
from kartoteka.billing import queries as billing
from kartoteka.billing.models import (
    AdvancePlan,
    InterestNote,
    InvoiceSet,
    Offset,
    PriceList,
    PriceVersion,
    SetLine,
    WriteOff,
)
from kartoteka.config import demo, home
from kartoteka.config.demo import cast, registers
from kartoteka.config.env import CannotStart
from kartoteka.correspondence.models import Email, Letter
from kartoteka.documents import queries as documents
from kartoteka.formats import statements
from kartoteka.insight.models import Mailed, Mailing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.models import Entry, Plan
from kartoteka.payments import operations as payments
from kartoteka.payments import queries as payment_queries
from kartoteka.payments.models import (
    Batch,
    CashDesk,
    CashDocument,
    CashVoid,
    Line,
    Mask,
    Payment,
    Refund,
    RefundFile,
    Returned,
)
from kartoteka.privacy import queries as privacy
from kartoteka.register import queries as register
from kartoteka.register.models import Twin
from kartoteka.register.queries import blocks, fields, groups, outside, persons

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
    numbers = Entry.objects.filter(account__currency="EUR", kind="INVOICE")
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


def test_what_the_register_knows_of_the_first_customers(filled: Path) -> None:
    ids = register.party_ids_by_number(
        viewer=SYSTEM, numbers=[f"K-{n:06d}" for n in (*range(1, 9), 900_001, 900_002)]
    )
    anna, housing = ids["K-000002"], ids["K-000001"]
    (tab,) = fields.record_tabs(viewer=SYSTEM, record="party", record_id=anna)
    assert {key: one.text for key, one in tab.shown.items() if one.text} == {
        "meter": "WM-100774",
        "access": "staircase",
        "read_on": "19\u00a0Oct\u00a02026",
    }
    papers = documents.documents_of(viewer=SYSTEM, party_id=anna, on=TODAY)
    assert [(paper.type_name, paper.valid_to, paper.files) for paper in papers] == [
        ("Power of attorney", dt.date(2026, 12, 4), 1)
    ]
    assert documents.warned(viewer=SYSTEM, on=TODAY).ending == 1
    assert [(line.label, line.is_dynamic) for line in groups.groups(viewer=SYSTEM)] == [
        ("Building managers", False),
        ("Overdue by more than 100 zł", True),
    ]
    served = persons.served_by(viewer=SYSTEM, person_ids=[ids["K-900001"]], on=TODAY)
    assert {line.party_id for line in served} == {housing, ids["K-000003"]}
    stopped = blocks.blocked(viewer=SYSTEM, party_ids=list(ids.values()), what="PAYOUT", on=TODAY)
    assert set(stopped) == {ids["K-000004"]}
    twins = set(Twin.objects.values_list("first_id", "second_id"))
    assert (ids["K-000004"], ids["K-900002"]) in twins
    assert [line.is_given for line in privacy.consents_of(viewer=SYSTEM, party_id=anna)] == [
        False,
        True,
        True,
    ]
    (view,) = access.views(viewer=SYSTEM, subject="parties")
    assert (view.name, view.is_shared) == ("Po terminie, z wodomierzem", True)


def test_the_lists_of_money_and_letters_have_something_in_them(filled: Path) -> None:
    models = (
        PriceList, PriceVersion, InvoiceSet, InterestNote, Plan, WriteOff, Offset, AdvancePlan,
        Mask, CashDesk, CashDocument, CashVoid, Batch, Refund, RefundFile, Returned, Mailing,
        Mailed, Letter, Email,
    )  # fmt: skip
    assert {model.__name__: model.objects.count() for model in models} == {
        "PriceList": 2,
        "PriceVersion": 6,
        "InvoiceSet": 2,
        "InterestNote": 7,
        "Plan": 2,
        "WriteOff": 5,
        "Offset": 2,
        "AdvancePlan": 3,
        "Mask": 2,
        "CashDesk": 2,
        "CashDocument": 7,
        "CashVoid": 1,
        "Batch": 3,
        "Refund": 5,
        "RefundFile": 2,
        "Returned": 2,
        "Mailing": 3,
        "Mailed": 10,
        "Letter": 7,
        "Email": 1,
    }
    assert ledger.prove(viewer=SYSTEM) == []


def test_what_the_staff_did_is_theirs_and_stands_as_far_as_it_has_come(filled: Path) -> None:
    clerk, administrator = (
        User.everyone.get(login=login).pk for login in ("clerk", "administrator")
    )
    refunds = Refund.objects.order_by("pk")
    assert list(refunds.values_list("account__party__number", "amount", "state")) == [
        ("K-000010", Decimal("61.00"), "SENT"),
        ("K-000012", Decimal("38.50"), "APPROVED"),
        ("K-000018", Decimal("72.40"), "PREPARED"),
        ("K-000021", Decimal("18.60"), "SENT"),
        ("K-000011", Decimal("14.20"), "PREPARED"),
    ]
    assert set(refunds.values_list("prepared_by", "approved_by")) == {
        (clerk, administrator),
        (clerk, None),
    }
    assert set(RefundFile.objects.values_list("format", "sum")) == {
        ("ELIXIR0", Decimal("61.00")),
        ("PAIN001", Decimal("18.60")),
    }
    write_offs = WriteOff.objects.order_by("pk")
    assert list(write_offs.values_list("kind", "is_approved", "decided_by")) == [
        ("WRITE_OFF", True, administrator),
        ("WRITE_OFF", False, administrator),
        ("REMISSION", True, administrator),
        ("REMISSION", None, None),
        ("WRITE_OFF", None, None),
    ]
    lines = SetLine.objects.order_by("of", "place")
    assert list(lines.values_list("of__state", "outcome", "code")) == [
        ("TAKEN", "NEW", ""),
        ("TAKEN", "NEW", ""),
        ("TAKEN", "REFUSED", "ksef.no_customer"),
        ("TAKEN", "JOINED", ""),
        ("LOOKED", "NEW", ""),
        ("LOOKED", "NEW", ""),
    ]
    assert list(CashDocument.objects.order_by("pk").values_list("number", "amount"))[-2:] == [
        ("KP/P1/2026/00002", Decimal("25.00")),
        ("KW/K1/2026/00001", Decimal("30.00")),
    ]


@pytest.mark.django_db(transaction=True)
def test_outside_registers_were_asked_about_the_first_firms(filled: Path) -> None:
    registers.ask(customers=24, today=TODAY)
    ids = register.party_ids_by_number(viewer=SYSTEM, numbers=["K-000001", "K-000007"])
    housing, slovak = ids["K-000001"], ids["K-000007"]
    standings = outside.standings(viewer=SYSTEM, party_id=housing)
    assert [(line.about, line.status) for line in standings] == [("VAT", "ACTIVE")]
    facts = outside.outside_facts(viewer=SYSTEM, party_id=slovak)
    assert facts is not None
    assert (facts.source, facts.legal_form) == ("RPO SR", "Akciová spoločnosť")
