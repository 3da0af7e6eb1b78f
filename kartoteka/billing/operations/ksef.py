"""Invoices of KSeF taken in, one or thousands: each becomes a receivable, or says why not."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.billing.operations import ksef_corrections
from kartoteka.documents import operations as documents
from kartoteka.formats import ksef
from kartoteka.formats.ksef import File, Invoice, KsefRefused, Opened
from kartoteka.formats.ksef.numbers import seller_of
from kartoteka.formats.sentences import worded
from kartoteka.kernel import sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger

_HERE = "kartoteka.billing"
AT_ONCE = 500
_LAST_DEPTH = 100
_FROM_THE_START = 1  # TypKorekty
Tell = Callable[[int], None]
_ANALYSE = "ANALYZE billing_ksef_draft"
_COLUMNS = (
    "place", "ksef", "kind", "is_correction", "number", "issued_on", "due_on", "currency",
    "amount", "seller_nip", "buyer_nip", "buyer_vat", "customer_number", "agreements", "title",
    "named_numbers", "named_ksef", "effect", "sha256",
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
    "ksef.from_the_start": _(
        "Type 1: it counts from the day of what it corrects, and what it takes away bears no "
        "interest."
    ),
    "ksef.not_from_the_start": _(
        "Type 1, but what was paid on it cannot be taken off (settled by hand, by a document or "
        "behind closed books): it counts from its own day."
    ),
    "ksef.no_term": _("No term of payment: the customer's terms count, else the day of issue."),
    "ksef.several_terms": _("Several terms of payment: the last one counts."),
    "ksef.paid": _("The invoice says that it has been paid; the payment is to come in by itself."),
    "ksef.paid_in_part": _(
        "The invoice says that %(amount)s of it has been paid; the payment is to come in by itself."
    ),
    "ksef.factored": _("The invoice asks for the money on a factor's account."),
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
    correction without an amount), KNOWN or REFUSED; `code` and `facts` say why it is refused."""

    place: int
    file: str
    sha256: str
    outcome: str
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    noted: tuple[tuple[str, str], ...] = ()
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
    def sentence(self) -> str:
        """Why it is refused, in the reader's language."""
        return sentence(self.code, self.facts) if self.code else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is remarked on it, in the reader's language."""
        return tuple(note(*one) for one in self.noted)


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
    def refused(self) -> list[TakenInvoice]:
        """Files that are not taken."""
        return [line for line in self.lines if line.outcome == "REFUSED"]


@dataclass(slots=True)
class Row:
    """A file of a set as it was read; its bytes are read again where they are kept."""

    place: int
    name: str
    sha256: bytes
    invoice: Invoice | None = None
    number: str = ""
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    misfits: list[str] = field(default_factory=list)


def take_in_invoices(*, actor: Actor, files: Sequence[File]) -> TakenInvoices:
    """Takes in invoices FA of KSeF, archives of them among the files, all of them or none.

    An invoice is known again by its KSeF number, which stands in the file's name, in a receipt
    (UPO) or in the list of an export handed in with it. Each is a receivable of the creditor who
    has the seller's NIP; corrections are tied to what they correct and lessen it or add to it. A
    document of the same number, customer and amount that is here already gets its KSeF number.
    What cannot be taken is told and hinders nothing else. Raises SetUnreadable, AccountBusy.
    """
    opened = open_set(files)
    with acting(actor):
        return taken(actor, opened, read_set(opened), keeps=True)


def preview_invoices(*, viewer: Actor, files: Sequence[File]) -> TakenInvoices:
    """What `take_in_invoices` would do, by doing it and taking all of it back."""
    opened = open_set(files)
    return looked_through(viewer, opened, read_set(opened))


def looked_through(
    viewer: Actor, opened: Opened, rows: Sequence[Row], tell: Tell = lambda _done: None
) -> TakenInvoices:
    """What taking them in would do, taken back."""
    with transaction.atomic():
        with acting(viewer):
            planned = taken(viewer, opened, rows, keeps=False, tell=tell)
        transaction.set_rollback(True)
    return planned


def taken(
    actor: Actor,
    opened: Opened,
    rows: Sequence[Row],
    *,
    keeps: bool,
    tell: Tell = lambda _done: None,
) -> TakenInvoices:
    """All portions of a set in the caller's transaction."""
    lines = refused(rows)
    for portion in portions(rows):
        lines += take_portion(actor, opened, portion, keeps=keeps)
        tell(len(lines))
    return TakenInvoices(tuple(sorted(lines, key=lambda line: line.place)))


