"""A cash document as paper, in the three languages."""

from django.utils import translation
from django.utils.translation import gettext as _t

from kartoteka.billing import slips
from kartoteka.billing.notes import LANGUAGES, in_words
from kartoteka.kernel import pdf
from kartoteka.kernel.days import written
from kartoteka.payments.queries.cash import CashRow


def printed(document: CashRow, *, language: str = "") -> bytes:
    """The PDF, in that language, or in that of the creditor's country; one that was voided says so
    across its head."""
    chosen = language if language in LANGUAGES else _of(document.creditor_country)
    with translation.override(chosen):
        return pdf.render(pdf.layout("kartoteka.payments", "cash"), _data(document, chosen))


def _of(country: str) -> str:
    return "sk" if country == "SK" else "pl"


def _data(document: CashRow, language: str) -> dict[str, object]:
    is_in = document.kind == "KP"
    word = _t("cash receipt (KP)") if is_in else _t("cash paid out (KW)")
    facts = [
        (_t("Day"), written(document.paid_on, language)),
        (_t("From whom") if is_in else _t("To whom"), document.payer),
        (_t("Customer"), f"{document.party} {document.party_number}".strip()),
        (_t("Title"), document.title),
    ]
    void = ""
    if document.voided_at:
        void = _t("VOID: %(reason)s") % {"reason": document.void_reason}
    return {
        "language": language,
        "title": f"{word[:1].upper()}{word[1:]} {document.number}",
        "issuer": document.creditor,
        "issuer_label": _t("Issued by"),
        "desk": document.desk,
        "desk_label": _t("Cash desk"),
        "facts": [[name, value] for name, value in facts if value],
        "amount": slips.figure(document.amount, document.currency),
        "in_words": in_words(document.amount, document.currency, language),
        "void": void,
        "signatures": [_t("Signature of the cashier"), _t("Signature of who pays or is paid")],
    }
