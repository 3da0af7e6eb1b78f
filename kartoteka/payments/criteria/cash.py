"""Cash documents and batches of payments as lists."""

from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.kernel.criteria import Field, Subject, Type, moment, words_in
from kartoteka.ledger.models import Via
from kartoteka.payments.models import CashDocument

_CASH, _STATE = _("Cash"), _("State")
_VOID = "FROM payments_cashvoid v WHERE v.document_id = d.id"
_FIELDS = (
    Field(
        "number", _("Number"), Type.TEXT, heading=_CASH, value="d.number", never_null=True,
        is_personal=False,
    ),
    Field("party", _("Customer"), Type.TEXT, heading=_CASH, value="p.name", never_null=True),
    Field(
        "amount", _("Amount"), Type.MONEY, heading=_CASH, value="d.amount", never_null=True,
        currency_of="k.currency", is_personal=False,
    ),
    Field(
        "day", _("Day"), Type.DATE, heading=_CASH, value="d.paid_on", never_null=True,
        is_grouped=True, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_STATE, never_null=True, is_grouped=True,
        choices=lambda: (("VALID", _("counts")), ("VOID", _("voided"))), is_personal=False,
        value=f"CASE WHEN EXISTS (SELECT {_VOID}) THEN 'VOID' ELSE 'VALID' END",
    ),
    Field(
        "kind", _("Kind"), Type.CHOICE, heading=_CASH, value="d.kind", never_null=True,
        is_grouped=True, choices=lambda: CashDocument.Kind.choices, is_personal=False,
    ),
    Field(
        "desk", _("Cash desk"), Type.TEXT, heading=_CASH, value="k.code", never_null=True,
        is_grouped=True, is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_CASH, value="k.currency", never_null=True,
        is_grouped=True, is_personal=False,
    ),
    Field("payer", _("From whom, or to whom"), Type.TEXT, heading=_CASH, value="d.payer"),
    Field("title", _("Title"), Type.TEXT, heading=_CASH, value="nullif(d.title, '')"),
    Field(
        "reason", _("Why voided"), Type.TEXT, heading=_STATE, value=f"(SELECT v.reason {_VOID})",
    ),
    moment("made", _("Made"), "d.made_at", heading=_STATE, never_null=True, is_personal=False),
    Field(
        "by", _("By"), Type.TEXT, heading=_STATE, value=name_of("d.actor"), is_grouped=True,
        is_personal=False,
    ),
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_STATE, value="d.public_id::text",
        is_personal=False,
    ),
)  # fmt: skip
CASH = Subject(
    key="cash",
    label=_("Cash documents"),
    source="payments_cashdocument d JOIN payments_cashdesk k ON k.id = d.desk_id"
    " JOIN ledger_account a ON a.id = d.account_id JOIN register_party p ON p.id = a.party_id",
    row="d.id",
    own=lambda _viewer: _FIELDS,
    text=words_in("d.number || ' ' || p.name || ' ' || d.payer"),
)
_OF_BATCH = "FROM payments_batchitem i WHERE i.batch_id = b.id"
_BATCHES = (
    Field("name", _("Name"), Type.TEXT, value="b.name", never_null=True, is_personal=False),
    Field(
        "state", _("State"), Type.CHOICE, never_null=True, is_grouped=True, is_personal=False,
        choices=lambda: (("OPEN", _("being typed")), ("POSTED", _("posted"))),
        value="CASE WHEN b.posted_at IS NULL THEN 'OPEN' ELSE 'POSTED' END",
    ),
    Field(
        "day", _("Came on"), Type.DATE, value="b.paid_on", never_null=True, is_grouped=True,
        is_personal=False,
    ),
    Field(
        "count", _("Declared number"), Type.NUMBER, value="b.count", never_null=True,
        is_personal=False,
    ),
    Field(
        "sum", _("Declared sum"), Type.MONEY, value="b.sum", never_null=True,
        currency_of="b.currency", is_personal=False,
    ),
    Field(
        "entered", _("Entered"), Type.MONEY, never_null=True, currency_of="b.currency",
        value=f"(SELECT coalesce(sum(i.amount), 0) {_OF_BATCH})", is_added=False,
        is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, value="b.currency", never_null=True,
        is_grouped=True, is_personal=False,
    ),
    Field(
        "creditor", _("Creditor"), Type.TEXT, value="c.name", never_null=True, is_grouped=True,
        is_personal=False,
    ),
    Field(
        "via", _("Kind of payment"), Type.CHOICE, value="b.via", never_null=True,
        is_grouped=True, choices=lambda: Via.choices, is_personal=False,
    ),
    moment("made", _("Made"), "b.made_at", never_null=True, is_personal=False),
    Field("by", _("By"), Type.TEXT, value=name_of("b.actor"), is_grouped=True, is_personal=False),
    Field(
        "public_id", _("Identifier"), Type.TEXT, value="b.public_id::text", is_personal=False,
    ),
)  # fmt: skip
BATCHES = Subject(
    key="batches",
    label=_("Batches of payments"),
    source="payments_batch b JOIN register_party c ON c.id = b.creditor_id",
    row="b.id",
    own=lambda _viewer: _BATCHES,
    text=words_in("b.name || ' ' || c.name"),
)
