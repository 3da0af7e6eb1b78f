"""What letters in bulk say: from the ledger's lines to what the layout prints. No database."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _t

from kartoteka.billing import computations, rules, slips
from kartoteka.billing.queries.interest import InterestNoteView, NoteLine
from kartoteka.billing.rules import SlipData
from kartoteka.correspondence.rules import Recipient
from kartoteka.insight.printing import amount
from kartoteka.kernel.days import written
from kartoteka.ledger.queries import DebtComputation, posted_later

_ZERO = Decimal("0.00")
# Columns in millimetres; the words (0) have what the others leave of the sheet.
_WIDTHS_MOVED = [21, 0, 21, 24, 24, 25]
_SHEET, _PADDING = 166.0, 2.2
_NAMED = 3  # numbers of notes in the heading of a letter


class Moved(NamedTuple):
    """A line of a statement; without a day it is what stood before the period."""

    currency: str
    day: dt.date | None
    words: str
    kind: str
    due_on: dt.date | None
    debit: Decimal | None
    credit: Decimal | None
    paid_on: dt.date | None
    entry_id: int = 0


class Open(NamedTuple):
    """A line of what stands open; below zero it is an overpayment."""

    currency: str
    words: str
    kind: str
    issued_on: dt.date
    due_on: dt.date
    days: int
    amount: Decimal
    open: Decimal
    interest: Decimal | None
    is_unknown: bool
    entry_id: int = 0
    is_barred: bool = False


class Noted(NamedTuple):
    """An interest note with how each of its lines was reckoned."""

    currency: str
    words: str
    note: InterestNoteView
    lines: Sequence[tuple[NoteLine, DebtComputation]]


@dataclass(frozen=True, slots=True)
class Sender:
    """The creditor in whose name the letters go."""

    name: str
    lines: tuple[str, ...]
    nip: str
    country: str
    accounts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What all letters of a mailing share."""

    kind: str
    on: dt.date
    first: dt.date | None
    pay_by: dt.date | None
    made_on: dt.date
    sender: Sender


@dataclass(frozen=True, slots=True)
class Head:
    """To whom a letter goes."""

    number: str
    language: str
    country: str
    recipient: Recipient
    accounts: Mapping[str, str] = field(default_factory=dict)


def title(kind: str) -> str:
    """What stands over a letter, in the active language."""
    return {
        "STATEMENT": _t("Statement of account"),
        "BALANCE": _t("Confirmation of balance"),
        "CALL": _t("Call for payment"),
        "NOTE": _t("Interest note"),
    }[kind]


def statement(terms: Terms, head: Head, lines: Sequence[Moved], kinds: Mapping[str, str]) -> Any:
    """A statement of account in the active language; None where there is nothing to say."""
    tables = []
    for currency, found in groupby(lines, key=lambda one: one.currency):
        made = _moved_table(terms, currency, list(found), kinds, head.language)
        if made is not None:
            tables.append(made)
    if not tables or terms.first is None:
        return None
    day = written(terms.on, head.language)
    intro = _t("What was posted to your account from %(first)s to %(on)s, and what it stood at.")
    return _letter(terms, head) | {
        "intro": [intro % {"first": written(terms.first, head.language), "on": day}],
        "tables": tables,
        "after": [
            _t("A balance above zero is owed to us; below zero it is your overpayment."),
            _t("Write to us within 14 days if anything is not as you have it in your books."),
            *_accounts(terms, head, {one["caption"]: one["is_owed"] for one in tables}),
        ],
    }


def _of_moved(one: Moved, kinds: Mapping[str, str]) -> str:
    """What was posted and, where the books were closed when the money came, which day that was."""
    words = " ".join(filter(None, [kinds.get(one.kind, ""), one.words]))
    later = posted_later(one.paid_on, one.day, one.kind) if one.day else ""
    return f"{words} ({later})" if later else words


