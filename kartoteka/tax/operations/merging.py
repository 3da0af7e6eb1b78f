"""Tax years when two parties are merged: they move whole, with all that was told.

Of a year of the same payer that both have, that of the one that goes stays with it: what was told
to the tax office under one identifier is not told under another.
"""

from django.utils.translation import gettext_lazy as _

from kartoteka.register.operations.merging.keys import Keys

MOVERS = [
    Keys(
        "tax_taxpayer",
        "party_id",
        _("tax years"),
        called="r.year::text",
        collides="k.year = r.year AND k.payer_id = r.payer_id",
    ),
]
