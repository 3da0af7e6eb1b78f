"""Why a payment went where it went, in the reader's language, from codes and facts."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import days

_RULES = {
    "DESIGNATED": _("the payer named this debt"),
    "OLDEST_DUE": _("the longest due debt comes first (due on %(due)s)"),
    "BY_HAND": _("chosen by hand"),
    "WITHDRAWN": _("settlement withdrawn"),
    "CANCELLED": _("interest taken back with the settlement that noted it"),
}
_PARTS = {
    1: _("costs of the debt"),
    2: _("interest of the debt"),
    3: _("principal of the debt"),
}
_BASES = {
    "PL_KC_451": _("art. 451 of the Polish Civil Code"),
    "SK_OBZ_330": _("§ 330 of the Slovak Commercial Code"),
    "SK_OZ_566": _("§ 566 of the Slovak Civil Code"),
}


def basis(code: str) -> str:
    """The name of a legal basis; the code itself where no name is known."""
    return str(_BASES.get(code, code))


_ASIDE = re.compile(r" \((?!\d\))[^)]*[-: ][^)]*\)")


def law_of_rate(legal_basis: str) -> str:
    """The law behind a rate as people cite it, without the table's note how it was reckoned."""
    law = _ASIDE.sub("", legal_basis).split(": ")[0].replace("par. ", "§ ")
    return law.replace(" as am. ", gettext(" as amended by "))


def reason(rule: str, basis_code: str, facts: Mapping[str, Any] | None) -> str:
    """One sentence: what was settled, by which rule, on which legal basis."""
    known = facts or {}
    words = [str(_PARTS[known["rank"]])] if known.get("rank") in _PARTS else []
    due = known.get("due")
    day = days.written(dt.date.fromisoformat(due), get_language() or "pl") if due else "–"
    template = str(_RULES.get(rule, rule))
    words.append(template % {"due": day} if "%(due)s" in template else template)
    if rule in ("DESIGNATED", "OLDEST_DUE"):
        words.append(basis(basis_code))
    return gettext("; ").join(words)
