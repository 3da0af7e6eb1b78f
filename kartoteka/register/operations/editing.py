"""How a row is taken for editing: locked, there, and as the person saw it."""

from typing import TypeVar

from django.db.models import Model
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register.models import Party
from kartoteka.trail import queries as trail

Row = TypeVar("Row", bound=Model)


class NotThere(Refusal):
    """The row is gone, or was never one of this party."""

    code = "register.not_there"
    message = _("This is no longer in the register. Open the customer's card again.")


class ChangedMeanwhile(Confirmable):
    """Somebody else saved the same row after the person had opened it."""

    code = "register.changed_meanwhile"
    message = _(
        "%(who)s changed this while you were writing. What you typed is still here: choose what"
        " shall stay, then save again."
    )


class PartyMerged(Refusal):
    """The party was merged into another; `facts` name that one (party_id, name, number)."""

    code = "register.party_merged"
    message = _("This customer was merged into %(name)s (%(number)s). Open that card instead.")


def take(
    model: type[Row],
    pk: int,
    *,
    actor: Actor,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
    also_merged: bool = False,
) -> Row:
    """The row, locked until the transaction ends.

    `expected_version` is the version that the person saw (queries give it). Raises NotThere,
    PartyMerged for a party that went into another, and ChangedMeanwhile unless confirmed.
    """
    version = RawSQL(f'"{model._meta.db_table}".xmin::text', [])  # noqa: S611  (our own table)
    row = (
        model._base_manager.select_for_update(of=("self",))
        .annotate(version=version)
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotThere
    if isinstance(row, Party) and row.merged_into is not None and not also_merged:
        into = row.merged_into
        raise PartyMerged(name=into.name, number=into.number, party_id=into.pk)
    if (
        expected_version
        and row.version != expected_version  # type: ignore[attr-defined]
        and ChangedMeanwhile.code not in confirmed
    ):
        party_id = row.pk if isinstance(row, Party) else row.party_id  # type: ignore[attr-defined]
        last = trail.changes_of(viewer=actor, party_id=party_id, limit=1)
        raise ChangedMeanwhile(who=last[0].who if last else _("Somebody else"))
    return row
