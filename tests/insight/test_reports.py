"""Reports add up to what the ledger itself answers, today, of a past day and as it was shown."""

import datetime as dt
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft
from kartoteka.billing.models import LimitationEvent
from kartoteka.billing.operations import limitation
from kartoteka.billing.operations.limitation import EventDraft
from kartoteka.insight import queries
from kartoteka.insight.reports import REPORTS, SHOWN, Asked
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as balances
from kartoteka.ledger.models import Account, Entry
from kartoteka.payments import operations as payments
from kartoteka.payments.operations import returning
from kartoteka.register.models import Choice, GroupMember, Party, PartyGroup, PartySegment
from tests import build
from tests.ledger.builders import a_creditor, a_debit, a_party, a_payment

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
D = Decimal


@pytest.fixture
def owing() -> tuple[int, int]:
    """Two accounts of one creditor, in złoty and in euro: late, paid in part, overpaid."""
    creditor_id = a_creditor()
    accounts = []
    for currency in ("PLN", "EUR"):
        account = ledger.open_account(
            actor=SYSTEM, party_id=a_party(f"Anna {currency}"), creditor_id=creditor_id,
            currency=currency,
        )  # fmt: skip
        a_debit(account, "100.00", "2026-01-12", number="FV/1")
        a_debit(account, "60.00", "2026-10-12", number="FV/2")
        a_debit(account, "7.00", "2026-12-01", number="FV/3")
        credit = a_payment(account, "130.00", "2026-11-02")
        ledger.settle(actor=SYSTEM, credit_id=credit, on=TODAY)
        accounts.append(account)
    extra = a_payment(accounts[1], "50.00", "2026-11-10")
    ledger.settle(actor=SYSTEM, credit_id=extra, on=TODAY)
    return accounts[0], accounts[1]


def told(key: str, asked: Asked, words: str = "") -> dict[str, tuple[object, ...]]:
    """The rows of a report (or its totals) by name and currency."""
    found = queries.answer(viewer=SYSTEM, key=key, asked=asked, today=TODAY)
    rows = found.totals if words == "totals" else found.lines
    return {f"{one.words} {one.currency}".strip(): one.values for one in rows}


def test_arrears_are_the_balances_of_today(owing: tuple[int, int]) -> None:
    rows = told("arrears", Asked(TODAY))
    assert rows == {
        "Anna PLN PLN": (D("37.00"), D("30.00"), 1, dt.date(2026, 10, 12), D("0.00"), D("37.00")),
        "Anna EUR EUR": (D("0.00"), D("0.00"), 0, None, D("13.00"), D("-13.00")),
    }
    for account_id in owing:
        (known,) = balances.balance(viewer=SYSTEM, account_id=account_id, on=TODAY)
        name = Account.objects.get(pk=account_id).party.name
        due, overdue, count, oldest, overpaid, _balance = rows[f"{name} {known.currency}"]
        assert (due, overdue, count, oldest, overpaid) == (
            known.due, known.overdue, known.overdue_count, known.oldest_overdue_on, known.overpaid,
        )  # fmt: skip


@pytest.mark.parametrize(
    "day", [dt.date(2026, 1, 5), dt.date(2026, 11, 1), dt.date(2026, 11, 2), dt.date(2026, 11, 12)]
)
def test_of_a_past_day_debits_less_credits_are_the_ledgers(
    owing: tuple[int, int], day: dt.date
) -> None:
    rows = told("arrears", Asked(day))
    turnover = told("turnover", Asked(day, first=dt.date(2026, 10, 1)))
    for account_id in owing:
        (known,) = balances.balance_as_of(viewer=SYSTEM, account_id=account_id, day=day)
        name = f"{Account.objects.get(pk=account_id).party.name} {known.currency}"
        assert rows.get(name, (D("0.00"),))[-1] == known.amount
        assert turnover.get(name, (D("0.00"),))[-1] == known.amount


def test_as_shown_knows_only_what_had_been_recorded(owing: tuple[int, int]) -> None:
    shown = TODAY - dt.timedelta(days=3)
    Entry.objects.filter(side="DEBIT")  # posted rows keep the clock of the database
    assert told("arrears", Asked(shown, mode=SHOWN)) == {}
    recorded = timezone.localdate()
    rows = queries.answer(
        viewer=SYSTEM, key="arrears", asked=Asked(recorded, mode=SHOWN),
        today=recorded + dt.timedelta(days=1),
    ).lines  # fmt: skip
    end = dt.datetime.combine(
        recorded + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone()
    )
    for account_id in owing:
        (known,) = balances.balance_as_shown(viewer=SYSTEM, account_id=account_id, moment=end)
        assert [one.values[-1] for one in rows if one.currency == known.currency] == [known.amount]


