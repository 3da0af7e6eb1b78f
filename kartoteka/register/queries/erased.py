"""Who is erased, and what in the register forbids to erase somebody."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.personal import Event, Held
from kartoteka.register.models import Party, PortalGrant

_HERE = "kartoteka.register"
_WORDS = {
    "register.merged_into": _("It was merged into %(name)s: erase that one."),
    "register.blocked": _("It is blocked: %(name)s."),
    "register.is_creditor": _("It is one of the office's own firms."),
    "register.others_under": _(
        "Active branches or contact persons stand under it, such as %(name)s."
    ),
}


def is_erased(*, viewer: Actor, party_id: int) -> bool:
    """Whether the party's data was erased. Staff only."""
    if not viewer.may(Role.CLERK):
        return False
    return Party.objects.filter(pk=party_id, erased_at__isnull=False).exists()


def logins_of(*, viewer: Actor, parties: list[int]) -> tuple[int, ...]:
    """Logins of the portal that act, or ever acted, for these parties. Staff only."""
    if not viewer.may(Role.CLERK):
        return ()
    theirs = PortalGrant.objects.filter(party__in=parties)
    return tuple(theirs.order_by("user_id").values_list("user_id", flat=True).distinct())


def logins_of_others(*, viewer: Actor, logins: list[int], parties: list[int]) -> set[int]:
    """Those of the logins that may act for somebody else than these parties now."""
    if not viewer.may(Role.CLERK):
        return set()
    held = PortalGrant.objects.filter(user__in=logins, ended_at=None).exclude(party__in=parties)
    return set(held.values_list("user_id", flat=True))


def merged_into(*, viewer: Actor, parties: list[int]) -> dict[int, int]:
    """Parties that were merged into these, each with the one that it became. Staff only."""
    if not viewer.may(Role.CLERK):
        return {}
    rows = Party.objects.filter(merged_into__in=parties).values_list("pk", "merged_into_id")
    return {loser: survivor for loser, survivor in rows if survivor is not None}


def holds(*, viewer: Actor, parties: list[int], on: dt.date) -> list[Held]:
    """What the register has against erasing: own firms, blocks in force, active ones under it, and
    that it is an earlier name of another party."""
    found = sql.rows(_HERE, "holds", {"parties": parties, "on": on})
    return [Held(party, code, _WORDS[code], {"name": name}) for party, code, name in found]


def events_of_keeping(*, viewer: Actor, parties: list[int]) -> list[Event]:
    """The day on which each party was added."""
    added = Party.objects.filter(pk__in=parties).values_list("pk", "created_at", "country")
    return [Event(party, "ADDED", at.date(), country) for party, at, country in added]
