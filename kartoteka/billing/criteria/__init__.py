"""Open claims by their last day, calendars of advances, write-offs, offsets and interest notes."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.access.criteria import name_of
from kartoteka.billing.models import Claim, WriteOff
from kartoteka.kernel.criteria import Field, Op, Subject, Type, Value, moment
from kartoteka.ledger.criteria import text_by_number, text_of_entries
from kartoteka.ledger.models import Kind
from kartoteka.register.criteria.parties import by_alphabet

_PARTY, _DOCUMENT, _LIMIT = _("Customer"), _("Document"), _("Limitation")
# How near the last day is; the months of the warnings.
AHEAD = (
    ("BARRED", _("time-barred")),
    ("MONTH", _("within a month")),
    ("QUARTER", _("within 3 months")),
    ("HALF_YEAR", _("within 6 months")),
    ("LATER", _("later")),
    ("PENDING", _("does not run")),
)
# The first day on which a part of the interest ends before its document.
_INTEREST = (
    "(SELECT ends.last_on FROM billing_interest_limits(%(today)s::date) AS ends"
    " WHERE ends.entry_id = o.entry_id)"
)
_FIRST = f"least(h.last_on, {_INTEREST})"
_AHEAD = (
    f"(SELECT CASE WHEN first_on IS NULL THEN 'PENDING' WHEN first_on < %(today)s::date"
    " THEN 'BARRED' WHEN first_on <= %(today)s::date + interval '1 month' THEN 'MONTH'"
    " WHEN first_on <= %(today)s::date + interval '3 months' THEN 'QUARTER'"
    " WHEN first_on <= %(today)s::date + interval '6 months' THEN 'HALF_YEAR' ELSE 'LATER' END"
    f" FROM (SELECT {_FIRST} AS first_on OFFSET 0) AS earlier)"
)
# A claim lasts as long as the shortest term at least that a rule says of some documents, or that
# of their interest. Only of those that are due for so long, whose due date was moved, or to which
# something happened, the last day can be near; that of all others is not counted.
_NEAR = (
    "SELECT near.entry_id FROM ledger_open near WHERE near.due_on <= %(today)s::date"
    " + interval '6 months' - make_interval(years => (SELECT min(least(law.years, law.next_years))"
    " FROM billing_limitation_law law JOIN billing_claimrule rule ON rule.country = law.country"
    " AND law.claim IN (rule.claim, billing_interest_claim(rule.country, rule.claim))))"
    " UNION SELECT entry_id FROM ledger_duechange UNION SELECT entry_id FROM billing_limitation"
)


def _near(op: Op, values: tuple[Value, ...], _today: dt.date) -> tuple[str, dict[str, Any]] | None:
    """Claims whose last day is near are found without counting that of all others."""
    if op is not Op.ONE_OF or not {"LATER", "PENDING"}.isdisjoint(map(str, values)):
        return None
    codes = [str(one) for one in values]
    return f"{_AHEAD} = ANY ({{codes}}) AND o.entry_id IN ({_NEAR})", {"codes": codes}


# Of a row on an account `a` of the customer `p`.
_OF_PARTY = (
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
    ),
)  # fmt: skip
_FIELDS = (
    Field(
        "number", _("Number"), Type.TEXT, heading=_DOCUMENT, value="e.number", is_personal=False
    ),
    Field(
        "last_on", _("Last day"), Type.DATE, heading=_LIMIT, value="h.last_on", is_grouped=True,
        is_personal=False,
    ),
    Field(
        "interest_on", _("Last day of interest"), Type.DATE, heading=_LIMIT, value=_INTEREST,
        is_personal=False,
    ),
    Field(
        "first_on", _("First of both last days"), Type.DATE, heading=_LIMIT, value=_FIRST,
        is_personal=False,
    ),
    Field(
        "ahead", _("Ahead"), Type.CHOICE, heading=_LIMIT, value=_AHEAD, own=_near, is_grouped=True,
        choices=lambda: AHEAD, never_null=True, is_personal=False,
    ),
    Field(
        "claim", _("Kind of claim"), Type.CHOICE, heading=_LIMIT, value="h.claim",
        is_grouped=True, choices=lambda: Claim.choices, is_personal=False,
    ),
    Field(
        "kind", _("Kind"), Type.CHOICE, heading=_DOCUMENT, value="e.kind", is_grouped=True,
        choices=lambda: Kind.choices, never_null=True, is_personal=False,
    ),
    Field(
        "due", _("Due"), Type.DATE, heading=_DOCUMENT, value="e.due_on", is_grouped=True,
        is_personal=False,
    ),
    Field(
        "open", _("Remains"), Type.MONEY, heading=_DOCUMENT, value="o.amount", never_null=True,
        currency_of="a.currency", is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_DOCUMENT, value="a.currency",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    *_OF_PARTY,
)  # fmt: skip


LIMITATIONS = Subject(
    key="limitations",
    label=_("Limitation ahead"),
    source="ledger_open o JOIN billing_limit h ON h.entry_id = o.entry_id"
    " JOIN ledger_entry e ON e.id = o.entry_id JOIN ledger_account a ON a.id = e.account_id"
    " JOIN register_party p ON p.id = a.party_id",
    row="o.entry_id",
    own=lambda _viewer: _FIELDS,
    text=text_of_entries,
)


_PLAN = _("Calendar")
_ADVANCES = "FROM billing_advance v WHERE v.plan_id = n.id"
_PLAN_FIELDS = (
    Field(
        "agreement", _("Agreement"), Type.TEXT, heading=_PLAN, value="g.number", never_null=True,
        is_personal=False,
    ),
    Field(
        "party", _("Customer"), Type.TEXT, heading=_PARTY, value="p.name", never_null=True,
        order=by_alphabet,
    ),
    Field(
        "party_id", _("Customer's key"), Type.LINK, heading=_PARTY, value="g.party_id",
        operators=(Op.IS,), never_null=True,
    ),
    Field(
        "creditor", _("Creditor"), Type.TEXT, heading=_PARTY, is_grouped=True, is_personal=False,
        value="(SELECT c.name FROM register_party c WHERE c.id = g.creditor_id)",
    ),
    Field(
        "first_due", _("First due"), Type.DATE, heading=_PLAN, is_personal=False,
        value=f"(SELECT min(v.due_on) {_ADVANCES})",
    ),
    Field(
        "last_due", _("Last due"), Type.DATE, heading=_PLAN, is_personal=False,
        value=f"(SELECT max(v.due_on) {_ADVANCES})",
    ),
    Field(
        "amount", _("Together"), Type.MONEY, heading=_PLAN, is_personal=False,
        value=f"(SELECT sum(v.amount) {_ADVANCES})", currency_of="n.currency",
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_PLAN, value="n.currency", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "left", _("Not posted yet"), Type.NUMBER, heading=_PLAN, is_personal=False,
        value=f"(SELECT count(*) {_ADVANCES} AND v.entry_id IS NULL"
        " AND (n.ended_on IS NULL OR v.due_on <= n.ended_on))",
    ),
    Field(
        "ended", _("Ended on"), Type.DATE, heading=_PLAN, value="n.ended_on", is_personal=False
    ),
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_PLAN, value="n.public_id::text",
        never_null=True, is_personal=False,
    ),
)  # fmt: skip

PLANS = Subject(
    key="advance_plans",
    label=_("Calendars of advances"),
    source="billing_advanceplan n JOIN agreements_agreement g ON g.id = n.agreement_id"
    " JOIN register_party p ON p.id = g.party_id",
    row="n.id",
    own=lambda _viewer: _PLAN_FIELDS,
)


_REQUEST = _("Request")
STATES = (
    ("WAITING", _("waiting")),
    ("APPROVED", _("approved")),
    ("REFUSED", pgettext_lazy("write-off", "refused")),
    ("CANCELLED", _("cancelled")),
)
_STATE = (
    "CASE WHEN w.decided_at IS NULL THEN 'WAITING' WHEN NOT w.is_approved THEN 'REFUSED'"
    " WHEN w.cancelled_at IS NOT NULL THEN 'CANCELLED' ELSE 'APPROVED' END"
)
_OF_ACCOUNT = (
    *_OF_PARTY,
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_PARTY, value="a.currency",
        is_grouped=True, never_null=True, is_personal=False,
    ),
)  # fmt: skip
_WRITE_OFF_FIELDS = (
    Field(
        "state", _("State"), Type.CHOICE, heading=_REQUEST, value=_STATE, is_grouped=True,
        choices=lambda: STATES, never_null=True, is_personal=False,
    ),
    Field(
        "kind", _("Kind"), Type.CHOICE, heading=_REQUEST, value="w.kind", is_grouped=True,
        choices=lambda: WriteOff.Kind.choices, never_null=True, is_personal=False,
    ),
    Field(
        "number", _("Number"), Type.TEXT, heading=_REQUEST, value="w.number", is_personal=False
    ),
    Field(
        "amount", _("Amount"), Type.MONEY, heading=_REQUEST, is_personal=False,
        value="(SELECT sum(l.amount) FROM billing_writeoffline l WHERE l.write_off_id = w.id)",
        currency_of="a.currency",
    ),
    Field(
        "on", _("Effective"), Type.DATE, heading=_REQUEST, value="w.on", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    moment("asked", _("Asked on"), "w.asked_at", heading=_REQUEST, is_personal=False),
    Field(
        "asked_by", _("Asked by"), Type.TEXT, heading=_REQUEST, is_grouped=True, is_personal=False,
        value=name_of("w.asked_by"),
    ),
    Field("reason", _("Reason"), Type.TEXT, heading=_REQUEST, value="w.reason"),
    *_OF_ACCOUNT,
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_REQUEST, value="w.public_id::text",
        never_null=True, is_personal=False,
    ),
)  # fmt: skip
WRITE_OFFS = Subject(
    key="write_offs",
    label=_("Write-offs and remissions"),
    source="billing_writeoff w JOIN ledger_account a ON a.id = w.account_id"
    " JOIN register_party p ON p.id = a.party_id",
    row="w.id",
    own=lambda _viewer: _WRITE_OFF_FIELDS,
)

_OFFSET = _("Offset")
_OFFSET_FIELDS = (
    Field(
        "number", _("Number"), Type.TEXT, heading=_OFFSET, value="w.number", never_null=True,
        is_personal=False,
    ),
    Field(
        "declared", _("Declared on"), Type.DATE, heading=_OFFSET, value="w.declared_on",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "agreed", _("By agreement"), Type.YES_NO, heading=_OFFSET, value="w.is_agreement",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "amount", _("Amount"), Type.MONEY, heading=_OFFSET, is_personal=False,
        value="(SELECT sum(l.amount) FROM billing_offsetline l WHERE l.offset_id = w.id)",
        currency_of="a.currency",
    ),
    Field(
        "cancelled", _("Cancelled"), Type.YES_NO, heading=_OFFSET, is_grouped=True,
        value="(w.cancelled_at IS NOT NULL)", never_null=True, is_personal=False,
    ),
    *_OF_ACCOUNT,
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_OFFSET, value="w.public_id::text",
        never_null=True, is_personal=False,
    ),
)  # fmt: skip
OFFSETS = Subject(
    key="offsets",
    label=_("Offsets"),
    source="billing_offset w JOIN ledger_account a ON a.id = w.account_id"
    " JOIN register_party p ON p.id = a.party_id",
    row="w.id",
    own=lambda _viewer: _OFFSET_FIELDS,
)


_NOTE = _("Interest note")
_LINES = "FROM billing_interestline x WHERE x.note_id = n.id"
_OPEN = (
    "(SELECT coalesce(sum(o.amount), 0.00) FROM billing_interestline x"
    " JOIN ledger_open o ON o.entry_id = x.entry_id WHERE x.note_id = n.id)"
)
_TAKEN = (
    "EXISTS (SELECT FROM billing_interestline x JOIN ledger_interestperiod d"
    " ON d.entry_id = x.entry_id WHERE x.note_id = n.id AND d.cancelled_by_id IS NOT NULL)"
)
# Only where something was settled later is it computed at all.
_DIFFERS = (
    "CASE WHEN EXISTS (SELECT FROM billing_interestline x JOIN ledger_interestperiod d"
    " ON d.entry_id = x.entry_id JOIN ledger_settlement s ON s.debit_id = d.debt_id"
    " WHERE x.note_id = n.id AND s.recorded_at >= n.recorded_at) THEN (SELECT nullif(sum("
    "coalesce(f.accrued - f.noted, CASE WHEN f.debt_id IS NULL THEN -i.amount END)), 0)"
    " FROM billing_interestline x JOIN ledger_interestperiod d ON d.entry_id = x.entry_id"
    " AND d.cancelled_by_id IS NULL JOIN ledger_entry i ON i.id = x.entry_id"
    " LEFT JOIN LATERAL ledger_accrued_afresh(ARRAY[d.debt_id], ARRAY[d.last_day]) f ON true"
    " WHERE x.note_id = n.id AND NOT EXISTS (SELECT FROM ledger_interestperiod t"
    " WHERE t.debt_id = d.debt_id AND t.cancelled_by_id IS NULL AND t.first_day > d.last_day)) END"
)
_STATES = (("OPEN", _("to be paid")), ("PAID", _("paid")), ("WITHDRAWN", _("withdrawn")))
_NOTE_FIELDS = (
    Field(
        "number", _("Number"), Type.TEXT, heading=_NOTE, value="n.number", never_null=True,
        is_personal=False,
    ),
    *_OF_PARTY,
    Field(
        "issued", _("Issued"), Type.DATE, heading=_NOTE, value="n.issued_on", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "to", _("Interest to"), Type.DATE, heading=_NOTE, value="n.to_day", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "due", _("Due"), Type.DATE, heading=_NOTE, value="n.due_on", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "amount", _("Amount"), Type.MONEY, heading=_NOTE, value="n.amount", never_null=True,
        currency_of="a.currency", is_personal=False,
    ),
    Field(
        "open", _("Remains"), Type.MONEY, heading=_NOTE, value=_OPEN, never_null=True,
        currency_of="a.currency", is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_NOTE, value="a.currency", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "differs", _("Differs today by"), Type.MONEY, heading=_NOTE, value=_DIFFERS,
        currency_of="a.currency", is_added=False, is_personal=False,
    ),
    Field(
        "debts", _("Debts"), Type.NUMBER, heading=_NOTE, value=f"(SELECT count(*) {_LINES})",
        never_null=True, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_NOTE, is_grouped=True, never_null=True,
        value=f"CASE WHEN {_TAKEN} THEN 'WITHDRAWN' WHEN {_OPEN} > 0 THEN 'OPEN' ELSE 'PAID' END",
        choices=lambda: _STATES, is_personal=False,
    ),
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_NOTE, value="n.public_id::text",
        never_null=True, is_personal=False,
    ),
)  # fmt: skip

INTEREST_NOTES = Subject(
    key="interest_notes",
    label=_("Interest notes"),
    source="billing_interestnote n JOIN ledger_account a ON a.id = n.account_id"
    " JOIN register_party p ON p.id = a.party_id",
    row="n.id",
    own=lambda _viewer: _NOTE_FIELDS,
    text=text_by_number("n.number"),
)
