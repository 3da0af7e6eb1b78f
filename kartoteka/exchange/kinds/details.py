"""Kinds of import whose rows hang on customers who are there: addresses, contacts, terms and more.

Each is a table of its own in most programs, keyed by the customer; so it is a kind of its own here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import masking
from kartoteka.exchange.fields import Column, Fault, Field, Kind, Maker, Settings, Taken
from kartoteka.exchange.kinds import parts, staged
from kartoteka.exchange.kinds.parts import Group
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor

_LONGEST_KEY, _LONGEST_NUMBER = 120, 40
_WHOM = (
    Field(
        "party_external_id", _("Customer: id in that program"),
        ("party id", "customer id", "id klienta", "id kontrahenta", "klient id", "id zakaznika",
         "kontrahent id", "kontrahent", "klient", "zakaznik", "odberatel", "id odberatela",
         "id odbiorcy", "customer"),
        content="key",
    ),
    Field(
        "party_number", _("Customer number"),
        ("customer number", "customer no", "party number", "numer klienta", "nr klienta",
         "numer kontrahenta", "nr kontrahenta", "kod klienta", "kod kontrahenta",
         "cislo zakaznika", "numer", "nr", "number", "cislo", "kod", "code"),
        content="key", headings=(_("Customer number"),),
    ),
)  # fmt: skip
PERSON = (
    Field(
        "person_external_id", _("Person: id in that program"),
        ("person id", "id osoby", "osoba id", "kontakt id", "contact id", "osoba"), content="key",
    ),
    Field(
        "person_number", _("Number of the person"),
        ("person number", "numer osoby", "nr osoby", "kod osoby", "cislo osoby"), content="key",
    ),
)  # fmt: skip
SENTENCES: Mapping[str, str | Promise] = {
    **parts.SENTENCES,
    "unknown_party": _("There is no customer %(value)s. Import the customers first."),
    "unknown_person": _("There is no person %(value)s. Import the customers first."),
}
_ids = ("party_external_id", "party_number", "person_external_id", "person_number")


@dataclass(frozen=True, slots=True)
class Detail:
    """A kind whose rows are rows of one part. The first of `groups` says what a row is; the others
    hang on it. `one_of` are choices of which one field is needed."""

    code: str
    label: str | Promise
    groups: tuple[Group, ...]
    one_of: tuple[tuple[str, ...], ...]
    whom: tuple[Field, ...] = ()
    named_by: tuple[str, ...] = ()

    def kind(self) -> Kind:
        """The kind as imports know it."""
        targets = [target.field for group in self.groups for target in group.targets]
        return Kind(
            code=self.code,
            label=self.label,
            fields=(*_WHOM, *self.whom, *targets),
            settings=("country", "changing"),
            staged=("key", "notes", "parts", *_ids),
            sentences=SENTENCES,
            maker=partial(_maker, self),
            begin=_begin,
            diff=partial(_diff, self),
            apply=partial(_apply, self),
            one_of=(("party_external_id", "party_number"), *self.one_of),
            named_by=("party_external_id", "party_number", *_ids[2:]),
        )


def _maker(
    detail: Detail, columns: Mapping[str, Column], names: Sequence[str], settings: Settings
) -> Maker:
    places = [
        names.index(columns[name].name) if name in columns else None
        for name in ("party_external_id", "party_number", "person_external_id", "person_number")
    ]
    read = parts.reader(detail.groups, columns, names, settings)
    main = detail.groups[0]
    own = {target.field.name for target in main.targets}

    def make(cells: Sequence[str]) -> tuple[Taken | None, Sequence[Fault]]:
        ids = ["" if place is None else cells[place].strip() for place in places]
        faults = [
            Fault(name, "too_long", {"value": masking.text(value)[:40]})
            for name, value, longest in zip(
                _ids, ids, (_LONGEST_KEY, _LONGEST_NUMBER) * 2, strict=True
            )
            if len(value) > longest
        ]
        if not any(ids[:2]):
            faults.append(Fault("party_number", "missing"))
        if detail.whom and not any(ids[2:]):
            faults.append(Fault("person_number", "missing"))
        said, left = read(cells)
        faults += [fault for fault in left if fault.field in own]
        if main.name not in said and not faults:
            faults.append(Fault(main.targets[0].field.name, "missing"))
        if faults:
            return None, faults
        notes = [{"field": f.field, "code": f.code, "facts": dict(f.facts)} for f in left]
        said = {name: _beside(main, said[main.name][0], rows, name) for name, rows in said.items()}
        return ("", staged.or_null(notes), parts.dumped(said), *ids), ()

    return make


def _beside(main: Group, first: parts.Said, rows: list[parts.Said], name: str) -> list[parts.Said]:
    """What hangs on the row of the main group knows it by its value."""
    if name == main.name or "value" not in first:
        return rows
    return [{**row, "channel": first["kind"], "value": first["value"]} for row in rows]


def _begin() -> None:
    sql.run(staged.HERE, "details_begin")


def _diff(detail: Detail, actor: Actor, settings: Settings, mapped: Sequence[str]) -> None:
    del actor, mapped
    main = detail.groups[0].name
    sql.run(staged.HERE, "details_names", {"system": settings.system, "main": main})


def _apply(detail: Detail, actor: Actor, settings: Settings) -> None:
    parts.take(actor, settings, detail.groups, main=detail.groups[0].name)
