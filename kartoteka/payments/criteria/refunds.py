"""Refunds as a list."""

from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.kernel.criteria import Field, Subject, Type, moment, words_in
from kartoteka.payments.models import Refund

_REFUND, _STATE = _("Refund"), _("State")
_FIELDS = (
    Field("name", _("To whom"), Type.TEXT, heading=_REFUND, value="f.name", never_null=True),
    Field("party", _("Customer"), Type.TEXT, heading=_REFUND, value="p.name", never_null=True),
    Field(
        "amount", _("Amount"), Type.MONEY, heading=_REFUND, value="f.amount", never_null=True,
        currency_of="a.currency", is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_REFUND, value="a.currency",
        never_null=True, is_grouped=True, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_STATE, value="f.state", never_null=True,
        is_grouped=True, choices=lambda: Refund.State.choices, is_personal=False,
    ),
    Field(
        "creditor", _("Creditor"), Type.TEXT, heading=_REFUND, is_grouped=True,
        is_personal=False,
        value="(SELECT c.name FROM register_party c WHERE c.id = a.creditor_id)",
    ),
    Field(
        "reference", _("Reference"), Type.TEXT, heading=_REFUND, never_null=True,
        value="'ZWR' || lpad(f.id::text, 8, '0')", is_personal=False,
    ),
    Field("title", _("Title"), Type.TEXT, heading=_REFUND, value="nullif(f.title, '')"),
    moment(
        "prepared", _("Prepared"), "f.prepared_at", heading=_STATE, never_null=True,
        is_personal=False,
    ),
    Field(
        "prepared_by", _("Prepared by"), Type.TEXT, heading=_STATE, is_grouped=True,
        value=name_of("f.prepared_by"), is_personal=False,
    ),
    moment("approved", _("Approved"), "f.approved_at", heading=_STATE, is_personal=False),
    Field(
        "approved_by", _("Approved by"), Type.TEXT, heading=_STATE, is_grouped=True,
        value=name_of("f.approved_by"), is_personal=False,
    ),
    Field(
        "file", _("File"), Type.TEXT, heading=_STATE, is_grouped=True, is_personal=False,
        value="(SELECT b.name FROM payments_refundfile b WHERE b.id = f.file_id)",
    ),
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_STATE, value="f.public_id::text",
        is_personal=False,
    ),
)  # fmt: skip
REFUNDS = Subject(
    key="refunds",
    label=_("Refunds"),
    source="payments_refund f JOIN ledger_account a ON a.id = f.account_id"
    " JOIN register_party p ON p.id = a.party_id",
    row="f.id",
    own=lambda _viewer: _FIELDS,
    text=words_in("f.name || ' ' || p.name || ' ' || f.title"),
)
