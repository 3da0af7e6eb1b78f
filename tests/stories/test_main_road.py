"""From a stranger's database to a customer's balance in the portal, step by step on screen."""

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from lxml import html

from kartoteka.access.models import User
from kartoteka.correspondence.models import Email
from kartoteka.correspondence.operations import emails
from kartoteka.exchange import tasks as exchange_tasks
from kartoteka.kernel.actor import SYSTEM, Role
from kartoteka.ledger import queries as ledger
from kartoteka.ledger import tasks as ledger_tasks
from kartoteka.ledger.queries import prove
from tests import build
from tests.stories import old_program

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
PASSWORD = "morze szumi wieczorem"


@time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=True)
def test_from_a_strangers_database_to_the_customers_balance(
    client: Client,
    portal: Callable[[User | None], Client],
    settings: Any,
    tmp_path: Path,
) -> None:
    in_the_portal = {name: getattr(settings, name) for name in PORTAL}
    at_the_desk(settings)
    firm = old_program.a_firm()
    client.force_login(build.a_user(role=Role.ADMINISTRATOR))

    # Customers and receivables come from the old program.
    file = old_program.database(tmp_path)
    assert imported(client, file, "PARTY", "klienci") == 3
    assert imported(client, file, "RECEIVABLE", "naleznosci", creditor=firm) == 4

    # A statement comes in; what it pays for is settled at once.
    text = taken_in(client, old_program.statement(tmp_path))
    assert "3 new lines, 1 matched, 1 account settled." in text
    again = taken_in(client, old_program.statement(tmp_path))
    assert "0 new lines, 0 matched, 3 known already." in again

    # The part payment waits: the amount does not fit. The clerk accepts the suggestion and
    # settles.
    accept_the_first_suggestion(client, "zaplata FV/2026/10/0102")
    job = client.post("/settling/run/", {"on": TODAY})["Location"]
    work_off()
    assert 'Accounts settled</span><span class="k-figure-value">1<' in client.get(job).text

    # The clerk finds the customer and opens the card.
    halina = found(client, "wiazowa hal")
    card = client.get(f"/parties/{halina}/").text
    assert f'k-figure-value">PLN{THIN}84.20<' in card
    assert "FV/2026/10/0101" in card
    assert "FV/2026/09/0101" not in html.fromstring(card).xpath("//table")[0].text_content()
    bakery = found(client, "521-301-72-28")
    assert f'k-figure-value">PLN{THIN}310.00<' in client.get(f"/parties/{bakery}/").text

    # The customer is invited: the code by letter, the link by e-mail.
    client.post(f"/parties/{halina}/portal/", {"email": "halina@poczta.example"})
    code, link = code_from_the_letter(client), link_from_the_email(settings, tmp_path)

    for name, value in in_the_portal.items():
        setattr(settings, name, value)
    two_secrets_open_the_access(portal(None), code, link)

    # The portal shows the same to the grosz, and a slip for the rest.
    customer = portal(User.everyone.get(login="halina@poczta.example"))
    (account,) = ledger.balance(viewer=SYSTEM, party_id=halina, on=TODAY)
    assert account.due == Decimal("84.20")
    start = customer.get("/").text
    assert f"PLN{THIN}84.20" in start
    assert "FV/2026/10/0102" not in start
    slip = customer.get("/pay/slip", {"amount": "84,20"})
    words = pypdf.PdfReader(io.BytesIO(slip.content)).pages[0].extract_text()
    assert "84,20" in words
    assert prove(viewer=SYSTEM) == []


THIN = "\u202f"
PORTAL = ("REALM", "ROOT_URLCONF", "SESSION_COOKIE_NAME", "MIDDLEWARE")


def two_secrets_open_the_access(guest: Client, code: str, link: str) -> None:
    """Neither alone opens anything; together they do."""
    wrong = {"code": "AAAA-BBBB-CCCC", "password": PASSWORD, "again": PASSWORD}
    assert guest.post(f"/activate/{link}/", wrong).status_code == 422
    right = wrong | {"code": code}
    assert guest.post("/activate/somebody-elses-link/", right).status_code == 422
    assert guest.post(f"/activate/{link}/", right).status_code == 302


