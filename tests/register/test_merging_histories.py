"""Random histories of two customers who are merged and parted: the books stay right throughout."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Account, OpenAmount
from kartoteka.register import operations as register
from tests.ledger.builders import a_creditor, a_draft, a_party

pytestmark = pytest.mark.django_db
START, END = dt.date(2026, 1, 5), dt.date(2026, 12, 1)
amounts = st.decimals("0.01", "300", places=2)
debits = st.tuples(st.just("debit"), st.integers(0, 1), amounts, st.integers(0, 150))
credits_ = st.tuples(st.just("credit"), st.integers(0, 1), amounts, st.integers(0, 150))
steps = st.one_of(
    debits,
    credits_,
    st.tuples(st.just("settle")),
    st.tuples(st.just("by hand"), st.integers(0, 5)),
    st.tuples(st.just("withdraw"), st.integers(0, 5)),
    st.tuples(st.just("merge"), st.booleans()),
    st.tuples(st.just("undo")),
)


class Two:
    """Two customers of one creditor, and whether they are one at the moment."""

    def __init__(self, scheme: str) -> None:
        self.creditor = a_creditor(scheme)
        self.parties = [a_party("Anna"), a_party("Hanna")]
        self.merges: list[object] = []
        self.posted = Decimal(0)

    def post(self, side: str, who: int, amount: Decimal, after: int) -> None:
        day = START + dt.timedelta(days=after)
        more = {"side": "CREDIT", "kind": "PAYMENT", "due_on": None} if side == "credit" else {}
        draft = a_draft(
            self.parties[who], self.creditor, str(amount), day.isoformat(),
            booked_on=day, effective_on=day, issued_on=day,
            interest_kind="" if side == "credit" else "pl_statutory_delay", **more,
        )  # fmt: skip
        operations.post(actor=SYSTEM, draft=draft)
        self.posted += amount if side == "debit" else -amount

    def do(self, step: tuple[object, ...]) -> None:
        what, *rest = step
        if what in {"debit", "credit"}:
            self.post(str(what), *rest)  # type: ignore[arg-type]
        elif what == "settle":
            operations.settle_all(actor=SYSTEM, on=END)
        elif what == "merge" and not self.merges:
            survivor, loser = self.parties if rest[0] else reversed(self.parties)
            done = register.merge(actor=SYSTEM, survivor_id=survivor, loser_id=loser)
            self.merges.append(done.public_id)
        elif what == "undo" and self.merges:
            undone = register.undo_merge(actor=SYSTEM, merge_id=self.merges.pop())  # type: ignore[arg-type]
            assert undone.left == 0
        elif what in {"by hand", "withdraw"}:
            self.use(str(what), int(rest[0]))  # type: ignore[call-overload]

    def use(self, what: str, nth: int) -> None:
        credits_ = [c for p in self.parties for c in queries.credits_of(viewer=SYSTEM, party_id=p)]
        if not credits_:
            return
        chosen = credits_[nth % len(credits_)].entry_id
        try:
            if what == "by hand":
                operations.settle(
                    actor=SYSTEM, credit_id=chosen, on=END,
                    confirmed=frozenset({"ledger.late_payment"}),
                )  # fmt: skip
            else:
                operations.withdraw(actor=SYSTEM, credit_id=chosen, reason="test")
        except (operations.NothingToSettle, operations.NothingToWithdraw):
            pass

    def check(self, scheme: str) -> None:
        assert queries.prove(viewer=SYSTEM) == []
        found = [
            row
            for party in self.parties
            for row in queries.balance_as_of(viewer=SYSTEM, party_id=party, day=END)
        ]
        if scheme == "PL_UTILITY":
            assert sum((row.amount for row in found), Decimal(0)) == self.posted
        mains = Account.objects.filter(is_joined=False)
        assert mains.count() == len({(a.party_id, a.creditor_id, a.currency) for a in mains})


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    scheme=st.sampled_from(["PL_UTILITY", "PL_COLLECTION"]),
    owed=st.lists(debits, min_size=2, max_size=4),
    paid=st.lists(credits_, min_size=2, max_size=4),
    history=st.lists(steps, min_size=3, max_size=9),
)
def test_the_books_are_right_after_every_step(
    *,
    db: None,
    scheme: str,
    owed: list[tuple[object, ...]],
    paid: list[tuple[object, ...]],
    history: list[tuple[object, ...]],
) -> None:
    with transaction.atomic():
        two = Two(scheme)
        for step in (*owed, *paid, *history):
            two.do(step)
            two.check(scheme)
        if scheme == "PL_UTILITY":
            two.do(("merge", True))
            operations.settle_all(actor=SYSTEM, on=END)
            two.check(scheme)
            sides = set(OpenAmount.objects.values_list("side", flat=True))
            assert len(sides) < 2, "money is left while something is owed"
        transaction.set_rollback(True)
