"""The statement of an offset as paper, for the other side and for the books of both."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _t

from kartoteka.billing.queries.write_offs import ClaimRow, OffsetView
from kartoteka.billing.rules import SlipData
from kartoteka.billing.slips import figure
from kartoteka.kernel import pdf
from kartoteka.kernel.days import written

LANGUAGES = ("pl", "sk", "en")
_BY_COUNTRY = {"SK": "sk"}


def statement(shown: OffsetView, *, sides: SlipData | None, language: str = "") -> bytes:
    """The PDF in a language of ours, that of the creditor's country where none is given. `sides`
    tells the addresses. The legal basis is that of the creditor's country."""
    chosen = language if language in LANGUAGES else _BY_COUNTRY.get(shown.country, "pl")
    with translation.override(chosen):
        return pdf.render(
            pdf.layout("kartoteka.billing", "offset"),
            {
                "language": chosen,
                "title": f"{_title(shown)} {shown.number}",
                "day": written(shown.declared_on, chosen),
                "cancelled": _t("Cancelled") if shown.cancelled_at else "",
                "issuer": [shown.creditor, *(sides.payee_address if sides else ())],
                "issuer_label": _t("Creditor"),
                "customer": [shown.party, *(sides.payer_address if sides else ())],
                "customer_label": _t("Other side"),
                "words": _words(shown),
                "ours_label": _t("Claims of %(name)s") % {"name": shown.creditor},
                "theirs_label": _t("Claims of %(name)s") % {"name": shown.party},
                "heads": [_t("Document"), _t("Due on"), _t("Amount"), _t("Set off"), _t("Remains")],
                "ours": _table(shown.rows, shown.currency, chosen),
                "theirs": _theirs(shown, chosen),
                "total_label": _t("Set off together"),
                "total": figure(shown.total, shown.currency),
                "signature": [_t("For the creditor"), _t("For the other side")]
                if shown.is_agreement
                else [_t("For the creditor")],
            },
        )


def _title(shown: OffsetView) -> str:
    if shown.is_agreement:
        return _t("Agreement of offset")
    return _t("Statement of offset")


def _words(shown: OffsetView) -> str:
    if shown.is_agreement:
        return _t(
            "Both sides set off the claims named below against each other. With the offset the "
            "claims end to the amounts stated, from the day on which the later of each pair was "
            "due."
        )
    laws = {
        "SK": _t("§ 580 and 581 of the Slovak Civil Code (Act 40/1964)"),
        "PL": _t("art. 498 and 499 of the Polish Civil Code"),
    }
    return _t(
        "By %(law)s we set off our claims named below against yours. With this statement the "
        "claims end to the amounts stated, from the day on which the later of each pair was due."
    ) % {"law": laws.get(shown.country, laws["PL"])}


def _table(rows: Sequence[ClaimRow], currency: str, language: str) -> list[list[str]]:
    return [
        [
            row.number or row.kind_word,
            written(row.due_on, language) if row.due_on else "",
            figure(row.whole, currency),
            figure(row.amount, currency),
            figure(row.remains, currency),
        ]
        for row in rows
    ]


def _theirs(shown: OffsetView, language: str) -> list[list[str]]:
    if shown.their_amount is None or shown.their_due_on is None:
        return _table(shown.theirs, shown.currency, language)
    return [
        [
            shown.their_number,
            written(shown.their_due_on, language),
            figure(shown.their_amount, shown.currency),
            figure(shown.total, shown.currency),
            figure(shown.their_amount - shown.total, shown.currency),
        ]
    ]
