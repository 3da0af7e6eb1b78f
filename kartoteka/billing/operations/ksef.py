"""Invoices of KSeF taken in, one or thousands: each becomes a receivable, or says why not."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.documents import operations as documents
from kartoteka.formats import ksef
from kartoteka.formats.ksef import File, Invoice, KsefRefused
from kartoteka.formats.ksef.numbers import seller_of
from kartoteka.formats.sentences import worded
from kartoteka.kernel import sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger

_HERE = "kartoteka.billing"
_SOURCE = "ksef"
_ANALYSE = "ANALYZE billing_ksef_draft"
_SEVERAL = """
SELECT posted.id, draft.documents FROM billing_ksef_draft AS draft
JOIN ledger_entry AS posted ON posted.source = 'ksef' AND posted.source_ref = draft.ksef
WHERE draft.outcome = 'NEW' AND draft.amount < 0 AND cardinality(draft.documents) > 1
ORDER BY draft.place
"""
_OPEN = "SELECT entry_id, amount FROM ledger_open WHERE entry_id = ANY (%s)"
_COLUMNS = (
    "place", "ksef", "kind", "is_correction", "number", "issued_on", "due_on", "currency",
    "amount", "seller_nip", "buyer_nip", "buyer_vat", "customer_number", "agreements", "title",
    "named_numbers", "named_ksef", "sha256",
)  # fmt: skip

# What the office's installed schemas find wrong with an invoice: sentences, none where it fits or
# where no schema of its namespace is installed. Filled by config/wiring.py (tax keeps schemas).
schema_faults: list[Callable[[str, bytes], list[str]]] = []

SENTENCES = {
    "ksef.no_number": _(
        "Nothing says which KSeF number the invoice has. Name the file by it, or hand in the "
        "receipt (UPO) with it."
    ),
    "ksef.number_of_another": _(
        "The KSeF number %(number)s is of another seller than the invoice."
    ),
    "ksef.number_twice": _("Another file of this set has the same KSeF number."),
    "ksef.schema": _("It does not fit the schema: %(what)s"),
    "ksef.nothing_to_pay": _("Nothing is to be paid by it (%(amount)s)."),
    "ksef.other_contents": _("This KSeF number came in before with other contents."),
    "ksef.no_creditor": _("The seller's NIP %(seller)s is none of your creditors'."),
    "ksef.no_customer": _("Nobody in the register has the buyer's number %(buyer)s."),
    "ksef.several_customers": _(
        "Several customers have the buyer's number %(buyer)s. The invoice would have to tell the "
        "customer number."
    ),
    "ksef.period_closed": _("The creditor has closed its books for %(day)s."),
    "ksef.other_document": _(
        "A document %(number)s is here already, with another amount, customer or KSeF number "
        "(%(said)s)."
    ),
    "ksef.corrected_missing": _("The document that it corrects is not here: %(named)s."),
    "ksef.corrected_of_several": _("It corrects documents of several customers."),
    "ksef.corrected_other_currency": _("It is in another currency than what it corrects."),
}
NOTES = {
    "ksef.no_term": _("No term of payment: the customer's terms count, else the day of issue."),
    "ksef.several_terms": _("Several terms of payment: the last one counts."),
    "ksef.paid": _("The invoice says that it has been paid; the payment is to come in by itself."),
    "ksef.other_to_pay": _(
        "With charges and deductions %(amount)s is to be paid; the receivable is the invoice's own."
    ),
}


class SetUnreadable(Refusal):
    code = "billing.set_unreadable"
    message = _("The files cannot be taken in. %(reason)s")
    field = "invoices"


@dataclass(frozen=True, slots=True)
class TakenInvoice:
    """What became of one file. `outcome` is NEW, JOINED (to a document that was here), TIED (a
    correction without an amount), KNOWN or REFUSED; `sentence` says why it is refused."""

    file: str
    outcome: str
    sentence: str = ""
    notes: tuple[str, ...] = ()
    ksef: str = ""
    kind: str = ""
    number: str = ""
    issued_on: dt.date | None = None
    due_on: dt.date | None = None
    amount: Decimal | None = None
    currency: str = ""
    customer: str = ""
    customer_number: str = ""
    party_id: int | None = None
    entry_id: int | None = None

    @property
    def file_name(self) -> str:
        """The file without the archives and folders in which it came."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class TakenInvoices:
    """What became of a set, file by file."""

    lines: tuple[TakenInvoice, ...]

    def count(self, *outcomes: str) -> int:
        """How many files ended so."""
        return sum(line.outcome in outcomes for line in self.lines)

    @property
    def new(self) -> int:
        """How many invoices come in."""
        return self.count("NEW", "JOINED", "TIED")

    @property
    def known(self) -> int:
        """How many were here already."""
        return self.count("KNOWN")

    @property
    def refused(self) -> list[TakenInvoice]:
        """Files that are not taken."""
        return [line for line in self.lines if line.outcome == "REFUSED"]


