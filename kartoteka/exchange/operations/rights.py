"""Who may do what with imports."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.kernel.errors import Refusal


class NotAllowed(Refusal):
    code = "exchange.not_allowed"
    message = _("Only an administrator may import; sources are named by a superadministrator.")


def require(actor: Actor, role: Role) -> None:
    """Raises NotAllowed unless `actor` is staff of at least `role`."""
    if actor.realm is not Realm.DESK or not actor.may(role):
        raise NotAllowed
