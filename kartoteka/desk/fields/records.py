"""The tabs of custom fields on a customer's card: shown, and as a form."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kartoteka.desk.card import frame
from kartoteka.desk.fields import generated
from kartoteka.desk.register.views import known
from kartoteka.register.operations.fields import values as field_values
from kartoteka.register.queries import fields as queries
from kartoteka.register.queries.fields import RecordTab
from kartoteka.ui import screens


@screens.staff()
def party_fields(request: screens.Request, party_id: int, key: str) -> HttpResponse:
    """A tab of the card with the values of its fields."""
    shown = _tab(request, party_id, key)
    context = frame.head(request, party_id, tab=f"fields-{key}") | {"shown": shown}
    return screens.page(request, "desk/card/fields.html", context)


@screens.staff()
def party_fields_change(request: screens.Request, party_id: int, key: str) -> HttpResponse:
    """The same as a form."""
    party, shown = known(request, party_id), _tab(request, party_id, key)
    form = generated.RecordForm(request.POST or None, tabs=[shown], viewer=request.actor)
    if form.is_valid():
        with generated.refusals_on(form):
            field_values.set_fields(
                actor=request.actor,
                record="party",
                record_id=party_id,
                values=form.values(),
                expected_version=form.cleaned_data["version"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("party_fields", party_id, key)
    context = {"form": form, "party": party, "shown": shown}
    return screens.page(request, "desk/fields/change.html", context)


def _tab(request: screens.Request, party_id: int, key: str) -> RecordTab:
    known(request, party_id)
    found = queries.record_tabs(viewer=request.actor, record="party", record_id=party_id, key=key)
    if not found or not found[0].tab.fields:
        raise Http404
    return found[0]
