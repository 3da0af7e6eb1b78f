"""Interest ends by a term of its own, day by day: exact days, and SQL that says the same."""

import datetime as dt

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.billing import limitation
from kartoteka.billing.criteria import LIMITATIONS
from kartoteka.billing.limitation import Event, Interest
from kartoteka.billing.models import Limitation
from kartoteka.billing.operations import interest as notes
from kartoteka.billing.operations import limitation as operations
from kartoteka.billing.operations.limitation import EventDraft
from kartoteka.billing.queries import limits
from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.listing import Order, Which
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry
from tests.billing.test_limitation import CLERK, LAW
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

DAY = dt.timedelta(days=1)


def told(
    due: str, today: str, claim: str = "GENERAL", *events: Event, country: str = "PL"
) -> Interest:
    facts = {"country": country, "claim": claim, "events": events, "law": LAW}
    ends = limitation.limit(due_on=on(due), **facts).last_on  # type: ignore[arg-type]
    return limitation.interest(
        days=(on(due) + DAY, on(today)), claim_ends=ends, today=on(today), **facts
    )  # type: ignore[arg-type]


def parts(found: Interest) -> list[tuple[str, str, str]]:
    return [(str(one.first), str(one.until), str(one.last_on)) for one in found.parts]


def test_of_a_longer_claim_interest_of_three_years_ago_ends_with_the_year() -> None:
    found = told("2022-03-15", "2026-11-27")  # the claim itself: to 31 December 2028
    assert parts(found) == [
        ("2022-03-16", "2022-12-31", "2025-12-31"),
        ("2023-01-01", "2023-12-31", "2026-12-31"),
    ]
    assert (found.next_on, found.basis) == (on("2026-12-31"), "art. 118 KC")
    # On the last day nothing more is barred; on the day after, another year is.
    assert told("2022-03-15", "2026-12-31").next_on == on("2026-12-31")
    assert parts(told("2022-03-15", "2027-01-01")) == [
        ("2022-03-16", "2023-12-31", "2026-12-31"),
        ("2024-01-01", "2024-12-31", "2027-12-31"),
    ]


@pytest.mark.parametrize("claim", ["SALE", "BUSINESS", "TRANSPORT"])
def test_of_a_claim_as_short_as_interest_nothing_ends_earlier(claim: str) -> None:
    assert told("2025-11-15", "2026-11-01", claim) == Interest((), None, "art. 118 KC")


def test_with_the_claim_all_of_its_interest_is_barred() -> None:
    assert told("2019-03-15", "2026-01-01").parts == ()  # the claim ended with 2025
    # In the claim's own last year its interest of 2023 ends with it: nothing ends earlier.
    assert told("2020-03-15", "2026-06-01").next_on is None


def test_a_title_awards_the_days_up_to_its_own() -> None:
    title = Event("TITLE", on("2021-06-10"))
    found = told("2019-03-15", "2026-06-01", "SALE", title)
    assert parts(found) == [
        ("2021-06-11", "2022-12-31", "2025-12-31"),
        ("2023-01-01", "2023-12-31", "2026-12-31"),
    ]
    enforced = Event("ENFORCEMENT", on("2024-02-01"), on("2024-09-30"))
    again = told("2019-03-15", "2026-06-01", "SALE", title, enforced)
    # 2021-06-11 was alive on 1 February 2024: all to the end of 2024 end together.
    assert parts(again) == [("2021-06-11", "2024-12-31", "2027-12-31")]
    assert again.next_on == on("2027-12-31")


def test_a_recognition_gives_new_time_to_what_was_not_barred() -> None:
    recognised = Event("RECOGNITION", on("2026-02-01"))
    assert parts(told("2021-03-15", "2026-06-01", "GENERAL", recognised)) == [
        ("2021-03-16", "2022-12-31", "2025-12-31"),
        ("2023-01-01", "2026-06-01", "2029-12-31"),
    ]


def test_nothing_ends_while_a_suit_lasts() -> None:
    found = told("2022-03-15", "2026-06-01", "GENERAL", Event("SUIT", on("2025-05-05")))
    assert (found.next_on, parts(found)) == (None, [])
    late = told("2021-03-15", "2026-06-01", "GENERAL", Event("SUIT", on("2025-05-05")))
    assert parts(late) == [("2021-03-16", "2021-12-31", "2024-12-31")]


