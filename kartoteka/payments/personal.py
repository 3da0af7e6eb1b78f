"""Where payments hold personal data."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.personal import Place, Room
from kartoteka.payments.operations import erasing

_OF_PARTY = (
    "r.{} IN (SELECT payment.line_id FROM ledger_account AS account"
    " JOIN ledger_entry AS entry ON entry.account_id = account.id"
    " JOIN payments_payment AS payment ON payment.entry_id = entry.id"
    " WHERE account.party_id = ANY (%(parties)s))"
)
_OF_SHARES = (
    "r.id IN (SELECT share.line_id FROM payments_share AS share"
    " JOIN ledger_account AS account ON account.id = share.account_id"
    " WHERE account.party_id = ANY (%(parties)s))"
)
_OF_ACCOUNT = "r.account_id IN (SELECT id FROM ledger_account WHERE party_id = ANY (%(parties)s))"

ROOM = Room(
    "payments",
    places=(
        Place(
            "payments_line",
            ("title", "counterparty_name", "counterparty_account", "reference", "end_to_end_id"),
            f"({_OF_PARTY.format('id')} OR {_OF_SHARES})",
            beside=("booked_on", "amount", "currency"),
            title=_("bank statement line"),
        ),
        Place(
            "payments_payment",
            ("facts",),
            _OF_PARTY.format("line_id"),
            beside=("matched_at",),
            title=_("payment"),
        ),
        Place(
            "payments_cashdocument",
            ("payer", "title"),
            _OF_ACCOUNT,
            beside=("number", "paid_on", "amount"),
            title=_("cash document"),
        ),
        Place(
            "payments_cashvoid",
            ("reason",),
            "r.document_id IN (SELECT document.id FROM payments_cashdocument AS document"
            " JOIN ledger_account AS account ON account.id = document.account_id"
            " WHERE account.party_id = ANY (%(parties)s))",
            beside=("voided_at",),
            title=_("voided cash document"),
        ),
        Place(
            "payments_batchitem",
            ("number", "title"),
            _OF_ACCOUNT,
            beside=("amount",),
            title=_("payment typed in a batch"),
        ),
        Place(
            "payments_refund",
            ("iban", "name", "title"),
            _OF_ACCOUNT,
            beside=("amount", "prepared_at"),
            shown_as={"iban": "left(r.iban, 2) || ' •••• ' || right(r.iban, 4)"},
            title=_("refund"),
        ),
        Place(
            "payments_returned",
            ("reason",),
            "r.credit_id IN (SELECT entry.id FROM ledger_entry AS entry"
            " JOIN ledger_account AS account ON account.id = entry.account_id"
            " WHERE account.party_id = ANY (%(parties)s))",
            beside=("returned_at",),
            title=_("payment returned by the bank"),
        ),
        Place(
            "payments_refundfile",
            ("name",),
            kept=_(
                "Files of refunds name many people at once. They are kept whole as books of"
                " account, and are destroyed by the year when their time is over."
            ),
        ),
        Place(
            "payments_note",
            ("text",),
            _OF_PARTY.format("line_id"),
            beside=("noted_at",),
            title=_("note about a payment"),
        ),
        Place(
            "payments_payer",
            ("bank_account", "title"),
            _OF_ACCOUNT,
            beside=("payments", "last_on"),
            title=_("bank account that pays"),
        ),
        Place(
            "payments_virtualaccount",
            (),
            _OF_ACCOUNT,
            beside=("iban", "assigned_on"),
            title=_("virtual account"),
        ),
        Place(
            "payments_file",
            ("name", "problems"),
            kept=_(
                "Bank files name many people at once. They are kept whole as books of account, and"
                " are destroyed by the year when their time is over."
            ),
        ),
        Place(
            "payments_statement",
            ("problems",),
            kept=_("What was odd in a bank file, for as long as the file itself is kept."),
        ),
        Place(
            "payments_held",
            ("name", "data"),
            kept=_("A bank file handed in and not decided about; gone after a day."),
        ),
        Place(
            "payments_found",
            ("name", "reason"),
            kept=_("What lay in the watched folder, for as long as the bank files are kept."),
        ),
        Place(
            "payments_waiting",
            ("keys", "words", "symbols", "nips", "names"),
            kept=_("Money that is nobody's yet; gone once it is booked."),
        ),
    ),
    impersonal={
        "payments_batch": ("name", "currency", "via"),
        "payments_cashdesk": ("code", "name", "currency"),
        "payments_cashdocument": ("kind", "number", "token"),
        "payments_cashseries": ("kind",),
        "payments_file": ("sha256", "encoding", "origin", "read_by"),
        "payments_found": ("sha256", "state"),
        "payments_line": (
            "bank_account",
            "currency",
            "own_account",
            "vs",
            "ks",
            "ss",
            "place",
            "fingerprint",
            "kind",
            "breakdown",
        ),
        "payments_mask": ("currency", "country", "prefix"),
        "payments_payer": ("origin",),
        "payments_payment": ("rule", "side"),
        "payments_refund": ("state",),
        "payments_refundfile": ("format", "bank_account", "currency", "sha256"),
        "payments_share": ("side",),
        "payments_statement": ("bank_account", "currency", "format", "number", "fingerprint"),
        "payments_virtualaccount": ("iban",),
    },
    erase=erasing.erase,
)
