"""What is not claimed any more: asked by one, decided by another, taken back whole."""

import itertools
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kartoteka.billing.models import WriteOff, WriteOffLine
from kartoteka.billing.operations import write_offs
from kartoteka.billing.operations.write_offs import WriteOffDraft
from kartoteka.billing.queries import write_offs as queries
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as books
from kartoteka.ledger.models import Entry, OpenAmount
from tests import build
from tests.ledger.builders import a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db


TODAY = on("2026-03-20")
_logins = itertools.count(1)


def a_person(role: Role = Role.ADMINISTRATOR) -> Actor:
    user = build.a_user(f"person{next(_logins)}", role=role)
    return Actor(user_id=user.pk, realm=Realm.DESK, role=role)


def asked(account: int, by: Actor, amounts: dict[int, str] | None, kind: str = "REMISSION") -> UUID:
    draft = WriteOffDraft(
        account_id=account,
        kind=kind,
        on=on("2026-03-10"),
        reason="Died without heirs",
        amounts=None if amounts is None else {k: Decimal(v) for k, v in amounts.items()},
    )
    return write_offs.ask_write_off(actor=by, draft=draft)


def decided(by: Actor, key: UUID, *, approve: bool, answer: str = "") -> None:
    write_offs.decide_write_off(actor=by, public_id=key, on=TODAY, approve=approve, answer=answer)


def open_of(*entries: int) -> list[Decimal]:
    rows = dict(OpenAmount.objects.values_list("entry_id", "amount"))
    return [rows.get(entry, Decimal("0.00")) for entry in entries]


def proved() -> bool:
    return books.prove(viewer=SYSTEM) == []


def test_what_is_asked_posts_nothing_until_another_person_approves() -> None:
    account = an_account()
    debt, other = a_debit(account, "100.00", "2026-02-10"), a_debit(account, "7.00", "2026-02-10")
    clerk, chief = a_person(Role.CLERK), a_person()
    key = asked(account, clerk, {debt: "40.00", other: "7.00"})

    assert open_of(debt, other) == [Decimal("100.00"), Decimal("7.00")]
    decided(chief, key, approve=True, answer="Agreed")

    assert open_of(debt, other) == [Decimal("60.00"), Decimal("0.00")]
    shown = queries.write_off(viewer=clerk, public_id=key)
    assert shown is not None
    assert (shown.number, shown.state, shown.total) == ("UM/2026/00001", "APPROVED", 47)
    assert [(row.entry_id, row.amount, row.remains, row.on) for row in shown.rows] == [
        (debt, Decimal("40.00"), Decimal("60.00"), on("2026-03-10")),
        (other, Decimal("7.00"), Decimal("0.00"), on("2026-03-10")),
    ]
    assert set(Entry.objects.filter(side="CREDIT").values_list("kind", "effective_on")) == {
        ("REMISSION", on("2026-03-10"))
    }
    assert proved()


def test_nobody_decides_about_their_own_request_also_not_by_raw_sql() -> None:
    account = an_account()
    a_debit(account, "100.00", "2026-02-10")
    chief = a_person()
    key = asked(account, chief, None)

    with pytest.raises(write_offs.SamePerson):
        decided(chief, key, approve=True)
    with pytest.raises(IntegrityError, match="billing_writeoff_by_two"), transaction.atomic():
        WriteOff.objects.filter(public_id=key).update(
            decided_at=timezone.now(), decided_by=chief.user_id, is_approved=True
        )
    with pytest.raises(ledger.NotAllowed):
        decided(a_person(Role.CLERK), key, approve=True)


def test_a_debt_paid_meanwhile_refuses_the_approval_with_what_is_left() -> None:
    account = an_account()
    debt = a_debit(account, "100.00", "2026-02-10", number="FV/1")
    key = asked(account, a_person(Role.CLERK), {debt: "100.00"})
    credit = a_payment(account, "30.00", "2026-03-01")
    ledger.settle(actor=SYSTEM, credit_id=credit, on=on("2026-03-01"))

    with pytest.raises(write_offs.NoLongerOpen) as refused:
        decided(a_person(), key, approve=True)
    assert refused.value.facts == {"number": "FV/1", "open": Decimal("70.00")}

    decided(a_person(), key, approve=False, answer="Paid")
    assert open_of(debt) == [Decimal("70.00")]
    with pytest.raises(write_offs.NoSuchRequest):
        decided(a_person(), key, approve=True)


