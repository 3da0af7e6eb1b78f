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
    ),
    impersonal={
        "insight_mailing": ("kind",),
        "insight_mailed": ("state", "reason"),
    },
)
