"""The slip with which a customer pays: the paper form and the codes that scan, made of SlipData.

PLN to a Polish account prints the Polish form (transfer or cash, two segments) with the ZBP code;
euro to a Slovak account the Slovak order with PAY by square and the EPC code; other euro the order
with the EPC code.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from num2words import num2words

from kartoteka.billing import rules
from kartoteka.billing.rules import SlipData, Verified
from kartoteka.formats.codes import drawing, epc, paybysquare, zbp
from kartoteka.formats.codes.refusals import CodeRefused
from kartoteka.kernel import pdf
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.money import ZERO, parse_amount

LEAST, MOST = Decimal("0.01"), Decimal("999999999.99")
NRB_DIGITS = 26
LINE, LINES = 27, 2
LONGEST_NAME, LONGEST_TEXT = 70, 140
FOUR = 4
MOST_LISTED = 60  # codes of documents on the pages behind a slip


class NoAccountForSlips(Refusal):
    code = "billing.no_account_for_slips"
    message = _("%(creditor)s has no account for payments in %(currency)s yet. Call the office.")


class NoSuchAmount(Refusal):
    code = "billing.no_such_amount"
    message = _("Give an amount from 0.01 to 999,999,999.99 with at most two decimal places.")
    field = "amount"


@dataclass(frozen=True, slots=True)
class Code:
    """A payment code: its name for people, its text, its picture as SVG, what to say beside it."""

    kind: drawing.Kind
    name: str
    text: str
    svg: str
    note: str = ""


def amount_of(text: str) -> Decimal:
    """An amount as a person types it (1 234,5, 1234.50 or 1.234,50 €). Raises NoSuchAmount."""
    read = parse_amount(text)
    if read is None:
        raise NoSuchAmount
    return checked(read).quantize(LEAST)


def checked(amount: Decimal) -> Decimal:
    """The amount, if a slip may say it. Raises NoSuchAmount."""
    if not LEAST <= amount <= MOST or amount != amount.quantize(LEAST):
        raise NoSuchAmount
    return amount


def payable(data: SlipData, *, amount: Decimal | None = None, number: str = "") -> SlipData:
    """The slip for another amount, for the one document `number` where it is given.

    Raises NoSuchAmount, and NoAccountForSlips where the creditor has no account to pay to.
    """
    if not data.account:
        raise NoAccountForSlips(creditor=data.payee, currency=data.currency)
    title = rules.transfer_title(data.title.split(", ")[0], [number]) if number else data.title
    verified = (one for one in data.verified if not number or one.number == number)
    return replace(
        data,
        account=iban(data.account),
        amount=checked(data.amount if amount is None else amount),
        title=title,
        verified=tuple(verified),
    )


def iban(account: str) -> str:
    """The account with its country; 26 digits alone are a Polish one."""
    bare = re.sub(r"\s", "", account).upper()
    return f"PL{bare}" if bare.isdigit() and len(bare) == NRB_DIGITS else bare


def form_of(data: SlipData) -> str:
    """`pl` for the Polish form, `sk` for the Slovak order, `eu` for other euro."""
    if data.currency == "PLN" and data.account.startswith("PL"):
        return "pl"
    return "sk" if data.account.startswith("SK") else "eu"


def codes(data: SlipData) -> list[Code]:
    """The codes that banks of the slip's country read, the usual one first; none where none fits.

    Above 9,999.99 PLN the ZBP code leaves the amount to the payer.
    """
    makers = {"pl": [_zbp], "sk": [_pay_by_square, _epc], "eu": [_epc]}[form_of(data)]
    made = []
    for maker in makers:
        try:
            made.append(maker(data))
        except CodeRefused:  # a number too long for the code: the slip is valid without it
            continue
    return made


def as_pdf(
    data: SlipData, *, blank_form: bool = False, moved: tuple[Decimal, Decimal] = (ZERO, ZERO)
) -> bytes:
    """The slip on A4 in the active language; the Polish form itself is Polish.

    `blank_form` prints only the values, for paper that has the form printed on it, `moved` by so
    many millimetres to the right and down.
    """
    return pdf.render(layout_of(data), print_data(data, blank_form=blank_form, moved=moved))


def four_to_a_page(slips: Sequence[SlipData]) -> bytes:
    """Slips on quarters of A4 to be cut apart, in the active language, in the order given; behind
    them what KSeF has of their documents."""
    printed = [
        {
            "amount": figure(one.amount, one.currency),
            "facts": facts(one),
            "codes": [{"name": c.name, "svg": c.svg, "note": c.note} for c in codes(one)],
        }
        for one in slips
    ]
    return pdf.render(
        pdf.layout("kartoteka.billing", "slips_four"),
        {
            "language": translation.get_language() or "pl",
            "title": _t("Payment slip"),
            "scan": _t("Scan the code in your bank's app"),
            "pages": [printed[start : start + FOUR] for start in range(0, len(printed), FOUR)],
            "ksef": ksef_list(list(dict.fromkeys(kept for one in slips for kept in one.verified))),
        },
    )


def by_document(whole: SlipData, documents: Sequence[tuple[str, Decimal]]) -> list[SlipData]:
    """A slip for each document (number, what remains of it). Raises as `payable`."""
    return [payable(whole, amount=remains, number=number) for number, remains in documents]


def layout_of(data: SlipData) -> Path:
    """The layout that this slip is printed with."""
    return pdf.layout("kartoteka.billing", "slip_pl" if form_of(data) == "pl" else "slip_eu")


def print_data(
    data: SlipData, *, blank_form: bool = False, moved: tuple[Decimal, Decimal] = (ZERO, ZERO)
) -> Mapping[str, Any]:
    """What the layouts take."""
    return {
        "language": translation.get_language() or "pl",
        "title": _t("Payment slip"),
        "scan": _t("Scan the code in your bank's app"),
        "order": _t("Payment order"),
        "amount": figure(data.amount, data.currency),
        "facts": facts(data),
        "codes": [{"name": c.name, "svg": c.svg, "note": c.note} for c in codes(data)],
        "form": _form_values(data),
        "places": _moved(places(), moved) if blank_form else places(),
        "blank": blank_form,
        "ksef": ksef_list([] if blank_form else data.verified),
    }


def ksef_list(verified: Sequence[Verified]) -> Mapping[str, Any]:
    """What prints say of documents that KSeF has: numbers, and links to scan."""
    words = [_t("Scan a code to see that KSeF has the invoice as it was issued.")]
    if len(verified) > MOST_LISTED:
        words.append(
            _t("These are the first %(listed)s of %(all)s.")
            % {"listed": MOST_LISTED, "all": len(verified)}
        )
    return {
        "title": _t("Invoices in KSeF"),
        "words": " ".join(words),
        "rows": [
            {"number": one.number, "ksef": one.ksef, "svg": drawing.draw(one.link, "link")}
            for one in verified[:MOST_LISTED]
        ],
    }


@cache
def places() -> Any:
    """Where each field of the Polish form stands, in millimetres from its segment's corner."""
    return json.loads((files("kartoteka.billing") / "typst" / "slip_pl.json").read_text("utf-8"))


