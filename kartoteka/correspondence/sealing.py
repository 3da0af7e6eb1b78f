"""Texts with a secret, kept only until they are delivered, and unreadable without the key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

__all__ = ["InvalidToken", "seal", "unseal"]


def seal(data: bytes) -> bytes:
    """`data`, encrypted and authenticated with the installation's own key."""
    return _box().encrypt(data)


def unseal(sealed: bytes) -> bytes:
    """The data again; raises InvalidToken where it was sealed elsewhere or tampered with."""
    return _box().decrypt(bytes(sealed))


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.SEALING_KEY.encode()).digest()))