def open_set(files: Sequence[File]) -> Opened:
    """Files that are read one at a time. Raises SetUnreadable."""
    with _told_of_set():
        return Opened(files)


def read_set(opened: Opened, tell: Tell = lambda _done: None) -> list[Row]:
    """Every invoice of the set with its number, or what is wrong with it. Receipts and lists only
    tell numbers. Raises SetUnreadable."""
    told: dict[bytes, str] = {}
    rows = []
    with _told_of_set():
        for place, file in enumerate(opened.each()):
            numbers = ksef.numbers_told(file.data)
            if numbers is None:
                rows.append(_read_one(place, file))
            else:
                told |= numbers
            tell(place + 1)
    seen: dict[str, bytes] = {}
    for row in rows:
        if row.invoice is not None:
            _judge(row, row.invoice, told, seen)
    return rows


def portions(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Invoices that can be taken in, some hundred at a time; what others name goes before them."""
    fit = {row.number: row for row in rows if row.invoice is not None and not row.code}
    depths: dict[str, int] = {}
    ordered = sorted(fit.values(), key=lambda row: (_depth(row, fit, depths), row.place))
    for _depth_of, found in groupby(ordered, key=lambda row: depths[row.number]):
        alike = list(found)
        for start in range(0, len(alike), AT_ONCE):
            yield alike[start : start + AT_ONCE]


def refused(rows: Sequence[Row]) -> list[TakenInvoice]:
    """The lines of files that no portion holds: refused, or the same as another of the set."""
    return [_line(row, None) for row in rows if row.invoice is None or row.code]


def take_portion(
    actor: Actor, opened: Opened, rows: Sequence[Row], *, keeps: bool
) -> list[TakenInvoice]:
    """Takes in invoices of a set within the caller's transaction. Raises AccountBusy."""
    sql.run(_HERE, "ksef_stage")
    staging.fill("billing_ksef_draft", _COLUMNS, [_staged(row.place, row) for row in rows])
    _execute(_ANALYSE)
    sql.run(_HERE, "ksef_resolve")
    _post(actor, "ksef_entries", rules.interest_facts())
    sql.run(_HERE, "ksef_corrected")
    freed = ksef_corrections.count(actor)
    _post(actor, "ksef_corrections", {})
    if keeps:
        _keep_files(actor, opened, {row.place: row for row in rows})
        sql.run(_HERE, "ksef_keep", {"actor": actor.user_id})
    sql.run(_HERE, "ksef_ties")
    last = max(row.invoice.issued_on for row in rows if row.invoice is not None)
    ksef_corrections.use(actor, freed, last)
    became = {place: more for place, *more in sql.rows(_HERE, "ksef_told")}
    return [_line(row, became[row.place]) for row in rows]


@contextmanager
def _told_of_set() -> Iterator[None]:
    try:
        yield
    except KsefRefused as problem:
        reason = worded(ksef.SENTENCES, problem.code, problem.facts, gettext)
        raise SetUnreadable(reason=reason) from None


def _depth(
    row: Row, fit: Mapping[str, Row], depths: dict[str, int], left: int = _LAST_DEPTH
) -> int:
    """0 for advances, 1 for other invoices; a correction stands behind the corrections that it
    names, as far as they are of the set."""
    if row.number not in depths:
        assert row.invoice is not None  # noqa: S101  (only rows that were read have a place)
        depths[row.number] = _LAST_DEPTH  # of a circle: whoever is met again goes last
        named = [fit[one.ksef] for one in row.invoice.corrects if left and one.ksef in fit]
        depth = 0 if row.invoice.kind == "ZAL" else 1
        if row.invoice.is_correction:
            depth = 1 + max((_depth(one, fit, depths, left - 1) for one in named), default=1)
        depths[row.number] = min(depth, _LAST_DEPTH)
    return depths[row.number]


def _read_one(place: int, file: File) -> Row:
    row = Row(place, file.name, hashlib.sha256(file.data).digest())
    try:
        row.invoice = invoice = ksef.read(file.data)
    except KsefRefused as problem:
        row.code, row.facts = problem.code, problem.facts
        return row
    for check in schema_faults:
        row.misfits += check(invoice.namespace, file.data)
    return row


def _judge(row: Row, invoice: Invoice, told: Mapping[bytes, str], seen: dict[str, bytes]) -> None:
    row.number = told.get(row.sha256) or ksef.number_in(row.name)
    row.code, row.facts = _fault(row, invoice)
    if not row.code and row.number in seen:
        row.code = "KNOWN" if seen[row.number] == row.sha256 else "ksef.number_twice"
    seen.setdefault(row.number, row.sha256)


def _fault(row: Row, invoice: Invoice) -> tuple[str, Mapping[str, object]]:
    if not row.number:
        return "ksef.no_number", {}
    if seller_of(row.number) != invoice.seller_nip:
        return "ksef.number_of_another", {"number": row.number}
    if len(invoice.number) > rules.LONGEST_NUMBER:
        return "ksef.too_long", {"what": "P_2", "limit": rules.LONGEST_NUMBER}
    if invoice.gross <= 0 and not invoice.is_correction:
        return "ksef.nothing_to_pay", {"amount": f"{invoice.gross} {invoice.currency}"}
    if row.misfits:
        return "ksef.schema", {"what": "; ".join(row.misfits)}
    return "", {}


def _staged(place: int, row: Row) -> tuple[object, ...]:
    invoice = row.invoice
    assert invoice is not None  # noqa: S101  (only rows that were read are staged)
    named = invoice.corrects if invoice.is_correction else invoice.advances
    return (
        place, row.number, invoice.kind, invoice.is_correction, invoice.number, invoice.issued_on,
        max(invoice.due_on, default=None), invoice.currency, invoice.gross, invoice.seller_nip,
        invoice.buyer_nip, invoice.buyer_vat, invoice.customer_number, list(invoice.agreements),
        invoice.reason or invoice.title, [one.number for one in named if not one.ksef],
        [one.ksef for one in named if one.ksef], invoice.effect, invoice.sha256,
    )  # fmt: skip


def _execute(statement: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def _post(actor: Actor, name: str, facts: Mapping[str, object]) -> None:
    ledger.stage()
    if sql.run(_HERE, name, facts):
        ledger.post_staged(actor=actor)


def _keep_files(actor: Actor, opened: Opened, rows: Mapping[int, Row]) -> None:
    wanted = [
        place
        for (place,) in _execute(
            "SELECT place FROM billing_ksef_draft WHERE outcome IN ('NEW', 'JOINED', 'TIED')"
        )
    ]
    kept = documents.keep_many(
        actor=actor,
        files=[(opened.data(place), f"{rows[place].number}.xml") for place in wanted],
        media_type="application/xml",
    )
    _execute(
        "UPDATE billing_ksef_draft AS draft SET content_id = kept.content_id"
        " FROM unnest(%s::integer[], %s::bigint[]) AS kept(place, content_id)"
        " WHERE kept.place = draft.place",
        [wanted, kept],
    )


def _line(row: Row, became: Sequence[Any] | None) -> TakenInvoice:
    invoice, sha256 = row.invoice, row.sha256.hex()
    if invoice is None:
        return TakenInvoice(row.place, row.name, sha256, "REFUSED", row.code, _plain(row.facts))
    outcome, customer, customer_number, due_on, entry_id, said, party_id, counts_from = became or (
        row.code, "", "", max(invoice.due_on, default=None), None, "", None, None,
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
        place=row.place,
        file=row.name,
        sha256=sha256,
        outcome="REFUSED" if is_refused else outcome,
        code=outcome if is_refused else "",
        facts=_plain(facts) if is_refused else {},
        noted=() if is_refused or outcome == "KNOWN" else tuple(_notes(invoice, counts_from)),
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


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: one if isinstance(one, int) else str(one) for name, one in facts.items()}


def sentence(code: str, facts: Mapping[str, object]) -> str:
    """Why a file is refused, in the reader's language."""
    if code in SENTENCES:
        return str(SENTENCES[code]) % facts
    return worded(ksef.SENTENCES, code, facts, gettext)


def _notes(invoice: Invoice, counts_from: dt.date | None) -> list[tuple[str, str]]:
    codes = []
    if invoice.effect == _FROM_THE_START and invoice.gross < 0:
        codes.append("ksef.from_the_start" if counts_from else "ksef.not_from_the_start")
    if not invoice.due_on and not invoice.is_correction:
        codes.append("ksef.no_term")
    if len(invoice.due_on) > 1:
        codes.append("ksef.several_terms")
    if invoice.is_paid:
        codes.append("ksef.paid")
    if invoice.is_factored:
        codes.append("ksef.factored")
    if invoice.to_pay is not None and invoice.to_pay != invoice.gross:
        codes.append("ksef.other_to_pay")
    told = [(code, f"{invoice.to_pay} {invoice.currency}") for code in codes]
    if invoice.paid_in_part is not None:
        told.append(("ksef.paid_in_part", f"{invoice.paid_in_part} {invoice.currency}"))
    return told


def note(code: str, amount: str) -> str:
    """What is remarked on an invoice that comes in, in the reader's language."""
    return str(NOTES[code]) % {"amount": amount}
