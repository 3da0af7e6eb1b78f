"""The one box: names in any order and part, numbers with or without separators, contacts."""

import re
import unicodedata
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.folding import fold
from kartoteka.kernel.labels import said
from kartoteka.register import rules
from kartoteka.register.search_sources import SOURCES, Found

_HERE = "kartoteka.register"
LONGEST_TEXT, MOST_WORDS, SHORT = 200, 8, 2
_SEPARATORS = re.compile(r"[\s.\-/+_()]+")
_BEGINS_A_NUMBER, _ENOUGH_FOR_A_NUMBER = 4, 6  # digits
_ENOUGH_FOR_A_SLIP, _PESEL_OR_RC = 4, range(9, 12)


@dataclass(frozen=True, slots=True)
class Hit:
    """A party as the search shows it. `why` names what of another room it was found by, `works`
    says of a person for whom they work and as what."""

    party_id: int
    public_id: uuid.UUID
    number: str
    name: str
    kind: str
    is_archived: bool
    identifier_kind: str
    identifier: str
    city: str
    street: str
    head_name: str
    why: str | Promise = ""
    why_number: str = ""
    works: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as the search compares it: see register_find in sql/search_find.sql."""

    exact: list[str]
    hashes: list[bytes]
    whole: bool
    begun: list[str]
    joined: str
    words: list[str]
    loose: list[str]

    def parameters(self, limit: int) -> dict[str, Any]:
        return {
            "exact": self.exact,
            "hashes": self.hashes,
            "whole": self.whole,
            "begun": self.begun,
            "joined": self.joined,
            "starts": _patterns(self.words, "% {}%"),
            "parts": _patterns(self.words, "%{}%"),
            "loose": _patterns(self.loose, "%{}%"),
            "short": all(len(word) <= SHORT for word in self.words),
            "limit": limit,
        }


def find(*, viewer: Actor, text: str, limit: int = 20) -> list[Hit]:
    """At most `limit` parties that the text finds, best first; staff only.

    Whole numbers (party number, identifier, phone, e-mail, account) come first, then names that
    begin so, then words that begin so, then any part; archived parties after active ones. Four
    digits and more find numbers that begin so before others, six and more those alone. Where
    nothing fits, one typing slip is forgiven. PESEL and rodné číslo are found only whole. A party
    that was merged into another leads to that one, and `why` says so.
    """
    asked = _understood(text)
    if asked is None or not viewer.may(Role.CLERK):
        return []
    hits = [_hit(row) for row in sql.kept(_HERE, "find", asked.parameters(limit))]
    if asked.exact and not (asked.whole and hits):
        hits = _with_sources(viewer, text, hits, limit)
    return _with_work(_led_on(hits[:limit] or _slipped(asked, limit)))


def text_parameters(text: str) -> list[str]:
    """LIKE patterns on register_search.body that the whole text asks for; none for an empty one."""
    asked = _understood(text)
    return _patterns(asked.words, "%{}%") if asked is not None else []


def whole_number(text: str) -> dict[str, list[Any]]:
    """`exact` and `hashes` of register_search_exact, empty where the text is no whole number."""
    asked = _understood(text)
    if asked is None or not asked.whole:
        return {"exact": [], "hashes": []}
    return {"exact": asked.exact, "hashes": asked.hashes}


def _understood(text: str) -> _Text | None:
    text = unicodedata.normalize("NFC", text.replace("\x00", " "))[:LONGEST_TEXT].strip()
    tokens = text.split()[:MOST_WORDS]
    squeezed = _SEPARATORS.sub("", text)
    is_number = squeezed.isascii() and squeezed.isalnum() and any(c.isdigit() for c in squeezed)
    one = [squeezed] if is_number and not any(c.isalpha() for c in squeezed) else tokens
    joined = fold(" ".join(tokens))
    folded = [fold(token) for token in [*(_as_word(token) for token in one), *tokens]]
    words = [word for word in folded[: len(one)] if word]
    loose = [word for token in folded[len(one) :] for word in token.split()]
    if not joined or not words:
        return None
    exact: list[str] = []
    if "@" in text or any(c.isdigit() for c in text):
        exact = _exact_forms(text, squeezed)
    return _Text(
        exact=exact,
        hashes=_hashes(squeezed),
        whole=bool(exact)
        and ("@" in text or (is_number and len(squeezed) >= _ENOUGH_FOR_A_NUMBER)),
        begun=exact if squeezed.isdigit() and len(squeezed) >= _BEGINS_A_NUMBER else [],
        joined=joined,
        words=words if len(words) == len(one) else loose,
        loose=loose[:MOST_WORDS],
    )


def _as_word(token: str) -> str:
    """A token with digits loses its separators: numbers are kept without."""
    if any(c.isdigit() for c in token) and "@" not in token:
        return _SEPARATORS.sub("", token)
    return token


def _exact_forms(text: str, squeezed: str) -> list[str]:
    """The forms in which the text may stand whole in a column."""
    upper = squeezed.upper()
    forms = {text, text.upper(), text.lower(), upper, upper.lower(), f"+{upper}"}
    if upper.isdigit():
        forms |= {f"PL{upper}", f"SK{upper}", f"+48{upper}", f"+421{upper.removeprefix('0')}"}
    elif upper[:2] in {"PL", "SK"}:
        forms.add(upper[2:])
    if upper.startswith("00"):
        forms.add(f"+{upper[2:]}")
    return sorted(forms)


def _hashes(squeezed: str) -> list[bytes]:
    if not (squeezed.isdigit() and squeezed.isascii() and len(squeezed) in _PESEL_OR_RC):
        return []
    return [
        rules.keyed_hash(kind, checked.normalised, settings.IDENTIFIER_KEY)
        for kind in sorted(rules.SENSITIVE)
        if (checked := rules.check_identifier(kind, squeezed)).valid
    ]


def _patterns(words: list[str], shape: str) -> list[str]:
    """LIKE patterns, the longest word first because it is the most selective; at least two.

    A word of one or two letters is looked for only at the start of words.
    """
    ordered = sorted(words, key=len, reverse=True)
    patterns = [(shape if len(word) > SHORT else "% {}%").format(word) for word in ordered]
    return patterns if len(patterns) > 1 else patterns * 2


def _with_sources(viewer: Actor, text: str, hits: list[Hit], limit: int) -> list[Hit]:
    """The hits and, behind exact ones, what other rooms find by their numbers."""
    found: dict[int, Found] = {}
    for source in SOURCES:
        for one in source(viewer=viewer, text=text.strip(), limit=limit):
            found.setdefault(one.party_id, one)
    seen = {hit.party_id for hit in hits}
    wanted = [party_id for party_id in found if party_id not in seen][:limit]
    if not wanted:
        return hits
    others = [_hit(row) for row in sql.rows(_HERE, "hits", {"ids": wanted})]
    return hits + [
        replace(hit, why=found[hit.party_id].what, why_number=found[hit.party_id].number)
        for hit in others
    ]


def _with_work(hits: list[Hit]) -> list[Hit]:
    """The hits, of persons with the first whom they serve: "works for X as Y"."""
    persons = [hit.party_id for hit in hits if hit.kind in {"PERSON", "SOLE_TRADER"}]
    if not persons:
        return hits
    found = {
        person: str(_("works for %(party)s as %(function)s"))
        % {"party": party, "function": title or said(labels)}
        for person, party, title, labels in sql.kept(_HERE, "works_for", {"persons": persons})
    }
    return [replace(hit, works=found.get(hit.party_id, "")) for hit in hits] if found else hits


def _led_on(hits: list[Hit]) -> list[Hit]:
    """Parties that were merged into others give way to these, each once and in their place."""
    archived = [hit.party_id for hit in hits if hit.is_archived]
    if not archived:
        return hits
    into = dict(sql.rows(_HERE, "led_on", {"ids": archived}))
    if not into:
        return hits
    rows = sql.rows(_HERE, "hits", {"ids": sorted(set(into.values()))})
    standing = {hit.party_id: hit for hit in map(_hit, rows)}
    found: dict[int, Hit] = {}
    for hit in hits:
        survivor = into.get(hit.party_id)
        if survivor is None:
            found.setdefault(hit.party_id, hit)
        elif not found.get(survivor, standing[survivor]).why:
            was = found.get(survivor, standing[survivor])
            former = f"{hit.name} {hit.number}"
            found[survivor] = replace(was, why=_("formerly also"), why_number=former)
    return list(found.values())


def _slipped(asked: _Text, limit: int) -> list[Hit]:
    """What the text finds with one slip taken back in one of its words, the longest first."""
    for word in sorted(asked.loose, key=len, reverse=True)[:3]:
        if len(word) < _ENOUGH_FOR_A_SLIP:
            break
        near = sql.rows(_HERE, "words_near", {"slips": _slips(word), "length": len(word)})
        for (meant,) in near:
            words = [meant if other == word else other for other in asked.loose]
            mended = replace(
                asked, exact=[], hashes=[], joined=" ".join(words), words=words, loose=words
            )
            if rows := sql.rows(_HERE, "find", mended.parameters(limit)):
                return [_hit(row) for row in rows]
    return []


def _slips(word: str) -> list[str]:
    """Patterns of the words that lie one slip away: a letter wrong, missing, too many, a swap."""
    slips = set()
    for place in range(len(word)):
        head, tail = word[:place], word[place + 1 :]
        slips |= {f"{head}_{tail}", head + tail, f"{head}_{word[place:]}"}
        if tail:
            slips.add(head + tail[0] + word[place] + tail[1:])
    return [f"%{slip}%" for slip in sorted(slips)]


def _hit(row: tuple[Any, ...]) -> Hit:
    (party_id, public_id, number, name, kind, is_archived, id_kind, value, city, street, house,
     head) = row  # fmt: skip
    return Hit(
        party_id=party_id,
        public_id=public_id,
        number=number,
        name=name,
        kind=kind,
        is_archived=is_archived,
        identifier_kind=id_kind or "",
        identifier=rules.shown(id_kind, value) if id_kind else "",
        city=city or "",
        street=f"{street} {house}".strip() if street else "",
        head_name=head or "",
    )
