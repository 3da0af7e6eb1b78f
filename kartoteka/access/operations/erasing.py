"""The logins of erased parties."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from kartoteka.access.models import PortalSession
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects

_HERE = "kartoteka.access"


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Take out who the logins of erased parties belonged to, and all that is kept of their signing
    in; reports of jobs that name the parties go too. Returns the rows touched of each table."""
    with acting(actor):
        touched = {
            model._meta.db_table: model._base_manager.filter(user__in=subjects.logins).delete()[0]
            for model in (Authenticator, EmailAddress, UserSession, PortalSession)
        }
        touched["access_user"] = sql.run(_HERE, "erase_logins", subjects.parameters)
        touched["access_jobprogress"] = sql.run(_HERE, "erase_reports", subjects.parameters)
    return touched
