"""Interest notes: to a day, above thresholds, never twice, taken back by mirrors."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.utils.translation import override

from kartoteka.billing.models import InterestNote
from kartoteka.billing.operations import interest as operations
from kartoteka.billing.operations import used_notes
from kartoteka.billing.queries import interest as queries
from kartoteka.billing.queries import overtaken
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as ledger_queries
from kartoteka.ledger.models import Account, Entry, OpenAmount, Settlement
from kartoteka.register import operations as register
from kartoteka.register.queries.blocks import Blocked
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=7, realm=Realm.DESK, role=Role.CLERK)
TO = on("2026-05-15")
YES = frozenset({used_notes.NoteUsed.code})


def terms(**more: object) -> operations.NoteTerms:
    said = {"to": TO, "issued_on": on("2026-05-18"), "due_on": on("2026-06-01")} | more
    return operations.NoteTerms(**said)  # type: ignore[arg-type]


def a_late(account: int, amount: str = "1000", due: str = "2026-03-30", **more: object) -> int:
    said = {"interest_kind": "pl_statutory_delay"} | more
    return a_debit(account, amount, due, **said)


def note_of(account: int, **more: object) -> queries.InterestNoteView:
    name = operations.note_interest(actor=CLERK, account_id=account, terms=terms(**more))
    found = queries.interest_note(viewer=CLERK, public_id=name)
    assert found is not None
    return found


def run(accounts: list[int], *, dry: bool = False, **more: object) -> operations.NoteReport:
    report = operations.NoteReport()
    operations.note_accounts(
        actor=CLERK, account_ids=accounts, terms=terms(**more), report=report, dry=dry
    )
    return report


def standing(credit_id: int) -> list[tuple[str, Decimal, str]]:
    """What stands of a credit: the number of the debit, how much, and by which rule."""
    lines = ledger_queries.settlements_of(viewer=SYSTEM, credit_id=credit_id)
    return [(one.debit_number, one.amount, one.rule) for one in lines if one.stands]


def proven() -> bool:
    return ledger_queries.prove(viewer=SYSTEM) == []


def test_a_note_asks_for_what_has_accrued_and_is_no_more_noted(as_desk: None) -> None:
    """1000 × 9.25 % × 46 / 365 = 11.6575; 200 × 9.25 % × 31 / 365 = 1.5712."""
    account = an_account()
    first = a_late(account, number="FV/1")
    a_late(account, "200", "2026-04-14", number="FV/2")
    found = note_of(account)
    assert (found.number, found.amount, found.open_amount) == (
        "NO/2026/00001", Decimal("13.23"), Decimal("13.23"),
    )  # fmt: skip
    assert (found.issued_on, found.to_day, found.due_on, found.stands) == (
        on("2026-05-18"), TO, on("2026-06-01"), True,
    )  # fmt: skip
    lines = queries.note_lines(viewer=CLERK, note=found)
    assert [(one.number, one.first_day, one.last_day, one.amount) for one in lines] == [
        ("FV/1", on("2026-03-31"), TO, Decimal("11.66")),
        ("FV/2", on("2026-04-15"), TO, Decimal("1.57")),
    ]
    entry = Entry.objects.get(pk=lines[0].entry_id)
    assert (entry.kind, entry.debt_id, entry.number, entry.title, entry.due_on, entry.actor) == (
        "INTEREST", first, "NO/2026/00001", "Odsetki od FV/1", on("2026-06-01"), 7,
    )  # fmt: skip
    with pytest.raises(operations.NothingToNote):
        note_of(account)
    # 46 and 31 days more: 23.57 and 3.14 in all are 11.91 and 1.57 more than what is noted.
    later = note_of(
        account, to=on("2026-06-30"), issued_on=on("2026-07-01"), due_on=on("2026-07-15")
    )
    [row, _other] = queries.note_computation(
        viewer=CLERK, note=later, lines=queries.note_lines(viewer=CLERK, note=later)
    )
    assert (row[0].first_day, row[1].interest.accrued, row[1].interest.noted) == (
        on("2026-05-16"), Decimal("23.32"), Decimal("11.66"),
    )  # fmt: skip
    assert row[0].amount == Decimal("11.66")
    assert later.number == "NO/2026/00002"
    assert proven()


def test_what_was_paid_late_is_noted_too_unless_it_is_too_old() -> None:
    account = an_account()
    paid = a_late(account, "1000", "2026-01-12")
    credit = a_payment(account, "1000", "2026-02-12", designated=(paid,))
    ledger.settle(actor=SYSTEM, credit_id=credit, on=on("2026-02-12"))
    with pytest.raises(operations.NothingToNote):
        note_of(account, since=on("2026-01-13"))
    assert note_of(account).amount == Decimal("8.07")
    assert proven()


def test_one_debt_may_be_noted_alone() -> None:
    account = an_account()
    one, _other = a_late(account), a_late(account)
    name = operations.note_interest(actor=CLERK, account_id=account, terms=terms(), entry_ids=[one])
    found = queries.interest_note(viewer=CLERK, public_id=name)
    assert found is not None
    assert [line.debt_id for line in queries.note_lines(viewer=CLERK, note=found)] == [one]
    [line] = queries.note_lines(viewer=CLERK, note=found)
    same = queries.note_of_entry(viewer=CLERK, entry_id=line.entry_id)
    assert same == found
    [listed] = queries.notes_of(viewer=CLERK, party_id=found.party_id)
    assert listed == found


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"to": on("2026-05-19")}, ledger.InterestAhead),
        ({"due_on": on("2026-05-17")}, ledger.DueBeforeIssue),
    ],
)
def test_days_that_do_not_fit_together(more: dict[str, dt.date], refusal: type) -> None:
    account = an_account()
    a_late(account)
    with pytest.raises(refusal):
        note_of(account, **more)
    with pytest.raises(refusal):
        run([account], **more)
    assert not InterestNote.objects.exists()


def test_a_closed_period_or_an_unknown_rate_refuses() -> None:
    account = an_account()
    a_late(account, interest_kind="pl_commercial_delay")
    late = {"to": on("2027-01-15"), "issued_on": on("2027-01-15"), "due_on": on("2027-01-15")}
    with pytest.raises(ledger.RateMissing):
        note_of(account, **late)
    assert run([account], **late).unknown == 1
    creditor = Account.objects.get(pk=account).creditor_id
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=on("2026-05-18"))
    with pytest.raises(ledger.PeriodClosed):
        note_of(account)
    assert not InterestNote.objects.exists()
    assert not Entry.objects.filter(kind="INTEREST").exists()


def test_a_run_counts_first_and_then_notes_above_the_thresholds() -> None:
    creditor = a_creditor()
    large, small, tiny = (an_account(creditor) for _n in range(3))
    a_late(large, "1000")  # 11.66
    a_late(large, "10")  # 0.12: below the least of a debt
    a_late(small, "100")  # 1.17
    a_late(tiny, "10")
    asked = {"least": Decimal("5.00"), "least_of_debt": Decimal("0.50")}
    accounts, blocked = operations.accounts_to_note(actor=CLERK, on=TO, creditor_id=creditor)
    assert (accounts, blocked) == (sorted([large, small, tiny]), 0)
    looked = run(accounts, dry=True, **asked)
    assert not InterestNote.objects.exists()
    done = run(accounts, **asked)
    for report in (looked, done):
        assert (report.notes, report.debts, report.small, report.small_debts) == (1, 1, 1, 2)
        assert dict(report.sums) == {"PLN": Decimal("11.66")}
        assert dict(report.small_sums) == {"PLN": Decimal("1.17")}
        assert [one["amount"] for one in report.below] == ["1.17"]
    assert [one["number"] for one in done.first] == ["NO/2026/00001"]
    assert [one["number"] for one in looked.first] == [""]
    again = run(accounts, **asked)
    assert (again.notes, again.small) == (0, 1)
    assert run(accounts).notes == 3
    assert proven()


def test_numbers_are_of_each_creditor_without_gaps() -> None:
    one, other = a_creditor(), a_creditor()
    accounts = [an_account(creditor) for creditor in (one, other, one)]
    for account in accounts:
        a_late(account)
    run(accounts)
    numbers = {note.account_id: note.number for note in InterestNote.objects.all()}
    assert numbers == {
        accounts[0]: "NO/2026/00001", accounts[1]: "NO/2026/00001", accounts[2]: "NO/2026/00002",
    }  # fmt: skip


def test_whose_collection_is_blocked_is_left_alone() -> None:
    account = an_account()
    a_late(account)
    party = Account.objects.get(pk=account).party_id
    draft = register.BlockDraft(("COLLECTION",), "in court", on("2026-01-01"), None)
    register.set_blocks(actor=SYSTEM, party_ids=[party], draft=draft)
    assert operations.accounts_to_note(actor=CLERK, on=TO, creditor_id=None) == ([], 1)
    with pytest.raises(Blocked):
        note_of(account)


def test_many_of_a_list_are_noted_or_only_counted() -> None:
    account, nothing = an_account(), an_account()
    a_late(account)
    parties = list(
        Account.objects.filter(pk__in=[account, nothing]).values_list("party_id", flat=True)
    )
    options = {"to": "2026-05-15", "issued_on": "2026-05-18", "due_on": "2026-06-01", "since": None}
    options |= {"least": "5.00", "least_of_debt": ""}
    asked = {"actor": CLERK, "ids": parties}
    looked = operations.note_many(**asked, options={**options, "dry": True})  # type: ignore[arg-type]
    assert (looked.done, looked.same, InterestNote.objects.count()) == (1, 1, 0)
    done = operations.note_many(**asked, options={**options, "dry": False})  # type: ignore[arg-type]
    assert (done.done, done.same, InterestNote.objects.count()) == (1, 1, 1)


def test_a_note_is_taken_back_by_mirrors_and_may_be_made_anew(as_desk: None) -> None:
    account = an_account()
    debt = a_late(account)
    found = note_of(account)
    asked = {"actor": CLERK, "note_id": found.id, "on": on("2026-05-20")}
    with pytest.raises(operations.NoteReasonMissing):
        operations.withdraw_note(**asked, reason=" ")  # type: ignore[arg-type]
    operations.withdraw_note(**asked, reason="wrong debtor")  # type: ignore[arg-type]
    gone = queries.interest_note(viewer=CLERK, public_id=found.public_id)
    assert gone is not None
    assert (gone.withdrawn_on, gone.open_amount) == (on("2026-05-20"), Decimal("0.00"))
    assert list(OpenAmount.objects.values_list("entry_id", flat=True)) == [debt]
    mirror = Entry.objects.get(side="CREDIT")
    assert (mirror.kind, mirror.number, mirror.amount) == (
        "CORRECTION", "NO/2026/00001", Decimal("11.66"),
    )  # fmt: skip
    with pytest.raises(operations.NoteWithdrawn):
        operations.withdraw_note(**asked, reason="again")  # type: ignore[arg-type]
    assert note_of(account).number == "NO/2026/00002"
    assert proven()


def test_a_note_of_which_something_is_paid_is_taken_back_when_that_is_confirmed() -> None:
    account = an_account()
    debt = a_late(account, number="FV/1")
    found = note_of(account)
    credit = a_payment(account, "5", "2026-05-20", designated=(debt,), number="W/1")
    ledger.settle(actor=SYSTEM, credit_id=credit, on=on("2026-05-20"))
    asked = {"actor": CLERK, "note_id": found.id, "on": on("2026-05-20"), "reason": "wrong"}
    with override("en"), pytest.raises(used_notes.NoteUsed) as refused:
        operations.withdraw_note(**asked)  # type: ignore[arg-type]
    assert refused.value.facts == {"credits": "W/1 of 20\xa0May\xa02026: PLN\xa05.00"}
    assert standing(credit) == [("NO/2026/00001", Decimal("5.00"), "DESIGNATED")]
    operations.withdraw_note(**asked, confirmed=YES)  # type: ignore[arg-type]
    # Nothing is noted any more: the money lessens the debt.
    assert standing(credit) == [("FV/1", Decimal("5.00"), "DESIGNATED")]
    assert proven()


def test_a_note_of_which_something_is_paid_is_corrected_and_paid_again() -> None:
    """8.62 instead of 11.66, as above; the 5 that were used on the old note are used on the new."""
    account = an_account()
    debt = a_late(account, number="FV/1")
    found = note_of(account)
    paid = a_payment(account, "5", "2026-05-20", designated=(debt,))
    ledger.settle(actor=CLERK, credit_id=paid, on=on("2026-05-20"))
    late = a_payment(account, "400", "2026-04-15", designated=(debt,))
    choice = {"choices": {debt: Decimal(400)}, "confirmed": frozenset({ledger.LatePayment.code})}
    ledger.settle(actor=CLERK, credit_id=late, on=on("2026-05-20"), **choice)  # type: ignore[arg-type]
    asked = {
        "actor": CLERK, "note_id": found.id, "issued_on": on("2026-05-25"),
        "due_on": on("2026-06-08"), "reason": "late payment",
    }  # fmt: skip
    with pytest.raises(used_notes.NoteUsed):
        operations.correct_note(**asked)  # type: ignore[arg-type]
    assert InterestNote.objects.count() == 1
    made = operations.correct_note(**asked, confirmed=YES)  # type: ignore[arg-type]
    new = queries.interest_note(viewer=CLERK, public_id=made)
    assert new is not None
    assert (new.amount, new.open_amount) == (Decimal("8.62"), Decimal("3.62"))
    assert standing(paid) == [("NO/2026/00002", Decimal("5.00"), "DESIGNATED")]
    assert standing(late) == [("FV/1", Decimal("400.00"), "BY_HAND")]
    assert proven()


def test_what_was_settled_in_a_closed_period_stays_with_its_note(as_desk: None) -> None:
    account = an_account()
    a_late(account)
    found = note_of(account)
    credit = a_payment(account, "5", "2026-05-20")
    ledger.settle(actor=SYSTEM, credit_id=credit, on=on("2026-05-20"))
    ledger.close_until(actor=SYSTEM, creditor_id=found.creditor_id, until=on("2026-05-31"))
    with pytest.raises(ledger.PeriodClosed):
        operations.correct_note(
            actor=CLERK, note_id=found.id, issued_on=on("2026-06-10"), due_on=on("2026-06-24"),
            reason="late payment", confirmed=YES,
        )  # fmt: skip
    kept = queries.interest_note(viewer=CLERK, public_id=found.public_id)
    assert kept is not None
    assert (kept.stands, kept.open_amount) == (True, Decimal("6.66"))


def test_an_earlier_payment_found_later_is_no_matter_of_the_note() -> None:
    """The note stays as it was reckoned; what comes after takes its days into account."""
    account = an_account()
    debt = a_late(account)
    found = note_of(account)
    credit = a_payment(account, "500", "2026-04-15")
    ledger.settle(actor=SYSTEM, credit_id=credit, on=on("2026-05-20"), choices={debt: Decimal(500)})
    [(line, computed)] = queries.note_computation(
        viewer=CLERK, note=found, lines=queries.note_lines(viewer=CLERK, note=found)
    )
    assert [one.amount for one in computed.interest.periods] == [Decimal("11.66")]
    assert (computed.interest.noted, line.amount) == (Decimal("0.00"), Decimal("11.66"))
    # Of 1000 for 16 days and 500 for 76: 4.05 + 9.63 = 13.68, and 11.66 of it is noted.
    later = note_of(
        account, to=on("2026-06-30"), issued_on=on("2026-07-01"), due_on=on("2026-07-15")
    )
    assert later.amount == Decimal("2.02")
    assert proven()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_interestnote SET amount = 1",
        "DELETE FROM billing_interestnote",
        "UPDATE billing_interestline SET note_id = 1",
        "TRUNCATE billing_interestline",
    ],
)
def test_notes_are_only_added_to(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="append-only"):
        cursor.execute(statement)


def test_a_late_recorded_payment_overtakes_a_note_which_is_corrected_down() -> None:
    """1000 × 9.25 % × 46 / 365 = 11.66; with 400 paid on 15 April: 1000 for 16 days (4.0548) and
    600 for 30 (4.5616), 8.62: 3.04 less."""
    account = an_account()
    debt = a_late(account, number="FV/1")
    found = note_of(account)
    assert (found.amount, overtaken.overtaken(viewer=CLERK, note_id=found.id)) == (
        Decimal("11.66"), [],
    )  # fmt: skip
    credit = a_payment(account, "400", "2026-04-15", designated=(debt,))
    ledger.settle(actor=CLERK, credit_id=credit, on=on("2026-05-20"), choices={debt: Decimal(400)})
    [told] = overtaken.overtaken(viewer=CLERK, party_id=found.party_id)
    assert (told.number, told.amount, told.differs, told.today) == (
        "NO/2026/00001", Decimal("11.66"), Decimal("-3.04"), Decimal("8.62"),
    )  # fmt: skip
    assert [(one.number, one.differs) for one in told.lines] == [("FV/1", Decimal("-3.04"))]
    assert queries.interest_note(viewer=CLERK, public_id=found.public_id) == found
    made = operations.correct_note(
        actor=CLERK, note_id=found.id, issued_on=on("2026-05-25"), due_on=on("2026-06-08"),
        reason="late payment",
    )  # fmt: skip
    new = queries.interest_note(viewer=CLERK, public_id=made)
    assert new is not None
    assert (new.number, new.amount, new.to_day) == ("NO/2026/00002", Decimal("8.62"), TO)
    assert overtaken.overtaken(viewer=CLERK, party_id=found.party_id) == []
    assert overtaken.corrected_by(viewer=CLERK, note_id=found.id) == (made, "NO/2026/00002")
    assert overtaken.correction_of(viewer=CLERK, note_id=new.id) == (
        found.public_id, "NO/2026/00001",
    )  # fmt: skip
    with pytest.raises(operations.NoteWithdrawn):
        operations.correct_note(
            actor=CLERK, note_id=found.id, issued_on=on("2026-05-25"), due_on=on("2026-06-08"),
            reason="again",
        )  # fmt: skip
    assert proven()


def test_the_last_note_of_a_debt_tells_the_difference_and_is_corrected_up() -> None:
    """A payment that is taken back leaves 1000 for 46 days: 11.66 instead of 8.62."""
    account = an_account()
    debt = a_late(account, number="FV/1")
    credit = a_payment(account, "400", "2026-04-15", designated=(debt,))
    ledger.settle(actor=CLERK, credit_id=credit, on=on("2026-04-15"), choices={debt: Decimal(400)})
    first = note_of(account, to=on("2026-04-30"))
    second = note_of(account)
    assert (first.amount, second.amount) == (Decimal("6.34"), Decimal("2.28"))
    late = a_payment(account, "100", "2026-04-20", designated=(debt,))
    ledger.settle(actor=CLERK, credit_id=late, on=on("2026-05-20"), choices={debt: Decimal(100)})
    [told] = overtaken.overtaken(viewer=CLERK, party_id=first.party_id)
    # 1000 for 16 days, 600 for 5, 500 for 25: 4.0548 + 0.7603 + 3.1678 = 7.98, 0.64 less.
    assert (told.number, told.differs) == (second.number, Decimal("-0.64"))
    made = operations.correct_note(
        actor=CLERK, note_id=second.id, issued_on=on("2026-05-25"), due_on=on("2026-06-08"),
        reason="late payment",
    )  # fmt: skip
    new = queries.interest_note(viewer=CLERK, public_id=made)
    assert new is not None
    assert new.amount == Decimal("1.64")
    rows = Settlement.objects.filter(credit_id=late, mirrors=None)
    ledger.withdraw(
        actor=CLERK, settlement_ids=list(rows.values_list("pk", flat=True)), reason="not theirs"
    )
    assert overtaken.overtaken(viewer=CLERK, note_id=first.id) == []
    [up] = overtaken.overtaken(viewer=CLERK, party_id=first.party_id)
    assert (up.number, up.differs, up.today) == (new.number, Decimal("0.64"), Decimal("2.28"))
    assert proven()


def test_a_debt_paid_in_time_after_all_leaves_nothing_to_correct() -> None:
    account = an_account()
    debt = a_late(account, number="FV/1")
    found = note_of(account)
    credit = a_payment(account, "1000", "2026-03-30", designated=(debt,))
    ledger.settle(actor=CLERK, credit_id=credit, on=on("2026-05-20"), choices={debt: Decimal(1000)})
    [told] = overtaken.overtaken(viewer=CLERK, note_id=found.id)
    assert (told.differs, told.today) == (Decimal("-11.66"), Decimal("0.00"))
    with pytest.raises(operations.NothingLeft):
        operations.correct_note(
            actor=CLERK, note_id=found.id, issued_on=on("2026-05-25"), due_on=on("2026-06-08"),
            reason="paid in time",
        )  # fmt: skip
    assert queries.interest_note(viewer=CLERK, public_id=found.public_id) == found