def _moved(found: Any, moved: tuple[Decimal, Decimal]) -> Any:
    """The places for a printer that prints beside them."""
    right, down = map(float, moved)
    segments = [one | {"x": one["x"] + right, "y": one["y"] + down} for one in found["segments"]]
    return found | {"segments": segments}


def facts(data: SlipData) -> list[tuple[str, str]]:
    """What a person copies into a bank's form: names of fields and their values."""
    polish = form_of(data) == "pl"
    return [
        (_t("Recipient"), ", ".join((data.payee, *data.payee_address))),
        (_t("Account number"), grouped(data.account[2:] if polish else data.account)),
        (_t("Amount"), figure(data.amount, data.currency)),
        (_t("Title"), data.title),
        *([(_t("Variable symbol"), data.variable_symbol)] if _has_symbol(data) else []),
        (_t("Payer"), ", ".join((data.payer, *data.payer_address))),
    ]


def _has_symbol(data: SlipData) -> bool:
    return form_of(data) == "sk" and bool(data.variable_symbol)


def figure(amount: Decimal, currency: str) -> str:
    """An amount as paper has it: 1 234,50 PLN."""
    digits = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
    return f"{digits}\u00a0{currency}"


def grouped(account: str) -> str:
    """An account in fours; 26 digits begin with their two check digits."""
    head = len(account) % 4 if account.isdigit() else 0
    rest = " ".join(account[at : at + 4] for at in range(head, len(account), 4))
    return f"{account[:head]} {rest}".strip()


