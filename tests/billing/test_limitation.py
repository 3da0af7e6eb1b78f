"""When claims become time-barred: the law, what happens to a claim, and SQL that says the same."""

import csv
import datetime as dt
import json
from importlib.resources import files
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.billing import law as laws
from kartoteka.billing import limitation
from kartoteka.billing.criteria import LIMITATIONS
from kartoteka.billing.limitation import Effect, Event, Law, Term
from kartoteka.billing.models import Limitation
from kartoteka.billing.operations import limitation as operations
from kartoteka.billing.operations.limitation import EventDraft
from kartoteka.billing.queries import limits
from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.listing import Order, Which
from kartoteka.ledger.operations import change_due
from tests import build
from tests.conftest import NO_SAMPLES
from tests.ledger.builders import a_creditor, a_debit, an_account, on

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples" / "limitation_examples"
CLERK = Actor(user_id=7, realm=Realm.DESK, role=Role.CLERK)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def shipped() -> Law:
    path = files("kartoteka.billing") / "data" / "limitation.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    return Law(
        tuple(Term(a, b, day(c), day(d), e, f, g) for a, b, c, d, e, f, g, _h in told["terms"]),
        tuple(Effect(a, b, day(c), day(d), e, f) for a, b, c, d, e, f in told["effects"]),
    )


LAW = shipped()


def last(due: str, claim: str = "BUSINESS", *events: Event, country: str = "PL") -> str:
    found = limitation.limit(country=country, claim=claim, due_on=on(due), events=events, law=LAW)
    return found.last_on.isoformat() if found.last_on else "runs not"


@pytest.mark.parametrize(
    ("due", "claim", "expected"),
    [
        ("2022-03-15", "BUSINESS", "2025-12-31"),
        ("2022-03-15", "SALE", "2024-12-31"),
        ("2022-03-15", "GENERAL", "2028-12-31"),
        ("2022-03-15", "TITLE", "2028-12-31"),
        ("2022-03-15", "TRANSPORT", "2023-03-15"),
        # Due on the last day of a year: the earlier of two defensible days.
        ("2021-12-31", "BUSINESS", "2024-12-31"),
        ("2022-01-01", "BUSINESS", "2025-12-31"),
        # Barred before the law changed, and on the very day.
        ("2015-07-08", "BUSINESS", "2018-07-08"),
        ("2015-07-09", "BUSINESS", "2018-12-31"),
        ("2016-03-15", "SALE", "2018-03-15"),
        ("2016-08-15", "SALE", "2018-12-31"),
        ("2016-03-15", "BUSINESS", "2019-12-31"),
        # A shorter term runs from the change, unless the old one ends earlier.
        ("2010-05-10", "GENERAL", "2020-05-10"),
        ("2016-05-10", "GENERAL", "2024-12-31"),
        ("2014-12-31", "TITLE", "2024-12-31"),
        ("2014-07-09", "TITLE", "2024-07-09"),
        ("2018-07-08", "GENERAL", "2024-12-31"),
        ("2018-07-09", "GENERAL", "2024-12-31"),
        ("2020-02-29", "TRANSPORT", "2021-02-28"),
    ],
)
def test_polish_terms(due: str, claim: str, expected: str) -> None:
    assert last(due, claim) == expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [("GENERAL", "2025-03-15"), ("BUSINESS", "2026-03-15"), ("TITLE", "2032-03-15")],
)
def test_slovak_terms_end_on_their_day(claim: str, expected: str) -> None:
    assert last("2022-03-15", claim, country="SK") == expected


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=NO_SAMPLES)
def test_worked_examples_of_others() -> None:
    rows = list(csv.DictReader((SAMPLES / "art118_b2b_3y.csv").open(encoding="utf-8")))
    assert len(rows) == 2
    assert [last(row["due_date"]) for row in rows] == [row["last_day"] for row in rows]


def test_recognition_begins_anew() -> None:
    recognised = Event("RECOGNITION", on("2024-05-01"))
    assert last("2022-03-15", "BUSINESS", recognised) == "2027-12-31"
    assert last("2022-03-15", "SALE", recognised, country="SK") == "2027-05-01"


def test_a_suit_stops_the_term_until_it_ends() -> None:
    assert last("2022-03-15", "SALE", Event("SUIT", on("2023-05-01"))) == "runs not"
    ended = Event("SUIT", on("2023-05-01"), on("2025-02-01"))
    assert last("2022-03-15", "SALE", ended) == "2027-12-31"
    assert last("2022-03-15", "SALE", ended, country="SK") == "2026-12-17"


