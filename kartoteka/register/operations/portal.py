"""Who may act for a party in the portal."""

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import PortalGrant
from kartoteka.register.operations.editing import NotThere


class GrantedAlready(Refusal):
    """The login holds this party now."""

    code = "register.granted_already"
    message = _("This login may act for the customer already.")


constraints.means("register_portalgrant_unique", GrantedAlready)


def grant_portal(*, actor: Actor, user_id: int, party_id: int) -> int:
    """Let a portal user act for a party from now on; returns the grant's id.

    Raises GrantedAlready.
    """
    with acting(actor), constraints.spoken():
        return PortalGrant.objects.create(user_id=user_id, party_id=party_id).pk


def end_portal_grant(*, actor: Actor, user_id: int, party_id: int) -> None:
    """Take that right away, from this moment. Raises NotThere."""
    with acting(actor):
        ended = PortalGrant.objects.filter(
            user_id=user_id, party_id=party_id, ended_at=None
        ).update(ended_at=Now())
        if not ended:
            raise NotThere
