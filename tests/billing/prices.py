"""Price lists for tests: made, filled and published in one call."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from kartoteka.billing.models import PriceList
from kartoteka.billing.operations import prices
from kartoteka.billing.rules import ItemLine
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register.models import Choice


def an_item(
    code: str = "WATER", price: str = "5.12345", vat: str | None = "8", unit: str = "m³"
) -> ItemLine:
    percent = None if vat is None else Decimal(vat)
    return ItemLine(code, code.title(), unit, Decimal(price), percent)


def a_price_list(
    creditor_id: int, code: str = "GENERAL", *, groups: tuple[int, ...] = (), **more: object
) -> int:
    said: dict[str, object] = {"labels": {"en": code.title()}, "currency": "PLN", "is_net": True}
    draft = prices.PriceListDraft(creditor_id, code, groups=groups, **(said | more))  # type: ignore[arg-type]
    made = prices.add_price_list(actor=SYSTEM, draft=draft)
    return PriceList.objects.get(public_id=made).pk


def published(
    list_id: int, first: str, last: str = "", *items: ItemLine, gap: bool = False
) -> None:
    prices.save_draft(actor=SYSTEM, list_id=list_id, items=items or [an_item()])
    prices.publish(
        actor=SYSTEM,
        list_id=list_id,
        valid_from=dt.date.fromisoformat(first),
        valid_to=dt.date.fromisoformat(last) if last else None,
        today=timezone.localdate(),
        confirmed=frozenset({prices.LeavesAGap.code}) if gap else frozenset(),
    )


def a_price_group(code: str) -> int:
    return Choice.objects.create(
        list=Choice.List.PRICE_GROUP, code=code, labels={"en": code.lower()}
    ).pk


def in_group(
    party_id: int, group_id: int | None, first: str, last: str = "", *, discount: str = ""
) -> None:
    """Trade terms with a price group and a discount in per cent, where either is given."""
    draft = register.TermsDraft(
        valid_from=dt.date.fromisoformat(first),
        valid_to=dt.date.fromisoformat(last) if last else None,
        price_group_id=group_id,
        discount=Decimal(discount) if discount else None,
    )
    register.add_terms(actor=SYSTEM, party_id=party_id, draft=draft)
