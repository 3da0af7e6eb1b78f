"""The progress of a job: asks again by itself until it is finished."""

import uuid

import pytest
from django.test import Client

from kartoteka.access import operations
from tests import build

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_a_running_job_asks_again_and_a_finished_one_does_not(client: Client) -> None:
    anna = build.a_user()
    client.force_login(anna)
    job = operations.start_job(actor=anna.as_actor(), kind="test.kind", total=200)
    operations.report_job(job, done=50, message="Half of the half")
    shown = client.get(f"/jobs/{job}/", headers=HTMX).text
    assert 'hx-trigger="every 1s"' in shown
    assert 'value="25"' in shown
    assert "Half of the half" in shown
    assert "<html" not in shown
    assert "test.kind" in client.get("/jobs/").text
    operations.finish_job(job, {})
    assert "hx-trigger" not in client.get(f"/jobs/{job}/", headers=HTMX).text


def test_a_lost_job_is_found_again_while_it_runs_and_when_it_is_over(client: Client) -> None:
    anna = build.a_user()
    client.force_login(anna)
    job = operations.start_job(actor=anna.as_actor(), kind="test.kind")
    shown = client.get("/jobs/").text
    assert f"/jobs/{job}/" in shown
    assert "waiting" in shown
    operations.finish_job(job, {})
    shown = client.get("/jobs/").text
    assert f"/jobs/{job}/" in shown
    assert '<span class="k-badge is-ok">done</span>' in shown
    client.force_login(build.a_user("celina"))
    assert f"/jobs/{job}/" not in client.get("/jobs/").text


def test_a_failed_job_says_why(client: Client) -> None:
    anna = build.a_user()
    client.force_login(anna)
    job = operations.start_job(actor=anna.as_actor(), kind="test.kind")
    operations.fail_job(job, "The file <is> cut in half.")
    assert "The file &lt;is&gt; cut in half." in client.get(f"/jobs/{job}/").text


def test_a_strangers_job_is_not_found_except_by_administrators(client: Client) -> None:
    job = operations.start_job(actor=build.a_user().as_actor(), kind="test.kind")
    client.force_login(build.a_user("celina"))
    assert client.get(f"/jobs/{job}/").status_code == 404
    assert client.get(f"/jobs/{uuid.uuid4()}/").status_code == 404
    client.force_login(build.an_administrator())
    assert client.get(f"/jobs/{job}/").status_code == 200
