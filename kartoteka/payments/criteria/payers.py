"""Payers that are known, as a list."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.criteria import Field, Op, Subject, Type, moment, words_in
from kartoteka.payments.models import Payer
from kartoteka.register.rules import masked_account, normalise_account

_PAYER, _USE = _("Payer"), _("Use")
_STATES = (
    ("CERTAIN", _("certain")),
    ("LEARNING", _("still learning")),
    ("OFF", _("switched off")),
)
_FIELDS = (
    Field(
        "account", _("Payer's account"), Type.TEXT, heading=_PAYER, value="y.bank_account",
        shows=masked_account, operators=(Op.IS,), normal=normalise_account, is_sealed=True,
        never_null=True,
    ),
    Field(
        "ending", _("Ending of the account"), Type.TEXT, heading=_PAYER, never_null=True,
        value="left(y.bank_account, 2) || ' •••• ' || right(y.bank_account, 4)",
    ),
    Field("party", _("Customer"), Type.TEXT, heading=_PAYER, value="p.name", never_null=True),
    Field(
        "number", _("Customer's number"), Type.TEXT, heading=_PAYER, value="p.number",
        never_null=True, is_personal=False,
    ),
    Field(
        "creditor", _("Creditor"), Type.TEXT, heading=_PAYER, is_grouped=True, is_personal=False,
        value="(SELECT c.name FROM register_party c WHERE c.id = a.creditor_id)",
    ),
    Field("title", _("Words of the title"), Type.TEXT, heading=_PAYER,
          value="nullif(y.title, '')"),
    Field(
        "state", _("State"), Type.CHOICE, heading=_USE, is_grouped=True, never_null=True,
        choices=lambda: _STATES, is_personal=False,
        value="CASE WHEN y.is_off THEN 'OFF' WHEN y.origin = 'HAND' OR y.payments >="
        " (SELECT m.confirmations FROM payments_matching m WHERE m.id = 1) THEN 'CERTAIN'"
        " ELSE 'LEARNING' END",
    ),
    Field(
        "origin", _("Origin"), Type.CHOICE, heading=_USE, is_grouped=True, never_null=True,
        choices=lambda: Payer.Origin.choices, is_personal=False, value="y.origin",
    ),
    Field(
        "payments", _("Times used"), Type.NUMBER, heading=_USE, value="y.payments",
        never_null=True, is_personal=False,
    ),
    Field(
        "last_on", _("Last used"), Type.DATE, heading=_USE, value="y.last_on", is_personal=False,
    ),
    moment(
        "learned", _("Learned"), "y.learned_at", heading=_USE, never_null=True, is_personal=False,
    ),
)  # fmt: skip
PAYERS = Subject(
    key="payers",
    label=_("Known payers"),
    source="payments_payer y JOIN ledger_account a ON a.id = y.account_id"
    " JOIN register_party p ON p.id = a.party_id",
    row="y.id",
    own=lambda _viewer: _FIELDS,
    text=words_in("p.name || ' ' || p.number || ' ' || y.title"),
)
