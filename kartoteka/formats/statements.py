"""Bank statements as this program sees them, whatever the bank wrote them in.

`parse` recognises the format and the encoding and never raises: what cannot be read becomes a
`Problem` with its place. A new format is one more module that `parse` asks (docs/recipes).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from kartoteka.formats.sentences import N_, worded

Format = Literal["MT940", "MT942", "CAMT052", "CAMT053", "CAMT054", "ELIXIR0", "FIOXML", "TABLE"]

# How the money came; schemes of settling choose by it.
Kind = Literal["BANK", "CASH", "BAILIFF", "POST", "CARD", "OTHER"]

MOST_BYTES = 200_000_000

SENTENCES = {
    "file.empty": N_("The file is empty. Download it again."),
    "file.too_large": N_(
        "The file has %(bytes)s bytes, at most %(limit)s are read. Download shorter periods, one "
        "by one."
    ),
    "file.compressed": N_(
        "This is a packed file (%(kind)s). Unpack it and give the statement itself."
    ),
    "file.encrypted": N_(
        "The file is encrypted or signed (%(kind)s). Give the decrypted statement."
    ),
    "file.other_kind": N_(
        "This is not a bank statement but %(kind)s. Ask the bank for MT940 or camt.053."
    ),
    "file.unknown": N_(
        "This is neither MT940, camt.052, 053 or 054, Elixir-0 nor Fio XML. Ask the bank for one "
        "of them."
    ),
    "file.orders": N_(
        "These are orders to pay from one account to many, not payments that came in. Give "
        "the bank's file of those."
    ),
    "file.no_statement": N_(
        "The file holds no statement. Download it again, for days on which money moved."
    ),
    "file.unreadable_letters": N_("Some letters could not be read in any known encoding."),
    "table.unmapped": N_(
        "This is a table. Say once which column is what; the next one is known by its columns."
    ),
    "table.none": N_(
        "This is text without a table. MT940, MT942, camt.052 to 054, Elixir-0 and Fio XML are "
        "read, and tables (CSV, XLSX) of at least two rows with the same columns."
    ),
    "table.closing": N_("Text under the table, passed over: %(text)s"),
    "table.held": N_("Only held by the bank and not booked yet, passed over: %(text)s"),
    "table.summary": N_("A row about the table and no payment, passed over: %(text)s"),
    "table.no_column": N_("The table has no column %(column)s any more."),
    "table.row": N_("The row cannot be used as it is: %(text)s"),
    "xml.broken": N_(
        "The XML breaks off or is damaged: %(reason)s. What follows is lost: download it again."
    ),
    "xml.mended": N_(
        "The XML held signs that it may not hold. They were taken out, and the rest was read."
    ),
    "xml.doctype": N_(
        "The XML declares a document type or entities, which a statement never does. It is not "
        "read: take the file from the bank itself."
    ),
    "account.missing": N_("The statement does not say which account it is of."),
    "balance.opening_missing": N_("The opening balance is missing."),
    "balance.closing_missing": N_("The closing balance is missing."),
    "balance.unreadable": N_("The balance cannot be read: %(text)s"),
    "balance.does_not_add_up": N_(
        "Opening %(opening)s and lines %(lines)s make %(computed)s, but closing says %(closing)s."
    ),
    "line.unreadable": N_("The line cannot be read: %(text)s"),
    "line.no_details": N_("The line has no description."),
    "line.impossible_date": N_("The date %(text)s does not exist; %(used)s is used."),
    "line.no_date": N_("The entry has no date that can be read."),
    "line.dated_otherwise": N_(
        "The entry has no day of booking; %(used)s is used, told elsewhere in the statement."
    ),
    "line.no_amount": N_("The entry has no amount that can be read: %(text)s"),
    "line.no_direction": N_("The entry does not say whether money came or went."),
    "line.other_currency": N_("The entry is in %(currency)s, the statement in %(statement)s."),
    "line.details_do_not_add_up": N_(
        "Details of the entry make %(details)s instead of %(amount)s; it is kept as one line."
    ),
    "line.charges_apart": N_(
        "The bank has kept charges back from the entry; they are a line of their own: %(charges)s."
    ),
    "line.direct_debit": N_("An order of direct debit is no payment that came: %(text)s"),
    "line.no_money": N_("The row moves no money."),
    "line.came_and_went": N_("The row says that money came and that it went: %(text)s"),
    "line.breakdown": N_(
        "Principal, interest and costs make %(parts)s instead of %(amount)s; they are left out."
    ),
    "line.odd_amount": N_("The amount %(text)s is larger or finer than money is kept here."),
    "line.odd_currency": N_("%(text)s is no currency."),
    "line.pending": N_("An entry that is not booked yet (%(status)s) is left out: %(amount)s"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be read, or does not fit.

    `place` is the line number (MT940) or the path of the element (camt), empty for the file as a
    whole. `line_lost` says that a line of the statement is missing because of it.
    """

    code: str
    place: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    line_lost: bool = False

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """What is wrong, in English or in the language of `translate`."""
        return worded(SENTENCES, self.code, self.facts, translate)


