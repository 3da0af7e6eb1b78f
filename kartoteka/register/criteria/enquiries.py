"""Questions to outside registers as lists: the runs, each question, each call with its proof."""

import json

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.access.criteria import name_of
from kartoteka.kernel.criteria import Field, Op, Subject, Type, moment, public_id, words_in
from kartoteka.register.criteria.parties import by_alphabet
from kartoteka.register.models.outside import About, Enquiry, OutsideRun, Status, Way
from kartoteka.register.queries.outside import WHY, changes_told
from kartoteka.register.rules import masked_account, normalise_account

SERVICES: dict[str, str | Promise] = {
    "bir": "GUS REGON",
    "white_list.search": _("white list"),
    "white_list.check": _("white list, account"),
    "white_list_file": _("white list, file of the day"),
    "vies": "VIES",
    "rpo": "RPO SR",
    "ruz": "RÚZ",
    "fs": "Finančná správa SR",
}
VERDICTS: dict[str, str | Promise] = {
    "YES": _("yes"),
    "NO": _("no"),
    "NO_ANSWER": _("no answer"),
}
_OF_RUN = "(SELECT count(*) FROM register_enquiry q WHERE q.run_id = r.id{})"
HAS_CHANGED = (
    "(q.state = 'ANSWERED' AND CASE WHEN q.about = 'SUBJECT' THEN q.changes <> '[]'::jsonb"
    " ELSE q.status <> q.was END)"
)
_RUNS = (
    Field(
        "kind", _("What"), Type.CHOICE, value="r.kind", choices=lambda: OutsideRun.Kind.choices,
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, value="r.state", is_grouped=True, never_null=True,
        choices=lambda: OutsideRun.State.choices, is_personal=False,
    ),
    *(
        Field(
            key, label, Type.NUMBER, value=_OF_RUN.format(which), never_null=True,
            is_added=False, is_personal=False,
        )
        for key, label, which in (
            ("total", _("Questions"), ""),
            ("waiting", _("Still to ask"), " AND q.state = 'WAITING'"),
            ("changed", _("Changes"), f" AND {HAS_CHANGED}"),
            ("unanswered", _("No answer"), " AND q.state = 'NO_ANSWER'"),
        )
    ),
    Field("planned", _("Planned end"), Type.DATE, value="r.planned_on", is_personal=False),
    Field(
        "who", _("Who"), Type.TEXT, value=name_of("r.started_by"), is_grouped=True,
        is_personal=False,
    ),
    moment(
        "begun", _("Begun"), "r.created_at", is_grouped=True, never_null=True, is_personal=False,
        order=lambda _language: "r.id", order_type=Type.NUMBER,
    ),
    moment("ended", _("Ended"), "r.finished_at", is_personal=False),
    Field("public_id", _("Identifier"), Type.TEXT, value="r.public_id::text", is_personal=False),
)  # fmt: skip

RUNS = Subject(
    key="outside_runs",
    label=_("Runs over all customers"),
    source="register_outsiderun r",
    row="r.id",
    own=lambda _viewer: _RUNS,
)


def _told(said: str) -> str:
    return "; ".join(changes_told(json.loads(said)))


