"""Erasing a party: what is left of its row names nobody, what hangs on it is gone.

Whether it may be erased is not decided here: kartoteka.privacy asks every room first.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.personal import Subjects
from kartoteka.register.models import (
    ERASED,
    Address,
    BankAccount,
    Block,
    Contact,
    Enquiry,
    Identifier,
    IdentifierException,
    Merge,
    OutsideFacts,
    Party,
    PartyFields,
    PersonLink,
    PortalGrant,
    Standing,
    TradeTerms,
    Twin,
)
from kartoteka.trail import operations as trail
from kartoteka.trail.models import Evidence

_HERE = "kartoteka.register"


class PartyErased(Refusal):
    """What is left of an erased party does not change."""

    code = "register.party_erased"
    message = _("The data of this customer was erased. Nothing of it can be changed.")


constraints.means("register_party_stays_erased", PartyErased)


def lock_for_erasing(*, actor: Actor, parties: Collection[int]) -> tuple[int, ...]:
    """Hold the parties until the transaction ends, and tell which of them are not erased yet.

    Those that were merged into them belong to them: they are the same people's earlier names.
    Nobody can post, add or send anything for them meanwhile: their rows are locked whole.
    """
    held = (
        Party.objects.select_for_update()
        .filter(Q(pk__in=parties) | Q(merged_into__in=parties), erased_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return tuple(held)


def mark_erased(*, actor: Actor, subjects: Subjects) -> int:
    """Take the identity out of the parties' rows, for good; returns how many they were.

    Comes before everything else of an erasure: the erasers of the database touch only rows of
    parties that are marked so.
    """
    with acting(actor):
        return sql.run(_HERE, "mark_erased", subjects.parameters)


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Take out what hangs on the parties: numbers, addresses, contacts, accounts, search, grants.

    Words of their names that nobody else has leave the list that forgives typing slips.
    """
    with acting(actor):
        touched = {
            model._meta.db_table: model._base_manager.filter(party__in=subjects.parties).delete()[0]
            for model in (Identifier, Address, Contact, BankAccount)
        }
        touched |= _erase_around(actor, subjects)
        touched["register_portalgrant"] = PortalGrant.objects.filter(
            party__in=subjects.parties, ended_at=None
        ).update(ended_at=Now())
        touched["register_word"] = sql.run(_HERE, "forget_words", subjects.parameters)
        touched["register_search"] = sql.run(_HERE, "forget_search", subjects.parameters)
    return touched


def _erase_around(actor: Actor, subjects: Subjects) -> dict[str, int]:
    """What other people's work has kept about the parties: blocks, merges, enquiries, links."""
    mine = subjects.parties
    evidence = Evidence.objects.filter(party_id__in=mine).values_list("id", flat=True)
    of_pair = Q(party__in=mine) | Q(other__in=mine)
    merges = Merge.objects.filter(Q(survivor__in=mine) | Q(loser__in=mine))
    gone: dict[str, Any] = {
        "register_enquiry": Enquiry.objects.filter(party__in=mine),
        "register_outsidefacts": OutsideFacts.objects.filter(party__in=mine),
        "register_standing": Standing.objects.filter(party__in=mine),
        "register_twin": Twin.objects.filter(Q(first__in=mine) | Q(second__in=mine)),
    }
    blocks = Block.objects.filter(party__in=mine)
    lifted = blocks.exclude(lift_reason="").update(lift_reason=ERASED)
    touched = {table: rows.delete()[0] for table, rows in gone.items()}
    return touched | {
        "register_block": max(lifted, blocks.update(reason=ERASED)),
        "register_identifierexception": IdentifierException.objects.filter(of_pair).update(
            value="", reason=ERASED, ended_at=Coalesce("ended_at", Now())
        ),
        "register_merge": merges.update(reason="", counts=[], undo_counts=[]),
        "register_mergedrow": _empty_merged_rows(mine),
        "register_partyfields": PartyFields.objects.filter(party__in=mine).delete()[0],
        "register_personlink": PersonLink.objects.filter(
            Q(party__in=mine) | Q(person__in=mine)
        ).update(title="", note=""),
        "register_tradeterms": TradeTerms.objects.filter(party__in=mine).update(note=""),
        "trail_evidence": trail.forget_evidence(actor=actor, ids=list(evidence)),
    }


def _empty_merged_rows(parties: Collection[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_erase(%s)", [list(parties)])
        (touched,) = cursor.fetchone()
    return int(touched)
