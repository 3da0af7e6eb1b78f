"""What may be done with users, units and the progress of their jobs. The only writer of both.

Staff manage users from ADMINISTRATOR up; superadministrators are made and touched only by their
equals. The database itself keeps the last active superadministrator.
"""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Func, TextField, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access import rules
from kartoteka.access.models import DeskSession, JobProgress, PortalSession, Unit, User
from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Refusal

_State = JobProgress.State
_UNFINISHED = (_State.WAITING, _State.RUNNING)
_INVITATION_LASTS = 24 * 60 * 60
_JOBS_ARE_KEPT = dt.timedelta(days=30)
_WAITS_FOR_NO_DISK = Func(
    Value("synchronous_commit"),
    Value("off"),
    Value(True),  # for this statement's transaction alone
    function="set_config",
    output_field=TextField(),
)


class NotAllowed(Refusal):
    code = "access.not_allowed"
    message = _("Only an administrator may manage users and units.")


class NotYourEqual(Refusal):
    code = "access.not_your_equal"
    message = _("Superadministrators are made and changed only by a superadministrator.")


class NotYourself(Refusal):
    code = "access.not_yourself"
    message = _("You cannot block yourself or change your own role. Ask another administrator.")


class LastSuperadministrator(Refusal):
    code = "access.last_superadministrator"
    message = _("This is the last active superadministrator. Make another one first.")


class LoginMissing(Refusal):
    code = "access.login_missing"
    message = _("Give the login that the person will sign in with.")
    field = "login"


class LoginTaken(Refusal):
    code = "access.login_taken"
    message = _("This login is already in use. Choose another one.")
    field = "login"


class CodeTaken(Refusal):
    code = "access.code_taken"
    message = _("There is already a unit with this code.")
    field = "code"


class UnitUnderItself(Refusal):
    code = "access.unit_under_itself"
    message = _("A unit cannot stand under itself or under a unit of its own.")
    field = "parent"


class UnknownUser(Refusal):
    code = "access.unknown_user"
    message = _("There is no such user.")


class InvitationSpent(Refusal):
    code = "access.invitation_spent"
    message = _("This link is no longer valid: it was used, or is older than a day.")


class WeakPassword(Refusal):
    code = "access.weak_password"
    message = _("Choose another password. %(reasons)s")
    field = "password"


constraints.means("access_user_login_unique", LoginTaken)
constraints.means("access_user_last_superadministrator", LastSuperadministrator)
constraints.means("access_unit_code_key", CodeTaken)


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody just added, or with a password just reset; the password is shown once."""

    user_id: int
    public_id: uuid.UUID
    password: str


def add_user(
    *,
    actor: Actor,
    realm: Realm,
    login: str,
    name: str,
    email: str,
    role: Role | None,
    unit_id: int | None,
    language: str,
    is_demo: bool = False,
) -> NewUser:
    """Adds a user with a random password that has to be changed at the first sign-in.

    A user of the demo (`is_demo`) keeps the password: it is printed for whoever tries the program.
    Raises NotAllowed, NotYourEqual, LoginMissing, LoginTaken.
    """
    _require_administrator(actor)
    _require_equal(actor, role)
    password = rules.random_password()
    user = User(
        realm=realm,
        login=_given_login(login),
        name=name.strip(),
        email=email.strip(),
        role=role,
        unit_id=unit_id,
        language=language,
        is_demo=is_demo,
        must_change_password=not is_demo,
    )
    user.set_password(password)
    with acting(actor), constraints.spoken():
        user.save(force_insert=True)
    return NewUser(user.pk, user.public_id, password)


def block_user(*, actor: Actor, public_id: uuid.UUID) -> None:
    """Shuts a user out at once, signed in or not.

    Raises NotAllowed, NotYourself, NotYourEqual, LastSuperadministrator, UnknownUser.
    """
    with acting(actor), constraints.spoken():
        user = _to_change(actor, public_id)
        _refuse_self(actor, user)
        user.is_active = False
        user.save(update_fields=["is_active"])


def unblock_user(*, actor: Actor, public_id: uuid.UUID) -> None:
    """Lets a blocked user in again. Raises NotAllowed, NotYourEqual, UnknownUser."""
    with acting(actor), constraints.spoken():
        user = _to_change(actor, public_id)
        user.is_active = True
        user.save(update_fields=["is_active"])


def reset_password(
    *, actor: Actor, public_id: uuid.UUID, remove_second_factor: bool = False
) -> NewUser:
    """A new random password, to be changed at sign-in; all sessions of the user end.

    `remove_second_factor` is for somebody who has lost the phone or the key.
    Raises NotAllowed, NotYourEqual, UnknownUser.
    """
    password = rules.random_password()
    with acting(actor):
        user = _to_change(actor, public_id)
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        if remove_second_factor:
            Authenticator.objects.filter(user_id=user.pk).delete()
    return NewUser(user.pk, user.public_id, password)


def change_user(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    name: str,
    email: str,
    role: Role | None,
    unit_id: int | None,
    language: str,
) -> None:
    """Changes what is known of a user.

    Raises NotAllowed, NotYourself (own role), NotYourEqual, LastSuperadministrator, UnknownUser.
    """
    with acting(actor), constraints.spoken():
        user = _to_change(actor, public_id)
        _require_equal(actor, role)
        if user.role != role:
            _refuse_self(actor, user)
        user.name, user.email = name.strip(), email.strip()
        user.role, user.unit_id, user.language = role, unit_id, language
        user.save(update_fields=["name", "email", "role", "unit", "language"])


def set_preferences(*, actor: Actor, language: str, theme: str | None = None) -> None:
    """The actor's own language and theme."""
    values = {"language": language} if theme is None else {"language": language, "theme": theme}
    with acting(actor):
        User.everyone.filter(pk=actor.user_id or 0).update(**values)


