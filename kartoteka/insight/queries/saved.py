"""Saved reports: whose they are, when they are sent, what was."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.access.queries import names
from kartoteka.documents import queries as documents
from kartoteka.insight import rules
from kartoteka.insight.models import ReportRun, SavedReport
from kartoteka.insight.reports import BY_KEY
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.kernel.errors import Refusal

ENDINGS = list(SavedReport.Ending.choices)
BEGINNINGS = list(SavedReport.Beginning.choices)
EVERY = list(SavedReport.Every.choices)
FORMATS = list(SavedReport.Format.choices)
WAYS = list(SavedReport.Way.choices)
_SHOWN = 50


class NoSuchReportFile(Refusal):
    code = "insight.no_such_report_file"
    message = _("This file is no longer kept, or it was not made for you.")


@dataclass(frozen=True, slots=True)
class ReportRunLine:
    """One making of a report: when, by whom, of which days, its hash, whether the file is there."""

    public_id: UUID
    made_at: dt.datetime
    made_by: str
    first: dt.date | None
    on: dt.date
    format: str
    sent_to: int
    sha256: str
    is_kept: bool
    problem: str


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A saved report; `query` is what its screen has to be asked on the day it is opened."""

    public_id: UUID
    name: str
    report: str
    report_name: str
    owner: str
    is_own: bool
    is_shared: bool
    may_change: bool
    query: Mapping[str, str]
    every: str
    every_name: str
    format: str
    way: str
    next_on: dt.date | None
    recipients: tuple[int, ...]


def saved(*, viewer: Actor, today: dt.date) -> list[SavedLine]:
    """The viewer's saved reports and those shared with all, by name. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = _seen(viewer).order_by("name", "pk")
    return [_line(viewer, one, today) for one in found if one.report in BY_KEY]


def saved_report(
    *, viewer: Actor, public_id: UUID, today: dt.date
) -> tuple[SavedLine, list[ReportRunLine]] | None:
    """A saved report with its last runs, None where the viewer sees none."""
    one = _seen(viewer).filter(public_id=public_id).first() if viewer.may(Role.CLERK) else None
    if one is None:
        return None
    rows = list(one.runs.order_by("-id")[:_SHOWN])
    who = names(viewer=viewer, user_ids={row.made_by for row in rows if row.made_by})
    runs = [
        ReportRunLine(
            public_id=row.public_id,
            made_at=row.made_at,
            made_by=who.get(row.made_by or 0, ""),
            first=row.first,
            on=row.on,
            format=row.format,
            sent_to=row.sent_to,
            sha256=row.sha256,
            is_kept=row.content_id is not None,
            problem=row.problem,
        )
        for row in rows
    ]
    return _line(viewer, one, today), runs


def run_file(*, viewer: Actor, public_id: UUID) -> tuple[str, str, bytes]:
    """Name, kind and bytes of a report that was made: for its owner, those it was sent to and
    administrators. Raises NoSuchReportFile, and as `documents.read`."""
    run = ReportRun.objects.filter(public_id=public_id, content__isnull=False).first()
    if run is None or run.content_id is None or not viewer.may(Role.CLERK):
        raise NoSuchReportFile
    concerned = run.saved.owner_id == viewer.user_id or viewer.may(Role.ADMINISTRATOR)
    if not concerned and not run.saved.recipients.filter(pk=viewer.user_id).exists():
        raise NoSuchReportFile
    kept = documents.content(viewer=viewer, content_id=run.content_id)
    data = documents.read(viewer=viewer, content_id=run.content_id)
    return kept.name, kept.media_type, data


def recipients_to_choose(*, viewer: Actor) -> list[tuple[int, str]]:
    """Users of the desk who have an e-mail address, by name. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = User.objects.filter(realm=Realm.DESK, is_active=True).exclude(email="")
    return [(one.pk, f"{one.name or one.login} ({one.email})") for one in found.order_by("name")]


def _seen(viewer: Actor) -> QuerySet[SavedReport]:
    found = SavedReport.objects.select_related("owner")
    if viewer.may(Role.ADMINISTRATOR):
        return found
    return found.filter(Q(owner=viewer.user_id) | Q(is_shared=True))


def _line(viewer: Actor, one: SavedReport, today: dt.date) -> SavedLine:
    asked = rules.again(one.asked, one.ending, one.beginning, today)
    query = dict(one.query) | {"on": asked.on.isoformat()}
    if asked.first is not None:
        query["first"] = asked.first.isoformat()
    is_own = one.owner_id == viewer.user_id
    return SavedLine(
        public_id=one.public_id,
        name=one.name,
        report=one.report,
        report_name=str(BY_KEY[one.report].name),
        owner=one.owner.name or one.owner.login,
        is_own=is_own,
        is_shared=one.is_shared,
        may_change=is_own or viewer.may(Role.ADMINISTRATOR),
        query=query,
        every=one.every,
        every_name=str(one.get_every_display()),
        format=one.format,
        way=one.way,
        next_on=one.next_on,
        recipients=tuple(one.recipients.values_list("pk", flat=True)),
    )
