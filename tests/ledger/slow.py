"""The obvious slow ledger: one account as Python lists, settled credit by credit.

Knows nothing of SQL, rounds or number lines. What the database computes must equal this.
"""

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

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
    agreed: Decimal | None = None
    agreement: tuple[interest.Term, ...] = ()
    designated: tuple[str, ...] = ()
    parts: tuple[Decimal, ...] = ()
    last_day: dt.date | None = None
    paid_on: dt.date | None = None
    cancelled: bool = False

    @property
    def came_on(self) -> dt.date:
        return self.paid_on or self.effective_on

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
    by_parts: bool = False


@dataclass(frozen=True)
class SlowTerms:
    claims: str = "OLDEST_DUE"
    sharing: str = "IN_TURN"
    designation: str = "FOLLOWED"
    by_component: bool = False
    plan_first: bool = False
    follows_parts: bool = False
    ahead_days: int | None = None


@dataclass
class SlowAccount:
    components: tuple[str, ...] = ("COST", "INTEREST", "PRINCIPAL")
    accrues: bool = False
    threshold: Decimal = Decimal(0)
    rounding: interest.Rounding = "once"
    terms: SlowTerms = SlowTerms()
    planned: set[str] = field(default_factory=set)
    entries: dict[str, SlowEntry] = field(default_factory=dict)
    lines: list[SlowLine] = field(default_factory=list)
    closed_until: dt.date = dt.date.min

    @property
    def first_open(self) -> dt.date:
        return self.closed_until + dt.timedelta(days=1)

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
                day = max(credit.came_on, debit.effective_on)
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
            agreed=debit.agreed,
            terms=debit.agreement,
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

    def root(self, key: str) -> str:
        return self.entries[key].debt or key

    def named(self, credit: SlowEntry) -> set[str]:
        if self.terms.designation == "IGNORED":
            return set()
        return {self.root(key) for key in credit.designated}

    def tier(self, key: str, credit: SlowEntry) -> tuple[bool, bool, int]:
        """What has the same tier has the same place before debts are put in order."""
        component = self.components.index(PARTS[self.entries[key].rank])
        return (
            self.root(key) not in self.named(credit),
            not (self.terms.plan_first and self.root(key) in self.planned),
            component if self.terms.by_component else 0,
        )

    def eligible(self, credit: SlowEntry, on: dt.date) -> list[str]:
        ahead = self.terms.ahead_days
        return [
            key
            for key, entry in self.entries.items()
            if entry.side == "DEBIT"
            and self.open(key) > 0
            and (
                ahead is None
                or self.root(key) in self.named(credit)
                or self.entries[self.root(key)].due_on <= on + dt.timedelta(days=ahead)  # type: ignore[operator]
            )
        ]

    def debits_in_order(self, credit: SlowEntry, on: dt.date) -> list[str]:
        waiting = self.eligible(credit, on)

        def claim(root: str) -> Decimal:
            due = Decimal(self.entries[root].due_on.toordinal())  # type: ignore[union-attr]
            size = sum((self.open(k) for k in waiting if self.root(k) == root), Decimal(0))
            return {
                "OLDEST_DUE": due, "NEWEST_DUE": -due, "SMALLEST": size, "LARGEST": -size,
            }[self.terms.claims]  # fmt: skip

        def place(key: str) -> tuple[object, ...]:
            entry, root = self.entries[key], self.root(key)
            component = self.components.index(PARTS[entry.rank])
            order = self.entries[root].order
            return (self.tier(key, credit), claim(root), order, component, entry.order)

        return sorted(waiting, key=place)

    def settle_credit(self, key: str, on: dt.date) -> None:
        """Rounds, until nothing is left of the credit or of what it may be used on."""
        while self._use(self.entries[key], on):
            pass

    def _use(self, credit: SlowEntry, on: dt.date) -> bool:
        parts = () if self._parts_used(credit) else credit.parts
        if self.accrues:
            self._note_interest(credit, on, parts)
        debits = self.debits_in_order(credit, on)
        shares = self._by_parts(debits, parts) if parts else {}
        by_parts = any(shares.values())
        if not by_parts and self.terms.sharing == "PRO_RATA":
            shares = self._pro_rata(debits, credit)
        elif not by_parts:
            shares = {debit: self.open(debit) for debit in debits}
        made = False
        for debit in debits:
            amount = min(shares[debit], self.open(credit.key))
            if amount > 0:
                day = max(self.entries[debit].effective_on, credit.effective_on, self.first_open)
                self.lines.append(SlowLine(debit, credit.key, amount, day, by_parts=by_parts))
                made = True
        return made

    def _parts_used(self, credit: SlowEntry) -> bool:
        return not self.terms.follows_parts or any(
            line.by_parts and not line.withdrawn and line.credit == credit.key
            for line in self.lines
        )

    def _by_parts(self, debits: list[str], parts: tuple[Decimal, ...]) -> dict[str, Decimal]:
        left = dict(zip((1, 2, 3), parts, strict=True))
        shares = {}
        for debit in debits:
            rank = self.entries[debit].rank
            shares[debit] = min(left[rank], self.open(debit))
            left[rank] -= shares[debit]
        return shares

    def _pro_rata(self, debits: list[str], credit: SlowEntry) -> dict[str, Decimal]:
        purse, shares = self.open(credit.key), {}
        for tier in sorted({self.tier(debit, credit) for debit in debits}):
            same = [debit for debit in debits if self.tier(debit, credit) == tier]
            total = sum((self.open(debit) for debit in same), Decimal(0))
            money = min(total, purse)
            purse -= money
            exact = {debit: Fraction(self.open(debit) * money) / Fraction(total) for debit in same}
            cents = {debit: int(exact[debit] * 100) for debit in same}
            spare = int(money * 100) - sum(cents.values())
            rests = sorted(
                same, key=lambda debit: (cents[debit] - exact[debit] * 100, debits.index(debit))
            )
            for debit in rests[:spare]:
                cents[debit] += 1
            shares |= {debit: Decimal(cents[debit]) / 100 for debit in same}
        return shares

    def _note_interest(self, credit: SlowEntry, on: dt.date, parts: tuple[Decimal, ...]) -> None:
        """Walks the debts as the credit would and notes interest where its money arrives."""
        left = parts[1] if parts else self.open(credit.key)
        debits = self.debits_in_order(credit, on)
        tiers = sorted({self.tier(debit, credit)[:2] for debit in debits})
        noted: list[tuple[str, Decimal]] = []
        for tier in tiers:
            of_tier = [debit for debit in debits if self.tier(debit, credit)[:2] == tier]
            roots = self._roots_by_claim(of_tier, credit, on)
            if self.terms.by_component:
                steps = [[(root, part) for root in roots] for part in self.components]
            else:
                steps = [[(root, part) for root in roots for part in self.components]]
            for step in steps:
                before = left
                for root, part in step:
                    is_counted = not parts or part == "INTEREST"
                    if part == "INTEREST" and (due := self._fresh(root, credit)):
                        posted = self._open_of(root, "INTEREST")
                        in_proportion = self.terms.sharing == "PRO_RATA" and not parts
                        if (before if in_proportion else left - posted) > 0:
                            noted.append((root, due))
                        left -= due
                    if is_counted:
                        left -= self._open_of(root, part)
        for root, amount in noted:
            self._note(root, amount, credit)

    def _roots_by_claim(self, debits: list[str], credit: SlowEntry, on: dt.date) -> list[str]:
        """The debts in their own order, whatever comes first of all of them."""
        whole = replace(self.terms, by_component=False)
        mixed, self.terms = self.terms, whole
        ordered = self.debits_in_order(credit, on)
        self.terms = mixed
        return list(dict.fromkeys(self.root(key) for key in ordered if key in debits))

    def _fresh(self, root: str, credit: SlowEntry) -> Decimal:
        """What may be noted on a debt to the day of the credit; zero below the threshold."""
        due = self.unnoted(root, credit.came_on) if self.open(root) > 0 else Decimal(0)
        is_told = any(
            note.last_day and note.last_day >= credit.came_on for note in self._notes(root)
        )
        return due if due >= max(self.threshold, Decimal("0.01")) and not is_told else Decimal(0)

    def _note(self, root: str, amount: Decimal, credit: SlowEntry) -> None:
        count = sum(1 for e in self.entries.values() if e.debt == root)
        self._post_note(f"{credit.key}/{root}/{count}", root, amount, credit.came_on)

    def note_all(self, to: dt.date, name: str) -> None:
        """Notes all that has accrued to a day, also of debts that are paid."""
        for key, entry in list(self.entries.items()):
            is_told = any(note.last_day and note.last_day >= to for note in self._notes(key))
            if entry.side == "DEBIT" and not is_told and (due := self.unnoted(key, to)):
                self._post_note(f"{name}/{key}", key, due, to)

    def _post_note(self, key: str, root: str, amount: Decimal, day: dt.date) -> None:
        self.post(
            SlowEntry(
                key=key,
                side="DEBIT",
                kind="INTEREST",
                amount=amount,
                effective_on=max(day, self.first_open),
                order=10**9 + len(self.entries),
                due_on=day,
                debt=root,
                last_day=day,
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
        return sorted(waiting, key=lambda k: (self.entries[k].came_on, self.entries[k].order))

    def settle_all(self, on: dt.date) -> None:
        for key in self.credits_in_order(on):
            if self.eligible(self.entries[key], on):
                if self.accrues and self.is_late(key):
                    return
                self.settle_credit(key, on)

    def is_late(self, key: str) -> bool:
        day = self.entries[key].came_on
        return any(
            not line.withdrawn
            and not line.credit.startswith("cancel ")
            and self.entries[line.credit].came_on > day
            for line in self.lines
        )

    def withdraw(self, key: str) -> None:
        taken = [line for line in self.lines if line.credit == key and not line.withdrawn]
        for line in taken:
            line.withdrawn = True
        for entry in [self.entries[name] for name in sorted({line.debit for line in taken})]:
            maker = self.entries.get(entry.key.split("/")[0])
            of_settling = entry.kind == "INTEREST" and maker is not None and maker.side == "CREDIT"
            if of_settling and not entry.cancelled and self.open(entry.key) == entry.amount:
                self.cancel(entry.key)

    def reaches_behind(self, key: str) -> bool:
        """Whether to withdraw a credit would change what lies in closed books."""
        after = deepcopy(self)
        after.withdraw(key)
        taken = [
            e for k, e in after.entries.items() if e.cancelled and not self.entries[k].cancelled
        ]
        gone = [line for line in self.lines if line.credit == key and not line.withdrawn]
        return any(each.effective_on <= self.closed_until for each in [*gone, *taken])

    def cancel(self, key: str) -> None:
        """Takes noted interest back by a correction of the same day."""
        entry = self.entries[key]
        entry.cancelled = True
        self.lines.append(SlowLine(key, f"cancel {key}", entry.amount, entry.effective_on))
        self.entries[f"cancel {key}"] = SlowEntry(
            key=f"cancel {key}",
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
