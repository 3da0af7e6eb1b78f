"""Who may do what with personal data."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal


class NotAllowed(Refusal):
    code = "privacy.not_allowed"
    message = _("Your role does not allow this. Ask an administrator.")


def require(actor: Actor, role: Role) -> None:
    """Raises NotAllowed unless the actor is staff of at least `role`."""
    if not actor.may(role):
        raise NotAllowed
