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
from kartoteka.register.queries.lists import (
    PartyLine,
    PartyPage,
    all_parties,
    parties,
    party_ids_by_number,
    selected,
)
from kartoteka.register.queries.search import Hit, find

__all__ = [
    "AccountLine",
    "AddressLine",
    "ContactLine",
    "GrantLine",
    "Hit",
    "IdentifierLine",
    "PartyCard",
    "PartyLine",
    "PartyPage",
    "Relative",
    "all_parties",
    "events",
    "find",
    "grants",
    "holds",
    "is_erased",
    "logins_of",
    "logins_of_others",
    "parties",
    "party",
    "party_by_public_id",
    "party_ids_by_number",
    "selected",
    "tree",
]
