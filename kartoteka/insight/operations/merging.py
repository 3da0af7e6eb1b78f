"""Documents in bulk when two parties are merged: what was made goes along, once each."""

from django.utils.translation import gettext_lazy as _

from kartoteka.register.operations.merging.keys import Keys

MOVERS = [
    Keys(
        "insight_mailed",
        "party_id",
        _("documents in bulk"),
        called="r.state",
        collides="k.mailing_id = r.mailing_id",
    )
]
