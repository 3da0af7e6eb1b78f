"""Customers of documents in bulk as a list: what became of each, and why some were left out."""

from django.utils.translation import gettext_lazy as _

from kartoteka.insight.models import Mailed, Mailing
from kartoteka.kernel.criteria import Field, Op, Subject, Type, moment
from kartoteka.register.criteria.parties import by_alphabet

_DOCUMENT, _PARTY = _("Document"), _("Customer")
_FIELDS = (
    Field(
        "place", _("Place in postal order"), Type.NUMBER, heading=_DOCUMENT, value="m.place",
        is_added=False, is_personal=False,
    ),
    Field(
        "party", _("Customer"), Type.TEXT, heading=_PARTY, value="p.name", never_null=True,
        order=by_alphabet,
    ),
    Field("party_number", _("Customer number"), Type.TEXT, heading=_PARTY, value="p.number"),
    Field(
        "party_id", _("Customer's key"), Type.LINK, heading=_PARTY, value="m.party_id",
        operators=(Op.IS,), never_null=True,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_DOCUMENT, value="m.state", is_grouped=True,
        choices=lambda: Mailed.State.choices, never_null=True, is_personal=False,
    ),
    Field(
        "reason", _("Why left out"), Type.CHOICE, heading=_DOCUMENT, is_grouped=True,
        value="nullif(m.reason, '')", is_personal=False,
        choices=lambda: [one for one in Mailed.Reason.choices if one[0]],
    ),
    Field(
        "kind", _("Kind"), Type.CHOICE, heading=_DOCUMENT, value="g.kind", is_grouped=True,
        choices=lambda: Mailing.Kind.choices, never_null=True, is_personal=False,
    ),
    Field(
        "on", _("As of"), Type.DATE, heading=_DOCUMENT, value="g.on", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    moment(
        "made", _("Planned"), "g.made_at", heading=_DOCUMENT, is_grouped=True, never_null=True,
        is_personal=False,
    ),
    Field(
        "mailing", _("Documents in bulk"), Type.LINK, heading=_DOCUMENT, value="m.mailing_id",
        operators=(Op.IS,), never_null=True, is_personal=False,
    ),
    Field(
        "sha256", _("SHA-256 of the kept copy"), Type.TEXT, heading=_DOCUMENT, is_personal=False,
        value="(SELECT c.sha256 FROM documents_content c WHERE c.id = coalesce("
        "(SELECT l.content_id FROM correspondence_letter l WHERE l.id = m.letter_id),"
        " (SELECT e.attachment_id FROM correspondence_email e WHERE e.id = m.email_id)))",
    ),
)  # fmt: skip

MAILED = Subject(
    key="mailed",
    label=_("Documents in bulk, by customer"),
    source="insight_mailed m JOIN insight_mailing g ON g.id = m.mailing_id"
    " JOIN register_party p ON p.id = m.party_id",
    row="m.id",
    own=lambda _viewer: _FIELDS,
)
