"""Erasing a party: what is left of its row names nobody, what hangs on it is gone.

Whether it may be erased is not decided here: kartoteka.privacy asks every room first.
"""

from collections.abc import Collection

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.personal import Subjects
from kartoteka.register.models import (
    Address,
    BankAccount,
    Contact,
    Identifier,
    Party,
    PortalGrant,
)

_HERE = "kartoteka.register"


class PartyErased(Refusal):
    """What is left of an erased party does not change."""

    code = "register.party_erased"
    message = _("The data of this customer was erased. Nothing of it can be changed.")


constraints.means("register_party_stays_erased", PartyErased)


def lock_for_erasing(*, actor: Actor, parties: Collection[int]) -> tuple[int, ...]:
    """Hold the parties until the transaction ends, and tell which of them are not erased yet.

    Nobody can post, add or send anything for them meanwhile: their rows are locked whole.
    """
    held = (
        Party.objects.select_for_update()
        .filter(pk__in=parties, erased_at=None)
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
        touched["register_portalgrant"] = PortalGrant.objects.filter(
            party__in=subjects.parties, ended_at=None
        ).update(ended_at=Now())
        touched["register_word"] = sql.run(_HERE, "forget_words", subjects.parameters)
        touched["register_search"] = sql.run(_HERE, "forget_search", subjects.parameters)
    return touched
