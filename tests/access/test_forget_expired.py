"""What is over is forgotten every night, of both realms; what runs stays."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection

from kartoteka.access import operations
from kartoteka.access.models import DeskSession, JobProgress, PortalSession
from kartoteka.kernel.actor import SYSTEM
from tests import build

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 2, 15, tzinfo=dt.UTC)


def test_only_what_is_over_goes(as_desk: None) -> None:
    anna = build.a_user()
    for table in (DeskSession, PortalSession):
        for key, hours in ((f"{table.__name__}-old", -1), (f"{table.__name__}-new", 1)):
            expires = NOW + dt.timedelta(hours=hours)
            table.objects.create(session_key=key, session_data="", expire_date=expires)
            UserSession.objects.create(user=anna, session_key=key, ip="127.0.0.1")
    cache.set("counter", [1], 60)
    operations.forget_expired(at=NOW)
    assert [row.session_key for row in DeskSession.objects.all()] == ["DeskSession-new"]
    assert [row.session_key for row in PortalSession.objects.all()] == ["PortalSession-new"]
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {
        "DeskSession-new",
        "PortalSession-new",
    }
    operations.forget_expired(at=NOW + dt.timedelta(days=36500))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_desk_cache")
        assert cursor.fetchone() == (0,)


def test_jobs_that_finished_a_month_ago_go(as_desk: None) -> None:
    jobs = {name: operations.start_job(actor=SYSTEM, kind=name) for name in ("old", "new", "runs")}
    operations.finish_job(jobs["old"], {})
    operations.fail_job(jobs["new"], "The file is cut.")
    for name, days in (("old", 31), ("new", 29)):
        finished = NOW - dt.timedelta(days=days)
        JobProgress.objects.filter(public_id=jobs[name]).update(finished_at=finished)
    JobProgress.objects.update(created_at=NOW - dt.timedelta(days=90))
    operations.forget_expired(at=NOW)
    assert set(JobProgress.objects.values_list("kind", flat=True)) == {"new", "runs"}