@dataclass(slots=True)
class _Row:
    file: File
    invoice: Invoice | None = None
    number: str = ""
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def take_in_invoices(*, actor: Actor, files: Sequence[File]) -> TakenInvoices:
    """Takes in invoices FA of KSeF, archives of them among the files.

    An invoice is known again by its KSeF number, which stands in the file's name, in a receipt
    (UPO) or in the list of an export handed in with it. Each is a receivable of the creditor who
    has the seller's NIP; corrections are tied to what they correct and lessen it or add to it. A
    document of the same number, customer and amount that is here already gets its KSeF number.
    What cannot be taken is told and hinders nothing else. Raises SetUnreadable, AccountBusy.
    """
    return _taken(actor, files, keeps=True)


def preview_invoices(*, viewer: Actor, files: Sequence[File]) -> TakenInvoices:
    """What `take_in_invoices` would do, by doing it and taking all of it back."""
    with transaction.atomic():
        planned = _taken(viewer, files, keeps=False)
        transaction.set_rollback(True)
    return planned


def _taken(actor: Actor, files: Sequence[File], *, keeps: bool) -> TakenInvoices:
    try:
        opened = ksef.unpacked(files)
    except KsefRefused as problem:
        reason = worded(ksef.SENTENCES, problem.code, problem.facts, gettext)
        raise SetUnreadable(reason=reason) from None
    rows = _read(opened)
    with acting(actor):
        sql.run(_HERE, "ksef_stage")
        fit = [(place, row) for place, row in enumerate(rows) if row.invoice and not row.code]
        staging.fill("billing_ksef_draft", _COLUMNS, [_staged(*each) for each in fit])
        _execute(_ANALYSE)
        sql.run(_HERE, "ksef_resolve")
        _post(actor, "ksef_entries", rules.interest_facts())
        sql.run(_HERE, "ksef_corrected")
        _post(actor, "ksef_corrections", {})
        if keeps:
            _keep_files(actor, rows)
            sql.run(_HERE, "ksef_keep", {"actor": actor.user_id})
        sql.run(_HERE, "ksef_ties")
        ledger.settle_named(actor=actor, source=_SOURCE)
        _settle_several(actor, rows)
        return TakenInvoices(_told(rows))


def _read(files: Sequence[File]) -> list[_Row]:
    told: dict[bytes, str] = {}
    rows = []
    for file in files:
        numbers = ksef.numbers_told(file.data)
        if numbers is None:
            rows.append(_Row(file))
        else:
            told |= numbers
    seen: dict[str, bytes] = {}
    for row in rows:
        _read_one(row, told, seen)
    return rows


def _read_one(row: _Row, told: Mapping[bytes, str], seen: dict[str, bytes]) -> None:
    try:
        row.invoice = invoice = ksef.read(row.file.data)
    except KsefRefused as problem:
        row.code, row.facts = problem.code, problem.facts
        return
    row.number = told.get(invoice.sha256) or ksef.number_in(row.file.name)
    row.code, row.facts = _fault(row, invoice)
    if not row.code and row.number in seen:
        row.code = "KNOWN" if seen[row.number] == invoice.sha256 else "ksef.number_twice"
    seen.setdefault(row.number, invoice.sha256)


def _fault(row: _Row, invoice: Invoice) -> tuple[str, Mapping[str, object]]:
    if not row.number:
        return "ksef.no_number", {}
    if seller_of(row.number) != invoice.seller_nip:
        return "ksef.number_of_another", {"number": row.number}
    if len(invoice.number) > rules.LONGEST_NUMBER:
        return "ksef.too_long", {"what": "P_2", "limit": rules.LONGEST_NUMBER}
    if invoice.gross <= 0 and not invoice.is_correction:
        return "ksef.nothing_to_pay", {"amount": f"{invoice.gross} {invoice.currency}"}
    for check in schema_faults:
        if faults := check(invoice.namespace, row.file.data):
            return "ksef.schema", {"what": "; ".join(faults)}
    return "", {}


