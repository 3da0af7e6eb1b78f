"""What correspondence adds to the stream of a party: letters and e-mails."""

from django.utils.translation import gettext as _

from kartoteka.correspondence.models import Email, Letter
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.register.timeline import Before, Event

_LETTER, _EMAIL = "LETTER", "EMAIL"


def letters(*, viewer: Actor, party_id: int, before: Before, limit: int) -> list[Event]:
    """Letters by the moment they entered the print queue, with where they are now."""
    del viewer
    return _sent(_LETTER, party_id, before, limit)


def emails(*, viewer: Actor, party_id: int, before: Before, limit: int) -> list[Event]:
    """E-mails by the moment they entered the outbox, with whether they were sent."""
    del viewer
    return _sent(_EMAIL, party_id, before, limit)


def _sent(what: str, party_id: int, before: Before, limit: int) -> list[Event]:
    asked = {
        "what": what,
        "party": party_id,
        "at": before.at,
        "id": before.id,
        "limit": limit,
    }
    choices = (Letter.State if what == _LETTER else Email.State).choices
    states = {code: str(words) for code, words in choices}
    return [
        Event(
            at=at,
            id=pk,
            what=f"{_('Letter') if what == _LETTER else _('E-mail')}: {title}",
            details=f"{to} · {states[state]}",
            who=user,
            about=("letter", public_id) if what == _LETTER else None,
        )
        for pk, public_id, at, title, to, state, user in sql.kept(
            "kartoteka.correspondence", "timeline_sent", asked
        )
    ]
