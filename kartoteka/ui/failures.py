"""Pages of failure: no right, not found, an expired form, too many requests, our own error."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kartoteka.ui import kept_forms
from kartoteka.ui.middleware import base_for


def _page(request: HttpRequest, status: int, head: str, text: str) -> HttpResponse:
    context = {"base": base_for(request), "head": head, "text": text, "code": status}
    return render(request, "ui/failure.html", context, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but without the right."""
    text = _("Your role does not include this. An administrator can change that.")
    return _page(request, 403, _("You may not open this"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what exists but is not for this person."""
    text = _("There is nothing at this address. It may have been moved, or the link was cut short.")
    return _page(request, 404, _("Not found"), text)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the sign-in: it is kept and may be sent again. 403 where it came from
    another site, or cannot be kept."""
    kept = kept_forms.after_expiry(request)
    if kept is not None:
        return kept
    text = _("This form has expired. Go back, load the page again and send it once more.")
    return _page(request, 403, _("The form has expired"), text)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: more requests than a person makes."""
    text = _("Too many attempts in a short time. Wait a few minutes and try again.")
    return _page(request, 429, _("Please wait a moment"), text)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Drawn without the database, which may be what is broken."""
    return HttpResponse(render_to_string("ui/broken.html"), status=500)
