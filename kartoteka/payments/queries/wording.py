"""Why a payment is whose it is, in the reader's language."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kartoteka.formats import accounts
from kartoteka.formats.statements import Problem
from kartoteka.kernel import days, errors
from kartoteka.payments import rules, scoring
from kartoteka.register import rules as register

_AMOUNTS = {"opening", "lines", "computed", "closing", "details", "amount", "parts"}
_NUMBER = re.compile(r"-?[0-9]+\.[0-9]+")
FORMATS: dict[str, str | Promise] = {
    "MT940": "MT940",
    "MT942": "MT942",
    "CAMT052": "camt.052",
    "CAMT053": "camt.053",
    "CAMT054": "camt.054",
    "ELIXIR0": "Elixir-0",
    "FIOXML": "Fio XML",
    "TABLE": gettext_lazy("table"),
}
_TOLD = ("numbers", "number", "nip", "account", "name")


def format_word(code: str) -> str:
    """What a statement is written in."""
    return str(FORMATS.get(code, code))


def reason(rule: str, facts: Mapping[str, Any], *, is_certain: bool = True) -> str:
    """The sentence of a rule with what it found: “names a document …: FV 1/2026”."""
    if rule == "HAND" and facts.get("shares"):
        return gettext("a share of a payment that was split by hand")
    if rule == "SCORE":
        return _scored(facts, is_certain=is_certain)
    sentence = str((rules.REASONS if is_certain else rules.HINTS).get(rule, rules.REASONS["HAND"]))
    found = next((facts[name] for name in _TOLD if facts.get(name)), "")
    if isinstance(found, list):
        found = ", ".join(map(str, found[:5]))
    if rule == "PAYER":  # somebody's own account; a virtual one is the office's
        found = register.masked_account(str(found))
    elif accounts.is_iban(str(found)):
        found = " ".join(found[place : place + 4] for place in range(0, len(found), 4))
    return f"{sentence}: {found}" if found else sentence


def _scored(facts: Mapping[str, Any], *, is_certain: bool) -> str:
    """“95 of 100: names K7, the amount is that of FV/1”."""
    points = scoring.shown(float(facts.get("score") or 0))
    told = ", ".join(scoring.sentences(facts))
    said = gettext("%(points)s of 100: %(evidence)s") % {"points": points, "evidence": told}
    return said if told else str(rules.REASONS["SCORE" if is_certain else "HAND"])


def reason_kept(rule: str | None, facts: Mapping[str, Any] | None) -> str:
    """The reason as it was kept when the payment was booked; empty where there is none."""
    return reason(rule, (facts or {}).get(rule) or {}) if rule else ""


def told(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Place and sentence of each problem; a bare number is a line of the file."""
    return [(_place(each.place), _amounts(each).sentence(gettext)) for each in problems]


def _amounts(problem: Problem) -> Problem:
    """Amounts as the reader writes them; what is quoted of the file stays as it is there."""
    facts = {
        name: errors.worded(Decimal(fact))
        if name in _AMOUNTS and isinstance(fact, str) and _NUMBER.fullmatch(fact)
        else fact
        for name, fact in problem.facts.items()
    }
    return replace(problem, facts=facts)


def _place(place: str) -> str:
    return gettext("line %(number)s") % {"number": place} if place.isdigit() else place


def moved_words(moved: Iterable[tuple[dt.date, int]]) -> list[str]:
    """How many payments of days to which the books are closed were posted on which open day, a
    sentence for each such day."""
    language = get_language() or "pl"
    return [
        ngettext(
            "%(count)s payment of a closed day, posted on %(day)s.",
            "%(count)s payments of closed days, posted on %(day)s.",
            count,
        )
        % {"count": count, "day": days.written(day, language)}
        for day, count in moved
    ]
