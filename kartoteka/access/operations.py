"""What may be done with users, units and the progress of their jobs. The only writer of both."""

import uuid
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import JobProgress, User
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Realm
from kartoteka.kernel.errors import Refusal

_State = JobProgress.State
_UNFINISHED = (_State.WAITING, _State.RUNNING)


class WeakPassword(Refusal):
    code = "access.weak_password"
    message = _("Choose another password. %(reasons)s")
    field = "password"


def start_job(*, actor: Actor, kind: str, total: int | None = None) -> uuid.UUID:
    """A row that the person who starts a background job watches; its name for the screens.

    Stands in the caller's transaction, beside the job that `kernel.jobs.defer` puts in the queue.
    """
    with acting(actor):
        job = JobProgress.objects.create(kind=kind, user_id=actor.user_id, total=total)
    return job.public_id


def report_job(
    public_id: uuid.UUID, *, done: int, total: int | None = None, message: str = ""
) -> None:
    """Says how far the job is. A job that is finished stays as it is."""
    values: dict[str, Any] = {"state": _State.RUNNING, "done": done, "message": message}
    if total is not None:
        values["total"] = total
    _unfinished(public_id).update(**values)


def finish_job(public_id: uuid.UUID, report: dict[str, Any]) -> None:
    """Says that the job is done, with the report that its screen shows."""
    _unfinished(public_id).update(state=_State.DONE, report=report, message="", finished_at=Now())


def fail_job(public_id: uuid.UUID, message: str) -> None:
    """Says that the job is given up, and why, in a sentence for people."""
    _unfinished(public_id).update(state=_State.FAILED, message=message, finished_at=Now())


def _unfinished(public_id: uuid.UUID) -> Any:
    return JobProgress.objects.filter(public_id=public_id, state__in=_UNFINISHED)


def portal_user_for(*, actor: Actor, login: str, name: str, language: str) -> int:
    """The id of the portal's user with this login; made, without a usable password, where none is.

    The login is an e-mail address in lower case. A new user can sign in only after
    `set_portal_password`.
    """
    with acting(actor):
        user, _made = User.objects.get_or_create(
            realm=Realm.PORTAL,
            login=login,
            defaults={
                "name": name[:150],
                "email": login,
                "language": language,
                "password": make_password(None),
            },
        )
    return user.pk


def set_portal_password(*, actor: Actor, user_id: int, password: str) -> None:
    """Give a customer's login this password. Raises WeakPassword with the reasons."""
    with acting(actor):
        user = User.objects.select_for_update().get(pk=user_id, realm=Realm.PORTAL)
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise WeakPassword(reasons=" ".join(error.messages)) from error
        User.objects.filter(pk=user_id).update(password=make_password(password))
