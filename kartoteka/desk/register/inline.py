"""Single fields of the card, changed where they stand: by the same operations as the whole form.

Each answers a fragment for htmx: the value, or the field with what hinders it. Without scripts the
value is a link to the form that has the field.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from kartoteka.desk.register import forms
from kartoteka.desk.register.views import known, placed
from kartoteka.register import operations
from kartoteka.register.operations import ContactDraft, PartyDraft
from kartoteka.register.queries import ContactLine, PartyCard
from kartoteka.ui import figures, screens
from kartoteka.ui.meanwhile import Versioned

PARTY_FIELDS = (
    "name", "first_name", "last_name", "number", "birth_date", "country", "language", "function",
    "note",
)  # fmt: skip
CONTACT_FIELDS = ("value",)


@dataclass(frozen=True, slots=True)
class Inline:
    """A field as it stands on the card: its place, what it says, where it is changed."""

    id: str
    url: str
    whole: str
    shown: str
    version: str
    seen: str


@screens.staff()
def party_field(request: screens.Request, party_id: int, field: str) -> HttpResponse:
    """One field of the identity."""
    if field not in PARTY_FIELDS:
        raise Http404
    party = known(request, party_id)
    form = forms.Identity(request.POST or None, initial=forms.Identity.of(party))
    names = (*PARTY_FIELDS, "kind", "is_creditor")
    draft = PartyDraft(**{name: getattr(party, name) for name in names})

    def save(version: str | None) -> None:
        operations.change_party(
            actor=request.actor,
            party_id=party_id,
            draft=replace(draft, **{field: form.cleaned_data[field]}),
            expected_version=version,
            confirmed=screens.confirmed(request),
        )

    return _answer(request, form, field, save, lambda: of_party(known(request, party_id), field))


@screens.staff()
def contact_field(request: screens.Request, party_id: int, pk: int, field: str) -> HttpResponse:
    """A phone number or e-mail address."""
    if field not in CONTACT_FIELDS:
        raise Http404
    line = _contact(known(request, party_id), pk)
    form = forms.Contact(request.POST or None, initial=forms.Contact.of(line))
    draft = ContactDraft(line.kind, line.value, line.note, line.is_preferred)

    def save(version: str | None) -> None:
        operations.change_contact(
            actor=request.actor,
            contact_id=pk,
            draft=replace(draft, **{field: form.cleaned_data[field]}),
            expected_version=version,
            confirmed=screens.confirmed(request),
        )

    return _answer(
        request,
        form,
        field,
        save,
        lambda: of_contact(party_id, _contact(known(request, party_id), pk), field),
    )


def of_party(party: PartyCard, field: str) -> Inline:
    """A field of the identity as the card shows it."""
    value = getattr(party, field)
    language = get_language() or "pl"
    if field == "birth_date":
        shown = figures.day(value, language) if value else ""
    elif field == "country":
        shown = figures.country(value, language)
    else:
        shown = figures.language_name(value, language) if field == "language" else value
    return Inline(
        id=f"inline-{field}",
        url=reverse("party_inline", args=[party.id, field]),
        whole=reverse("party_change", args=[party.id]) + f"#id_{field}",
        shown=shown,
        version=party.version,
        seen=_seen(forms.Identity(initial=forms.Identity.of(party)), field),
    )


def of_contact(party_id: int, line: ContactLine, field: str) -> Inline:
    """A contact as the card shows it."""
    return Inline(
        id=f"inline-contact-{line.id}",
        url=reverse("party_contact_inline", args=[party_id, line.id, field]),
        whole=reverse("party_contact", args=[party_id, line.id]),
        shown=line.shown,
        version=line.version,
        seen=_seen(forms.Contact(initial=forms.Contact.of(line)), field),
    )


def _seen(form: Versioned, field: str) -> str:
    return json.dumps({field: form.said_at_first()[field]}, ensure_ascii=False)


def _answer(
    request: screens.Request,
    form: Versioned,
    field: str,
    save: Callable[[str | None], None],
    shown: Callable[[], Inline],
) -> HttpResponse:
    """The field to be edited, or the value: after saving, leaving, or asked for at first."""
    for name in set(form.fields) - {field, "version", "seen"}:
        del form.fields[name]
    was = form.said_at_first()[field]
    form.fields[field].widget.attrs["autofocus"] = True
    context: dict[str, Any] = {"field": form[field], "form": form, "mode": "edit"}
    if form.is_valid():
        with screens.refusals_on(form), placed(form):
            save(form.cleaned_data["version"] if form.was_changed(field) else None)
            context |= {"mode": "saved", "was": was}
    elif "leave" in request.GET:
        context["mode"] = "shown"
    context["inline"] = shown()
    errors = form if context["mode"] == "edit" else None
    return screens.page(request, "desk/register/inline.html", context, form=errors)


def _contact(party: PartyCard, pk: int) -> ContactLine:
    found = next((line for line in party.contacts if line.id == pk), None)
    if found is None:
        raise Http404
    return found