def test_rows_by_agreement_add_up_and_each_can_be_asked_for() -> None:
    creditor_id = a_creditor()
    account_id = ledger.open_account(
        actor=SYSTEM, party_id=a_party("Anna"), creditor_id=creditor_id, currency="PLN"
    )
    account = Account.objects.get(pk=account_id)
    ids = [
        agreements.add_agreement(
            actor=SYSTEM,
            draft=AgreementDraft(
                number=number, party_id=account.party_id, creditor_id=creditor_id,
                valid_from=dt.date(2026, 1, 1),
            ),
        )
        for number in ("U/1", "U/2")
    ]  # fmt: skip
    a_debit(account_id, "100.00", "2026-01-12", number="FV/1", agreement_id=ids[0])
    a_debit(account_id, "60.00", "2026-10-12", number="FV/2", agreement_id=ids[1])
    a_debit(account_id, "7.00", "2026-10-12", number="FV/3")
    for on in (TODAY, TODAY - dt.timedelta(days=1)):  # what stands open, and made from entries
        rows = told("arrears", Asked(on, by="agreement"))
        assert {key: one[0] for key, one in rows.items()} == {
            "U/1 PLN": D("100.00"), "U/2 PLN": D("60.00"), "PLN": D("7.00"),
        }  # fmt: skip
        alone = told("arrears", Asked(on, agreement=ids[0]))
        assert {key: one[0] for key, one in alone.items()} == {"Anna PLN": D("100.00")}
    moved = told("turnover", Asked(TODAY, first=dt.date(2026, 9, 1), by="agreement"))
    assert moved["U/2 PLN"] == tuple(map(D, ("0.00", "60.00", "0.00", "60.00")))


def test_ageing_has_the_bands_that_are_asked_for(owing: tuple[int, int]) -> None:
    rows = told("ageing", Asked(TODAY, bands=(10, 38, 39)))
    # total, not due, 1-10, 11-38, 39 alone, over
    assert rows["Anna PLN PLN"] == tuple(map(D, ("37", "7", "0", "0", "30", "0")))
    before = told("ageing", Asked(dt.date(2026, 11, 1), bands=(30, 60, 90)))
    assert before["Anna PLN PLN"] == tuple(map(D, ("160", "0", "60", "0", "0", "100")))
    (entry,) = queries.answer(
        viewer=SYSTEM, key="open_entries", today=TODAY,
        asked=Asked(dt.date(2026, 11, 1), bands=(30, 60, 90), band=4, side="DEBIT", currency="PLN"),
    ).lines  # fmt: skip
    assert entry.values == (
        "FV/1", "INVOICE", dt.date(2025, 12, 29), dt.date(2026, 1, 12), 293, D("100"), D("100"),
    )  # fmt: skip


def test_ageing_is_the_ledgers_own(owing: tuple[int, int]) -> None:
    for on in (TODAY, TODAY + dt.timedelta(days=40)):
        rows = told("ageing", Asked(on, bands=(30, 60, 90)))
        own = {
            f"{Party.objects.get(pk=row.party_id).name} {row.currency}": (
                row.total, row.not_due, row.days_1_30, row.days_31_60, row.days_61_90,
                row.days_over_90,
            )
            for row in balances.ageing(viewer=SYSTEM, on=on)
        }  # fmt: skip
        assert rows == own


def test_a_payment_that_the_bank_returned_is_told_beside_what_came(
    owing: tuple[int, int],
) -> None:
    credit = Entry.objects.get(account_id=owing[0], side="CREDIT")
    asked = Asked(TODAY, first=dt.date(2026, 1, 1), currency="PLN")
    paid = dt.date(2026, 11, 2)
    assert told("payments", asked)["Anna PLN PLN"] == (1, D("130.00"), D(0), D(0), paid, paid)
    returning.return_payment(actor=SYSTEM, credit_id=credit.pk, on=TODAY, reason="unknown account")
    after = (1, D("130.00"), D("130.00"), D(0), paid, paid)
    assert told("payments", asked) == {"Anna PLN PLN": after}
    assert told("payments", asked, "totals") == {"PLN": after}
    desk = payments.add_cash_desk(
        actor=SYSTEM, code="K1", name="Till", creditor_id=credit.account.creditor_id, currency="PLN"
    )
    draft = payments.CashDraft(desk, "KP", owing[0], D("20.00"), TODAY, "Anna", "rent", "a")
    made = payments.add_cash(actor=SYSTEM, draft=draft, on=TODAY)
    counted = (2, D("150.00"), D("130.00"), D("20.00"), paid, TODAY)
    assert told("payments", asked)["Anna PLN PLN"] == counted
    payments.void_cash(actor=SYSTEM, public_id=made, reason="twice", on=TODAY)
    counted = (2, D("150.00"), D("150.00"), D(0), paid, TODAY)
    assert told("payments", asked)["Anna PLN PLN"] == counted


