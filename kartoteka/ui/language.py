"""Switching the language, signed in or not: a cookie for the browser, the account for the user."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kartoteka.ui.context import LANGUAGES

YEAR = 365 * 24 * 60 * 60
Save = Callable[[HttpRequest, str], None]


def switch(save: Save) -> Callable[[HttpRequest], HttpResponse]:
    """A view for POST language=pl|sk|en, next=/back/; `save` keeps it with a signed-in user."""

    @login_not_required
    @require_POST
    def view(request: HttpRequest) -> HttpResponse:
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
            back = "/"
        response = HttpResponseRedirect(back)
        code = request.POST.get("language", "")
        if code in dict(LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
            if request.user.is_authenticated:
                save(request, code)
        return response

    return view
