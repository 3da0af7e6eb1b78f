"""Sessions in the database, a table for each realm: the portal's role cannot read the desk's."""

from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from kartoteka.kernel import sql

# In the order of sql/session_*.sql.
USER_COLUMNS = (
    "id", "password", "last_login", "public_id", "realm", "login", "name", "email", "role",
    "unit_id", "language", "theme", "is_active", "must_change_password", "is_demo", "created_at",
)  # fmt: skip


class SessionStore(DatabaseStore):
    """Django's session store over the table of this process's realm."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        from kartoteka.access.models import DeskSession, PortalSession

        return DeskSession if settings.REALM == "desk" else PortalSession

    @property
    def model(self) -> type[AbstractBaseSession]:
        return self.get_model_class()

    signed_in: Any = None  # the user who came with the row

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        """The row of the key, if it still stands, and in `signed_in` the user who came with it."""
        from kartoteka.access.models import User

        asked: dict[str, Any] = {"key": self.session_key, "now": timezone.now()}
        found = sql.kept("kartoteka.access", f"session_{settings.REALM}", asked)
        if not found:
            self._session_key = None
            return None
        data, expires, *user = found[0]
        if user[0] is not None:
            self.signed_in = User.from_db("default", USER_COLUMNS, user)
        return self.model(session_key=asked["key"], session_data=data, expire_date=expires)

    def save(self, must_create: bool = False) -> None:
        """Writes a known session in one statement that nobody waits for to reach the disk.

        What a crash of the server may take back is the last half second of a session that stands:
        a card looked at, a message shown. New and ended sessions are written as Django does, and
        so is everything inside a transaction that writes more than the session.
        """
        as_django_does = super().save
        if must_create or self.session_key is None or connection.in_atomic_block:
            as_django_does(must_create)
        else:
            self._write_known()

    def _write_known(self) -> None:
        from kartoteka.access import operations

        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
        if not operations.write_session(row):
            raise UpdateError

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row of the session, which says who has signed in, if somebody has."""
        row = super().create_model_instance(data)
        signed_in = data.get(SESSION_KEY)
        row.user_id = int(signed_in) if signed_in else None  # type: ignore[attr-defined]
        return row


class SessionUserMiddleware(AuthenticationMiddleware):
    """`request.user` out of the row of the session, where that row proves it; else as Django does.

    Proved: the session says this user signed in, with the password that the user has now, and is
    not blocked.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        lazy: Any = SimpleLazyObject(lambda: _known(request) or get_user(request))
        request.user = lazy


def _known(request: HttpRequest) -> Any:
    kept = request.session.get(HASH_SESSION_KEY)
    user = getattr(request.session, "signed_in", None)
    if user is None or not user.is_active or user.realm != settings.REALM or not kept:
        return None
    if request.session.get(SESSION_KEY) != str(user.pk):
        return None
    return user if constant_time_compare(kept, user.get_session_auth_hash()) else None