def test_turnover_by_month_carries_the_balance_on(owing: tuple[int, int]) -> None:
    asked = Asked(TODAY, first=dt.date(2026, 9, 1), by="month", currency="PLN")
    found = queries.answer(viewer=SYSTEM, key="turnover", asked=asked, today=TODAY)
    assert [(one.words, *one.values) for one in found.lines] == [
        ("2026-09", D("100.00"), D("60.00"), D("0.00"), D("160.00")),
        ("2026-11", D("160.00"), D("7.00"), D("130.00"), D("37.00")),
    ]
    assert [one.values for one in found.totals] == [
        (D("100.00"), D("67.00"), D("130.00"), D("37.00"))
    ]


def test_a_customer_of_two_groups_counts_once_in_the_totals(owing: tuple[int, int]) -> None:
    party = Account.objects.get(pk=owing[0]).party
    groups = [PartyGroup.objects.create(labels={"en": name}) for name in ("North", "Big")]
    for one in groups:
        GroupMember.objects.create(group=one, party=party, valid_from=dt.date(2020, 1, 1))
    gold = Choice.objects.create(list="PRIORITY", code="GOLD", labels={"en": "Gold"})
    PartySegment.objects.create(party=party, priority=gold)
    by_group = Asked(TODAY, by="group", currency="PLN")
    assert {name: row[0] for name, row in told("arrears", by_group).items()} == {
        "North PLN": D("37.00"), "Big PLN": D("37.00"),
    }  # fmt: skip
    assert told("arrears", by_group, "totals")["PLN"][0] == D("37.00")
    assert told("arrears", replace(by_group, by="priority"))["Gold PLN"][0] == D("37.00")
    only = Asked(TODAY, group=groups[0].pk)
    assert list(told("arrears", only)) == ["Anna PLN PLN"]
    assert list(told("arrears", Asked(TODAY, segment=gold.pk))) == ["Anna PLN PLN"]
    with pytest.raises(queries.NoSuchGroup):
        told("arrears", Asked(TODAY, group=0))


def test_rows_by_group_are_of_the_groups_that_the_reader_sees(owing: tuple[int, int]) -> None:
    party = Account.objects.get(pk=owing[0]).party
    olga, piotr = build.a_user("olga"), build.a_user("piotr")
    own = PartyGroup.objects.create(labels={"en": "Olga's"}, owner_id=olga.pk, is_shared=False)
    GroupMember.objects.create(group=own, party=party, valid_from=dt.date(2020, 1, 1))
    by_name = {"field": "name", "op": "contains", "value": ["Anna PLN"]}
    PartyGroup.objects.create(labels={"en": "By name"}, query=by_name)
    PartyGroup.objects.create(labels={"en": "Broken"}, query=by_name | {"field": "nothing"})
    seen = {}
    for user in (olga, piotr):
        viewer = Actor(user_id=user.pk, realm=Realm.DESK, role=Role.CLERK)
        for day in (TODAY, TODAY - dt.timedelta(days=1)):
            asked = Asked(day, by="group", currency="PLN")
            found = queries.answer(viewer=viewer, key="arrears", asked=asked, today=TODAY)
            seen[user.login, day] = {one.words: one.values[0] for one in found.lines}
            assert [one.values[0] for one in found.totals] == [D("37.00")]
    assert (
        list(seen.values())
        == [{"Olga's": D("37.00"), "By name": D("37.00")}] * 2 + [{"By name": D("37.00")}] * 2
    )


def test_a_tree_is_asked_about_as_of_any_day(owing: tuple[int, int]) -> None:
    head, unit = (Account.objects.get(pk=one).party for one in owing)
    Party.objects.filter(pk=unit.pk).update(parent=head, place="BRANCH")
    for day, debts in ((TODAY, ("37.00", "0.00")), (dt.date(2026, 11, 1), ("160.00", "160.00"))):
        for asked in (Asked(day, party=head.pk, tree=True), Asked(day, party=unit.pk, tree=True)):
            rows = told("arrears", asked)
            assert {name: row[0] for name, row in rows.items()} == {
                "Anna PLN PLN": D(debts[0]), "Anna EUR EUR": D(debts[1]),
            }  # fmt: skip
        assert list(told("arrears", Asked(day, party=head.pk))) == ["Anna PLN PLN"]
    nobody = PartyGroup.objects.create(labels={"en": "Nobody"})
    assert told("arrears", Asked(TODAY, party=head.pk, tree=True, group=nobody.pk)) == {}


