"""Why a payment went where it went, in the reader's language, from codes and facts."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import permutations
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import days
from kartoteka.kernel.labels import said
from kartoteka.ledger.models import Scheme

_RULES = {
    "DESIGNATED": _("the payer named this debt"),
    "OLDEST_DUE": _("the longest due debt comes first (due on %(due)s)"),
    "NEWEST_DUE": _("the latest due debt comes first (due on %(due)s)"),
    "SMALLEST": _("the smallest debt comes first"),
    "LARGEST": _("the largest debt comes first"),
    "PRO_RATA": _("in proportion to what is open"),
    "PLAN": _("the instalment plan comes first (due on %(due)s)"),
    "BREAKDOWN": _("by the bailiff's breakdown"),
    "BY_HAND": _("chosen by hand"),
    "WITHDRAWN": _("settlement withdrawn"),
    "CANCELLED": _("interest taken back with the settlement that noted it"),
    "NOTE_WITHDRAWN": _("interest note withdrawn"),
}
_WITHOUT_LAW = {"BY_HAND", "WITHDRAWN", "CANCELLED", "NOTE_WITHDRAWN"}
_PARTS = {
    1: _("costs of the debt"),
    2: _("interest of the debt"),
    3: _("principal of the debt"),
}
_COMPONENTS = {"COST": _("costs"), "INTEREST": _("interest"), "PRINCIPAL": _("principal")}
BASES = {
    "PL_KC_451": _("art. 451 of the Polish Civil Code"),
    "SK_OBZ_330": _("§ 330 of the Slovak Commercial Code"),
    "SK_OZ_566": _("§ 566 of the Slovak Civil Code"),
    "PL_KPC_BREAKDOWN": _("the enforcement authority's breakdown (Poland)"),
    "SK_EP_BREAKDOWN": _("the enforcement authority's breakdown (Slovakia)"),
    "AGREED": _("agreed between creditor and payer"),
}

INTEREST_KINDS = {
    "pl_statutory_delay": _("Polish statutory, for delay"),
    "pl_commercial_delay": _("Polish, commercial transactions"),
    "pl_commercial_delay_public_healthcare": _("Polish, public healthcare debtor"),
    "sk_civil_delay_by_first_day": _("Slovak civil"),
    "sk_commercial_delay_half_year": _("Slovak commercial, by half-year"),
    "sk_commercial_delay_fixed_by_first_day": _("Slovak commercial, fixed by the first day"),
}
# Their rate stands on the debt.
AGREED_KINDS = {
    "pl_contractual_delay": _("Polish, agreed in the contract, for delay"),
    "pl_contractual_capital": _("Polish, agreed in the contract, for capital"),
    "sk_contractual_consumer": _("Slovak, agreed with a consumer"),
    "sk_contractual_commercial": _("Slovak, agreed between businesses"),
}

_RATE_KINDS = {
    "pl_nbp_reference": _("Reference rate of the National Bank of Poland"),
    "pl_nbp_lombard": _("Lombard rate of the National Bank of Poland"),
    "pl_statutory_capital": _("Polish statutory, for capital"),
    "pl_max_capital": _("Polish, the most for capital"),
    "pl_max_delay": _("Polish, the most for delay"),
    "pl_tax_arrears": _("Polish, of tax arrears"),
    "sk_ecb_base": _("Base rate of the European Central Bank"),
}


def posted_later(paid_on: dt.date | None, posted_on: dt.date, kind: str = "PAYMENT") -> str:
    """Of money of a day to which the books were closed, when it came and when it was posted, and
    so of a correction from which day it counts; else nothing."""
    if paid_on is None:
        return ""
    language = get_language() or "pl"
    if kind == "CORRECTION":
        words = gettext(
            "Counts from %(paid)s, in the balance from %(posted)s because the books were closed"
        )
    else:
        words = gettext("Paid on %(paid)s, posted on %(posted)s because the books were closed")
    return words % {
        "paid": days.written(paid_on, language),
        "posted": days.written(posted_on, language),
    }


def rate_kind(code: str) -> str:
    """The name of a kind of rate, also of those that no debt bears by itself."""
    return str(_RATE_KINDS.get(code, interest_kind(code)))


def interest_kind(code: str) -> str:
    """The name of a kind of interest; the code itself where no name is known."""
    return str(INTEREST_KINDS.get(code) or AGREED_KINDS.get(code) or code)


def basis(code: str) -> str:
    """The name of a legal basis; the code itself where no name is known."""
    return str(BASES.get(code, code))


def scheme(code: str, labels: Mapping[str, str]) -> str:
    """The name of a scheme, or its code where it has none."""
    return said(labels, get_language() or "pl") or code


ORDERS = tuple(permutations(_COMPONENTS))


def components(order: Iterable[str]) -> str:
    """Costs, interest and principal in an order, in words."""
    return " → ".join(str(_COMPONENTS[part]) for part in order)


def terms(said_terms: Mapping[str, Any]) -> list[str]:
    """What a scheme does, a sentence a rule, in the order in which it decides."""
    words = []
    if said_terms["designation"] == "FOLLOWED":
        words.append(gettext("What the payer named comes first."))
    if said_terms["follows_parts"]:
        words.append(gettext("Money is used by the bailiff's breakdown; what is left, as below."))
    if said_terms["plan_first"]:
        words.append(gettext("Debts of an instalment plan come before others."))
    words.append(
        gettext("Order of debts: %(order)s.") % {"order": Scheme.Claims(said_terms["claims"]).label}
    )
    parts = components(said_terms["components"])
    across = gettext("Across all debts: %(order)s.")
    inside = gettext("Inside a debt: %(order)s.")
    words.append((across if said_terms["by_component"] else inside) % {"order": parts})
    if said_terms["sharing"] == "PRO_RATA":
        words.append(gettext("Money is divided in proportion to what is open."))
    if (ahead := said_terms["ahead_days"]) is not None:
        words.append(
            ngettext(
                "Debts due later than %(n)s day from the day of settling wait.",
                "Debts due later than %(n)s days from the day of settling wait.",
                ahead,
            )
            % {"n": ahead}
        )
    interest = gettext("Interest: %(which)s.")
    words.append(interest % {"which": Scheme.Interest(said_terms["interest"]).label})
    if Decimal(said_terms["threshold"]):
        least = gettext("Interest below %(amount)s on a debt is not noted when a payment meets it.")
        threshold = Decimal(said_terms["threshold"])
        amount = format_decimal(threshold, "#,##0.00", get_language() or "pl")
        words.append(least % {"amount": amount})
    over = gettext("An overpayment %(what)s.")
    words.append(over % {"what": Scheme.Overpayment(said_terms["overpayment"]).label})
    return words


_ASIDE = re.compile(r" \((?!\d\))(?:[^)]*[-: ][^)]*|then)\)")
_NOTE = re.compile(r"; [^;]*(?:table|implied)[^;]*$")  # where the row of a table was looked up


BASE_RATES = {
    "pl_nbp_reference": _("reference rate of the NBP"),
    "pl_nbp_lombard": _("lombard rate of the NBP"),
    "pl_statutory_delay": _("statutory interest for delay"),
    "sk_ecb_base": _("base rate of the ECB"),
}


def percent(text: str) -> str:
    """A figure of a rate as it was written down, with the reader's decimal mark."""
    return text if get_language() == "en" else text.replace(".", ",")


