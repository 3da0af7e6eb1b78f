"""What hangs on a party: a page with a form for each identifier, address, contact and account."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kartoteka.desk.register import forms
from kartoteka.desk.register.views import known, placed
from kartoteka.register import operations
from kartoteka.ui import screens
from kartoteka.ui.figures import group_iban

PAGE = "desk/register/part.html"


@screens.staff()
def identifier_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new identifier of a kind that the party has not yet."""
    form = forms.Identifier(request.POST or None)
    party = known(request, party_id)
    has = {line.kind for line in party.identifiers} - {"EU_VAT"}  # of these one of each country
    kind: Any = form.fields["kind"]
    kind.choices = [choice for choice in kind.choices if choice[0] not in has]
    return answer(
        request,
        party_id,
        form,
        _("New identifier"),
        lambda: _set_identifier(request, party_id, form),
    )


@screens.staff()
def identifier(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """Another value of an identifier, or none. A sensitive value is not shown."""
    line = of(known(request, party_id).identifiers, pk)
    if "remove" in request.POST:
        operations.remove_identifier(
            actor=request.actor, party_id=party_id, kind=line.kind, identifier_id=pk
        )
        return done(request, party_id, _("Removed."))
    initial = {"kind": line.kind, "value": line.value, "version": line.version}
    form = forms.Identifier(request.POST or None, initial=initial)
    form.fields["kind"].disabled = True
    return answer(
        request,
        party_id,
        form,
        line.label,
        lambda: _set_identifier(request, party_id, form),
        line=line,
        reveal="party_identifier_reveal",
        may_remove=True,
    )


@screens.staff()
@never_cache
def identifier_reveal(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """A sensitive value in clear, once, for a reason that is kept."""
    line = of(known(request, party_id).identifiers, pk)
    return _reveal(
        request,
        party_id,
        line,
        lambda reason: operations.reveal_identifier(
            actor=request.actor, identifier_id=pk, reason=reason
        ),
    )


@screens.staff()
def contact_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new phone number or e-mail address."""
    known(request, party_id)
    form = forms.Contact(request.POST or None, initial={"kind": request.GET.get("kind")})
    return answer(
        request,
        party_id,
        form,
        _("New contact"),
        lambda: operations.add_contact(
            actor=request.actor,
            party_id=party_id,
            draft=form.draft(),
            confirmed=screens.confirmed(request),
        ),
    )


@screens.staff()
def contact(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """A phone number or e-mail address."""
    line = of(known(request, party_id).contacts, pk)
    if "remove" in request.POST:
        operations.remove_contact(actor=request.actor, contact_id=pk)
        return done(request, party_id, _("Removed."))
    form = forms.Contact(request.POST or None, initial=forms.Contact.of(line))
    return answer(
        request,
        party_id,
        form,
        line.label,
        lambda: operations.change_contact(
            actor=request.actor,
            contact_id=pk,
            draft=form.draft(),
            expected_version=form.cleaned_data["version"],
            confirmed=screens.confirmed(request),
        ),
        may_remove=True,
    )


@screens.staff()
def account_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new bank account."""
    known(request, party_id)
    form = forms.Account(request.POST or None)
    return answer(
        request,
        party_id,
        form,
        _("New bank account"),
        lambda: operations.add_bank_account(
            actor=request.actor, party_id=party_id, draft=form.draft()
        ),
    )


@screens.staff()
def account(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """A bank account."""
    line = of(known(request, party_id).accounts, pk)
    if "remove" in request.POST:
        operations.remove_bank_account(actor=request.actor, account_id=pk)
        return done(request, party_id, _("Removed."))
    form = forms.Account(request.POST or None, initial=forms.Account.of(line), line=line)
    return answer(
        request,
        party_id,
        form,
        _("Bank account"),
        lambda: operations.change_bank_account(
            actor=request.actor,
            account_id=pk,
            draft=form.draft(),
            expected_version=form.cleaned_data["version"],
            confirmed=screens.confirmed(request),
        ),
        may_remove=True,
        line=line,
        reveal="party_account_reveal",
    )


@screens.staff()
@never_cache
def account_reveal(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """A customer's account in clear, once, for a reason that is kept."""
    line = of(known(request, party_id).accounts, pk)
    return _reveal(
        request,
        party_id,
        {"label": _("Bank account"), "shown": line.shown},
        lambda reason: group_iban(
            operations.reveal_bank_account(actor=request.actor, account_id=pk, reason=reason)
        ),
    )


def _reveal(
    request: screens.Request, party_id: int, line: Any, show: Callable[[str], str]
) -> HttpResponse:
    form = forms.Reveal(request.POST or None)
    context = {"form": form, "party": known(request, party_id), "line": line}
    if form.is_valid():
        with screens.refusals_on(form):
            context["value"] = show(form.cleaned_data["reason"])
    return screens.page(request, "desk/register/reveal.html", context)


def _set_identifier(request: screens.Request, party_id: int, form: Form) -> None:
    kind = form.cleaned_data["kind"]
    form.places = dict.fromkeys(  # type: ignore[attr-defined]
        ["register.bad_identifier", "register.identifier_taken"], "value"
    )
    operations.set_identifier(
        actor=request.actor,
        party_id=party_id,
        kind=kind,
        value=form.cleaned_data["value"],
        expected_version=form.cleaned_data["version"],
        confirmed=screens.confirmed(request),
    )


def answer(
    request: screens.Request,
    party_id: int,
    form: Form,
    heading: str,
    save: Callable[[], Any],
    *,
    page: str = PAGE,
    **more: Any,
) -> HttpResponse:
    """Saves what a good form says and goes back; else shows the form with what hinders it.

    The page's fragment `form` is what htmx gets that asks for another shape of the form.
    """
    if form.is_valid():
        with screens.refusals_on(form), placed(form):
            save()
            return done(request, party_id, _("Saved."))
    context = {"form": form, "party": known(request, party_id), "heading": heading, **more}
    return screens.page(request, page, context, fragment="form" if page != PAGE else None)


def done(request: screens.Request, party_id: int, words: str) -> HttpResponse:
    """Back to all that hangs on the party, with a word."""
    messages.success(request, words)
    return redirect("party_change", party_id)


def of(lines: Iterable[Any], pk: int) -> Any:
    """The line with that id, or 404."""
    found = next((line for line in lines if line.id == pk), None)
    if found is None:
        raise Http404
    return found
