"""The one-time link of an empty program; what was typed before a session was lost."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kartoteka.access import operations
from kartoteka.desk.signin import forms
from kartoteka.ui import kept_forms, screens


@login_not_required
@never_cache
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Makes the first superadministrator of an empty program."""
    operations.check_invitation(token)
    form = forms.First(request.POST or None, initial={"language": get_language()})
    if form.is_valid():
        given = {key: value for key, value in form.cleaned_data.items() if key != "again"}
        with screens.refusals_on(form):
            operations.accept_invitation(token=token, **given)
            messages.success(request, _("You are the superadministrator. Sign in."))
            return redirect("account_login")
    return screens.page(request, "desk/signin/first.html", {"form": form})


@screens.staff()
@never_cache
def kept_form(request: screens.Request, token: str) -> HttpResponse:
    """What the same login typed before its session was lost, ready to be sent once more."""
    kept = kept_forms.take_out(token=token[:100], user_id=request.user.pk)
    if kept is None:
        messages.info(request, _("What was typed is not kept any more, or it is not yours."))
        return redirect("start")
    return screens.page(request, "desk/signin/kept_form.html", {"kept": kept})