def test_mediation_interrupts_by_the_old_law_and_suspends_by_the_new() -> None:
    old = Event("MEDIATION", on("2022-06-29"), on("2022-07-29"))
    new = Event("MEDIATION", on("2022-06-30"), on("2022-07-30"))
    assert last("2021-03-15", "SALE", old) == "2024-12-31"
    assert last("2021-03-15", "SALE", new) == "2023-12-31"
    assert last("2021-12-20", "SALE", new) == "2024-12-31"


def test_what_comes_too_late_changes_nothing() -> None:
    late = Event("RECOGNITION", on("2025-01-01"))
    found = limitation.limit(
        country="PL", claim="SALE", due_on=on("2022-03-15"), events=[late], law=LAW
    )
    assert (found.last_on, found.steps[-1].code) == (on("2024-12-31"), "TOO_LATE")
    in_time = Event("RECOGNITION", on("2024-12-31"))
    assert last("2022-03-15", "SALE", in_time) == "2026-12-31"


def test_a_title_has_its_own_term_also_while_the_suit_lasts() -> None:
    suit, title = Event("SUIT", on("2023-05-01")), Event("TITLE", on("2024-06-03"))
    found = limitation.limit(
        country="PL", claim="SALE", due_on=on("2022-03-15"), events=[title, suit], law=LAW
    )
    assert (found.claim, found.last_on) == ("TITLE", on("2030-12-31"))
    assert [step.code for step in found.steps] == ["DUE", "PENDING", "TITLE"]
    assert found.basis == "art. 125 § 1 KC"


def lasting(kind: str, first: str, until: str) -> Event:
    return Event(kind, on(first), on(until))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # 183 days of two events together are 183 days; 1 June to 1 January are 214.
        ([("MEDIATION", "2023-06-01", "2023-12-01")] * 2, "2026-09-14"),
        (
            [
                ("MEDIATION", "2023-06-01", "2023-12-01"),
                ("CONCILIATION", "2023-09-01", "2024-01-01"),
            ],
            "2026-10-15",
        ),
        # Due on 15 March: what ended before stopped nothing, to the 29th only 14 days.
        ([("MEDIATION", "2022-06-01", "2022-12-01")], "2026-03-15"),
        ([("MEDIATION", "2023-01-01", "2023-03-29")], "2026-03-29"),
    ],
)
def test_a_day_stands_still_once_and_only_of_a_term_that_runs(
    events: list[tuple[str, str, str]], expected: str
) -> None:
    happened = [lasting(*event) for event in events]
    assert last("2023-03-15", "GENERAL", *happened, country="SK") == expected


def test_a_term_that_a_suit_has_stopped_is_not_touched_by_what_happens_meanwhile() -> None:
    suit = lasting("SUIT", "2023-05-01", "2025-12-20")
    for meanwhile in (
        Event("RECOGNITION", on("2024-01-10")),
        lasting("MEDIATION", "2024-01-10", "2024-06-10"),
        lasting("ENFORCEMENT", "2024-01-10", "2024-06-10"),
    ):
        found = limitation.limit(
            country="PL", claim="SALE", due_on=on("2022-03-15"), events=[suit, meanwhile], law=LAW
        )
        assert (found.last_on, found.steps[-1].code) == (on("2027-12-31"), "STANDING")


def test_a_term_begins_no_earlier_than_the_claim_is_due() -> None:
    # A plan signed before: two years from 5 January 2026, not from 20 December 2025.
    assert last("2026-01-05", "SALE", Event("RECOGNITION", on("2025-12-20"))) == "2028-12-31"
    assert last("2023-03-15", "SALE", lasting("SUIT", "2022-01-01", "2022-06-01")) == "2025-12-31"


def test_a_title_makes_a_claim_good_whatever_was_not_recorded_before() -> None:
    # Barred on 15 March 2017 if nobody had sued; but a court has decided (art. 125 par. 1 KC).
    found = limitation.limit(
        country="PL",
        claim="SALE",
        due_on=on("2015-03-15"),
        events=[Event("TITLE", on("2019-03-01")), Event("RECOGNITION", on("2018-12-01"))],
        law=LAW,
    )
    assert (found.claim, found.last_on) == ("TITLE", on("2025-12-31"))
    assert [step.code for step in found.steps] == ["DUE", "TOO_LATE", "TITLE"]


def test_without_a_law_nothing_is_known() -> None:
    found = limitation.limit(country="DE", claim="SALE", due_on=on("2022-03-15"), law=LAW)
    assert (found.is_known, found.last_on, found.is_pending) == (False, None, False)


# In the database


