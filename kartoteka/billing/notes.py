"""A document of the office's own as paper: a debit note, costs, a correction up, an advance."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from num2words import num2words

from kartoteka.billing import price_rows, slips
from kartoteka.billing.queries import Receivable, TiedEntry
from kartoteka.billing.queries.priced import Line, Lines
from kartoteka.billing.rules import SlipData
from kartoteka.kernel import pdf
from kartoteka.kernel.days import written

TITLES: Mapping[str, str | Promise] = {
    "NOTE": _("Debit note"),
    "COST": _("Note of costs"),
    "COURT_COST": _("Note of court costs"),
    "CORRECTION": _("Correction"),
    "ADVANCE": _("Advance"),
}
LANGUAGES = ("pl", "sk", "en")
_BY_COUNTRY = {"SK": "sk"}


def is_printed(receivable: Receivable) -> bool:
    """Whether a document can be printed so: the office has issued it and no PDF came with it."""
    document = receivable.document
    return (
        document.kind in TITLES
        and document.content_id is None
        and receivable.source.startswith("billing.")
    )


def note(
    receivable: Receivable,
    *,
    slip: SlipData | None,
    ties: Sequence[TiedEntry] = (),
    lines: Lines | None = None,
    language: str = "",
) -> bytes:
    """The document in a language of ours, that of the creditor's country where none is given.

    `slip` tells the addresses, the account to pay to and the codes that scan; `lines` are those
    from price lists that it was made of.
    """
    chosen = language_of(language, receivable.document.country)
    with translation.override(chosen):
        data = {**_data(receivable, slip, ties, chosen), **_lines(lines, chosen)}
        return pdf.render(pdf.layout("kartoteka.billing", "note"), data)


def language_of(language: str, country: str) -> str:
    """The language of a print: the one asked for, else that of the creditor's country."""
    return language if language in LANGUAGES else _BY_COUNTRY.get(country, "pl")


def address_block(
    creditor: str, customer: str, number: str, slip: SlipData | None
) -> Mapping[str, object]:
    """Who issues to whom, as the layouts take it; `slip` tells the addresses."""
    return {
        "issuer": [creditor, *(slip.payee_address if slip else ())],
        "issuer_label": _t("Issued by"),
        "issuer_nip": slip.payee_nip if slip else "",
        "customer": [customer, *(slip.payer_address if slip else ())],
        "customer_label": _t("Customer"),
        "customer_number": number,
    }


def _data(
    receivable: Receivable, slip: SlipData | None, ties: Sequence[TiedEntry], language: str
) -> Mapping[str, object]:
    document = receivable.document
    payable = _payable(receivable, slip)
    corrected = ", ".join(one.number for one in ties if one.kind == "CORRECTS" and not one.is_from)
    facts = [
        (_t("Issued on"), written(document.issued_on, language)),
        (_t("Due on"), written(document.due_on, language)),
        (_t("Corrects"), corrected),
        (_t("For"), document.title),
        (_t("Point"), receivable.point),
        (_t("Agreement"), receivable.agreement),
    ]
    return {
        "language": language,
        "title": f"{TITLES[document.kind]} {document.number}".strip(),
        **address_block(document.creditor, receivable.party, receivable.party_number, slip),
        "facts": [[name, value] for name, value in facts if value],
        "amount_label": _t("To pay"),
        "amount": slips.figure(document.amount, document.currency),
        "in_words": in_words(document.amount, document.currency, language),
        "pay": slips.facts(payable)[1:4] if payable else [],
        "codes": [{"name": c.name, "svg": c.svg} for c in slips.codes(payable)] if payable else [],
        "scan": _t("Scan the code in your bank's app"),
    }


def _lines(lines: Lines | None, language: str) -> Mapping[str, object]:
    """The table of lines and that of VAT, their headings first; empty where there are none."""
    if lines is None:
        return {"lines": [], "sums": []}
    amount = _t("Without VAT") if lines.is_net else _t("With VAT")
    rows = [[_t("Item"), _t("Days"), _t("Quantity"), _t("Price"), _t("VAT"), amount]]
    for one in lines.lines:
        days = written(one.first, language)
        if one.last != one.first:
            days = f"{days} – {written(one.last, language)}"
        rows.append(
            [
                _named(one, language),
                days,
                f"{price_rows.written(one.quantity, language, least=0)} {one.unit}",
                price_rows.written(one.price, language),
                _rate(one.vat_percent, language),
                slips.figure(one.amount, lines.currency),
            ]
        )
    sums = [[_t("VAT by rate"), _t("Without VAT"), _t("VAT"), _t("With VAT")]]
    for part in lines.sums:
        figures = (part.net, part.vat, part.gross)
        shown = [slips.figure(figure, lines.currency) for figure in figures]
        sums.append([_rate(part.percent, language), *shown])
    return {"lines": rows, "sums": sums}


def _named(line: Line, language: str) -> str:
    """The item and what is taken off the price that stands beside it."""
    if line.discount is None:
        return line.name
    percent = price_rows.written(line.discount, language, least=0)
    return _t("%(item)s (less %(percent)s %%)") % {"item": line.name, "percent": percent}


def _rate(percent: Decimal | None, language: str) -> str:
    if percent is None:
        return _t("no VAT")
    return f"{price_rows.written(percent, language, least=0)} %"


def _payable(receivable: Receivable, slip: SlipData | None) -> SlipData | None:
    document = receivable.document
    if slip is None or not slip.account:
        return None
    return slips.payable(slip, amount=document.amount, number=document.number)


def in_words(amount: Decimal, currency: str, language: str) -> str:
    """The amount in words; where a language has none for a currency, its code and hundredths."""
    try:
        return str(num2words(amount, lang=language, to="currency", currency=currency))
    except NotImplementedError:
        whole = int(amount)
        return f"{num2words(whole, lang=language)} {currency} {int((amount - whole) * 100):02d}/100"
