"""Where insight holds personal data: that documents were made; they are letters and e-mails."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.personal import OF_PARTY, Place, Room

ROOM = Room(
    "insight",
    places=(
        Place(
            "insight_mailed",
            (),
            OF_PARTY,
            beside=("state", "reason"),
            title=_("documents in bulk"),
        ),
        Place(
            "insight_savedreport",
            ("name", "query", "asked"),
            kept=_("A question to the books, which may name one customer; until it is removed."),
        ),
        Place(
            "insight_reportrun",
            ("problem",),
            kept=_("Why a report could not be made; until the saved report is removed."),
        ),
    ),
    impersonal={
        "insight_savedreport": ("report", "ending", "beginning", "every", "format", "way"),
        "insight_reportrun": ("format", "sha256"),
        "insight_mailing": ("kind",),
        "insight_mailed": ("state", "reason"),
    },
)