_ENQUIRIES = (
    Field("party", _("Customer"), Type.TEXT, value="p.name", order=by_alphabet),
    Field("party_number", _("Customer number"), Type.TEXT, value="p.number", is_personal=False),
    Field(
        "about", _("What"), Type.CHOICE, value="q.about", choices=lambda: About.choices,
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field("number", _("Number asked about"), Type.TEXT, value="nullif(q.number, '')"),
    Field(
        "account", _("Account asked about"), Type.TEXT, value="nullif(q.iban, '')",
        shows=masked_account, normal=normalise_account,
        operators=(Op.IS, Op.EMPTY, Op.FILLED),  # found only whole
        is_sealed=True,
    ),
    Field(
        "state", _("State"), Type.CHOICE, value="q.state", choices=lambda: Enquiry.State.choices,
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "was", _("Was"), Type.CHOICE, value="nullif(q.was, '')", choices=lambda: Status.choices,
        is_grouped=True, is_personal=False,
    ),
    Field(
        "status", _("Is"), Type.CHOICE, value="nullif(q.status, '')", is_grouped=True,
        choices=lambda: Status.choices, is_personal=False,
    ),
    Field(
        "has_changed", _("Otherwise than before"), Type.YES_NO, value=HAS_CHANGED,
        is_grouped=True, is_personal=False,
    ),
    Field(
        "changes", _("What differs"), Type.TEXT, value="nullif(q.changes, '[]'::jsonb)::text",
        shows=_told, operators=(Op.EMPTY, Op.FILLED),
    ),
    Field(
        "why", _("Why there is no answer"), Type.CHOICE, value="nullif(q.why, '')",
        choices=lambda: list(WHY.items()), is_grouped=True, is_personal=False,
    ),
    Field("as_of", _("As of"), Type.DATE, value="q.as_of", is_grouped=True, is_personal=False),
    Field(
        "way", pgettext_lazy("source", "From"), Type.CHOICE, value="q.way", is_grouped=True,
        choices=lambda: Way.choices, never_null=True, is_personal=False,
    ),
    moment(
        "asked", _("Asked"), "q.asked_at", is_grouped=True, never_null=True, is_personal=False,
        order=lambda _language: "q.id", order_type=Type.NUMBER,
    ),
    moment("answered", _("Answered"), "q.answered_at", is_grouped=True, is_personal=False),
    moment("taken", _("Taken over"), "q.taken_at", is_personal=False),
    Field(
        "who", _("Who"), Type.TEXT, value=name_of("q.asked_by"), is_grouped=True,
        is_personal=False,
    ),
    Field(
        "run", _("Run (its identifier)"), Type.TEXT, operators=(Op.IS,), normal=public_id,
        is_personal=False,
        own=lambda _op, values, _today: (
            "q.run_id = (SELECT r.id FROM register_outsiderun r WHERE r.public_id = {run}::uuid)",
            {"run": values[0]},
        ),
    ),
    Field("party_id", _("Customer (id)"), Type.LINK, value="q.party_id", is_personal=False),
)  # fmt: skip

ENQUIRIES = Subject(
    key="enquiries",
    label=_("Questions to outside registers"),
    source="register_enquiry q LEFT JOIN register_party p ON p.id = q.party_id",
    row="q.id",
    own=lambda _viewer: _ENQUIRIES,
    text=words_in("coalesce(p.name, '') || ' ' || q.number"),
)

_CALLS = (
    moment(
        "asked", _("When"), "e.asked_at", is_grouped=True, never_null=True, is_personal=False,
        order=lambda _language: "e.id", order_type=Type.NUMBER,
    ),
    Field(
        "service", _("Whom"), Type.CHOICE, value="e.service", is_grouped=True, never_null=True,
        choices=lambda: list(SERVICES.items()), is_personal=False,
    ),
    Field(
        "verdict", _("Answer"), Type.CHOICE, value="e.verdict", is_grouped=True, never_null=True,
        choices=lambda: list(VERDICTS.items()), is_personal=False,
    ),
    Field(
        "operation", _("Question"), Type.TEXT, value="e.operation", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "party", _("Customer"), Type.TEXT,
        value="(SELECT p.name FROM register_party p WHERE p.id = e.party_id)",
    ),
    Field(
        "provider_id", _("Number of the answer"), Type.TEXT, value="nullif(e.provider_id, '')",
        is_personal=False,
    ),
    Field(
        "took", _("Took (ms)"), Type.NUMBER, value="e.took_ms", never_null=True, is_added=False,
        is_personal=False,
    ),
    Field(
        "status", _("Status of HTTP"), Type.NUMBER, value="e.status", is_added=False,
        is_grouped=True, is_personal=False,
    ),
    Field(
        "why", _("Why there is no answer"), Type.CHOICE, value="nullif(e.why, '')",
        choices=lambda: list(WHY.items()), is_grouped=True, is_personal=False,
    ),
    Field(
        "who", _("Who"), Type.TEXT, value=name_of("coalesce(e.real_actor, e.actor)"),
        is_grouped=True, is_personal=False,
    ),
    Field("public_id", _("Identifier"), Type.TEXT, value="e.public_id::text", is_personal=False),
)  # fmt: skip

CALLS = Subject(
    key="calls",
    label=_("Calls and proofs"),
    source="trail_evidence e",
    row="e.id",
    own=lambda _viewer: _CALLS,
    text=words_in("e.operation || ' ' || e.provider_id"),
)
