"""What can be imported: kinds declared one a module, offered by `config.wiring`."""

from dataclasses import replace

from kartoteka.exchange.fields import Kind
from kartoteka.exchange.kinds import parties, receivables

_OFFERED: dict[str, Kind] = {}


def offer(*kinds: Kind) -> None:
    """Adds kinds to what can be imported."""
    _OFFERED.update({kind.code: kind for kind in kinds})


def offered() -> list[Kind]:
    """All kinds, in the order in which they were offered."""
    return list(_OFFERED.values())


def kind_of(code: str) -> Kind:
    """The kind of that code as it is declared. Raises KeyError."""
    return _OFFERED[code]


def whole(code: str) -> Kind:
    """The same with the fields that the office has added itself by now. Raises KeyError."""
    kind = _OFFERED[code]
    return replace(kind, fields=(*kind.fields, *kind.more()))


offer(parties.KIND, receivables.KIND)
