"""Imports as a list: what came from where, what became of its rows."""

from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.exchange import kinds
from kartoteka.exchange.models import Run
from kartoteka.kernel.actor import Role
from kartoteka.kernel.criteria import Field, Subject, Type, moment, words_in

_IMPORT, _ROWS = _("Import"), _("Rows")
_ORIGIN = "coalesce(o.name, r.file_name)"
_COUNTS = (
    ("new", _("new"), "'NEW'"),
    ("changed", _("changed"), "'CHANGED'"),
    ("same", _("the same"), "'SAME'"),
    ("conflict", _("conflict"), "'CONFLICT'"),
    ("rejected", _("rejected"), "'REJECTED'"),
)
_FIELDS = (
    Field(
        "kind", _("What"), Type.CHOICE, heading=_IMPORT, value="r.kind", is_grouped=True,
        choices=lambda: [(one.code, one.label) for one in kinds.offered()], never_null=True,
        is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_IMPORT, value="r.state", is_grouped=True,
        choices=lambda: Run.State.choices, never_null=True, is_personal=False,
    ),
    Field(
        "origin", _("From"), Type.TEXT, heading=_IMPORT, value=_ORIGIN, is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "table", _("Table"), Type.TEXT, heading=_IMPORT, value="nullif(r.plan->>'table', '')",
        is_personal=False,
    ),
    Field(
        "mapping", _("Kept mapping"), Type.TEXT, heading=_IMPORT, value="m.name",
        is_grouped=True, is_personal=False,
    ),
    *(
        Field(
            key, label, Type.NUMBER, heading=_ROWS, value=f"(r.counts->>{code})::bigint",
            is_personal=False,
        )
        for key, label, code in _COUNTS
    ),
    Field(
        "not_taken", _("not taken"), Type.NUMBER, heading=_ROWS, is_personal=False,
        value="coalesce((r.counts->>'REJECTED')::bigint, 0)"
        " + coalesce((r.counts->>'CONFLICT')::bigint, 0)", never_null=True,
    ),
    Field(
        "who", _("Who"), Type.TEXT, heading=_IMPORT, value=name_of("r.started_by"),
        is_grouped=True, is_personal=False,
    ),
    moment(
        "begun", _("Begun"), "r.created_at", heading=_IMPORT, is_grouped=True,
        never_null=True, is_personal=False, order=lambda _language: "r.id",
        order_type=Type.NUMBER,
    ),
    moment("ended", _("Ended"), "r.finished_at", heading=_IMPORT, is_personal=False),
    Field(
        "message", _("Problem"), Type.TEXT, heading=_IMPORT, value="nullif(r.message, '')",
        is_personal=False,
    ),
    Field(
        "public_id", _("Identifier"), Type.TEXT, heading=_IMPORT, value="r.public_id::text",
        is_personal=False,
    ),
)  # fmt: skip

IMPORTS = Subject(
    key="imports",
    label=_("Imports"),
    source="exchange_run r LEFT JOIN exchange_source o ON o.id = r.source_id"
    " LEFT JOIN exchange_mapping m ON m.id = r.mapping_id",
    row="r.id",
    own=lambda _viewer: _FIELDS,
    role=Role.ADMINISTRATOR,
    text=words_in(_ORIGIN),
)
