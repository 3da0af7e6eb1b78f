"""On what files may hang: each room declares its kinds of record here, by `config/wiring.py`.

A kind is a short key that never changes, with a callable that says whose the record is.
"""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from kartoteka.documents.models import CustomerDocument
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import Party

PARTY, DOCUMENT = "party", "document"

# (viewer, row's id) → the party's id; None where the record is nobody's. Raises NoSuchSubject.
PartyOf = Callable[[Actor, int], int | None]


class NoSuchSubject(Refusal):
    code = "documents.no_such_subject"
    message = _("What the file should be attached to is no longer there.")


def _of_party(viewer: Actor, row_id: int) -> int:
    if not Party.objects.filter(pk=row_id).exists():
        raise NoSuchSubject
    return row_id


def _of_document(viewer: Actor, row_id: int) -> int:
    party_id = CustomerDocument.objects.filter(pk=row_id).values_list("party_id", flat=True).first()
    if party_id is None:
        raise NoSuchSubject
    return party_id


SUBJECTS: dict[str, PartyOf] = {PARTY: _of_party, DOCUMENT: _of_document}


def party_of(subject: str, *, viewer: Actor, row_id: int) -> int | None:
    """Whose the record is. Raises NoSuchSubject, also for a kind that no room has declared."""
    if subject not in SUBJECTS:
        raise NoSuchSubject
    return SUBJECTS[subject](viewer, row_id)
