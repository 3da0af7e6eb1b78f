"""Agreements can have fields of the office's own: how the register finds them."""

from django.utils.translation import gettext_lazy as _

from kartoteka.register.fields.kinds import RecordKind

AGREEMENT = RecordKind(
    code="agreement",
    label=_("agreement"),
    values="agreements_agreementfields",
    values_key="agreement_id",
    records="agreements_agreement",
    name_column="number",
    party_column="party_id",
    copies=("party_id",),
)
