"""Random histories: the database equals the obvious slow ledger, after every step."""

import datetime as dt
from dataclasses import asdict
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import interest, operations, queries
from kartoteka.ledger.models import (
    Account,
    Entry,
    OpenAmount,
    Plan,
    PlanDebt,
    Scheme,
    SchemeChoice,
)
from tests.ledger.builders import TERMS, a_creditor, a_debit, a_party, a_payment, an_agreement, on
from tests.ledger.slow import SlowAccount, SlowEntry, SlowTerms

pytestmark = pytest.mark.django_db

START = on("2026-01-05")
AGREED = (Decimal(0), Decimal("6.5"), Decimal("14.75"), Decimal("18.75"), Decimal(30))
ORDERS = (
    ("COST", "INTEREST", "PRINCIPAL"),
    ("INTEREST", "COST", "PRINCIPAL"),
    ("PRINCIPAL", "INTEREST", "COST"),
)
amounts = st.decimals("0.01", "300", places=2)
steps = st.one_of(
    st.tuples(
        st.just("debit"),
        amounts,
        st.integers(0, 150),
        st.sampled_from(
            ["", "pl_statutory_delay", "sk_civil_delay_by_first_day", *sorted(interest.AGREED)]
        ),
        st.booleans(),
    ),
    st.tuples(st.just("cost"), amounts, st.integers(0, 150), st.integers(0, 9)),
    st.tuples(st.just("note"), amounts, st.integers(0, 150), st.integers(0, 9)),
    st.tuples(
        st.just("credit"),
        amounts,
        st.integers(0, 170),
        st.lists(st.integers(0, 9), max_size=2),
        st.none() | st.tuples(*[st.integers(0, 100)] * 3),
    ),
    st.tuples(st.just("plan"), st.integers(0, 9)),
    st.tuples(st.just("interest"), st.integers(30, 200)),
    st.tuples(st.just("take back"), st.integers(0, 9)),
    st.tuples(st.just("settle"), st.integers(60, 200)),
    st.tuples(st.just("by hand"), st.integers(0, 9)),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
)


schemes = st.one_of(
    st.just(SlowTerms()),
    st.builds(
        SlowTerms,
        claims=st.sampled_from(["OLDEST_DUE", "NEWEST_DUE", "SMALLEST", "LARGEST"]),
        sharing=st.sampled_from(["IN_TURN", "PRO_RATA"]),
        designation=st.sampled_from(["FOLLOWED", "IGNORED"]),
        by_component=st.booleans(),
        plan_first=st.booleans(),
        follows_parts=st.booleans(),
        ahead_days=st.none() | st.integers(0, 60),
    ),
)


