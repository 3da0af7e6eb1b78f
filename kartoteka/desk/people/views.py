"""Who serves the customer, whom the person serves; a new link; one that is changed or ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kartoteka.desk.card import frame
from kartoteka.desk.people import forms
from kartoteka.desk.profile.parts import of
from kartoteka.desk.register.views import known
from kartoteka.register import operations
from kartoteka.register import queries as register
from kartoteka.register.operations.persons import PERSONS
from kartoteka.register.queries import persons as queries
from kartoteka.register.queries import segments
from kartoteka.ui import screens


@screens.staff()
def people(request: screens.Request, party_id: int) -> HttpResponse:
    """Persons of the customer, and customers of the person."""
    context = frame.head(request, party_id, tab="people")
    today = context["today"]
    here = queries.persons_of(viewer=request.actor, party_id=party_id)
    there = queries.served_by(viewer=request.actor, person_ids=[party_id])
    context |= {
        "persons": [(line, line.is_valid(today)) for line in here],
        "serves": [(line, line.is_valid(today)) for line in there],
    }
    return screens.page(request, "desk/people/people.html", context)


@screens.staff()
def person_add(request: screens.Request, party_id: int) -> HttpResponse:
    """Finds a person (`q`), then says what they are for the customer (`person`)."""
    party = known(request, party_id)
    chosen = request.GET.get("person", "")
    is_number = chosen.isdecimal() and len(chosen) < 19  # noqa: PLR2004  (bigint)
    person = register.party(viewer=request.actor, party_id=int(chosen)) if is_number else None
    text = request.GET.get("q", "")[:200]
    context: dict[str, object] = {"party": party, "text": text, "person": person, "hits": []}
    if person is None:
        if text.strip():
            hits = register.find(viewer=request.actor, text=text, limit=40)
            context["hits"] = [
                hit for hit in hits if hit.kind in PERSONS and hit.party_id != party_id
            ]
        return screens.page(request, "desk/people/add.html", context, fragment="hits")
    form = forms.Link(
        request.POST or None, functions=segments.entries(viewer=request.actor, of="FUNCTION")
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.link_person(
                actor=request.actor, party_id=party_id, person_id=person.id, draft=form.draft()
            )
            messages.success(request, _("Added."))
            return redirect("party_people", party_id)
    return screens.page(request, "desk/people/add.html", context | {"form": form})


@screens.staff()
def person(request: screens.Request, party_id: int, pk: int) -> HttpResponse:
    """A link: other flags, its last day, or away with what never was right."""
    party = known(request, party_id)
    line = of(queries.persons_of(viewer=request.actor, party_id=party_id), pk)
    if "remove" in request.POST:
        operations.remove_link(actor=request.actor, link_id=pk)
        messages.success(request, _("Removed."))
        return redirect("party_people", party_id)
    functions = segments.entries(viewer=request.actor, of="FUNCTION", keep=[line.function_id])
    form = forms.Link(request.POST or None, initial=forms.Link.of(line), functions=functions)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_link(
                actor=request.actor,
                link_id=pk,
                draft=form.draft(),
                expected_version=form.cleaned_data["version"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("party_people", party_id)
    context = {"form": form, "party": party, "line": line}
    return screens.page(request, "desk/people/person.html", context)
