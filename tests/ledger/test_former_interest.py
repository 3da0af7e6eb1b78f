"""Interest keeps the rates by which it was reckoned, also when it was taken back."""

from decimal import Decimal

import pytest
from django.db import connection

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import interest, operations, queries
from kartoteka.ledger.models import Account, Entry, FormerInterest, InterestRate
from tests.ledger.builders import a_debit, an_account, an_agreement, on

pytestmark = pytest.mark.django_db
STATUTORY, HALF_YEAR = "pl_statutory_delay", "pl_commercial_delay"
FIRST_DAY = "sk_civil_delay_by_first_day"


def note(account: int, to: str) -> Entry:
    """The interest of the account's debt to a day, in a note."""
    operations.stage_interest(actor=SYSTEM, account_ids=[account], to=on(to))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_temp.ledger_notable SET number = 'NO', source_ref = clock_timestamp()::text"
        )
    assert operations.post_interest(actor=SYSTEM, issued_on=on(to), due_on=on(to)) == 1
    return Entry.objects.filter(kind="INTEREST").latest("pk")


def take_back(entry: Entry) -> None:
    operations.take_back_interest(
        actor=SYSTEM, entry_ids=[entry.pk], on=on("2026-08-03"), reason="wrong rate"
    )


def correct(kind: str, first: str, percent: str) -> None:
    rate = InterestRate.objects.get(kind=kind, valid_from=on(first))
    operations.correct_rate(
        actor=SYSTEM, rate_id=rate.pk, percent=Decimal(percent), legal_basis="M.P. 2026 poz. 2"
    )


def kept(entry: Entry) -> list[tuple[str, str, str, str]]:
    rows = FormerInterest.objects.filter(entry=entry).order_by("first_day")
    return [
        (f"{one.first_day}", f"{one.last_day}", f"{one.principal}", f"{one.percent.normalize():f}")
        for one in rows
    ]


def proven() -> bool:
    return queries.prove(viewer=SYSTEM) == []


def test_a_wrong_rate_is_corrected_when_its_notes_are_taken_back_and_these_stay_as_they_were() -> (
    None
):
    """1000 for 46 days: at 9.25 11.66, at 9 11.34, at 8 10.08."""
    account = an_account()
    debt = a_debit(account, "1000", "2026-03-30", interest_kind=STATUTORY)
    first = note(account, "2026-05-15")
    assert first.amount == Decimal("11.66")
    with pytest.raises(operations.RateUsed):
        correct(STATUTORY, "2026-03-05", "9")
    take_back(first)
    again = note(account, "2026-05-15")
    take_back(again)
    assert kept(first) == []
    correct(STATUTORY, "2026-03-05", "9")
    was = [("2026-03-31", "2026-05-15", "1000.00", "9.25")]
    assert (kept(first), kept(again)) == (was, was)
    assert proven()
    second = note(account, "2026-05-15")
    assert (second.amount, kept(second)) == (Decimal("11.34"), [])
    with pytest.raises(operations.RateUsed):
        correct(STATUTORY, "2026-03-05", "8")
    take_back(second)
    correct(STATUTORY, "2026-03-05", "8")
    assert (kept(first), kept(second)) == (
        was, [("2026-03-31", "2026-05-15", "1000.00", "9")],
    )  # fmt: skip
    assert proven()
    asked = {"viewer": SYSTEM, "entry_ids": [debt], "on": on("2026-05-15")}
    shown = []
    for moment in (first.recorded_at, second.recorded_at, None):
        [one] = queries.computations(**asked, moment=moment)
        [row] = one.interest.periods
        shown.append((row.percent, one.interest.accrued, row.legal_basis[:5]))
    assert shown == [
        (Decimal("9.25"), Decimal("11.66"), "art. "),
        (Decimal(9), Decimal("11.34"), "M.P. "),
        (Decimal(8), Decimal("10.08"), "M.P. "),
    ]


def test_a_rate_that_ends_earlier_keeps_what_was_taken_back() -> None:
    account = an_account()
    a_debit(account, "1000", "2026-03-30", interest_kind=STATUTORY)
    first = note(account, "2026-05-15")
    take_back(first)
    said = {"actor": SYSTEM, "kind": STATUTORY, "legal_basis": "M.P. 2026 poz. 2"}
    operations.add_rate(valid_from=on("2026-05-01"), percent=Decimal(8), **said)  # type: ignore[arg-type]
    assert kept(first) == [("2026-03-31", "2026-05-15", "1000.00", "9.25")]
    # 31 days at 9.25 and 15 at 8: 7.8562 + 3.2877.
    assert note(account, "2026-05-15").amount == Decimal("11.14")
    assert proven()


