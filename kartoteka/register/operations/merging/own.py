"""What the register itself moves when two of its parties are merged."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from kartoteka.register.merging import Left, Merging, Moved, Mover, Returned, Words
from kartoteka.register.models import (
    Address,
    Contact,
    Identifier,
    IdentifierException,
    Party,
    Twin,
)
from kartoteka.register.operations.merging.keys import Keys, note, noted

SURVIVOR, LOSER, BOTH = "survivor", "loser", "both"
# A value of the party itself that may be chosen, and the columns that go together.
FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name", "first_name", "last_name"),
    "kind": ("kind",),
    "birth_date": ("birth_date",),
    "country": ("country",),
    "language": ("language",),
    "function": ("function",),
    "note": ("note",),
}
ONE_AT_A_TIME = ("REGISTERED", "CORRESPONDENCE")


class _Identity:
    """The columns of the party itself: the survivor's, the loser's where chosen or missing."""

    columns: frozenset[str] = frozenset()
    words: Mapping[str, Words] = {"identity": _("values of the customer itself")}

    def move(self, merging: Merging) -> list[Moved]:
        survivor = Party.objects.get(pk=merging.survivor_id)
        loser = Party.objects.get(pk=merging.loser_id)
        changes = []
        for name, columns in FIELDS.items():
            choice = merging.choices.get(name, SURVIVOR)
            for column in columns:
                was, other = getattr(survivor, column), getattr(loser, column)
                becomes = _chosen(choice, was, other)
                if becomes != was:
                    setattr(survivor, column, becomes)
                    changes.append((survivor.pk, column, _plain(was), _plain(becomes)))
        if changes:
            survivor.save(update_fields=[column for _pk, column, _was, _became in changes])
            note(merging, "register_party", changes)
        return [Moved("identity", len(changes))]

    def put_back(self, merging: Merging) -> list[Returned]:
        count, left = 0, []
        for row_id, column, was, became in noted(merging, "register_party"):
            if column not in {one for columns in FIELDS.values() for one in columns}:
                continue
            party = Party.objects.get(pk=row_id)
            if _plain(getattr(party, column)) != became:
                label = str(Party._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
                left.append(Left(label, "changed"))
                continue
            setattr(party, column, was)
            party.save(update_fields=[column])
            count += 1
        return [Returned("identity", count, tuple(left))]


class _Identifiers:
    """One of each kind: what the survivor has not moves; of two the chosen one changes places."""

    columns = frozenset({"register_identifier.party_id"})
    words: Mapping[str, Words] = {"identifiers": _("identifiers")}

    def move(self, merging: Merging) -> list[Moved]:
        rows = {
            (row.party_id, row.kind): row
            for row in Identifier.objects.filter(
                party_id__in=(merging.survivor_id, merging.loser_id)
            )
        }
        go: list[tuple[Identifier, int]] = []
        stays = 0
        for (party_id, kind), row in rows.items():
            if party_id != merging.loser_id:
                continue
            other = rows.get((merging.survivor_id, kind))
            if other is None:
                go.append((row, merging.survivor_id))
            elif merging.choices.get(f"identifier_{kind}") == LOSER and row.value != other.value:
                go += [(row, merging.survivor_id), (other, merging.loser_id)]
            else:
                stays += 1
        note(
            merging,
            "register_identifier",
            [(row.pk, "party_id", row.party_id, to) for row, to in go],
        )
        _change_places(go)
        return [Moved("identifiers", len(go), stays)]

    def put_back(self, merging: Merging) -> list[Returned]:
        go: list[tuple[Identifier, int]] = []
        left = []
        for row_id, _column, was, became in noted(merging, "register_identifier"):
            row = Identifier.objects.filter(pk=row_id).first()
            expected = merging.survivor_id if became != merging.loser_id else became
            goal = was if was == merging.loser_id else merging.survivor_id
            if row is None:
                left.append(Left(f"#{row_id}", "gone"))
            elif row.party_id != expected:
                left.append(Left(str(row.get_kind_display()), "elsewhere"))
            else:
                go.append((row, goal))
        going = {row.pk for row, _to in go}
        for row, goal in list(go):
            stands = Identifier.objects.filter(party_id=goal, kind=row.kind).exclude(pk__in=going)
            if stands.exists():
                left.append(Left(str(row.get_kind_display()), "there_already"))
                go.remove((row, goal))
        _change_places(go)
        return [Returned("identifiers", len(go), tuple(left))]


class _Addresses:
    """Delivery and pick-up addresses all move. Of registered and correspondence addresses one is
    valid at a time: the survivor keeps its own, or, the loser's chosen, they change places."""

    columns = frozenset({"register_address.party_id"})
    words: Mapping[str, Words] = {"addresses": _("addresses")}

    def move(self, merging: Merging) -> list[Moved]:
        rows = list(Address.objects.filter(party_id__in=(merging.survivor_id, merging.loser_id)))
        go, stays = [], 0
        for row in rows:
            has = any(one.party_id == merging.survivor_id and one.kind == row.kind for one in rows)
            is_chosen = merging.choices.get(f"address_{row.kind}") == LOSER
            is_theirs = row.party_id == merging.loser_id
            swaps = is_chosen and any(
                one.party_id == merging.loser_id and one.kind == row.kind for one in rows
            )
            if is_theirs and (row.kind not in ONE_AT_A_TIME or not has or is_chosen):
                go.append((row, merging.survivor_id))
            elif is_theirs:
                stays += 1
            elif row.kind in ONE_AT_A_TIME and swaps:
                go.append((row, merging.loser_id))
        note(merging, "register_address", [(r.pk, "party_id", r.party_id, to) for r, to in go])
        _give(go)
        return [Moved("addresses", len(go), stays)]

    def put_back(self, merging: Merging) -> list[Returned]:
        go, left = [], []
        for row_id, _column, was, became in noted(merging, "register_address"):
            row = Address.objects.filter(pk=row_id).first()
            expected = merging.survivor_id if became != merging.loser_id else became
            if row is None:
                left.append(Left(f"#{row_id}", "gone"))
            elif row.party_id != expected:
                left.append(Left(row.city, "elsewhere"))
            else:
                go.append((row, was if was == merging.loser_id else merging.survivor_id))
        stuck = _give_what_fits(go)
        left += [Left(row.city, "there_already") for row in stuck]
        return [Returned("addresses", len(go) - len(stuck), tuple(left))]


