"""Where the books hold personal data, and what they forbid to erase."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.money import format_amount
from kartoteka.kernel.personal import Event, Held, Place, Room
from kartoteka.ledger.operations import erasing

_HERE = "kartoteka.ledger"
_WORDS = {
    "DEBIT": ("ledger.money_open", _("%(amount)s is still to be paid.")),
    "CREDITOR": ("ledger.is_creditor", _("Books are kept in its name.")),
    "CREDIT": ("ledger.payment_unused", _("%(amount)s of their payments is not used.")),
}
_OF_ACCOUNT = (
    "r.{} IN (SELECT entry.id FROM ledger_account AS account JOIN ledger_entry AS entry"
    " ON entry.account_id = account.id WHERE account.party_id = ANY (%(parties)s))"
)


def _holds(*, viewer: Actor, parties: list[int], on: dt.date) -> list[Held]:
    language = get_language() or "pl"
    return [
        Held(
            party,
            *_WORDS[side],
            {"amount": format_amount(amount or Decimal(0), currency, language)},
        )
        for party, side, currency, amount in sql.rows(_HERE, "holds", {"parties": parties})
    ]


def _events(*, viewer: Actor, parties: list[int]) -> list[Event]:
    found = sql.rows(_HERE, "events", {"parties": parties})
    return [Event(party, "BOOKED", day, country) for party, day, country in found]


ROOM = Room(
    "ledger",
    places=(
        Place(
            "ledger_entry",
            ("title",),
            "r.account_id IN (SELECT id FROM ledger_account WHERE party_id = ANY (%(parties)s))",
            beside=("side", "kind", "number", "amount", "issued_on", "due_on"),
            title=_("booking"),
        ),
        Place(
            "ledger_settlement",
            ("reason",),
            _OF_ACCOUNT.format("debit_id"),
            beside=("amount", "effective_on"),
            title=_("settlement"),
        ),
        Place(
            "ledger_duechange",
            ("reason",),
            _OF_ACCOUNT.format("entry_id"),
            beside=("due_on",),
            title=_("change of due date"),
        ),
        Place(
            "ledger_plan",
            ("reason",),
            "r.account_id IN (SELECT id FROM ledger_account WHERE party_id = ANY (%(parties)s))",
            beside=("agreed_on", "ended_on"),
            title=_("instalment plan"),
        ),
        Place(
            "ledger_debtrate",
            ("reason",),
            _OF_ACCOUNT.format("entry_id"),
            beside=("kind_id", "percent", "agreed_on"),
            title=_("rate of interest agreed"),
        ),
        Place(
            "ledger_agreementrate",
            ("reason", "why"),
            "r.agreement_id IN (SELECT id FROM agreements_agreement"
            " WHERE party_id = ANY (%(parties)s))",
            beside=("kind_id", "base", "percent", "valid_from", "valid_to"),
            title=_("rate of interest of an agreement"),
        ),
    ),
    # Numbers of documents, symbols and amounts stay: the books are kept whole.
    impersonal={
        "ledger_account": ("currency", "scheme_id"),
        "ledger_creditor": ("rounding", "scheme_id"),
        "ledger_entry": (
            "side",
            "kind",
            "number",
            "symbol",
            "interest_kind",
            "via",
            "parts",
            "source",
            "source_ref",
            "debt_side",
        ),
        "ledger_agreementrate": ("kind_id", "base"),
        "ledger_debtrate": ("kind_id",),
        "ledger_formerinterest": ("legal_basis",),
        "ledger_interestkind": ("code", "country", "old_kind", "old_basis", "cap_kind"),
        "ledger_interestrate": ("kind", "country", "legal_basis", "confidence"),
        "ledger_movedday": ("country",),
        "ledger_open": ("side",),
        "ledger_scheme": (
            "code",
            "labels",
            "country",
            "regime",
            "components",
            "claims",
            "sharing",
            "designation",
            "overpayment",
            "interest",
            "basis",
        ),
        "ledger_schemechoice": ("via", "scheme_id"),
        "ledger_schemeversion": ("scheme_id", "terms"),
        "ledger_settlement": ("scheme", "rule", "basis", "facts", "debit_side", "credit_side"),
    },
    erase=erasing.erase,
    lock=erasing.lock,
    holds=(_holds,),
    events=(_events,),
)
