"""The mailbox of a program without a mail server: e-mails as files, for the demo and for trials."""

import datetime as dt
import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from kartoteka.kernel.actor import Actor, Role

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Message:
    """An e-mail as its reader would have it."""

    to: str
    subject: str
    text: str
    sent_at: dt.datetime


def is_open() -> bool:
    """Whether e-mails go into files here; with a mail server nobody else reads them."""
    return str(settings.EMAIL_BACKEND).endswith("filebased.EmailBackend")


def messages(*, viewer: Actor) -> list[Message]:
    """The newest e-mails, with their secrets readable: nobody but these files received them."""
    folder = Path(settings.EMAIL_FILE_PATH) if is_open() else None
    if folder is None or not folder.is_dir() or not viewer.may(Role.CLERK):
        return []
    newest = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [_message(file) for file in newest[:NEWEST]]


def _message(file: Path) -> Message:
    found = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = found.get_body(("plain",))
    text = body.get_content() if body else ""
    return Message(
        to=str(found["To"] or ""),
        subject=str(found["Subject"] or ""),
        # Django ends each message with a line of dashes.
        text=text.rstrip().rstrip("-").rstrip(),
        sent_at=dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC),
    )
