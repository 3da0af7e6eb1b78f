"""What may be asked about receivables as documents."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from kartoteka.billing import rules
from kartoteka.billing.queries.ties import (
    AdvanceView,
    KsefView,
    TiedEntry,
    advances_of,
    ksef_of,
    ties_of,
    verified,
)
from kartoteka.billing.rules import SlipData
from kartoteka.kernel import days, money, sql
from kartoteka.kernel.actor import Actor

__all__ = [
    "AdvanceView",
    "Document",
    "KsefView",
    "Receivable",
    "TiedEntry",
    "advances_of",
    "debt_accounts",
    "documents_of",
    "entry_of",
    "ksef_of",
    "receivable",
    "slip",
    "slip_accounts",
    "slip_of_debt",
    "ties_of",
    "verified",
]

_HERE = "kartoteka.billing"

# Rooms above that know a better account for a slip than the creditor's own (payments: the
# customer's virtual account). Filled by config/wiring.py; the first that answers is taken.
slip_accounts: list[Callable[[Actor, int], str | None]] = []
# The same for one document, by its entry.
debt_accounts: list[Callable[[Actor, int], str | None]] = []


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a party. `extra` are its costs and interest posted; `open_amount` counts them.

    `country` is the creditor's, `content_id` is the PDF that came with it, None if there is none.
    """

    entry_id: int
    public_id: uuid.UUID
    kind: str
    number: str
    title: str
    issued_on: dt.date
    due_on: dt.date
    amount: Decimal
    open_amount: Decimal
    extra: Decimal
    account_id: int
    currency: str
    creditor_id: int
    creditor: str
    country: str
    content_id: int | None

    def is_overdue(self, on: dt.date) -> bool:
        """Whether something of it is late on a day: by the due date as it stands, moved over
        weekends and holidays of the creditor's country."""
        return self.open_amount > 0 and self.due_on < days.overdue_before(on, self.country)


@dataclass(frozen=True, slots=True)
class Receivable:
    """A document with its party and what it was sold for, for the page about it alone."""

    document: Document
    party_id: int
    party_public_id: uuid.UUID
    party: str
    party_number: str
    point: str
    agreement: str
    interest_kind: str
    booked_on: dt.date
    recorded_at: dt.datetime
    source: str
    content_name: str


def documents_of(
    *, viewer: Actor, party_id: int, before: int | None = None, limit: int = 50
) -> list[Document]:
    """Documents of a party (debits that hang on no other), newest first.

    `before` is the entry of the last one shown. In the portal the database shows only what the
    signed-in customer may see.
    """
    parameters = {"party_id": party_id, "before": before, "limit": limit}
    return [Document(*row) for row in sql.rows(_HERE, "documents", parameters)]


def receivable(*, viewer: Actor, entry_id: int) -> Receivable | None:
    """A document with all that is known about it, or None where there is none."""
    row = sql.row(_HERE, "receivable", {"entry_id": entry_id})
    if row is None:
        return None
    columns = len(Document.__dataclass_fields__)
    return Receivable(Document(*row[:columns]), *row[columns:])


def hangs_on(*, viewer: Actor, entry_id: int) -> tuple[str, object] | None:
    """Where interest or costs are shown: (interest_note, its name outside) or (receivable, the
    document); None for a document."""
    row = sql.row(_HERE, "hangs_on", {"entry_id": entry_id})
    if row is None:
        return None
    note, document = row
    return ("interest_note", note) if note else ("receivable", document)


def entry_of(*, viewer: Actor, party_id: int, public_id: uuid.UUID) -> int | None:
    """The entry of a party's document that bears this name outside."""
    row = sql.row(_HERE, "entry_of", {"party_id": party_id, "public_id": public_id})
    return int(row[0]) if row else None


def slip(
    *,
    viewer: Actor,
    party_id: int,
    creditor_id: int,
    currency: str,
    on: dt.date,
    amount: Decimal | None = None,
) -> SlipData | None:
    """What a payment order form for the whole debt, or for `amount`, must say; None without one.

    The account is the customer's virtual one where there is one, else the creditor's for slips.
    The title names the customer and the documents, the longest due first.
    """
    parameters = {
        "party_id": party_id,
        "creditor_id": creditor_id,
        "currency": currency,
        "on": on,
    }
    row = sql.row(_HERE, "slip", parameters)
    if row is None:
        return None
    account_id, payee, country, iban, payee_nip, payer, payer_number, *lines = row
    documents = sql.rows(_HERE, "slip_documents", {"account_id": account_id})
    whole = sum((open_amount for _entry, _number, open_amount in documents), money.ZERO)
    virtual = next(filter(None, (ask(viewer, account_id) for ask in slip_accounts)), None)
    return SlipData(
        payee=payee,
        payee_address=_address(*lines[:5]),
        payee_nip=payee_nip,
        account=virtual or iban,
        is_virtual=virtual is not None,
        payer=payer,
        payer_address=_address(*lines[5:]),
        amount=whole if amount is None else amount,
        currency=currency,
        title=rules.transfer_title(payer_number, (n for _entry, n, _open in documents if n)),
        variable_symbol=rules.variable_symbol(payer_number),
        country=country,
        verified=tuple(verified(viewer=viewer, entry_ids=[one[0] for one in documents])),
    )


def slip_of_debt(*, viewer: Actor, whole: SlipData, entry_id: int | None) -> SlipData:
    """The slip on the virtual account that stands for the one document, where there is one."""
    if entry_id is None:
        return whole
    account = next(filter(None, (ask(viewer, entry_id) for ask in debt_accounts)), None)
    return replace(whole, account=account, is_virtual=True) if account else whole


def _address(street: str, building: str, flat: str, postal_code: str, city: str) -> tuple[str, ...]:
    house = f"{building}/{flat}" if flat else building
    lines = (f"{street} {house}".strip(), f"{postal_code} {city}".strip())
    return tuple(line for line in lines if line)
