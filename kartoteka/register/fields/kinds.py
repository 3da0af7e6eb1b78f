"""Kinds of records that can have fields of the office's own. `config.wiring` adds other rooms'.

A room that wants them for its records makes a table with the record's key and `fields jsonb`, calls
`register_keeps_fields(table, key, code)` in a migration, and declares:

    RecordKind("agreement", _("agreement"), values="agreements_agreementfields",
               values_key="agreement_id", records="agreements_agreement", name="number", ...)
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.register.models import Party


@dataclass(frozen=True, slots=True)
class RecordKind:
    """Where the records of a kind lie and where their fields. All names are of the database.

    `copies` are columns of `records` that `values` has too (whose history it is); `kinds` are those
    of the record that a field may be limited to, read from `kind_column`.
    """

    code: str
    label: str | Promise
    values: str
    values_key: str
    records: str
    name_column: str
    party_column: str
    copies: tuple[str, ...] = ()
    kind_column: str = ""
    kinds: tuple[tuple[str, str | Promise], ...] = ()


PARTY = RecordKind(
    code="party",
    label=_("customer"),
    values="register_partyfields",
    values_key="party_id",
    records="register_party",
    name_column="name",
    party_column="id",
    kind_column="kind",
    kinds=tuple(Party.Kind.choices),
)
KINDS: dict[str, RecordKind] = {PARTY.code: PARTY}


def declare(kind: RecordKind) -> None:
    """Adds a kind of record. Doing it twice changes nothing."""
    KINDS[kind.code] = kind
