"""One customer's tab of personal data, and what is done from it."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kartoteka.desk.card import frame
from kartoteka.desk.privacy import asking, forms
from kartoteka.desk.register.views import known
from kartoteka.kernel.actor import Role
from kartoteka.privacy import operations, printing, queries
from kartoteka.trail import queries as trail
from kartoteka.ui import files, screens

LATEST = 20
EVERYTHING = (
    "IDENTITY", "IDENTIFIERS", "ADDRESSES", "CONTACTS", "ACCOUNTS", "MONEY", "AGREEMENTS",
    "DOCUMENTS",
)  # fmt: skip


@screens.staff()
def personal(request: screens.Request, party_id: int) -> HttpResponse:
    """Consents, requests, to whom it went, what keeps it, who looked."""
    viewer = request.actor
    today = timezone.localdate()
    context = frame.head(request, party_id, tab="personal") | {
        "consents": queries.consents_of(viewer=viewer, party_id=party_id),
        "requests": queries.requests_of(viewer=viewer, party_id=party_id),
        "restrictions": queries.restrictions_of(viewer=viewer, party_id=party_id),
        "disclosures": queries.disclosures_of(viewer=viewer, party_id=party_id, limit=LATEST),
        "keepings": queries.keepings(viewer=viewer, parties=[party_id]),
        "holds": queries.holds(viewer=viewer, parties=[party_id], on=today),
        "reveals": trail.reveals_of(viewer=viewer, party_id=party_id, limit=LATEST),
        "erasure": queries.erasure_of(viewer=viewer, party_id=party_id),
        "may_erase": viewer.may(Role.SUPERADMINISTRATOR),
    }
    return screens.page(request, "desk/privacy/personal.html", context)


@screens.staff()
def consent_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A consent was given or withdrawn."""
    today = timezone.localdate()
    purposes = [
        one for one in queries.purposes(viewer=request.actor, active_only=True) if one.basis == "A"
    ]
    form = forms.Consent(request.POST or None, purposes=purposes, initial={"on": today})
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            operations.note_consent(
                actor=request.actor,
                party_id=party_id,
                purpose_id=int(said["purpose"]),
                channel=said["channel"],
                is_given=said["is_given"] == "yes",
                on=said["on"],
                how=said["how"],
                evidence=said["evidence"],
                today=today,
            )
            return _done(request, party_id, _("Noted."))
    return _part(request, party_id, form, heading=_("Consent"), submit=_("Note it"))


@screens.staff()
def restriction(request: screens.Request, party_id: int) -> HttpResponse:
    """Restricts the processing, or lifts the restriction that there is."""
    today = timezone.localdate()
    if queries.restricted(viewer=request.actor, parties=[party_id]):
        lift = forms.Lift(request.POST or None, initial={"on": today})
        if lift.is_valid():
            with screens.refusals_on(lift):
                operations.lift_restriction(
                    actor=request.actor, party_id=party_id, on=lift.cleaned_data["on"]
                )
                return _done(request, party_id, _("The restriction is lifted."))
        return _part(request, party_id, lift, heading=_("Lift the restriction"), submit=_("Lift"))
    form = forms.Restriction(request.POST or None, initial={"on": today})
    if form.is_valid():
        with screens.refusals_on(form):
            operations.restrict(
                actor=request.actor, party_id=party_id, today=today, **form.cleaned_data
            )
            return _done(request, party_id, _("The processing is restricted."))
    return _part(
        request,
        party_id,
        form,
        heading=_("Restrict processing"),
        submit=_("Restrict"),
        text=_("The data is then only stored: it is not used for contact, campaigns or erasing."),
    )


@screens.staff()
@never_cache
def report(request: screens.Request, party_id: int) -> HttpResponse:
    """Everything that is held of a person, as PDF or JSON; to whom it goes is noted first."""
    party = known(request, party_id)
    asked = asking.ask(
        request,
        heading=_("Report on a person"),
        back=reverse("party_personal", args=[party_id]),
        scope=EVERYTHING,
        parties=[party_id],
        initial={"recipient_kind": "SELF", "basis": "C", "basis_note": _("art. 15 GDPR")},
        formats=[("pdf", _("Make the PDF")), ("json", _("Make the JSON"))],
        trail=[(reverse("party", args=[party_id]), party.name)],
        text=_(
            "Everything that every part of the program holds of this person, from where it came,"
            " to whom it went and how long it stays. Sensitive numbers are masked."
        ),
    )
    if asked is not None:
        return asked
    shown = queries.report(viewer=request.actor, party_id=party_id, on=timezone.localdate())
    assert shown is not None  # noqa: S101  (known has found the party)
    if request.POST.get("format") == "json":
        made = queries.as_json(shown).encode()
        return files.sent(made, name=f"person-{party_id}.json", media_type="application/json")
    return files.sent(printing.report_pdf(shown), name=f"person-{party_id}.pdf")


def _part(
    request: screens.Request,
    party_id: int,
    form: Form,
    *,
    heading: str,
    submit: str,
    text: str = "",
) -> HttpResponse:
    party = known(request, party_id)
    context = {
        "form": form,
        "heading": heading,
        "text": text,
        "submit": submit,
        "back": reverse("party_personal", args=[party_id]),
        "trail": [(reverse("party", args=[party_id]), party.name)],
    }
    return screens.page(request, "desk/privacy/part.html", context)


def _done(request: screens.Request, party_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("party_personal", party_id)
