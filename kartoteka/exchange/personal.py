"""Where imports hold personal data."""

from django.utils.translation import gettext_lazy as _

from kartoteka.exchange.operations import erasing
from kartoteka.kernel.personal import Place, Room

_KEPT = _("Kept with the report of an import; gone in 30 days.")

ROOM = Room(
    "exchange",
    places=(
        Place(
            "exchange_externalid",
            ("external_id",),
            "(r.kind = 'PARTY' AND r.\"row\" = ANY (%(parties)s))",
            beside=("system",),
            title=_("number in the other program"),
        ),
        Place("exchange_runrow", ("facts", "what"), kept=_KEPT),
        Place("exchange_run", ("file", "file_name", "message"), kept=_KEPT),
    ),
    impersonal={
        "exchange_externalid": ("system", "kind"),
        "exchange_mapping": ("name", "kind", "plan"),
        "exchange_run": ("kind", "plan", "state", "counts", "digest"),
        "exchange_runrow": ("outcome", "field", "code"),
        "exchange_source": ("name", "secret", "shown", "system"),
    },
    erase=erasing.erase,
)
