"""Files on their way to a browser: saved, never shown inside our pages."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def sent(data: bytes, *, name: str, media_type: str = "application/pdf") -> HttpResponse:
    """`data` as a download that no browser runs, sniffs or keeps in a shared cache."""
    response = _closed(data, media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def picture(data: bytes) -> HttpResponse:
    """A PNG that we made ourselves, for an `<img>` of our own pages."""
    response = _closed(data, "image/png")
    response["Content-Disposition"] = "inline"
    return response


def _closed(data: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
