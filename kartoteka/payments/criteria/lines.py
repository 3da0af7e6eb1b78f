"""Statements of the bank and their lines as lists: what came, whose it is and why, what waits."""

import json
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Field, Op, Subject, Type, moment, public_id, words_in
from kartoteka.ledger.models import Via
from kartoteka.payments import rules
from kartoteka.payments.models import File, Found
from kartoteka.payments.queries.wording import FORMATS, reason_kept
from kartoteka.register.rules import masked_account, normalise_account, shown_account

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


def _reason(kept: str) -> str:
    """The rule with what it found, from the JSON of both."""
    rule, facts = json.loads(kept)
    return reason_kept(rule, facts)


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
        "kind", _("Kind of payment"), Type.CHOICE, heading=_MONEY, is_grouped=True,
        never_null=True, choices=lambda: Via.choices, is_personal=False, value="l.kind",
    ),
    Field(
        "rule", _("Why it is this customer's"), Type.CHOICE, heading=_BOOKING, is_grouped=True,
        choices=lambda: tuple(rules.REASONS.items()), is_personal=False,
        value=f"(SELECT y.rule FROM {_BOOKED})",
    ),
    Field(
        "reason", _("The reason in full"), Type.TEXT, heading=_BOOKING, shows=_reason,
        operators=(Op.EMPTY, Op.FILLED),
        value=f"(SELECT jsonb_build_array(y.rule, y.facts)::text FROM {_BOOKED})",
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
        never_null=True, is_added=False, is_personal=False,
    ),
    Field(
        "statement", _("Statement (its identifier)"), Type.TEXT, heading=_BOOKING,
        operators=(Op.IS,), normal=public_id, is_personal=False,
        own=lambda _op, values, _today: (
            "l.statement_id = (SELECT t.id FROM payments_statement t"
            " WHERE t.public_id = {statement}::uuid)",
            {"statement": values[0]},
        ),
    ),
)  # fmt: skip
_WORDS = words_in("l.counterparty_name || ' ' || l.title")


LINES = Subject(
    key="lines",
    label=_("Lines of statements"),
    source="payments_line l",
    row="l.id",
    own=lambda _viewer: _FIELDS,
    text=_WORDS,
)

_OF_LINES = ("state", "rule", "reason", "party", "statement", "line")
_CLEARING = _("Clarification")
_OF_CLEARING = "FROM payments_clarification c WHERE c.line_id = w.line_id"
_CLARIFIED = (
    Field(
        "owner", _("Who explains it"), Type.TEXT, heading=_CLEARING, is_grouped=True,
        value=f"(SELECT {name_of('c.owner')} {_OF_CLEARING})", is_personal=False,
    ),
    Field(
        "age", _("Days it waits"), Type.NUMBER, heading=_CLEARING, never_null=True,
        value="(%(today)s::date - l.booked_on)", is_added=False, is_personal=False,
    ),
    Field(
        "is_of_closed_day", _("Of a closed day"), Type.YES_NO, heading=_CLEARING, never_null=True,
        is_grouped=True, is_personal=False,
        value="EXISTS (SELECT FROM ledger_creditor r WHERE r.party_id = l.creditor_id"
        " AND r.closed_until >= l.booked_on)",
    ),
    Field(
        "note", _("Last note"), Type.TEXT, heading=_CLEARING,
        value="(SELECT n.text FROM payments_note n WHERE n.line_id = w.line_id"
        " ORDER BY n.id DESC LIMIT 1)",
    ),
)  # fmt: skip
_WAITING = (
    *_CLARIFIED,
    *(one for one in _FIELDS if one.key not in _OF_LINES),
    replace(next(one for one in _FIELDS if one.key == "line"), value="w.line_id"),
)


def _waiting_fields(viewer: Actor) -> tuple[Field, ...]:
    mine = Field(
        "mine", _("Mine"), Type.YES_NO, heading=_CLEARING, never_null=True, is_personal=False,
        value=f"EXISTS (SELECT {_OF_CLEARING} AND c.owner = {int(viewer.user_id or 0)})",
    )  # fmt: skip
    return (mine, *_WAITING)


WAITING = Subject(
    key="waiting",
    label=_("Payments without a customer"),
    source="payments_waiting w JOIN payments_line l ON l.id = w.line_id",
    row="w.line_id",
    own=_waiting_fields,
    text=_WORDS,
)

