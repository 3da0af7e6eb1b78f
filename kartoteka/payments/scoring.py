"""How evidence about a line is weighed. Points add up; what is shown stops at a hundred."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# By kind of evidence: for each degree its points.
POINTS: dict[str, dict[str, int]] = {
    "NUMBER": {"EXACT": 55, "INSIDE": 45, "BEGUN": 40, "SLIP": 35, "PART": 15, "NONE": 0},
    "AMOUNT": {"ONE": 35, "ALL": 30, "SUM": 25, "NONE": -20},
    "NAME": {"SAME": 40, "ALIKE": 30, "WORD": 10, "NONE": 0},
    "PAYER": {"SURE": 70, "ALONE": 45, "ALSO": 25, "NONE": 0},
}
DEEPEST = 12  # documents of one customer, oldest first, that are tried together, four at most
WORDS: dict[str, dict[str, Any]] = {
    "number_kind": {
        "EXACT": _("names %(what)s"),
        "INSIDE": _("%(what)s stands in the title, glued to other signs"),
        "BEGUN": _("the title ends in the beginning of %(what)s"),
        "SLIP": _("a number in the title is one slip away from %(what)s"),
        "PART": _("a part of a number in the title fits"),
    },
    "amount_kind": {
        "ONE": _("the amount is that of %(what)s"),
        "ALL": _("the amount is all that is open"),
        "SUM": _("the amount is that of %(what)s together"),
        "NONE": _("the amount fits nothing that is open"),
    },
    "name_kind": {
        "SAME": _("the payer bears this customer's name"),
        "ALIKE": _("the name resembles this customer's"),
        "WORD": _("a word of this customer's name is told"),
    },
    "payer_kind": {
        "SURE": _("this bank account has only ever paid for this customer"),
        "ALONE": _("this bank account has only ever paid for this customer"),
        "ALSO": _("this bank account has also paid for others"),
    },
}
_WHAT = {"number_kind": "named", "amount_kind": "documents"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the office has chosen: `threshold` points are needed, `lead` ahead of the next customer;
    a learned payer is certain after `confirmations` payments."""

    threshold: int = 70
    lead: int = 20
    confirmations: int = 2


def sentences(facts: Mapping[str, Any], without: Collection[str] = ()) -> list[str]:
    """The evidence in words, in the reader's language, but for those kinds."""
    found = []
    for kind, words in WORDS.items():
        if kind in without:
            continue
        sentence = words.get(facts.get(kind, ""))
        if sentence is None:
            continue
        what = facts.get(_WHAT.get(kind, ""))
        told = ", ".join(map(str, what)) if isinstance(what, list) else str(what or "—")
        found.append(str(sentence) % {"what": told})
    return found


def shown(score: float) -> int:
    """Points as people see them: from nothing to a hundred."""
    return max(0, min(100, round(score)))
