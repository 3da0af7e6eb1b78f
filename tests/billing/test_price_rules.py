"""Prices without a database: quantities, discounts, VAT, versions side by side, days between."""

import random
from decimal import Decimal

import pytest

from kartoteka.billing import rules
from tests.billing.prices import an_item
from tests.ledger.builders import on


def test_a_quantity_is_divided_by_days_and_nothing_is_lost() -> None:
    assert rules.divided(Decimal(10), [12, 19]) == [Decimal(4), Decimal(6)]
    assert rules.divided(Decimal("10.000"), [12, 19]) == [Decimal("3.871"), Decimal("6.129")]
    assert rules.divided(Decimal(10), [19, 12]) == [Decimal(6), Decimal(4)]  # 6.13 and 3.87
    assert rules.divided(Decimal("1E+1"), [1, 1]) == [Decimal(5), Decimal(5)]
    assert rules.divided(Decimal("0.1"), [1, 1]) == [Decimal("0.1"), Decimal("0.0")]
    assert rules.divided(Decimal(1), [1, 1, 1]) == [1, 0, 0]
    assert rules.divided(Decimal("100"), [365]) == [100]
    dice = random.Random(4)  # noqa: S311
    for _n in range(200):
        quantity = Decimal(dice.randrange(1, 10**7)).scaleb(-dice.randrange(6))
        days = [dice.randrange(1, 400) for _day in range(dice.randrange(1, 6))]
        parts = rules.divided(quantity, days)
        assert sum(parts) == quantity
        place = Decimal(1).scaleb(int(quantity.as_tuple().exponent))
        for part, share in zip(parts, days, strict=True):
            assert abs(part - quantity * share / sum(days)) < place


def test_vat_is_counted_once_per_rate() -> None:
    eight, full = Decimal(8), Decimal(23)
    lines = [
        (full, Decimal("33.33")), (None, Decimal("10.00")), (full, Decimal("33.34")),
        (eight, Decimal("0.06")),
    ]  # fmt: skip
    assert [tuple(one) for one in rules.vat_sums(lines, is_net=True)] == [
        (full, Decimal("66.67"), Decimal("15.33"), Decimal("82.00")),
        (eight, Decimal("0.06"), Decimal("0.00"), Decimal("0.06")),
        (None, Decimal("10.00"), Decimal("0.00"), Decimal("10.00")),
    ]
    assert rules.vat_sums([(full, Decimal("82.00"))], is_net=False) == [
        (full, Decimal("66.67"), Decimal("15.33"), Decimal("82.00"))
    ]
    low = [(percent, Decimal(10)) for percent in (None, Decimal(0), Decimal("0.5"))]
    assert [one.percent for one in rules.vat_sums(low, is_net=True)] == [
        Decimal("0.5"), Decimal(0), None,
    ]  # fmt: skip


def test_versions_side_by_side() -> None:
    a, b, c, f = (an_item(*said) for said in (("A", "2"), ("B", "4"), ("C", "1"), ("F", "0")))
    dearer, cheaper, from_nothing = an_item("A", "2.5"), an_item("B", "3"), an_item("F", "1")
    new, other, same = an_item("D", "7"), an_item("C", "1", "23"), an_item("S", "1")
    after = [dearer, cheaper, new, from_nothing, other, same]
    assert rules.compared([a, b, c, f, same], after) == [
        ("A", a, dearer, "DEARER", Decimal("25.00")),
        ("B", b, cheaper, "CHEAPER", Decimal("-25.00")),
        ("D", None, new, "NEW", None),
        ("F", f, from_nothing, "DEARER", None),
        ("C", c, other, "OTHER", None),
        ("S", same, same, "SAME", None),
    ]
    assert rules.compared([a, b], [b]) == [
        ("B", b, b, "SAME", None), ("A", a, None, "GONE", None),
    ]  # fmt: skip


def test_days_between_periods_belong_to_none() -> None:
    january = (on("2026-01-01"), on("2026-01-31"))
    assert rules.gaps([january, (on("2026-02-01"), on("2026-02-28"))]) == []
    assert rules.gaps(
        [january, (on("2026-02-02"), on("2026-02-28")), (on("2026-04-01"), None)]
    ) == [(on("2026-02-01"), on("2026-02-01")), (on("2026-03-01"), on("2026-03-31"))]
    # What is open at an end leaves none there; one period has no other beside it.
    assert rules.gaps([(None, None), (on("2026-05-01"), None)]) == []
    assert rules.gaps([january, (None, on("2026-12-31"))]) == []
    assert rules.gaps([january]) == []


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "amount"),
    [
        ("1000", "0.12345", "5", "117.28"),  # 117.2775, and 120.00 of a rounded unit price
        ("1", "0.01", "50", "0.01"),  # half up
        ("1", "0.01", "50.01", "0.00"),
        ("3", "33.33", "100", "0.00"),
        ("999999999.99999", "999999999.99999", "0.01", "999899999999980002.00"),
        ("4", "5.12345", None, "20.49"),
    ],
)
def test_a_line_is_rounded_once_after_the_discount(
    quantity: str, price: str, discount: str | None, amount: str
) -> None:
    less = None if discount is None else Decimal(discount)
    assert str(rules.line_amount(Decimal(quantity), Decimal(price), less)) == amount


def test_a_reduced_unit_price_is_shown_in_five_places() -> None:
    assert str(rules.reduced(Decimal("5.12345"), Decimal(5))) == "4.86728"
    assert str(rules.reduced(Decimal("5.12345"), None)) == "5.12345"
