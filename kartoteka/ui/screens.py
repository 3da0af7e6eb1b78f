"""How a screen answers: page or fragment, refusals on a form, who may come in.

A view reads, does at most one operation and renders once:

    @screens.staff()
    def settle(request: screens.Request, party_id: int) -> HttpResponse:
        form = forms.Settle(request.POST or None)
        if form.is_valid():
            with screens.refusals_on(form):
                operations.settle(actor=request.actor, confirmed=screens.confirmed(request), ...)
                return redirect("card", party_id)
        return screens.page(request, "desk/card/settle.html", {"form": form}, fragment="form")
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ui.meanwhile import CHANGED_MEANWHILE, Versioned


class Request(HttpRequest):
    """A request as views of signed-in people get it: for annotations, nobody makes one."""

    actor: Actor
    htmx: HtmxDetails
    user: Any


P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]
Answered = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

UNPROCESSABLE = 422


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    form: BaseForm | None = None,
    fragment: str | None = None,
) -> HttpResponse:
    """The whole page, or for htmx its `{% partialdef fragment %}`; 422 if the form has errors.

    `form` defaults to `context["form"]`. A boosted or history-restoring request gets the page.
    """
    context = dict(context or {})
    form = form or context.get("form")
    status = UNPROCESSABLE if form is not None and form.is_bound and form.errors else 200
    name = f"{template}#{fragment}" if fragment and wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part to swap in, not for a page to show."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if not htmx:
        return False
    return not htmx.boosted and not htmx.history_restore_request


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Puts a Refusal raised inside on the form, where `ui/form.html` shows it.

    A Confirmable one appears with a box to tick; the form sends its code back as `confirm`. What
    another changed meanwhile is compared side by side (ui.meanwhile).
    """
    try:
        yield
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, ValidationError(refusal.sentence(), code=refusal.code))
        if isinstance(form, Versioned) and refusal.code.endswith(CHANGED_MEANWHILE):
            form.compare()
        elif isinstance(refusal, Confirmable):
            form.to_confirm = refusal.code  # type: ignore[attr-defined]


def confirmed(request: HttpRequest) -> frozenset[str]:
    """Codes of the Confirmable refusals that the person has overridden in this form."""
    return frozenset(request.POST.getlist("confirm"))


class Elsewhere(Exception):  # noqa: N818  (an answer, not an error)
    """What was asked for is at another address now: `staff` leads there and says why."""

    def __init__(self, url: str, words: str) -> None:
        self.url, self.words = url, words
        super().__init__(url)


def staff(role: Role = Role.CLERK) -> Callable[[View[P]], Answered[P]]:
    """A view of the desk for signed-in staff of at least `role`; others get 403 or the sign-in."""

    def decorate(view: View[P]) -> Answered[P]:
        @wraps(view)
        def allowed(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return redirect_to_login(request.get_full_path())
            if not actor.may(role):
                raise PermissionDenied
            try:
                return view(cast("Request", request), *args, **kwargs)
            except Elsewhere as moved:
                messages.info(request, moved.words)
                return redirect(moved.url)

        return cast("Answered[P]", allowed)

    return decorate
