"""Reading what was handed in: bank formats here, tables by those who keep mappings of columns."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from kartoteka.formats import statements as formats
from kartoteka.formats.sound import sound
from kartoteka.formats.statements import ParsedFile

_MAY_BE_A_TABLE = frozenset({"file.unknown", "file.compressed"})


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds. Of a table its mapping says whose payments they are.

    `read_by` names the mapping.
    """

    parsed: ParsedFile
    creditor_id: int | None = None
    read_by: str = ""


# Asked one after another for a file that is of no bank's format, with its name and the mapping
# that a person has chosen, if any: None where it is no table. A table without a mapping is a
# `ParsedFile` that `is_unmapped`. Filled by config.wiring.
READERS: list[Callable[[bytes, str, UUID | None], Read | None]] = []


def read(data: bytes, name: str, mapping: UUID | None = None) -> Read:
    """The statements of a file in any bank's format or of a table with a mapping. Never raises."""
    parsed = formats.parse(data, name)
    if parsed.statements or not any(each.code in _MAY_BE_A_TABLE for each in parsed.problems):
        return Read(parsed)
    for reader in READERS:
        if found := reader(data, name, mapping):
            return Read(sound(found.parsed), found.creditor_id, found.read_by)
    return Read(parsed)