def test_what_was_taken_back_before_a_rate_begins_is_not_kept() -> None:
    account = an_account()
    a_debit(account, "1000", "2026-03-30", interest_kind=STATUTORY)
    take_back(note(account, "2026-05-15"))
    operations.add_rate(
        actor=SYSTEM, kind=STATUTORY, valid_from=on("2026-05-16"), percent=Decimal(8),
        legal_basis="M.P. 2026 poz. 2",
    )  # fmt: skip
    assert FormerInterest.objects.count() == 0
    assert proven()


def test_what_stands_keeps_the_rates_of_all_days_also_those_of_a_note_taken_back() -> None:
    """The second note is all accrued less the first: the rate of the first's days is in it."""
    account = an_account()
    a_debit(account, "1000", "2026-03-30", interest_kind=HALF_YEAR)
    first = note(account, "2026-06-30")
    note(account, "2026-07-31")
    take_back(first)
    with pytest.raises(operations.RateUsed) as refused:
        correct(HALF_YEAR, "2026-01-01", "10")
    assert refused.value.facts == {"day": "2026-07-31"}
    assert proven()


def test_the_first_day_of_delay_is_that_which_was_known_when_it_was_noted() -> None:
    """The due date moves from one rate to the next; the note that stands bears the second."""
    account = an_account()
    debt = a_debit(account, "1000", "2025-05-30", interest_kind=FIRST_DAY)
    first = note(account, "2026-05-15")
    take_back(first)
    operations.change_due(actor=SYSTEM, entry_id=debt, due_on=on("2026-03-30"), reason="agreed")
    note(account, "2026-05-15")
    with pytest.raises(operations.RateUsed):
        correct(FIRST_DAY, "2025-06-11", "7")
    correct(FIRST_DAY, "2025-04-23", "7")
    assert kept(first) == [("2025-05-31", "2026-05-15", "1000.00", "7.4")]
    assert proven()


def test_a_relation_of_old_keeps_the_rate_from_which_its_own_is_reckoned() -> None:
    """Slovak relations that arose before February 2013 bear 8 points over the basic rate."""
    account = an_account()
    parties = Account.objects.get(pk=account)
    draft = AgreementDraft("UM/1", parties.party_id, parties.creditor_id, on("2012-01-02"))
    signed = agreements.add_agreement(actor=SYSTEM, draft=draft)
    a_debit(account, "1000", "2026-03-30", interest_kind=FIRST_DAY, agreement_id=signed)
    first = note(account, "2026-05-15")
    base = InterestRate.objects.get(
        kind="sk_ecb_base", valid_from__lte=on("2026-03-31"), valid_to__gte=on("2026-03-31")
    )
    with pytest.raises(operations.RateUsed):
        correct("sk_ecb_base", f"{base.valid_from}", "1")
    take_back(first)
    correct("sk_ecb_base", f"{base.valid_from}", "1")
    assert kept(first) == [
        ("2026-03-31", "2026-05-15", "1000.00", f"{(base.percent + 8).normalize():f}")
    ]
    assert proven()


def test_the_base_of_an_agreements_rate_is_kept_too() -> None:
    account = an_account()
    agreement = an_agreement(
        account,
        [
            interest.Term(
                on("2026-03-31"), None, "pl_contractual_delay", Decimal(2), "pl_nbp_reference"
            )
        ],
    )
    a_debit(account, "1000", "2026-03-30", interest_kind=STATUTORY, agreement_id=agreement)
    first = note(account, "2026-05-15")
    take_back(first)
    before = InterestRate.objects.get(kind="pl_nbp_reference", valid_to=None)
    correct("pl_nbp_reference", f"{before.valid_from}", "1")
    assert kept(first) == [
        ("2026-03-31", "2026-05-15", "1000.00", f"{(before.percent + 2).normalize():f}")
    ]
    assert note(account, "2026-05-15").amount == Decimal("3.78")  # 3 per cent
    assert proven()
