"""The obvious slow ledger: one account as Python lists, settled credit by credit.

Knows nothing of SQL, rounds or number lines. What the database computes must equal this.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from kartoteka.kernel import days
from kartoteka.ledger import interest, rates

RANKS = {"COST": 1, "COURT_COST": 1, "INTEREST": 2}
PARTS = {1: "COST", 2: "INTEREST", 3: "PRINCIPAL"}


@dataclass
class SlowEntry:
    key: str
    side: str
    kind: str
    amount: Decimal
    effective_on: dt.date
    order: int
    due_on: dt.date | None = None
    debt: str | None = None
    interest_kind: str = ""
    designated: tuple[str, ...] = ()
    last_day: dt.date | None = None
    cancelled: bool = False

    @property
    def rank(self) -> int:
        return RANKS.get(self.kind, 3)


@dataclass
class SlowLine:
    debit: str
    credit: str
    amount: Decimal
    effective_on: dt.date
    withdrawn: bool = False


@dataclass
class SlowAccount:
    components: tuple[str, ...] = ("COST", "INTEREST", "PRINCIPAL")
    accrues: bool = False
    threshold: Decimal = Decimal(0)
    rounding: interest.Rounding = "once"
    entries: dict[str, SlowEntry] = field(default_factory=dict)
    lines: list[SlowLine] = field(default_factory=list)

    def post(self, entry: SlowEntry) -> None:
        self.entries[entry.key] = entry

    def open(self, key: str) -> Decimal:
        used = sum(
            (
                line.amount
                for line in self.lines
                if not line.withdrawn and key in (line.debit, line.credit)
            ),
            Decimal(0),
        )
        return self.entries[key].amount - used

    def accrued(self, key: str, to: dt.date) -> Decimal:
        """Interest of a debit to a day, straight from the definition, day by day of the debt."""
        debit = self.entries[key]
        if not debit.interest_kind or debit.due_on is None:
            return Decimal(0)
        start = days.effective_due(debit.due_on, debit.interest_kind[:2].upper())
        paid: dict[dt.date, Decimal] = {}
        for line in self.lines:
            if line.debit == key and not line.withdrawn:
                credit = self.entries[line.credit]
                day = max(credit.effective_on, debit.effective_on)
                paid[day] = paid.get(day, Decimal(0)) + line.amount
        owed = debit.amount - sum((a for d, a in paid.items() if d < start), Decimal(0))
        changes = []
        for day in sorted(d for d in paid if d >= start):
            owed -= paid[day]
            changes.append(interest.Change(day, owed))
        first_owed = debit.amount - sum((a for d, a in paid.items() if d < start), Decimal(0))
        return interest.compute(
            kind=debit.interest_kind,
            principal=first_owed,
            due=debit.due_on,
            to=to,
            rates=rates.shipped(),
            changes=changes,
            rounding=self.rounding,
        ).amount

    def noted(self, key: str) -> Decimal:
        return sum((e.amount for e in self._notes(key)), Decimal(0))

    def unnoted(self, key: str, to: dt.date) -> Decimal:
        return max(self.accrued(key, to) - self.noted(key), Decimal(0))

    def _notes(self, key: str) -> list[SlowEntry]:
        return [
            e
            for e in self.entries.values()
            if e.kind == "INTEREST" and e.debt == key and not e.cancelled
        ]

    def debits_in_order(self, credit: SlowEntry) -> list[str]:
        named = {self.entries[key].debt or key for key in credit.designated}

        def place(key: str) -> tuple[object, ...]:
            entry = self.entries[key]
            root = self.entries[entry.debt or key]
            component = self.components.index(PARTS[entry.rank])
            return (root.key not in named, root.due_on, root.order, component, entry.order)

        waiting = [k for k, e in self.entries.items() if e.side == "DEBIT" and self.open(k) > 0]
        return sorted(waiting, key=place)

    def settle_credit(self, key: str) -> None:
        credit = self.entries[key]
        if self.accrues:
            self._note_interest(credit)
        for debit_key in self.debits_in_order(credit):
            amount = min(self.open(debit_key), self.open(key))
            if amount > 0:
                day = max(self.entries[debit_key].effective_on, credit.effective_on)
                self.lines.append(SlowLine(debit_key, key, amount, day))

    def _note_interest(self, credit: SlowEntry) -> None:
        """Walks the debts as the credit would and notes interest where its money arrives."""
        left, noted = self.open(credit.key), []
        roots = dict.fromkeys(self.entries[key].debt or key for key in self.debits_in_order(credit))
        for root in roots:
            due = self.unnoted(root, credit.effective_on) if self.open(root) > 0 else Decimal(0)
            fresh = due >= max(self.threshold, Decimal("0.01")) and not any(
                note.last_day and note.last_day >= credit.effective_on for note in self._notes(root)
            )
            for part in self.components:
                if part == "INTEREST" and fresh:
                    posted = self._open_of(root, "INTEREST")
                    if left - posted > 0:
                        noted.append((root, due))
                        left -= due
                left -= self._open_of(root, part)
            if left <= 0:
                break
        for root, amount in noted:
            count = sum(1 for e in self.entries.values() if e.debt == root)
            self.post(
                SlowEntry(
                    key=f"{credit.key}/{root}/{count}",
                    side="DEBIT",
                    kind="INTEREST",
                    amount=amount,
                    effective_on=credit.effective_on,
                    order=10**9 + len(self.entries),
                    due_on=credit.effective_on,
                    debt=root,
                    last_day=credit.effective_on,
                )
            )

    def _open_of(self, root: str, part: str) -> Decimal:
        return sum(
            (
                self.open(k)
                for k, e in self.entries.items()
                if e.side == "DEBIT" and (e.debt or k) == root and PARTS[e.rank] == part
            ),
            Decimal(0),
        )

    def credits_in_order(self, on: dt.date) -> list[str]:
        waiting = [
            k
            for k, e in self.entries.items()
            if e.side == "CREDIT" and self.open(k) > 0 and e.effective_on <= on
        ]
        return sorted(waiting, key=lambda k: (self.entries[k].effective_on, self.entries[k].order))

    def settle_all(self, on: dt.date) -> None:
        for key in self.credits_in_order(on):
            if any(e.side == "DEBIT" and self.open(k) > 0 for k, e in self.entries.items()):
                if self.accrues and self.is_late(key):
                    return
                self.settle_credit(key)

    def is_late(self, key: str) -> bool:
        day = self.entries[key].effective_on
        return any(
            not line.withdrawn and self.entries[line.credit].effective_on > day
            for line in self.lines
        )

    def withdraw(self, key: str) -> None:
        for line in self.lines:
            if line.credit == key:
                line.withdrawn = True
        for entry in list(self.entries.values()):
            of_this = entry.kind == "INTEREST" and entry.key.startswith(f"{key}/")
            if of_this and not entry.cancelled and self.open(entry.key) == entry.amount:
                entry.cancelled = True
                self.lines.append(
                    SlowLine(entry.key, f"cancel {entry.key}", entry.amount, entry.effective_on)
                )
                self.entries[f"cancel {entry.key}"] = SlowEntry(
                    key=f"cancel {entry.key}",
                    side="CREDIT",
                    kind="CORRECTION",
                    amount=entry.amount,
                    effective_on=entry.effective_on,
                    order=10**9,
                )

    def open_amounts(self) -> dict[str, Decimal]:
        return {k: self.open(k) for k in self.entries if self.open(k) > 0}

    def live_lines(self) -> dict[tuple[str, str], Decimal]:
        total: dict[tuple[str, str], Decimal] = {}
        for line in self.lines:
            if not line.withdrawn:
                pair = (line.debit, line.credit)
                total[pair] = total.get(pair, Decimal(0)) + line.amount
        return total
