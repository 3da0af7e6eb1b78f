"""Transfers that we order: what Elixir-0 and pain.001 files are written of, and when they are not.

`OrderRefused` is a plain exception of this pure package; whoever orders turns it into its own.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kartoteka.formats import accounts
from kartoteka.formats.sentences import N_, worded
from kartoteka.formats.statements import SplitPayment

LEAST, MOST = Decimal("0.01"), Decimal("999999999.99")
LONGEST_TITLE = 140
SENTENCES = {
    "order.none": N_("There is nothing to pay."),
    "order.account": N_("%(value)s is no account that this file can name."),
    "order.amount": N_("The amount %(value)s is not allowed: from %(least)s to %(most)s."),
    "order.name": N_("The name of who is paid is missing."),
    "order.title": N_("The title is missing."),
    "order.title_too_long": N_("The title has %(length)s characters, at most %(limit)s fit."),
    "order.currency": N_("This file is in %(wanted)s and cannot pay %(value)s."),
    "order.encoding": N_("The encoding %(value)s is not offered."),
    "order.split": N_("A split payment needs VAT up to its amount, the NIP and the invoice."),
    "order.identifier": N_("The identification %(value)s is missing, too long or not plain."),
}


class OrderRefused(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """The file cannot be written; `place` is the number of the order, 0 for all of them."""

    def __init__(self, code: str, place: int = 0, **facts: Any) -> None:
        self.code = code
        self.place = place
        self.facts = facts
        super().__init__(code)

    def __str__(self) -> str:
        return worded(SENTENCES, self.code, self.facts)


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer. `identification` comes back with the bank's answer; `split` makes it a Polish
    split payment, whose title is made of it; `is_tax` goes to a tax office."""

    account: str
    name: str
    amount: Decimal
    title: str
    address: str = ""
    identification: str = ""
    split: SplitPayment | None = None
    is_tax: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Transfers of one day from one account of ours. `identification` is the same whenever the
    same file is written again, so that the bank knows a file that was sent twice."""

    account: str
    name: str
    paid_on: date
    currency: str
    orders: tuple[Order, ...]
    address: str = ""
    identification: str = ""


def check(batch: Batch, *, country: str = "") -> None:
    """Raises OrderRefused for what no file may hold; `country` where all accounts are of one."""
    if not batch.orders:
        raise OrderRefused("order.none")
    _account(batch.account, 0, country)
    for place, order in enumerate(batch.orders, 1):
        _account(order.account, place, country)
        if (
            not order.amount.is_finite()
            or not LEAST <= order.amount <= MOST
            or order.amount != round(order.amount, 2)
        ):
            raise OrderRefused(
                "order.amount", place, value=f"{order.amount:f}", least=LEAST, most=MOST
            )
        if not plain(order.name):
            raise OrderRefused("order.name", place)
        title = title_of(order, place)
        if not title:
            raise OrderRefused("order.title", place)
        if len(title) > LONGEST_TITLE:
            raise OrderRefused(
                "order.title_too_long", place, length=len(title), limit=LONGEST_TITLE
            )


def title_of(order: Order, place: int = 0) -> str:
    """The title as it is written: of a split payment `/VAT/…/IDC/…/INV/…/TXT/…`."""
    split = order.split
    if split is None:
        return plain(order.title)
    invoice, seller = plain(split.invoice), plain(split.seller_nip)
    if (
        split.vat is None
        or not 0 <= split.vat <= order.amount
        or not re.fullmatch(r"[0-9A-Z]{1,14}", seller)
        or not 0 < len(invoice) <= 35  # noqa: PLR2004
        or "/TXT/" in invoice.upper()
    ):
        raise OrderRefused("order.split", place)
    vat = f"{split.vat:.2f}".replace(".", ",")
    text = plain(split.text or order.title)[:33]
    return f"/VAT/{vat}/IDC/{seller}/INV/{invoice}" + (f"/TXT/{text}" if text else "")


def plain(text: str) -> str:
    """One line without control signs, halves of letters and runs of blanks."""
    kept = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else sign
        for sign in text
    )
    return " ".join(kept.split())


def _account(text: str, place: int, country: str) -> None:
    if not accounts.is_iban(text) or (country and text[:2] != country):
        raise OrderRefused("order.account", place, value=text[:40])