def set_own_password(*, user: User, password: str) -> None:
    """The password that the user, known by the old one, has chosen; it need not change again.

    `user` is changed in place too, so that the present session goes on.
    """
    user.set_password(password)
    user.must_change_password = False
    with acting(user.as_actor()):
        user.save(update_fields=["password", "must_change_password"])


def add_unit(*, actor: Actor, code: str, name: str, parent_id: int | None) -> int:
    """Adds a part of the office. Raises NotAllowed, CodeTaken."""
    _require_administrator(actor)
    with acting(actor), constraints.spoken():
        unit = Unit.objects.create(code=code.strip(), name=name.strip(), parent_id=parent_id)
    return int(unit.pk)


def change_unit(
    *, actor: Actor, unit_id: int, code: str, name: str, parent_id: int | None, is_active: bool
) -> None:
    """Changes a part of the office. Raises NotAllowed, CodeTaken, UnitUnderItself."""
    _require_administrator(actor)
    with acting(actor), constraints.spoken():
        parents = dict(Unit.objects.select_for_update().values_list("pk", "parent_id"))
        if rules.is_under(parents, parent_id, unit_id):
            raise UnitUnderItself
        Unit.objects.filter(pk=unit_id).update(
            code=code.strip(), name=name.strip(), parent_id=parent_id, is_active=is_active
        )


def invite_first_superadministrator() -> str:
    """A token good for a day and for one person, while nobody has that role yet.

    Raises InvitationSpent when there is a superadministrator already.
    """
    if User.everyone.filter(role=Role.SUPERADMINISTRATOR).exists():
        raise InvitationSpent
    return _inviting().sign(secrets.token_urlsafe(24))


def check_invitation(token: str) -> None:
    """Raises InvitationSpent unless the token would make a superadministrator now."""
    try:
        _inviting().unsign(token, max_age=_INVITATION_LASTS)
    except signing.BadSignature as error:
        raise InvitationSpent from error
    if User.everyone.filter(role=Role.SUPERADMINISTRATOR).exists():
        raise InvitationSpent


def _inviting() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="access.first")


