"""A form sent after the session was lost is kept for its login, and comes back after sign-in.

Whoever was signed in last in a browser stands in a signed cookie. What such a browser sends without
a session is sealed in the cache for half an hour; its address is handed to the sign-in, and opens
only for the login that typed it. Forms with a password in them, and files, are not kept.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kartoteka.ui.middleware import Answer

KEPT_FOR = 30 * 60  # seconds
_LARGEST, _MOST_FIELDS = 200_000, 2_000
_REMEMBERED_FOR = 30 * 24 * 60 * 60
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
_LONGEST_CODE = 3
_NOT_KEPT = {"csrfmiddlewaretoken", "confirm"}


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What was typed: where it was to go, and its fields in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> list[str]:
        """What a person would know again: words, not codes, ticks and numbers."""
        return [
            value
            for name, value in self.fields
            if name not in {"version", "seen"} and len(value) > _LONGEST_CODE and _has_words(value)
        ]


class KeptFormMiddleware:
    """Remembers who is signed in, and keeps what that browser sends once it no longer is.

    Stands before the middleware that requires a sign-in.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = request.user
        if user.is_authenticated and _who(request) != user.pk:
            response.set_signed_cookie(
                _cookie(),
                str(user.pk),
                salt=__name__,
                max_age=_REMEMBERED_FOR,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The way to the sign-in, and from there back to what was typed."""
        is_open = not getattr(view, "login_required", True)
        if request.method != "POST" or request.user.is_authenticated or is_open:
            return None
        token = keep(request)
        return redirect_to_login(reverse("kept_form", args=[token])) if token else None


def keep(request: HttpRequest) -> str | None:
    """Keeps what the request sends for whoever sent it; None where it may not be kept."""
    user_id = request.user.pk if request.user.is_authenticated else _who(request)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_KEPT
        for value in values
    ]
    is_form = request.content_type in _FORM_TYPES and not request.FILES
    is_small = len(fields) <= _MOST_FIELDS and sum(map(len, sum(fields, ()))) <= _LARGEST
    has_secret = any("password" in name.lower() for name, _value in fields)
    if user_id is None or not (is_form and is_small) or has_secret or not fields:
        return None
    if getattr(request, "htmx", False) or request.path.startswith("/account/"):
        return None
    token = secrets.token_urlsafe(24)
    kept = json.dumps({"user": user_id, "path": request.get_full_path(), "fields": fields})
    cache.set(_key(token), _box().encrypt(kept.encode()).decode(), KEPT_FOR)
    return token


def take_out(*, token: str, user_id: int) -> KeptForm | None:
    """What was kept under `token` for that user; None for others, and after half an hour."""
    sealed = cache.get(_key(token))
    if sealed is None:
        return None
    kept = json.loads(_box().decrypt(sealed.encode()))
    if kept["user"] != user_id:
        return None
    return KeptForm(kept["path"], tuple((name, value) for name, value in kept["fields"]))


def after_expiry(request: HttpRequest) -> HttpResponse | None:
    """Where a form of our own page goes whose token is older than the sign-in; None for others'."""
    origin = request.headers.get("Origin", "")
    if settings.REALM != "desk":
        return None
    is_ours = url_has_allowed_host_and_scheme(
        origin, {request.get_host()}, require_https=request.is_secure()
    )
    if not is_ours or not origin.startswith("http"):
        return None
    token = keep(request)
    if token is None:
        return None
    address = reverse("kept_form", args=[token])
    return redirect(address) if request.user.is_authenticated else redirect_to_login(address)


def _has_words(value: str) -> bool:
    return any(letter.islower() for letter in value)


def _who(request: HttpRequest) -> int | None:
    who = request.get_signed_cookie(_cookie(), None, salt=__name__, max_age=_REMEMBERED_FOR)
    return int(who) if who else None


def _cookie() -> str:
    return f"{settings.SESSION_COOKIE_NAME}_who"


def _key(token: str) -> str:
    return f"kept-form:{hashlib.sha256(token.encode()).hexdigest()}"


def _box() -> Fernet:
    key = hashlib.sha256(f"{__name__}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
