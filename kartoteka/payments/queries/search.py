"""What the one search box finds here: documents by their numbers, virtual accounts."""

import re

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.register.search_sources import Found

_HERE = "kartoteka.payments"
_FEWEST_DIGITS = 8


def search(*, viewer: Actor, text: str, limit: int = 20) -> list[Found]:
    """Parties whose document's number or virtual account begins with `text`, separators apart.

    A source of the search box. Accounts are asked for only with eight digits or more.
    """
    del viewer
    digits = re.sub(r"^(PL|SK)|[\s-]", "", text.strip().upper())
    asked = digits if digits.isdigit() and len(digits) >= _FEWEST_DIGITS else None
    parameters = {"text": text, "digits": asked, "limit": limit}
    return [
        Found(party_id, _("document") if is_document else _("virtual account"), number)
        for party_id, is_document, number in sql.rows(_HERE, "search", parameters)
    ]
