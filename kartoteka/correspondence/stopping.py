"""Whom the office may not write to: blocked from contact, or their data may only be stored."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy import queries as privacy
from kartoteka.register.models import Party
from kartoteka.register.queries import blocks


class ProcessingRestricted(Refusal):
    """Restricted data may only be stored (art. 18(2) GDPR): nothing is written to the person."""

    code = "correspondence.processing_restricted"
    message = _(
        "The processing of the data of %(name)s is restricted (art. 18 GDPR): it may only be "
        "stored. Lift the restriction on the card first."
    )


# Kinds of letters that an Act demands: a restriction does not stop them (art. 18(2): important
# public interest), a block does.
BY_LAW = {"TAX"}


def refuse_stopped(*, actor: Actor, party_id: int, kind: str = "") -> None:
    """Raises Blocked or ProcessingRestricted for a party that must not be written to today.

    `kind` is that of the letter, if it is one.
    """
    blocks.refuse_blocked(viewer=actor, party_id=party_id, what="CONTACT", on=None)
    if kind not in BY_LAW:
        refuse_restricted(actor=actor, party_id=party_id)


def refuse_restricted(*, actor: Actor, party_id: int) -> None:
    """Raises ProcessingRestricted for a party whose data may only be stored."""
    if privacy.restricted(viewer=actor, parties=[party_id]):
        raise ProcessingRestricted(
            name=Party.objects.values_list("name", flat=True).get(pk=party_id)
        )


def stopped_letters(
    *, viewer: Actor, letters: Collection[tuple[int, int, str]]
) -> dict[int, Refusal]:
    """Those of the letters (id, party, kind) that must not be printed today, with the reason."""
    found = stopped(viewer=viewer, party_ids={party for _letter, party, _kind in letters})
    return {
        letter: found[party]
        for letter, party, kind in letters
        if party in found
        and not (kind in BY_LAW and isinstance(found[party], ProcessingRestricted))
    }


def stopped(*, viewer: Actor, party_ids: Collection[int]) -> dict[int, Refusal]:
    """Those of the parties that must not be written to today, each with the reason."""
    blocked = blocks.blocked(viewer=viewer, party_ids=party_ids, what="CONTACT", on=None)
    restricted = privacy.restricted(viewer=viewer, parties=party_ids)
    names = dict(Party.objects.filter(pk__in=restricted).values_list("pk", "name"))
    return {
        **{party_id: ProcessingRestricted(name=name) for party_id, name in names.items()},
        **{party_id: blocks.refusal(line) for party_id, line in blocked.items()},
    }
