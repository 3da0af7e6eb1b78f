"""Lines of bank statements as a list: what came, whose it is and why, or that it waits."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel.criteria import Field, Op, Subject, Type
from kartoteka.kernel.folding import fold
from kartoteka.payments import rules
from kartoteka.register.rules import masked_account, normalise_account

_MONEY, _PAYER, _BOOKING = _("Money"), _("Payer"), _("Booking")
STATES = (
    ("BOOKED", _("booked")),
    ("WAITING", _("waits for its customer")),
    ("NOTED", _("noted only")),
)
_BOOKED = "payments_payment y WHERE y.line_id = l.id"
_PARTY = (
    "payments_payment y JOIN ledger_account a ON a.id = y.account_id"
    " JOIN register_party p ON p.id = a.party_id WHERE y.line_id = l.id"
)
_FIELDS = (
    Field(
        "booked", _("Booked"), Type.DATE, heading=_BOOKING, value="l.booked_on", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "value_date", _("Value date"), Type.DATE, heading=_BOOKING, value="l.value_on",
        never_null=True, is_personal=False,
    ),
    Field("payer", _("Payer"), Type.TEXT, heading=_PAYER, value="l.counterparty_name"),
    Field(
        "payer_account", _("Payer's account"), Type.TEXT, heading=_PAYER,
        shows=masked_account, operators=(Op.IS, Op.EMPTY, Op.FILLED),  # found only whole
        value="nullif(l.counterparty_account, '')", normal=normalise_account, is_sealed=True,
    ),
    Field("title", _("Title"), Type.TEXT, heading=_PAYER, value="l.title"),
    Field(
        "amount", _("Amount"), Type.MONEY, heading=_MONEY, value="l.amount", never_null=True,
        currency_of="l.currency", is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_MONEY, value="l.currency", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_BOOKING, is_grouped=True, is_personal=False,
        choices=lambda: STATES,
        value=f"CASE WHEN EXISTS (SELECT FROM {_BOOKED}) THEN 'BOOKED' WHEN EXISTS"
        " (SELECT FROM payments_waiting w WHERE w.line_id = l.id) THEN 'WAITING' ELSE 'NOTED' END",
    ),
    Field(
        "rule", _("Why it is this customer's"), Type.CHOICE, heading=_BOOKING, is_grouped=True,
        choices=lambda: tuple(rules.REASONS.items()), is_personal=False,
        value=f"(SELECT y.rule FROM {_BOOKED})",
    ),
    Field(
        "party", _("Customer"), Type.TEXT, heading=_BOOKING, value=f"(SELECT p.name FROM {_PARTY})"
    ),
    Field(
        "creditor", _("Creditor"), Type.TEXT, heading=_BOOKING, is_grouped=True, is_personal=False,
        value="(SELECT c.name FROM register_party c WHERE c.id = l.creditor_id)",
    ),
    Field("vs", _("Variable symbol"), Type.TEXT, heading=_PAYER, value="l.vs", is_personal=False),
    Field(
        "reference", _("Bank's reference"), Type.TEXT, heading=_MONEY, value="l.reference",
        is_personal=False,
    ),
    Field(
        "line", _("Order of arrival"), Type.NUMBER, heading=_BOOKING, value="l.id",
        never_null=True, is_personal=False,
    ),
)  # fmt: skip


def _text(text: str) -> tuple[psql.Composable, dict[str, Any]] | None:
    """All words of the one box, each in the payer's name or in the title."""
    words = fold(text).split()
    if not words:
        return None
    names = [f"word_{place}" for place in range(len(words))]
    fits = psql.SQL(" AND ").join(
        psql.SQL("fold(l.counterparty_name || ' ' || l.title) LIKE {}").format(
            psql.Placeholder(name)
        )
        for name in names
    )
    patterns = [f"%{word}%" for word in words]
    return fits, dict(zip(names, patterns, strict=True))


LINES = Subject(
    key="lines",
    label=_("Lines of statements"),
    source="payments_line l",
    row="l.id",
    own=lambda _viewer: _FIELDS,
    text=_text,
)
