"""Customers' documents: on the card, one by one, and all that end soon or are missing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.card import frame
from kartoteka.desk.documents import forms
from kartoteka.desk.documents.attachments import known_document
from kartoteka.desk.register.views import known
from kartoteka.documents import operations, queries
from kartoteka.kernel.errors import Refusal
from kartoteka.ui import screens

PAGE = 50


@screens.staff()
def tab(request: screens.Request, party_id: int) -> HttpResponse:
    """The card's tab: documents with their validity, what is missing, attachments."""
    viewer, today = request.actor, timezone.localdate()
    removed = "removed" in request.GET
    context = frame.head(request, party_id, tab="documents") | {
        "documents": queries.documents_of(viewer=viewer, party_id=party_id, on=today),
        "missing": queries.missing(viewer=viewer, party_id=party_id, on=today),
        "attachments": queries.attachments_of(
            viewer=viewer, party_id=party_id, removed=removed, before=_number(request, "before"),
            limit=PAGE,
        ),
        "page": PAGE,
        "removed": removed,
        "form": forms.Attach(),
    }  # fmt: skip
    return screens.page(request, "desk/documents/tab.html", context, fragment="attachments")


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new document: first its type is chosen, then what that type asks for."""
    party = known(request, party_id)
    chosen = _number(request, "type")
    types = queries.types(viewer=request.actor)
    kind = next((one for one in types if one.id == chosen), None)
    context: dict[str, Any] = {"party": party, "types": types, "kind": kind}
    if kind is None:
        return screens.page(request, "desk/documents/choose.html", context)
    form = forms.Document(request.POST or None, kind=kind, initial={})
    if form.is_valid():
        with screens.refusals_on(form):
            public_id = operations.add_document(
                actor=request.actor, party_id=party.id, draft=form.draft()
            )
            messages.success(request, _("Added. Attach the file of it now."))
            return redirect("document", public_id)
    return screens.page(request, "desk/documents/add.html", context | {"form": form})


@screens.staff()
def document(request: screens.Request, public_id: UUID) -> HttpResponse:
    """One document: its words as a form, its files, its end."""
    line = known_document(request, public_id)
    kind = queries.document_type(viewer=request.actor, type_id=line.type_id)
    form = forms.Document(request.POST or None, kind=kind, initial=forms.Document.of(line))
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_document(
                actor=request.actor,
                document_id=line.id,
                draft=form.draft(),
                expected_version=form.cleaned_data["version"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("document", public_id)
    return screens.page(request, "desk/documents/document.html", _about(request, line, form))


def _about(
    request: screens.Request, line: queries.DocumentLine, form: forms.Document
) -> dict[str, Any]:
    return {
        "line": line,
        "form": form,
        "party": known(request, line.party_id),
        "attach": forms.Attach(initial={"category": "IDENTITY"}),
        "attachments": queries.attachments_of(
            viewer=request.actor, subject="document", subject_id=line.id
        ),
        "withdraw": forms.Withdraw(),
    }


@screens.staff()
@require_POST
def withdraw(request: screens.Request, public_id: UUID) -> HttpResponse:
    """Says that a document counts no more, and why."""
    line = known_document(request, public_id)
    form = forms.Withdraw(request.POST)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.withdraw_document(
                actor=request.actor, document_id=line.id, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("The document is withdrawn."))
            return redirect("document", public_id)
    kind = queries.document_type(viewer=request.actor, type_id=line.type_id)
    unchanged = forms.Document(kind=kind, initial=forms.Document.of(line))
    context = _about(request, line, unchanged) | {"withdraw": form}
    return screens.page(request, "desk/documents/document.html", context, form=form)


@screens.staff()
@require_POST
def reinstate(request: screens.Request, public_id: UUID) -> HttpResponse:
    """Lets a withdrawn document count again."""
    line = known_document(request, public_id)
    try:
        operations.reinstate_document(actor=request.actor, document_id=line.id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    else:
        messages.success(request, _("The document counts again."))
    return redirect("document", public_id)


@screens.staff()
def by_row(request: screens.Request, document_id: int) -> HttpResponse:
    """Where the list's rows lead: to the document under its own name."""
    try:
        public_id = queries.document_name(viewer=request.actor, document_id=document_id)
    except queries.NoSuchContent:
        raise Http404 from None
    return redirect("document", public_id)


@screens.staff()
def missing(request: screens.Request) -> HttpResponse:
    """Customers without a valid document that is required of their kind."""
    viewer, today = request.actor, timezone.localdate()
    types = [one for one in queries.types(viewer=viewer) if one.required_of]
    form = forms.OfType(request.GET, types=types)
    found = queries.missing(
        viewer=viewer,
        on=today,
        type_id=form.chosen(),
        after=_pair(request.GET.get("after", "")[:60]),
        limit=PAGE + 1,
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "form": form,
        "missing": found[:PAGE],
        "next_after": f"{last.party_id},{last.type_id}" if last else "",
    }
    return screens.page(request, "desk/documents/missing.html", context, fragment="list")


def _pair(mark: str) -> tuple[int, int]:
    parts = mark.split(",")
    if len(parts) != 2 or not all(one.isdecimal() and len(one) < 19 for one in parts):  # noqa: PLR2004
        return (0, 0)
    return int(parts[0]), int(parts[1])


def _number(request: screens.Request, name: str) -> int | None:
    value = request.GET.get(name, "")
    if value and not (value.isdecimal() and len(value) < 19):  # noqa: PLR2004  (bigint)
        raise Http404
    return int(value) if value else None
