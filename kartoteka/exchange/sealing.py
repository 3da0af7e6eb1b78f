"""Addresses of databases are kept sealed: a copy of our database opens nobody else's."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.errors import Refusal


class SealBroken(Refusal):
    code = "exchange.seal_broken"
    message = _("The address of this source was kept under another secret. Name the source again.")


def seal(text: str) -> str:
    """The text, readable only with this installation's secret."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises SealBroken."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _fernet() -> Fernet:
    key = hashlib.sha256(b"kartoteka.exchange.source:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