def over_base(base: str, points: str) -> str:
    """So many points over a base rate, in words."""
    return gettext("%(base)s + %(points)s pp") % {
        "base": BASE_RATES.get(base, base), "points": percent(points)
    }  # fmt: skip


def _law_of_contract(legal_basis: str) -> str:
    """`agreed`, what was agreed and the law that cut it, and behind @ base and agreement."""
    stated, is_of_agreement, source = legal_basis.partition("@")
    head, _mark, cap = stated.partition("|")
    facts = {"percent": percent(head.removeprefix("agreed ")), "law": law_of_rate(cap)}
    if not is_of_agreement:
        if not cap:
            return gettext("rate of the contract")
        return gettext("contract: %(percent)s%%, cut to the most allowed: %(law)s") % facts
    base, _mark, number = source.partition("@")
    said = gettext("agreement %(number)s") % {"number": number or "—"}
    if base:
        said = f"{said}: {over_base(*base.split('+'))}"
    if not cap:
        return said
    cut = gettext("%(percent)s%%, cut to the most allowed: %(law)s") % facts
    return f"{said}{', ' if base else ': '}{cut}"


def law_of_rate(legal_basis: str) -> str:
    """The law behind a rate as people cite it, without the table's note how it was reckoned; of a
    rate of a contract that it is one, of which agreement, and what cut it."""
    if legal_basis.startswith("agreed"):
        return _law_of_contract(legal_basis)
    law = _NOTE.sub("", _ASIDE.sub("", legal_basis)).split(": ")[0].replace("par. ", "§ ")
    return law.replace(" as am. ", gettext(" as amended by "))


def reason(rule: str, basis_code: str, facts: Mapping[str, Any] | None) -> str:
    """One sentence: what was settled, by which rule, on which legal basis."""
    known = facts or {}
    words = [str(_PARTS[known["rank"]])] if known.get("rank") in _PARTS else []
    due = known.get("due")
    day = days.written(dt.date.fromisoformat(due), get_language() or "pl") if due else "–"
    template = str(_RULES.get(rule, rule))
    words.append(template % {"due": day} if "%(due)s" in template else template)
    if rule not in _WITHOUT_LAW:
        words.append(basis(basis_code))
    if known.get("version"):
        words.append(gettext("version %(n)s of the scheme") % {"n": known["version"]})
    return gettext("; ").join(words)
