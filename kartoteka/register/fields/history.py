"""How the history words values of custom fields: each field by its name, like a built-in one."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from kartoteka.kernel.actor import Actor
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.fields.definitions import LINKS
from kartoteka.register.fields.kinds import KINDS
from kartoteka.register.queries import fields as queries
from kartoteka.trail.words import SPELLERS, Spelled


def spell_out(record: str) -> None:
    """From here on the history words the values of this kind of record."""
    column = f"{KINDS[record].values}.fields"
    SPELLERS[column] = partial(_speller, record)


def _speller(record: str, viewer: Actor) -> Spelled:
    """What words values as this viewer may see them; the definitions are read once."""
    fields = queries.definitions(viewer=viewer, record=record, retired=True)

    def spell(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        changed = [one for one in fields if old.get(one.key) != new.get(one.key)]
        names: dict[int, str] = {}
        for one in changed:
            was, now = old.get(one.key), new.get(one.key)
            if one.kind in LINKS and not names:
                ids = field_rules.linked(changed, old) | field_rules.linked(changed, new)
                names = queries.party_names(ids)
            yield (
                one.label,
                field_rules.worded(one, was, names),
                field_rules.worded(one, now, names),
            )

    return spell
