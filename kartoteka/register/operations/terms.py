"""Trade terms by period: of a party one set is valid on a day."""

import datetime as dt
from dataclasses import asdict

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register import rules
from kartoteka.register.drafts import TermsDraft
from kartoteka.register.models import Party, TradeTerms
from kartoteka.register.operations.editing import take
from kartoteka.register.operations.segments import ValidityEndsBeforeItBegins


class TermsOverlap(Refusal):
    """Other terms hold on one of the days."""

    code = "register.terms_overlap"
    message = _("Other terms hold in that time. End them first, or give other days.")
    field = "valid_from"


class TermsReplace(Confirmable):
    """The new terms begin while the present ones have no end."""

    code = "register.terms_replace"
    message = _("The present terms will end on the day before.")


class BadDays(Refusal):
    """Nobody gives more than a year."""

    code = "register.bad_payment_days"
    message = _("Give from 0 to 365 days.")
    field = "payment_days"


class BadDiscount(Refusal):
    """A discount is a part of the price."""

    code = "register.bad_discount"
    message = _("Give from 0 to 100 per cent.")
    field = "discount"


class LimitWithoutCurrency(Refusal):
    """An amount is of a currency, and none below zero is a limit."""

    code = "register.limit_without_currency"
    message = _("A limit is at least zero and has a currency; without a limit there is none.")
    field = "credit_limit"


constraints.means("register_tradeterms_no_overlap", TermsOverlap)
constraints.means("register_tradeterms_valid_in_order", ValidityEndsBeforeItBegins)
constraints.means("register_tradeterms_days_fit", BadDays)
constraints.means("register_tradeterms_discount_fits", BadDiscount)
constraints.means("register_tradeterms_limit_fits", LimitWithoutCurrency)


def add_terms(
    *, actor: Actor, party_id: int, draft: TermsDraft, confirmed: frozenset[str] = frozenset()
) -> int:
    """Agree terms for a period; returns the row's id.

    Raises TermsReplace (confirmed, the present terms end the day before) where the new ones begin
    later than some without end, TermsOverlap, ValidityEndsBeforeItBegins, BadDays, BadDiscount,
    LimitWithoutCurrency, OfAnotherList, NotThere.
    """
    with acting(actor), constraints.spoken():
        take(Party, party_id, actor=actor)
        _make_room(party_id, draft, confirmed)
        return TradeTerms.objects.create(party_id=party_id, **_values(draft)).pk


def change_terms(
    *,
    actor: Actor,
    terms_id: int,
    draft: TermsDraft,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the terms as `draft` says. Raises what add_terms does, and ChangedMeanwhile."""
    with acting(actor), constraints.spoken():
        row = take(
            TradeTerms,
            terms_id,
            actor=actor,
            expected_version=expected_version,
            confirmed=confirmed,
        )
        for name, value in _values(draft).items():
            setattr(row, name, value)
        row.save()


def remove_terms(*, actor: Actor, terms_id: int) -> None:
    """Take away terms that never were agreed; the history keeps them. Raises NotThere."""
    with acting(actor):
        take(TradeTerms, terms_id, actor=actor).delete()


def _values(draft: TermsDraft) -> dict[str, object]:
    return asdict(draft) | {
        "currency": draft.currency.upper() if draft.credit_limit is not None else "",
        "note": rules.tidy(draft.note),
    }


def _make_room(party_id: int, draft: TermsDraft, confirmed: frozenset[str]) -> None:
    present = TradeTerms.objects.filter(
        Q(valid_from__lt=draft.valid_from), party_id=party_id, valid_to=None
    ).first()
    if present is None:
        return
    if TermsReplace.code not in confirmed:
        raise TermsReplace
    present.valid_to = draft.valid_from - dt.timedelta(days=1)
    present.save(update_fields=["valid_to"])
