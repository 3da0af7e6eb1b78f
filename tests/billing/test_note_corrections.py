"""Notes made in the place of others on which money was settled: nothing has overtaken them."""

from decimal import Decimal

import pytest

from kartoteka.billing.models import InterestNote
from kartoteka.billing.operations import interest as operations
from kartoteka.billing.queries import interest as queries
from kartoteka.billing.queries import overtaken
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry, OpenAmount
from kartoteka.register import operations as register
from tests.billing.test_interest_notes import CLERK, YES, a_late, note_of, proven, standing
from tests.ledger.builders import a_creditor, a_payment, an_account, on

pytestmark = pytest.mark.django_db


def corrected(note: queries.InterestNoteView) -> queries.InterestNoteView:
    """Made in its place on 25 May; nothing has overtaken it, and the books are right."""
    made = operations.correct_note(
        actor=CLERK, note_id=note.id, issued_on=on("2026-05-25"), due_on=on("2026-06-08"),
        reason="late payment", confirmed=YES,
    )  # fmt: skip
    new = queries.interest_note(viewer=CLERK, public_id=made)
    assert new is not None
    assert overtaken.overtaken(viewer=CLERK, note_id=new.id) == []
    assert proven()
    return new


def test_money_that_a_corrected_note_leaves_is_used_before_the_note_is_reckoned() -> None:
    """Of 400 of 15 April the note took 11.66. 1000 for 16 days, then 611.66 for 30: 4.0548 and
    4.6503 are 8.71; of the 11.66 thus 2.95 go on the debt: 608.71 for 30 days, 8.68 in all, which
    0.03 more on the debt leave at 8.68."""
    account = an_account()
    debt = a_late(account, number="FV/1")
    found = note_of(account)
    late = a_payment(account, "400", "2026-04-15")
    ledger.settle(actor=CLERK, credit_id=late, on=on("2026-05-20"))
    assert standing(late) == [
        ("NO/2026/00001", Decimal("11.66"), "OLDEST_DUE"),
        ("FV/1", Decimal("388.34"), "OLDEST_DUE"),
    ]
    new = corrected(found)
    assert (new.number, new.amount, new.open_amount) == (
        "NO/2026/00002", Decimal("8.68"), Decimal("0.00"),
    )  # fmt: skip
    assert OpenAmount.objects.get(entry=debt).amount == Decimal("608.68")
    assert standing(late) == [
        ("FV/1", Decimal("388.34"), "OLDEST_DUE"),
        ("FV/1", Decimal("2.95"), "OLDEST_DUE"),
        ("NO/2026/00002", Decimal("8.68"), "OLDEST_DUE"),
        ("FV/1", Decimal("0.03"), "OLDEST_DUE"),
    ]
    # Only this one was made: its entry is the last, and nothing was taken back but the first.
    assert list(InterestNote.objects.order_by("pk").values_list("number", flat=True)) == [
        "NO/2026/00001", "NO/2026/00002",
    ]  # fmt: skip
    assert Entry.objects.filter(kind="INTEREST").count() == 2
    assert Entry.objects.filter(kind="CORRECTION").count() == 1


@pytest.mark.parametrize(
    ("scheme", "amount", "paid", "left"),
    [
        ("PL_COLLECTION", "8.68", "8.68", "608.68"),
        ("SK_BUSINESS", "8.68", "8.68", "608.68"),
        # Principal first: 600 for the 30 days, 8.62; all of the money goes on the debt.
        ("SK_CONSUMER", "8.62", "0.00", "600.00"),
        # In proportion the old note took 4.61 of the 400, the new one 0.07 of these, then nothing.
        ("PL_PRO_RATA", "8.62", "0.00", "600.00"),
    ],
)
def test_whatever_the_scheme_nothing_has_overtaken_the_new_note(
    scheme: str, amount: str, paid: str, left: str
) -> None:
    account = an_account(a_creditor(scheme))
    debt = a_late(account)
    found = note_of(account)
    late = a_payment(account, "400", "2026-04-15")
    ledger.settle(actor=CLERK, credit_id=late, on=on("2026-05-20"))
    new = corrected(found)
    assert (new.amount, new.amount - new.open_amount) == (Decimal(amount), Decimal(paid))
    assert OpenAmount.objects.get(entry=debt).amount == Decimal(left)


def test_interest_of_eight_years_is_found_in_a_few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grosz on the debt lessens the interest by three quarters of one, so that each try adds
    three quarters of what the one before added: 32 of them would be needed."""
    monkeypatch.setattr(operations, "MOST_TRIES", 20)
    account = an_account()
    debt = a_late(account, due="2018-01-31", number="FV/1")
    found = note_of(account)
    late = a_payment(account, "900", "2018-03-02")
    ledger.settle(actor=CLERK, credit_id=late, on=on("2026-05-20"))
    assert found.amount == Decimal("733.48")
    new = corrected(found)
    assert (new.amount, new.open_amount) == (Decimal("288.42"), Decimal("0.00"))
    assert OpenAmount.objects.get(entry=debt).amount == Decimal("388.42")


def test_what_was_foreseen_too_high_is_forgotten() -> None:
    """While the money lessens the oldest debt, each grosz lessens the interest by more than behind
    it: what the first tries foretell would leave less for the note than its interest."""
    account = an_account()
    for amount, due in (("470", "2017-07-15"), ("754", "2020-07-15"), ("524", "2016-02-15")):
        a_late(account, amount, due)
    found = note_of(account)
    late = a_payment(account, "1233", "2017-02-28")
    ledger.settle(actor=CLERK, credit_id=late, on=on("2026-05-20"))
    new = corrected(found)
    assert (found.amount, new.amount, new.open_amount) == (
        Decimal("1244.99"), Decimal("464.21"), Decimal("225.21"),
    )  # fmt: skip


def test_money_for_a_joined_account_goes_there_nevertheless() -> None:
    """2 of the 11.66 are for an older debt of the joined account, 0.96 and not 2.98 for this."""
    creditor = a_creditor()
    account, other = an_account(creditor), an_account(creditor)
    a_late(account, number="FV/1")
    found = note_of(account)
    late = a_payment(account, "400", "2026-04-15")
    ledger.settle(actor=CLERK, credit_id=late, on=on("2026-05-20"))
    a_late(other, "2", "2025-12-31")
    mine, theirs = (Account.objects.get(pk=pk).party_id for pk in (account, other))
    register.merge(actor=SYSTEM, survivor_id=mine, loser_id=theirs)
    new = corrected(found)
    assert (new.amount, new.open_amount) == (Decimal("8.70"), Decimal("0.00"))
    assert standing(late) == [
        ("FV/1", Decimal("388.34"), "OLDEST_DUE"),
        ("FV/1", Decimal("0.95"), "OLDEST_DUE"),
        ("", Decimal("2.00"), "BY_HAND"),
        ("NO/2026/00002", Decimal("8.70"), "OLDEST_DUE"),
        ("FV/1", Decimal("0.01"), "OLDEST_DUE"),
    ]