@pytest.mark.django_db
def test_the_database_has_the_law_that_is_shipped() -> None:
    found = laws.in_force()
    assert set(found.terms) == set(LAW.terms)
    assert set(found.effects) == set(LAW.effects)


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    due=st.dates(dt.date(2004, 1, 1), dt.date(2030, 12, 31)),
    claim=st.sampled_from(sorted({one.claim for one in LAW.terms if one.country == "PL"})),
)
def test_sql_says_the_same_as_the_rule(due: dt.date, claim: str) -> None:
    with transaction.atomic():
        account = an_account()
        entry = a_debit(account, "10.00", due.isoformat())
        with connection.cursor() as cursor:
            cursor.execute("UPDATE billing_claimrule SET claim = %s", [claim])
            cursor.execute("SELECT last_on FROM billing_limit WHERE entry_id = %s", [entry])
            (found,) = cursor.fetchone()
        transaction.set_rollback(True)
    expected = limitation.limit(country="PL", claim=claim, due_on=due, law=LAW)
    assert found == expected.last_on


def an_event(kind: str, day: str, **more: object) -> EventDraft:
    return EventDraft(kind=kind, on=on(day), reason="I C 12/26", **more)  # type: ignore[arg-type]


def shown(entry_id: int) -> limits.LimitView:
    found = limits.limit_of(viewer=SYSTEM, entry_id=entry_id, on=on("2024-01-01"))
    assert found is not None
    return found


@pytest.mark.django_db
def test_events_are_recorded_ended_and_taken_back(as_desk: None) -> None:
    entry = a_debit(an_account(), "10.00", "2022-03-15")
    assert shown(entry).limit.last_on == on("2024-12-31")
    suit = an_event("SUIT", "2023-05-01")
    assert operations.record_event(actor=CLERK, entry_ids=[entry], draft=suit) == 1
    assert operations.record_event(actor=CLERK, entry_ids=[entry], draft=suit) == 0
    assert shown(entry).limit.is_pending
    (event,) = shown(entry).events
    assert (event.is_open, event.reason) == (True, "I C 12/26")
    assert Limitation.objects.get().last_on is None

    operations.end_event(actor=CLERK, event_id=event.id, on=on("2025-02-01"), reason="dismissed")
    assert shown(entry).limit.last_on == on("2027-12-31")
    assert Limitation.objects.get().last_on == on("2027-12-31")
    with pytest.raises(operations.NoSuchEvent):
        operations.end_event(actor=CLERK, event_id=event.id, on=on("2025-02-01"), reason="again")

    operations.take_back(actor=CLERK, event_id=event.id, on=on("2025-02-02"), reason="other case")
    assert shown(entry).limit.last_on == on("2024-12-31")
    assert not next(one for one in shown(entry).events if one.id == event.id).stands
    with pytest.raises(operations.NoSuchEvent):
        operations.take_back(actor=CLERK, event_id=event.id, on=on("2025-02-02"), reason="again")


@pytest.mark.django_db
def test_a_document_can_be_of_another_kind_than_the_rules_say() -> None:
    entry = a_debit(an_account(), "10.00", "2022-03-15")
    draft = an_event("CLAIM", "2022-03-15", claim="GENERAL")
    operations.record_event(actor=CLERK, entry_ids=[entry], draft=draft)
    assert shown(entry).limit.last_on == on("2028-12-31")
    assert (shown(entry).claim_word, Limitation.objects.get().claim) == ("general", "GENERAL")


@pytest.mark.django_db
def test_the_most_particular_rule_counts() -> None:
    works = a_creditor()
    entry = a_debit(an_account(works), "10.00", "2022-03-15")
    other = a_debit(an_account(), "10.00", "2022-03-15")
    for creditor, kind, debtor, claim in (
        (works, "", "", "GENERAL"),
        (works, "INVOICE", "BUSINESS", "TITLE"),
        (works, "INVOICE", "CONSUMER", "BUSINESS"),
    ):
        operations.set_rule(
            actor=SYSTEM, country="PL", creditor_id=creditor, entry_kind=kind, debtor=debtor,
            claim=claim,
        )  # fmt: skip
    assert shown(entry).limit.last_on == on("2025-12-31")
    assert shown(other).limit.last_on == on("2024-12-31")
    with pytest.raises(Refusal, match="not_allowed"):
        operations.set_rule(
            actor=CLERK, country="PL", creditor_id=None, entry_kind="", debtor="", claim="SALE"
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (an_event("CLAIM", "2023-05-01"), "billing.limitation_claim"),
        (an_event("END", "2023-05-01"), "billing.limitation_claim"),
        (EventDraft("SUIT", on("2023-05-01"), " "), "billing.limitation_reason"),
        (an_event("SUIT", "2023-05-01", until=on("2023-04-30")), "billing.limitation_ends_before"),
        (
            an_event("RECOGNITION", "2023-05-01", until=on("2023-06-30")),
            "billing.limitation_does_not_last",
        ),
    ],
)
def test_refuses_what_cannot_be(draft: EventDraft, code: str) -> None:
    entry = a_debit(an_account(), "10.00", "2022-03-15")
    with pytest.raises(Refusal) as refused:
        operations.record_event(actor=CLERK, entry_ids=[entry], draft=draft)
    assert refused.value.code == code
    with pytest.raises(operations.NotOfADocument):
        operations.record_event(actor=CLERK, entry_ids=[0], draft=an_event("SUIT", "2023-05-01"))


