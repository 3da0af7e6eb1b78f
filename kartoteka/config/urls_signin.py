"""Addresses of signing in, the same for both realms: of allauth's views only those we need.

A form that is refused answers 422, as everywhere; allauth itself would answer 200.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.usersessions import views as sessions
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from kartoteka.access import operations
from kartoteka.ui import language

UNPROCESSABLE = 422


def _at(address: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and form.is_bound and form.errors:
            response.status_code = UNPROCESSABLE
        return response

    return path(address, answered, name=name)


def _keep(request: HttpRequest, code: str) -> None:
    operations.set_preferences(actor=request.actor, language=code)  # type: ignore[attr-defined]


urlpatterns = [
    path("language/", language.switch(_keep), name="language"),
    _at("login/", account.login, "account_login"),
    _at("logout/", account.logout, "account_logout"),
    _at("inactive/", account.account_inactive, "account_inactive"),
    _at("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    _at("password/", account.password_change, "account_change_password"),
    _at("password/set/", account.password_set, "account_set_password"),
    _at("sessions/", sessions.list_usersessions, "usersessions_list"),
    _at("factors/", factor.index, "mfa_index"),
    _at("factors/authenticate/", factor.authenticate, "mfa_authenticate"),
    _at("factors/reauthenticate/", factor.reauthenticate, "mfa_reauthenticate"),
    _at("factors/app/", totp.activate_totp, "mfa_activate_totp"),
    _at("factors/app/off/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _at("factors/recovery/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    _at("factors/recovery/new/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _at("factors/recovery/file/", recovery.download_recovery_codes, "mfa_download_recovery_codes"),
    _at("factors/keys/", keys.list_webauthn, "mfa_list_webauthn"),
    _at("factors/keys/add/", keys.add_webauthn, "mfa_add_webauthn"),
    _at("factors/keys/<int:pk>/", keys.edit_webauthn, "mfa_edit_webauthn"),
    _at("factors/keys/<int:pk>/remove/", keys.remove_webauthn, "mfa_remove_webauthn"),
    _at("factors/keys/login/", keys.login_webauthn, "mfa_login_webauthn"),
    _at("factors/keys/again/", keys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
]
