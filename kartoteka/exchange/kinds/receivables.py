"""Receivables: invoices and notes of another program, into the books.

A document is known again by `(source, source_ref)` of its ledger entry, so there is no second
list of external ids. What another amount means is a correction, never a changed entry.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import operations as billing
from kartoteka.billing.rules import ReceivableRow
from kartoteka.exchange import parsing, words
from kartoteka.exchange.fields import Column, Fault, Field, Form, Kind, Maker, Settings, Taken
from kartoteka.exchange.kinds import staged
from kartoteka.kernel import identifiers, money, sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import operations as ledger

CODE = "RECEIVABLE"

_field = partial(Field, subject=words.DOCUMENT)
_party = partial(Field, subject=words.PARTY)

FIELDS = (
    _field("external_id", _("Id in that program"),
           ("id", "external id", "guid", "uuid", "pk", "gid numer", "identyfikator", "rowid"),
           content="key", is_unique=True,
           help=_("What makes a second import an update. Without it the document number is.")),
    _field("number", _("Document number"),
           ("number", "numer", "nr", "no", "numer pelny", "nr pelny", "~cislo", "symbol", "faktura",
            "invoice", "dokument", "doklad", "vs", "variabilny symbol", "numer obcy"),
           content="key", required=True, is_unique=True),
    _party("party_external_id", _("Customer: id in that program"),
           ("~id", "~", "~gid numer", "~ref", "~guid"), content="reference",
           help=_("As in the import of customers from the same program.")),
    _party("party_number", _("Customer: number"),
           ("account number", "account no", "numer ewidencyjny", "nr ewidencyjny",
            "zakaznicke cislo", "~numer", "~nr", "~number", "~no", "~kod", "~code", "~symbol",
            "~akronim", "~cislo"), content="key"),
    _party("party_nip", _("Customer: NIP"), ("nip", "tax id", "vat id"), content="nip"),
    _field("creditor", _("Creditor"),
           ("creditor", "wierzyciel", "wystawca", "seller", "issuer", "veritel", "dodavatel",
            "sprzedawca", "sprzedawca nip", "nip sprzedawcy", "wystawca nip"), content="reference",
           help=_("Customer number or NIP of one of the office's creditors.")),
    _field("amount", _("Amount"),
           ("kwota brutto", "brutto", "wartosc brutto", "gross amount", "gross", "total amount",
            "suma spolu", "amount", "kwota", "total", "suma", "spolu", "celkom", "razem", "wartosc",
            "value", "naleznosc", "do zaplaty", "k uhrade", "ciastka"), Form.AMOUNT, required=True),
    _field("open_amount", _("Still open"),
           ("open amount", "open", "pozostalo", "pozostaje", "pozostalo do zaplaty",
            "do rozliczenia", "zostalo", "saldo", "balance due", "amount due", "due amount",
            "balance", "outstanding", "zostatok", "niezaplacone", "remaining"), Form.AMOUNT,
           help=_("What is left of the amount; the rest was paid elsewhere.")),
    _field("paid_amount", _("Paid elsewhere"),
           ("zaplacono", "zaplacone", "wplacono", "paid amount", "amount paid", "paid", "uhradene",
            "zaplatene", "rozliczono", "kwota zaplacona", "kwota wplat"), Form.AMOUNT,
           help=_("In place of what is still open.")),
    _field("issued_on", _("Issued on"),
           ("issued on", "issue date", "data wystawienia", "data wyst", "wystawiono", "wystawiona",
            "wyst", "data dokumentu", "issued", "issue", "date", "data", "datum vystavenia",
            "vystavene", "vystavena", "datum"), Form.DATE),
    _field("due_on", _("Due on"),
           ("due on", "due date", "due", "termin platnosci", "termin", "termin zaplaty",
            "termin plat", "termin pl", "termin zapl", "platne do", "datum splatnosti",
            "splatnost", "splatne", "zaplata do"), Form.DATE, required=True),
    _field("title", _("Title"),
           ("title", "tytul", "opis", "description", "tytulem", "popis", "subject", "tresc",
            "poznamka", "uwagi", "nazwa")),
    _field("kind", _("Kind of document"),
           ("kind", "rodzaj", "typ", "type", "druh"),
           accepts=lambda _names, value: parsing.fold(value) in _KINDS),
    _field("currency", _("Currency"), ("currency", "waluta", "mena", "currency code"),
           accepts=lambda _names, value: money.is_currency(parsing.currency(value))),
    _field("cost", _("Costs"), ("cost", "costs", "koszty", "koszt", "naklady"), Form.AMOUNT),
    _field("interest", _("Interest"),
           ("interest", "odsetki", "uroky", "kwota odsetek", "urok"), Form.AMOUNT),
    _field("agreement_number", _("Agreement number"),
           ("agreement number", "numer umowy", "nr umowy", "umowa", "agreement",
            "contract number", "contract", "contract no", "cislo zmluvy", "zmluva"),
           content="key"),
    _field("point_number", _("Point number"),
           ("point number", "numer punktu", "nr punktu", "punkt", "punkt poboru", "ppe", "ppg",
            "odberne miesto", "cislo odberneho miesta", "service point"), content="key"),
)  # fmt: skip

SENTENCES = {
    "missing": _("The value is missing."),
    "too_long": _("“%(value)s…” is too long."),
    "not_an_amount": _("“%(value)s” is not an amount, or can be read in two ways."),
    "not_grosz": _("%(value)s is not in whole grosze or cents."),
    "not_positive": _("The amount must be above zero, not %(value)s."),
    "not_a_date": _("“%(value)s” is not a date that can be read."),
    "above_amount": _("More is open (%(value)s) than the amount."),
    "paid_above": _("More is paid (%(value)s) than the amount."),
    "not_the_rest": _("%(value)s is open, but the amount less what is paid is another."),
    "bad_value": _("“%(value)s” is not valid."),
    "not_a_currency": _("“%(value)s” is not a currency."),
    "repeated": _("Row %(row)s has the same id or number already."),
    "unknown_party": _("There is no customer %(value)s. Import the customers first."),
    "unknown_creditor": _("%(value)s is none of the office's creditors."),
    "unknown_agreement": _("There is no agreement %(value)s."),
    "unknown_point": _("There is no point %(value)s."),
    "period_closed": _("The creditor has closed its books until %(until)s."),
    "other_party": _("Document %(ours)s was posted for another customer."),
    "other_account": _("Document %(ours)s was posted for another creditor or in another currency."),
    "other_number": _("It was posted under the number %(ours)s, which stays."),
    "more_open": _("%(theirs)s is open there, but only %(open)s here: it was paid here."),
    "posted_elsewhere": _(
        "Document %(ours)s of %(issued)s is in the books of this customer already, but not from "
        "this program. Check what the program is called."
    ),
    "accessory": _("Document %(ours)s has other costs or interest, which stay."),
}

_KINDS: Mapping[str, str] = {
    "": "INVOICE", "faktura": "INVOICE", "invoice": "INVOICE", "fv": "INVOICE", "fa": "INVOICE",
    "faktura vat": "INVOICE", "vat": "INVOICE", "fs": "INVOICE",
    "advance": "ADVANCE", "zaliczka": "ADVANCE", "prognoza": "ADVANCE", "zaloha": "ADVANCE",
    "zalohova faktura": "ADVANCE", "preddavok": "ADVANCE",
    "note": "NOTE", "nota": "NOTE", "nota obciazeniowa": "NOTE", "nota odsetkowa": "NOTE",
    "cost": "COST", "koszt": "COST", "koszty": "COST", "naklady": "COST",
    "court cost": "COURT_COST", "koszty sadowe": "COURT_COST", "sudne trovy": "COURT_COST",
    "opening": "OPENING", "bilans otwarcia": "OPENING", "bo": "OPENING",
}  # fmt: skip
_LONGEST = {
    "external_id": 100, "number": 80, "title": 250, "agreement_number": 60, "point_number": 60,
    "party_external_id": 120, "party_number": 40, "creditor": 40,
}  # fmt: skip
_TEXTS = ("party_external_id", "party_number", "creditor", "title", "agreement_number",
          "point_number")  # fmt: skip
_ZERO = Decimal(0)


class _Row:
    """One row being read: values taken, faults noted."""

    def __init__(self, cells: Sequence[str], places: Mapping[str, int]) -> None:
        self._cells = cells
        self._places = places
        self.faults: list[Fault] = []

    def text(self, field: str) -> str:
        place = self._places.get(field)
        value = " ".join(self._cells[place].split()) if place is not None else ""
        if len(value) > _LONGEST.get(field, 250):
            self.fault(field, "too_long", value[:40])
        return value

    def fault(self, field: str, code: str, value: str) -> None:
        self.faults.append(Fault(field, code, {"value": value[:60]}))

    def amount(self, field: str, column: Column | None) -> Decimal | None:
        text = self.text(field) if column else ""
        if not text:
            return None
        read = parsing.amount(text, column.mark if column else "")
        if read is None or abs(read) > money.LARGEST:
            self.fault(field, "not_an_amount", text)
        elif read != money.to_grosz(read):
            self.fault(field, "not_grosz", text)
        elif read < 0:
            self.fault(field, "not_positive", text)
        else:
            return money.to_grosz(read)
        return None

    def date(self, field: str, column: Column | None) -> dt.date | None:
        text = self.text(field) if column else ""
        if not text:
            return None
        read = parsing.date(text, column.order if column else "")
        if read is None:
            self.fault(field, "not_a_date", text)
        return read


def _maker(columns: Mapping[str, Column], names: Sequence[str], settings: Settings) -> Maker:
    places = {field: names.index(column.name) for field, column in columns.items()}
    column = columns.get
    default_currency = str(settings.given.get("currency") or "PLN")

    def make(cells: Sequence[str]) -> tuple[Taken | None, Sequence[Fault]]:
        row = _Row(cells, places)
        number = row.text("number")
        amount = row.amount("amount", column("amount"))
        open_amount = row.amount("open_amount", column("open_amount"))
        paid_amount = row.amount("paid_amount", column("paid_amount"))
        due_on = row.date("due_on", column("due_on"))
        issued_on = row.date("issued_on", column("issued_on"))
        cost = row.amount("cost", column("cost"))
        interest = row.amount("interest", column("interest"))
        texts = [row.text(field) for field in _TEXTS]
        nip = identifiers.normalise("nip", row.text("party_nip")) if "party_nip" in places else ""
        key = row.text("external_id") if "external_id" in places else number
        _check(row, number=number, key=key, amount=amount, open_amount=open_amount, due_on=due_on)
        if amount and paid_amount is not None:
            open_amount = _rest(row, amount, paid_amount, open_amount)
        currency = _currency(row) or default_currency
        kind = _KINDS.get(parsing.fold(row.text("kind")))
        if kind is None:
            row.fault("kind", "bad_value", row.text("kind"))
        if row.faults or due_on is None:
            return None, row.faults
        party_external_id, party_number, creditor, title, agreement, point = texts
        return (
            key, None, number, party_external_id, party_number, nip, creditor, currency, kind,
            title, issued_on or due_on, due_on, amount, open_amount, cost or _ZERO,
            interest or _ZERO, agreement, point,
        ), ()  # fmt: skip

    return make


def _check(
    row: _Row,
    *,
    number: str,
    key: str,
    amount: Decimal | None,
    open_amount: Decimal | None,
    due_on: dt.date | None,
) -> None:
    told = {fault.field for fault in row.faults}
    for field, value in (("number", number), ("due_on", due_on), ("amount", amount)):
        if value in (None, "") and field not in told:
            row.fault(field, "missing", "")
    if not key and number:
        row.fault("external_id", "missing", "")
    if amount == _ZERO:
        row.fault("amount", "not_positive", "0")
    if amount and open_amount and open_amount > amount:
        row.fault("open_amount", "above_amount", str(open_amount))


def _rest(row: _Row, amount: Decimal, paid: Decimal, said: Decimal | None) -> Decimal:
    rest = amount - paid
    if rest < 0:
        row.fault("paid_amount", "paid_above", str(paid))
    elif said is not None and said != rest:
        row.fault("open_amount", "not_the_rest", str(said))
    return rest


def _currency(row: _Row) -> str:
    given = row.text("currency")
    code = parsing.currency(given)
    if code and not money.is_currency(code):
        row.fault("currency", "not_a_currency", given)
    return code


def source_of(system: str) -> str:
    """What ledger entries from a program bear as their source."""
    return f"import:{system}"[:30]


def _diff(actor: Actor, settings: Settings, mapped: Sequence[str]) -> None:
    names = {"system": settings.system, "creditor": settings.given.get("creditor_id")}
    sql.run(staged.HERE, "receivables_names", names)
    sql.run(staged.HERE, "receivables_changes", {"source": source_of(settings.system)})
    sql.run(staged.HERE, "receivables_elsewhere", {"source": source_of(settings.system)})
    sql.run(staged.HERE, "receivables_closed")


def _apply(actor: Actor, settings: Settings) -> None:
    source = source_of(settings.system)
    to_add = staged.stream("receivables_to_add")
    billing.add_receivables(actor=actor, rows=(_receivable(row, source) for row in to_add))
    sql.run(staged.HERE, "receivables_posted", {"source": source})
    on: dt.date = settings.given["on"]
    to_correct = staged.stream("receivables_to_correct")
    posted = ledger.post_many(actor=actor, rows=_corrections(to_correct, source, on))
    if posted.count:
        ledger.settle_named(actor=actor, source=source)
    reason = gettext("Import from %(system)s") % {"system": settings.system}
    for entry_id, due_on in sql.rows(staged.HERE, "receivables_to_move"):
        ledger.change_due(actor=actor, entry_id=entry_id, due_on=due_on, reason=reason)


def _receivable(row: Any, source: str) -> ReceivableRow:
    return ReceivableRow(
        party_id=row.party_id,
        creditor_id=row.creditor_id,
        currency=row.currency,
        kind=row.kind,
        number=row.number,
        title=row.title,
        issued_on=row.issued_on,
        due_on=row.due_on,
        amount=row.amount,
        cost=row.cost,
        interest=row.interest,
        agreement_number=row.agreement_number,
        point_number=row.point_number,
        source=source,
        source_ref=row.key,
    )


def _corrections(rows: Iterator[Any], source: str, on: dt.date) -> Iterator[ledger.EntryDraft]:
    """Entries for other amounts and for what was paid elsewhere, each tied to its document."""
    corrected = gettext("Correction of %(number)s by import")
    paid = gettext("Paid elsewhere: %(number)s")
    for row in rows:
        day = row.issued_on if row.is_new else on
        draft = ledger.EntryDraft(
            party_id=row.party_id,
            creditor_id=row.creditor_id,
            currency=row.currency,
            side="CREDIT",
            kind="CORRECTION",
            amount=_ZERO,
            number=row.number,
            issued_on=day,
            booked_on=day,
            effective_on=day,
            designated=(row.target,),
            source=source,
            source_ref="",
        )
        if row.correction is not None:
            yield replace(
                draft,
                amount=abs(row.correction),
                title=(corrected % {"number": row.number})[:250],
                source_ref=f"{row.key}/correction/{row.ordinal}",
                **(_more(row) if row.correction > 0 else {}),
            )
        if row.paid is not None:
            yield replace(
                draft,
                kind="OPENING",
                amount=row.paid,
                title=(paid % {"number": row.number})[:250],
                source_ref=f"{row.key}/paid/{row.ordinal}",
            )


def _more(row: Any) -> dict[str, Any]:
    """A document that has become dearer: the difference is a debit with the document's terms."""
    return {
        "side": "DEBIT",
        "due_on": row.due_on,
        "interest_kind": row.interest_kind,
        "designated": None,
    }


def _begin() -> None:
    sql.run(staged.HERE, "receivables_begin")


KIND = Kind(
    code=CODE,
    label=_("Receivables"),
    fields=FIELDS,
    settings=("creditor_id", "currency"),
    staged=(
        "key", "notes", "number", "party_external_id", "party_number", "party_nip", "creditor",
        "currency", "kind", "title", "issued_on", "due_on", "amount", "open_amount", "cost",
        "interest", "agreement_number", "point_number",
    ),
    sentences=SENTENCES,
    maker=_maker,
    begin=_begin,
    diff=_diff,
    apply=_apply,
    one_of=(("party_external_id", "party_number", "party_nip"),),
    stand_ins={"number": "external_id"},
    named_by=("external_id", "number", "party_external_id", "party_number"),
)  # fmt: skip