class _Contacts:
    """Phones and e-mails: what the survivor has already stays; preferred stays the survivor's."""

    columns = frozenset({"register_contact.party_id"})
    words: Mapping[str, Words] = {"register_contact.party_id": _("phones and e-mails")}
    _rows = Keys(
        "register_contact",
        "party_id",
        words["register_contact.party_id"],
        called="r.value",
        collides="k.kind = r.kind AND k.value = r.value",
    )

    def move(self, merging: Merging) -> list[Moved]:
        preferred = set(
            Contact.objects.filter(party_id=merging.survivor_id, is_preferred=True).values_list(
                "kind", flat=True
            )
        )
        demoted = Contact.objects.filter(
            party_id=merging.loser_id, is_preferred=True, kind__in=preferred
        )
        ids = list(demoted.values_list("pk", flat=True))
        Contact.objects.filter(pk__in=ids).update(is_preferred=False)
        note(merging, "register_contact", [(pk, "is_preferred", True, False) for pk in ids])
        return self._rows.move(merging)

    def put_back(self, merging: Merging) -> list[Returned]:
        done = self._rows.put_back(merging)
        ids = [pk for pk, column, *_ in noted(merging, "register_contact") if column != "party_id"]
        for row in Contact.objects.filter(pk__in=ids, party_id=merging.loser_id):
            others = Contact.objects.filter(
                party_id=merging.loser_id, kind=row.kind, is_preferred=True
            )
            if not others.exists():
                Contact.objects.filter(pk=row.pk).update(is_preferred=True)
        return done


