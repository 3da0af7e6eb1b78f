"""Price lists: made, drafted, published with their first day, ended, withdrawn."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import price_rows, rules
from kartoteka.billing.models import PriceItem, PriceList, PriceListGroup, PriceVersion
from kartoteka.billing.models.prices import IN_FORCE
from kartoteka.billing.rules import ItemLine
from kartoteka.kernel import constraints, money, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.kernel.labels import LANGUAGES
from kartoteka.ledger import operations as ledger
from kartoteka.register.models import Choice

_HERE = "kartoteka.billing"
MOST_ITEMS = 5000


@dataclass(frozen=True, slots=True)
class PriceListDraft:
    """A price list; without groups it is for everybody."""

    creditor_id: int
    code: str
    labels: Mapping[str, str]
    currency: str
    is_net: bool
    groups: Sequence[int] = ()


class NoSuchPriceList(Refusal):
    code = "billing.no_such_price_list"
    message = _("There is no such price list. Choose one of the list.")


class PriceListNameless(Refusal):
    code = "billing.price_list_nameless"
    message = _("Give the price list a name in at least one language.")
    field = "label_pl"


class PriceListUnfit(Refusal):
    code = "billing.price_list_unfit"
    message = _("Give the price list a code and a currency.")
    field = "code"


class PriceListCodeTaken(Refusal):
    code = "billing.price_list_code_taken"
    message = _("This creditor has a price list of this code already. Choose another code.")
    field = "code"


class PriceListPublished(Refusal):
    code = "billing.price_list_published"
    message = _(
        "Prices of this list have been published: only its name can change. Make another list."
    )


class NotAPriceGroup(Refusal):
    code = "billing.not_a_price_group"
    message = _("One of the groups is no price group. Choose them from the list.")
    field = "groups"


class NotADraft(Refusal):
    code = "billing.not_a_draft"
    message = _("This version has been published and stays as it is. Draft a new one.")


class VersionEmpty(Refusal):
    code = "billing.version_empty"
    message = _("The draft has no items. Add at least one before it is published.")


class ItemUnfit(Refusal):
    code = "billing.item_unfit"
    message = _(
        "Item %(code)s: give a code, a name, a unit, a price of at least zero with at most 5 "
        "places, and VAT from 0 to 100 per cent or none."
    )


class ItemTwice(Refusal):
    code = "billing.item_twice"
    message = _("Item %(code)s is there twice. Leave one.")


class TooManyItems(Refusal):
    code = "billing.too_many_items"
    message = _("A price list has at most 5,000 items. Divide it into several lists.")


class VersionsOverlap(Refusal):
    code = "billing.versions_overlap"
    message = _(
        "Another version of this list is in force on some of these days and a day that has passed "
        "does not change. Choose a later first day, or end the other version first."
    )
    field = "valid_from"


class EndsBeforeItBegins(Refusal):
    code = "billing.version_ends_before"
    message = _("The last day is before the first. Choose a later one.")
    field = "valid_to"


class PricedTwice(Refusal):
    code = "billing.priced_twice"
    message = _(
        "%(item)s already has a price in list %(list)s for the same customers on the same days. "
        "Take it out here, or end it there."
    )


class LeavesAGap(Confirmable):
    code = "billing.leaves_a_gap"
    message = _("From %(first)s to %(last)s nothing of this list would be in force. Is that right?")
    field = "valid_from"


class VersionUsed(Refusal):
    code = "billing.version_used"
    message = _(
        "Documents have been priced by this version. Publish a new one from a later day instead."
    )


class VersionStays(Refusal):
    code = "billing.version_stays"
    message = _(
        "A published version stays as it is: only its last day changes, to yesterday or later."
    )


class WithdrawalReasonMissing(Refusal):
    code = "billing.withdrawal_reason_missing"
    message = _("Say why the version is withdrawn: it stays in the list with this reason.")
    field = "reason"


constraints.means("billing_pricelist_code_unique", PriceListCodeTaken)
constraints.means("billing_pricelist_has_words", PriceListNameless)
constraints.means("billing_pricelist_published", PriceListPublished)
constraints.means("billing_priceversion_no_overlap", VersionsOverlap)
constraints.means("billing_priceversion_in_order", EndsBeforeItBegins)
constraints.means("billing_priceversion_published", VersionStays)
constraints.means("billing_priceversion_used", VersionUsed)
constraints.means("billing_priceversion_withdrawn_why", WithdrawalReasonMissing)


def add_price_list(*, actor: Actor, draft: PriceListDraft) -> uuid.UUID:
    """A new price list without prices. Raises NotAllowed, PriceListUnfit, PriceListNameless,
    PriceListCodeTaken, NotAPriceGroup."""
    _require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        made = PriceList(**_values(draft), public_id=uuid.uuid4())
        made.save(force_insert=True)
        _set_groups(made, draft.groups)
    return made.public_id


def change_price_list(*, actor: Actor, list_id: int, draft: PriceListDraft) -> None:
    """Other words of a list; before its first version is published, anything of it.

    Raises NotAllowed, NoSuchPriceList, PriceListPublished, and what add_price_list does.
    """
    _require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        found = _list(list_id)
        for name, value in _values(draft).items():
            setattr(found, name, value)
        found.save()
        _set_groups(found, draft.groups)


def save_draft(
    *,
    actor: Actor,
    list_id: int,
    items: Sequence[ItemLine],
    note: str = "",
    plan: Mapping[str, Any] | None = None,
) -> uuid.UUID:
    """Makes the draft of a list hold exactly these items, in their order. `plan` is kept with the
    list: which columns of the file were what.

    Raises NotAllowed, NoSuchPriceList, ItemUnfit, ItemTwice, TooManyItems.
    """
    _require(actor, Role.CLERK)
    refuse_unfit(items)
    with acting(actor):
        found = _list(list_id)
        draft = PriceVersion.objects.filter(price_list=found, published_at__isnull=True).first()
        draft = draft or _new_draft(actor, found)
        draft.note = note.strip()[:300]
        draft.save(update_fields=["note"])
        _put(draft, items)
        if plan is not None:
            found.import_plan = dict(plan)
            found.save(update_fields=["import_plan"])
    return draft.public_id


def drop_draft(*, actor: Actor, list_id: int) -> None:
    """Lets the draft of a list go; the history keeps it. Raises NotAllowed, NotADraft."""
    _require(actor, Role.CLERK)
    with acting(actor):
        drafts = PriceVersion.objects.filter(price_list_id=list_id, published_at__isnull=True)
        if not drafts.delete()[0]:
            raise NotADraft


def publish(
    *,
    actor: Actor,
    list_id: int,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    today: dt.date,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Puts the draft of a list in force from a day on; the version before ends on the day before.

    Raises NotAllowed (administrators publish), NotADraft, VersionEmpty, EndsBeforeItBegins,
    VersionsOverlap (also where days that have passed would change), PricedTwice, LeavesAGap
    (Confirmable).
    """
    _require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        found = PriceList.objects.filter(pk=list_id).first()
        if found is None:
            raise NoSuchPriceList
        _lock_lists(found.creditor_id)
        draft = PriceVersion.objects.filter(price_list=found, published_at__isnull=True).first()
        if draft is None:
            raise NotADraft
        if not PriceItem.objects.filter(version=draft).exists():
            raise VersionEmpty
        if valid_to is not None and valid_to < valid_from:
            raise EndsBeforeItBegins
        _end_present(found, valid_from, today)
        before = _gaps(found.pk)
        draft.valid_from, draft.valid_to = valid_from, valid_to
        draft.published_at, draft.published_by = timezone.now(), actor.user_id
        draft.save()
        gaps = [gap for gap in _gaps(found.pk) if gap not in before]
        if gaps and LeavesAGap.code not in confirmed:
            first, last = gaps[0]
            raise LeavesAGap(first=first, last=last)
        _refuse_priced_twice(draft.pk)


