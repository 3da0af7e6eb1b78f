"""A confirmation of a receivable that came without its PDF. It says that it is no invoice."""

import datetime as dt
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _t

from kartoteka.billing.queries import Receivable
from kartoteka.billing.rules import Verified
from kartoteka.billing.slips import figure, ksef_list
from kartoteka.kernel import pdf
from kartoteka.ledger.models import Kind


def confirmation(
    receivable: Receivable, *, on: dt.date, verified: Sequence[Verified] = ()
) -> bytes:
    """The PDF, in the active language, with what stands in the books on the day `on`; `verified`
    is what KSeF has of the document."""
    document = receivable.document
    facts = [
        (_t("Customer"), f"{receivable.party}, {receivable.party_number}"),
        (_t("Owed to"), document.creditor),
        (_t("Document"), f"{Kind(document.kind).label} {document.number}".strip()),
        (_t("For"), document.title),
        (_t("Point"), receivable.point),
        (_t("Agreement"), receivable.agreement),
        (_t("Issued on"), _day(document.issued_on)),
        (_t("Due on"), _day(document.due_on)),
        (_t("Amount"), figure(document.amount, document.currency)),
        (_t("Still to be paid"), figure(document.open_amount, document.currency)),
    ]
    return pdf.render(
        pdf.layout("kartoteka.billing", "confirmation"),
        {
            "language": translation.get_language() or "pl",
            "title": _t("Confirmation of receivable"),
            "warning": _t("This is not an invoice."),
            "explanation": _t(
                "It says what stands in our books. It does not replace the invoice and is no "
                "ground for deducting VAT. Ask us for the invoice itself if you need it."
            ),
            "facts": [[name, value] for name, value in facts if value],
            "as_of": _t("As of %(day)s") % {"day": _day(on)},
            "creditor": document.creditor,
            "ksef": ksef_list(verified),
        },
    )


def _day(day: dt.date) -> str:
    return day.strftime("%d.%m.%Y")