class _Decisions:
    """That somebody is not the same as the loser holds for the survivor too. The pairs themselves
    stay: while one of a pair is merged, the queue does not show it."""

    columns = frozenset({"register_twin.first_id", "register_twin.second_id"})
    words: Mapping[str, Words] = {}

    def move(self, merging: Merging) -> list[Moved]:
        decided = Twin.objects.filter(state=Twin.State.DISTINCT)
        for pair in [
            *decided.filter(first=merging.loser_id).exclude(second=merging.survivor_id),
            *decided.filter(second=merging.loser_id).exclude(first=merging.survivor_id),
        ]:
            other = pair.second_id if pair.first_id == merging.loser_id else pair.first_id
            first, second = sorted((other, merging.survivor_id))
            theirs = Twin.objects.filter(first=first, second=second).first()
            if theirs is None:
                row = Twin.objects.create(
                    first_id=first,
                    second_id=second,
                    score=pair.score,
                    reasons=pair.reasons,
                    state=Twin.State.DISTINCT,
                    decided_at=pair.decided_at,
                    decided_by=pair.decided_by,
                )
                note(merging, "register_twin", [(row.pk, "id", None, row.pk)])
            elif theirs.state == Twin.State.OPEN:
                Twin.objects.filter(pk=theirs.pk).update(state=Twin.State.DISTINCT)
                note(merging, "register_twin", [(theirs.pk, "state", "OPEN", "DISTINCT")])
        return []

    def put_back(self, merging: Merging) -> list[Returned]:
        for row_id, column, was, _became in noted(merging, "register_twin"):
            if column == "id":
                Twin.objects.filter(pk=row_id, state=Twin.State.DISTINCT).delete()
            else:
                Twin.objects.filter(pk=row_id, state=Twin.State.DISTINCT).update(state=was)
        return []


class _Exceptions:
    """The reason why an identifier may be had twice goes with the identifier."""

    columns = frozenset({"register_identifierexception.party_id"})
    words: Mapping[str, Words] = {}

    def move(self, merging: Merging) -> list[Moved]:
        _follow_identifiers(merging)
        return []

    def put_back(self, merging: Merging) -> list[Returned]:
        _follow_identifiers(merging)
        return []


OWN: list[Mover] = [
    _Identity(),
    _Identifiers(),
    _Exceptions(),
    _Addresses(),
    _Contacts(),
    Keys(
        "register_bankaccount",
        "party_id",
        _("bank accounts"),
        called="r.iban",
        collides="k.iban = r.iban",
    ),
    Keys(
        "register_portalgrant",
        "party_id",
        _("logins of the portal"),
        called="(SELECT login FROM access_user WHERE access_user.id = r.user_id)",
        collides="k.user_id = r.user_id AND k.ended_at IS NULL AND r.ended_at IS NULL",
    ),
    Keys("register_party", "parent_id", _("branches and contact persons"), called="r.name"),
    Keys("register_party", "merged_into_id", _("customers merged before"), called="r.name"),
    _Decisions(),
]


def _chosen(choice: str, was: Any, other: Any) -> Any:
    if choice == BOTH and was and other and was != other:
        return f"{was}\n\n{other}"
    if choice == LOSER or was in ("", None):
        return other if other not in ("", None) or choice == LOSER else was
    return was


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _change_places(go: Iterable[tuple[Identifier, int]]) -> None:
    """Gives identifiers to other parties. They may change places, and of each kind a party has one
    at every moment: so all of them go before the first comes, each with its own id."""
    rows = list(go)
    heads = dict(
        Party.objects.filter(pk__in={to for _row, to in rows}).values_list("pk", "parent_id")
    )
    Identifier.objects.filter(pk__in=[row.pk for row, _to in rows]).delete()
    for row, to in rows:
        row.party_id = to
        row.is_head = heads[to] is None
    Identifier.objects.bulk_create([row for row, _to in rows])


def _give(go: list[tuple[Address, int]]) -> None:
    """Gives addresses to other parties in one statement, so that two may change places."""
    for row, to in go:
        row.party_id = to
    Address.objects.bulk_update([row for row, _to in go], ["party_id"])


def _give_what_fits(go: list[tuple[Address, int]]) -> list[Address]:
    """The same; where validity was changed since so that two would overlap, one by one. Returns
    those that cannot go."""
    try:
        with transaction.atomic():
            _give(go)
    except DatabaseError:
        stuck = []
        for row, to in go:
            try:
                with transaction.atomic():
                    _give([(row, to)])
            except DatabaseError:
                stuck.append(row)
        return stuck
    return []


def _follow_identifiers(merging: Merging) -> None:
    both = (merging.survivor_id, merging.loser_id)
    rows = Identifier.objects.filter(party_id__in=both, exception__isnull=False)
    for exception_id, party_id in rows.values_list("exception_id", "party_id"):
        IdentifierException.objects.filter(pk=exception_id).update(party_id=party_id)