def _accounts(terms: Terms, head: Head, owed: Mapping[str, bool]) -> list[str]:
    """To which account each currency that is owed is to be paid."""
    found = {currency: _account(terms, head, currency) for currency, is_it in owed.items() if is_it}
    words = _t("To pay in %(currency)s, use the account %(account)s and the title %(title)s.")
    return [
        words % {"currency": currency, "account": slips.grouped(account), "title": head.number}
        for currency, account in found.items()
        if account
    ]


def _moved_table(
    terms: Terms,
    currency: str,
    lines: Sequence[Moved],
    kinds: Mapping[str, str],
    language: str,
) -> dict[str, Any] | None:
    before = [one for one in lines if one.day is None]
    after = [one for one in lines if one.day is not None]
    balance = sum(((one.debit or _ZERO) - (one.credit or _ZERO) for one in before), _ZERO)
    if not after and not balance:
        return None
    rows = [["", _t("Opening balance"), "", "", "", amount(balance, language)]]
    debits = credits = _ZERO
    for one in after:
        debits += one.debit or _ZERO
        credits += one.credit or _ZERO
        rows.append(
            [
                written(one.day, language) if one.day else "",
                _of_moved(one, kinds),
                written(one.due_on, language) if one.due_on else "",
                "" if one.debit is None else amount(one.debit, language),
                "" if one.credit is None else amount(one.credit, language),
                amount(balance + debits - credits, language),
            ]
        )
    return {
        "caption": currency,
        "is_owed": balance + debits > credits,
        "heads": [
            _t("Date"), _t("Document"), _t("Due"), _t("Debit"), _t("Credit"), _t("Balance"),
        ],
        "figures": 3,
        "widths": _WIDTHS_MOVED,
        "short": [_fits(row[1], _WIDTHS_MOVED) for row in rows],
        "rows": rows,
        "sums": [
            "", _t("Closing balance"), "", amount(debits, language), amount(credits, language),
            amount(balance + debits - credits, language),
        ],
    }  # fmt: skip


def confirmation(terms: Terms, head: Head, lines: Sequence[Open], kinds: Mapping[str, str]) -> Any:
    """A confirmation of balance with the part to be sent back; None where nothing stands open."""
    if not lines:
        return None
    language = head.language
    sums = _sums(lines, lambda one: one.open)
    intro = _t("By our books this stood open between us at the end of %(on)s.")
    said = " · ".join(
        f"{amount(abs(total), language)} {currency} "
        + (_t("in our favour") if total >= 0 else _t("in your favour"))
        for currency, total in sums.items()
    )
    return _letter(terms, head) | {
        "intro": [intro % {"on": written(terms.on, language)}],
        "box": {"label": _t("Balance"), "value": said},
        "tables": _open_tables(lines, kinds, language, with_interest=False),
        "after": [
            _t("Please compare it with your books and send this letter back, signed."),
        ],
        "reply": {
            "title": _t("Answer"),
            "agree": _t("We confirm the balance."),
            "differ": _t("We do not confirm it, because:"),
            "sign": _t("Date, stamp and signature"),
        },
    }


def call(terms: Terms, head: Head, lines: Sequence[Open], kinds: Mapping[str, str]) -> Any:
    """A call for payment with the documents, interest to the day and how to pay."""
    if not lines or terms.pay_by is None:
        return None
    language = head.language
    due = _sums(lines, lambda one: one.open)
    interest = _sums(lines, lambda one: one.interest or _ZERO)
    whole = {currency: due[currency] + interest[currency] for currency in due}
    said = " · ".join(f"{amount(one, language)} {currency}" for currency, one in whole.items())
    intro = _t(
        "The documents below are overdue. We call on you to pay the amount below by %(day)s; "
        "interest is counted to %(on)s and grows with every day."
    )
    return (
        _letter(terms, head)
        | {
            "intro": [
                intro % {"day": written(terms.pay_by, language), "on": written(terms.on, language)}
            ],
            "box": {"label": _t("To be paid"), "value": said},
            "tables": _open_tables(lines, kinds, language, with_interest=True),
            "after": [
                _t("If you do not pay by then, we may go to court; the costs will be yours."),
                _t("If you have paid meanwhile, take this letter as done with."),
            ],
        }
        | _to_pay(terms, head, lines, whole)
    )


