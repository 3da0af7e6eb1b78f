"""Opening a login with its two secrets: the link of an e-mail and the code of a letter."""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kartoteka.correspondence.operations import invitations
from kartoteka.portal.passwords import NewPassword
from kartoteka.portal.recovery import stranger
from kartoteka.ui import screens


class Activate(NewPassword):
    """The code, and the password that the customer will use from now on."""

    field_order = ("code", "password", "again")

    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=40,
        help_text=_("Three groups of four. Capital letters and dashes do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


@login_not_required
@never_cache
def activation(request: HttpRequest) -> HttpResponse:
    """What one needs to begin; the same for everybody."""
    return screens.page(request, "portal/activation.html")


@login_not_required
@never_cache
@sensitive_post_parameters()
def activate(request: HttpRequest, link: str) -> HttpResponse:
    """Asks for the code and a password. The page is the same for any link, true or not."""
    form = Activate(request.POST or None)
    if form.is_valid():
        # Each try costs a slow hash: ACCOUNT_RATE_LIMITS says how many a place may make.
        if not ratelimit.consume(request, action="activate"):
            answer: HttpResponse = ratelimit.respond_429(request)
            return answer
        with screens.refusals_on(form):
            invitations.activate(
                actor=stranger(request),
                link=link,
                code=form.cleaned_data["code"],
                password=form.cleaned_data["password"],
            )
            messages.success(request, _t("Your access is open. Sign in with your e-mail address."))
            return redirect("account_login")
    return screens.page(request, "portal/activate.html", {"form": form})
