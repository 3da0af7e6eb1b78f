"""What is printed on pre-printed forms is moved to where the form has its boxes."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kartoteka.insight.models import PrintOffset
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal

MOST = Decimal(30)


class OffPaper(Refusal):
    code = "insight.off_paper"
    message = _("Give at most 30 mm to either side.")


class OfficesNotYours(Refusal):
    code = "insight.offices_not_yours"
    message = _("The whole office's printing is moved by an administrator. Move your own.")


def move_print(*, actor: Actor, right: Decimal, down: Decimal, of_office: bool) -> None:
    """From now on forms are printed so many millimetres to the right and down, for the actor or for
    everybody who has not said otherwise. Raises OffPaper, OfficesNotYours."""
    if max(abs(right), abs(down)) > MOST:
        raise OffPaper
    if of_office and not actor.may(Role.ADMINISTRATOR):
        raise OfficesNotYours
    owner = None if of_office else actor.user_id
    with acting(actor):
        PrintOffset.objects.update_or_create(
            owner_id=owner, defaults={"right": right, "down": down}
        )
