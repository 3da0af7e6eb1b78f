"""The itemised computation of interest as paper, as a court, an auditor and a debtor read it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _t

from kartoteka.billing import slips
from kartoteka.billing.notes import LANGUAGES, address_block, in_words, language_of
from kartoteka.billing.queries.interest import InterestNoteView, NoteLine
from kartoteka.billing.rules import SlipData
from kartoteka.billing.slips import figure
from kartoteka.kernel import money, pdf
from kartoteka.kernel.days import written
from kartoteka.ledger.queries import DebtComputation, Lowered

__all__ = ["LANGUAGES", "NOTHING", "computation", "interest_note", "shown_sums"]
NOTHING = money.ZERO


def computation(
    debts: Sequence[DebtComputation],
    *,
    on: dt.date,
    made_on: dt.date,
    creditor: str,
    debtor: str,
    debtor_number: str,
    slip: SlipData | None,
    country: str = "PL",
    language: str = "",
) -> bytes:
    """Interest to `on` of debts of one creditor, debtor and currency, every period with its rate
    and law, in a language of ours (that of the creditor's country where none is given).

    `slip` tells the addresses.
    """
    with translation.override(language_of(language, country)):
        chosen = translation.get_language()
        return pdf.render(
            pdf.layout("kartoteka.billing", "interest"),
            {
                "language": chosen,
                "title": _t("Computation of interest for delay to %(day)s")
                % {"day": written(on, str(chosen))},
                **address_block(creditor, debtor, debtor_number, slip),
                "facts": [],
                "texts": texts(),
                "debts": [debt_block(one) for one in debts],
                "sums": shown_sums(debts),
                "method": method(debts),
                "note": None,
                "made": _t("Computed on %(day)s.") % {"day": written(made_on, str(chosen))},
            },
        )


def interest_note(
    note: InterestNoteView,
    lines: Sequence[tuple[NoteLine, DebtComputation]],
    *,
    slip: SlipData | None,
    language: str = "",
) -> bytes:
    """An interest note: what is to be paid by when and how, and how each line was reckoned.

    It is computed by what was known when it was made, so that a copy says what the first said.
    """
    with translation.override(language_of(language, note.country)):
        chosen = str(translation.get_language())
        facts = [
            (_t("Issued on"), written(note.issued_on, chosen)),
            (_t("Due on"), written(note.due_on, chosen)),
            (_t("Interest to the day"), written(note.to_day, chosen)),
            *([(_t("Withdrawn"), written(note.withdrawn_on, chosen))] if note.withdrawn_on else []),
        ]
        debts = [one for _line, one in lines]
        return pdf.render(
            pdf.layout("kartoteka.billing", "interest"),
            {
                "language": chosen,
                "title": f"{_t('Interest note')} {note.number}",
                **address_block(note.creditor, note.party, note.party_number, slip),
                "facts": facts,
                "texts": texts(),
                "debts": [
                    {**debt_block(one), "sums": _line_sums(line, one)} for line, one in lines
                ],
                "sums": [(_t("To pay"), figure(note.amount, note.currency))],
                "method": method(debts),
                "note": _to_pay(note, slip, chosen),
                "made": "",
            },
        )


def _to_pay(note: InterestNoteView, slip: SlipData | None, language: str) -> Mapping[str, Any]:
    pay = None
    if slip is not None and slip.account:
        pay = slips.payable(slip, amount=note.amount, number=note.number)
    return {
        "amount_label": _t("To pay"),
        "amount": figure(note.amount, note.currency),
        "in_words": in_words(note.amount, note.currency, language),
        "pay": slips.facts(pay)[1:4] if pay else [],
        "codes": [{"name": c.name, "svg": c.svg} for c in slips.codes(pay)] if pay else [],
        "scan": _t("Scan the code in your bank's app"),
    }


def _line_sums(line: NoteLine, one: DebtComputation) -> list[tuple[str, str]]:
    sums = [(_t("Interest accrued"), figure(one.interest.accrued, one.currency))]
    if one.interest.noted:
        sums.append((_t("Noted before"), f"−{figure(one.interest.noted, one.currency)}"))
    return [*sums, (_t("In this note"), figure(line.amount, one.currency))]


def texts() -> Mapping[str, str]:
    """The headings of the tables."""
    return {
        "from": _t("From"),
        "to": _t("To"),
        "days": _t("Days"),
        "principal": _t("Of the amount"),
        "rate": _t("Rate"),
        "law": _t("Legal basis"),
        "amount": _t("Interest"),
        "together": _t("Together"),
    }


def debt_block(one: DebtComputation) -> Mapping[str, Any]:
    """A debt with its rows; a payment stands after the last day that bore the amount before it."""
    language = translation.get_language() or "pl"
    facts = [
        (_t("Amount"), figure(one.amount, one.currency)),
        (_t("Issued"), written(one.issued_on, language)),
        (_t("Due"), written(one.due_on, language)),
        (_t("Interest from"), written(one.effective_due + dt.timedelta(days=1), language)),
        (_t("Kind of interest"), one.interest_words),
    ]
    return {
        "heading": _capital(f"{one.kind_word} {one.number}".strip()),
        "title": one.title,
        "facts": facts,
        "rows": [_row(line, one.currency, language) for line in one.lines],
        "sums": _sums(one),
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _row(line: Any, currency: str, language: str) -> Mapping[str, Any]:
    if isinstance(line, Lowered):
        words = " ".join([written(line.day, language), line.kind_word, line.number]).strip()
        return {"paid": words, "amount": f"−{figure(line.amount, currency)}"}
    return {
        "from": written(line.first, language),
        "to": written(line.last, language),
        "days": str(line.days),
        "principal": figure(line.principal, currency),
        "rate": rate(line.percent),
        "law": line.law,
        "amount": figure(line.amount, currency),
    }


def rate(percent: Decimal) -> str:
    """A yearly rate with at least two places: 9,25 %."""
    places = max(2, -int(percent.normalize().as_tuple().exponent))
    return f"{percent:.{places}f}\u00a0%".replace(".", ",")


def _sums(one: DebtComputation) -> list[tuple[str, str]]:
    sums = [(_t("Interest accrued"), figure(one.interest.accrued, one.currency))]
    if one.interest.noted:
        sums.append((_t("Noted before"), f"−{figure(one.interest.noted, one.currency)}"))
        sums.append((_t("Not noted yet"), figure(one.interest.not_noted, one.currency)))
    return sums


def shown_sums(debts: Sequence[DebtComputation]) -> list[tuple[str, str]]:
    """What all debts come to."""
    if not debts:
        return []
    currency = debts[0].currency
    accrued = sum((one.interest.accrued for one in debts), money.ZERO)
    noted = sum((one.interest.noted for one in debts), money.ZERO)
    left = sum((one.interest.not_noted for one in debts), money.ZERO)
    owed = sum((one.open_amount for one in debts), money.ZERO)
    sums = [
        (_t("Still to be paid without interest"), figure(owed, currency)),
        (_t("Interest accrued"), figure(accrued, currency)),
    ]
    if noted:
        sums.append((_t("Noted before"), f"−{figure(noted, currency)}"))
        sums.append((_t("Not noted yet"), figure(left, currency)))
    return sums


def method(debts: Sequence[DebtComputation]) -> list[str]:
    """How it was reckoned, sentence by sentence."""
    words = [
        _t(
            "Interest is amount × yearly rate × days / 365, in leap years too. It runs from the "
            "day after the term to the last day named, both included; a term that ends on a "
            "Saturday, Sunday or statutory holiday ends on the next worked day."
        ),
        _t(
            "A payment lowers the debt from the day after it came: its own day still bears "
            "interest on what was owed before."
        ),
    ]
    if any(one.interest.rounding == "period" for one in debts):
        words.append(_t("Every row is rounded to a hundredth, half up."))
    else:
        words.append(
            _t(
                "The interest of a debt is rounded once, to a hundredth, half up; its last row "
                "takes what rounding leaves over, so that rows add up."
            )
        )
    return words