@dataclass(frozen=True, slots=True)
class Balance:
    """What stood on the account at the end of a day; negative is an overdraft."""

    amount: Decimal
    on: date
    currency: str


@dataclass(frozen=True, slots=True)
class SplitPayment:
    """The title of a Polish split payment; `seller_nip` is the NIP of who was paid."""

    vat: Decimal | None = None
    seller_nip: str = ""
    invoice: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement on the account. Money that came is positive, that went negative.

    `own_account` is the account of ours that the payer wrote, where it differs from that of the
    statement (a virtual account, or the payer's identifier of a mass-payment service). `reference`
    is the bank's. Symbols keep their leading zeros. `raw` is the bank's own text of the line.
    `breakdown` is what a bailiff says the amount is made of: `principal`, `interest`, `costs`,
    `fee` as plain decimals, and `case`, the signature of the enforcement.
    """

    booked_on: date
    value_on: date
    amount: Decimal
    currency: str
    title: str = ""
    counterparty_name: str = ""
    counterparty_account: str = ""
    counterparty_address: str = ""
    own_account: str = ""
    reference: str = ""
    customer_reference: str = ""
    end_to_end_id: str = ""
    vs: str = ""
    ks: str = ""
    ss: str = ""
    split: SplitPayment | None = None
    transaction_code: str = ""
    bank_text: str = ""
    is_reversal: bool = False
    place: str = ""
    raw: str = ""
    kind: Kind = "BANK"
    breakdown: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account; `is_interim` ones (MT942, camt.052, 054) make no payments."""

    account: str
    currency: str
    number: str
    opening: Balance | None
    closing: Balance | None
    lines: tuple[Line, ...]
    is_interim: bool
    format: Format
    encoding: str
    problems: tuple[Problem, ...]
    identification: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All that a file holds. Its own `problems` are those that belong to no statement."""

    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...] = ()
    encoding: str = ""

    @property
    def is_unmapped(self) -> bool:
        """Whether it is a table of which nobody has said yet what its columns are."""
        return any(problem.code == "table.unmapped" for problem in self.problems)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Those of the file, then those of each statement."""
        inside = (problem for each in self.statements for problem in each.problems)
        return (*self.problems, *inside)


def parse(data: bytes, name: str = "") -> ParsedFile:
    """Read a bank file of any known format and encoding. Never raises.

    `name` is the name of the file, used only where the contents do not tell. Amounts are exact;
    dates are as the bank wrote them.
    """
    from kartoteka.formats import camt, elixir0, fio, mt940
    from kartoteka.formats.foreign import what_else
    from kartoteka.formats.sound import sound

    if problem := what_else(data, name, MOST_BYTES):
        return ParsedFile((), (problem,))
    for reader in (fio, camt, elixir0, mt940):
        if reader.recognises(data):
            return sound(reader.read(data))
    return ParsedFile((), (Problem("file.unknown"),))


def adding_up(
    opening: Balance | None, closing: Balance | None, lines: Sequence[Line], place: str
) -> list[Problem]:
    """The problem, if any, that opening balance and lines do not make the closing balance."""
    if opening is None or closing is None:
        return []
    moved = sum((line.amount for line in lines), Decimal(0))
    computed = opening.amount + moved
    if computed == closing.amount:
        return []
    facts = {
        "opening": f"{opening.amount:f}",
        "lines": f"{moved:f}",
        "computed": f"{computed:f}",
        "closing": f"{closing.amount:f}",
    }
    return [Problem("balance.does_not_add_up", place, facts)]
