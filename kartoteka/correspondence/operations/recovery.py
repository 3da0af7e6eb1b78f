"""A forgotten password of the portal: a link by e-mail, for logins that were activated before.

Asking does the same for every address: it is taken down, and the worker looks later whether there
is such a login. So neither the answer nor its time tells whether somebody is a customer.
"""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access.models import User
from kartoteka.correspondence import rules
from kartoteka.correspondence.models import ResetRequest
from kartoteka.correspondence.operations import emails
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.kernel.errors import Refusal

KEPT_FOR = dt.timedelta(days=30)


class LinkSpent(Refusal):
    code = "correspondence.link_spent"
    message = _(
        "This link is no longer valid: it was used, or is older than %(hours)s hours. "
        "Ask for a new one."
    )


class _Tokens(PasswordResetTokenGenerator):
    """Django's tokens, signed with a key that worker and portal share."""

    key_salt = "kartoteka.correspondence.recovery"

    def __init__(self) -> None:
        super().__init__()
        self.secret = settings.SEALING_KEY


def ask_for_reset(*, actor: Actor, email: str, language: str) -> None:
    """Take down that the password of this address is forgotten."""
    with acting(actor):
        ResetRequest.objects.create(email=email.strip().lower()[:254], language=language)


def answer_resets() -> int:
    """Send a link to each address asked about that is the login of an activated customer.

    Returns how many links were sent.
    """
    with acting(SYSTEM):
        waiting = list(
            ResetRequest.objects.select_for_update(skip_locked=True)
            .filter(answered_at__isnull=True)
            .order_by("id")[:100]
        )
        sent = sum(_send_link(request) for request in waiting)
        ResetRequest.objects.filter(pk__in=[one.pk for one in waiting]).update(answered_at=Now())
        ResetRequest.objects.filter(answered_at__lt=Now() - KEPT_FOR).delete()
    return sent


def reset_password(*, actor: Actor, user: UUID, token: str, password: str) -> None:
    """Set a new password by the link of an e-mail; all other sign-ins of the login end.

    Raises LinkSpent, and access's refusal of a weak password.
    """
    with acting(actor):
        found = _activated().select_for_update().filter(public_id=user).first()
        if found is None or not _Tokens().check_token(found, token):
            raise LinkSpent(hours=settings.PASSWORD_RESET_TIMEOUT // 3600)
        access.set_portal_password(actor=actor, user_id=found.pk, password=password)
        with translation.override(found.language):
            emails.send_email(
                actor=actor,
                to=found.email or found.login,
                subject=_t("Your password was changed"),
                text=_t(
                    "Good day,\n\nthe password of your customer portal was changed just now.\n\n"
                    "If it was not you, call our office at once.\n"
                ),
            )


def _activated() -> "QuerySet[User]":
    return User.everyone.filter(realm=Realm.PORTAL, is_active=True).exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )


def _send_link(request: ResetRequest) -> bool:
    users = list(
        _activated().filter(Q(login__iexact=request.email) | Q(email__iexact=request.email))[:2]
    )
    if len(users) != 1:  # nobody, or an address of two people, which names neither
        return False
    (user,) = users
    address = f"{settings.PORTAL_URL}/forgotten/{user.public_id}/"
    text = _(
        "Good day,\n\n"
        "somebody, we hope you, has asked for a new password of the customer portal. "
        "This link sets one:\n\n"
        "%(link)s\n\n"
        "It is valid for %(hours)s hours. If it was not you, delete this e-mail: nothing "
        "changes.\n"
    )
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    with translation.override(request.language):
        emails.send_email(
            actor=SYSTEM,
            to=user.email or user.login,
            subject=_t("A new password for the customer portal"),
            text=str(text) % {"link": f"{address}{rules.BLANK * 8}/", "hours": hours},
            with_secret=str(text)
            % {"link": f"{address}{_Tokens().make_token(user)}/", "hours": hours},
        )
    return True
