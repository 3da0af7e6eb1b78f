"""What the base pages need to know: the realm, the theme, the languages on offer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

# Each language in its own words, as people look for it.
LANGUAGES = (("pl", "Polski"), ("sk", "Slovenčina"), ("en", "English"))


def look(request: HttpRequest) -> dict[str, Any]:
    """`realm`, `frame` (the realm's base page), `theme` (auto, light, dark), `language`, ..."""
    user = getattr(request, "user", None)
    return {
        "realm": settings.REALM,
        "frame": f"ui/base_{settings.REALM}.html",
        "theme": getattr(user, "theme", "auto"),
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": LANGUAGES,
        "actor": getattr(request, "actor", None),
    }
