"""A credit by hand: a note in the customer's favour, what stood there when the books began."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.billing.operations.credits import add_credit
from kartoteka.desk.arrangements import forms
from kartoteka.desk.typed import CURRENCIES, meant
from kartoteka.ledger import queries as ledger
from kartoteka.register import queries as register
from kartoteka.ui import screens


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """A credit of the customer, used on a document at once or left for what comes."""
    party = register.party(viewer=request.actor, party_id=party_id)
    if party is None:
        raise Http404
    today = timezone.localdate()
    creditors = ledger.creditors(viewer=request.actor, party_id=party_id)
    accounts = [
        (f"{one.party_id}-{code}", f"{one.name}, {code}")
        for one in creditors
        for code, _label in sorted(CURRENCIES, key=lambda row: row[0] != one.currency)
    ]
    form = forms.Credit(
        request.POST or None,
        accounts=accounts if meant(creditors) else [("", "—"), *accounts],
        debits=ledger.open_entries(viewer=request.actor, party_id=party_id, on=today),
        today=today,
    )
    if form.is_valid():
        with screens.refusals_on(form):
            credit = add_credit(actor=request.actor, draft=form.draft(party_id))
            messages.success(request, _("The credit has been posted."))
            return redirect("settle", credit)
    context = {"form": form, "party": party}
    return screens.page(request, "desk/arrangements/credit_add.html", context)