def test_slovak_interest_ends_day_by_day() -> None:
    title = Event("TITLE", on("2020-05-04"))
    found = told("2019-03-15", "2026-06-01", "GENERAL", title, country="SK")
    assert parts(found) == [
        ("2020-05-05", "2023-05-31", "2026-05-31"),
        ("2023-06-01", "2023-06-01", "2026-06-01"),
    ]
    business = told("2019-03-15", "2026-06-01", "BUSINESS", title, country="SK")
    assert business.parts[-1].first == on("2022-06-01")
    assert business.basis == "§ 397 ObchZ"


KINDS = ("RECOGNITION", "SUIT", "ENFORCEMENT", "TITLE", "MEDIATION")


@st.composite
def happenings(draw: st.DrawFn) -> list[Event]:
    found = []
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=3)):
        first = draw(st.dates(dt.date(2019, 1, 1), dt.date(2025, 6, 1)))
        until = None
        if kind in {"SUIT", "ENFORCEMENT", "MEDIATION"} and draw(st.booleans()):
            until = first + dt.timedelta(days=draw(st.integers(0, 500)))
        found.append(Event(kind, first, until))
    return found


FACTS = {
    "due": st.dates(dt.date(2018, 8, 1), dt.date(2024, 12, 31)),
    "today": st.dates(dt.date(2027, 1, 1), dt.date(2031, 12, 31)),
    "claim": st.sampled_from(("GENERAL", "BUSINESS", "SALE")),
    "country": st.sampled_from(("PL", "SK")),
    "events": happenings(),
}


def by_days(
    due: dt.date, today: dt.date, claim: str, country: str, events: list[Event]
) -> tuple[set[dt.date], dt.date | None]:
    """Day by day: which days of delay are barred before the claim, and what ends next."""
    law = {"country": country, "claim": claim, "events": events, "law": LAW}
    ends = limitation.limit(due_on=due, **law).last_on  # type: ignore[arg-type]
    if ends is not None and ends < today:
        return set(), None
    barred, ahead = set(), []
    day = due + DAY
    while day <= today:
        last = limitation.last_of_day(day=day, **law)  # type: ignore[arg-type]
        if last is not None and (ends is None or last < ends):
            if last < today:
                barred.add(day)
            else:
                ahead.append(last)
        day += DAY
    return barred, min(ahead, default=None)


@settings(max_examples=120, deadline=None)
@given(**FACTS)
def test_parts_are_what_a_count_of_every_day_says(
    due: dt.date, today: dt.date, claim: str, country: str, events: list[Event]
) -> None:
    barred, following = by_days(due, today, claim, country, events)
    found = told(due.isoformat(), today.isoformat(), claim, *events, country=country)
    shown = {
        part.first + dt.timedelta(days=n)
        for part in found.parts
        if part.first and part.until and (part.last_on or today) < today
        for n in range((part.until - part.first).days + 1)
    }
    assert (shown, found.next_on) == (barred, following)


# In the database


def sql_says(entry: int, today: dt.date) -> dt.date | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_on FROM billing_interest_limits(%s) WHERE entry_id = %s", [today, entry]
        )
        found = cursor.fetchone()
    return found[0] if found else None


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(**FACTS)
def test_sql_says_the_same_as_the_rule(
    due: dt.date, today: dt.date, claim: str, country: str, events: list[Event]
) -> None:
    with transaction.atomic():
        scheme = {"PL": "PL_UTILITY", "SK": "SK_BUSINESS"}[country]
        entry = a_debit(
            an_account(a_creditor(scheme)),
            "10",
            due.isoformat(),
            interest_kind="pl_statutory_delay",
        )
        with connection.cursor() as cursor:
            cursor.execute("UPDATE billing_claimrule SET claim = %s", [claim])
        for event in events:
            draft = EventDraft(event.kind, event.on, "I C 1/26", event.until)
            operations.record_event(actor=CLERK, entry_ids=[entry], draft=draft)
        held = limits.limit_of(viewer=SYSTEM, entry_id=entry, on=today)
        found = sql_says(entry, today)
        transaction.set_rollback(True)
    assert held is not None
    assert found == held.interest.next_on


def general(due: str, **more: object) -> int:
    entry = a_debit(an_account(), "1000", due, interest_kind="pl_statutory_delay", **more)
    draft = EventDraft("CLAIM", on(due), "leased", claim="GENERAL")
    operations.record_event(actor=CLERK, entry_ids=[entry], draft=draft)
    return entry


