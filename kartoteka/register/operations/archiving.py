"""Archiving and restoring many parties at once: the acts of the list of parties."""

from collections.abc import Mapping, Sequence
from typing import Any

from kartoteka.access.operations.bulk import Outcome
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.register.models import Party
from kartoteka.register.operations.editing import PartyMerged
from kartoteka.register.operations.parties import StillHasOthersUnder

_HERE = "kartoteka.register"


def archive_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """Put the parties away, but those under whom active ones stand that are not put away too.

    They are locked in the order of their ids; `options` says nothing.
    """
    del options
    with acting(actor):
        present = _locked(ids)
        blocked = {
            party_id: (name, under)
            for party_id, name, under in sql.rows(_HERE, "still_has_others", {"ids": list(ids)})
        }
        going = [pk for pk, state in present.items() if state != "ARCHIVED" and pk not in blocked]
        done = Party.objects.filter(pk__in=going).update(state=Party.State.ARCHIVED)
    refused = [
        (pk, name, StillHasOthersUnder(name=under).sentence())
        for pk, (name, under) in blocked.items()
        if present.get(pk) != "ARCHIVED"
    ]
    return Outcome(done=done, same=len(present) - done - len(refused), refused=refused)


def restore_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """Make archived parties active again, but those merged into others; `options` says nothing."""
    del options
    with acting(actor):
        present = _locked(ids)
        gone = [pk for pk, state in present.items() if state == "ARCHIVED"]
        merged = Party.objects.filter(pk__in=gone, merged_into__isnull=False)
        refused = [
            (row.pk, row.name, PartyMerged(name=into.name, number=into.number).sentence())
            for row in merged.select_related("merged_into")
            if (into := row.merged_into) is not None
        ]
        here = Party.objects.filter(pk__in=gone, merged_into=None)
        done = here.update(state=Party.State.ACTIVE)
    return Outcome(done=done, same=len(present) - done - len(refused), refused=refused)


def _locked(ids: Sequence[int]) -> dict[int, str]:
    rows = Party.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return dict(rows.values_list("pk", "state"))
