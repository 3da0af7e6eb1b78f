"""Lists of what is open read the table of what is open, and say what all entries would say."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.criteria import EVERYTHING, Condition, Group, Op, narrowed
from kartoteka.kernel.listing import Order, Which
from kartoteka.ledger import operations
from kartoteka.ledger.criteria import ENTRIES
from tests.ledger.builders import a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db

WIDE = replace(ENTRIES, narrower=None)
DAY = on("2026-06-30")
OPEN = Condition("open", Op.FILLED)
DEBITS = Group("all", (Condition("side", Op.ONE_OF, ("DEBIT",)), OPEN))
CREDITS = Group("all", (Condition("side", Op.ONE_OF, ("CREDIT",)), OPEN))
COLUMNS = ("number", "party", "kind", "issued", "due", "amount", "open", "currency", "side")


@pytest.fixture
def accounts() -> list[int]:
    """Debts paid, half paid, moved and not due; payments used, half used and not used."""
    made = [an_account(), an_account(), an_account(currency="EUR")]
    for place, account in enumerate(made):
        for month in range(1, 6):
            number = f"FV/{place}/{month}"
            debt = a_debit(account, f"{100 + 7 * month}.50", f"2026-0{month}-15", number=number)
            if month == place + 2:
                operations.change_due(
                    actor=SYSTEM, entry_id=debt, due_on=on("2026-09-30"), reason="asked"
                )
        a_debit(account, "40", "2026-07-20", kind="NOTE", number=f"NK/{place}")
        a_payment(account, "290", "2026-04-02", title="Za wodę")
    operations.settle_all(actor=SYSTEM, on=DAY)
    a_payment(made[0], "900.01", "2026-06-01", due_on=on("2026-06-15"), number="KOR/1")
    a_payment(made[1], "11", "2026-06-02")
    return made


def which(query: Group, text: str = "") -> Which:
    return Which(SYSTEM, DAY, query=query, text=text)


def pages(query: Group, order: Sequence[Order], *, wide: bool) -> list[object]:
    """All rows, four a page, forwards; and whether the way back is the same."""
    subject = WIDE if wide else ENTRIES
    rows: list[object] = []
    after = ""
    while True:
        page = listing.page(subject, which(query), COLUMNS, order, after=after, limit=4)
        rows += page.rows
        if page.before:
            back = listing.page(subject, which(query), COLUMNS, order, before=page.before, limit=4)
            assert list(back.rows) == rows[-len(page.rows) - 4 : -len(page.rows)]
        if not page.after:
            return rows
        after = page.after


SORTED = ("due", "effective", "party", "number", "amount", "open", "currency", "kind")
QUERIES = {
    "debits": DEBITS,
    "credits": CREDITS,
    "due": Group("all", (OPEN, Condition("due", Op.AFTER, (on("2026-04-01"),)))),
    "at least": Group("all", (Condition("open", Op.AT_LEAST, (Decimal("100"),)),)),
    "zlotys": Group("all", (OPEN, Condition("currency", Op.IS, ("PLN",)))),
    "either": Group(
        "all",
        (OPEN, Group("any", (Condition("due", Op.EMPTY), Condition("side", Op.NONE_OF, ("X",))))),
    ),
}  # fmt: skip


def test_every_page_is_that_of_all_entries(accounts: list[int]) -> None:
    for (name, query), key in product(QUERIES.items(), SORTED):
        order = [Order(key, downwards=len(name) % 2 == 0)]
        found = pages(query, order, wide=False)
        assert found == pages(query, order, wide=True), (name, key)
        assert found or name == "credits"


def test_counts_sums_groups_and_keys_are_those_of_all_entries(accounts: list[int]) -> None:
    for query in QUERIES.values():
        asked = which(query)
        assert listing.count(ENTRIES, asked, exactly=True) == listing.count(
            WIDE, asked, exactly=True
        )
        for by in ("currency", "kind", "side", "due"):
            assert listing.groups(ENTRIES, asked, by, ["amount", "open"]) == listing.groups(
                WIDE, asked, by, ["amount", "open"]
            )
    assert listing.totals(ENTRIES, which(DEBITS), ["amount", "open"]) == {
        "amount": {"PLN": Decimal("844.00"), "EUR": Decimal("425.50")},
        "open": {"PLN": Decimal("715.00"), "EUR": Decimal("357.50")},
    }


@pytest.mark.parametrize(
    ("query", "text", "told", "is_narrow"),
    [
        (DEBITS, "", ["due", "party", "amount"], True),
        (Group("all", (Condition("open", Op.OVER, (Decimal(5),)),)), "", [], True),
        (EVERYTHING, "", [], False),
        (DEBITS, "FV/1", [], False),
        (DEBITS, "", ["creditor"], False),
        (Group("any", DEBITS.parts), "", [], False),
        (Group("all", (Condition("open", Op.EMPTY),)), "", [], False),
        (Group("all", (Group("none", (OPEN,)),)), "", [], False),
        (Group("all", (OPEN, Condition("number", Op.IS, ("FV/1/1",)))), "", [], False),
        (Group("all", (OPEN, Group("any", (Condition("title", Op.FILLED),)))), "", [], False),
    ],
)  # fmt: skip
def test_where_it_is_read(query: Group, text: str, told: list[str], is_narrow: bool) -> None:
    fields = ENTRIES.fields(SYSTEM)
    subject, known = narrowed(ENTRIES, fields, which(query, text), told)
    assert (subject.source == "ledger_open still") is is_narrow
    assert set(told) <= known.keys()
