"""Two secrets that travel apart open a login together, and neither does alone."""

import datetime as dt
import io
import re
from dataclasses import dataclass

import pypdf
import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.utils import timezone

from kartoteka.access.models import User
from kartoteka.access.operations import WeakPassword
from kartoteka.correspondence import queries, sealing
from kartoteka.correspondence.models import Email, Invitation, Letter, Sealed
from kartoteka.correspondence.operations import emails, invitations, letters
from kartoteka.documents import queries as documents
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.register.models import Address, Party, PortalGrant

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)
STRANGER = Actor(user_id=None, realm=Realm.PORTAL)
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Secrets:
    code: str
    link: str


def invite(party: Party, email: str = "Anna@Example.org") -> Secrets:
    made = invitations.invite_to_portal(actor=SYSTEM, party_id=party.pk, email=email, on=TODAY)
    letter = sealing.unseal(Sealed.objects.get(letter_id=made.letter_id).data)
    text = sealing.unseal(Sealed.objects.get(email_id=made.email_id).data).decode()
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", words_of(letter))
    link = re.search(r"/activate/([\w-]+)/", text)
    assert code is not None
    assert link is not None
    return Secrets(code[0], link[1])


def words_of(pdf: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def activate(code: str, link: str, password: str = PASSWORD) -> int:
    return invitations.activate(actor=STRANGER, link=link, code=code, password=password)


@pytest.fixture
def party(anna: Party) -> Party:
    Address.objects.create(
        party=anna, kind="REGISTERED", street="Łąkowa", building="14", postal_code="90-562",
        city="Łódź",
    )  # fmt: skip
    return anna


def test_both_secrets_open_the_login_for_its_party(party: Party) -> None:
    secrets = invite(party)
    assert not PortalGrant.objects.exists()
    user = User.everyone.get(pk=activate(secrets.code, secrets.link))
    assert (user.login, user.realm) == ("anna@example.org", "portal")
    assert check_password(PASSWORD, user.password)
    assert PortalGrant.objects.get().party_id == party.pk


def test_people_type_the_code_as_they_like(party: Party) -> None:
    secrets = invite(party)
    assert activate(f" {secrets.code.lower().replace('-', ' ')}", secrets.link)


def test_the_door_has_the_rights_that_activation_needs(party: Party) -> None:
    secrets = invite(party)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kartoteka_door")
        user_id = activate(secrets.code, secrets.link)
        cursor.execute("RESET ROLE")
    assert PortalGrant.objects.get().user_id == user_id


@pytest.mark.parametrize("which", ["code alone", "link alone", "of two people"])
def test_one_secret_alone_opens_nothing(party: Party, which: str) -> None:
    secrets = invite(party)
    other = Party.objects.create(number="K-2", kind="PERSON", name="Bartek")
    Address.objects.create(party=other, kind="REGISTERED", city="Łódź")
    others = invite(other, "bartek@example.org")
    code, link = {
        "code alone": (secrets.code, "x" * 43),
        "link alone": ("AAAA-BBBB-CCCC", secrets.link),
        "of two people": (others.code, secrets.link),
    }[which]
    with pytest.raises(invitations.NotActivated):
        activate(code, link)
    assert not PortalGrant.objects.exists()
    assert not User.everyone.get(login="anna@example.org").has_usable_password()


def test_five_wrong_codes_end_the_invitation(party: Party) -> None:
    secrets = invite(party)
    for _ in range(5):
        with pytest.raises(invitations.NotActivated):
            activate("AAAA-BBBB-CCCC", secrets.link)
    with pytest.raises(invitations.NotActivated):
        activate(secrets.code, secrets.link)


def test_an_invitation_works_once_and_not_after_its_time(party: Party) -> None:
    secrets = invite(party)
    activate(secrets.code, secrets.link)
    with pytest.raises(invitations.NotActivated):
        activate(secrets.code, secrets.link)
    late = invite(party)
    past = timezone.now() - dt.timedelta(days=31)
    Invitation.objects.filter(used_at=None).update(
        made_at=past, expires_at=past + dt.timedelta(days=30)
    )
    with pytest.raises(invitations.NotActivated):
        activate(late.code, late.link)


def test_a_new_invitation_ends_the_old_one_and_its_letter(party: Party) -> None:
    old = invite(party)
    new = invite(party)
    with pytest.raises(invitations.NotActivated):
        activate(old.code, old.link)
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["WAITING", "WITHDRAWN"]
    assert activate(new.code, new.link)


def test_a_weak_password_is_refused_and_uses_nothing_up(party: Party, settings: object) -> None:
    secrets = invite(party)
    with pytest.raises(WeakPassword):
        activate(secrets.code, secrets.link, "12345")
    assert activate(secrets.code, secrets.link)


def test_only_hashes_and_blanked_copies_stay_after_delivery(
    party: Party, mailoutbox: list[object]
) -> None:
    secrets = invite(party)
    letter, email = Letter.objects.get(), Email.objects.get()
    kept = words_of(documents.read(viewer=SYSTEM, content_id=letter.content_id))
    assert secrets.code not in kept
    assert "••••-••••-••••" in kept
    emails.deliver(email_id=email.pk)
    letters.mark_printed(actor=SYSTEM, run=letters.start_run(actor=SYSTEM))
    assert not Sealed.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(t::text, '') FROM (SELECT row(i.*) FROM correspondence_invitation i "
            "UNION ALL SELECT row(e.*) FROM correspondence_email e "
            "UNION ALL SELECT row(l.*) FROM correspondence_letter l "
            "UNION ALL SELECT row(c.old_values, c.new_values) FROM trail_change c) AS t"
        )
        (everything,) = cursor.fetchone()
    bare = secrets.code.replace("-", "")
    assert secrets.link not in everything
    assert secrets.code not in everything
    assert bare not in everything


def test_a_customer_without_an_address_cannot_be_invited(anna: Party) -> None:
    with pytest.raises(invitations.NoAddress):
        invite(anna)


def test_ending_an_invitation_stops_both_secrets(party: Party) -> None:
    secrets = invite(party)
    public_id = Invitation.objects.get().public_id
    invitations.end_invitation(actor=SYSTEM, invitation=public_id)
    assert not Sealed.objects.exists()
    with pytest.raises(invitations.NotActivated):
        activate(secrets.code, secrets.link)
    with pytest.raises(invitations.NothingToEnd):
        invitations.end_invitation(actor=SYSTEM, invitation=public_id)
    row = queries.invitations(viewer=SYSTEM, party_id=party.pk)[0]
    assert row.state(timezone.now()) == "ENDED"
