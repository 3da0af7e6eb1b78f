"""Reports saved at the desk, scheduled, sent, fetched."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from kartoteka.correspondence.models import Email
from kartoteka.insight.models import ReportRun, SavedReport
from tests import build
from tests.ledger.builders import a_debit, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(build.a_user(email="anna@office.example"))
    return client


def test_saved_opened_scheduled_sent_and_fetched(desk: Client) -> None:
    a_debit(an_account(), "100.00", "2026-01-12")
    place = "/reports/turnover/save/?by=creditor&first=2026-01-01&on=2026-11-20&page=3"
    said = {"name": "Turnover of the office", "ending": "LAST_MONTH", "beginning": "YEAR"}
    answer = desk.post(place, said | {"is_shared": "on"})
    saved = SavedReport.objects.get()
    assert answer["Location"] == f"/reports/saved/{saved.public_id}/"
    assert "page" not in saved.query
    listed = desk.get("/reports/").text
    assert "Turnover of the office" in listed
    assert "on=2026-10-31" in listed
    assert "first=2026-01-01" in listed
    again = desk.post(place, said)
    assert again.status_code == 422
    assert 'value="Turnover of the office"' in again.text
    page = f"/reports/saved/{saved.public_id}/"
    nobody = desk.post(page, {"every": "WEEK", "format": "csv", "way": "LINK"})
    assert nobody.status_code == 422
    user = saved.owner_id
    form = {"every": "WEEK", "format": "csv", "way": "LINK", "recipients": [user]}
    assert desk.post(page, form).status_code == 302
    assert "23 Nov 2026" in desk.get(page).text.replace("\xa0", " ")
    desk.post(f"{page}send/")
    run = ReportRun.objects.get()
    assert run.sha256 in desk.get(page).text
    assert Email.objects.get().to == "anna@office.example"
    file = desk.get(f"/reports/runs/{run.public_id}/")
    assert b"Wodoci" in file.content
    desk.post(f"{page}remove/")
    assert not SavedReport.objects.exists()
    assert desk.get(page).status_code == 404


def test_what_cannot_be_asked_is_not_saved(desk: Client) -> None:
    assert desk.get("/reports/arrears/save/?party=none").status_code == 302
    assert desk.get("/reports/nothing/save/").status_code == 404
    assert "Its period begins on" not in desk.get("/reports/arrears/save/").text


def test_another_clerk_sees_what_is_shared_and_changes_nothing(desk: Client) -> None:
    desk.post("/reports/arrears/save/", {"name": "Ours", "ending": "TODAY", "is_shared": "on"})
    desk.post("/reports/arrears/save/", {"name": "Mine", "ending": "TODAY"})
    ours = SavedReport.objects.get(name="Ours").public_id
    mine = SavedReport.objects.get(name="Mine").public_id
    other = Client()
    other.force_login(build.a_user("zofia"))
    page = other.get("/reports/").text
    assert ["Ours" in page, "Mine" in page] == [True, False]
    assert "Sending" not in other.get(f"/reports/saved/{ours}/").text.split("<main")[1]
    assert other.get(f"/reports/saved/{mine}/").status_code == 404
    assert other.post(f"/reports/saved/{ours}/remove/", follow=True).status_code == 409
