"""Pairs that may be one customer, and merges, as lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.kernel.actor import Role
from kartoteka.kernel.criteria import Choices, Field, Op, Subject, Type, moment, words_in
from kartoteka.register.models import Twin
from kartoteka.register.queries.twins import WORDS

_PAIR, _DECISION = _("Pair"), _("Decision")


def _what() -> Choices:
    return [("name", _("name alike")), *WORDS.items()]


def _side(alias: str, key: str, label: Any, number: Any) -> tuple[Field, Field]:
    return (
        Field(
            key, label, Type.TEXT, heading=_PAIR, value=f"{alias}.name", never_null=True,
            order=lambda language: f"{alias}.sort_sk" if language == "sk" else f"{alias}.sort_pl",
        ),
        Field(
            f"{key}_number", number, Type.TEXT, heading=_PAIR, value=f"{alias}.number",
            never_null=True, is_personal=False,
        ),
    )  # fmt: skip


def _reasons(sign: str) -> str:
    return (
        "ARRAY(SELECT o.reason->>'what' FROM jsonb_array_elements(t.reasons)"
        " WITH ORDINALITY AS o (reason, place)"
        f" WHERE (o.reason->>'points')::int {sign} 0 ORDER BY o.place)"
    )


_TWINS = (
    *_side("a", "first", _("Customer"), _("Number of the customer")),
    *_side("b", "second", _("may be"), _("Number of the other")),
    Field(
        "score", _("Likeness"), Type.NUMBER, heading=_PAIR, value="t.score", never_null=True,
        is_added=False, is_grouped=True, is_personal=False,
    ),
    Field(
        "why", _("Why"), Type.CHOICES, heading=_PAIR, value=_reasons(">"), choices=_what,
        is_personal=False,
    ),
    Field(
        "against", _("What speaks against it"), Type.CHOICES, heading=_PAIR, value=_reasons("<"),
        choices=_what, is_personal=False,
    ),
    Field(
        "state", _("Decision"), Type.CHOICE, heading=_DECISION, value="t.state", never_null=True,
        choices=lambda: Twin.State.choices, is_grouped=True, is_personal=False,
    ),
    moment("found", _("Found"), "t.found_at", heading=_PAIR, never_null=True, is_personal=False),
    moment("decided", _("Decided"), "t.decided_at", heading=_DECISION, is_personal=False),
    Field(
        "decided_by", _("Decided by"), Type.TEXT, heading=_DECISION, is_grouped=True,
        value=name_of("t.decided_by"), is_personal=False,
    ),
    Field(
        "pair", _("Order of finding"), Type.NUMBER, heading=_PAIR, value="t.id",
        never_null=True, is_added=False, is_personal=False,
    ),
)  # fmt: skip

# Of an open pair none has been merged meanwhile.
TWINS = Subject(
    key="twins",
    label=_("Likely twins"),
    source="register_twin t"
    " JOIN register_party a ON a.id = t.first_id"
    " AND (t.state <> 'OPEN' OR a.merged_into_id IS NULL)"
    " JOIN register_party b ON b.id = t.second_id"
    " AND (t.state <> 'OPEN' OR b.merged_into_id IS NULL)",
    row="t.id",
    own=lambda _viewer: _TWINS,
    role=Role.ADMINISTRATOR,
    text=words_in("a.name || ' ' || a.number || ' ' || b.name || ' ' || b.number"),
)

MERGE_STATES = (("STANDS", _("stands")), ("UNDONE", _("undone")))
_MERGES = (
    Field("went", _("Went"), Type.TEXT, value="b.name", never_null=True),
    Field(
        "went_number", _("Its number"), Type.TEXT, value="b.number", never_null=True,
        is_personal=False,
    ),
    Field("into", _("Into"), Type.TEXT, value="a.name", never_null=True),
    Field(
        "into_number", _("Number that stays"), Type.TEXT, value="a.number", never_null=True,
        is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, choices=lambda: MERGE_STATES, never_null=True,
        is_grouped=True, is_personal=False,
        value="CASE WHEN m.undone_at IS NULL THEN 'STANDS' ELSE 'UNDONE' END",
    ),
    moment(
        "merged", _("When"), "m.merged_at", never_null=True, is_grouped=True, is_personal=False,
        order=lambda _language: "m.id", order_type=Type.NUMBER,
    ),
    Field(
        "merged_by", _("By"), Type.TEXT, value=name_of("m.merged_by"), is_grouped=True,
        is_personal=False,
    ),
    Field("reason", _("Reason"), Type.TEXT, value="nullif(m.reason, '')"),
    moment("undone", _("Undone"), "m.undone_at", is_personal=False),
    Field(
        "undone_by", _("Undone by"), Type.TEXT, value=name_of("m.undone_by"), is_grouped=True,
        is_personal=False,
    ),
    Field(
        "party", _("Of the customer (id)"), Type.LINK, operators=(Op.IS,), is_personal=False,
        own=lambda _op, values, _today: (
            "{party} IN (m.survivor_id, m.loser_id, b.merged_into_id)", {"party": values[0]}
        ),
    ),
    Field("public_id", _("Identifier"), Type.TEXT, value="m.public_id::text", is_personal=False),
)  # fmt: skip

MERGES = Subject(
    key="merges",
    label=_("Merges"),
    source="register_merge m JOIN register_party a ON a.id = m.survivor_id"
    " JOIN register_party b ON b.id = m.loser_id",
    row="m.id",
    own=lambda _viewer: _MERGES,
    text=words_in("a.name || ' ' || a.number || ' ' || b.name || ' ' || b.number"),
)
