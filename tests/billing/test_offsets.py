"""Claims of both sides end together: on the right day, in equal parts, and back again."""

from decimal import Decimal

import pytest

from kartoteka.billing.operations import offsets
from kartoteka.billing.operations.offsets import OffsetDraft
from kartoteka.billing.queries import write_offs as queries
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as books
from kartoteka.ledger.models import Account, Entry, OpenAmount
from tests.ledger.builders import a_creditor, a_debit, an_account, on

pytestmark = pytest.mark.django_db

LATER = on("2026-03-25")


def open_of(*entries: int) -> list[Decimal]:
    rows = dict(OpenAmount.objects.values_list("entry_id", "amount"))
    return [rows.get(entry, Decimal("0.00")) for entry in entries]


def both_ways() -> tuple[int, int]:
    """Two firms that owe each other: the account of each with the other."""
    ours = a_creditor()
    account = an_account(ours)
    party = Account.objects.get(pk=account).party_id
    ledger.register_creditor(actor=SYSTEM, party_id=party, scheme="PL_UTILITY")
    other = ledger.open_account(actor=SYSTEM, party_id=ours, creditor_id=party, currency="PLN")
    return account, other


def interest_of(debt: int, to: str) -> Decimal:
    debts = books.interest_to(viewer=SYSTEM, entry_ids=[debt], on=on(to))
    return sum((one.not_noted for one in debts), Decimal(0))


def test_a_document_of_theirs_ends_our_debt_from_the_later_due_date() -> None:
    account = an_account()
    debt = a_debit(
        account, "1000.00", "2026-01-12", number="FV/1", interest_kind="pl_statutory_delay"
    )
    before = interest_of(debt, "2026-02-10")
    draft = OffsetDraft(
        account_id=account,
        amounts={debt: Decimal("1000.00")},
        declared_on=on("2026-03-20"),
        their_number="F/77",
        their_due_on=on("2026-02-10"),
        their_amount=Decimal("1200.00"),
    )
    key = offsets.offset(actor=SYSTEM, draft=draft)

    assert open_of(debt) == [Decimal("0.00")]
    credit = Entry.objects.get(side="CREDIT")
    assert (credit.kind, credit.via, credit.title) == ("OFFSET", "OFFSET", "F/77")
    assert (credit.effective_on, credit.issued_on) == (on("2026-02-10"), on("2026-03-20"))
    assert interest_of(debt, "2026-03-20") == before > 0
    shown = queries.offset(viewer=SYSTEM, public_id=key)
    assert shown is not None
    assert (shown.number, shown.total) == ("PT/2026/00001", Decimal("1000.00"))
    assert [(row.number, row.amount, row.on) for row in shown.rows] == [
        ("FV/1", Decimal("1000.00"), on("2026-02-10"))
    ]
    assert books.prove(viewer=SYSTEM) == []


def test_debts_of_both_sides_end_in_equal_parts() -> None:
    account, other = both_ways()
    ours = [a_debit(account, "60.00", "2026-01-12"), a_debit(account, "60.00", "2026-03-10")]
    theirs = [a_debit(other, "50.00", "2026-02-10"), a_debit(other, "50.00", "2026-02-20")]
    draft = OffsetDraft(
        account_id=account,
        amounts={ours[0]: Decimal("60.00"), ours[1]: Decimal("40.00")},
        declared_on=on("2026-03-20"),
        other_id=other,
        against=dict.fromkeys(theirs, Decimal("50.00")),
    )
    offsets.offset(actor=SYSTEM, draft=draft)

    assert open_of(*ours, *theirs) == [Decimal(n) for n in ("0.00", "20.00", "0.00", "0.00")]
    found = Entry.objects.filter(kind="OFFSET").order_by("pk")
    assert [(one.account_id, one.amount, one.effective_on) for one in found] == [
        (account, Decimal("50.00"), on("2026-02-10")),
        (other, Decimal("50.00"), on("2026-02-10")),
        (account, Decimal("10.00"), on("2026-02-20")),
        (other, Decimal("10.00"), on("2026-02-20")),
        (account, Decimal("40.00"), on("2026-03-10")),
        (other, Decimal("40.00"), on("2026-03-10")),
    ]
    assert queries.mutual_account(viewer=SYSTEM, account_id=account) == other
    assert books.prove(viewer=SYSTEM) == []


def test_a_cancelled_one_opens_both_sides_and_leaves_no_money() -> None:
    account, other = both_ways()
    debt, theirs = a_debit(account, "60.00", "2026-01-12"), a_debit(other, "60.00", "2026-01-12")
    amount = Decimal("60.00")
    draft = OffsetDraft(
        account, {debt: amount}, on("2026-03-20"), other_id=other, against={theirs: amount}
    )
    key = offsets.offset(actor=SYSTEM, draft=draft)
    offsets.cancel_offset(actor=SYSTEM, public_id=key, on=LATER, reason="They paid before")

    assert open_of(debt, theirs) == [amount, amount]
    assert not OpenAmount.objects.filter(side="CREDIT").exists()
    assert books.prove(viewer=SYSTEM) == []
    with pytest.raises(offsets.NotStanding):
        offsets.cancel_offset(actor=SYSTEM, public_id=key, on=LATER, reason="twice")


def test_what_is_not_due_is_set_off_by_agreement_only() -> None:
    account = an_account()
    debt = a_debit(account, "10.00", "2026-06-10", number="FV/9")
    facts = {
        "account_id": account,
        "amounts": {debt: Decimal("10.00")},
        "declared_on": on("2026-03-20"),
        "their_number": "F/1",
        "their_due_on": on("2026-03-01"),
        "their_amount": Decimal("10.00"),
    }
    with pytest.raises(offsets.NotDueYet) as refused:
        offsets.offset(actor=SYSTEM, draft=OffsetDraft(**facts))  # type: ignore[arg-type]
    assert refused.value.facts == {"number": "FV/9"}
    offsets.offset(actor=SYSTEM, draft=OffsetDraft(**facts, is_agreement=True))  # type: ignore[arg-type]
    assert open_of(debt) == [Decimal("0.00")]


def test_wrong_offsets_are_refused_and_leave_nothing() -> None:
    account, other = both_ways()
    debt, theirs = a_debit(account, "60.00", "2026-01-12"), a_debit(other, "50.00", "2026-01-12")
    day = on("2026-03-20")

    def draft(ours: str, **more: object) -> OffsetDraft:
        return OffsetDraft(account, {debt: Decimal(ours)}, day, **more)  # type: ignore[arg-type]

    told = {"their_number": "F/1", "their_due_on": day}
    wrong = [
        (draft("0.00"), offsets.NothingToOffset),
        (draft("60.00"), offsets.TheirClaimMissing),
        (draft("60.00", **told, their_amount=Decimal("59.99")), offsets.AboveTheirClaim),
        (draft("60.01", **told, their_amount=Decimal("100.00")), ledger.MoreThanOpen),
        (draft("60.00", other_id=other, against={theirs: Decimal("50.00")}), offsets.SumsDiffer),
        (draft("60.00", other_id=other, against={theirs: Decimal("60.00")}), ledger.MoreThanOpen),
        (draft("5.00", other_id=account, against={debt: Decimal("5.00")}), offsets.NotMutual),
    ]
    for one, refusal in wrong:
        with pytest.raises(refusal):
            offsets.offset(actor=SYSTEM, draft=one)
    assert not Entry.objects.filter(side="CREDIT").exists()
