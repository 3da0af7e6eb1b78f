"""Fields of parties: roles, segments, industry, groups, persons, terms, blocks, their tree."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.access.criteria import name_of
from kartoteka.kernel import listing
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.criteria import BadQuery, Choices, Field, Op, Subject, Type, parse
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.listing import Which
from kartoteka.register.criteria.parties import PARTIES, by_alphabet
from kartoteka.register.queries import choices
from kartoteka.register.queries.groups import GroupLine, groups
from kartoteka.register.queries.segments import entries

_PROFILE, _PEOPLE = _("Profile"), _("People and tree")
_TODAY = "%(today)s::date"
# Dynamic groups may ask for one another; a ring of them finds nobody. Each time that one is asked
# for its conditions are written out: together so often at most, or a few would swamp the database.
MOST_WRITTEN_OUT = 50
_asking: ContextVar[frozenset[int]] = ContextVar("asking", default=frozenset())
_written_out: ContextVar[list[int] | None] = ContextVar("written_out", default=None)


class GroupsAskTooMuch(Refusal):
    """Groups that ask for one another again and again."""

    code = "register.groups_ask_too_much"
    message = _("These groups ask for one another too often. Make their conditions simpler.")


_SEGMENT = "LEFT JOIN register_partysegment seg ON seg.party_id = p.id"
_IN_FORCE = (
    f"b.valid_from <= {_TODAY} AND (b.valid_to IS NULL OR b.valid_to >= {_TODAY})"
    f" AND (b.lifted_on IS NULL OR b.lifted_on > {_TODAY})"
)
_TERMS = (
    "FROM register_tradeterms t WHERE t.party_id = p.id"
    f" AND daterange(t.valid_from, t.valid_to, '[]') @> {_TODAY}"
)
_SERVES = (
    "FROM register_personlink l JOIN register_party served ON served.id = l.{other}_id"
    " WHERE l.{this}_id = p.id"
    f" AND daterange(l.valid_from, l.valid_to, '[]') @> {_TODAY}"
)
_TREE = (
    "p.id IN (WITH RECURSIVE up AS (SELECT id, parent_id FROM register_party WHERE id = {party}"
    " UNION ALL SELECT h.id, h.parent_id FROM up JOIN register_party h ON h.id = up.parent_id),"
    " down AS (SELECT id FROM up WHERE parent_id IS NULL"
    " UNION ALL SELECT c.id FROM down JOIN register_party c ON c.parent_id = down.id)"
    " SELECT id FROM down)"
)


def party_fields(viewer: Actor) -> Iterable[Field]:
    """What the viewer may ask of the profile of parties."""
    yield Field(
        "roles", _("Roles"), Type.CHOICES, heading=_PROFILE, is_personal=False,
        choices=_of(viewer, "ROLE"),
        value="ARRAY(SELECT r.role_id::text FROM register_partyrole r WHERE r.party_id = p.id"
        f" AND daterange(r.valid_from, r.valid_to, '[]') @> {_TODAY})",
    )  # fmt: skip
    for name, label in (
        ("priority", _("Priority")),
        ("classification", _("Classification")),
        ("source", _("Source of acquisition")),
    ):
        yield Field(
            name, label, Type.CHOICE, heading=_PROFILE, is_grouped=True, is_personal=False,
            choices=_of(viewer, name.upper()),
            value=f"(SELECT s.{name}_id::text FROM register_partysegment s"
            " WHERE s.party_id = p.id)",
            join=_SEGMENT, joined=f"seg.{name}_id::text",
        )  # fmt: skip
    yield Field(
        "activity", _("Industry (code)"), Type.TEXT, heading=_PROFILE, is_grouped=True,
        is_personal=False, normal=lambda text: text.strip().upper() or None,
        value="(SELECT ac.code FROM register_partyactivity pa JOIN register_activity ac"
        " ON ac.id = pa.activity_id WHERE pa.party_id = p.id AND pa.is_main)",
        within="SELECT FROM register_partyactivity pa JOIN register_activity ac"
        " ON ac.id = pa.activity_id WHERE pa.party_id = p.id AND ({})",
        each="ac.code",
    )  # fmt: skip
    yield from _groups_and_blocks(viewer)
    yield from _terms()
    yield from _people()


def _groups_and_blocks(viewer: Actor) -> Iterable[Field]:
    yield Field(
        "groups", _("Groups"), Type.CHOICES, heading=_PROFILE, is_personal=False,
        choices=lambda: [
            (str(one.id), one.label) for one in groups(viewer=viewer, with_retired=True)
        ],
        operators=(Op.ONE_OF, Op.ALL_OF, Op.NONE_OF),
        own=lambda op, values, today: _in_groups(viewer, op, values, today),
        value="ARRAY(SELECT m.group_id::text FROM register_groupmember m JOIN register_partygroup g"
        f" ON g.id = m.group_id AND {_seen_groups(viewer)} WHERE m.party_id = p.id"
        f" AND daterange(m.valid_from, m.valid_to, '[]') @> {_TODAY} ORDER BY m.group_id)",
    )  # fmt: skip
    yield Field(
        "blocks", _("Blocks"), Type.CHOICES, heading=_PROFILE, is_personal=False,
        choices=lambda: choices.BLOCKS,
        value="ARRAY(SELECT DISTINCT b.what::text FROM register_block b"
        f" WHERE b.party_id = p.id AND {_IN_FORCE})",
    )  # fmt: skip


def _seen_groups(viewer: Actor) -> str:
    """The groups `g` that the viewer sees, as `queries.groups` has them."""
    if viewer.may(Role.ADMINISTRATOR):
        return "true"
    return f"(g.is_shared OR g.owner_id = {int(viewer.user_id or 0)})"


def _terms() -> Iterable[Field]:
    yield Field(
        "payment_days", _("Days to pay"), Type.NUMBER, heading=_PROFILE, is_personal=False,
        value=f"(SELECT t.payment_days {_TERMS})", is_grouped=True,
    )  # fmt: skip
    yield Field(
        "discount", _("Discount in per cent"), Type.NUMBER, heading=_PROFILE, is_personal=False,
        value=f"(SELECT t.discount {_TERMS})",
    )  # fmt: skip
    yield Field(
        "is_dunned", _("May be reminded and dunned"), Type.YES_NO, heading=_PROFILE,
        is_personal=False, value=f"coalesce((SELECT t.is_dunned {_TERMS}), true)",
    )  # fmt: skip


def _people() -> Iterable[Field]:
    for name, label, this, other in (
        ("works_for", _("Works for"), "person", "party"),
        ("persons", _("Persons"), "party", "person"),
    ):
        links = _SERVES.format(this=this, other=other)
        yield Field(
            name, label, Type.TEXT, heading=_PEOPLE, each="served.name",
            value=f"(SELECT string_agg(served.name, ', ' ORDER BY served.name) {links})",
            within=f"SELECT {links} AND ({{}})",
        )  # fmt: skip
    yield Field(
        "tree", _("Whole tree of (id of a customer)"), Type.LINK, heading=_PEOPLE,
        operators=(Op.IS,), own=_in_tree, is_personal=False,
    )  # fmt: skip


def members(viewer: Actor, group: GroupLine, today: dt.date) -> Which:
    """The parties that are in a group on the day, as lists, counts and sums take them.

    Raises BadQuery where the conditions of a dynamic group ask for what there no longer is.
    """
    fields = PARTIES.fields(viewer)
    data = group.query or {"field": "groups", "op": "one_of", "value": [str(group.id)]}
    return Which(viewer, today, query=parse(data, fields))


def _of(viewer: Actor, name: str) -> Callable[[], Choices]:
    return lambda: [
        (str(one.id), one.label) for one in entries(viewer=viewer, of=name, with_retired=True)
    ]


def _in_tree(op: Op, values: Any, today: dt.date) -> tuple[str, dict[str, Any]]:
    del op, today
    return _TREE, {"party": values[0]}


def _in_groups(viewer: Actor, op: Op, values: Any, today: dt.date) -> tuple[str, dict[str, Any]]:
    """In one of the groups, in all, in none; those with conditions by their conditions."""
    seen = {str(one.id): one for one in groups(viewer=viewer, with_retired=True)}
    bound: dict[str, Any] = {}
    token = _written_out.set([]) if _written_out.get() is None else None
    try:
        said = [
            _in_group(viewer, seen[value], f"g{place}", today, bound)
            for place, value in enumerate(dict.fromkeys(map(str, values)))
            if value in seen
        ]
    finally:
        if token is not None:
            _written_out.reset(token)
    joint = " AND " if op is Op.ALL_OF else " OR "
    text = joint.join(f"({one})" for one in said) or "false"
    return (f"NOT coalesce({text}, false)" if op is Op.NONE_OF else f"({text})"), bound


def _in_group(
    viewer: Actor, group: GroupLine, prefix: str, today: dt.date, bound: dict[str, Any]
) -> str:
    if group.query is None:
        bound[prefix] = group.id
        return (
            "EXISTS (SELECT FROM register_groupmember m WHERE m.party_id = p.id"
            f" AND m.group_id = {{{prefix}}}"
            f" AND daterange(m.valid_from, m.valid_to, '[]') @> {_TODAY})"
        )
    asking = _asking.get()
    if group.id in asking:
        return "false"
    written = _written_out.get()
    if written is not None:
        written.append(group.id)
        if len(written) > MOST_WRITTEN_OUT:
            raise GroupsAskTooMuch
    token = _asking.set(asking | {group.id})
    try:
        return _by_conditions(members(viewer, group, today), prefix, bound)
    except BadQuery:
        return "false"
    finally:
        _asking.reset(token)


def _by_conditions(which: Which, prefix: str, bound: dict[str, Any]) -> str:
    """`p.id IN (the parties found)`, its values bound under names of their own."""
    asked = listing.ids(PARTIES, which)
    text = asked.sql.as_string(None).replace("{", "{{").replace("}", "}}")
    for name, value in asked.values.items():
        if name != "today":
            bound[f"{prefix}_{name}"] = value
    named = re.sub(r"%\((?!today\))(\w+)\)s", rf"{{{prefix}_\1}}", text)
    return f"p.id IN ({named})"


_BLOCKS = (
    Field(
        "name", _("Name"), Type.TEXT, value="p.name", never_null=True,
        order=by_alphabet,
    ),
    Field("number", _("Customer number"), Type.TEXT, value="p.number", is_personal=False),
    Field(
        "what", _("What is blocked"), Type.CHOICE, value="b.what", is_grouped=True,
        choices=lambda: choices.BLOCKS, never_null=True, is_personal=False,
    ),
    Field("reason", _("Why"), Type.TEXT, value="b.reason", never_null=True),
    Field(
        "in_force", _("In force today"), Type.YES_NO, value=f"({_IN_FORCE})", is_personal=False,
        is_grouped=True,
    ),
    Field(
        "valid_from", _("Valid from"), Type.DATE, value="b.valid_from", never_null=True,
        is_grouped=True, is_personal=False,
    ),
    Field("valid_to", _("Valid to"), Type.DATE, value="b.valid_to", is_personal=False),
    Field(
        "set_by", _("Set by"), Type.TEXT, value=name_of("b.set_by_id"), is_grouped=True,
        is_personal=False,
    ),
    Field("lifted_on", _("Lifted on"), Type.DATE, value="b.lifted_on", is_personal=False),
    Field("lift_reason", _("Why it is lifted"), Type.TEXT, value="b.lift_reason"),
)  # fmt: skip
BLOCKS = Subject(
    key="blocks",
    label=_("Blocks"),
    source="register_block b JOIN register_party p ON p.id = b.party_id",
    row="b.id",
    own=lambda _viewer: _BLOCKS,
    text=PARTIES.text,
)
