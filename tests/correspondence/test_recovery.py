"""A forgotten password: a link for activated logins, and silence about all others."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.core import mail
from django.db import connection

from kartoteka.access.models import PortalSession, User
from kartoteka.access.operations import WeakPassword
from kartoteka.correspondence.models import Email, ResetRequest
from kartoteka.correspondence.operations import emails, recovery
from kartoteka.correspondence.tasks import sweep
from kartoteka.kernel.actor import Actor, Realm
from tests import build

pytestmark = pytest.mark.django_db

STRANGER = Actor(user_id=None, realm=Realm.PORTAL)
PASSWORD = "a quite new password"


@pytest.fixture
def customer(db: None) -> User:
    return build.a_user("anna@example.org", realm=Realm.PORTAL, email="anna@example.org")


def ask(email: str) -> None:
    recovery.ask_for_reset(actor=STRANGER, email=email, language="en")


def link(customer: User, outbox: list[mail.EmailMessage]) -> str:
    ask(customer.login)
    recovery.answer_resets()
    emails.deliver(email_id=Email.objects.latest("id").pk)
    found = re.search(r"/forgotten/[\w-]+/([\w-]+)/", outbox[-1].body)
    assert found is not None
    return found[1]


def test_the_link_sets_a_new_password_and_ends_other_sign_ins(
    customer: User, mailoutbox: list[mail.EmailMessage]
) -> None:
    PortalSession.objects.create(
        session_key="k" * 32, session_data="", expire_date="2099-01-01T00:00Z", user=customer
    )
    token = link(customer, mailoutbox)
    recovery.reset_password(actor=STRANGER, user=customer.public_id, token=token, password=PASSWORD)
    customer.refresh_from_db()
    assert check_password(PASSWORD, customer.password)
    assert not PortalSession.objects.exists()
    assert Email.objects.latest("id").subject in {"Your password was changed"}


def test_the_link_works_once_and_for_its_login_only(
    customer: User, mailoutbox: list[mail.EmailMessage]
) -> None:
    token = link(customer, mailoutbox)
    other = build.a_user("bartek@example.org", realm=Realm.PORTAL)
    for user in (other, customer):
        if user is customer:
            recovery.reset_password(
                actor=STRANGER, user=user.public_id, token=token, password=PASSWORD
            )
        with pytest.raises(recovery.LinkSpent):
            recovery.reset_password(
                actor=STRANGER, user=user.public_id, token=token, password=PASSWORD
            )


def test_a_weak_password_is_refused_and_the_link_stays_good(
    customer: User, mailoutbox: list[mail.EmailMessage]
) -> None:
    token = link(customer, mailoutbox)
    with pytest.raises(WeakPassword):
        recovery.reset_password(
            actor=STRANGER, user=customer.public_id, token=token, password="1234"
        )
    recovery.reset_password(actor=STRANGER, user=customer.public_id, token=token, password=PASSWORD)


@pytest.mark.parametrize("case", ["nobody", "not activated", "blocked", "of the desk"])
def test_asking_tells_nothing_and_sends_nothing_to_others(case: str, customer: User) -> None:
    if case == "not activated":
        customer.set_unusable_password()
    if case == "blocked":
        customer.is_active = False
    if case == "of the desk":
        User.everyone.filter(pk=customer.pk).delete()
        build.a_user("anna@example.org", email="anna@example.org")
    else:
        customer.save()
    ask("stranger@example.org" if case == "nobody" else "anna@example.org")
    assert ResetRequest.objects.count() == 1
    assert recovery.answer_resets() == 0
    assert not Email.objects.exists()


def test_the_door_may_ask_and_learns_nothing(customer: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kartoteka_door")
        ask("anna@example.org")
        cursor.execute("RESET ROLE")
    sweep()
    assert Email.objects.get().to == "anna@example.org"


def test_the_door_may_set_the_password(customer: User, mailoutbox: list[mail.EmailMessage]) -> None:
    token = link(customer, mailoutbox)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kartoteka_door")
        recovery.reset_password(
            actor=STRANGER, user=customer.public_id, token=token, password=PASSWORD
        )
        cursor.execute("RESET ROLE")
    customer.refresh_from_db()
    assert check_password(PASSWORD, customer.password)
