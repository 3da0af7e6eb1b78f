"""Changes of many parties at once, as another program tells them: a statement for each table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kartoteka.kernel import constraints, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.register import rules
from kartoteka.register.operations.identifiers import hash_of
from kartoteka.register.operations.many import RowRefusal

_HERE = "kartoteka.register"
_VALUES = (
    "number", "kind", "name", "first_name", "last_name", "country", "language", "street",
    "building", "flat", "postal_code", "city", "email", "phone", "iban",
    "birth_date", "function", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartyChange:
    """What becomes different of a party: fields of PartyRow, as `rules.normalise_row` gives them.

    Address fields correct the registered address; e-mail, phone and account are added.
    """

    party_id: int
    values: Mapping[str, str]


def change_many(*, actor: Actor, changes: Iterable[PartyChange]) -> tuple[RowRefusal, ...]:
    """Make all changes that nothing hinders, in one transaction; returns the refusals, by row.

    A change is made whole or not at all. `changes` is read once and not kept.
    """
    refusals: list[RowRefusal] = []
    with acting(actor), constraints.spoken():
        sql.run(_HERE, "change_many_begin")
        identifiers: list[tuple[object, ...]] = []
        staging.fill("register_changing", ("n", "party_id", *_VALUES), _rows(changes, identifiers))
        staging.fill(
            "register_changing_identifier",
            ("n", "party_id", "kind", "value", "value_hash"),
            identifiers,
        )
        refusals += [_refusal(*found) for found in sql.rows(_HERE, "change_many_refusals")]
        sql.run(_HERE, "change_many_take")
    return tuple(refusals)


def _rows(
    changes: Iterable[PartyChange], identifiers: list[tuple[object, ...]]
) -> Iterable[tuple[object, ...]]:
    for n, change in enumerate(changes):
        values = change.values
        for name, kind in rules.IDENTIFIER_FIELDS.items():
            if value := values.get(name):
                hashed = hash_of(kind, value) if kind in rules.SENSITIVE else None
                identifiers.append((n, change.party_id, kind, value, hashed))
        yield n, change.party_id, *[values.get(name) for name in _VALUES]


def _refusal(n: int, field: str, code: str, value: str, other: str) -> RowRefusal:
    return RowRefusal(row=n, field=field, code=code, value=rules.hidden(field, value), other=other)