@pytest.mark.django_db
def test_what_happened_is_only_added_to() -> None:
    entry = a_debit(an_account(), "10.00", "2022-03-15")
    operations.record_event(actor=CLERK, entry_ids=[entry], draft=an_event("SUIT", "2023-05-01"))
    for statement in (
        "UPDATE billing_limitationevent SET reason = ''",
        "DELETE FROM billing_limitationevent",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_the_first_of_a_customer_and_how_many_are_near() -> None:
    account = an_account()
    first = a_debit(account, "10.00", "2022-03-15", number="FV/1")
    a_debit(account, "10.00", "2023-03-15", number="FV/2")
    party = Limitation._meta.apps.get_model("ledger", "Account").objects.get(pk=account).party_id
    assert limits.earliest(viewer=SYSTEM, party_id=party) == (on("2024-12-31"), first, "FV/1")
    assert limits.earliest(viewer=SYSTEM, party_id=build.a_party()) is None
    near = {"on": on("2024-12-01"), "until": on("2025-01-01")}
    assert limits.warned_count(viewer=SYSTEM, **near) == 1
    assert limits.warned_count(viewer=SYSTEM, on=on("2025-01-01"), until=on("2025-02-01")) == 0


@pytest.mark.django_db
def test_near_ones_are_found_however_their_last_day_came_about() -> None:
    polish, slovak = an_account(), an_account(a_creditor("SK_BUSINESS"))
    debts = [
        a_debit(account, "10", f"{year}-{month}")
        for account in (polish, slovak)
        for year in range(2021, 2027)
        for month in ("03-31", "11-30", "12-31")
    ]
    change_due(actor=CLERK, entry_id=debts[9], due_on=on("2027-01-15"), reason="asked")
    operations.record_event(
        actor=CLERK, entry_ids=[debts[15]], draft=an_event("CLAIM", "2026-04-01", claim="TRANSPORT")
    )
    operations.record_event(
        actor=CLERK, entry_ids=[debts[0]], draft=an_event("RECOGNITION", "2023-11-30")
    )
    held = [limits.limit_of(viewer=SYSTEM, entry_id=debt, on=on("2024-01-01")) for debt in debts]
    ends = [one.limit.last_on for one in held if one is not None]
    seen = set()
    for today in (on("2024-12-01"), on("2025-12-01"), on("2026-12-20"), on("2027-03-01")):
        until = today + dt.timedelta(days=31)
        count = sum(today <= end <= until for end in ends if end)
        assert limits.warned_count(viewer=SYSTEM, on=today, until=until) == count
        seen.add(count)
        for codes in (("BARRED",), ("MONTH", "QUARTER", "HALF_YEAR"), ("BARRED", "LATER")):
            ahead = Group("all", (Condition("ahead", Op.ONE_OF, codes),))
            found = listing.page(
                LIMITATIONS, Which(SYSTEM, today, query=ahead), ["ahead"], [Order("last_on")]
            )
            everything = listing.page(
                LIMITATIONS, Which(SYSTEM, today), ["ahead"], [Order("last_on")], limit=99
            )
            assert list(found.rows) == [one for one in everything.rows if one[1]["ahead"] in codes]
    assert max(seen) > 1


def test_the_examples_of_the_page_are_right() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rooms" / "billing.md").read_text("utf-8")
    for due, claim, country, event, expected in (
        ("2022-03-15", "BUSINESS", "PL", None, "2025-12-31"),
        ("2022-03-15", "SALE", "PL", Event("RECOGNITION", on("2024-05-01")), "2026-12-31"),
        (
            "2022-03-15", "SALE", "PL", Event("SUIT", on("2023-05-01"), on("2025-02-01")),
            "2027-12-31",
        ),
        ("2016-05-10", "GENERAL", "PL", None, "2024-12-31"),
        ("2022-03-15", "BUSINESS", "SK", None, "2026-03-15"),
    ):  # fmt: skip
        assert last(due, claim, *([event] if event else []), country=country) == expected
        assert f"| {due} |" in page
        assert f"| {expected} |" in page
