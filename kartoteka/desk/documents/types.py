"""The dictionary of document types, for administrators."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kartoteka.desk.documents import forms
from kartoteka.documents import operations, queries
from kartoteka.kernel.actor import Role
from kartoteka.register.queries import choices
from kartoteka.ui import screens


@screens.staff(Role.ADMINISTRATOR)
def types(request: screens.Request) -> HttpResponse:
    """All types, the retired ones last."""
    words = dict(choices.PARTY_KINDS)
    rows = [
        (line, [words[kind] for kind in line.required_of])
        for line in queries.types(viewer=request.actor, with_retired=True)
    ]
    return screens.page(request, "desk/documents/types.html", {"rows": rows})


@screens.staff(Role.ADMINISTRATOR)
def add(request: screens.Request) -> HttpResponse:
    """A new type."""
    form = forms.Type(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.add_type(actor=request.actor, draft=form.draft())
            messages.success(request, _("Added."))
            return redirect("document_types")
    return screens.page(request, "desk/documents/type.html", {"form": form, "line": None})


@screens.staff(Role.ADMINISTRATOR)
def change(request: screens.Request, type_id: int) -> HttpResponse:
    """A type's words, features and rules."""
    try:
        line = queries.document_type(viewer=request.actor, type_id=type_id)
    except queries.NoSuchContent:
        raise Http404 from None
    form = forms.Type(request.POST or None, initial=forms.Type.of(line), features=line.features)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_type(actor=request.actor, type_id=type_id, draft=form.draft())
            messages.success(request, _("Saved."))
            return redirect("document_types")
    return screens.page(request, "desk/documents/type.html", {"form": form, "line": line})
