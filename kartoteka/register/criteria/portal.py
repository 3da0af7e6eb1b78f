"""Who signs in to the portal, and for which customers, as a list."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.criteria import Field, Subject, Type, moment, words_in

STATES = (
    ("ACTIVE", _("may sign in")),
    ("NOBODYS", _("sees no customer")),
    ("BLOCKED", _("blocked")),
)
_OPEN = "FROM register_portalgrant g WHERE g.user_id = u.id AND g.ended_at IS NULL"
_FOR = (
    "FROM register_portalgrant g JOIN register_party p ON p.id = g.party_id"
    " WHERE g.user_id = u.id AND g.ended_at IS NULL"
)
_FIELDS = (
    Field(
        "login", _("Login"), Type.TEXT, value="u.login", never_null=True,
        order=lambda _language: "lower(u.login)",
    ),
    Field("name", _("Name"), Type.TEXT, value="nullif(u.name, '')"),
    Field(
        "parties", _("For whom"), Type.TEXT, each="p.name",
        value=f"(SELECT string_agg(p.name, ', ' ORDER BY p.name) {_FOR})",
        within=f"SELECT {_FOR} AND ({{}})",
    ),
    Field(
        "customers", _("Number of customers"), Type.NUMBER, value=f"(SELECT count(*) {_OPEN})",
        never_null=True, is_added=False, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, choices=lambda: STATES, never_null=True,
        is_grouped=True, is_personal=False,
        value=f"CASE WHEN NOT u.is_active THEN 'BLOCKED' WHEN EXISTS (SELECT {_OPEN})"
        " THEN 'ACTIVE' ELSE 'NOBODYS' END",
    ),
    moment("last_login", _("Last sign-in"), "u.last_login", is_grouped=True, is_personal=False),
    moment("created", _("Added"), "u.created_at", never_null=True, is_personal=False),
    Field(
        "party_id", _("Customer (id)"), Type.LINK, is_personal=False,
        value="(SELECT g.party_id FROM register_portalgrant g WHERE g.user_id = u.id"
        " ORDER BY g.ended_at DESC NULLS FIRST, g.id DESC LIMIT 1)",
    ),
)  # fmt: skip

PORTAL_USERS = Subject(
    key="portal_users",
    label=_("Portal users"),
    source="(SELECT * FROM access_user WHERE realm = 'portal') u",
    row="u.id",
    own=lambda _viewer: _FIELDS,
    text=words_in("u.login || ' ' || u.name"),
)