def end_version(*, actor: Actor, version_id: uuid.UUID, valid_to: dt.date | None) -> None:
    """Another last day of a published version, yesterday at the earliest; None has no end.

    Raises NotAllowed, VersionStays, EndsBeforeItBegins, VersionsOverlap, PricedTwice.
    """
    _require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        version = (
            PriceVersion.objects.filter(IN_FORCE, public_id=version_id)
            .select_related("price_list")
            .first()
        )
        if version is None:
            raise VersionStays
        _lock_lists(version.price_list.creditor_id)
        if not PriceVersion.objects.filter(IN_FORCE, pk=version.pk).update(valid_to=valid_to):
            raise VersionStays
        _refuse_priced_twice(version.pk)


def withdraw(*, actor: Actor, version_id: uuid.UUID, reason: str) -> None:
    """Takes a published version back before anything was priced by it.

    Raises NotAllowed, WithdrawalReasonMissing, VersionUsed, VersionStays.
    """
    _require(actor, Role.ADMINISTRATOR)
    if not reason.strip():
        raise WithdrawalReasonMissing
    with acting(actor), constraints.spoken():
        changed = PriceVersion.objects.filter(IN_FORCE, public_id=version_id).update(
            withdrawn_at=timezone.now(), withdrawn_by=actor.user_id, reason=reason.strip()[:300]
        )
        if not changed:
            raise VersionStays


