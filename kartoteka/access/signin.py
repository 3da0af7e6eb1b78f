"""How allauth finds users, stores secrets and says no, for the realm of the process."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations
from kartoteka.access.models import User

# Higher rooms say why a login may not come in although its password is right, "" if it may:
# filled by config/wiring.py.
KEEPERS: list[Callable[[User], str | Promise]] = []
_WRONG = _("The login or the password is not right. Check both and try again.")


class Backend(AuthenticationBackend):
    """Login and password, within this realm; in the portal an e-mail address serves as login."""

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        users = User.objects.filter(login__iexact=username)[:1]
        if not users and settings.REALM == "portal" and "@" in username:
            users = User.objects.filter(email__iexact=username)[:2]
        # An address of two people names neither: each has a login of his own.
        found = users[0] if len(users) == 1 else None
        checked: User | None = self._check_password(found, password)
        return checked


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, our own words, and nobody passes into the other realm."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The password is not right."),
        "too_many_login_attempts": _(
            "Too many attempts that failed. For safety, signing in with this login or from this "
            "place is stopped for five minutes."
        ),
        "rate_limited": _("Too many attempts in a short time. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if user.realm != settings.REALM:
            raise ImmediateHttpResponse(redirect("account_login"))
        for keeper in KEEPERS:
            if why := keeper(user):
                messages.error(request, str(why))
                raise ImmediateHttpResponse(redirect("account_login"))
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def set_password(self, user: User, password: str) -> None:
        operations.set_own_password(user=user, password=password)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted with the realm's key, our own words, the realm's name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Type the one that the device shows."),
        "cannot_generate_recovery_codes": _("Turn on a second factor first."),
    }

    def get_totp_issuer(self) -> str:
        return f"Kartoteka {settings.REALM}"

    def get_totp_label(self, user: User) -> str:
        return user.login

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
