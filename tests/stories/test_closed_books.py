"""Closed books: by whatever way money or debts are posted, nothing falls behind the closed day.

Each way is refused, or what it posts is moved to the first open day; money that came in on a closed
day keeps it beside. Every public operation that ends in the ledger is here, or `ELSEWHERE` says why
not. Raw SQL has its test with other attacks.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Q

from kartoteka.billing import operations as billing
from kartoteka.billing.models import InterestNote, WriteOff
from kartoteka.billing.operations import compensation, interest, offsets, write_offs
from kartoteka.billing.operations import credits as notes_of_credit
from kartoteka.billing.rules import ReceivableDraft, ReceivableRow
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as books
from kartoteka.ledger.models import Entry, InterestPeriod, Settlement
from kartoteka.payments import operations as payments
from kartoteka.payments.models import Line, Waiting
from kartoteka.register import operations as register
from kartoteka.register.models import Party
from tests import build
from tests.ledger.builders import a_debit, a_draft, a_payment, on
from tests.payments.builders import PAYER, a_customer, a_line, a_statement, a_utility, taken
from tests.stories.postings import untried

pytestmark = pytest.mark.django_db
CLOSED = on("2026-06-30")
OPEN, TODAY = on("2026-07-01"), on("2026-07-10")
SURE = frozenset({payments.OfClosedDay.code})


@dataclass
class Scene:
    """What stands before the books are closed: a debt that a payment has met in part, another that
    nothing has, a payment that nothing has used, a line of a statement that waits; and a debt and
    money of somebody else."""

    creditor: int
    party: int
    account: int
    other: int
    debt: int
    due: int
    advance: int
    used: int
    unused: int
    line: int
    asked: Any
    offset: Any


@pytest.fixture
def still_open() -> Scene:
    creditor = a_utility()
    party, account = a_customer(creditor, "K0000001")
    _party, other = a_customer(creditor, "K0000002", "Jan Kot")
    kind = {"interest_kind": "pl_commercial_delay"}
    debt = a_debit(account, "100.00", "2026-03-10", number="FV/1", **kind)
    used = a_payment(account, "30.00", "2026-04-10")
    ledger.settle(actor=SYSTEM, credit_id=used, on=on("2026-04-10"))
    due = a_debit(account, "200.00", "2026-03-20", number="FV/2", **kind)
    advance = a_debit(account, "50.00", "2026-06-20", kind="ADVANCE", number="ZL/1")
    third = a_debit(account, "5.00", "2026-03-20", number="FV/3")
    unused = a_payment(account, "11.00", "2026-05-11")
    a_debit(other, "20.00", "2026-03-20", number="FV/5", **kind)
    a_payment(other, "1.00", "2026-05-12")
    taken(a_statement(a_line("7.00", "K0000009", day="2026-06-29")))
    terms = interest.NoteTerms(to=on("2026-05-31"), issued_on=on("2026-06-01"), due_on=OPEN)
    interest.note_interest(actor=SYSTEM, account_id=account, terms=terms, entry_ids=[debt])
    asked = write_offs.ask_write_off(
        actor=SYSTEM,
        draft=write_offs.WriteOffDraft(
            account, "WRITE_OFF", on("2026-06-10"), "small", {due: Decimal("1.00")}
        ),
    )
    draft = offsets.OffsetDraft(
        account_id=account, amounts={third: Decimal("5.00")}, declared_on=on("2026-05-04"),
        their_number="F/7", their_due_on=on("2026-04-01"), their_amount=Decimal("5.00"),
    )  # fmt: skip
    offset = offsets.offset(actor=SYSTEM, draft=draft)
    return Scene(
        creditor, party, account, other, debt, due, advance, used, unused, Line.objects.get().pk,
        asked, offset,
    )  # fmt: skip


@pytest.fixture
def scene(still_open: Scene) -> Scene:
    close(still_open)
    return still_open


def close(scene: Scene) -> None:
    ledger.close_until(actor=SYSTEM, creditor_id=scene.creditor, until=CLOSED)


def behind() -> tuple[set[int], set[int], set[int]]:
    """Entries, settlements and days of interest that stand on the closed day or before it."""
    entries = Entry.objects.filter(Q(effective_on__lte=CLOSED) | Q(booked_on__lte=CLOSED))
    lines = Settlement.objects.filter(effective_on__lte=CLOSED)
    days = InterestPeriod.objects.filter(entry__in=entries)
    return tuple(set(each.values_list("pk", flat=True)) for each in (entries, lines, days))  # type: ignore[return-value]


def a_person(role: Role) -> Actor:
    return Actor(
        user_id=build.a_user(f"p-{role.lower()}", role=role).pk, realm=Realm.DESK, role=role
    )


def a_receivable(scene: Scene, **more: Any) -> ReceivableDraft:
    given = {
        "party_id": scene.party, "creditor_id": scene.creditor, "currency": "PLN",
        "kind": "INVOICE", "number": "FV/9", "issued_on": CLOSED, "due_on": TODAY,
        "amount": Decimal("10.00"), "token": "form-9",
    }  # fmt: skip
    return ReceivableDraft(**{**given, **more})


def receivables(scene: Scene) -> Any:
    row = ReceivableRow(
        creditor_id=scene.creditor, currency="PLN", number="FV/8", issued_on=CLOSED, due_on=TODAY,
        amount=Decimal("10.00"), source="erp", source_ref="8", party_id=scene.party,
    )  # fmt: skip
    return billing.add_receivables(actor=SYSTEM, rows=[row])


def cash(scene: Scene, kind: str = "KP") -> Any:
    desk = payments.add_cash_desk(
        actor=SYSTEM, code="K1", name="Kasa", creditor_id=scene.creditor, currency="PLN"
    )
    draft = payments.CashDraft(
        desk, kind, scene.account, Decimal("10.00"), CLOSED, "Anna", "czynsz", "t"
    )
    return payments.add_cash(actor=SYSTEM, draft=draft, on=TODAY, confirmed=SURE)


def batch(scene: Scene) -> Any:
    draft = payments.BatchDraft(
        creditor_id=scene.creditor, currency="PLN", name="poczta", via="CASH", paid_on=CLOSED,
        count=1, sum=Decimal("10.00"),
    )  # fmt: skip
    made = payments.begin_batch(actor=SYSTEM, draft=draft, on=TODAY, confirmed=SURE)
    item = payments.ItemDraft("K0000001", Decimal("10.00"))
    payments.write_batch(actor=SYSTEM, public_id=made, items=[item])
    return payments.post_batch(actor=SYSTEM, public_id=made)


def refund(scene: Scene) -> Any:
    draft = payments.RefundDraft(scene.account, Decimal("11.00"), PAYER, "Anna", "Zwrot")
    made = payments.prepare_refund(actor=a_person(Role.CLERK), draft=draft, on=CLOSED)
    chief = a_person(Role.ADMINISTRATOR)
    payments.approve_refund(actor=chief, public_id=made, on=CLOSED)
    return made


def a_claim(scene: Scene) -> None:
    """The customer is a firm, and the rate of the euro is known."""
    Party.objects.filter(pk=scene.party).update(kind="COMPANY")
    compensation.set_rate(
        actor=SYSTEM, currency="EUR", day=on("2026-02-27"), rate=Decimal("4.30"), table="A/40"
    )


def one_claim(scene: Scene) -> Any:
    a_claim(scene)
    return compensation.claim_compensation(actor=SYSTEM, entry_id=scene.due, on=CLOSED)


def all_claims(scene: Scene) -> Any:
    a_claim(scene)
    return compensation.claim_all(actor=SYSTEM, on=CLOSED, creditor_id=scene.creditor, days_late=1)


def advances(scene: Scene) -> Any:
    return billing.settle_advances(
        actor=SYSTEM, entry_id=scene.due, advance_ids=[scene.advance], on=CLOSED
    )


def many_notes(scene: Scene) -> Any:
    terms = {"to": on("2026-06-15"), "issued_on": CLOSED, "due_on": TODAY, "dry": False}
    return interest.note_many(actor=SYSTEM, ids=[scene.party], options=terms)


def statement(scene: Scene) -> Any:
    return taken(a_statement(a_line("9.00", "K0000001", day="2026-06-30")), name="b.sta")


REFUSED: dict[str, Callable[[Scene], Any]] = {
    "an entry": lambda s: a_payment(s.account, "1.00", "2026-06-30"),
    "many entries": lambda s: ledger.post_many(
        actor=SYSTEM,
        rows=[
            a_draft(s.party, s.creditor, "1.00", "2026-07-30"),
            a_draft(s.party, s.creditor, "1.00", "2026-07-30", booked_on=CLOSED),
        ],
    ),
    "a transfer": lambda s: ledger.transfer(
        actor=SYSTEM, credit_id=s.unused, to_account_id=s.other, amount=Decimal("1.00"),
        on=CLOSED, reason="x",
    ),
    "withdrawing": lambda s: ledger.withdraw(actor=SYSTEM, credit_id=s.used, reason="x"),
    "a receivable": lambda s: billing.add_receivable(actor=SYSTEM, draft=a_receivable(s)),
    "many receivables": receivables,
    "a credit note": lambda s: notes_of_credit.add_credit(
        actor=SYSTEM,
        draft=notes_of_credit.CreditDraft(
            s.party, s.creditor, "PLN", "NOTE", CLOSED, Decimal("1.00"), "c-1", debt_id=s.due
        ),
    ),
    "a correction": lambda s: billing.correct(
        actor=SYSTEM, entry_id=s.due, amount=Decimal("1.00"), on=CLOSED, reason="x", token="c",
    ),
    "a correction from the start": lambda s: billing.correct(
        actor=SYSTEM, entry_id=s.due, amount=Decimal("1.00"), on=CLOSED, reason="x", token="c",
        from_start=True,
    ),
    "a look at a correction": lambda s: billing.preview_correct(
        viewer=SYSTEM, entry_id=s.due, amount=Decimal("1.00"), on=CLOSED, from_start=True,
        today=TODAY,
    ),
    "a correction upwards": lambda s: billing.correct_upwards(
        actor=SYSTEM, entry_id=s.due, amount=Decimal("1.00"), on=CLOSED, due_on=TODAY, reason="x",
        token="c",
    ),
    "an interest note": lambda s: interest.note_interest(
        actor=SYSTEM, account_id=s.account,
        terms=interest.NoteTerms(to=CLOSED, issued_on=CLOSED, due_on=TODAY),
    ),
    "a cash payout": lambda s: cash(s, "KW"),
    "a refund": refund,
    "a returned payment": lambda s: payments.return_payment(
        actor=SYSTEM, credit_id=s.unused, on=CLOSED, reason="x"
    ),
    "a used payment returned": lambda s: payments.return_payment(
        actor=SYSTEM, credit_id=s.used, on=TODAY, reason="x"
    ),
    "a note taken back": lambda s: interest.withdraw_note(
        actor=SYSTEM, note_id=InterestNote.objects.get().pk, on=CLOSED, reason="x"
    ),
    "an offset taken back": lambda s: offsets.cancel_offset(
        actor=SYSTEM, public_id=s.offset, on=CLOSED, reason="x"
    ),
    "a compensation": one_claim,
    "all compensations": all_claims,
    "advances on the final invoice": advances,
    "many interest notes": many_notes,
    "an interest note corrected": lambda s: interest.correct_note(
        actor=SYSTEM, note_id=InterestNote.objects.get().pk, issued_on=CLOSED, due_on=TODAY,
        reason="x",
    ),
}  # fmt: skip


CAME_LATE: dict[str, Callable[[Scene], Any]] = {
    "a payment by hand": lambda s: payments.add_payment(
        actor=SYSTEM,
        draft=payments.PaymentDraft(s.account, Decimal("1.00"), CLOSED, "x", "t-9"), on=TODAY,
        confirmed=SURE,
    ),
    "a cash receipt": cash,
    "a batch": batch,
    "a waiting line": lambda s: payments.accept(
        actor=SYSTEM, line_id=s.line, account_id=s.account
    ),
    "a waiting line split": lambda s: payments.accept_split(
        actor=SYSTEM, line_id=s.line,
        shares=[
            payments.ShareDraft(s.account, Decimal("3.00")),
            payments.ShareDraft(s.other, Decimal("4.00")),
        ],
    ),
    "a statement": statement,
    "all that waits": lambda s: (
        a_customer(s.creditor, "K0000009", "Ewa Lis"), payments.match(actor=SYSTEM)
    ),
}  # fmt: skip


def a_receipt_voided(scene: Scene) -> Callable[[], Any]:
    made = cash(scene)
    ledger.settle_all(actor=SYSTEM, on=CLOSED)
    return lambda: payments.void_cash(actor=SYSTEM, public_id=made, reason="x", on=TODAY)


def an_unused_receipt_voided(scene: Scene) -> Callable[[], Any]:
    made = cash(scene)
    return lambda: payments.void_cash(actor=SYSTEM, public_id=made, reason="x", on=TODAY)


def a_payout_voided(scene: Scene) -> Callable[[], Any]:
    made = cash(scene, "KW")
    return lambda: payments.void_cash(actor=SYSTEM, public_id=made, reason="x", on=TODAY)


def a_refund_given_up(scene: Scene) -> Callable[[], Any]:
    made = refund(scene)
    return lambda: payments.cancel_refund(actor=SYSTEM, public_id=made, on=TODAY)


def a_write_off_cancelled(scene: Scene) -> Callable[[], Any]:
    write_offs.decide_write_off(
        actor=a_person(Role.ADMINISTRATOR), public_id=scene.asked, on=CLOSED, approve=True
    )
    return lambda: write_offs.cancel_write_off(actor=SYSTEM, public_id=scene.asked, on=TODAY)


def a_payment_that_came_late(scene: Scene) -> Callable[[], Any]:
    late = a_payment(scene.account, "3.00", "2026-04-01")
    return lambda: ledger.replay(actor=SYSTEM, credit_id=late, on=TODAY, reason="x")


UNDONE: dict[str, Callable[[Scene], Callable[[], Any]]] = {
    "a used cash receipt voided": a_receipt_voided,
    "a cash payout voided": a_payout_voided,
    "an approved refund given up": a_refund_given_up,
    "an approved write-off cancelled": a_write_off_cancelled,
    "a replay of what came late": a_payment_that_came_late,
}


def joined(scene: Scene) -> Any:
    """A merge has joined another account, which has a debt and no money."""
    party, account = a_customer(scene.creditor, "K0000003", "Anna Nowak")
    a_debit(account, "4.00", "2026-08-20", number="FV/4")
    register.merge(actor=SYSTEM, survivor_id=party, loser_id=scene.party)
    return ledger.settle(actor=SYSTEM, credit_id=scene.unused, on=TODAY)


def with_interest(scene: Scene) -> None:
    """The scheme takes interest as it has accrued, and the day to which it is noted is closed."""
    ledger.use_scheme(actor=SYSTEM, account_id=scene.other, scheme="PL_COLLECTION")
    ledger.settle_all(actor=SYSTEM, on=TODAY)
    noted = Entry.objects.filter(kind="INTEREST", source="settling")
    assert set(noted.values_list("effective_on", "booked_on")) == {(OPEN, TODAY)}


def named(scene: Scene) -> Any:
    credit = {"designated": (scene.due,), "source": "named", "source_ref": "1"}
    a_payment(scene.account, "1.00", OPEN.isoformat(), **credit)
    return ledger.settle_named(actor=SYSTEM, source="named")


def many_write_offs(scene: Scene) -> Any:
    ids = [WriteOff.objects.get().pk]
    chief = a_person(Role.ADMINISTRATOR)
    return write_offs.approve_many(actor=chief, ids=ids, options={"on": TODAY.isoformat()})


MOVED: dict[str, Callable[[Scene], Any]] = {
    "settling one": lambda s: ledger.settle(actor=SYSTEM, credit_id=s.unused, on=TODAY),
    "settling one as chosen": lambda s: ledger.settle(
        actor=SYSTEM, credit_id=s.unused, on=TODAY, choices={s.due: Decimal("2.00")}
    ),
    "settling all": lambda s: ledger.settle_all(actor=SYSTEM, on=TODAY),
    "a write-off": lambda s: write_offs.decide_write_off(
        actor=a_person(Role.ADMINISTRATOR), public_id=s.asked, on=TODAY, approve=True, answer=""
    ),
    "an offset": lambda s: offsets.offset(
        actor=SYSTEM,
        draft=offsets.OffsetDraft(
            account_id=s.account, amounts={s.due: Decimal("1.00")}, declared_on=TODAY,
            their_number="F/8", their_due_on=on("2026-04-01"), their_amount=Decimal("1.00"),
        ),
    ),
    "settling what is joined": joined,
    "settling with interest": with_interest,
    "settling what names its debt": named,
    "many write-offs": many_write_offs,
}  # fmt: skip
TRIED, BESIDE = "takes back what it does", "leaves what is of a closed day, by its own test"
SAME = "queues, frames or carries out what is tried here"
ELSEWHERE = {
    "billing.carry_out": BESIDE,
    "billing.look": BESIDE,
    "billing.looked_through": TRIED,
    "billing.note_later": SAME,
    "billing.post_advances": BESIDE,
    "billing.preview_invoices": TRIED,
    "billing.queued": BESIDE,
    "billing.take": BESIDE,
    "billing.take_from_folder": BESIDE,
    "billing.take_in_invoices": BESIDE,
    "billing.take_portion": BESIDE,
    "billing.taken": BESIDE,
    "billing.use": SAME,
    "ledger.settle_all_later": SAME,
    "ledger.try_for_all_later": TRIED,
    "ledger.try_for_all_queued": TRIED,
    "ledger.try_scheme": TRIED,
    "payments.preview_return": TRIED,
    "payments.take_from_folder": SAME,
    "payments.take_in": SAME,
    "payments.take_in_and_match": SAME,
    "payments.take_in_held": SAME,
    "payments.take_in_later": SAME,
    "payments.take_in_parsed": SAME,
    "payments.take_in_queued": SAME,
}


@pytest.mark.parametrize("way", [*REFUSED])
def test_what_is_of_a_closed_day_is_refused(scene: Scene, way: str) -> None:
    stood = behind()
    count = Entry.objects.count(), Settlement.objects.count()
    with pytest.raises(ledger.PeriodClosed):
        REFUSED[way](scene)
    assert behind() == stood
    assert (Entry.objects.count(), Settlement.objects.count()) == count


@pytest.mark.parametrize("way", [*CAME_LATE])
def test_money_of_a_closed_day_is_posted_on_the_first_open_one(scene: Scene, way: str) -> None:
    stood, known = behind(), set(Entry.objects.values_list("pk", flat=True))
    CAME_LATE[way](scene)
    assert behind() == stood
    made = Entry.objects.exclude(pk__in=known)
    assert {(one.kind, one.booked_on, one.effective_on) for one in made} == {
        ("PAYMENT", OPEN, OPEN)
    }
    assert {one.paid_on for one in made} == {one.issued_on for one in made}
    assert {one.paid_on for one in made} <= {CLOSED, on("2026-06-29")}
    assert books.prove(viewer=SYSTEM) == []


@pytest.mark.parametrize("way", ["a payment by hand", "a cash receipt", "a batch"])
def test_a_closed_day_that_somebody_types_is_asked_about(
    scene: Scene, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.stories.test_closed_books.SURE", frozenset())
    count = Entry.objects.count()
    with pytest.raises(payments.OfClosedDay) as asked:
        CAME_LATE[way](scene)
    assert asked.value.facts == {"closed": CLOSED, "posted": OPEN, "paid": CLOSED}
    assert Entry.objects.count() == count


@pytest.mark.parametrize("way", [*MOVED])
def test_what_uses_older_entries_falls_on_the_first_open_day(scene: Scene, way: str) -> None:
    stood, before = behind(), Settlement.objects.count()
    MOVED[way](scene)
    assert behind() == stood
    made = list(Settlement.objects.order_by("pk")[before:])
    assert {line.effective_on for line in made} == {OPEN}
    assert books.prove(viewer=SYSTEM) == []


@pytest.mark.parametrize("way", [*UNDONE])
def test_what_was_done_before_stays_done(still_open: Scene, way: str) -> None:
    undo = UNDONE[way](still_open)
    close(still_open)
    stood = behind()
    count = Entry.objects.count(), Settlement.objects.count()
    with pytest.raises(ledger.PeriodClosed):
        undo()
    assert behind() == stood
    assert (Entry.objects.count(), Settlement.objects.count()) == count


def test_cash_that_nothing_used_goes_back_on_an_open_day(still_open: Scene) -> None:
    undo = an_unused_receipt_voided(still_open)
    close(still_open)
    stood, before = behind(), Settlement.objects.count()
    undo()
    assert behind() == stood
    (made,) = Settlement.objects.order_by("pk")[before:]
    assert (made.effective_on, made.amount) == (TODAY, Decimal("10.00"))


def test_a_waiting_line_of_a_closed_day_goes_with_the_next_statement(scene: Scene) -> None:
    a_customer(scene.creditor, "K0000009", "Ewa Lis")
    stood = behind()
    found = taken(a_statement(a_line("9.00", "K0000001", day="2026-07-02")), name="b.sta")
    assert (found.matched.count, found.matched.fresh, found.matched.moved) == (2, 1, ((OPEN, 1),))
    assert behind() == stood
    assert not Waiting.objects.exists()


def test_no_operation_that_posts_is_forgotten() -> None:
    tried = {node.attr for node in ast.walk(ast.parse(Path(__file__).read_text()))
             if isinstance(node, ast.Attribute)}  # fmt: skip
    assert untried(tried) == set(ELSEWHERE)
