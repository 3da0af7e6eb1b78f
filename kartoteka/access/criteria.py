"""The office's users as a list, and how a list names whoever did something."""

from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import Language, User
from kartoteka.kernel.actor import Role
from kartoteka.kernel.criteria import Field, Subject, Type, moment, words_in

STATES = (
    ("ACTIVE", _("may sign in")),
    ("PASSWORD", _("must change the password")),
    ("BLOCKED", _("blocked")),
)
_NAME = "coalesce(nullif(u.name, ''), u.login)"


def name_of(column: str) -> str:
    """The name of the user whose id stands in the column, as SQL; NULL where it is nobody's."""
    return f"(SELECT {_NAME} FROM access_user u WHERE u.id = {column})"


_FIELDS = (
    Field("name", _("Name"), Type.TEXT, value=_NAME, never_null=True),
    Field("login", _("Login"), Type.TEXT, value="u.login", never_null=True),
    Field("email", _("E-mail"), Type.TEXT, value="nullif(u.email, '')"),
    Field(
        "role", _("Role"), Type.CHOICE, value="u.role", is_grouped=True, is_personal=False,
        choices=lambda: User._meta.get_field("role").flatchoices,
    ),
    Field("unit", _("Unit"), Type.TEXT, value="n.name", is_grouped=True, is_personal=False),
    Field(
        "state", _("State"), Type.CHOICE, choices=lambda: STATES, is_grouped=True,
        never_null=True, is_personal=False,
        value="CASE WHEN NOT u.is_active THEN 'BLOCKED' WHEN u.must_change_password"
        " THEN 'PASSWORD' ELSE 'ACTIVE' END",
    ),
    Field(
        "second_factor", _("Second factor"), Type.YES_NO, is_grouped=True, never_null=True,
        value="EXISTS (SELECT FROM mfa_authenticator f WHERE f.user_id = u.id)",
        is_personal=False,
    ),
    moment("last_login", _("Last sign-in"), "u.last_login", is_personal=False),
    Field(
        "language", _("Language"), Type.CHOICE, value="u.language", is_grouped=True,
        choices=lambda: Language.choices, never_null=True, is_personal=False,
    ),
    moment("created", _("Added"), "u.created_at", never_null=True, is_personal=False),
    Field("public_id", _("Identifier"), Type.TEXT, value="u.public_id::text", is_personal=False),
)  # fmt: skip

USERS = Subject(
    key="users",
    label=_("Users"),
    source="(SELECT * FROM access_user WHERE realm = 'desk') u"
    " LEFT JOIN access_unit n ON n.id = u.unit_id",
    row="u.id",
    own=lambda _viewer: _FIELDS,
    role=Role.ADMINISTRATOR,
    text=words_in("u.login || ' ' || u.name || ' ' || u.email"),
)