def test_interest_is_what_the_balance_says(owing: tuple[int, int]) -> None:
    account = Account.objects.get(pk=owing[0])
    a_debit(account.pk, "1000.00", "2026-05-11", interest_kind="pl_statutory_delay")
    (known,) = balances.balance(viewer=SYSTEM, account_id=account.pk, on=TODAY)
    assert known.interest
    rows = told("interest", Asked(TODAY, currency="PLN"))
    assert rows["Anna PLN PLN"] == (D("1037.00"), D("0.00"), known.interest, 0)


def test_every_report_answers_and_streams_the_same(owing: tuple[int, int]) -> None:
    for one in REPORTS:
        for by in one.by or ("customer",):
            for on in (TODAY, TODAY - dt.timedelta(days=5)):
                asked = Asked(on, first=dt.date(2026, 1, 1), by=by)
                page = queries.answer(viewer=SYSTEM, key=one.key, asked=asked, today=TODAY)
                width = len(queries.fields_of(one.key, asked))
                with closing(
                    queries.everything(viewer=SYSTEM, key=one.key, asked=asked, today=TODAY)
                ) as whole:
                    rows = list(whole)
                assert [row[2:] for row in rows] == [
                    (line.currency, *line.values) for line in page.lines
                ]
                assert all(len(row) == width for row in rows)
    asked = Asked(TODAY, first=dt.date(2026, 11, 1), kind="PAYMENT", side="CREDIT", currency="EUR")
    found = queries.answer(viewer=SYSTEM, key="posted_entries", today=TODAY, asked=asked)
    assert [line.values[3] for line in found.lines] == [
        dt.date(2026, 11, 2), dt.date(2026, 11, 10),
    ]  # fmt: skip


def test_limitation_of_an_earlier_day_is_what_was_shown_that_day() -> None:
    """Two claims of 100 and 60; a suit, a recognition that is taken back, come after that day."""
    account = ledger.open_account(
        actor=SYSTEM, party_id=a_party("Anna"), creditor_id=a_creditor(), currency="PLN"
    )
    sued, told_of, new = (
        a_debit(account, amount, due, number=number)
        for amount, due, number in (
            ("100.00", "2024-06-12", "FV/1"), ("60.00", "2023-06-12", "FV/2"),
            ("7.00", "2024-07-12", "FV/3"),
        )
    )  # fmt: skip
    day = dt.date(2026, 3, 2)

    def record(entry_id: int, kind: str, on: str) -> None:
        draft = EventDraft(kind, dt.date.fromisoformat(on), "grounds")
        limitation.record_event(actor=SYSTEM, entry_ids=[entry_id], draft=draft)

    record(told_of, "RECOGNITION", "2025-05-05")
    backdated("ledger_entry", f"id IN ({sued}, {told_of})", day)
    backdated("billing_limitationevent", "true", day)
    # barred, month, quarter, year, later, pending, next_on
    then = {"Anna PLN": (D(0), D(0), D(0), D("100.00"), D("60.00"), D(0), dt.date(2026, 12, 31))}
    assert told("limitation", Asked(day)) == then
    record(sued, "SUIT", "2026-03-01")
    [event] = LimitationEvent.objects.filter(kind="RECOGNITION")
    limitation.take_back(actor=SYSTEM, event_id=event.pk, on=TODAY, reason="not signed")
    assert told("limitation", Asked(day)) == then
    assert told("limitation", Asked(day), "totals") == {"PLN": then["Anna PLN"]}
    assert told("limitation", Asked(day - dt.timedelta(days=1))) == {}
    now = (D("60.00"), D(0), D("7.00"), D(0), D(0), D("100.00"), dt.date(2026, 12, 31))
    assert told("limitation", Asked(TODAY)) == {"Anna PLN": now}
    assert new


def test_costs_and_interest_are_barred_with_their_document() -> None:
    account = ledger.open_account(
        actor=SYSTEM, party_id=a_party("Anna"), creditor_id=a_creditor(), currency="PLN"
    )
    debt = a_debit(account, "100.00", "2024-06-12", number="FV/1")
    a_debit(account, "5.00", "2026-11-02", kind="COST", debt_id=debt)
    a_debit(account, "2.00", "2026-11-02", kind="INTEREST", debt_id=debt)
    ((barred, _month, quarter, *_rest),) = told("limitation", Asked(TODAY)).values()
    ((whole, *_more),) = told("arrears", Asked(TODAY)).values()
    assert (barred, quarter, whole) == (D(0), D("107.00"), D("107.00"))


def backdated(table: str, which: str, day: dt.date) -> None:
    """As if the rows had been recorded on a day: what no role of the program could say."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET recorded_at = %s WHERE {which}", [f"{day} 12:00"])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
