"""Settling everybody on screen: put off to the worker, watched, and found again."""

import json

import pytest
from django.db import connection
from django.test import Client

from kartoteka.kernel import jobs
from kartoteka.ledger import tasks
from kartoteka.ledger.models import Account, Settlement
from kartoteka.register.models import Party
from tests import build
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account

pytestmark = pytest.mark.django_db
PAGE, DAY = "/settling/run/", {"on": "2026-06-02"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(build.a_user())
    return client


def work_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs RETURNING args")
        (arguments,) = cursor.fetchone()
    tasks.settle_all(**json.loads(arguments))


def test_settling_runs_in_the_background_and_shows_its_report(clerk: Client) -> None:
    account = an_account()
    a_debit(account, "50", "2026-05-11")
    a_payment(account, "30", "2026-06-02")
    job = clerk.post(PAGE, DAY)["Location"]
    waiting = clerk.get(job).text
    assert "Waiting for its turn" in waiting
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting
    assert "Look again" in waiting
    assert Settlement.objects.count() == 0
    work_off()
    fragment = clerk.get(job, headers=HTMX).text
    assert "hx-trigger" not in fragment
    assert 'Accounts settled</span><span class="k-figure-value">1<' in fragment
    assert 'Lines written</span><span class="k-figure-value">1<' in fragment
    assert "http-equiv" not in clerk.get(job).text
    assert job in clerk.get("/jobs/").text
    assert Settlement.objects.count() == 1


def test_who_was_not_settled_is_named_with_the_reason(clerk: Client) -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    a_debit(account, "100", "2026-12-11", interest_kind="pl_commercial_delay")
    a_payment(account, "10", "2027-01-02")
    customer = Account.objects.select_related("party").get(pk=account).party
    Party.objects.filter(pk=customer.pk).update(name="Anna <Nowak>")
    job = clerk.post(PAGE, {"on": "2027-01-02"})["Location"]
    work_off()
    page = clerk.get(job).text
    row = page.partition("Why not settled")[2].partition("</tbody>")[0]
    assert f'<a href="/parties/{customer.pk}/settlements/">Anna &lt;Nowak&gt;</a>' in row
    assert row.count("<tr>") == 1
    assert "<td>Rate of interest missing</td>" in row


def test_a_second_one_is_refused_and_the_first_is_shown(clerk: Client) -> None:
    job = clerk.post(PAGE, DAY)["Location"]
    answer = clerk.post(PAGE, {"on": "2026-06-03"})
    assert answer.status_code == 422
    assert "All payments are being settled right now." in answer.text
    assert 'value="2026-06-03"' in answer.text
    assert f'href="{job}"' in answer.text
    clerk.force_login(build.a_user("bartek"))
    answer = clerk.post(PAGE, DAY)
    assert answer.status_code == 422
    assert job not in answer.text


def test_a_job_that_was_given_up_says_so_and_can_be_started_again(clerk: Client) -> None:
    job = clerk.post(PAGE, DAY)["Location"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' RETURNING args")
        (arguments,) = cursor.fetchone()
    assert tasks.settle_all.given_up
    tasks.settle_all.given_up(json.loads(arguments), jobs.WorkerDied())
    shown = clerk.get(job).text
    assert "What was settled until then stays. Start it again for the rest." in shown
    assert f'href="{PAGE}"' in shown
    assert clerk.post(PAGE, DAY).status_code == 302


def test_a_day_that_is_none_is_refused(clerk: Client) -> None:
    answer = clerk.post(PAGE, {"on": "yesterday"})
    assert answer.status_code == 422
    assert 'value="yesterday"' in answer.text