@pytest.mark.django_db
def test_the_list_the_warning_and_the_card_tell_it() -> None:
    entry = general("2022-03-15", number="FV/1")
    party = Account.objects.get(entries=entry).party_id
    today = on("2026-12-10")
    columns = ["last_on", "interest_on", "first_on", "ahead"]
    (row,) = listing.page(LIMITATIONS, Which(SYSTEM, today), columns, [Order("first_on")]).rows
    assert row == (
        entry,
        {
            "last_on": on("2028-12-31"), "interest_on": on("2026-12-31"),
            "first_on": on("2026-12-31"), "ahead": "MONTH",
        },
    )  # fmt: skip
    until = on("2026-12-31")
    assert limits.warned_count(viewer=SYSTEM, on=today, until=until) == 1
    assert limits.warned_count(viewer=SYSTEM, on=today, until=until - DAY) == 0
    found = limits.earliest_interest(viewer=SYSTEM, party_id=party, on=today)
    assert found == (on("2026-12-31"), entry, "FV/1")


@pytest.mark.django_db
def test_a_note_interrupts_nothing_and_what_is_paid_is_not_told() -> None:
    entry = general("2022-03-15")
    account = Account.objects.get(entries=entry)
    said = notes.NoteTerms(to=on("2023-12-31"), issued_on=on("2024-01-08"), due_on=on("2024-01-22"))
    notes.note_interest(actor=SYSTEM, account_id=account.pk, terms=said)
    assert sql_says(entry, on("2026-12-10")) == on("2026-12-31")
    note = Entry.objects.get(debt_id=entry, kind="INTEREST")
    paid = a_payment(account.pk, str(note.amount), "2024-01-20")
    ledger.settle(actor=SYSTEM, credit_id=paid, on=on("2024-01-20"), choices={note.pk: note.amount})
    # Interest to the end of 2023 is paid: what is left ends a year later.
    assert sql_says(entry, on("2026-12-10")) == on("2027-12-31")


def recognised(entry: int, day: str) -> None:
    draft = EventDraft("RECOGNITION", on(day), "letter")
    operations.record_event(actor=CLERK, entry_ids=[entry], draft=draft)


@pytest.mark.django_db
def test_days_that_a_recognition_covers_do_not_end_by_their_own_term() -> None:
    entry = general("2022-03-15")
    assert sql_says(entry, on("2026-12-10")) == on("2026-12-31")
    recognised(entry, "2024-02-01")
    assert sql_says(entry, on("2026-12-10")) == on("2027-12-31")


@pytest.mark.django_db
def test_the_last_day_that_a_recognition_covers_ends_with_those_before() -> None:
    entry = general("2022-03-15")
    account = Account.objects.get(entries=entry)
    said = notes.NoteTerms(to=on("2024-12-30"), issued_on=on("2025-01-08"), due_on=on("2025-01-22"))
    notes.note_interest(actor=SYSTEM, account_id=account.pk, terms=said)
    note = Entry.objects.get(debt_id=entry, kind="INTEREST")
    paid = a_payment(account.pk, str(note.amount), "2025-01-20")
    ledger.settle(actor=SYSTEM, credit_id=paid, on=on("2025-01-20"), choices={note.pk: note.amount})
    recognised(entry, "2024-12-31")  # what is left begins on this very day
    assert sql_says(entry, on("2027-06-01")) == on("2027-12-31")
    assert sql_says(entry, on("2028-01-01")) == on("2028-12-31")


@pytest.mark.django_db
def test_claims_of_before_are_counted_anew() -> None:
    entry = general("2022-03-15")
    Limitation.objects.update(runs=[], own_claim="")
    draft = EventDraft("RECOGNITION", on("2024-02-01"), "letter")
    operations.record_event(actor=CLERK, entry_ids=[entry], draft=draft)
    kept = Limitation.objects.values("runs", "own_claim").get()
    Limitation.objects.update(runs=[], own_claim="")
    operations.count_anew(actor=SYSTEM)
    assert Limitation.objects.values("runs", "own_claim").get() == kept
    assert kept == {
        "own_claim": "GENERAL",
        "runs": [{"first": "2021-01-01", "until": "2024-02-01", "last_on": "2027-12-31"}],
    }
