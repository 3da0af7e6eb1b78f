"""Tables of the register. Higher rooms may point at Party; nobody but operations writes."""

from kartoteka.register.models.parties import SENSITIVE, Identifier, Party
from kartoteka.register.models.portal import PortalGrant
from kartoteka.register.models.reach import Address, BankAccount, Contact
from kartoteka.register.models.twins import IdentifierException, Merge, MergedRow, Twin

__all__ = [
    "SENSITIVE",
    "Address",
    "BankAccount",
    "Contact",
    "Identifier",
    "IdentifierException",
    "Merge",
    "MergedRow",
    "Party",
    "PortalGrant",
    "Twin",
]