def at_the_desk(settings: Any) -> None:
    """The desk's settings, after the portal's fixture has set its own."""
    from kartoteka.config import desk

    for name in PORTAL:
        setattr(settings, name, getattr(desk, name))


def imported(
    client: Client, file: Path, kind: str, table: str, *, creditor: int | None = None
) -> int:
    """Rows that came in, with the columns as the program suggests them."""
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    address = client.post("/imports/new/", {"kind": kind, "file": upload})["Location"]
    client.post(f"{address}table/", {"table": table})
    chosen = suggested(client.get(f"{address}columns/").text)
    if creditor is not None:
        chosen["creditor"] = str(creditor)
    answer = client.post(f"{address}columns/", chosen)
    assert answer.status_code == 302, html.fromstring(answer.text).xpath("//main")[0].text_content()
    work_off()
    report = client.get(address).text
    count = re.search(r"Import (\d+) rows?<", report)
    assert count, html.fromstring(report).xpath("//main")[0].text_content()
    client.post(f"{address}carry-out/")
    work_off()
    return int(count[1])


def suggested(page: str) -> dict[str, str]:
    """What the mapping page has chosen by itself."""
    chosen = {}
    form = html.fromstring(page).xpath("//form[contains(@class,'k-form')]")[0]
    for select in form.xpath(".//select"):
        option = select.xpath(".//option[@selected]") or select.xpath(".//option")
        chosen[select.get("name")] = option[0].get("value")
    for box in form.xpath(".//input[@type='text']"):
        chosen[box.get("name")] = box.get("value") or ""
    return chosen


def work_off() -> None:
    """What the worker would do with the jobs that wait, but for e-mails."""
    entries = {task.name: task for task in (exchange_tasks.run_import, ledger_tasks.settle_all)}
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = ANY(%s) RETURNING task_name, args",
            [list(entries)],
        )
        waiting = cursor.fetchall()
    for name, arguments in waiting:
        entries[name](**json.loads(arguments))


def taken_in(client: Client, file: Path) -> str:
    """The words that the program says after a statement has come in."""
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    address = client.post("/payments/take-in/", {"file": upload})["Location"]
    return client.post(address, {"settle": "on"}, follow=True).text


def accept_the_first_suggestion(client: Client, title: str) -> None:
    """One keystroke on the page of the waiting payment with that title."""
    row = html.fromstring(client.get("/payments/waiting/").text).xpath(
        f"//tr[contains(., '{title}')]//a/@href"
    )
    page = client.get(row[0]).text
    assert "names a document, but the amount does not fit it" in page
    form = html.fromstring(page).xpath("//form[.//*[@data-key='1']]")[0]
    client.post(row[0], dict(form.form_values()))


def found(client: Client, text: str) -> int:
    """The customer whose card the search opens, being the only one that fits."""
    answer = client.get("/search/", {"q": text})
    card = re.fullmatch(r"/parties/(\d+)/", answer["Location"])
    assert card
    return int(card[1])


def code_from_the_letter(client: Client) -> str:
    """The code as it stands on the printed letter; afterwards it is gone from the program."""
    client.post("/letters/print/")
    run = re.search(r"/letters/runs/[\w-]+/pdf", client.get("/letters/").text)
    assert run
    letter = client.get(run[0]).content
    client.post(run[0].replace("/pdf", "/printed/"))
    words = pypdf.PdfReader(io.BytesIO(letter)).pages[0].extract_text()
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", words)
    assert code
    return code[0]


def link_from_the_email(settings: Any, folder: Path) -> str:
    """The link as it stands in the e-mail."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder / "mail")
    emails.deliver(email_id=Email.objects.get().pk)
    import email
    from email import policy

    (file,) = (folder / "mail").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    link = re.search(r"/activate/([\w-]+)/", message.get_content())
    assert link
    return link[1]
