"""Sessions in the database, a table for each realm: the portal's role cannot read the desk's."""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession


class SessionStore(DatabaseStore):
    """Django's session store over the table of this process's realm."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        from kartoteka.access.models import DeskSession, PortalSession

        return DeskSession if settings.REALM == "desk" else PortalSession

    @property
    def model(self) -> type[AbstractBaseSession]:
        return self.get_model_class()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row of the session; at the portal it says who has signed in, if somebody has."""
        row = super().create_model_instance(data)
        if settings.REALM == "portal":
            signed_in = data.get(SESSION_KEY)
            row.user_id = int(signed_in) if signed_in else None  # type: ignore[attr-defined]
        return row
