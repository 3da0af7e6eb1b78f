"""Who may do what: administrators work with tax information, clerks see it."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.kernel.errors import Refusal


class NotAllowed(Refusal):
    code = "tax.not_allowed"
    message = _("Tax information is prepared and issued by administrators. Ask one of them.")


def require(actor: Actor, role: Role = Role.ADMINISTRATOR) -> None:
    """Raises `NotAllowed` unless `actor` is staff of at least `role`."""
    if actor.realm is not Realm.DESK or not actor.may(role):
        raise NotAllowed
