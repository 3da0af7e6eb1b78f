"""Price lists: versions that stay as they were published, and which price is in force for whom."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kartoteka.billing import price_rows, rules
from kartoteka.billing.models import PriceItem, PriceList, PriceListGroup, PriceVersion
from kartoteka.billing.operations import prices
from kartoteka.billing.queries import prices as queries
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger.operations import NotAllowed
from kartoteka.register.models import TradeTerms
from tests.billing.prices import a_price_group, a_price_list, an_item, in_group, published
from tests.ledger.builders import a_creditor, a_party, on

CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)


@pytest.mark.django_db
def test_the_group_goes_before_everybody_and_says_why(as_desk: None) -> None:
    works, anna, bartek = a_creditor(), a_party(), a_party("Bartek")
    farms = a_price_group("FARMS")
    everybody = a_price_list(works)
    published(everybody, "2026-01-01", "2026-06-30")
    published(everybody, "2026-07-01", "", an_item(price="6.00001"))
    published(a_price_list(works, "FARM", groups=(farms,)), "2026-03-01", "", an_item(price="3"))
    in_group(anna, farms, "2026-02-01", "2026-08-31")

    def price(party: int, day: str) -> tuple[str, str, str] | None:
        found = queries.price_of(
            viewer=SYSTEM, party_id=party, creditor_id=works, currency="PLN", code="WATER",
            on=on(day),
        )  # fmt: skip
        return found and (str(found.price), found.list_code, found.group)

    assert price(anna, "2025-12-31") is None
    assert price(anna, "2026-02-28") == ("5.12345", "GENERAL", "")
    assert price(anna, "2026-03-01") == ("3.00000", "FARM", "farms")
    assert price(anna, "2026-08-31") == ("3.00000", "FARM", "farms")
    assert price(anna, "2026-09-01") == ("6.00001", "GENERAL", "")
    assert price(bartek, "2026-03-01") == ("5.12345", "GENERAL", "")
    asked = queries.PriceAsked(anna, works, "PLN", "WATER", on("2025-12-30"), on("2026-09-30"))
    stretches = queries.prices_for(viewer=SYSTEM, asked=[asked])[0]
    assert [(s.first, s.days, s.price and str(s.price.price)) for s in stretches] == [
        (on("2025-12-30"), 2, None),
        (on("2026-01-01"), 59, "5.12345"),
        (on("2026-03-01"), 184, "3.00000"),
        (on("2026-09-01"), 30, "6.00001"),
    ]
    shown = queries.prices_in_force(viewer=SYSTEM, party_id=anna, on=on("2026-04-01"))
    assert [(p.list_code, p.code, str(p.price)) for p in shown] == [("FARM", "WATER", "3.00000")]
    portal = Actor(user_id=None, realm=Realm.PORTAL, role=None)
    assert queries.prices_in_force(viewer=portal, party_id=anna, on=on("2026-04-01")) == []


Why = tuple[int, int | None, Decimal | None, dt.date | None]


def slowly(party_id: int, asked: queries.PriceAsked, day: dt.date) -> Why | None:
    """The same decision by looking at every row."""
    terms = next(
        (
            t
            for t in TradeTerms.objects.filter(party_id=party_id)
            if t.valid_from <= day and (t.valid_to is None or day <= t.valid_to)
        ),
        None,
    )
    group = terms and terms.price_group_id
    less = (terms.discount, terms.valid_from) if terms and terms.discount else (None, None)
    found = []
    for item in PriceItem.objects.select_related("version__price_list"):
        version, of = item.version, item.version.price_list
        groups = set(PriceListGroup.objects.filter(price_list=of).values_list("group", flat=True))
        if (
            version.published_at
            and not version.withdrawn_at
            and version.valid_from <= day
            and (version.valid_to is None or day <= version.valid_to)
            and (of.creditor_id, of.currency, item.code)
            == (asked.creditor_id, asked.currency, asked.code)
            and (not groups or group in groups)
        ):
            found.append((not groups, of.code, item.pk, group if groups else None))
    return (*min(found)[2:], *less) if found else None


@pytest.mark.django_db
def test_one_statement_for_many_decides_as_looking_at_every_row_does() -> None:
    dice = random.Random(24)  # noqa: S311
    works = a_creditor()
    people = [a_party(name) for name in ("Anna", "Bartek", "Celina")]
    groups = [a_price_group(code) for code in ("A", "B")]
    begin = on("2025-01-01")
    for number, of in enumerate([(), (), (groups[0],), (groups[1],), tuple(groups)]):
        a_list = a_price_list(works, f"L{number}", groups=of)
        day = begin + dt.timedelta(days=dice.randrange(20))
        for _version in range(3):
            last = day + dt.timedelta(days=dice.randrange(15))
            codes = dice.sample(["X", "Y", "Z"], 2)
            items = [an_item(code, str(dice.randrange(1, 99))) for code in codes]
            prices.save_draft(actor=SYSTEM, list_id=a_list, items=items)
            # What is priced twice is let in here, so that the order of the lists is tried too.
            PriceVersion.objects.filter(price_list=a_list, published_at=None).update(
                valid_from=day, valid_to=last, published_at=timezone.now()
            )
            day = last + dt.timedelta(days=1 + dice.randrange(4))
    for person in people:
        day = begin
        for _terms in range(3):
            last = day + dt.timedelta(days=dice.randrange(12))
            in_group(
                person, dice.choice([*groups, None]), day.isoformat(), last.isoformat(),
                discount=dice.choice(["", "0", "5", "12.50"]),
            )  # fmt: skip
            day = last + dt.timedelta(days=1 + dice.randrange(5))
    asked = []
    for _row in range(30):
        first = begin + dt.timedelta(days=dice.randrange(-5, 50))
        last = first + dt.timedelta(days=dice.randrange(12))
        asked.append(
            queries.PriceAsked(
                dice.choice(people), works, "PLN", dice.choice(["X", "Y", "Z"]), first, last
            )
        )
    found = queries.prices_for(viewer=SYSTEM, asked=asked)
    for row, stretches in zip(asked, found, strict=True):
        days = [
            (p.item_id, p.group_id, p.discount, p.terms_from) if (p := one.price) else None
            for one in stretches
            for _day in range(one.days)
        ]
        every = range((row.last - row.first).days + 1)
        wanted = [slowly(row.party_id, row, row.first + dt.timedelta(days=n)) for n in every]
        assert days == wanted


@pytest.mark.django_db
def test_what_is_published_stays(as_desk: None) -> None:
    a_list = a_price_list(a_creditor())
    published(a_list, "2026-01-01", "2026-06-30")
    version = PriceVersion.objects.get()
    for change in (
        lambda: PriceItem.objects.update(price=1),
        lambda: PriceItem.objects.all().delete(),
        lambda: PriceVersion.objects.update(valid_from=on("2026-02-01")),
        lambda: PriceVersion.objects.update(valid_to=on("2026-05-31")),
        lambda: PriceVersion.objects.update(published_at=None),
        lambda: PriceVersion.objects.update(note="?"),
        lambda: PriceVersion.objects.all().delete(),
        lambda: PriceList.objects.update(is_net=False),
        lambda: PriceItem.objects.create(
            version=version, ordinal=2, code="X", name="x", unit="x", price=1
        ),
        lambda: PriceListGroup.objects.create(price_list_id=a_list, group_id=a_price_group("G")),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert [str(one) for one in PriceItem.objects.values_list("price", flat=True)] == ["5.12345"]


@pytest.mark.django_db
def test_the_next_version_ends_the_one_before_from_today_on(as_desk: None) -> None:
    a_list = a_price_list(a_creditor())
    today = timezone.localdate()
    published(a_list, "2026-01-01")
    prices.save_draft(actor=SYSTEM, list_id=a_list, items=[an_item(price="6")])
    with pytest.raises(prices.VersionsOverlap):
        prices.publish(
            actor=SYSTEM, list_id=a_list, valid_from=today - dt.timedelta(days=1), today=today
        )
    with pytest.raises(NotAllowed):
        prices.publish(actor=CLERK, list_id=a_list, valid_from=today, today=today)
    prices.publish(actor=SYSTEM, list_id=a_list, valid_from=today, today=today)
    found = PriceVersion.objects.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(found) == [(on("2026-01-01"), today - dt.timedelta(days=1)), (today, None)]
    with pytest.raises(prices.NotADraft):
        prices.publish(actor=SYSTEM, list_id=a_list, valid_from=today, today=today)


@pytest.mark.django_db
def test_a_gap_is_told_before_and_after() -> None:
    a_list = a_price_list(a_creditor())
    published(a_list, "2026-01-01", "2026-01-31")
    with pytest.raises(prices.LeavesAGap) as refused:
        published(a_list, "2026-03-01")
    assert refused.value.facts == {"first": on("2026-02-01"), "last": on("2026-02-28")}
    published(a_list, "2026-03-01", gap=True)
    public_id = PriceList.objects.get().public_id
    shown = queries.price_list(viewer=CLERK, public_id=public_id, on=on("2026-02-10"))
    assert shown is not None
    assert shown.gaps == ((on("2026-02-01"), on("2026-02-28")),)
    assert [one.state for one in shown.versions] == ["FUTURE", "PAST"]
    assert shown.in_force is None


@pytest.mark.django_db
def test_the_same_item_has_one_price_for_the_same_customers() -> None:
    works, farms, towns = a_creditor(), a_price_group("FARMS"), a_price_group("TOWNS")
    published(a_price_list(works), "2026-01-01", "2026-06-30")
    published(a_price_list(works, "F", groups=(farms, towns)), "2026-01-01")
    published(a_price_list(works, "LATER"), "2026-07-01")
    for code, of in (("G", ()), ("T", (towns,))):
        other = a_price_list(works, code, groups=of)
        with pytest.raises(prices.PricedTwice) as refused:
            published(other, "2026-05-01")
        assert refused.value.facts == {"item": "WATER", "list": "F" if of else "GENERAL"}
        published(other, "2026-05-01", "", an_item("SEWAGE"))
    published(a_price_list(works, "EURO", currency="EUR"), "2026-05-01")


@pytest.mark.django_db
def test_a_version_is_not_prolonged_over_what_is_priced_elsewhere() -> None:
    works = a_creditor()
    first, later = a_price_list(works), a_price_list(works, "LATER")
    published(first, "2026-01-01", "2027-06-30")
    published(later, "2027-09-01")
    version = PriceVersion.objects.get(price_list=first)
    with pytest.raises(prices.PricedTwice):
        prices.end_version(actor=SYSTEM, version_id=version.public_id, valid_to=None)
    prices.end_version(actor=SYSTEM, version_id=version.public_id, valid_to=on("2027-08-31"))
    version.refresh_from_db()
    assert version.valid_to == on("2027-08-31")


@pytest.mark.django_db
def test_withdrawn_before_use_it_prices_nothing() -> None:
    works, anna = a_creditor(), a_party()
    published(a_price_list(works), "2026-01-01")
    version = PriceVersion.objects.get()
    with pytest.raises(prices.WithdrawalReasonMissing):
        prices.withdraw(actor=SYSTEM, version_id=version.public_id, reason=" ")
    prices.withdraw(actor=SYSTEM, version_id=version.public_id, reason="a wrong tariff")
    price = queries.price_of(
        viewer=SYSTEM, party_id=anna, creditor_id=works, currency="PLN", code="WATER",
        on=on("2026-02-01"),
    )  # fmt: skip
    assert price is None
    with pytest.raises(prices.VersionStays):
        prices.withdraw(actor=SYSTEM, version_id=version.public_id, reason="again")
    published(version.price_list_id, "2026-01-01", "", an_item(price="4"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "item",
    [
        an_item(code=""),
        an_item(price="-1"),
        an_item(price="1.123456"),
        an_item(price="1000000000"),
        an_item(vat="101"),
        an_item(unit="u" * 21),
    ],
)
def test_an_item_that_cannot_be_kept_is_refused(item: rules.ItemLine) -> None:
    with pytest.raises(prices.ItemUnfit):
        prices.save_draft(actor=SYSTEM, list_id=0, items=[item])


@pytest.mark.django_db
def test_a_list_has_one_draft_until_it_is_dropped() -> None:
    a_list = a_price_list(a_creditor())
    published(a_list, "2026-01-01", "", an_item("A"), an_item("B"))
    draft = prices.save_draft(actor=CLERK, list_id=a_list, items=[an_item("A")], note="x")
    assert prices.save_draft(actor=CLERK, list_id=a_list, items=[an_item("C")]) == draft
    items = PriceItem.objects.filter(version__public_id=draft).values_list("code", flat=True)
    assert list(items) == ["C"]
    prices.drop_draft(actor=CLERK, list_id=a_list)
    with pytest.raises(prices.NotADraft):
        prices.drop_draft(actor=CLERK, list_id=a_list)
    prices.save_draft(actor=CLERK, list_id=a_list, items=[])
    with pytest.raises(prices.VersionEmpty):
        prices.publish(
            actor=SYSTEM, list_id=a_list, valid_from=on("2027-01-01"), today=on("2026-01-01")
        )
    with pytest.raises(prices.ItemTwice):
        prices.save_draft(actor=CLERK, list_id=a_list, items=[an_item("A"), an_item("A")])


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("5,12345", "5.12345"), ("1.234", "1.234"), ("1 234,56 zł", "1234.56"),
        ("1,234.50", "1234.50"), ("5.1 zł/m³", "5.1"), ("0", "0"), ("5,123456", None),
        ("-1", None), ("1,2,3", None), ("", None), ("5,120000", "5.12"),
    ],
)  # fmt: skip
def test_a_unit_price_as_people_write_it(text: str, price: str | None) -> None:
    assert price_rows.price_of(text) == (price and Decimal(price))


def test_vat_as_people_write_it() -> None:
    known = {"23": 23, "23 %": 23, "0,08": 8, "5.5": Decimal("5.5"), "0": 0, "zw": None, "np": None}
    for text, vat in known.items():
        assert price_rows.vat_of(text) == vat, text
    for text in ("", "ABC", "101", "1,2345"):
        with pytest.raises(ValueError, match=f"^{text}$"):
            price_rows.vat_of(text)


def test_each_fault_of_a_row_is_told() -> None:
    item, faults = price_rows.item_of({"code": "W", "name": " ", "price": "x", "vat": "x"})
    assert item is None
    assert sorted(faults) == ["name", "price", "unit", "vat"]
    good = {"code": " W ", "name": "Water  supply", "unit": "m³", "price": "5,1", "vat": "8%"}
    assert price_rows.item_of(good) == (
        rules.ItemLine("W", "Water supply", "m³", Decimal("5.1"), Decimal(8)),
        {},
    )
