"""Sessions in the database, a table for each realm: the portal's role cannot read the desk's."""

from django.conf import settings
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
