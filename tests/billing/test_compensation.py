"""40, 70 or 100 euro for recovery: the law's amounts, the right rate, once a document."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kartoteka.billing.models import ExchangeRate, Tie
from kartoteka.billing.operations import by_hand
from kartoteka.billing.operations import compensation as operations
from kartoteka.billing.queries import compensation
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry
from tests import build
from tests.conftest import NO_SAMPLES
from tests.ledger.builders import a_creditor, a_debit, a_payment, on

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples" / "compensation_examples"
CLERK = Actor(user_id=7, realm=Realm.DESK, role=Role.CLERK)
TODAY = on("2026-03-10")


@pytest.fixture(autouse=True)
def rates() -> None:
    for day, rate in (("2025-12-31", "4.2267"), ("2026-01-30", "4.2131"), ("2026-02-27", "4.30")):
        operations.set_rate(
            actor=SYSTEM, currency="EUR", day=on(day), rate=Decimal(rate), table=f"A/{day}"
        )


def an_account_of(kind: str = "COMPANY", *, currency: str = "PLN", country: str = "PL") -> int:
    creditor = a_creditor("PL_UTILITY" if country == "PL" else "SK_BUSINESS")
    if country != "PL":
        Entry._meta.apps.get_model("register", "Party").objects.filter(pk=creditor).update(
            country=country
        )
    party = build.a_party("Mill", kind=kind, last_name="Mill", first_name="Jan")
    return ledger.open_account(
        actor=SYSTEM, party_id=party, creditor_id=creditor, currency=currency
    )


def a_late(
    amount: str, due: str = "2026-02-10", *, account: int | None = None, **more: object
) -> int:
    said = {"interest_kind": "pl_commercial_delay", "number": "FV/1"} | more
    return a_debit(account or an_account_of(), amount, due, **said)


def told(entry_id: int, day: dt.date = TODAY) -> compensation.Compensation:
    (found,) = compensation.compensations(viewer=SYSTEM, on=day, entry_ids=[entry_id])
    return found


@pytest.mark.parametrize(
    ("amount", "euro"),
    [
        ("0.01", "40"), ("5000.00", "40"), ("5000.01", "70"), ("49999.99", "70"),
        ("50000.00", "100"), ("1000000.00", "100"),
    ],
)  # fmt: skip
def test_the_tier_goes_by_the_amount(amount: str, euro: str) -> None:
    assert told(a_late(amount)).euro == Decimal(euro)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=NO_SAMPLES)
def test_worked_examples_of_others() -> None:
    rows = list(csv.DictReader((SAMPLES / "eur_tier.csv").open(encoding="utf-8")))
    assert len(rows) == 4
    found = [told(a_late(f"{Decimal(row['amount_pln']):.2f}")).euro for row in rows]
    assert found == [Decimal(row["expected_eur"]) for row in rows]


@pytest.mark.parametrize(
    ("due", "rate_on", "claimed"),
    [
        ("2026-02-10", "2026-01-30", "168.52"),
        ("2026-02-27", "2026-01-30", "168.52"),
        # Due on Saturday the 28th: it ends on Monday 2 March, and is due on the 3rd.
        ("2026-02-28", "2026-02-27", "172.00"),
        ("2026-01-30", "2025-12-31", "169.07"),
        # Due on the last day of a month: the claim becomes due on the first of the next.
        ("2025-12-31", "2025-12-31", "169.07"),
    ],
)
def test_the_rate_is_of_the_last_worked_day_of_the_month_before(
    due: str, rate_on: str, claimed: str
) -> None:
    found = told(a_late("100.00", due))
    assert (found.rate_on, found.claimed) == (on(rate_on), Decimal(claimed))


def test_before_2020_it_was_flat() -> None:
    operations.set_rate(
        actor=SYSTEM, currency="EUR", day=on("2019-09-30"), rate=Decimal("4.3736"), table="A"
    )
    assert told(a_late("60000.00", "2019-10-10")).claimed == Decimal("174.94")


def test_in_slovakia_it_is_flat_and_in_euro() -> None:
    account = an_account_of(currency="EUR", country="SK")
    kind = "sk_commercial_delay_half_year"
    found = told(a_late("60000.00", account=account, interest_kind=kind))
    assert (found.claimed, found.currency, found.fault) == (Decimal("40.00"), "EUR", "")
    entry = operations.claim_compensation(actor=CLERK, entry_id=found.entry_id, on=TODAY)
    assert Entry.objects.get(pk=entry).title == (
        "Paušálna náhrada 40 EUR nákladov spojených s uplatnením FV/1 (§ 2 nar. vl. 21/2013 Z. z.)"
    )


def test_it_is_a_cost_that_hangs_on_the_document_and_posted_once(as_desk: None) -> None:
    debt = a_late("6000.00")
    entry = operations.claim_compensation(actor=CLERK, entry_id=debt, on=TODAY)
    posted = Entry.objects.get(pk=entry)
    assert (posted.kind, posted.debt_id, posted.amount) == ("COST", debt, Decimal("294.92"))
    assert (posted.number, posted.due_on) == ("KO/2026/00001", TODAY)
    assert posted.title == (
        "Rekompensata 40 EUR za koszty odzyskiwania FV/1 po kursie 4.2131, tabela A/2026-01-30 z "
        "2026-01-30 (art. 10 ust. 1 ustawy z 8.03.2013)"
    ).replace("40", "70")
    with pytest.raises(operations.NoCompensation) as refused:
        operations.claim_compensation(actor=CLERK, entry_id=debt, on=TODAY)
    assert refused.value.sentence() == ("Compensation has been claimed for this document already.")
    assert Entry.objects.filter(kind="COST").count() == 1


def test_says_why_nothing_may_be_claimed() -> None:
    consumer = a_late("100.00", account=an_account_of("PERSON"))
    euro = a_late("100.00", account=an_account_of(currency="EUR"))
    paid_account = an_account_of()
    paid = a_late("100.00", account=paid_account)
    payment = a_payment(paid_account, "100.00", "2026-02-10")
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-02-10"))
    faults = {
        consumer: "consumer",
        euro: "currency",
        paid: "paid_in_time",
        a_late("100.00", interest_kind="pl_statutory_delay"): "not_commercial",
        a_late("100.00", "2026-03-10"): "not_late",
        a_late("100.00", "2026-06-10"): "not_late",
        a_late("100.00", "2025-11-10"): "no_rate",
        a_late("100.00", "2013-01-10"): "no_law",
    }
    assert {entry: told(entry).fault for entry in faults} == faults
    for entry, fault in faults.items():
        with pytest.raises(operations.NoCompensation):
            operations.claim_compensation(actor=CLERK, entry_id=entry, on=TODAY)
        assert fault in compensation.WHY_NOT
    assert Entry.objects.filter(kind="COST").count() == 0


def test_what_was_paid_late_gives_a_right_too() -> None:
    account = an_account_of()
    late = a_late("100.00", account=account)
    payment = a_payment(account, "100.00", "2026-02-12")
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-02-12"))
    assert told(late).fault == ""


@pytest.mark.parametrize(("paid_on", "fault"), [("2026-02-10", "paid_in_time"), ("2026-02-11", "")])
def test_late_is_what_came_late_whatever_day_the_books_carry(paid_on: str, fault: str) -> None:
    account = an_account_of()
    entry = Entry.objects.select_related("account").get(pk=a_late("100.00", account=account))
    creditor = entry.account.creditor_id
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=on("2026-02-28"))
    payment = a_payment(account, "100.00", paid_on, paid_on=on(paid_on))
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-03-05"))
    assert told(entry.pk).fault == fault


def a_correction(entry_id: int, amount: str, day: str) -> None:
    by_hand.correct(
        actor=SYSTEM, entry_id=entry_id, amount=Decimal(amount), on=on(day), reason="misread",
        token=f"{entry_id}/{day}",
    )  # fmt: skip


def test_what_corrections_took_away_was_never_owed() -> None:
    smaller = a_late("6000.00")
    a_correction(smaller, "1000.00", "2026-03-02")
    assert (told(smaller).amount, told(smaller).euro) == (Decimal("5000.00"), Decimal(40))
    gone = a_late("300.00")
    a_correction(gone, "300.00", "2026-03-05")
    assert told(gone).fault == "corrected"
    # 200 came in time, and the rest was no debt: nobody has paid late.
    account = an_account_of()
    rest = a_late("300.00", account=account)
    payment = a_payment(account, "200.00", "2026-02-09")
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-02-10"))
    a_correction(rest, "100.00", "2026-03-05")
    assert told(rest).fault == "paid_in_time"


def more(entry_id: int, amount: str, due: str, *, issued: str = "2026-02-01") -> int:
    return by_hand.correct_upwards(
        actor=SYSTEM, entry_id=entry_id, amount=Decimal(amount), on=on(issued), due_on=on(due),
        reason="read anew", token=f"{entry_id}/{due}/{amount}",
    )  # fmt: skip


def paid(entry_id: int, day: str) -> None:
    """The whole of an entry is paid on a day."""
    entry = Entry.objects.get(pk=entry_id)
    credit = a_payment(entry.account_id, str(entry.amount), day)
    ledger.settle(actor=SYSTEM, credit_id=credit, on=on(day), choices={entry_id: entry.amount})


def test_a_document_and_what_corrections_add_to_it_are_one_transaction() -> None:
    document = a_late("4900.00")
    up = more(document, "200.00", "2026-02-20")
    further = more(up, "10.00", "2026-06-20")
    found = told(document)
    assert (found.amount, found.euro, found.due_on) == (
        Decimal("5110.00"), Decimal(70), on("2026-02-10"),
    )  # fmt: skip
    assert found.open_amount == Decimal("5110.00")
    a_correction(up, "110.00", "2026-03-01")
    assert (told(document).amount, told(document).euro) == (Decimal("5000.00"), Decimal(40))
    for part in (up, further):
        assert told(part).fault == "of_document"
        with pytest.raises(operations.NoCompensation):
            operations.claim_compensation(actor=CLERK, entry_id=part, on=TODAY)
    rows = compensation.compensations(viewer=SYSTEM, on=TODAY)
    assert [row.entry_id for row in rows] == [document]
    assert operations.claim_all(actor=CLERK, on=TODAY, creditor_id=None, days_late=0) == (1, 0)
    assert told(document).fault == "already"
    with pytest.raises(operations.NothingToClaim):
        operations.claim_all(actor=CLERK, on=TODAY, creditor_id=None, days_late=0)


def test_what_was_claimed_for_a_correction_counts_for_its_document() -> None:
    document = a_late("100.00")
    up = more(document, "20.00", "2026-02-20")
    entry = Entry.objects.get(pk=up)
    a_debit(
        entry.account_id, "168.52", "2026-03-01", kind="COST", debt_id=up,
        source="billing.compensation", source_ref=str(up),
    )  # fmt: skip
    assert told(document).fault == "already"


def test_where_only_the_correction_is_late_its_amount_and_day_count_for_the_document() -> None:
    document = a_late("60000.00", "2026-01-30")
    up = more(document, "6000.00", "2026-03-03", issued="2026-02-20")
    paid(document, "2026-01-30")
    found = told(document)
    assert (found.fault, found.amount, found.euro) == ("", Decimal("6000.00"), Decimal(70))
    assert (found.due_on, found.rate_on) == (on("2026-03-03"), on("2026-02-27"))
    assert [row.entry_id for row in compensation.compensations(viewer=SYSTEM, on=TODAY)] == [
        document
    ]
    claim = operations.claim_compensation(actor=CLERK, entry_id=document, on=TODAY)
    assert Entry.objects.get(pk=claim).debt_id == document
    assert told(up).fault == "of_document"
    assert compensation.compensations(viewer=SYSTEM, on=TODAY)[0].fault == "already"


def test_a_document_and_its_correction_paid_in_time_give_no_right() -> None:
    document = a_late("100.00")
    up = more(document, "20.00", "2026-02-20")
    paid(document, "2026-02-10")
    paid(up, "2026-02-20")
    assert told(document).fault == "paid_in_time"


def test_a_correction_of_several_documents_is_of_the_one_due_first() -> None:
    account = an_account_of()
    later = a_late("100.00", "2026-02-12", account=account, number="FV/2")
    first = a_late("4990.00", account=account)
    up = more(first, "20.00", "2026-02-20")
    Tie.objects.create(entry_id=up, document_id=later, kind="CORRECTS")
    assert (told(first).amount, told(later).amount) == (Decimal("5010.00"), Decimal("100.00"))


def test_many_are_claimed_at_once_and_numbered_without_gaps() -> None:
    account = an_account_of()
    for number in ("FV/1", "FV/2", "FV/3"):
        a_late("100.00", account=account, number=number)
    fresh = a_late("100.00", "2026-03-05", account=account, number="FV/4")
    a_late("100.00", "2025-11-10", account=account, number="FV/5")
    asked = {"creditor_id": None, "days_late": 14}
    assert operations.claim_all(actor=CLERK, on=TODAY, **asked) == (3, 1)
    posted = Entry.objects.filter(kind="COST").order_by("number")
    assert [one.number for one in posted] == [f"KO/2026/0000{n}" for n in (1, 2, 3)]
    assert not posted.filter(debt_id=fresh).exists()
    with pytest.raises(operations.NothingToClaim):
        operations.claim_all(actor=CLERK, on=TODAY, **asked)
    assert operations.claim_all(actor=CLERK, on=TODAY, creditor_id=None, days_late=0) == (1, 1)
    assert Entry.objects.get(debt_id=fresh).number == "KO/2026/00004"


def test_a_file_of_rates_replaces_what_was_typed_and_clerks_may_not() -> None:
    told_ = b"""<ArrayOfExchangeRatesTable><ExchangeRatesTable><Table>A</Table>
    <No>021/A/NBP/2026</No><EffectiveDate>2026-01-30</EffectiveDate><Rates>
    <Rate><Currency>euro</Currency><Code>EUR</Code><Mid>4.2132</Mid></Rate></Rates>
    </ExchangeRatesTable></ArrayOfExchangeRatesTable>"""
    assert operations.import_rates(actor=SYSTEM, data=told_) == 1
    kept = ExchangeRate.objects.get(day=on("2026-01-30"))
    assert (kept.rate, kept.table, kept.is_by_hand) == (Decimal("4.2132"), "021/A/NBP/2026", False)
    with pytest.raises(operations.RatesUnreadable):
        operations.import_rates(actor=SYSTEM, data=b"nothing")
    with pytest.raises(Refusal, match="not_allowed"):
        operations.import_rates(actor=CLERK, data=told_)
    with pytest.raises(operations.NotARate):
        operations.set_rate(actor=SYSTEM, currency="EUR", day=TODAY, rate=Decimal(0), table="A")
