"""Parties by the hundred thousand: staged by COPY, then one statement for each table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.register import rules
from kartoteka.register.drafts import PartyRow
from kartoteka.register.operations.identifiers import hash_of

_HERE = "kartoteka.register"
_FIELDS = tuple(field.name for field in fields(PartyRow))
_values = attrgetter(*_FIELDS)
_COLUMNS = ("n", *_FIELDS, "pesel_hash", "rc_hash")
_REASONS: dict[str, str | Promise] = {
    rules.BAD: _("the value is not valid"),
    rules.MISSING: _("the value is missing"),
    rules.TOO_LONG: _("the value is too long"),
    "twice": _("row %(other)s has it already"),
    "taken": _("%(other)s has it already"),
    "not_there": _("there is no such superior party"),
}


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """Why one row was not added: `row` counts from 0 in the order given, `field` is PartyRow's.

    `other` is the number of the party, or the row counted from 1, that has the value already.
    A sensitive value comes masked.
    """

    row: int
    field: str
    code: str
    value: str
    other: str = ""

    def sentence(self) -> str:
        """The reason in the active language."""
        return str(_REASONS[self.code]) % {"other": self.other}


@dataclass(frozen=True, slots=True)
class Added:
    """What add_many did: ids by row (absent where refused) and the refusals, by row."""

    ids: dict[int, int]
    refusals: tuple[RowRefusal, ...]

    @property
    def count(self) -> int:
        """How many parties were added."""
        return len(self.ids)


def add_many(*, actor: Actor, rows: Iterable[PartyRow]) -> Added:
    """Add the parties of all rows that nothing hinders, in one transaction.

    Rows are normalised and checked here (rules.normalise_row); of two with the same number or
    identifier the first is added. A row names at most one address, e-mail, phone and account.
    Likely duplicates (name, contact) are not looked for. `rows` is read once and not kept.
    """
    refused: list[RowRefusal] = []
    with acting(actor), constraints.spoken():
        sql.run(_HERE, "add_many_begin")
        staging.fill("register_staging", _COLUMNS, _staged(rows, refused))
        sql.run(_HERE, "add_many_number")
        sql.run(_HERE, "add_many_refuse")
        refused += [_refusal(*found) for found in sql.rows(_HERE, "add_many_refusals")]
        sql.run(_HERE, "add_many_take")
        ids = dict(sql.rows(_HERE, "add_many_ids"))
    return Added(ids=ids, refusals=tuple(sorted(refused, key=lambda refusal: refusal.row)))


def _staged(rows: Iterable[PartyRow], refused: list[RowRefusal]) -> Iterator[tuple[object, ...]]:
    for n, given in enumerate(rows):
        row, problems = rules.normalise_row(given)
        if problems:
            refused += [_refusal(n, p.field, p.code, p.value) for p in problems]
            continue
        yield (
            n,
            *_values(row),
            hash_of("PESEL", row.pesel) if row.pesel else None,
            hash_of("RC", row.rc) if row.rc else None,
        )


def _refusal(n: int, field: str, code: str, value: str, other: str = "") -> RowRefusal:
    if code == "twice":
        other = str(int(other) + 1)
    return RowRefusal(row=n, field=field, code=code, value=rules.hidden(field, value), other=other)
