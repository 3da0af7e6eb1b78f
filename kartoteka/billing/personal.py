"""Where billing holds personal data: in the documents that came with receivables."""

from django.utils.translation import gettext_lazy as _

from kartoteka.billing.operations import erasing
from kartoteka.kernel.personal import Place, Room

ROOM = Room(
    "billing",
    places=(
        Place(
            "billing_attachment",
            (),
            "r.entry_id IN (SELECT entry.id FROM ledger_account AS account JOIN ledger_entry AS"
            " entry ON entry.account_id = account.id WHERE account.party_id = ANY (%(parties)s))",
            beside=("attached_at",),
        ),
        Place(
            "billing_ksefinvoice",
            (),
            "r.entry_id IN (SELECT entry.id FROM ledger_account AS account JOIN ledger_entry AS"
            " entry ON entry.account_id = account.id WHERE account.party_id = ANY (%(parties)s))",
            beside=("number", "kind", "issued_on", "amount"),
        ),
        Place(
            "billing_limitationevent",
            ("reason",),
            "r.entry_id IN (SELECT entry.id FROM ledger_account AS account JOIN ledger_entry AS"
            " entry ON entry.account_id = account.id WHERE account.party_id = ANY (%(parties)s))",
            beside=("kind", "on", "until"),
            title=_("event of limitation"),
        ),
        Place(
            "billing_advanceplan",
            ("title",),
            "r.agreement_id IN (SELECT id FROM agreements_agreement WHERE party_id = ANY"
            " (%(parties)s))",
            beside=("currency", "ended_on"),
            title=_("calendar of advances"),
        ),
        Place(
            "billing_writeoff",
            ("reason", "answer"),
            "r.account_id IN (SELECT id FROM ledger_account WHERE party_id = ANY (%(parties)s))",
            beside=("kind", "number", "on", "is_approved"),
            title=_("write-off or remission"),
        ),
        Place(
            "billing_offset",
            ("reason", "their_number"),
            "r.account_id IN (SELECT id FROM ledger_account WHERE party_id = ANY (%(parties)s))",
            beside=("number", "declared_on", "their_amount"),
            title=_("offset"),
        ),
        Place(
            "billing_invoiceset",
            ("name", "data", "reason"),
            kept=_(
                "Invoices handed in: their bytes for a day or until they come in, what became of"
                " them for ninety days."
            ),
        ),
        Place(
            "billing_setline",
            ("file", "facts", "number", "ksef"),
            kept=_("What became of each file of a set of invoices; gone after ninety days."),
        ),
    ),
    impersonal={
        "billing_series": ("kind",),
        "billing_ksefinvoice": ("number", "kind", "seller_nip", "sha256"),
        "billing_invoiceset": ("sha256", "origin", "state", "figures"),
        "billing_setline": ("sha256", "outcome", "code", "notes", "kind", "currency"),
        "billing_tie": ("kind",),
        "billing_interestnote": ("number",),
        "billing_limitationterm": ("country", "claim", "basis", "confidence"),
        "billing_limitationeffect": ("country", "event", "effect", "basis"),
        "billing_claimrule": ("country", "entry_kind", "debtor", "claim"),
        "billing_advanceplan": ("currency",),
        "billing_pricelist": ("code", "labels", "currency", "import_plan"),
        "billing_priceversion": ("note", "reason"),
        "billing_priceitem": ("code", "name", "unit"),
        "billing_writeoff": ("kind", "number"),
        "billing_offset": ("number",),
        "billing_exchangerate": ("currency", "table"),
        "billing_compensationtier": ("country", "basis"),
        "billing_limitation": ("claim", "basis", "own_claim", "runs"),
        "billing_limitationevent": ("kind", "claim"),
    },
    erase=erasing.erase,
)
