"""What the ledger adds to lists of parties (what they owe, how late), and its entries as a list."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Field, Narrower, Op, Subject, Type, Value, moment
from kartoteka.kernel.folding import fold
from kartoteka.ledger.models import Kind, Scheme, Side
from kartoteka.register.criteria.parties import by_alphabet, fitting_parties

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
_ACCOUNTS = "FROM ledger_account a JOIN ledger_open o ON o.account_id = a.id"
_OPEN = _ACCOUNTS + " JOIN ledger_scheme s ON s.code = a.scheme_id"
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
                value=f"(SELECT coalesce({what}, 0) {_OPEN if which == _LATE else _ACCOUNTS}"
                " WHERE a.party_id = p.id"
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


def _numbered(
    op: Op, values: tuple[Value, ...], _today: dt.date
) -> tuple[str, dict[str, Any]] | None:
    """A number is found by its index, whole or by its beginning, whatever its separators."""
    if op not in {Op.IS, Op.BEGINS}:
        return None
    key = fold(str(values[0])).replace(" ", "")
    pattern = key if op is Op.IS else f"{key}%"
    return "number_key(e.number) LIKE {key}", {"key": pattern}


_PARTY, _DOCUMENT = _("Customer"), _("Document")
_OPEN_AMOUNT = "(SELECT o.amount FROM ledger_open o WHERE o.entry_id = e.id)"
_ENTRY_FIELDS = (
    Field(
        "number", _("Number"), Type.TEXT, heading=_DOCUMENT, value="e.number", own=_numbered,
        is_personal=False,
    ),
    Field(
        "kind", _("Kind"), Type.CHOICE, heading=_DOCUMENT, value="e.kind", is_grouped=True,
        choices=lambda: Kind.choices, never_null=True, is_personal=False,
    ),
    Field(
        "side", _("Side"), Type.CHOICE, heading=_DOCUMENT, value="e.side", is_grouped=True,
        choices=lambda: Side.choices, never_null=True, is_personal=False,
    ),
    Field(
        "party", _("Customer"), Type.TEXT, heading=_PARTY, value="p.name", never_null=True,
        order=by_alphabet,
    ),
    Field(
        "party_id", _("Customer's key"), Type.LINK, heading=_PARTY, value="a.party_id",
        operators=(Op.IS,), never_null=True,
    ),
    Field("party_number", _("Customer number"), Type.TEXT, heading=_PARTY, value="p.number"),
    Field(
        "creditor", _("Creditor"), Type.TEXT, heading=_PARTY, is_grouped=True, is_personal=False,
        value="(SELECT c.name FROM register_party c WHERE c.id = a.creditor_id)",
        join="JOIN register_party cred ON cred.id = a.creditor_id", joined="cred.name",
    ),
    Field(
        "amount", _("Amount"), Type.MONEY, heading=_MONEY, value="e.amount", never_null=True,
        currency_of="a.currency", is_personal=False,
    ),
    Field(
        "open", _("Remains"), Type.MONEY, heading=_MONEY, value=_OPEN_AMOUNT,
        join="LEFT JOIN ledger_open still ON still.entry_id = e.id", joined="still.amount",
        currency_of="a.currency", is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_MONEY, value="a.currency", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "issued", _("Issued"), Type.DATE, heading=_DOCUMENT, value="e.issued_on", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "due", _("Due"), Type.DATE, heading=_DOCUMENT, is_grouped=True, is_personal=False,
        value="coalesce((SELECT c.due_on FROM ledger_duechange c WHERE c.entry_id = e.id"
        " ORDER BY c.id DESC LIMIT 1), e.due_on)",
    ),
    Field(
        "effective", _("Effective"), Type.DATE, heading=_DOCUMENT, value="e.effective_on",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field("title", _("Title"), Type.TEXT, heading=_DOCUMENT, value="e.title"),
    Field(
        "proposal", _("An overpayment"), Type.CHOICE, heading=_MONEY, is_grouped=True,
        choices=lambda: Scheme.Overpayment.choices, is_personal=False,
        value="(SELECT CASE WHEN e.side = 'CREDIT' THEN s.overpayment END"
        " FROM ledger_scheme s WHERE s.code = a.scheme_id)",
    ),
    moment(
        "entered", _("Entered"), "e.recorded_at", heading=_DOCUMENT, is_grouped=True,
        is_personal=False, order=lambda _language: "e.id", order_type=Type.NUMBER,
        never_null=True,
    ),
)  # fmt: skip


_Text = Callable[[str], tuple[psql.Composable, dict[str, Any]] | None]


def text_by_number(column: str) -> _Text:
    """The one box over lists of what has a number in `column` and an account `a`: the beginning of
    a number, or the customers whom it finds. Answers None for a text that says nothing."""

    def text_of(text: str) -> tuple[psql.Composable, dict[str, Any]] | None:
        key = fold(text).replace(" ", "")
        parties = fitting_parties(text)
        if not key or parties is None:
            return None
        found, values = parties
        number = psql.SQL(column)
        return (
            psql.SQL("(number_key({}) LIKE %(number_key)s OR a.party_id IN ({}))").format(
                number, found
            ),
            {**values, "number_key": f"{key}%"},
        )

    return text_of


def _of_entry(column: str) -> str:
    return f"(SELECT x.{column} FROM ledger_entry x WHERE x.id = still.entry_id)"


def _of_party(value: str) -> str:
    return (
        f"(SELECT {value} FROM ledger_account c JOIN register_party p ON p.id = c.party_id"
        " WHERE c.id = still.account_id)"
    )


def _of_account(column: str) -> tuple[str, str, str]:
    return (
        f"(SELECT c.{column} FROM ledger_account c WHERE c.id = still.account_id)",
        "JOIN ledger_account a ON a.id = still.account_id",
        f"a.{column}",
    )


_DUE = f"CASE still.side WHEN 'DEBIT' THEN still.due_on ELSE {_of_entry('due_on')} END"
# What is open lies among all that was ever posted: it is found in the table of what is open.
_STILL_OPEN = Narrower(
    filled="open",
    source="ledger_open still",
    row="still.entry_id",
    asked={
        "open": ("still.amount", "", ""),
        "side": ("still.side", "", ""),
        "effective": ("still.effective_on", "", ""),
        "due": (_DUE, "", ""),
        "currency": _of_account("currency"),
        "party_id": _of_account("party_id"),
    },
    told={
        "number": _of_entry("number"),
        "kind": _of_entry("kind"),
        "amount": _of_entry("amount"),
        "issued": _of_entry("issued_on"),
        "title": _of_entry("title"),
        "party": _of_party("p.name"),
        "party_number": _of_party("p.number"),
    },
    order={"party": lambda language: _of_party(by_alphabet(language))},
    currency_of=_of_account("currency")[0],
)
text_of_entries = text_by_number("e.number")
ENTRIES = Subject(
    key="entries",
    label=_("Receivables and payments"),
    source="ledger_entry e JOIN ledger_account a ON a.id = e.account_id"
    " JOIN register_party p ON p.id = a.party_id",
    row="e.id",
    own=lambda _viewer: _ENTRY_FIELDS,
    text=text_of_entries,
    narrower=_STILL_OPEN,
)
