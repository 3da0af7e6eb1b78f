"""An account in the database and its slow twin, driven by the same random steps."""

import datetime as dt
from dataclasses import asdict
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import strategies as st

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import interest, operations, queries
from kartoteka.ledger.models import Entry, OpenAmount, Plan, PlanDebt, Scheme, SchemeChoice
from tests.ledger.builders import TERMS, a_creditor, a_debit, a_party, a_payment, an_agreement, on
from tests.ledger.slow import SlowAccount, SlowEntry, SlowTerms

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
    st.tuples(st.just("close"), st.integers(0, 120)),
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
        self.creditor = creditor = a_creditor("TEST", rounding)
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

    def post(self, side: str, kind: str, amount: Decimal, after: int, **more: object) -> bool:
        day = START + dt.timedelta(days=after)
        key = f"{kind}{len(self.ids)}"
        debt, named = more.pop("debt", None), more.pop("named", ())
        parts = more.pop("parts", None)
        if side == "DEBIT":
            effective = day - dt.timedelta(days=14)
            more |= {"kind": kind, "effective_on": effective}
            named_debt = self.ids[str(debt)] if debt else None
            told = (self.account, str(amount), day.isoformat())
            if effective <= self.slow.closed_until:
                with pytest.raises(operations.PeriodClosed):
                    a_debit(*told, debt_id=named_debt, **more)
                return False
            entry_id = a_debit(*told, debt_id=named_debt, **more)
        else:
            effective = max(day, self.slow.first_open)
            entry_id = a_payment(
                self.account,
                str(amount),
                day.isoformat(),
                designated=tuple(self.ids[k] for k in named) or None,  # type: ignore[union-attr]
                via="BAILIFF" if parts else "",
                parts=parts,
                paid_on=day,
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
                paid_on=day if side == "CREDIT" and day < effective else None,
            )
        )
        return True

    def do(self, step: tuple[object, ...]) -> None:
        verb, *arguments = step
        getattr(self, f"_{str(verb).replace(' ', '_')}")(*arguments)

    def _debit(self, amount: Decimal, after: int, kind: str, is_of_agreement: bool = False) -> None:
        more = {"agreement_id": self.agreement} if is_of_agreement else {}
        if not self.post("DEBIT", "INVOICE", amount, after, interest_kind=kind, **more):
            return
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

    def _close(self, after: int) -> None:
        day = START + dt.timedelta(days=after)
        if day > self.slow.closed_until:
            operations.close_until(actor=SYSTEM, creditor_id=self.creditor, until=day)
            self.slow.closed_until = day

    def _interest(self, after: int) -> None:
        day = START + dt.timedelta(days=after)
        if day <= self.slow.closed_until:
            return
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
        if entry.effective_on <= self.slow.closed_until:
            return
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
            if self.slow.reaches_behind(key):
                with pytest.raises(operations.PeriodClosed):
                    operations.withdraw(actor=SYSTEM, credit_id=self.ids[key], reason="test")
                return
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
