"""What erased parties were called in the programs that they came from."""

from kartoteka.exchange.models import ExternalId
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects

_PARTY = "PARTY"


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Forget their names in other programs: a later import takes them for somebody new."""
    with acting(actor):
        theirs = ExternalId.objects.filter(kind=_PARTY, row__in=subjects.parties)
        return {"exchange_externalid": theirs.delete()[0]}
