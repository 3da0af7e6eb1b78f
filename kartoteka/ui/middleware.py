"""What happens around every view: who acts, in which language, and how a refusal is shown."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from kartoteka.kernel.errors import Refusal

Answer = Callable[[HttpRequest], HttpResponse]
REFUSED = 409


class ActorMiddleware:
    """Sets `request.actor` (None when signed out) and speaks the user's language."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            address = get_adapter().get_client_ip(request)
            request.actor = request.user.as_actor(address)  # type: ignore[attr-defined]
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class NulMiddleware:
    """No text in the database can hold a NUL, so an address that says one is read without it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("QUERY_STRING", "")
        if "%00" in said or "\x00" in said:
            request.META["QUERY_STRING"] = said.replace("%00", "").replace("\x00", "")
        return self.get_response(request)


class PasswordMiddleware:
    """Whoever has a password that somebody else knows changes it before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password and not _is_open(request.path):
            return redirect("account_change_password")
        return self.get_response(request)


def _is_open(path: str) -> bool:
    names = ("account_change_password", "account_logout", "account_reauthenticate", "language")
    return path == "/healthz" or path in {reverse(name) for name in names}


class RefusalMiddleware:
    """A Refusal that no form caught: a toast for htmx, JSON for programs, else a page. 409."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        if request.accepts("text/html"):
            answer = {"refusal": error.sentence(), "base": base_for(request)}
            return render(request, "ui/refused.html", answer, status=REFUSED)
        return JsonResponse({"code": error.code, "message": error.sentence()}, status=REFUSED)


class HtmxMiddleware:
    """Keeps htmx honest: signs out as a whole page, and carries messages beside a fragment."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(request, "htmx", False):
            return response
        location = response.headers.get("Location", "")
        if location.startswith(settings.LOGIN_URL):
            return _to_sign_in(request)
        if _is_fragment(response) and len(messages.get_messages(request)):
            toasts = render_to_string("ui/toasts.html", {"beside": True}, request)
            response.content += toasts.encode()
        return response


def base_for(request: HttpRequest) -> str:
    """The page around a message: none for htmx, the realm's frame, or the quiet card."""
    if getattr(request, "htmx", False):
        return "ui/bare.html"
    signed_in = getattr(request, "actor", None) is not None
    return f"ui/base_{settings.REALM}.html" if signed_in else "ui/base_signin.html"


def _is_fragment(response: HttpResponse) -> bool:
    return (
        not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and b"<html" not in response.content[:400]
        and not response.headers.get("Location")
    )


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    response = HttpResponse(status=204)
    response["HX-Redirect"] = redirect_to_login(back, settings.LOGIN_URL).url
    return response
