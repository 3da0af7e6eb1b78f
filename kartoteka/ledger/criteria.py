"""What the ledger adds to lists and searches of parties: what they owe, and how late."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Field, Type

# Amounts of different currencies are never added together: each has fields of its own.
CURRENCIES = ("PLN", "EUR", "CZK", "USD")
_MONEY = _("Settlements")


def _overdue_before(country: str) -> str:
    """The day before which a due is overdue: one that falls on a free day can be kept later."""
    return (
        "coalesce((SELECT min(m.day) FROM ledger_movedday m"
        f" WHERE m.country = '{country}' AND m.day < %(today)s::date"
        " AND m.worked_on >= %(today)s::date), %(today)s::date)"
    )


_LATE = (
    "o.side = 'DEBIT' AND o.due_on < CASE WHEN s.country = 'SK'"
    f" THEN {_overdue_before('SK')} ELSE {_overdue_before('PL')} END"
)
_OPEN = (
    "FROM ledger_account a JOIN ledger_open o ON o.account_id = a.id"
    " JOIN ledger_scheme s ON s.code = a.scheme_id"
)
_SUMS = {
    "due": ("sum(o.amount)", "o.side = 'DEBIT'", _("To pay (%s)")),
    "overdue": ("sum(o.amount)", _LATE, _("Overdue (%s)")),
    "overpaid": ("sum(o.amount)", "o.side = 'CREDIT'", _("Overpayment (%s)")),
}
_DAYS = "%(today)s::date - min(o.due_on)"
# One walk over what is open serves all of these fields.
_ALL = (
    "LEFT JOIN (SELECT a.party_id, "
    + ", ".join(
        f"{what} FILTER (WHERE a.currency = '{currency}' AND {which}) AS {name}_{currency}"
        for currency in CURRENCIES
        for name, (what, which, _label) in _SUMS.items()
    )
    + f", %(today)s::date - min(o.due_on) FILTER (WHERE {_LATE}) AS days"
    f" {_OPEN} GROUP BY a.party_id) money ON money.party_id = p.id"
)


def party_fields(_viewer: Actor) -> Iterable[Field]:
    """Open amounts of each currency, and for how many days the oldest has been overdue."""
    for currency in CURRENCIES:
        for name, (what, which, label) in _SUMS.items():
            yield Field(
                key=f"{name}.{currency}",
                label=str(label) % currency,
                type=Type.MONEY,
                heading=_MONEY,
                currency=currency,
                value=f"(SELECT coalesce({what}, 0) {_OPEN} WHERE a.party_id = p.id"
                f" AND a.currency = '{currency}' AND {which})",
                join=_ALL,
                joined=f"coalesce(money.{name}_{currency}, 0)",
                never_null=True,
                is_personal=False,
            )
    yield Field(
        key="overdue_days",
        label=_("Days overdue"),
        type=Type.NUMBER,
        heading=_MONEY,
        value=f"(SELECT {_DAYS} {_OPEN} WHERE a.party_id = p.id AND {_LATE})",
        join=_ALL,
        joined="money.days",
        is_personal=False,
    )
