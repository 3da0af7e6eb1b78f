"""Attachments: brought, looked at, fetched, described, removed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kartoteka.desk.documents import forms
from kartoteka.desk.register.views import known
from kartoteka.documents import operations, queries
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ui import files, screens

CREATED, REFUSED = 201, 409


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """Files for a customer's card: many from the form, or one of a program that shows progress."""
    party = known(request, party_id)
    context = {"party": party, "back": ("party_documents", party.id)}
    return _add(request, context, "party", party.id)


@screens.staff()
def add_to_document(request: screens.Request, public_id: UUID) -> HttpResponse:
    """Files of one of the customer's documents."""
    paper = known_document(request, public_id)
    context = {"party": known(request, paper.party_id), "back": ("document", paper.public_id)}
    return _add(request, context | {"paper": paper}, "document", paper.id)


def _add(
    request: screens.Request, context: dict[str, object], subject: str, subject_id: int
) -> HttpResponse:
    form = forms.Attach(request.POST or None, request.FILES or None)
    added = 0
    if form.is_valid():
        for one in form.files_given():
            # Each by itself: what is wrong with one does not keep the others out.
            with screens.refusals_on(form):
                operations.refuse_too_large(one.size or 0)
                operations.attach(
                    actor=request.actor,
                    subject=subject,
                    subject_id=subject_id,
                    data=one.read(),
                    name=one.name or "",
                    category=form.cleaned_data["category"],
                )
                added += 1
    if not request.accepts("text/html"):
        said = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"message": " ".join(said)}, status=REFUSED if said else CREATED)
    if added:
        words = ngettext("%(n)s file attached.", "%(n)s files attached.", added)
        messages.success(request, words % {"n": added})
        if not form.errors:
            return redirect(*context["back"])  # type: ignore[misc]
    return screens.page(request, "desk/documents/attach.html", {"form": form, **context})


@screens.staff()
def attachment(request: screens.Request, public_id: UUID) -> HttpResponse:
    """One attachment: what it looks like, its words, who fetched it."""
    line = known_attachment(request, public_id)
    form = forms.Attachment(request.POST or None, initial=forms.Attachment.of(line))
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_attachment(
                actor=request.actor,
                attachment_id=line.id,
                title=form.cleaned_data["title"],
                category=form.cleaned_data["category"],
                note=form.cleaned_data["note"],
                expected_version=form.cleaned_data["version"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("attachment", public_id)
    context = {
        "line": line,
        "form": form,
        "party": known(request, line.party_id) if line.party_id else None,
        "pages": range(1, line.pages + 1),
        "text": queries.text(viewer=request.actor, attachment_id=line.id) if line.is_open else "",
        "fetches": queries.fetches(viewer=request.actor, attachment_id=line.id),
        "may_restore": request.actor.may(Role.ADMINISTRATOR),
    }
    return screens.page(request, "desk/documents/attachment.html", context, fragment="preview")


@screens.staff()
def file(request: screens.Request, public_id: UUID) -> HttpResponse:
    """The file itself; that it was fetched is kept."""
    line = known_attachment(request, public_id)
    got = operations.fetch(actor=request.actor, attachment_id=line.id)
    return files.sent(got.data, name=got.name, media_type=got.media_type)


@screens.staff()
def page(request: screens.Request, public_id: UUID, page: int) -> HttpResponse:
    """The picture of a page."""
    line = known_attachment(request, public_id)
    try:
        data = queries.picture(viewer=request.actor, attachment_id=line.id, page=page)
    except queries.NoSuchContent:
        raise Http404 from None
    return files.picture(data)


@screens.staff()
@require_POST
def remove(request: screens.Request, public_id: UUID) -> HttpResponse:
    """Takes the attachment off its record."""
    line = known_attachment(request, public_id)
    operations.remove_attachment(actor=request.actor, attachment_id=line.id)
    messages.success(request, _("Removed; the trace of it stays."))
    return redirect("party_documents", line.party_id) if line.party_id else redirect("start")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def restore(request: screens.Request, public_id: UUID) -> HttpResponse:
    """Puts a removed attachment back."""
    line = known_attachment(request, public_id)
    try:
        operations.restore_attachment(actor=request.actor, attachment_id=line.id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    else:
        messages.success(request, _("It is attached again."))
    return redirect("attachment", public_id)


def known_attachment(request: screens.Request, public_id: UUID) -> queries.AttachmentLine:
    """The attachment, or 404."""
    try:
        return queries.attachment(viewer=request.actor, public_id=public_id)
    except queries.NoSuchContent:
        raise Http404 from None


def known_document(request: screens.Request, public_id: UUID) -> queries.DocumentLine:
    """The document as it is today, or 404."""
    try:
        return queries.document(viewer=request.actor, public_id=public_id, on=timezone.localdate())
    except queries.NoSuchContent:
        raise Http404 from None