def interest_notes(
    terms: Terms, head: Head, lines: Sequence[Noted], kinds: Mapping[str, str]
) -> Any:
    """The interest notes of a customer in one letter: each debt by periods, and how to pay; None
    without a note."""
    if not lines:
        return None
    language = head.language
    whole: dict[str, Decimal] = {}
    for one in lines:
        whole[one.currency] = whole.get(one.currency, _ZERO) + one.note.open_amount
    named = _t("Interest note") if len(lines) == 1 else _t("Interest notes")
    numbers = ", ".join(one.words for one in lines[:_NAMED])
    debts = [debt for one in lines for _line, debt in one.lines]
    return (
        _letter(terms, head)
        | {
            "title": f"{named} {numbers}" + (" …" if len(lines) > _NAMED else ""),
            "intro": [_introduced(one, language) for one in lines],
            "box": {
                "label": _t("To be paid"),
                "value": " · ".join(f"{amount(sum_, language)} {c}" for c, sum_ in whole.items()),
            },
            "tables": [_noted_table(one, *pair, language) for one in lines for pair in one.lines],
            "after": computations.method(debts),
        }
        | _to_pay(terms, head, lines, whole)
    )


def _introduced(one: Noted, language: str) -> str:
    note = one.note
    words = _t(
        "%(number)s of %(issued)s: interest for delay to %(to)s, %(amount)s %(currency)s, to be "
        "paid by %(due)s."
    )
    said = words % {
        "number": note.number,
        "issued": written(note.issued_on, language),
        "to": written(note.to_day, language),
        "amount": amount(note.amount, language),
        "currency": note.currency,
        "due": written(note.due_on, language),
    }
    if note.open_amount == note.amount:
        return said
    left = _t("Of it %(amount)s %(currency)s remains.")
    return f"{said} " + left % {
        "amount": amount(note.open_amount, language),
        "currency": note.currency,
    }


def _noted_table(
    noted: Noted, line: NoteLine, debt: DebtComputation, language: str
) -> dict[str, Any]:
    rows = []
    for row in computations.debt_block(debt)["rows"]:
        if "paid" in row:
            rows.append(["", row["paid"], "", "", row["amount"], ""])
        else:
            days = f"{row['from']} – {row['to']}"
            figures = [row["days"], row["rate"], row["principal"], row["amount"]]
            rows.append([days, row["law"], *figures])
    if earlier := debt.interest.accrued - line.amount:
        rows.append(["", _t("Noted before"), "", "", "", f"−{amount(earlier, language)}"])
    return {
        "caption": " · ".join(
            filter(
                None,
                [
                    noted.words,
                    f"{debt.kind_word} {debt.number}".strip(),
                    _t("due %(day)s") % {"day": written(debt.due_on, language)},
                    noted.currency,
                ],
            )
        ),
        "heads": [
            _t("Days"), _t("Legal basis"), _t("Number of days"), _t("Rate"), _t("Of the amount"),
            _t("Interest"),
        ],
        "figures": 4,
        "widths": [46, 0, 14, 18, 24, 20],
        "short": [False] * len(rows),
        "rows": rows,
        "sums": [_t("In this note"), "", "", "", "", amount(line.amount, language)],
    }  # fmt: skip


def _to_pay(
    terms: Terms,
    head: Head,
    lines: Sequence[Open] | Sequence[Noted],
    whole: Mapping[str, Decimal],
) -> dict[str, Any]:
    """Where the sum of each currency goes, with the codes that banks read."""
    found = [_payable(terms, head, lines, currency, whole[currency]) for currency in whole]
    pays = [
        {
            "pay": [list(fact) for fact in slips.facts(payable)[:4]],
            "codes": [{"name": one.name, "svg": one.svg} for one in slips.codes(payable)[:1]],
        }
        for payable in found
        if payable is not None
    ]
    return {"pays": pays, "scan": _t("Scan the code in your bank's app")} if pays else {}


