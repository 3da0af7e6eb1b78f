"""Where access holds personal data of customers: the logins of the portal, and what is kept of
signing in. Staff are the office's own people and are not erased here."""

from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations import erasing
from kartoteka.kernel.personal import Place, Room

_OF_LOGIN = "r.user_id = ANY (%(logins)s)"
_SOON_GONE = _("Counters of failed attempts; each is gone within the hour.")

ROOM = Room(
    "access",
    places=(
        Place(
            "access_user",
            ("login", "name", "email", "password"),
            "r.id = ANY (%(logins)s)",
            beside=("language", "is_active", "last_login", "created_at"),
            shown_as={"password": "NULL"},
            title=_("portal login"),
        ),
        Place(
            "access_portal_session",
            ("session_key", "session_data"),
            _OF_LOGIN,
            beside=("expire_date",),
            shown_as={"session_key": "NULL", "session_data": "NULL"},
            title=_("open sign-in"),
        ),
        Place(
            "usersessions_usersession",
            ("ip", "session_key", "user_agent", "data"),
            _OF_LOGIN,
            beside=("created_at", "last_seen_at"),
            shown_as={"session_key": "NULL", "data": "NULL"},
            title=_("sign-in to the portal"),
        ),
        Place(
            "mfa_authenticator",
            ("data",),
            _OF_LOGIN,
            beside=("type", "created_at"),
            shown_as={"data": "NULL"},
            title=_("second factor"),
        ),
        Place(
            "account_emailaddress",
            ("email",),
            _OF_LOGIN,
            title=_("e-mail of the login"),
        ),
        Place(
            "account_emailconfirmation",
            ("key",),
            "r.email_address_id IN (SELECT id FROM account_emailaddress"
            " WHERE user_id = ANY (%(logins)s))",
            shown_as={"key": "NULL"},
        ),
        Place(
            "access_jobprogress",
            ("report", "message"),
            "EXISTS (SELECT FROM unnest(%(parties)s::bigint[]) AS party(id) WHERE"
            " jsonb_path_exists(r.report, '$.**.party ? (@ == $id)',"
            " jsonb_build_object('id', party.id)))",
            beside=("kind", "created_at"),
            shown_as={"report": "NULL", "message": "NULL"},
        ),
        Place(
            "access_desk_session",
            ("session_data",),
            kept=_("Names of cards looked at last, of staff who are signed in; gone in 12 hours."),
        ),
        Place(
            "access_savedview",
            ("name", "state"),
            kept=_("What staff look for in lists; theirs, until they delete the view."),
        ),
        Place("access_desk_cache", ("cache_key", "value"), kept=_SOON_GONE),
        Place("access_portal_cache", ("cache_key", "value"), kept=_SOON_GONE),
    ),
    impersonal={
        "access_user": ("realm", "role", "language", "theme"),
        "access_savedview": ("subject",),
        "access_unit": ("code", "name"),
        "access_viewmark": ("subject",),
        "access_jobprogress": ("kind", "state"),
        "access_desk_session": ("session_key",),
        "mfa_authenticator": ("type",),
        "auth_group": ("name",),
        "auth_permission": ("name", "codename"),
    },
    erase=erasing.erase,
)
