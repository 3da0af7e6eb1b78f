"""Pure decisions: the secret code, what stays of a text that holds a secret, how far a try got."""

import hashlib
import secrets
import smtplib
from dataclasses import dataclass
from enum import Enum

# No 0 O, 1 I L, U V: what people mix up on paper. Twelve of 29 signs are 58 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_SIGNS = 12
GROUP = 4
BLANK = "•"


@dataclass(frozen=True, slots=True)
class Recipient:
    """The lines of an address as they are printed, and what sorts them for the post."""

    lines: tuple[str, ...]
    country: str = "PL"
    postal_code: str = ""


class Outcome(Enum):
    """How an attempt to hand an e-mail over ended, as far as can be known."""

    AGAIN = "AGAIN"
    UNCERTAIN = "UNCERTAIN"
    REFUSED = "REFUSED"


def new_code() -> str:
    """A fresh code of more than 50 bits, as it is compared: no groups."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_SIGNS))


def grouped(code: str) -> str:
    """The code as it is printed: K7QP-2M9D-XW4H."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def blanked(code: str) -> str:
    """What the kept copy shows in place of the code."""
    return grouped(BLANK * len(code))


def typed(code: str) -> str:
    """A code as somebody typed it, made comparable: case, blanks and dashes do not matter."""
    return "".join(sign for sign in code.upper() if sign.isalnum())[: 2 * CODE_SIGNS]


def new_link() -> str:
    """A fresh secret for an address, 256 bits."""
    return secrets.token_urlsafe(32)


def link_hash(link: str) -> str:
    """The quick hash that stays of a long random secret."""
    return hashlib.sha256(link.encode()).hexdigest()


def outcome(error: Exception, *, connected: bool) -> Outcome:
    """What a failed attempt means. Once talking has begun, a lost server may have the message."""
    if isinstance(error, ValueError):  # a line break in a header: it never left
        return Outcome.REFUSED
    if not connected:
        return Outcome.AGAIN
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _reason in error.recipients.values()]
        return _by_code(min(codes, default=550))
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code)
    return Outcome.UNCERTAIN


def _by_code(code: int) -> Outcome:
    temporary = 400 <= code < 500  # noqa: PLR2004  (RFC 5321 §4.2.1)
    return Outcome.AGAIN if temporary else Outcome.REFUSED