def _form_values(data: SlipData) -> dict[str, str]:
    payee = boxed(data.payee, " ".join(data.payee_address))
    payer = boxed(data.payer, " ".join(data.payer_address))
    title = boxed(data.title)
    words = num2words(data.amount, lang="pl", to="currency", currency="PLN")
    return {
        "payee1": payee[0],
        "payee2": payee[1],
        "account": data.account[2:],
        "currency": data.currency,
        "amount": f"{data.amount:.2f}".replace(".", ","),
        "in_words": str(words) if form_of(data) == "pl" else "",
        "payer1": payer[0],
        "payer2": payer[1],
        "title1": title[0],
        "title2": title[1],
    }


def boxed(text: str, address: str = "") -> list[str]:
    """Two lines of 27 boxes in capital letters: name and address each on its own if they fit.

    Else one text over both, broken between words where that fits.
    """
    text, address = (" ".join(part.upper().split()) for part in (text, address))
    if address and len(text) <= LINE and len(address) <= LINE:
        return [text, address]
    text = f"{text} {address}".strip()
    if len(text) > LINE and " " in text[: LINE + 1]:
        cut = text[: LINE + 1].rindex(" ")
        if len(text) - cut - 1 <= LINE:
            return [text[:cut], text[cut + 1 :]]
    return [text[:LINE].strip(), text[LINE : LINE * LINES].strip()]


def _zbp(data: SlipData) -> Code:
    codable = data.amount <= zbp.MOST
    customer, *documents = data.title.split(", ")
    title = rules.transfer_title(customer, documents, longest=zbp.LIMITS["title"])
    text = zbp.encode(
        zbp.Transfer(
            account=data.account[2:],
            name=data.payee.replace("|", " ")[: zbp.LIMITS["name"]].strip(),
            title=title.replace("|", " "),
            amount=data.amount if codable else None,
            nip=data.payee_nip,
        )
    )
    note = "" if codable else _t("Type the amount yourself: the code holds at most 9,999.99 PLN.")
    return Code("zbp", _t("Polish transfer code"), text, drawing.draw(text, "zbp"), note)


def _pay_by_square(data: SlipData) -> Code:
    payment = paybysquare.Payment(
        accounts=(paybysquare.Account(data.account),),
        amount=data.amount,
        currency=data.currency,
        vs=data.variable_symbol,
        note=data.title[:LONGEST_TEXT],
        beneficiary_name=data.payee[:LONGEST_NAME],
    )
    text = paybysquare.encode(paybysquare.PayCode(payments=(payment,)))
    return Code("paybysquare", "PAY by square", text, drawing.draw(text, "paybysquare"))


def _epc(data: SlipData) -> Code:
    if data.currency != "EUR":
        raise CodeRefused("code.shape", field="currency", value=data.currency)
    text = epc.encode(
        epc.Transfer(
            name=data.payee[:LONGEST_NAME],
            iban=data.account,
            amount=data.amount,
            text=data.title[:LONGEST_TEXT],
        )
    )
    return Code("epc", _t("European transfer code (EPC)"), text, drawing.draw(text, "epc"))
