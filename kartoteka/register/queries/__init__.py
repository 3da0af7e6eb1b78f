"""What may be asked of the register. Each topic has its file; this is the list of all of them."""

from kartoteka.register.queries.card import (
    AccountLine,
    AddressLine,
    ContactLine,
    GrantLine,
    IdentifierLine,
    PartyCard,
    Relative,
    grants,
    party,
    party_by_public_id,
    tree,
)
from kartoteka.register.queries.erased import (
    events,
    holds,
    is_erased,
    logins_of,
    logins_of_others,
)
from kartoteka.register.queries.numbers import party_ids_by_number
from kartoteka.register.queries.search import Hit, find

__all__ = [
    "AccountLine",
    "AddressLine",
    "ContactLine",
    "GrantLine",
    "Hit",
    "IdentifierLine",
    "PartyCard",
    "Relative",
    "events",
    "find",
    "grants",
    "holds",
    "is_erased",
    "logins_of",
    "logins_of_others",
    "party",
    "party_by_public_id",
    "party_ids_by_number",
    "tree",
]