def _staged(place: int, row: _Row) -> tuple[object, ...]:
    invoice = row.invoice
    assert invoice is not None  # noqa: S101  (only rows that were read are staged)
    named = invoice.corrects if invoice.is_correction else invoice.advances
    return (
        place, row.number, invoice.kind, invoice.is_correction, invoice.number, invoice.issued_on,
        max(invoice.due_on, default=None), invoice.currency, invoice.gross, invoice.seller_nip,
        invoice.buyer_nip, invoice.buyer_vat, invoice.customer_number, list(invoice.agreements),
        invoice.reason or invoice.title, [one.number for one in named if not one.ksef],
        [one.ksef for one in named if one.ksef], invoice.sha256,
    )  # fmt: skip


def _execute(statement: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def _post(actor: Actor, name: str, facts: Mapping[str, object]) -> None:
    ledger.stage()
    if sql.run(_HERE, name, facts):
        ledger.post_staged(actor=actor)


def _keep_files(actor: Actor, rows: Sequence[_Row]) -> None:
    wanted = _execute(
        "SELECT place FROM billing_ksef_draft WHERE outcome IN ('NEW', 'JOINED', 'TIED')"
    )
    kept = [
        (
            place,
            documents.keep(
                actor=actor,
                data=rows[place].file.data,
                name=f"{rows[place].number}.xml",
                media_type="application/xml",
            ),
        )
        for (place,) in wanted
    ]
    _execute(
        "UPDATE billing_ksef_draft AS draft SET content_id = kept.content_id"
        " FROM unnest(%s::integer[], %s::bigint[]) AS kept(place, content_id)"
        " WHERE kept.place = draft.place",
        [[place for place, _content in kept], [content for _place, content in kept]],
    )


def _settle_several(actor: Actor, rows: Sequence[_Row]) -> None:
    """Credits that correct several documents at once: the longest due first."""
    issued = {row.number: row.invoice.issued_on for row in rows if row.invoice}
    for credit_id, named in _execute(_SEVERAL):
        still_open = dict(_execute(_OPEN, [named]))
        (number, left) = _execute(
            "SELECT source_ref, amount FROM ledger_entry WHERE id = %s", [credit_id]
        )[0]
        choices = {}
        for entry_id in named:
            used = min(left, still_open.get(entry_id, Decimal(0)))
            if used > 0:
                choices[entry_id] = used
                left -= used
        if choices:
            ledger.settle(
                actor=actor,
                credit_id=credit_id,
                on=issued[number],
                choices=choices,
                confirmed=frozenset({ledger.LatePayment.code}),
            )


def _told(rows: Sequence[_Row]) -> tuple[TakenInvoice, ...]:
    became = {place: more for place, *more in sql.rows(_HERE, "ksef_told")}
    return tuple(_line(row, became.get(place)) for place, row in enumerate(rows))


def _line(row: _Row, became: Sequence[Any] | None) -> TakenInvoice:
    invoice = row.invoice
    if invoice is None:
        return TakenInvoice(row.file.name, "REFUSED", _sentence(row.code, row.facts))
    outcome, customer, customer_number, due_on, entry_id, said, party_id = became or (
        row.code, "", "", max(invoice.due_on, default=None), None, "", None,
    )  # fmt: skip
    named = ", ".join(one.ksef or one.number for one in invoice.corrects[:3])
    facts = {
        "seller": invoice.seller_nip,
        "buyer": invoice.buyer_nip or invoice.buyer_vat or invoice.customer_number or "—",
        "day": invoice.issued_on.isoformat(),
        "number": invoice.number,
        "named": named,
        "said": said,
        **row.facts,
    }
    is_refused = "." in outcome
    return TakenInvoice(
        file=row.file.name,
        outcome="REFUSED" if is_refused else outcome,
        sentence=_sentence(outcome, facts) if is_refused else "",
        notes=() if is_refused or outcome == "KNOWN" else tuple(_notes(invoice)),
        ksef=row.number,
        kind=invoice.kind,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=due_on,
        amount=invoice.gross,
        currency=invoice.currency,
        customer=customer or invoice.buyer_name,
        customer_number=customer_number,
        party_id=party_id,
        entry_id=entry_id,
    )


def _sentence(code: str, facts: Mapping[str, object]) -> str:
    if code in SENTENCES:
        return str(SENTENCES[code]) % facts
    return worded(ksef.SENTENCES, code, facts, gettext)


def _notes(invoice: Invoice) -> list[str]:
    codes = []
    if not invoice.due_on and not invoice.is_correction:
        codes.append("ksef.no_term")
    if len(invoice.due_on) > 1:
        codes.append("ksef.several_terms")
    if invoice.is_paid:
        codes.append("ksef.paid")
    if invoice.to_pay is not None and invoice.to_pay != invoice.gross:
        codes.append("ksef.other_to_pay")
    return [str(NOTES[code]) % {"amount": f"{invoice.to_pay} {invoice.currency}"} for code in codes]
