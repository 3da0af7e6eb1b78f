"""Documents in bulk at the desk: planned, seen, made, printed in volumes."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from kartoteka.access.operations.bulk import act_of
from kartoteka.correspondence.models import Letter
from kartoteka.insight import operations as insight
from kartoteka.insight import tasks
from kartoteka.insight.models import Mailing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.models import GroupMember, Party, PartyGroup
from tests import build
from tests.insight.test_mailings import Office, a_customer, noted
from tests.ledger.builders import a_creditor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def office() -> Office:
    creditor = a_creditor()
    people = {name: a_customer(creditor, name, "90-562", "1") for name in ("Anna", "Bela")}
    return Office(creditor, people)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(build.a_user())
    return client


def said(desk: Client, office: Office, **more: Any) -> dict[str, Any]:
    page = desk.get("/mailings/add/").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    return {
        "token": token[1], "kind": "STATEMENT", "creditor": office.creditor,
        "first": "2026-01-01", "on": "2026-11-20", "pay_by": "2026-12-04", "least": "",
        "by_email": "on", "who": "all", "group": "", "number": "",
    } | more  # fmt: skip


def made(mailing: Mailing) -> None:
    tasks.make_mailing(
        job=str(mailing.job), mailing=str(mailing.public_id), on="2026-11-20", language="en",
        user_id=None, user_name="", address="",
    )  # fmt: skip


def test_planned_seen_made_and_printed(desk: Client, office: Office) -> None:
    form = said(desk, office)
    page = desk.post("/mailings/add/", form, follow=True)
    assert [name in page.text for name in office.parties] == [True, True]
    desk.post("/mailings/add/", form)
    mailing = Mailing.objects.get()
    place = f"/mailings/{mailing.public_id}/"
    assert desk.post(f"{place}make/").status_code == 302
    mailing.refresh_from_db()
    made(mailing)
    shown = desk.get(place).text
    assert f"{place}volume-1.pdf" in shown
    assert desk.get(f"{place}volume-1.pdf").content[:5] == b"%PDF-"
    assert desk.get(f"{place}volume-2.pdf").status_code == 404
    assert "being made, or were" in desk.post(f"{place}make/", follow=True).text
    assert desk.get(f"/jobs/{mailing.job}/").status_code == 200
    assert "Volumes" in desk.get(f"/jobs/{mailing.job}/").text
    assert "made" in desk.get("/mailings/").text
    letter = Letter.objects.first()
    assert letter is not None
    assert letter.content.sha256 in desk.get("/mailings/customers/?columns=party,sha256").text


def test_for_a_group_or_one_customer(desk: Client, office: Office) -> None:
    group = PartyGroup.objects.create(labels={"en": "North"}, is_shared=True)
    GroupMember.objects.create(
        group=group, party_id=office.parties["Bela"], valid_from=dt.date(2026, 1, 1)
    )
    number = Party.objects.get(pk=office.parties["Anna"]).number
    cases = {"Bela": {"who": "group", "group": group.pk}, "Anna": {"who": "one", "number": number}}
    for name, more in cases.items():
        page = desk.post("/mailings/add/", said(desk, office, **more), follow=True).text
        page = page.split("<main")[1]  # the person signed in is called so, too
        assert [one in page for one in ("Anna", "Bela")].count(True) == 1
        assert name in page
    assert f'value="{number}"' in desk.get(f"/mailings/add/?party={number}").text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"who": "one", "number": "none"}, "no customer of this number"),
        ({"who": "group"}, "Choose the group."),
        ({"first": ""}, "Say where the statement begins."),
        ({"first": "2026-12-01"}, "The period ends before it begins."),
        ({"kind": "CALL", "pay_by": ""}, "Say by when it is to be paid."),
        ({"kind": "CALL", "least": "1,2,3"}, "two decimal places"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    desk: Client, office: Office, more: dict[str, Any], words: str
) -> None:
    answer = desk.post("/mailings/add/", said(desk, office, **more))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="2026-11-20"' in answer.text
    assert not Mailing.objects.exists()


def test_a_creditor_without_customers_is_refused(desk: Client, office: Office) -> None:
    answer = desk.post("/mailings/add/", said(desk, office, creditor=a_creditor()))
    assert answer.status_code == 422
    assert "has an account with this creditor" in answer.text
    assert not Mailing.objects.exists()


def test_a_selection_of_the_list_of_customers_is_planned(desk: Client, office: Office) -> None:
    act = act_of(actor=SYSTEM, subject="parties", key="documents")
    stranger = build.a_party("Stranger")
    options = {
        "token": "0b5c1f0e-5d5c-4c6c-9a53-1f0a2f1c9f10", "kind": "CALL",
        "creditor": office.creditor, "on": "2026-11-20", "first": None, "pay_by": "2026-12-04",
        "least": "10.00", "by_email": False,
    }  # fmt: skip
    ids = [office.parties["Anna"], stranger]
    assert act.run(actor=SYSTEM, ids=ids, options=options).done == 1
    assert act.run(actor=SYSTEM, ids=ids, options=options).done == 0
    page = desk.get("/mailings/0b5c1f0e-5d5c-4c6c-9a53-1f0a2f1c9f10/").text
    assert "Anna" in page
    assert "Stranger" not in page
    form = desk.post("/parties/act/documents/", {"row": ids, "address": "?"}, follow=True)
    assert "In the name of" in form.text


def test_what_is_planned_can_be_dropped(desk: Client, office: Office) -> None:
    desk.post("/mailings/add/", said(desk, office))
    mailing = Mailing.objects.get()
    desk.post(f"/mailings/{mailing.public_id}/drop/")
    assert not Mailing.objects.exists()
    assert desk.get(f"/mailings/{mailing.public_id}/").status_code == 404


def test_notes_go_out_by_documents_in_bulk_and_their_pages_say_so(
    desk: Client, office: Office
) -> None:
    (note,) = noted(office, "Anna").values()
    page = f"/interest/notes/{note.public_id}/"
    (link,) = re.findall(r'href="(/mailings/add/\?[^"]+)">Send it', desk.get(page).text)
    shown = desk.get(html.unescape(link)).text
    assert 'value="2026-11-20"' in shown
    late = desk.post("/mailings/add/", said(desk, office, kind="NOTE", first="2026-11-21"))
    assert "The period ends before it begins." in late.text
    missing = desk.post("/mailings/add/", said(desk, office, kind="NOTE", first=""))
    assert "Say from which day of issue." in missing.text
    desk.post("/mailings/add/", said(desk, office, kind="NOTE"))
    mailing = Mailing.objects.get()
    insight.make(
        actor=SYSTEM,
        job=insight.make_later(actor=SYSTEM, mailing=mailing.public_id, on=mailing.on),
        mailing=mailing.public_id,
        on=mailing.on,
    )
    assert "Sent by letter on" in desk.get(page).text
    assert "Volume 1 (PDF)" in desk.get(f"/mailings/{mailing.public_id}/").text
