"""Where a printer puts what stands on pre-printed forms."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q

from kartoteka.insight.models import PrintOffset
from kartoteka.kernel.actor import Actor

_NONE = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class Offset:
    """Millimetres to the right and down; whether they are the viewer's own."""

    right: Decimal = _NONE
    down: Decimal = _NONE
    is_own: bool = False


def offset(*, viewer: Actor) -> Offset:
    """The viewer's own, else the office's, else none."""
    mine = Q(owner=viewer.user_id) if viewer.user_id else Q(owner__isnull=True)
    found = (
        PrintOffset.objects.filter(mine | Q(owner__isnull=True))
        .order_by(F("owner").asc(nulls_last=True))
        .first()
    )
    if found is None:
        return Offset()
    return Offset(found.right, found.down, is_own=found.owner_id is not None)