STATEMENT_STATES = (
    ("WAITING", _("something waits")),
    ("MATCHED", _("all matched")),
    ("INTERIM", _("interim")),
)
_OF_STATEMENT = "FROM payments_line l WHERE l.statement_id = s.id"
_WAITS = (
    "FROM payments_waiting w JOIN payments_line l ON l.id = w.line_id WHERE l.statement_id = s.id"
)
_STATEMENT = _("Statement")
_STATEMENTS = (
    Field(
        "last_on", _("Last day"), Type.DATE, heading=_STATEMENT, value="s.last_on",
        is_grouped=True, is_personal=False,
    ),
    Field(
        "first_on", _("First day"), Type.DATE, heading=_STATEMENT, value="s.first_on",
        is_personal=False,
    ),
    Field(
        "account", _("Bank account"), Type.TEXT, heading=_STATEMENT, value="s.bank_account",
        is_grouped=True, never_null=True, is_personal=False, normal=normalise_account,
        shows=lambda iban: shown_account(iban, is_open=True),
    ),
    Field(
        "creditor", _("Creditor"), Type.TEXT, heading=_STATEMENT, value="c.name",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "number", _("Number"), Type.TEXT, heading=_STATEMENT, value="nullif(s.number, '')",
        is_personal=False,
    ),
    Field(
        "format", _("Format"), Type.CHOICE, heading=_STATEMENT, value="s.format",
        is_grouped=True, choices=lambda: tuple(FORMATS.items()), never_null=True,
        is_personal=False,
    ),
    Field(
        "file", _("File"), Type.TEXT, heading=_STATEMENT, value="f.name", never_null=True,
        is_personal=False,
    ),
    Field(
        "origin", _("Came by"), Type.CHOICE, heading=_STATEMENT, value="f.origin",
        is_grouped=True, never_null=True, choices=lambda: File.Origin.choices, is_personal=False,
    ),
    Field(
        "sha256", _("SHA-256"), Type.TEXT, heading=_STATEMENT, value="f.sha256",
        never_null=True, is_personal=False,
    ),
    Field(
        "encoding", _("Encoding"), Type.TEXT, heading=_STATEMENT,
        value="nullif(f.encoding, '')", is_grouped=True, is_personal=False,
    ),
    moment(
        "taken", _("Taken in"), "f.taken_at", heading=_STATEMENT, is_grouped=True,
        never_null=True, is_personal=False, order=lambda _language: "s.id",
        order_type=Type.NUMBER,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_BOOKING, is_grouped=True, never_null=True,
        choices=lambda: STATEMENT_STATES, is_personal=False,
        value=f"CASE WHEN s.is_interim THEN 'INTERIM' WHEN EXISTS (SELECT {_WAITS}) THEN 'WAITING'"
        " ELSE 'MATCHED' END",
    ),
    Field(
        "waiting", _("Lines that wait"), Type.NUMBER, heading=_BOOKING, is_added=False,
        value=f"(SELECT count(*) {_WAITS})", never_null=True, is_personal=False,
    ),
    Field(
        "lines", _("Lines"), Type.NUMBER, heading=_BOOKING, is_added=False,
        value=f"(SELECT count(*) {_OF_STATEMENT})", never_null=True, is_personal=False,
    ),
    Field(
        "came", _("Came in"), Type.MONEY, heading=_MONEY, is_added=False, is_personal=False,
        currency_of="s.currency", never_null=True,
        value=f"(SELECT coalesce(sum(l.amount), 0) {_OF_STATEMENT} AND l.amount > 0)",
    ),
    Field(
        "opening", _("Opening balance"), Type.MONEY, heading=_MONEY, value="s.opening",
        currency_of="s.currency", is_added=False, is_personal=False,
    ),
    Field(
        "closing", _("Closing balance"), Type.MONEY, heading=_MONEY, value="s.closing",
        currency_of="s.currency", is_added=False, is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_MONEY, value="s.currency",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "remarks", _("Remarks on the file"), Type.NUMBER, heading=_STATEMENT, is_added=False,
        value="jsonb_array_length(s.problems || f.problems)", never_null=True,
        is_personal=False,
    ),
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_STATEMENT, value="s.public_id::text",
        is_personal=False,
    ),
)  # fmt: skip
_IN_FOLDER = _("Watched folder")
_FOUND = (
    Field(
        "state", _("State"), Type.CHOICE, heading=_IN_FOLDER, value="d.state", is_grouped=True,
        never_null=True, choices=lambda: Found.State.choices, is_personal=False,
    ),
    Field(
        "file", _("File"), Type.TEXT, heading=_IN_FOLDER, value="d.name", never_null=True,
        is_personal=False,
    ),
    Field(
        "reason", _("Why"), Type.TEXT, heading=_IN_FOLDER, value="nullif(d.reason, '')",
        is_personal=False,
    ),
    Field(
        "lines", _("New lines"), Type.NUMBER, heading=_IN_FOLDER, value="d.lines",
        never_null=True, is_personal=False,
    ),
    Field(
        "size", _("Bytes"), Type.NUMBER, heading=_IN_FOLDER, value="d.size", never_null=True,
        is_personal=False,
    ),
    Field(
        "sha256", _("SHA-256"), Type.TEXT, heading=_IN_FOLDER, value="d.sha256",
        never_null=True, is_personal=False,
    ),
    moment(
        "found", _("Found"), "d.found_at", heading=_IN_FOLDER, is_grouped=True,
        never_null=True, is_personal=False, order=lambda _language: "d.id",
        order_type=Type.NUMBER,
    ),
    Field(
        "statement", _("Statement (its identifier)"), Type.TEXT, heading=_IN_FOLDER,
        value="(SELECT s.public_id::text FROM payments_statement s WHERE s.file_id = d.file_id"
        " ORDER BY s.id LIMIT 1)", is_personal=False,
    ),
)  # fmt: skip
FOUND = Subject(
    key="found",
    label=_("Files of the watched folder"),
    source="payments_found d",
    row="d.id",
    own=lambda _viewer: _FOUND,
    text=words_in("d.name || ' ' || d.reason"),
)
STATEMENTS = Subject(
    key="statements",
    label=_("Statements"),
    source="payments_statement s JOIN payments_file f ON f.id = s.file_id"
    " JOIN register_party c ON c.id = s.creditor_id",
    row="s.id",
    own=lambda _viewer: _STATEMENTS,
    text=words_in("s.number || ' ' || f.name || ' ' || s.bank_account || ' ' || c.name"),
)
