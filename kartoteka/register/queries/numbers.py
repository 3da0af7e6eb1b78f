"""Parties by their numbers; the list itself is `register.criteria`'s."""

from collections.abc import Iterable

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register.models import Party


def party_ids_by_number(*, viewer: Actor, numbers: Iterable[str]) -> dict[str, int]:
    """The ids of the parties with these numbers; numbers that nobody has are absent. Staff only."""
    if not viewer.may(Role.CLERK):
        return {}
    found = sql.rows("kartoteka.register", "ids_by_number", {"numbers": list(numbers)})
    return dict(found)


def party_numbers(*, viewer: Actor, ids: Iterable[int]) -> dict[int, str]:
    """The numbers of the parties with these ids. Staff only."""
    if not viewer.may(Role.CLERK):
        return {}
    return dict(Party.objects.filter(pk__in=set(ids)).values_list("pk", "number"))