def test_many_are_asked_an_account_each_and_approved_but_for_own_and_paid_ones() -> None:
    first, second, third = an_account(), an_account(), an_account()
    debts = [a_debit(one, "10.00", "2026-02-10") for one in (first, first, second, third)]
    clerk, chief = a_person(Role.CLERK), a_person()
    options = {"kind": "WRITE_OFF", "on": "2026-03-10", "reason": "Below the cost of a letter"}

    told = write_offs.ask_many(actor=clerk, ids=debts[:3], options=options)
    assert (told.done, told.same) == (3, 0)
    assert write_offs.ask_many(actor=clerk, ids=debts[:3], options=options).same == 3
    own = asked(third, chief, None, "WRITE_OFF")
    credit = a_payment(second, "1.00", "2026-03-01")
    ledger.settle(actor=SYSTEM, credit_id=credit, on=on("2026-03-01"))

    done = write_offs.approve_many(
        actor=chief,
        ids=list(WriteOff.objects.values_list("pk", flat=True)),
        options={"on": "2026-03-20"},
    )
    assert done.done == 1
    assert len(done.refused) == 2
    assert open_of(*debts) == [Decimal(text) for text in ("0.00", "0.00", "9.00", "10.00")]
    assert WriteOff.objects.get(public_id=own).decided_at is None
    assert proved()


def test_two_requests_for_one_debt_are_approved_as_far_as_it_is_open() -> None:
    account = an_account()
    debt = a_debit(account, "10.00", "2026-02-10")
    clerk = a_person(Role.CLERK)
    keys = [asked(account, clerk, {debt: amount}) for amount in ("6.00", "6.01")]
    ids = list(WriteOff.objects.filter(public_id__in=keys).values_list("pk", flat=True))

    done = write_offs.approve_many(actor=a_person(), ids=ids, options={"on": "2026-03-20"})
    assert (done.done, len(done.refused)) == (1, 1)
    assert open_of(debt) == [Decimal("4.00")]


def test_a_cancelled_one_opens_its_debts_and_leaves_no_money_for_others() -> None:
    account = an_account()
    debt = a_debit(account, "100.00", "2026-02-10")
    key = asked(account, a_person(Role.CLERK), {debt: "40.00"})
    chief = a_person()
    decided(chief, key, approve=True)
    line = WriteOffLine.objects.get()

    with pytest.raises(ledger.OfADocument):
        ledger.withdraw(actor=SYSTEM, reason="x", credit_id=line.credit_id)
    write_offs.cancel_write_off(actor=chief, public_id=key, on=TODAY)

    assert open_of(debt, line.credit_id or 0) == [Decimal("100.00"), Decimal("0.00")]
    assert not OpenAmount.objects.filter(side="CREDIT").exists()
    ledger.settle_all(actor=SYSTEM, on=TODAY)
    assert open_of(debt) == [Decimal("100.00")]
    assert proved()
    with pytest.raises(write_offs.NotCancelled):
        write_offs.cancel_write_off(actor=chief, public_id=key, on=TODAY)


def test_a_closed_day_moves_it_to_the_first_open_one() -> None:
    account = an_account()
    debt = a_debit(account, "100.00", "2026-02-10")
    key = asked(account, a_person(Role.CLERK), {debt: "100.00"})
    creditor = Entry.objects.get(pk=debt).account.creditor_id
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=on("2026-03-31"))

    decided(a_person(), key, approve=True)
    assert Entry.objects.get(side="CREDIT").effective_on == on("2026-04-01")
    assert open_of(debt) == [Decimal("0.00")]


def test_a_replay_leaves_what_a_write_off_settled() -> None:
    account = an_account()
    old, new = a_debit(account, "50.00", "2026-01-10"), a_debit(account, "50.00", "2026-02-10")
    key = asked(account, a_person(Role.CLERK), {new: "50.00"})
    decided(a_person(), key, approve=True)
    late = a_payment(account, "20.00", "2026-02-01")

    ledger.replay(actor=SYSTEM, credit_id=late, on=on("2026-03-20"), reason="late")
    assert open_of(old, new) == [Decimal("30.00"), Decimal("0.00")]


@pytest.mark.parametrize(
    ("amount", "reason", "refusal"),
    [
        ("0.00", "why", write_offs.NothingToWriteOff),
        ("100.01", "why", write_offs.AboveWhatIsOpen),
        ("1.00", " ", write_offs.WriteOffReasonMissing),
    ],
)
def test_wrong_requests(amount: str, reason: str, refusal: type[Exception]) -> None:
    account = an_account()
    debt = a_debit(account, "100.00", "2026-02-10")
    draft = WriteOffDraft(account, "WRITE_OFF", on("2026-03-10"), reason, {debt: Decimal(amount)})
    with pytest.raises(refusal):
        write_offs.ask_write_off(actor=SYSTEM, draft=draft)