def _account(terms: Terms, head: Head, currency: str) -> str:
    """The customer's own account for a currency, else the creditor's."""
    accounts = terms.sender.accounts
    return head.accounts.get(currency) or accounts.get(currency) or accounts.get("", "")


def _payable(
    terms: Terms,
    head: Head,
    lines: Sequence[Open] | Sequence[Noted],
    currency: str,
    whole: Decimal,
) -> SlipData | None:
    documents = dict.fromkeys(one.words for one in lines if one.currency == currency and one.words)
    data = SlipData(
        payee=terms.sender.name,
        payee_address=terms.sender.lines,
        payee_nip=terms.sender.nip,
        account=_account(terms, head, currency),
        is_virtual=currency in head.accounts,
        payer=head.recipient.lines[0],
        payer_address=head.recipient.lines[1:],
        amount=whole,
        currency=currency,
        title=rules.transfer_title(head.number, documents),
        variable_symbol=rules.variable_symbol(head.number),
        country=terms.sender.country,
    )
    try:
        return slips.payable(data)
    except (slips.NoAccountForSlips, slips.NoSuchAmount):
        return None


def documents_of(lines: Iterable[Moved] | Iterable[Open] | Iterable[Noted]) -> list[int]:
    """The entries that a letter names, in its order; those of which interest was noted, too."""
    named = (
        [line.debt_id for line, _debt in one.lines] if isinstance(one, Noted) else [one.entry_id]
        for one in lines
    )
    return list(dict.fromkeys(entry for entries in named for entry in entries if entry))


def _open_tables(
    lines: Iterable[Open], kinds: Mapping[str, str], language: str, *, with_interest: bool
) -> list[dict[str, Any]]:
    tables = []
    widths = [0, 21, 21, 24, 24, *([14, 20] if with_interest else [])]
    for currency, found in groupby(lines, key=lambda one: one.currency):
        own = list(found)
        total = sum((one.open for one in own), _ZERO)
        rows = [
            [
                " ".join(filter(None, [kinds.get(one.kind, ""), one.words])),
                written(one.issued_on, language),
                written(one.due_on, language),
                amount(one.amount, language),
                amount(one.open, language),
            ]
            for one in own
        ]
        heads = [_t("Document"), _t("Issued"), _t("Due"), _t("Amount"), _t("Remains")]
        sums = [_t("Together"), "", "", "", amount(total, language)]
        if with_interest:
            heads += [_t("Days late"), _t("Interest")]
            for row, one in zip(rows, own, strict=True):
                row += [str(one.days), amount(one.interest or _ZERO, language)]
            accrued = sum((one.interest or _ZERO for one in own), _ZERO)
            sums += ["", amount(accrued, language)]
        tables.append(
            {
                "caption": currency,
                "heads": heads,
                "figures": len(heads) - 3,
                "widths": widths,
                "short": [_fits(row[0], widths) for row in rows],
                "rows": rows,
                "sums": sums,
            }
        )
    return tables


def _fits(words: str, widths: Sequence[int]) -> bool:
    """Whether the words surely stand in one line: only such rows may have a fixed height."""
    return sum(map(_width, words)) <= _SHEET - sum(widths) - _PADDING


def _width(sign: str) -> float:
    """At most so wide is a sign, in millimetres, where Inter is set in 9.5 points."""
    if sign in "mwMW%@" or not (sign.isalnum() or sign in " /.,:;-()'"):
        return 3.4
    if sign.isascii() and not sign.isupper():
        return 2.2
    return 2.6 if sign.isalpha() and sign < "\u0250" else 3.4


def _sums(lines: Iterable[Open], of: Any) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for one in lines:
        sums[one.currency] = sums.get(one.currency, _ZERO) + of(one)
    return sums


def _letter(terms: Terms, head: Head) -> dict[str, Any]:
    return {
        "language": head.language,
        "sender": [terms.sender.name, *terms.sender.lines],
        "recipient": list(head.recipient.lines),
        "date": written(terms.made_on, head.language),
        "reference": _t("Customer %(number)s") % {"number": head.number},
        "title": title(terms.kind),
    }
