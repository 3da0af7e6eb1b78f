"""What an export asks before it sends personal data: to whom, and on what basis.

    asked = asking.ask(request, heading=_("Export"), back=reverse("parties"),
                       scope=("IDENTITY",), parties=privacy.Selection(...))
    return asked or StreamingHttpResponse(...)

Without an answer it is the page that asks; with one the disclosure stands in the register, and the
caller sends what it has.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.desk.privacy import forms
from kartoteka.privacy import operations
from kartoteka.ui import screens


def ask(
    request: screens.Request,
    *,
    heading: str,
    back: str,
    scope: tuple[str, ...],
    parties: Collection[int] | operations.Selection,
    way: str = "EXPORT",
    initial: dict[str, Any] | None = None,
    formats: Sequence[tuple[str, str]] = (),
    trail: Sequence[tuple[str, str]] = (),
    text: str = "",
) -> HttpResponse | None:
    """The page that asks, or None once the disclosure is noted and the data may go.

    `formats` are the values of `format` that the form may send, each a button with its words;
    `trail` are the pages above this one, `text` says what the file will hold.
    """
    form = forms.Recipient(request.POST or None, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.disclose(
                actor=request.actor,
                draft=form.draft(scope=scope, way=way),
                parties=parties,
                on=timezone.localdate(),
            )
            return None
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "trail": trail,
        "text": text,
        "formats": formats or [("", _("Send the file"))],
    }
    return screens.page(request, "desk/privacy/ask.html", context)
