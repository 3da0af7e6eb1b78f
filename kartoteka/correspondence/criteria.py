"""Letters, print runs and e-mails as lists."""

from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.correspondence.models import Email, Letter
from kartoteka.kernel.criteria import Field, Subject, Type, moment

_SENDING, _PARTY = _("Sending"), _("Customer")
_NAME = "(SELECT p.name FROM register_party p WHERE p.id = {}.party_id)"
_LETTERS = (
    Field("party", _("To"), Type.TEXT, heading=_PARTY, value=_NAME.format("r")),
    Field("title", _("Letter"), Type.TEXT, heading=_SENDING, value="r.title"),
    Field(
        "kind", _("Kind"), Type.CHOICE, heading=_SENDING, value="r.kind", is_grouped=True,
        choices=lambda: Letter.Kind.choices, never_null=True, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_SENDING, value="r.state", is_grouped=True,
        choices=lambda: Letter.State.choices, never_null=True, is_personal=False,
    ),
    Field(
        "pages", _("Pages"), Type.NUMBER, heading=_SENDING, value="r.pages", never_null=True,
        is_personal=False,
    ),
    moment(
        "queued", _("Queued"), "r.queued_at", heading=_SENDING,
        order=lambda _language: "r.id", order_type=Type.NUMBER, is_grouped=True,
        never_null=True, is_personal=False,
    ),
    moment(
        "printed", _("Printed"), "r.printed_at", heading=_SENDING,
        is_grouped=True, is_personal=False,
    ),
    Field("postal_code", _("Postal code"), Type.TEXT, heading=_PARTY, value="r.postal_code"),
    Field("public_id", _("Identifier"), Type.TEXT, value="r.public_id::text", is_personal=False),
    Field(
        "has_code", _("With a code"), Type.YES_NO, heading=_SENDING, is_grouped=True,
        value="(r.kind = 'ACTIVATION')", is_personal=False,
    ),
)  # fmt: skip
_EMAILS = (
    Field("to", _("To"), Type.TEXT, heading=_PARTY, value='e."to"'),
    Field("party", _("Customer"), Type.TEXT, heading=_PARTY, value=_NAME.format("e")),
    Field("subject", _("Subject"), Type.TEXT, heading=_SENDING, value="e.subject"),
    Field(
        "state", _("State"), Type.CHOICE, heading=_SENDING, value="e.state", is_grouped=True,
        choices=lambda: Email.State.choices, never_null=True, is_personal=False,
    ),
    moment(
        "queued", _("Queued"), "e.queued_at", heading=_SENDING,
        order=lambda _language: "e.id", order_type=Type.NUMBER, is_grouped=True,
        never_null=True, is_personal=False,
    ),
    moment(
        "sent", _("Sent"), "e.sent_at", heading=_SENDING, is_grouped=True,
        is_personal=False,
    ),
    Field("problem", _("Problem"), Type.TEXT, heading=_SENDING, value="e.problem"),
    Field("public_id", _("Identifier"), Type.TEXT, value="e.public_id::text", is_personal=False),
)  # fmt: skip
_OF_RUN = "FROM correspondence_letter r WHERE r.run_id = n.id"
RUN_STATES = (("PRINTING", _("at the printer")), ("PRINTED", _("printed")), ("BACK", _("put back")))
_RUNS = (
    moment(
        "made", _("Sent to the printer"), "n.made_at", is_grouped=True, never_null=True,
        is_personal=False, order=lambda _language: "n.id", order_type=Type.NUMBER,
    ),
    Field(
        "state", _("State"), Type.CHOICE, choices=lambda: RUN_STATES, is_grouped=True,
        never_null=True, is_personal=False,
        value=f"CASE WHEN EXISTS (SELECT {_OF_RUN} AND r.state = 'PRINTING') THEN 'PRINTING'"
        f" WHEN EXISTS (SELECT {_OF_RUN}) THEN 'PRINTED' ELSE 'BACK' END",
    ),
    Field(
        "letters", _("Letters"), Type.NUMBER, value=f"(SELECT count(*) {_OF_RUN})",
        never_null=True, is_personal=False,
    ),
    Field(
        "pages", _("Pages"), Type.NUMBER, value=f"(SELECT coalesce(sum(r.pages), 0) {_OF_RUN})",
        never_null=True, is_personal=False,
    ),
    moment("printed", _("Printed"), "n.printed_at", is_grouped=True, is_personal=False),
    Field(
        "by", _("By"), Type.TEXT, value=name_of("n.made_by"), is_grouped=True, is_personal=False
    ),
    Field("public_id", _("Identifier"), Type.TEXT, value="n.public_id::text", is_personal=False),
)  # fmt: skip

PRINT_RUNS = Subject(
    "print_runs", _("Print runs"), "correspondence_printrun n", "n.id", lambda _viewer: _RUNS
)
LETTERS = Subject(
    "letters", _("Letters"), "correspondence_letter r", "r.id", lambda _viewer: _LETTERS
)
EMAILS = Subject("emails", _("E-mails"), "correspondence_email e", "e.id", lambda _viewer: _EMAILS)
