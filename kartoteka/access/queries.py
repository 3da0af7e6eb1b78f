"""What may be asked about users, units and jobs. Answers are frozen rows, never models."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kartoteka.access.models import JobProgress, SavedView, Unit, User, ViewMark
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.folding import fold


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as the list and the page of users show one. `role` is None in the portal."""

    user_id: int
    public_id: uuid.UUID
    realm: str
    login: str
    name: str
    email: str
    role: str | None
    role_label: str
    unit_id: int | None
    unit: str
    language: str
    is_active: bool
    has_second_factor: bool
    must_change_password: bool
    last_login: dt.datetime | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A part of the office; `depth` counts the units above it, `users` those active in it."""

    unit_id: int
    code: str
    name: str
    parent_id: int | None
    depth: int
    is_active: bool
    users: int


@dataclass(frozen=True, slots=True)
class Job:
    """How far a background job is; `percent` is None while the total is unknown."""

    public_id: uuid.UUID
    kind: str
    state: str
    done: int
    total: int | None
    message: str
    report: dict[str, Any]
    created_at: dt.datetime
    finished_at: dt.datetime | None

    @property
    def state_label(self) -> str:
        """The state in the reader's language."""
        return str(JobProgress.State(self.state).label)

    @property
    def is_finished(self) -> bool:
        return self.state in (JobProgress.State.DONE, JobProgress.State.FAILED)

    @property
    def percent(self) -> int | None:
        return min(100, 100 * self.done // self.total) if self.total else None


def users(
    *, viewer: Actor, realm: str = "desk", text: str = "", after: str = "", limit: int = 50
) -> list[UserRow]:
    """Users of a realm by login, from the one after `after`; nobody for less than administrators.

    `text` narrows to those in whose login, name or address it stands.
    """
    if not viewer.may(Role.ADMINISTRATOR):
        return []
    found = _users().filter(realm=realm, login__gt=after).order_by("login")
    for word in text.split():
        found = found.filter(_named(word))
    return [_user_row(user) for user in found[:limit]]


def user(*, viewer: Actor, public_id: uuid.UUID) -> UserRow | None:
    """One user, for administrators, or for oneself."""
    found = _users().filter(public_id=public_id).first()
    if found is None or not (viewer.may(Role.ADMINISTRATOR) or viewer.user_id == found.pk):
        return None
    return _user_row(found)


def units(*, viewer: Actor) -> list[UnitRow]:
    """All parts of the office as a tree, each parent before its own; nothing for the portal."""
    if not viewer.may(Role.CLERK):
        return []
    counted = Unit.objects.annotate(people=Count("user", filter=Q(user__is_active=True))).order_by(
        "name"
    )
    children: dict[int | None, list[Any]] = {}
    for unit in counted:
        children.setdefault(unit.parent_id, []).append(unit)
    return list(_down(children, None, 0))


def names(*, viewer: Actor, user_ids: Iterable[int]) -> dict[int, str]:
    """Names to show beside what these users did; one query."""
    known = User.everyone.filter(pk__in=set(user_ids)).values_list("pk", "name", "login")
    return {key: name or login for key, name, login in known}


def job(*, viewer: Actor, public_id: uuid.UUID) -> Job | None:
    """A job that the viewer started; administrators see everybody's."""
    found = _jobs_of(viewer).filter(public_id=public_id).first()
    return _job(found) if found else None


def running_jobs(*, viewer: Actor) -> list[Job]:
    """The viewer's jobs that wait or run, the newest first."""
    unfinished = (JobProgress.State.WAITING, JobProgress.State.RUNNING)
    mine = JobProgress.objects.filter(user=viewer.user_id, state__in=unfinished)
    return [_job(row) for row in mine.order_by("-created_at")[:20]]


def latest_jobs(*, viewer: Actor) -> list[Job]:
    """The viewer's jobs, the newest first: those that wait or run, and twenty that are over."""
    mine = JobProgress.objects.filter(user=viewer.user_id)
    over = mine.filter(state__in=(JobProgress.State.DONE, JobProgress.State.FAILED))
    return running_jobs(viewer=viewer) + [_job(row) for row in over.order_by("-created_at")[:20]]


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as the viewer has it: pinned, opened by default, theirs to change."""

    public_id: uuid.UUID
    name: str
    state: dict[str, Any]
    is_shared: bool
    is_pinned: bool
    is_default: bool
    may_change: bool
    owner: str


def views(*, viewer: Actor, subject: str) -> list[View]:
    """The viewer's own views of a list and the shared ones: pinned ones first, then by name."""
    mine = Q(user=viewer.user_id)
    marks = {mark.view_id: mark for mark in ViewMark.objects.filter(mine, subject=subject)}
    found = SavedView.objects.filter(
        Q(owner=viewer.user_id) | Q(is_shared=True), subject=subject
    ).select_related("owner")
    return sorted(
        (_view(viewer, row, marks.get(row.pk)) for row in found),
        key=lambda view: (not view.is_pinned, view.name.casefold()),
    )


@dataclass(frozen=True, slots=True)
class ViewHit:
    """A saved view as the search finds it; `subject` says of which list."""

    subject: str
    public_id: uuid.UUID
    name: str


def find_views(*, viewer: Actor, text: str, limit: int = 5) -> list[ViewHit]:
    """The viewer's own and shared views in whose names all words of the text stand."""
    if not viewer.may(Role.CLERK):
        return []
    found = SavedView.objects.filter(Q(owner=viewer.user_id) | Q(is_shared=True)).order_by("name")
    words = fold(text).split()
    fitting = (row for row in found if all(word in fold(row.name) for word in words))
    return [ViewHit(row.subject, row.public_id, row.name) for row in islice(fitting, limit)]


def _view(viewer: Actor, row: SavedView, mark: ViewMark | None) -> View:
    is_mine = row.owner_id == viewer.user_id
    return View(
        public_id=row.public_id,
        name=row.name,
        state=row.state,
        is_shared=row.is_shared,
        is_pinned=mark is not None and mark.is_pinned,
        is_default=mark is not None and mark.is_default,
        may_change=is_mine or (row.is_shared and viewer.may(Role.ADMINISTRATOR)),
        owner="" if is_mine or row.owner is None else row.owner.name or row.owner.login,
    )


def office_name() -> str:
    """The name of the topmost unit: the office itself. Empty before there is one."""
    top = Unit.objects.filter(parent=None, is_active=True).order_by("id")
    return top.values_list("name", flat=True).first() or ""


def _users() -> "QuerySet[User]":
    factors = Authenticator.objects.filter(user_id=OuterRef("pk"))
    return User.everyone.select_related("unit").annotate(has_factor=Exists(factors))


def _user_row(found: User) -> UserRow:
    return UserRow(
        user_id=found.pk,
        public_id=found.public_id,
        realm=found.realm,
        login=found.login,
        name=found.name,
        email=found.email,
        role=found.role,
        role_label=str(found.get_role_display() or ""),
        unit_id=found.unit_id,
        unit=found.unit.name if found.unit else "",
        language=found.language,
        is_active=found.is_active,
        has_second_factor=getattr(found, "has_factor", False),
        must_change_password=found.must_change_password,
        last_login=found.last_login,
    )


def _down(
    children: dict[int | None, list[Any]], parent: int | None, depth: int
) -> Iterable[UnitRow]:
    for unit in children.get(parent, []):
        yield UnitRow(
            unit_id=unit.pk,
            code=unit.code,
            name=unit.name,
            parent_id=unit.parent_id,
            depth=depth,
            is_active=unit.is_active,
            users=unit.people,
        )
        yield from _down(children, unit.pk, depth + 1)


def _jobs_of(viewer: Actor) -> "QuerySet[JobProgress]":
    if viewer.may(Role.ADMINISTRATOR):
        return JobProgress.objects.all()
    return JobProgress.objects.filter(user=viewer.user_id)


def _job(row: JobProgress) -> Job:
    return Job(
        public_id=row.public_id,
        kind=row.kind,
        state=row.state,
        done=row.done,
        total=row.total,
        message=row.message,
        report=row.report,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _named(word: str) -> Q:
    return Q(login__icontains=word) | Q(name__icontains=word) | Q(email__icontains=word)
