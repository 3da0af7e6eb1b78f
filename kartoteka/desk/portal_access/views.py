"""Inviting a customer to the portal, inviting again, and taking the access away."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kartoteka.correspondence import queries as correspondence
from kartoteka.correspondence.operations import invitations
from kartoteka.register import operations as register_operations
from kartoteka.register import queries as register
from kartoteka.register.queries import PartyCard
from kartoteka.ui import screens
from kartoteka.ui.screens import Request


class Invite(forms.Form):
    """Where the link goes; the address is the login as well."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=150,
        help_text=_(
            "The link goes there, and it will be the login. The code goes by post to the "
            "address for correspondence."
        ),
    )


@screens.staff()
def access(request: Request, party_id: int) -> HttpResponse:
    """Who signs in, who is invited; a form that invites."""
    party = _party(request, party_id)
    emails = [one.value for one in party.contacts if one.kind == "EMAIL"]
    form = Invite(request.POST or None, initial={"email": emails[0] if emails else ""})
    if form.is_valid():
        with screens.refusals_on(form):
            invitations.invite_to_portal(
                actor=request.actor,
                party_id=party_id,
                email=form.cleaned_data["email"],
                on=timezone.localdate(),
            )
            messages.success(
                request, _t("Invited: the letter waits in the print queue, the e-mail is sent.")
            )
            return redirect("portal_access", party_id)
    now = timezone.now()
    context = {
        "party": party,
        "form": form,
        "grants": register.grants(viewer=request.actor, party_id=party_id),
        "invitations": [
            (one, one.state(now))
            for one in correspondence.invitations(viewer=request.actor, party_id=party_id)
        ],
    }
    return screens.page(request, "desk/portal_access/access.html", context)


@screens.staff()
@require_POST
def end_grant(request: Request, party_id: int, user_id: int) -> HttpResponse:
    """From now on the login sees nothing of this customer."""
    register_operations.end_portal_grant(actor=request.actor, user_id=user_id, party_id=party_id)
    messages.success(request, _t("The access is taken away."))
    return redirect("portal_access", party_id)


@screens.staff()
@require_POST
def end_invitation(request: Request, party_id: int, invitation: UUID) -> HttpResponse:
    """Its code and its link open nothing any more."""
    invitations.end_invitation(actor=request.actor, invitation=invitation)
    messages.success(request, _t("The invitation is ended."))
    return redirect("portal_access", party_id)


def _party(request: Request, party_id: int) -> PartyCard:
    found = register.party(viewer=request.actor, party_id=party_id)
    if found is None:
        raise Http404
    return found
