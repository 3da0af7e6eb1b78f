"""What can be imported: kinds declared one a module, offered by `config.wiring`."""

from dataclasses import replace

from kartoteka.exchange.fields import Field, Kind
from kartoteka.exchange.kinds import agreed_rates, cells, consents, hanging, parties, receivables

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
    """The same with the fields that the office has added itself by now, and columns known by what
    our own lists write over them. Raises KeyError."""
    kind = _OFFERED[code]
    return replace(kind, fields=(*map(_prepared, kind.fields), *kind.more()))


def _prepared(field: Field) -> Field:
    if field.headings:
        known = cells.worded((field.name, heading) for heading in field.headings)
        synonyms = tuple(dict.fromkeys((*field.synonyms, *known)))
        field = replace(field, synonyms=synonyms, headings=tuple(known))
    return replace(field, accepts=field.prepares()) if field.prepares else field


offer(parties.KIND, receivables.KIND, *hanging.KINDS, consents.KIND, agreed_rates.KIND)
