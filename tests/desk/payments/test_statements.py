"""Bank files on screen: handed in, looked at, let in or not."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from kartoteka.kernel.jobs import WorkerDied
from kartoteka.ledger.models import Settlement
from kartoteka.payments import tasks
from kartoteka.payments.models import Held, Line, Statement
from tests import build
from tests.payments.builders import (
    a_customer,
    a_line,
    a_long_file,
    a_statement,
    a_utility,
    an_invoice,
    taken,
)

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parents[2] / "formats" / "files"
OWN_OF_FILE = "PL76102000000000000000000001"


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(build.a_user())
    return client


def handed_in(clerk: Client, name: str) -> str:
    file = SimpleUploadedFile(name, (FILES / name).read_bytes())
    answer = clerk.post(reverse("hand_in"), {"file": file})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_stranger_is_sent_to_the_sign_in(client: Client) -> None:
    for name in ("statements", "hand_in", "waiting_payments"):
        assert client.get(reverse(name)).status_code == 302


def test_a_file_is_shown_before_it_is_let_in(clerk: Client) -> None:
    creditor_id = a_utility(OWN_OF_FILE)
    party_id, _account = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV/2026/09/0001", "120.50")
    where = handed_in(clerk, "pko_bp.sta")
    page = clerk.get(where).content.decode()
    assert "Faktura FV/2026/09/0001 za wodę i ścieki" in page
    assert Line.objects.count() == 0
    answer = clerk.post(where, {"settle": "on"}, follow=True)
    statement = Statement.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("statement", args=[statement.public_id])
    text = answer.content.decode()
    assert "names a document, and the amount fits it: FV/2026/09/0001" in text
    assert "2 new lines, 1 matched, 1 account settled." in text
    assert Settlement.objects.count() == 1
    assert Held.objects.count() == 0


def test_what_had_waited_is_not_counted_as_of_the_file(clerk: Client) -> None:
    creditor_id = a_utility(OWN_OF_FILE)
    party_id, _account = a_customer(creditor_id, "K1")
    for day, number in (("2026-08-05", "FV/2026/7"), ("2026-08-06", "FV/2026/8")):
        taken(a_statement(a_line("7.00", number, day), number=number, account=OWN_OF_FILE))
    for number in ("FV/2026/7", "FV/2026/8"):
        an_invoice(party_id, creditor_id, number, "7.00")
    an_invoice(party_id, creditor_id, "FV/2026/09/0001", "120.50")
    text = clerk.post(handed_in(clerk, "pko_bp.sta"), {}, follow=True).content.decode()
    assert "2 new lines, 1 matched, 2 matched that had waited." in text


def test_the_same_file_again_says_that_nothing_is_new(clerk: Client) -> None:
    a_utility(OWN_OF_FILE)
    for _again in range(2):
        where = handed_in(clerk, "pko_bp.sta")
        page = clerk.get(where).content.decode()
        text = clerk.post(where, follow=True).content.decode()
    assert "nothing new" in page
    assert "0 new lines, 0 matched, 2 known already." in text


def test_an_unknown_account_asks_whose_it_is(clerk: Client) -> None:
    creditor_id = a_utility("PL39105000990000000000000002")
    where = handed_in(clerk, "pko_bp.sta")
    assert "Whose is the bank account?" in clerk.get(where).content.decode()
    assert clerk.post(where, {"creditor": ""}).status_code == 422
    assert clerk.post(where, {"creditor": creditor_id}).status_code == 302
    assert Line.objects.count() == 2


def test_doubtful_days_are_asked_about_and_let_in_when_confirmed(clerk: Client) -> None:
    a_utility(OWN_OF_FILE)
    taken(
        a_statement(
            a_line("95.50", "inny opis"),
            account="PL76102000000000000000000001",
            opening="1000",
            format="CAMT053",
        )
    )
    where = handed_in(clerk, "pko_bp.sta")
    answer = clerk.post(where, {"settle": "on"})
    assert answer.status_code == 422
    assert "payments.same_days_told" in answer.content.decode()
    assert Line.objects.count() == 1
    answer = clerk.post(where, {"settle": "on", "confirm": "payments.same_days_told"})
    assert answer.status_code == 302
    assert Line.objects.count() == 3


def test_what_is_no_statement_is_refused_with_the_reason(clerk: Client) -> None:
    file = SimpleUploadedFile("wyciag.pdf", b"%PDF-1.7 ...")
    answer = clerk.post(reverse("hand_in"), {"file": file})
    assert answer.status_code == 422
    assert "This is not a bank statement but PDF" in answer.content.decode()
    assert clerk.post(reverse("hand_in"), {}).status_code == 422


def test_a_file_may_be_left_out(clerk: Client) -> None:
    a_utility(OWN_OF_FILE)
    where = handed_in(clerk, "pko_bp.sta")
    answer = clerk.post(f"{where}drop/", follow=True)
    assert "Nothing was taken in." in answer.content.decode()
    assert clerk.get(where).status_code == 302
    assert Line.objects.count() == 0


def test_titles_are_shown_as_text_only(clerk: Client) -> None:
    a_utility()
    taken(a_statement(a_line("1.00", "<script>alert(1)</script>", counterparty_name="<b>x</b>")))
    statement = Statement.objects.get()
    for url in (reverse("statement", args=[statement.public_id]), reverse("waiting_payments")):
        page = clerk.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page


def test_pages_cost_a_fixed_number_of_queries(
    clerk: Client, django_assert_max_num_queries: object
) -> None:
    a_utility()
    taken(a_statement(*(a_line("1.00", f"wpłata {n}") for n in range(30))))
    statement = Statement.objects.get()
    for url in (
        reverse("statements"),
        reverse("statement", args=[statement.public_id]),
        reverse("waiting_payments"),
    ):
        with django_assert_max_num_queries(9):  # type: ignore[operator]
            assert clerk.get(url).status_code == 200


def a_long_file_handed_in(clerk: Client) -> str:
    file = SimpleUploadedFile("dlugi.sta", a_long_file("FV/1001"))
    return str(clerk.post(reverse("hand_in"), {"file": file})["Location"])


def work_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs RETURNING args")
        (arguments,) = cursor.fetchone()
    tasks.take_in(**json.loads(arguments))


def test_a_long_file_comes_in_in_the_background(clerk: Client) -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV/1001", "10.00")
    where = a_long_file_handed_in(clerk)
    assert "it is taken in in the background" in clerk.get(where).text
    job = clerk.post(where, {"settle": "on"})["Location"]
    assert Line.objects.count() == 0
    assert clerk.get(where)["Location"] == job
    assert clerk.post(where, {"settle": "on"})["Location"] == job
    assert clerk.post(f"{where}drop/").status_code == 409
    work_off()
    page = clerk.get(job).text
    assert 'New lines</span><span class="k-figure-value">2,001<' in page
    assert 'Matched</span><span class="k-figure-value">1<' in page
    assert 'Accounts settled</span><span class="k-figure-value">1<' in page
    assert reverse("statement", args=[Statement.objects.get().public_id]) in page
    assert Settlement.objects.count() == 1


def test_a_long_file_that_is_refused_in_the_background_is_still_there(clerk: Client) -> None:
    a_utility()
    where = a_long_file_handed_in(clerk)
    job = clerk.post(where, {"settle": "on"})["Location"]
    tasks.take_in.given_up({"job": job.split("/")[2], "language": "en"}, WorkerDied())
    page = clerk.get(job).text
    assert "The job was stopped in the middle" in page
    assert "Nothing of it was taken in; the file is still here." in page
    assert f'href="{where}"' in page
    assert clerk.get(where).status_code == 200


def test_a_long_file_is_asked_about_at_once(clerk: Client) -> None:
    where = a_long_file_handed_in(clerk)
    creditor_id = a_utility("PL39105000990000000000000002")
    assert clerk.post(where, {"creditor": "", "settle": "on"}).status_code == 422
    answer = clerk.post(where, {"creditor": creditor_id})
    assert answer["Location"].startswith("/jobs/")
