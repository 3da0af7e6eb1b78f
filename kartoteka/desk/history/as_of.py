"""The card as it stood on an earlier day, what differs from today marked."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils import timezone

from kartoteka.ledger import queries as ledger
from kartoteka.ledger.queries import DayBalance
from kartoteka.privacy import queries as privacy
from kartoteka.register import queries as register
from kartoteka.trail import queries as trail
from kartoteka.ui import screens

_MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Slider:
    """The days among which the slider goes: those on which something changed, then today."""

    days: tuple[dt.date, ...]
    day: dt.date

    @property
    def place(self) -> int:
        """Where the shown day stands: at the last of `days` that is not after it."""
        return max((n for n, day in enumerate(self.days) if day <= self.day), default=0)

    @property
    def last(self) -> int:
        """The place of today."""
        return len(self.days) - 1

    @property
    def written(self) -> str:
        """The days as the slider's script reads them."""
        return " ".join(day.isoformat() for day in self.days)


@dataclass(frozen=True, slots=True)
class AccountThen:
    """An account's balance by effective days, and as the program showed it that day."""

    creditor: str
    currency: str
    on_day: DayBalance
    shown: DayBalance


def slider(request: screens.Request, party_id: int, day: dt.date | None = None) -> Slider:
    """The slider of a card that stands at `day` (today)."""
    today = timezone.localdate()
    days = trail.days_of_change(viewer=request.actor, party_id=party_id)
    return Slider((*(one for one in days if one < today), today), day or today)


def asked(request: screens.Request) -> dt.date | None:
    """The earlier day that `?as_of=` asks for; None for today, the future and nonsense."""
    try:
        day = dt.date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None
    return day if day < timezone.localdate() else None


def card(request: screens.Request, party_id: int, day: dt.date) -> HttpResponse:
    """The card as it stood at the end of `day`. Raises Http404 where there is no such party."""
    viewer = request.actor
    now = register.party(viewer=viewer, party_id=party_id)
    if now is None:
        raise Http404
    context = {
        "party": now,
        "then": register.party_as_of(viewer=viewer, party_id=party_id, day=day),
        "accounts": _accounts(request, party_id, day),
        "consents": privacy.consents_as_of(viewer=viewer, party_id=party_id, day=day),
        "slider": slider(request, party_id, day),
        "day": day,
    }
    return screens.page(request, "desk/history/as_of.html", context)


def _accounts(request: screens.Request, party_id: int, day: dt.date) -> list[AccountThen]:
    viewer = request.actor
    names = {one.party_id: one.name for one in ledger.creditors(viewer=viewer)}
    shown = {
        one.account_id: one
        for one in ledger.balance_as_shown(
            viewer=viewer, party_id=party_id, moment=trail.ends(day) - _MOMENT
        )
    }
    return [
        AccountThen(names[one.creditor_id], one.currency, one, shown[one.account_id])
        for one in ledger.balance_as_of(viewer=viewer, party_id=party_id, day=day)
    ]