class Pair:
    """One account in the database and its slow twin, driven by the same steps."""

    def __init__(
        self,
        order: tuple[str, ...],
        accrues: bool,
        rounding: str,
        terms: SlowTerms = SlowTerms(),  # noqa: B008  (frozen)
    ) -> None:
        Scheme.objects.update_or_create(
            code="TEST",
            defaults={
                "country": "PL",
                "regime": "civil",
                "components": list(order),
                "interest": "ACCRUED" if accrues else "POSTED",
                "threshold": Decimal("0.05"),
                "basis": "PL_KC_451",
                **asdict(terms),
            },
        )
        creditor = a_creditor("TEST", rounding)
        SchemeChoice.objects.create(creditor_id=creditor, via="BAILIFF", scheme_id="TEST")
        self.account = operations.open_account(
            actor=SYSTEM, party_id=a_party(), creditor_id=creditor, currency="PLN"
        )
        self.agreement = an_agreement(self.account, TERMS)
        self.slow = SlowAccount(order, accrues, Decimal("0.05"), rounding, terms)  # type: ignore[arg-type]
        self.ids: dict[str, int] = {}
        self.noted = 0

    def keys(self, side: str) -> list[str]:
        roots = [k for k in self.ids if self.slow.entries[k].side == side]
        return [k for k in roots if self.slow.entries[k].debt is None]

    def post(self, side: str, kind: str, amount: Decimal, after: int, **more: object) -> None:
        day = START + dt.timedelta(days=after)
        key = f"{kind}{len(self.ids)}"
        debt, named = more.pop("debt", None), more.pop("named", ())
        parts = more.pop("parts", None)
        if side == "DEBIT":
            effective = day - dt.timedelta(days=14)
            entry_id = a_debit(
                self.account,
                str(amount),
                day.isoformat(),
                kind=kind,
                effective_on=effective,
                debt_id=self.ids[str(debt)] if debt else None,
                **more,
            )
        else:
            effective = day
            entry_id = a_payment(
                self.account,
                str(amount),
                day.isoformat(),
                designated=tuple(self.ids[k] for k in named) or None,  # type: ignore[union-attr]
                via="BAILIFF" if parts else "",
                parts=parts,
            )
        self.ids[key] = entry_id
        self.slow.post(
            SlowEntry(
                key=key,
                side=side,
                kind=kind,
                amount=amount,
                effective_on=effective,
                order=len(self.ids),
                due_on=day if side == "DEBIT" else None,
                debt=str(debt) if debt else None,
                interest_kind=str(more.get("interest_kind", "")),
                designated=tuple(named),  # type: ignore[arg-type]
                parts=parts or (),  # type: ignore[arg-type]
            )
        )

    def do(self, step: tuple[object, ...]) -> None:
        verb, *arguments = step
        getattr(self, f"_{str(verb).replace(' ', '_')}")(*arguments)

    def _debit(self, amount: Decimal, after: int, kind: str, is_of_agreement: bool = False) -> None:
        more = {"agreement_id": self.agreement} if is_of_agreement else {}
        self.post("DEBIT", "INVOICE", amount, after, interest_kind=kind, **more)
        if is_of_agreement and kind and kind not in interest.AGREED:
            self.slow.entries[list(self.ids)[-1]].agreement = TERMS
        if kind in interest.AGREED:  # some of it is cut by the law, some from March 2026 on
            key, percent = list(self.ids)[-1], AGREED[after % len(AGREED)]
            operations.agree_rate(
                actor=SYSTEM, entry_id=self.ids[key], kind=kind, percent=percent, on=START,
                reason="contract",
            )  # fmt: skip
            self.slow.entries[key].agreed = percent

    def _cost(self, amount: Decimal, after: int, which: int) -> None:
        self._accessory("COST", amount, after, which)

    def _note(self, amount: Decimal, after: int, which: int) -> None:
        self._accessory("INTEREST", amount, after, which)

    def _accessory(self, kind: str, amount: Decimal, after: int, which: int) -> None:
        if debts := self.keys("DEBIT"):
            self.post("DEBIT", kind, amount, after, debt=debts[which % len(debts)])

    def _credit(
        self,
        amount: Decimal,
        after: int,
        named: list[int],
        shares: tuple[int, int, int] | None = None,
    ) -> None:
        debts = self.keys("DEBIT")
        chosen = sorted({debts[n % len(debts)] for n in named}) if debts else []
        parts = None
        if shares and sum(shares):
            cents, whole = int(amount * 100), sum(shares)
            first, second = (Decimal(cents * share // whole) / 100 for share in shares[:2])
            parts = (first, second, amount - first - second)
        self.post("CREDIT", "PAYMENT", amount, after, named=chosen, parts=parts)

    def _plan(self, which: int) -> None:
        debts = [key for key in self.keys("DEBIT") if key not in self.slow.planned]
        if debts:
            key = debts[which % len(debts)]
            plan = Plan.objects.create(account_id=self.account, agreed_on=START)
            PlanDebt.objects.create(plan=plan, debt_id=self.ids[key])
            self.slow.planned.add(key)

    def _interest(self, after: int) -> None:
        day = START + dt.timedelta(days=after)
        operations.stage_interest(actor=SYSTEM, account_ids=[self.account], to=day)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pg_temp.ledger_notable SET number = 'NO',"
                " source_ref = concat_ws('/', account_id, %s::text, debt_id)",
                [self.noted],
            )
        operations.post_interest(actor=SYSTEM, issued_on=day, due_on=day)
        self.slow.note_all(day, f"noting {self.noted}")
        self.noted += 1

    def _take_back(self, which: int) -> None:
        notes = list(self.slow_notes())
        if not notes:
            return
        key = notes[which % len(notes)]
        entry = Entry.objects.get(pk=self.slow_notes()[key])
        taking = {
            "actor": SYSTEM, "entry_ids": [entry.pk], "on": entry.effective_on, "reason": "test"
        }  # fmt: skip
        if self.slow.open(key) < entry.amount:
            with pytest.raises(operations.InterestUsed):
                operations.take_back_interest(**taking)
            return
        operations.take_back_interest(**taking)
        self.slow.cancel(key)

    def slow_notes(self) -> dict[str, int]:
        """Interest that stands in notes, by the names of the slow ledger."""
        names = {entry_id: key for key, entry_id in self.ids.items()}
        found = {}
        for entry in Entry.objects.filter(account=self.account, source="noting").order_by("pk"):
            _account, nth, debt = entry.source_ref.split("/")
            key = f"noting {nth}/{names[int(debt)]}"
            if not self.slow.entries[key].cancelled:
                found[key] = entry.pk
        return found

    def _settle(self, after: int) -> None:
        day = START + dt.timedelta(days=after)
        operations.settle_all(actor=SYSTEM, on=day, account_ids=[self.account])
        self.slow.settle_all(day)

    def _by_hand(self, which: int) -> None:
        if not (credits := self.keys("CREDIT")):
            return
        key = credits[which % len(credits)]
        arguments = {"actor": SYSTEM, "credit_id": self.ids[key], "on": on("2026-12-31")}
        if self.slow.open(key) == 0 or not self.slow.eligible(
            self.slow.entries[key], on("2026-12-31")
        ):
            with pytest.raises(operations.NothingToSettle):
                operations.settle(**arguments, confirmed=frozenset({"ledger.late_payment"}))
            return
        if self.slow.is_late(key):
            with pytest.raises(operations.LatePayment):
                operations.settle(**arguments)
        operations.settle(**arguments, confirmed=frozenset({"ledger.late_payment"}))
        self.slow.settle_credit(key, on("2026-12-31"))

    def _withdraw(self, which: int) -> None:
        used = [k for k in self.keys("CREDIT") if self.slow.open(k) < self.slow.entries[k].amount]
        if used:
            key = used[which % len(used)]
            operations.withdraw(actor=SYSTEM, credit_id=self.ids[key], reason="test")
            self.slow.withdraw(key)

    def compare(self) -> None:
        names = {entry_id: key for key, entry_id in self.ids.items()}
        for entry in Entry.objects.filter(account=self.account).exclude(pk__in=list(names)):
            if entry.source == "settling":
                credit, debt, count = entry.source_ref.split("/")
                names[entry.pk] = f"{names[int(credit)]}/{names[int(debt)]}/{count}"
            elif entry.source == "noting":
                _account, nth, debt = entry.source_ref.split("/")
                names[entry.pk] = f"noting {nth}/{names[int(debt)]}"
        for entry in Entry.objects.filter(account=self.account, source="cancelling"):
            names[entry.pk] = f"cancel {names[int(entry.source_ref)]}"
        kept = {
            names[row.entry_id]: row.amount
            for row in OpenAmount.objects.filter(account=self.account)
        }
        assert kept == self.slow.open_amounts()
        live: dict[tuple[str, str], Decimal] = {}
        for key, entry_id in {v: k for k, v in names.items()}.items():
            for line in queries.settlements_of(viewer=SYSTEM, credit_id=entry_id):
                pair = (names[line.debit_id], key)
                live[pair] = live.get(pair, Decimal(0)) + line.amount
        assert {k: v for k, v in live.items() if v} == self.slow.live_lines()
        day = on("2026-08-31")
        for entry in queries.open_entries(viewer=SYSTEM, account_id=self.account, on=day):
            if entry.debt_id is None:
                assert entry.interest == self.slow.unnoted(names[entry.entry_id], day)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.sampled_from(ORDERS),
    accrues=st.booleans(),
    rounding=st.sampled_from(["once", "period"]),
    terms=schemes,
    history=st.lists(steps, max_size=14),
)
def test_the_database_equals_the_slow_ledger(
    *,
    db: None,
    order: tuple[str, ...],
    accrues: bool,
    rounding: str,
    terms: SlowTerms,
    history: list[tuple[object]],
) -> None:
    with transaction.atomic():
        pair = Pair(order, accrues, rounding, terms)
        for step in history:
            pair.do(step)
            if step[0] in ("settle", "by hand", "withdraw", "interest", "take back"):
                pair.compare()
        pair.do(("settle", 200))
        pair.compare()
        entries = Entry.objects.filter(account=pair.account)
        signed = sum(e.amount if e.side == "DEBIT" else -e.amount for e in entries)
        left = OpenAmount.objects.filter(account=pair.account)
        assert signed == sum(row.amount if row.side == "DEBIT" else -row.amount for row in left)
        assert queries.prove(viewer=SYSTEM) == []
        transaction.set_rollback(True)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.sampled_from(ORDERS),
    accrues=st.booleans(),
    terms=schemes,
    owed=st.lists(
        st.tuples(amounts, st.integers(0, 90), st.none() | amounts, st.none() | amounts),
        min_size=2,
        max_size=4,
    ),
    planned=st.lists(st.integers(0, 9), max_size=2),
    paid=st.lists(
        st.tuples(
            st.decimals("10", "400", places=2),
            st.integers(30, 170),
            st.lists(st.integers(0, 9), max_size=2),
            st.none() | st.tuples(*[st.integers(0, 100)] * 3),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_every_scheme_uses_money_as_the_slow_ledger_does(
    *,
    db: None,
    order: tuple[str, ...],
    accrues: bool,
    terms: SlowTerms,
    owed: list[tuple[Decimal, int, Decimal | None, Decimal | None]],
    planned: list[int],
    paid: list[tuple[Decimal, int, list[int], tuple[int, int, int] | None]],
) -> None:
    with transaction.atomic():
        pair = Pair(order, accrues, "once", terms)
        for nth, (amount, after, cost, note) in enumerate(owed):
            kind = "pl_statutory_delay" if nth % 2 else ""
            pair.do(("debit", amount, after, kind, nth % 4 == 1))
            for kind, accessory in (("cost", cost), ("note", note)):
                if accessory:
                    pair.do((kind, accessory, after, nth))
        for which in planned:
            pair.do(("plan", which))
        for credit in paid:
            pair.do(("credit", *credit))
        pair.do(("settle", 175))
        pair.compare()
        pair.do(("withdraw", 0))
        pair.do(("settle", 190))
        pair.compare()
        assert queries.prove(viewer=SYSTEM) == []
        transaction.set_rollback(True)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    accrues=st.booleans(),
    history=st.lists(steps.filter(lambda step: step[0] != "withdraw"), max_size=12),
    paid=amounts,
    after=st.integers(150, 170),
)
def test_settling_and_withdrawing_is_the_identity(
    *, db: None, accrues: bool, history: list[tuple[object]], paid: Decimal, after: int
) -> None:
    with transaction.atomic():
        pair = Pair(ORDERS[0], accrues, "once")
        for step in history:
            pair.do(step)
        pair.do(("credit", paid, after, []))
        credit = pair.ids[list(pair.ids)[-1]]

        def state() -> object:
            day = on("2026-10-31")
            return (
                queries.balance(viewer=SYSTEM, account_id=pair.account, on=day),
                queries.open_entries(viewer=SYSTEM, account_id=pair.account, on=day),
                queries.open_entries(viewer=SYSTEM, account_id=pair.account, on=day, side="CREDIT"),
            )

        before = state()
        try:
            operations.settle(
                actor=SYSTEM,
                credit_id=credit,
                on=on("2026-10-31"),
                confirmed=frozenset({"ledger.late_payment"}),
            )
        except operations.NothingToSettle:
            pass
        else:
            operations.withdraw(actor=SYSTEM, credit_id=credit, reason="test")
        assert state() == before
        transaction.set_rollback(True)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    first=st.lists(st.tuples(st.booleans(), amounts, st.integers(0, 120)), max_size=8),
    second=st.lists(st.tuples(st.booleans(), amounts, st.integers(0, 120)), max_size=8),
    mixing=st.randoms(use_true_random=False),
)
def test_the_order_of_postings_to_different_accounts_does_not_matter(
    *, db: None, first: list[object], second: list[object], mixing: object
) -> None:
    def outcome(mixed: bool) -> list[object]:
        with transaction.atomic():
            creditor = a_creditor("PL_COLLECTION")
            accounts = [
                operations.open_account(
                    actor=SYSTEM, party_id=a_party(), creditor_id=creditor, currency="PLN"
                )
                for _each in range(2)
            ]
            queues = [list(first), list(second)]
            turns = [0] * len(first) + [1] * len(second)
            if mixed:
                mixing.shuffle(turns)  # type: ignore[attr-defined]
            for which in turns:
                is_debit, amount, after = queues[which].pop(0)  # type: ignore[misc]
                day = (START + dt.timedelta(days=after)).isoformat()
                if is_debit:
                    kind = "pl_statutory_delay"
                    a_debit(accounts[which], str(amount), day, interest_kind=kind)
                else:
                    a_payment(accounts[which], str(amount), day)
            operations.settle_all(actor=SYSTEM, on=on("2026-12-31"), account_ids=accounts)
            found = [
                (b.due, b.overpaid, b.interest)
                for each in accounts
                for b in queries.balance(viewer=SYSTEM, account_id=each, on=on("2026-12-31"))
            ]
            transaction.set_rollback(True)
            return found

    assert outcome(mixed=False) == outcome(mixed=True)


def test_accounts_of_one_creditor_do_not_touch_each_other() -> None:
    creditor = a_creditor()
    accounts = [
        operations.open_account(
            actor=SYSTEM, party_id=a_party(), creditor_id=creditor, currency="PLN"
        )
        for _each in range(2)
    ]
    a_debit(accounts[0], "10", "2026-05-11")
    a_payment(accounts[1], "10", "2026-05-11")
    assert operations.settle_all(actor=SYSTEM, on=on("2026-06-01")) == operations.RunReport()
    assert Account.objects.count() == 2
