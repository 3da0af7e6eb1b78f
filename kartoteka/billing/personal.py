"""Where billing holds personal data: in the documents that came with receivables."""

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
    ),
    impersonal={"billing_series": ("kind",)},
    erase=erasing.erase,
)
