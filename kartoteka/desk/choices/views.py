"""All dictionaries on one page; an entry on its own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.choices import forms
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations
from kartoteka.register.queries import choices as names
from kartoteka.register.queries import segments
from kartoteka.ui import screens


@screens.staff(Role.ADMINISTRATOR)
def choices(request: screens.Request) -> HttpResponse:
    """Every dictionary with its entries in order, retired ones too."""
    lists = [
        (code, label, segments.entries(viewer=request.actor, of=code, with_retired=True))
        for code, label in names.CHOICE_LISTS
    ]
    return screens.page(request, "desk/choices/choices.html", {"lists": lists})


@screens.staff(Role.ADMINISTRATOR)
def choice_add(request: screens.Request, name: str) -> HttpResponse:
    """A new entry of a dictionary."""
    known = dict(names.CHOICE_LISTS)
    if name not in known:
        raise Http404
    form = forms.NewEntry(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.add_entry(
                actor=request.actor,
                of=name,
                labels=form.labels(),
                colour=form.cleaned_data["colour"],
            )
            messages.success(request, _("Added."))
            return redirect("choices")
    return screens.page(request, "desk/choices/choice.html", {"form": form, "of": known[name]})


@screens.staff(Role.ADMINISTRATOR)
def choice(request: screens.Request, pk: int) -> HttpResponse:
    """An entry: other words, retired, or away while nothing has it."""
    entry = segments.entry(viewer=request.actor, entry_id=pk)
    if entry is None:
        raise Http404
    removing = "remove" in request.POST
    form = forms.ChangedEntry(
        None if removing else request.POST or None, initial=forms.ChangedEntry.of(entry)
    )
    problem = ""
    if removing:
        try:
            operations.remove_entry(actor=request.actor, entry_id=pk)
        except Refusal as refusal:
            problem = refusal.sentence()
        else:
            messages.success(request, _("Removed."))
            return redirect("choices")
    elif form.is_valid():
        with screens.refusals_on(form):
            operations.change_entry(
                actor=request.actor,
                entry_id=pk,
                labels=form.labels(),
                colour=form.cleaned_data["colour"],
                is_retired=form.cleaned_data["is_retired"],
                expected_version=form.cleaned_data["version"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("choices")
    of = dict(names.CHOICE_LISTS)[entry.list]
    context = {"form": form, "entry": entry, "of": of, "problem": problem}
    return screens.page(request, "desk/choices/choice.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def choice_move(request: screens.Request, pk: int) -> HttpResponse:
    """Up or down among the entries of its dictionary."""
    operations.move_entry(actor=request.actor, entry_id=pk, up="up" in request.POST)
    return redirect("choices")
