"""The outbox: one delivery, and what is uncertain is said to be uncertain. Real sockets."""

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from kartoteka.correspondence import rules
from kartoteka.correspondence.models import Email, Sealed
from kartoteka.correspondence.operations import emails
from kartoteka.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


def send(**changed: Any) -> Email:
    given = {"to": "anna@example.org", "subject": "Hello", "text": "Good day"} | changed
    return Email.objects.get(pk=emails.send_email(actor=SYSTEM, **given))


def again(email: Email) -> Email:
    email.refresh_from_db()
    return email


class Server:
    """A mail server with one answer to the end of a message; without an answer it hangs up."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._talk, daemon=True).start()

    def _talk(self) -> None:
        there, _address = self.socket.accept()
        with there, there.makefile("rwb", buffering=0) as line:
            line.write(b"220 here\r\n")
            for said in iter(line.readline, b""):
                if said[:4].upper() != b"DATA":
                    line.write(b"250 fine\r\n")
                    continue
                line.write(b"354 go on\r\n")
                while line.readline() != b".\r\n":
                    pass
                if not self.answer:
                    return
                line.write(self.answer + b"\r\n")


@pytest.fixture
def smtp(settings: Any) -> Callable[[bytes], None]:
    """Points the program at a server with the given answer."""

    def start(answer: bytes) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
        settings.EMAIL_PORT = Server(answer).port

    return start


def test_delivers_once(mailoutbox: list[mail.EmailMessage]) -> None:
    email = send()
    emails.deliver(email_id=email.pk)
    emails.deliver(email_id=email.pk)
    assert [(one.to, one.subject, one.body) for one in mailoutbox] == [
        (["anna@example.org"], "Hello", "Good day")
    ]
    assert (again(email).state, email.attempts) == ("SENT", 1)


def test_sends_the_secret_and_keeps_only_the_blanked_text(
    mailoutbox: list[mail.EmailMessage],
) -> None:
    email = send(text="link ••••", with_secret="link abcd")
    assert b"abcd" not in bytes(Sealed.objects.get(email=email).data)
    emails.deliver(email_id=email.pk)
    assert mailoutbox[0].body == "link abcd"
    assert not Sealed.objects.exists()
    assert again(email).text == "link ••••"


def test_is_uncertain_when_the_server_is_lost_after_the_message(
    smtp: Callable[[bytes], None],
) -> None:
    smtp(b"")
    email = send()
    emails.deliver(email_id=email.pk)
    assert again(email).state == "UNCERTAIN"
    assert "SMTPServerDisconnected" in email.problem


def test_fails_with_the_reason_when_the_server_refuses(smtp: Callable[[bytes], None]) -> None:
    smtp(b"554 no such person")
    email = send()
    emails.deliver(email_id=email.pk)
    assert again(email).state == "FAILED"
    assert "no such person" in email.problem


def test_waits_and_is_tried_again_when_the_server_is_busy(smtp: Callable[[bytes], None]) -> None:
    smtp(b"451 later")
    email = send()
    with pytest.raises(emails.ServerAway):
        emails.deliver(email_id=email.pk)
    assert again(email).state == "WAITING"


def test_waits_when_there_is_no_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    email = send()
    with pytest.raises(emails.ServerAway):
        emails.deliver(email_id=email.pk)
    emails.give_up(email_id=email.pk, reason="nobody there")
    assert (again(email).state, email.problem) == ("FAILED", "nobody there")


def test_a_worker_that_died_while_sending_leaves_an_uncertain_email(
    mailoutbox: list[mail.EmailMessage],
) -> None:
    email = send()
    Email.objects.filter(pk=email.pk).update(state="SENDING")
    emails.deliver(email_id=email.pk)
    assert (again(email).state, mailoutbox) == ("UNCERTAIN", [])
    emails.send_again(actor=SYSTEM, email=email.public_id)
    emails.deliver(email_id=email.pk)
    assert len(mailoutbox) == 1


def test_refuses_to_send_a_delivered_email_again() -> None:
    email = send()
    emails.deliver(email_id=email.pk)
    with pytest.raises(emails.CannotSendAgain):
        emails.send_again(actor=SYSTEM, email=email.public_id)


def test_many_that_failed_go_again_and_the_delivered_one_does_not(
    mailoutbox: list[mail.EmailMessage],
) -> None:
    failed, uncertain, sent = send(), send(), send(subject="Sent")
    Email.objects.filter(pk=failed.pk).update(state="FAILED", problem="nobody there")
    Email.objects.filter(pk=uncertain.pk).update(state="UNCERTAIN")
    emails.deliver(email_id=sent.pk)
    ids = [failed.pk, uncertain.pk, sent.pk, 0]
    outcome = emails.send_again_many(actor=SYSTEM, ids=ids, options={})
    why = emails.CannotSendAgain().sentence()
    assert (outcome.done, outcome.refused) == (2, [(sent.pk, "Sent", why)])
    assert (again(failed).state, failed.problem) == ("WAITING", "")
    assert (again(uncertain).state, again(sent).state) == ("WAITING", "SENT")
    assert len(mailoutbox) == 1


def test_an_address_with_a_line_break_never_leaves() -> None:
    email = send(to="anna@example.org\nBcc: all@example.org")
    emails.deliver(email_id=email.pk)
    assert again(email).state == "FAILED"


def test_codes_are_compared_as_people_type_them() -> None:
    code = rules.new_code()
    assert len(code) == 12
    assert rules.typed(f" {rules.grouped(code).lower()} ") == code
    assert len(rules.ALPHABET) ** 12 > 2**50
