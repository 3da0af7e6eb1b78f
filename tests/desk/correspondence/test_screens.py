"""The desk's road of an invitation: invited, printed, told to be printed, e-mail seen."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kartoteka.correspondence.models import Email, Invitation, Letter, Sealed
from kartoteka.correspondence.operations import emails
from kartoteka.register.models import Address, Party, PortalGrant
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(build.a_user())
    return client


@pytest.fixture
def party(db: None) -> Party:
    party = Party.objects.create(number="K-1", kind="PERSON", name="Anna Nowak")
    Address.objects.create(party=party, kind="REGISTERED", street="Łąkowa", city="Łódź")
    return party


def test_a_clerk_invites_prints_and_says_how_it_came_out(clerk: Client, party: Party) -> None:
    page = f"/parties/{party.pk}/portal/"
    assert "Nobody signs in for this customer yet." in clerk.get(page).text
    assert clerk.post(page, {"email": "anna@example.org"}).status_code == 302
    assert "open until" in clerk.get(page).text
    assert "Print 1 letter" in clerk.get("/letters/").text
    clerk.post("/letters/print/")
    queue = clerk.get("/letters/").text
    address = re.search(r"/letters/runs/[\w-]+/pdf", queue)
    assert address
    pdf = clerk.get(address[0])
    assert pdf.content.startswith(b"%PDF")
    assert "no-store" in pdf["Cache-Control"]
    clerk.post(address[0].replace("/pdf", "/printed/"))
    assert Letter.objects.get().state == "PRINTED"
    assert not Sealed.objects.filter(letter__isnull=False).exists()
    assert Letter.objects.get().title in clerk.get("/letters/").text


def test_a_customer_without_an_address_is_refused_with_the_reason(
    clerk: Client, party: Party
) -> None:
    Address.objects.all().delete()
    answer = clerk.post(f"/parties/{party.pk}/portal/", {"email": "anna@example.org"})
    assert answer.status_code == 422
    assert "The customer has no postal address." in answer.text
    assert 'value="anna@example.org"' in answer.text


def test_access_and_invitations_are_taken_away(clerk: Client, party: Party) -> None:
    page = f"/parties/{party.pk}/portal/"
    clerk.post(page, {"email": "anna@example.org"})
    invitation = Invitation.objects.get()
    clerk.post(f"{page}invitations/{invitation.public_id}/end/")
    invitation.refresh_from_db()
    assert invitation.ended_at is not None
    PortalGrant.objects.create(user=invitation.user, party=party)
    clerk.post(f"{page}{invitation.user_id}/end/")
    assert PortalGrant.objects.get().ended_at is not None


def test_the_mailbox_shows_what_the_customer_would_receive(
    clerk: Client, party: Party, settings: Any, tmp_path: Path
) -> None:
    assert clerk.get("/mailbox/").status_code == 404
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    clerk.post(f"/parties/{party.pk}/portal/", {"email": "anna@example.org"})
    emails.deliver(email_id=Email.objects.get().pk)
    mailbox = clerk.get("/mailbox/").text
    assert "anna@example.org" in mailbox
    assert re.search(r'href="http://portal.localhost:\d+/activate/[\w-]{43}/"', mailbox)
    assert "•" not in mailbox
    outbox = clerk.get("/emails/").text
    assert "sent" in outbox
    assert "Open the mailbox" in outbox


def test_an_email_that_failed_is_sent_again(clerk: Client, db: None) -> None:
    email = Email.objects.create(to="a@example.org", subject="x", text="y", state="FAILED")
    assert "Send again" in clerk.get("/emails/").text
    clerk.post(f"/emails/{email.public_id}/again/")
    email.refresh_from_db()
    assert email.state == "WAITING"


@pytest.mark.parametrize("address", ["/letters/", "/emails/", "/mailbox/", "/parties/1/portal/"])
def test_strangers_are_sent_to_sign_in(client: Client, address: str, db: None) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
