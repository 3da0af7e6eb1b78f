"""The register of disclosures and the requests of persons as lists."""

from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.kernel.criteria import Field, Subject, Type, moment, words_in
from kartoteka.privacy.models import Basis, Channel, Disclosure, Request
from kartoteka.register.criteria.parties import WORDS_OF, by_alphabet

_TO, _WHAT, _COURSE = _("Recipient"), _("What"), _("Course")


_DISCLOSURES = (
    Field(
        "day", _("Day"), Type.DATE, heading=_COURSE, value="d.disclosed_on", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "kind", _("Kind of recipient"), Type.CHOICE, heading=_TO, value="d.recipient_kind",
        choices=lambda: Disclosure.Recipient.choices, is_grouped=True, never_null=True,
        is_personal=False,
    ),
    Field(
        "recipient", _("Recipient"), Type.TEXT, heading=_TO,
        value="nullif(d.recipient, '')", is_grouped=True,
    ),
    Field(
        "scope", _("What"), Type.CHOICES, heading=_WHAT, value="d.scope::text[]",
        choices=lambda: Disclosure.Scope.choices, is_personal=False,
    ),
    Field(
        "basis", _("Legal basis"), Type.CHOICE, heading=_WHAT, value="d.basis",
        choices=lambda: Basis.choices, is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "provision", _("Provision"), Type.TEXT, heading=_WHAT,
        value="nullif(d.basis_note, '')", is_personal=False,
    ),
    Field(
        "way", _("Way"), Type.CHOICE, heading=_COURSE, value="d.way", is_grouped=True,
        choices=lambda: Disclosure.Way.choices, never_null=True, is_personal=False,
    ),
    Field(
        "persons", _("Persons"), Type.NUMBER, heading=_WHAT, value="d.persons",
        never_null=True, is_personal=False,
    ),
    Field(
        "by", _("By"), Type.TEXT, heading=_COURSE, value=name_of("d.actor"),
        is_grouped=True, is_personal=False,
    ),
    moment(
        "recorded", _("Recorded"), "d.at", heading=_COURSE, never_null=True,
        is_personal=False, order=lambda _language: "d.id", order_type=Type.NUMBER,
    ),
    Field("note", _("Note"), Type.TEXT, heading=_WHAT, value="nullif(d.note, '')"),
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_COURSE,
        value="d.public_id::text", is_personal=False,
    ),
)  # fmt: skip


DISCLOSURES = Subject(
    key="disclosures",
    label=_("Register of disclosures"),
    source="privacy_disclosure d",
    row="d.id",
    own=lambda _viewer: _DISCLOSURES,
    text=words_in("d.recipient || ' ' || d.basis_note || ' ' || d.note"),
)


_REQUESTS = (
    Field(
        "party", _("Customer"), Type.TEXT, heading=_WHAT, value="p.name", is_folded=True,
        within=WORDS_OF, each="s.name",
        never_null=True,
        order=by_alphabet,
    ),
    Field(
        "party_number", _("Customer number"), Type.TEXT, heading=_WHAT, value="p.number",
        never_null=True, is_personal=False,
    ),
    Field(
        "kind", _("What is asked"), Type.CHOICE, heading=_WHAT, value="r.kind",
        choices=lambda: Request.Kind.choices, is_grouped=True, never_null=True,
        is_personal=False,
    ),
    Field(
        "due", _("To be answered by"), Type.DATE, heading=_COURSE, value="r.due_on",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_COURSE, value="r.state", is_grouped=True,
        choices=lambda: Request.State.choices, never_null=True, is_personal=False,
    ),
    Field(
        "is_late", _("Late"), Type.YES_NO, heading=_COURSE, is_grouped=True,
        value="(r.state = 'OPEN' AND r.due_on < %(today)s::date)", is_personal=False,
        never_null=True,
    ),
    Field(
        "received", _("Received"), Type.DATE, heading=_COURSE, value="r.received_on",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "channel", _("Came by"), Type.CHOICE, heading=_COURSE, value="r.channel",
        choices=lambda: Channel.choices, is_grouped=True, never_null=True,
        is_personal=False,
    ),
    Field(
        "is_prolonged", _("Prolonged"), Type.YES_NO, heading=_COURSE, is_grouped=True,
        value="(r.prolonged_because <> '')", never_null=True, is_personal=False,
    ),
    Field("text", _("In their words"), Type.TEXT, heading=_WHAT, value="nullif(r.text, '')"),
    Field(
        "answered", _("Answered on"), Type.DATE, heading=_COURSE, value="r.answered_on",
        is_grouped=True, is_personal=False,
    ),
    Field("answer", _("Answer"), Type.TEXT, heading=_COURSE, value="nullif(r.answer, '')"),
    Field(
        "taken_by", _("Taken down by"), Type.TEXT, heading=_COURSE, is_grouped=True,
        value=name_of("r.created_by"), is_personal=False,
    ),
    Field(
        "answered_by", _("Answered by"), Type.TEXT, heading=_COURSE, is_grouped=True,
        value=name_of("r.answered_by"), is_personal=False,
    ),
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_COURSE,
        value="r.public_id::text", is_personal=False,
    ),
)  # fmt: skip


REQUESTS = Subject(
    key="privacy_requests",
    label=_("Requests about personal data"),
    source="privacy_request r JOIN register_party p ON p.id = r.party_id",
    row="r.id",
    own=lambda _viewer: _REQUESTS,
    text=words_in("p.name || ' ' || p.number"),
)
