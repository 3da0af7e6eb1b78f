"""The forms of signing in and of second factors: allauth's, in our words and without placeholders.

A placeholder is no label, and what a field is called must not depend on somebody else's catalogue.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

Words = dict[str, Any]  # texts, most of them translated when shown


def _say(form: forms.Form, labels: Words, helps: Words | None = None) -> None:
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].help_text = (helps or {}).get(name, "")
            form.fields[name].widget.attrs.pop("placeholder", None)


_PASSWORDS: Words = {
    "oldpassword": _("The present password"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
}
_LENGTH: Words = {
    "password1": _("At least 10 characters. Several words in a row are good and easy to remember.")
}


class SignIn(account.LoginForm):
    """Login and password; in the portal the e-mail address serves as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = _("Login") if settings.REALM == "desk" else _("Login or e-mail address")
        _say(self, {**_PASSWORDS, "login": login})
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs.update(
            maxlength="254", autocapitalize="none", spellcheck="false"
        )


class Reauthenticate(account.ReauthenticateForm):
    """The password once more, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, _PASSWORDS)


class ChangePassword(account.ChangePasswordForm):
    """From the present password to a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, _PASSWORDS, _LENGTH)


class SetPassword(account.SetPasswordForm):
    """A first password for somebody who has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, _PASSWORDS, _LENGTH)


_CODE: Words = {"code": _("Code")}
_CODE_HELP: Words = {"code": _("Six digits from the app, or one of the recovery codes.")}


class SecondFactor(factor.AuthenticateForm):
    """The code of the second factor, at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, _CODE, _CODE_HELP)


class SecondFactorAgain(factor.ReauthenticateForm):
    """The code once more, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, _CODE, _CODE_HELP)


class ActivateApp(totp.ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, _CODE, {"code": _("Six digits that the app shows after scanning.")})


class AddKey(keys.AddWebAuthnForm):
    """A passkey or a security key, with a name to know it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels: Words = {
            "name": _("Name of the key"),
            "passwordless": _("Sign in without a password"),
        }
        helps: Words = {
            "passwordless": _("The device then asks for a finger, a face or a PIN instead.")
        }
        _say(self, labels, helps)


class RenameKey(keys.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"name": _("Name of the key")})
