"""Dictionaries for administrators: their values in order, with words, colours and retirement."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.fields import forms
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.operations.fields import dictionaries as operations
from kartoteka.register.queries import dictionaries as queries
from kartoteka.ui import screens


@screens.staff(Role.ADMINISTRATOR)
def dictionaries(request: screens.Request) -> HttpResponse:
    """All dictionaries, the shared ones first."""
    lines = queries.dictionaries(viewer=request.actor)
    return screens.page(request, "desk/fields/dictionaries.html", {"lines": lines})


@screens.staff(Role.ADMINISTRATOR)
def dictionary_add(request: screens.Request) -> HttpResponse:
    """A new shared dictionary."""
    form = forms.DictionaryForm(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            labels = form.labels()
            first = next((one for one in labels.values() if one.strip()), "")
            dictionary_id = operations.add_dictionary(
                actor=request.actor,
                key=form.cleaned_data["key"] or operations.code_of(first),
                labels=labels,
            )
            messages.success(request, _("Added. Now add its values."))
            return redirect("dictionary", dictionary_id)
    return screens.page(request, "desk/fields/dictionary_add.html", {"form": form})


@screens.staff(Role.ADMINISTRATOR)
def dictionary(request: screens.Request, dictionary_id: int) -> HttpResponse:
    """A dictionary with its values, and the form of the next one."""
    line = _line(request, dictionary_id)
    form = forms.ValueForm(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.add_value(
                actor=request.actor,
                dictionary_id=dictionary_id,
                code=form.cleaned_data["code"],
                labels=form.labels(),
                colour=form.cleaned_data["colour"],
            )
            messages.success(request, _("Added."))
            return redirect(f"{reverse('dictionary', args=[dictionary_id])}#new")
    return screens.page(request, "desk/fields/dictionary.html", {"form": form, "line": line})


@screens.staff(Role.ADMINISTRATOR)
def dictionary_change(request: screens.Request, dictionary_id: int) -> HttpResponse:
    """Another name of a dictionary."""
    line = _line(request, dictionary_id)
    form = forms.DictionaryForm(request.POST or None, initial=forms.spread(line.labels, "label"))
    del form.fields["key"]
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_dictionary(
                actor=request.actor, dictionary_id=dictionary_id, labels=form.labels()
            )
            messages.success(request, _("Saved."))
            return redirect("dictionary", dictionary_id)
    context = {"form": form, "line": line}
    return screens.page(request, "desk/fields/dictionary_add.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def dictionary_remove(request: screens.Request, dictionary_id: int) -> HttpResponse:
    """A dictionary that no field uses goes."""

    def remove() -> None:
        operations.remove_dictionary(actor=request.actor, dictionary_id=dictionary_id)

    if _done(request, remove, _("Removed.")):
        return redirect("dictionaries")
    return redirect("dictionary", dictionary_id)


@screens.staff(Role.ADMINISTRATOR)
def dictionary_value(request: screens.Request, value_id: int) -> HttpResponse:
    """Other words or another colour of a value."""
    value = _value(request, value_id)
    form = forms.ValueForm(request.POST or None, initial=forms.ValueForm.of(value))
    del form.fields["code"]
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_value(
                actor=request.actor,
                value_id=value_id,
                labels=form.labels(),
                colour=form.cleaned_data["colour"],
            )
            messages.success(request, _("Saved."))
            return redirect("dictionary", value.dictionary_id)
    context = {"form": form, "value": value, "line": _line(request, value.dictionary_id)}
    return screens.page(request, "desk/fields/value.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def dictionary_value_move(request: screens.Request, value_id: int) -> HttpResponse:
    """One place up or down."""
    value = _value(request, value_id)
    operations.move_value(actor=request.actor, value_id=value_id, up="up" in request.POST)
    return redirect(f"{reverse('dictionary', args=[value.dictionary_id])}#value-{value_id}")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def dictionary_value_retire(request: screens.Request, value_id: int) -> HttpResponse:
    """Offered no longer, or again."""
    value = _value(request, value_id)
    retired = "again" not in request.POST
    operations.retire_value(actor=request.actor, value_id=value_id, retired=retired)
    words = _("Retired: records that have it keep it.") if retired else _("Offered again.")
    messages.success(request, words)
    return redirect("dictionary", value.dictionary_id)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def dictionary_value_remove(request: screens.Request, value_id: int) -> HttpResponse:
    """A value that no record has goes."""
    value = _value(request, value_id)

    def remove() -> None:
        operations.remove_value(actor=request.actor, value_id=value_id)

    if _done(request, remove, _("Removed.")):
        return redirect("dictionary", value.dictionary_id)
    return redirect("dictionary_value", value_id)


def _done(request: screens.Request, act: Callable[[], None], words: str) -> bool:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return False
    messages.success(request, words)
    return True


def _line(request: screens.Request, dictionary_id: int) -> queries.DictionaryLine:
    found = queries.dictionary(viewer=request.actor, dictionary_id=dictionary_id)
    if found is None:
        raise Http404
    return found


def _value(request: screens.Request, value_id: int) -> queries.ValueLine:
    found = queries.value(viewer=request.actor, value_id=value_id)
    if found is None:
        raise Http404
    return found
