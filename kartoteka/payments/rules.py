"""Pure decisions about lines: what makes two of them one, what their titles may name."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from stdnum.pl import nip as polish_nip

from kartoteka.formats.statements import Line, Statement
from kartoteka.kernel.folding import fold

# A file of more lines is taken in in the background: with fewer, the answer comes at once.
MOST_AT_ONCE = 2_000
LONGEST_RUN, MOST_WORDS = 8, 40
SHORTEST_KEY, LONGEST_KEY = 4, 40
SYMBOL_DIGITS = 10
_SELLER = re.compile(r"/\s?I\s?D\s?C\s?/[^/]*", re.IGNORECASE)
_NIP = re.compile(r"(?<!\d)(?:PL)?(\d{3}[ -]?\d{2,3}[ -]?\d{2}[ -]?\d{2,3})(?!\d)")

# In the order in which they are believed; the first that holds is shown as the reason.
REASONS = {
    "VIRTUAL": _("paid to the customer's own virtual account"),
    "DOCUMENT": _("names a document, and the amount fits it"),
    "AGREEMENT": _("names an agreement of this customer"),
    "CUSTOMER": _("names this customer's number"),
    "NIP": _("names this customer's NIP"),
    "PAYER": _("this bank account has only ever paid for this customer"),
    "NAME": _("the payer bears this customer's name, and the amount fits"),
    "SCORE": _("all that speaks for this customer is enough"),
    "HAND": _("chosen by hand"),
}
# What is worth showing to the person, and is never booked by itself.
HINTS = {
    "DOCUMENT": _("names a document, but the amount does not fit it"),
    "AGREEMENT": _("may name an agreement of this customer"),
    "CUSTOMER": _("may name this customer's number"),
    "NIP": _("names a NIP that several accounts share"),
    "PAYER": _("this bank account has paid for this customer"),
    "NAME": _("the payer bears this customer's name"),
    "AMOUNT": _("something of exactly this amount is open"),
}
RULES = ("VIRTUAL", "DOCUMENT", "AGREEMENT", "CUSTOMER", "NIP", "PAYER", "NAME", "SCORE")
WEIGHTS = {
    "VIRTUAL": 100,
    "DOCUMENT": 90,
    "AGREEMENT": 80,
    "CUSTOMER": 80,
    "NIP": 70,
    "PAYER": 60,
    "NAME": 50,
    "AMOUNT": 20,
}
HINT_SHARE = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Named:
    """What a line may name, ready to be looked up."""

    keys: list[str]
    words: list[str]
    symbols: list[str]
    nips: list[str]
    names: list[str]


def named_by(line: Line) -> Named:
    """What the title, the symbols and the payer's name of a line may name.

    A NIP in `/IDC/` of a split payment is the seller's, so ours: it names nobody.
    """
    invoice = line.split.invoice if line.split else ""
    words = fold(f"{line.title} {invoice} {line.end_to_end_id}").split()[:MOST_WORDS]
    return Named(
        keys=sorted(set(_runs(words))),
        words=sorted({word for word in words if not word.isalpha()}),
        symbols=_symbols(line.vs),
        nips=_nips(line),
        names=_names(line.counterparty_name),
    )


def fingerprints(statements: Iterable[Statement]) -> Iterator[tuple[Statement, list[bytes]]]:
    """For each statement the fingerprints of its lines, 32 bytes each.

    Account, both days, signed amount, the bank's reference if any, folded title and payer, and the
    how-manieth equal line of that account and day this is, counted over all the statements: two
    equal payments on one day are both real, the same one told twice is one.
    """
    seen: dict[tuple[str, ...], int] = {}
    for statement in statements:
        marks = []
        for line in statement.lines:
            told = (
                statement.account,
                line.booked_on.isoformat(),
                line.value_on.isoformat(),
                f"{line.amount:.2f}",
                line.reference,
                fold(line.title).replace(" ", ""),
                fold(line.counterparty_name).replace(" ", ""),
            )
            seen[told] = seen.get(told, 0) + 1
            marks.append(_digest((*told, str(seen[told]))))
        yield statement, marks


def statement_fingerprint(statement: Statement, marks: list[bytes]) -> bytes:
    """What makes two tellings one statement: account, format, number, balances and lines."""
    balances = (statement.opening, statement.closing)
    stated = (f"{each.on}{each.amount:.2f}" if each else "" for each in balances)
    told = (statement.account, statement.format, statement.number, *stated)
    return _digest((*told, *(mark.hex() for mark in marks)))


def _digest(parts: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def _runs(words: list[str]) -> Iterator[str]:
    """Words one after another without what parted them, where they may be a document's number."""
    for first in range(len(words)):
        run = ""
        for word in words[first : first + LONGEST_RUN]:
            run += word
            if len(run) > LONGEST_KEY:
                break
            if len(run) >= SHORTEST_KEY and not run.isalpha():
                yield run


def _symbols(vs: str) -> list[str]:
    bare = vs.lstrip("0")
    return [bare.zfill(length) for length in range(len(bare), SYMBOL_DIGITS + 1)] if bare else []


def _nips(line: Line) -> list[str]:
    text = line.title
    if line.split and line.split.seller_nip:
        text = _SELLER.sub("/", text)
    bare = {re.sub(r"\D", "", number) for number in _NIP.findall(text)}
    return sorted(number for number in bare if polish_nip.is_valid(number))


def _names(name: str) -> list[str]:
    """The whole name, its first words (an address may follow), and the first two swapped."""
    if not name:
        return []
    words = fold(name).split()[:LONGEST_RUN]
    found = [" ".join(words[:count]) for count in range(2, len(words) + 1)] or [" ".join(words)]
    if len(words) > 1:
        found.append(f"{words[1]} {words[0]}")
    return sorted({each for each in found if each})
