"""Closed books: by whatever way money or debts are posted, nothing falls behind the closed day.

Each way is refused, or what it posts is moved to the first open day. Imports of receivables, KSeF,
advance plans and raw SQL have such tests beside their own (`PeriodClosed`, `period_closed`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from kartoteka.billing import operations as billing
from kartoteka.billing.models import InterestNote
from kartoteka.billing.operations import credits as notes_of_credit
from kartoteka.billing.operations import interest, offsets, write_offs
from kartoteka.billing.rules import ReceivableDraft, ReceivableRow
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as books
from kartoteka.ledger.models import Entry, InterestPeriod, Settlement
from kartoteka.payments import operations as payments
from kartoteka.payments.models import Line, Waiting
from tests import build
from tests.ledger.builders import a_debit, a_draft, a_payment, on
from tests.payments.builders import PAYER, a_customer, a_line, a_statement, a_utility, taken

pytestmark = pytest.mark.django_db
CLOSED = on("2026-06-30")
OPEN, TODAY = on("2026-07-01"), on("2026-07-10")


@dataclass
class Scene:
    """What stood when the books were closed: a debt that a payment has met in part, another that
    nothing has, a payment that nothing has used, a line of a statement that waits."""

    creditor: int
    party: int
    account: int
    other: int
    debt: int
    due: int
    used: int
    unused: int
    line: int
    asked: Any
    offset: Any


@pytest.fixture
def scene() -> Scene:
    creditor = a_utility()
    party, account = a_customer(creditor, "K0000001")
    _party, other = a_customer(creditor, "K0000002", "Jan Kot")
    kind = {"interest_kind": "pl_commercial_delay"}
    debt = a_debit(account, "100.00", "2026-03-10", number="FV/1", **kind)
    used = a_payment(account, "30.00", "2026-04-10")
    ledger.settle(actor=SYSTEM, credit_id=used, on=on("2026-04-10"))
    due = a_debit(account, "200.00", "2026-03-20", number="FV/2", **kind)
    third = a_debit(account, "5.00", "2026-03-20", number="FV/3")
    unused = a_payment(account, "11.00", "2026-05-11")
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
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=CLOSED)
    return Scene(
        creditor, party, account, other, debt, due, used, unused, Line.objects.get().pk,
        asked, offset,
    )  # fmt: skip


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


def cash(scene: Scene) -> Any:
    desk = payments.add_cash_desk(
        actor=SYSTEM, code="K1", name="Kasa", creditor_id=scene.creditor, currency="PLN"
    )
    draft = payments.CashDraft(
        desk, "KP", scene.account, Decimal("10.00"), CLOSED, "Anna", "czynsz", "t"
    )
    return payments.add_cash(actor=SYSTEM, draft=draft, on=TODAY)


def batch(scene: Scene) -> Any:
    draft = payments.BatchDraft(
        creditor_id=scene.creditor, currency="PLN", name="poczta", via="CASH", paid_on=CLOSED,
        count=1, sum=Decimal("10.00"),
    )  # fmt: skip
    made = payments.begin_batch(actor=SYSTEM, draft=draft, on=TODAY)
    item = payments.ItemDraft("K0000001", Decimal("10.00"))
    payments.write_batch(actor=SYSTEM, public_id=made, items=[item])
    return payments.post_batch(actor=SYSTEM, public_id=made)


def refund(scene: Scene) -> Any:
    draft = payments.RefundDraft(scene.account, Decimal("11.00"), PAYER, "Anna", "Zwrot")
    made = payments.prepare_refund(actor=a_person(Role.CLERK), draft=draft, on=CLOSED)
    chief = a_person(Role.ADMINISTRATOR)
    return payments.approve_refund(actor=chief, public_id=made, on=CLOSED)


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
    "a correction upwards": lambda s: billing.correct_upwards(
        actor=SYSTEM, entry_id=s.due, amount=Decimal("1.00"), on=CLOSED, due_on=TODAY, reason="x",
        token="c",
    ),
    "an interest note": lambda s: interest.note_interest(
        actor=SYSTEM, account_id=s.account,
        terms=interest.NoteTerms(to=CLOSED, issued_on=CLOSED, due_on=TODAY),
    ),
    "a payment by hand": lambda s: payments.add_payment(
        actor=SYSTEM,
        draft=payments.PaymentDraft(s.account, Decimal("1.00"), CLOSED, "x", "t-9"), on=TODAY,
    ),
    "a cash receipt": cash,
    "a batch": batch,
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
}  # fmt: skip
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
}  # fmt: skip


@pytest.mark.parametrize("way", [*REFUSED])
def test_what_is_of_a_closed_day_is_refused(scene: Scene, way: str) -> None:
    stood = behind()
    count = Entry.objects.count(), Settlement.objects.count()
    with pytest.raises(ledger.PeriodClosed):
        REFUSED[way](scene)
    assert behind() == stood
    assert (Entry.objects.count(), Settlement.objects.count()) == count


@pytest.mark.parametrize("way", [*MOVED])
def test_what_uses_older_entries_falls_on_the_first_open_day(scene: Scene, way: str) -> None:
    stood, before = behind(), Settlement.objects.count()
    MOVED[way](scene)
    assert behind() == stood
    made = list(Settlement.objects.order_by("pk")[before:])
    assert {line.effective_on for line in made} == {OPEN}
    assert books.prove(viewer=SYSTEM) == []


def test_a_waiting_line_of_a_closed_day_hinders_no_other(scene: Scene) -> None:
    a_customer(scene.creditor, "K0000009", "Ewa Lis")
    stood = behind()
    found = taken(a_statement(a_line("9.00", "K0000001", day="2026-07-02")), name="b.sta")
    assert found.matched.count == 1
    assert payments.match(actor=SYSTEM).count == 0
    assert behind() == stood
    assert list(Waiting.objects.values_list("line_id", flat=True)) == [scene.line]
