"""Sets of invoices of KSeF as a list, and what became of each file of them."""

import json

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.billing.models import InvoiceSet, KsefInvoice, SetLine
from kartoteka.billing.operations import ksef
from kartoteka.kernel.criteria import Field, Op, Subject, Type, moment, public_id, words_in
from kartoteka.register.criteria.parties import by_alphabet

_SET, _FILE, _INVOICE = _("Set of invoices"), _("File"), _("Invoice")


def _why(kept: str) -> str:
    """Why a file is refused, or what is remarked on it, from the JSON of both."""
    code, facts, notes = json.loads(kept)
    if code:
        return ksef.sentence(code, facts)
    return " ".join(ksef.note(*one) for one in notes)


def _figure(key: str, label: Promise) -> Field:
    return Field(
        key, label, Type.NUMBER, heading=_SET, is_personal=False, never_null=True,
        value=f"coalesce((s.figures->>'{key}')::integer, 0)",
    )  # fmt: skip


_SETS = (
    Field("name", _("Files"), Type.TEXT, heading=_SET, value="s.name", never_null=True,
          is_personal=False),
    Field(
        "state", _("State"), Type.CHOICE, heading=_SET, value="s.state", is_grouped=True,
        choices=lambda: InvoiceSet.State.choices, never_null=True, is_personal=False,
    ),
    Field(
        "origin", _("Came by"), Type.CHOICE, heading=_SET, value="s.origin", is_grouped=True,
        choices=lambda: InvoiceSet.Origin.choices, never_null=True, is_personal=False,
    ),
    Field("files", _("Number of files"), Type.NUMBER, heading=_SET, value="s.files",
          never_null=True, is_personal=False),
    _figure("new", _("New")),
    _figure("known", _("Known already")),
    _figure("refused", _("Refused")),
    Field("reason", _("Why"), Type.TEXT, heading=_SET, value="nullif(s.reason, '')",
          is_personal=False),
    Field("size", _("Bytes"), Type.NUMBER, heading=_SET, value="s.size", never_null=True,
          is_personal=False),
    Field("sha256", _("SHA-256"), Type.TEXT, heading=_SET, value="nullif(s.sha256, '')",
          is_personal=False),
    Field("by", _("By"), Type.TEXT, heading=_SET, is_grouped=True, is_personal=False,
          value=name_of('s."user"')),
    moment("came", _("Came"), "s.held_at", heading=_SET, is_grouped=True, never_null=True,
           is_personal=False, order=lambda _language: "s.id", order_type=Type.NUMBER),
    Field("public_id", _("Identifier"), Type.TEXT, heading=_SET, value="s.public_id::text",
          never_null=True, is_personal=False),
)  # fmt: skip
INVOICE_SETS = Subject(
    key="invoice_sets",
    label=_("Sets of invoices"),
    source="billing_invoiceset s",
    row="s.id",
    own=lambda _viewer: _SETS,
    text=words_in("s.name || ' ' || s.reason"),
)

_LINES = (
    Field(
        "outcome", _("What becomes of it"), Type.CHOICE, heading=_FILE, value="l.outcome",
        choices=lambda: SetLine.Outcome.choices, is_grouped=True, never_null=True,
        is_personal=False,
    ),
    Field("file", _("File"), Type.TEXT, heading=_FILE, value="l.file", never_null=True),
    Field(
        "why", _("Why"), Type.TEXT, heading=_FILE, shows=_why, operators=(Op.EMPTY, Op.FILLED),
        value="CASE WHEN l.code <> '' OR l.notes <> '[]'"
        " THEN jsonb_build_array(l.code, l.facts, l.notes)::text END",
    ),
    Field("number", _("Number"), Type.TEXT, heading=_INVOICE, value="nullif(l.number, '')",
          is_personal=False),
    Field("ksef", _("KSeF number"), Type.TEXT, heading=_INVOICE, value="nullif(l.ksef, '')",
          is_personal=False),
    Field(
        "kind", _("Kind"), Type.CHOICE, heading=_INVOICE, value="nullif(l.kind, '')",
        choices=lambda: KsefInvoice.Kind.choices, is_grouped=True, is_personal=False,
    ),
    Field("party", _("Customer"), Type.TEXT, heading=_INVOICE, value="p.name", order=by_alphabet),
    Field("issued", _("Issued"), Type.DATE, heading=_INVOICE, value="l.issued_on",
          is_grouped=True, is_personal=False),
    Field("due", _("Due"), Type.DATE, heading=_INVOICE, value="l.due_on", is_grouped=True,
          is_personal=False),
    Field("amount", _("Amount"), Type.MONEY, heading=_INVOICE, value="l.amount",
          currency_of="l.currency", is_personal=False),
    Field("currency", _("Currency"), Type.TEXT, heading=_INVOICE,
          value="nullif(l.currency, '')", is_grouped=True, is_personal=False),
    Field("sha256", _("SHA-256"), Type.TEXT, heading=_FILE, value="l.sha256", never_null=True,
          is_personal=False),
    Field("place", _("Order in the set"), Type.NUMBER, heading=_FILE, value="l.place",
          never_null=True, is_added=False, is_personal=False),
    Field("entry", _("Receivable's key"), Type.LINK, heading=_INVOICE, value="l.entry_id",
          operators=(Op.FILLED,), is_personal=False),
    Field("party_id", _("Customer's key"), Type.LINK, heading=_INVOICE, value="p.id",
          operators=(Op.IS,)),
    Field(
        "set", _("Set (its identifier)"), Type.TEXT, heading=_FILE, operators=(Op.IS,),
        normal=public_id, is_personal=False,
        own=lambda _op, values, _today: (
            "l.of_id = (SELECT s.id FROM billing_invoiceset s WHERE s.public_id = {set}::uuid)",
            {"set": values[0]},
        ),
    ),
)  # fmt: skip
SET_LINES = Subject(
    key="invoice_set_lines",
    label=_("Invoices of a set"),
    source="billing_setline l LEFT JOIN ledger_entry e ON e.id = l.entry_id"
    " LEFT JOIN ledger_account a ON a.id = e.account_id"
    " LEFT JOIN register_party p ON p.id = coalesce(a.party_id, l.buyer)",
    row="l.id",
    own=lambda _viewer: _LINES,
    text=words_in("l.file || ' ' || l.number || ' ' || coalesce(p.name, '')"),
)
