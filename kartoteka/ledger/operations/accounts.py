"""Creditors and accounts: who may be owed, and the place where it is kept."""

import datetime as dt

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import days, money
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger.models import Account, Creditor, MovedDay, Scheme
from kartoteka.ledger.operations.posting import UnknownCreditor
from kartoteka.ledger.operations.rights import require


class UnknownScheme(Refusal):
    code = "ledger.unknown_scheme"
    message = _("“%(scheme)s” is not a settling scheme.")
    field = "scheme"


class UnknownCurrency(Refusal):
    code = "ledger.unknown_currency"
    message = _("“%(currency)s” is not a currency code, such as PLN or EUR.")
    field = "currency"


class ClosedFurther(Refusal):
    code = "ledger.closed_further"
    message = _(
        "The books are closed until %(until)s already. A closed period is not opened again."
    )
    field = "until"


class ClosedAhead(Refusal):
    code = "ledger.closed_ahead"
    message = _("Books are closed only to a day that is over: choose one before %(today)s.")
    field = "until"


def register_creditor(*, actor: Actor, party_id: int, scheme: str, rounding: str = "once") -> None:
    """Lets receivables be posted in the name of a party, or changes how its payments are used.

    `rounding` of interest is `once` or `period`. Accounts already open keep their scheme.
    Raises `NotAllowed`, `UnknownScheme`.
    """
    require(actor, Role.ADMINISTRATOR)
    _require_scheme(scheme)
    with acting(actor):
        Creditor.objects.update_or_create(
            party_id=party_id, defaults={"scheme_id": scheme, "rounding": rounding}
        )


def open_account(
    *, actor: Actor, party_id: int, creditor_id: int, currency: str, scheme: str | None = None
) -> int:
    """The id of the account of a party with a creditor in a currency, opened if it is missing.

    `scheme` counts only for a new account; without it the creditor's holds. Raises `NotAllowed`,
    `UnknownCreditor`, `UnknownScheme`, `UnknownCurrency`.
    """
    require(actor, Role.CLERK)
    if not money.is_currency(currency):
        raise UnknownCurrency(currency=currency)
    with acting(actor):
        creditor = Creditor.objects.filter(party_id=creditor_id).first()
        if creditor is None:
            raise UnknownCreditor(source_ref=str(creditor_id))
        if scheme is not None:
            _require_scheme(scheme)
        account, _made = Account.objects.get_or_create(
            party_id=party_id,
            creditor_id=creditor_id,
            currency=currency,
            is_joined=False,
            defaults={"scheme_id": scheme or creditor.scheme_id},
        )
        return int(account.pk)


def close_until(
    *, actor: Actor, creditor_id: int, until: dt.date, today: dt.date | None = None
) -> None:
    """Closes the creditor's books to `until`, included: the database posts nothing behind it.

    With `today` only to a day before it: what is closed is not opened again.

    Waits two seconds for accounts that somebody is settling. Raises `NotAllowed`, `AccountBusy`,
    `UnknownCreditor`, `ClosedFurther`, `ClosedAhead`.
    """
    require(actor, Role.ADMINISTRATOR)
    if today is not None and until >= today:
        raise ClosedAhead(today=today.isoformat())
    with acting(actor):
        locks.lock_by_hand(
            list(Account.objects.filter(creditor_id=creditor_id).values_list("id", flat=True))
        )
        creditor = Creditor.objects.select_for_update().filter(party_id=creditor_id).first()
        if creditor is None:
            raise UnknownCreditor(source_ref=str(creditor_id))
        if creditor.closed_until and until < creditor.closed_until:
            raise ClosedFurther(until=creditor.closed_until.isoformat())
        creditor.closed_until = until
        creditor.save(update_fields=["closed_until"])


def refresh_calendar(*, actor: Actor) -> int:
    """Brings the calendar that SQL uses in step with `kernel.days`; returns the days changed.

    To be called as the owner role after an upgrade: holidays change by law, and the desk may not
    write them. Interest of past days follows.
    """
    require(actor, Role.SUPERADMINISTRATOR)
    with acting(actor), connection.cursor() as cursor:
        last = MovedDay.objects.aggregate(last=Max("day"))["last"]
        first = dt.date(1990, 1, 1)
        wanted = [
            (country, day, worked_on)
            for country in days.COUNTRIES
            for day, worked_on in days.moved_terms(country, first, last).items()
        ]
        countries, moved, worked = (list(column) for column in zip(*wanted, strict=True))
        parameters = {"countries": countries, "days": moved, "worked": worked}
        cursor.execute(
            "DELETE FROM ledger_movedday kept WHERE NOT EXISTS (SELECT 1 FROM unnest("
            "%(countries)s::text[], %(days)s::date[], %(worked)s::date[])"
            " AS wanted(country, day, worked_on) WHERE wanted.country = kept.country"
            " AND wanted.day = kept.day AND wanted.worked_on = kept.worked_on)",
            parameters,
        )
        cursor.execute(
            "INSERT INTO ledger_movedday (country, day, worked_on) SELECT * FROM unnest("
            "%(countries)s::text[], %(days)s::date[], %(worked)s::date[]) ON CONFLICT DO NOTHING",
            parameters,
        )
        return int(cursor.rowcount)


def _require_scheme(code: str) -> None:
    if not Scheme.objects.filter(code=code).exists():
        raise UnknownScheme(scheme=code)
