"""Receivables made of lines from price lists."""

import io
from decimal import Decimal

import pypdf
import pytest
from django.db import DatabaseError, transaction

from kartoteka.billing import notes, operations, queries
from kartoteka.billing.models import PricedLine, PriceVersion
from kartoteka.billing.operations import prices
from kartoteka.billing.queries import priced
from kartoteka.billing.rules import LineAsked
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Entry
from kartoteka.register.models import TradeTerms
from tests.billing.prices import a_price_group, a_price_list, an_item, in_group, published
from tests.billing.test_by_hand import a_receivable
from tests.ledger.builders import a_creditor, a_party, on

pytestmark = pytest.mark.django_db


def a_line(code: str, quantity: str, first: str, last: str = "") -> LineAsked:
    return LineAsked(code, Decimal(quantity), on(first), on(last or first))


@pytest.fixture
def works() -> int:
    """A creditor with prices that change on 13 January, and a fee without VAT."""
    creditor = a_creditor()
    a_list = a_price_list(creditor)
    fee = an_item("FEE", "9.99", None, "month")
    published(a_list, "2026-01-01", "2026-01-12", an_item(price="5.12345"), fee)
    published(a_list, "2026-01-13", "", an_item(price="6.00"), fee)
    return creditor


def test_the_lines_make_the_amount_and_stay_with_what_priced_them(
    works: int, as_desk: None
) -> None:
    lines = (a_line("WATER", "10", "2026-01-01", "2026-01-31"), a_line("FEE", "1", "2026-01-31"))
    draft = a_receivable(works, a_party(), amount=Decimal(0), lines=lines, kind="NOTE", number="")
    entry_id = operations.add_receivable(actor=SYSTEM, draft=draft)
    assert operations.add_receivable(actor=SYSTEM, draft=draft) == entry_id
    found = priced.lines_of(viewer=SYSTEM, entry_id=entry_id)
    assert found is not None
    assert [
        (one.code, str(one.quantity), one.first, one.last, str(one.price), str(one.amount))
        for one in found.lines
    ] == [
        ("WATER", "4.00000", on("2026-01-01"), on("2026-01-12"), "5.12345", "20.49"),
        ("WATER", "6.00000", on("2026-01-13"), on("2026-01-31"), "6.00000", "36.00"),
        ("FEE", "1.00000", on("2026-01-31"), on("2026-01-31"), "9.99000", "9.99"),
    ]
    # 56.49 at 8 per cent is 4.5192.
    assert [tuple(map(str, one)) for one in found.sums] == [
        ("8.00", "56.49", "4.52", "61.01"), ("None", "9.99", "0.00", "9.99"),
    ]  # fmt: skip
    assert Entry.objects.get().amount == found.gross == Decimal("71.00")
    for change in (lambda: PricedLine.objects.update(amount=1), PricedLine.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    version = PriceVersion.objects.get(valid_from=on("2026-01-13"))
    with pytest.raises(prices.VersionUsed):
        prices.withdraw(actor=SYSTEM, version_id=version.public_id, reason="?")
    receivable = queries.receivable(viewer=SYSTEM, entry_id=entry_id)
    assert receivable is not None
    assert notes.note(receivable, slip=None, lines=found, language="pl").startswith(b"%PDF")


def test_the_group_of_the_day_prices_each_part(works: int) -> None:
    anna, farms = a_party(), a_price_group("FARMS")
    published(a_price_list(works, "F", groups=(farms,)), "2026-01-01", "", an_item(price="1"))
    in_group(anna, farms, "2026-01-13", "2026-01-22")
    found = priced.priced(
        viewer=SYSTEM, party_id=anna, creditor_id=works, currency="PLN",
        asked=[a_line("WATER", "3.1", "2026-01-01", "2026-01-31")],
    )  # fmt: skip
    assert [(str(one.quantity), str(one.price), one.group) for one in found.lines] == [
        ("1.2", "5.12345", ""), ("1.0", "1.00000", "farms"), ("0.9", "6.00000", ""),
    ]  # fmt: skip


def test_the_discount_of_the_day_is_taken_off_each_part(works: int) -> None:
    anna = a_party()
    in_group(anna, None, "2026-01-13", discount="5")
    lines = (a_line("WATER", "10", "2026-01-01", "2026-01-31"),)
    draft = a_receivable(works, anna, amount=Decimal(0), lines=lines, kind="NOTE", number="")
    entry_id = operations.add_receivable(actor=SYSTEM, draft=draft)
    TradeTerms.objects.update(discount=50)  # What was agreed later changes no document.
    found = priced.lines_of(viewer=SYSTEM, entry_id=entry_id)
    assert found is not None
    assert [
        (str(one.quantity), str(one.price), str(one.discount), one.terms_from, str(one.amount))
        for one in found.lines
    ] == [
        ("4.00000", "5.12345", "None", None, "20.49"),
        ("6.00000", "6.00000", "5.00", on("2026-01-13"), "34.20"),
    ]
    # 54.69 at 8 per cent is 4.3752.
    assert [tuple(map(str, one)) for one in found.sums] == [("8.00", "54.69", "4.38", "59.07")]
    assert Entry.objects.get().amount == Decimal("59.07")
    receivable = queries.receivable(viewer=SYSTEM, entry_id=entry_id)
    assert receivable is not None
    document = pypdf.PdfReader(
        io.BytesIO(notes.note(receivable, slip=None, lines=found, language="pl"))
    )
    assert "Water (minus 5 %)" in document.pages[0].extract_text().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("line", "refusal", "facts"),
    [
        (
            a_line("WATER", "1", "2025-12-30", "2026-01-02"),
            priced.NoPrice,
            {"item": "WATER", "first": "2025-12-30", "last": "2025-12-31"},
        ),
        (
            a_line("GAS", "1", "2026-01-02"),
            priced.NoPrice,
            {"item": "GAS", "first": "2026-01-02", "last": "2026-01-02"},
        ),
        (a_line("WATER", "0", "2026-01-02"), priced.LineUnfit, {}),
        (a_line("WATER", "0.000001", "2026-01-02"), priced.LineUnfit, {}),
        (a_line("WATER", "1", "2026-01-02", "2026-01-01"), priced.LineUnfit, {}),
    ],
)
def test_what_has_no_price_posts_nothing(
    works: int, line: LineAsked, refusal: type[priced.NoPrice], facts: dict[str, str]
) -> None:
    draft = a_receivable(works, a_party(), lines=(line,))
    with pytest.raises(refusal) as refused:
        operations.add_receivable(actor=SYSTEM, draft=draft)
    assert refused.value.facts == facts
    assert not Entry.objects.exists()


def test_prices_with_and_without_vat_are_not_mixed(works: int) -> None:
    published(a_price_list(works, "GROSS", is_net=False), "2026-01-01", "", an_item("GAS", "12.30",
              "23"))  # fmt: skip
    anna = a_party()
    gas, water = a_line("GAS", "1", "2026-01-02"), a_line("WATER", "1", "2026-01-02")
    with pytest.raises(priced.MixedPrices):
        operations.add_receivable(actor=SYSTEM, draft=a_receivable(works, anna, lines=(gas, water)))
    operations.add_receivable(actor=SYSTEM, draft=a_receivable(works, anna, lines=(gas,)))
    found = priced.lines_of(viewer=SYSTEM, entry_id=Entry.objects.get().pk)
    assert found is not None
    assert (found.net, found.vat, found.gross) == (
        Decimal("10.00"), Decimal("2.30"), Decimal("12.30")
    )  # fmt: skip
