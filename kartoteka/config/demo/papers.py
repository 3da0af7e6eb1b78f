"""The PDFs of a few invoices: real ones, typeset, for the customers that the demo shows."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from kartoteka.billing import operations as billing
from kartoteka.billing import queries
from kartoteka.config.demo.cast import NIP_OF_WATERWORKS, Customer, ico
from kartoteka.documents import operations as documents
from kartoteka.kernel import money, pdf
from kartoteka.kernel.actor import SYSTEM

_EACH = 3
_VAT = {"PLN": (Decimal("8"), "8%"), "EUR": (Decimal("23"), "23%")}


def add_papers(customers: Iterable[Customer], parties: dict[str, int], today: dt.date) -> None:
    """Typesets the newest invoices of each customer and attaches them."""
    layout = pdf.layout("kartoteka.config.demo", "invoice")
    for customer in customers:
        found = queries.documents_of(viewer=SYSTEM, party_id=parties[customer.number], limit=_EACH)
        for document in found:
            data = pdf.render(layout, _invoice(customer, document))
            name = f"{document.number.replace('/', '-')}.pdf"
            content = documents.keep(
                actor=SYSTEM, data=data, name=name, media_type="application/pdf"
            )
            billing.attach_pdf(actor=SYSTEM, entry_id=document.entry_id, content_id=content)


def _invoice(customer: Customer, document: queries.Document) -> dict[str, object]:
    row = customer.row
    percent, shown = _VAT[document.currency]
    net = money.to_grosz(document.amount * 100 / (100 + percent))
    house = f"{row.building}/{row.flat}" if row.flat else row.building
    is_slovak = customer.is_slovak
    return {
        "language": row.language,
        "words": _SLOVAK if is_slovak else _POLISH,
        "number": document.number,
        "issued_on": document.issued_on.isoformat(),
        "due_on": document.due_on.isoformat(),
        "seller": [
            document.creditor,
            f"IČO {ico(900_001)}" if is_slovak else f"NIP {NIP_OF_WATERWORKS}",
        ],
        "buyer": [
            row.name or f"{row.first_name} {row.last_name}",
            f"{row.street} {house}",
            f"{row.postal_code} {row.city}",
            row.number,
        ],
        "item": document.title,
        "net": _figure(net),
        "rate": shown,
        "vat": _figure(document.amount - net),
        "gross": _figure(document.amount),
        "currency": document.currency,
    }


def _figure(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")


_POLISH = {
    "invoice": "Faktura VAT", "issued": "Data wystawienia", "due": "Termin płatności",
    "seller": "Sprzedawca", "buyer": "Nabywca", "item": "Nazwa usługi", "net": "Netto",
    "rate": "VAT", "vat": "Kwota VAT", "gross": "Brutto", "to_pay": "Do zapłaty",
}  # fmt: skip
_SLOVAK = {
    "invoice": "Faktúra", "issued": "Dátum vystavenia", "due": "Dátum splatnosti",
    "seller": "Dodávateľ", "buyer": "Odberateľ", "item": "Názov služby", "net": "Základ",
    "rate": "DPH", "vat": "Suma DPH", "gross": "Spolu", "to_pay": "Na úhradu",
}  # fmt: skip
