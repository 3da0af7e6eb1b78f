"""A forgotten password: asking for a link, and setting a new one with it."""

from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kartoteka.correspondence.operations import recovery
from kartoteka.kernel.actor import Actor, Realm
from kartoteka.portal.passwords import NewPassword
from kartoteka.ui import screens


class Forgotten(forms.Form):
    """The address with which the customer signs in."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@login_not_required
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Takes an address down; says the same for every address."""
    form = Forgotten(request.POST or None)
    asked = False
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="reset_password", key=email.lower()):
            answer: HttpResponse = ratelimit.respond_429(request)
            return answer
        recovery.ask_for_reset(
            actor=stranger(request), email=email, language=get_language() or "pl"
        )
        asked = True
    return screens.page(request, "portal/forgotten.html", {"form": form, "asked": asked})


@login_not_required
@never_cache
@sensitive_post_parameters()
def new_password(request: HttpRequest, user: UUID, token: str) -> HttpResponse:
    """Sets a new password; the page is the same for any link, true or not."""
    form = NewPassword(request.POST or None)
    if form.is_valid():
        if not ratelimit.consume(request, action="reset_password_from_key"):
            answer: HttpResponse = ratelimit.respond_429(request)
            return answer
        with screens.refusals_on(form):
            recovery.reset_password(
                actor=stranger(request),
                user=user,
                token=token,
                password=form.cleaned_data["password"],
            )
            messages.success(request, _t("Your password is changed. Sign in with the new one."))
            return redirect("account_login")
    return screens.page(request, "portal/new_password.html", {"form": form})


def stranger(request: HttpRequest) -> Actor:
    """Somebody at the door, known by the network address only."""
    return Actor(user_id=None, realm=Realm.PORTAL, address=request.META.get("REMOTE_ADDR", ""))