def accept_invitation(*, token: str, login: str, name: str, password: str, language: str) -> None:
    """Makes the first superadministrator. Raises InvitationSpent, LoginTaken, WeakPassword."""
    actor = Actor(user_id=None, realm=Realm.DESK, name=name)
    user = User(
        realm=Realm.DESK,
        login=_given_login(login),
        name=name.strip(),
        role=Role.SUPERADMINISTRATOR,
        language=language,
    )
    _refuse_weak(password, user)
    user.set_password(password)
    with acting(actor), constraints.spoken():
        with connection.cursor() as cursor:  # two who open the link at once: one becomes it
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access_superadministrator'))")
        check_invitation(token)
        user.save(force_insert=True)


def forget_expired(*, at: dt.datetime) -> None:
    """Deletes sessions and counters of failed attempts, of both realms, that ended before `at`.

    Of the progress of jobs, what finished more than thirty days before.
    """
    with acting(SYSTEM):
        JobProgress.objects.filter(finished_at__lt=at - _JOBS_ARE_KEPT).delete()
        DeskSession.objects.filter(expire_date__lt=at).delete()
        PortalSession.objects.filter(expire_date__lt=at).delete()
        sql.run("kartoteka.access", "forget_expired", {"at": at})


def _given_login(login: str) -> str:
    if not login.strip():
        raise LoginMissing
    return login.strip()


def _to_change(actor: Actor, public_id: uuid.UUID) -> User:
    _require_administrator(actor)
    user = User.everyone.select_for_update().filter(public_id=public_id).first()
    if user is None:
        raise UnknownUser
    _require_equal(actor, Role(user.role) if user.role else None)
    return user


def _require_administrator(actor: Actor) -> None:
    if not actor.may(Role.ADMINISTRATOR):
        raise NotAllowed


def _require_equal(actor: Actor, role: Role | None) -> None:
    if role == Role.SUPERADMINISTRATOR and not actor.may(Role.SUPERADMINISTRATOR):
        raise NotYourEqual


def _refuse_self(actor: Actor, user: User) -> None:
    if user.pk == actor.user_id:
        raise NotYourself


def start_job(
    *,
    actor: Actor,
    kind: str,
    total: int | None = None,
    report: dict[str, Any] | None = None,
) -> uuid.UUID:
    """A row that the person who starts a background job watches; its name for the screens.

    Stands in the caller's transaction, beside the job that `kernel.jobs.defer` puts in the queue.
    `report` is what its screen shows from the beginning.
    """
    with acting(actor):
        job = JobProgress.objects.create(
            kind=kind, user_id=actor.user_id, total=total, report=report or {}
        )
    return job.public_id


def report_job(
    public_id: uuid.UUID,
    *,
    done: int,
    total: int | None = None,
    message: str = "",
    report: dict[str, Any] | None = None,
) -> None:
    """Says how far the job is, and with `report` what it has done for good: told in the
    transaction of that work, it is what a second start of the job goes on from. A job that is
    finished stays as it is."""
    values: dict[str, Any] = {"state": _State.RUNNING, "done": done, "message": message}
    if total is not None:
        values["total"] = total
    if report is not None:
        values["report"] = report
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
        user, _made = User.everyone.get_or_create(
            realm=Realm.PORTAL,
            login=login,
            defaults={
                "name": name[:150],
                "email": login,
                "language": language,
                "password": make_password(None),
            },
        )
    return int(user.pk)


def set_portal_password(*, actor: Actor, user_id: int, password: str) -> None:
    """Give a customer's login this password and end its sign-ins.

    Raises WeakPassword with the reasons.
    """
    with acting(actor):
        user = User.everyone.select_for_update().get(pk=user_id, realm=Realm.PORTAL)
        _refuse_weak(password, user)
        User.everyone.filter(pk=user_id).update(
            password=make_password(password), must_change_password=False
        )
        PortalSession.objects.filter(user_id=user_id).delete()


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(reasons=" ".join(error.messages)) from error


def write_session(row: AbstractBaseSession) -> bool:
    """Writes a session that stands, in one statement that does not wait for the disk.

    Whether there still was one. Never inside a transaction: that would not wait either. It takes
    no actor: the session store calls it, for whoever the session is.
    """
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    known = type(row).objects.filter(pk=row.pk)
    return bool(known.alias(waits=_WAITS_FOR_NO_DISK).filter(waits="off").update(**values))
