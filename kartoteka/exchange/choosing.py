"""Which table of an unknown database holds what is to be imported, by names and suggestions."""

from dataclasses import dataclass

from kartoteka.exchange import guessing, parsing
from kartoteka.exchange.fields import Kind
from kartoteka.exchange.reading import reader

_WORDS = {
    "PARTY": (
        "klient", "kontrahent", "customer", "client", "party", "parties", "partner", "odbiorc",
        "odbieratel", "odberatel", "zakaznik", "platnik", "dluznik", "debtor", "account",
    ),
    "RECEIVABLE": (
        "faktur", "invoice", "naleznos", "receivable", "dokument", "document", "rozrachun",
        "pohladavk", "dluz", "debt", "charge", "oplat",
    ),
    "ADDRESS": ("adres", "address"),
    "CONTACT": ("kontakt", "contact", "telefon", "phone", "mail"),
    "ACCOUNT": ("konta", "konto", "rachun", "account", "ucty", "ucet"),
    "ROLE": ("rol", "kategor"),
    "ACTIVITY": ("pkd", "nace", "activit", "dzialalnos", "cinnos"),
    "TERMS": ("warunk", "terms", "podmienk"),
    "PERSON": ("osob", "person", "people"),
    "MEMBER": ("grup", "group", "skupin", "member"),
    "BLOCK": ("blok", "block"),
    "CONSENT": ("zgod", "consent", "suhlas"),
    "AGREEMENT_RATE": ("odset", "stop", "stawk", "rate", "urok", "sadzb"),
}  # fmt: skip
_NAMED = 150
_NEAR = 0.9
_MOST_SAMPLED = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """A table with the suggestions for it. `rivals` are as good: a person should choose."""

    table: str
    sample: reader.Sample
    suggested: dict[str, guessing.Suggestion]
    rivals: tuple[str, ...]


def likeliest(kind: Kind, contents: reader.Contents) -> tuple[list[reader.TableFound], str]:
    """The tables with those first whose names fit the kind best, and the one that stands out."""
    scores = {table.name: _by_name(kind, table) for table in contents.tables}
    ranked = sorted(contents.tables, key=lambda table: -scores[table.name])
    whole = [table.name for table in ranked if not _lacks_by_name(kind, table)]
    if not whole or any(scores[other] > scores[whole[0]] * _NEAR for other in whole[1:]):
        return ranked, ""
    return ranked, whole[0]


def best_table(kind: Kind, where: reader.Where, contents: reader.Contents) -> Chosen | None:
    """The table whose columns fit the kind best, or None when none has what it needs."""
    ranked = sorted(contents.tables, key=lambda table: -_by_name(kind, table))[:_MOST_SAMPLED]
    fitting: list[tuple[int, Chosen]] = []
    for table in ranked:
        seen = reader.sample(where, table=table.name)
        suggested = guessing.suggest(kind, seen.columns, seen.rows)
        if _lacks(kind, set(suggested)):
            continue
        score = sum(found.score for found in suggested.values()) + _named(kind, table.name)
        fitting.append((score, Chosen(table.name, seen, suggested, ())))
    if not fitting:
        return None
    fitting.sort(key=lambda found: -found[0])
    score, best = fitting[0]
    rivals = tuple(chosen.table for other, chosen in fitting[1:] if other > score * _NEAR)
    return Chosen(best.table, best.sample, best.suggested, rivals)


def _by_name(kind: Kind, table: reader.TableFound) -> int:
    suggested = guessing.suggest(kind, table.columns, ())
    return sum(found.score for found in suggested.values()) + _named(kind, table.name)


def _named(kind: Kind, table: str) -> int:
    folded = parsing.fold(table)
    return _NAMED if any(word in folded for word in _WORDS.get(kind.code, ())) else 0


def _lacks_by_name(kind: Kind, table: reader.TableFound) -> bool:
    return _lacks(kind, set(guessing.suggest(kind, table.columns, ())))


def _lacks(kind: Kind, have: set[str]) -> bool:
    needed = [(field.name,) for field in kind.fields if field.required] + list(kind.one_of)
    return any(not set(choice) & have for choice in needed)