def refuse_unfit(items: Sequence[ItemLine]) -> None:
    """Raises what is wrong with items of a draft: ItemUnfit, ItemTwice, TooManyItems."""
    if len(items) > MOST_ITEMS:
        raise TooManyItems
    seen = set()
    for item in items:
        if not price_rows.is_fit(item):
            raise ItemUnfit(code=item.code or "?")
        if item.code in seen:
            raise ItemTwice(code=item.code)
        seen.add(item.code)


def _values(draft: PriceListDraft) -> dict[str, object]:
    labels = {
        one: words.strip() for one in LANGUAGES if (words := draft.labels.get(one, "")).strip()
    }
    code, currency = draft.code.strip(), draft.currency.strip().upper()
    if not code or not money.is_currency(currency):
        raise PriceListUnfit
    if not labels:
        raise PriceListNameless
    return {
        "creditor_id": draft.creditor_id,
        "code": code,
        "labels": labels,
        "currency": currency,
        "is_net": draft.is_net,
    }


def _set_groups(of: PriceList, groups: Sequence[int]) -> None:
    wanted = set(groups)
    here = set(PriceListGroup.objects.filter(price_list=of).values_list("group_id", flat=True))
    known = Choice.objects.filter(pk__in=wanted, list=Choice.List.PRICE_GROUP).count()
    if known != len(wanted):
        raise NotAPriceGroup
    PriceListGroup.objects.filter(price_list=of, group_id__in=here - wanted).delete()
    PriceListGroup.objects.bulk_create(
        [PriceListGroup(price_list=of, group_id=one) for one in sorted(wanted - here)]
    )


def _list(list_id: int) -> PriceList:
    found = PriceList.objects.select_for_update().filter(pk=list_id).first()
    if found is None:
        raise NoSuchPriceList
    return found


def _new_draft(actor: Actor, of: PriceList) -> PriceVersion:
    draft = PriceVersion(price_list=of, made_by=actor.user_id, public_id=uuid.uuid4())
    draft.save(force_insert=True)
    return draft


def _put(draft: PriceVersion, items: Sequence[ItemLine]) -> None:
    PriceItem.objects.filter(version=draft).delete()
    PriceItem.objects.bulk_create(
        [
            PriceItem(
                version=draft,
                ordinal=ordinal,
                code=item.code,
                name=item.name,
                unit=item.unit,
                price=item.price,
                vat_percent=item.vat_percent,
            )
            for ordinal, item in enumerate(items, 1)
        ]
    )


def _end_present(of: PriceList, valid_from: dt.date, today: dt.date) -> None:
    """Ends what is in force on the first day of the next version; a past day is not touched."""
    present = PriceVersion.objects.filter(
        IN_FORCE, Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from),
        price_list=of, valid_from__lt=valid_from,
    )  # fmt: skip
    if present.exists() and valid_from < today:
        raise VersionsOverlap
    present.update(valid_to=valid_from - dt.timedelta(days=1))


def _lock_lists(creditor_id: int) -> None:
    """Whoever publishes for this creditor meanwhile waits, so that nothing is priced twice."""
    list(PriceList.objects.select_for_update().filter(creditor_id=creditor_id).order_by("pk"))


def _refuse_priced_twice(version_id: int) -> None:
    twice = sql.row(_HERE, "priced_twice", {"version": version_id})
    if twice is not None:
        raise PricedTwice(item=twice[0], list=twice[1])


def _gaps(list_id: int) -> list[tuple[dt.date, dt.date]]:
    rows = PriceVersion.objects.filter(IN_FORCE, price_list_id=list_id).order_by("valid_from")
    return rules.gaps([(one.valid_from, one.valid_to) for one in rows])


def _require(actor: Actor, role: Role) -> None:
    if not actor.may(role):
        raise ledger.NotAllowed
