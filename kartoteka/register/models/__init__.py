"""Tables of the register. Higher rooms may point at Party; nobody but operations writes."""

from kartoteka.register.models.parties import ERASED, SENSITIVE, Identifier, Party
from kartoteka.register.models.portal import PortalGrant
from kartoteka.register.models.reach import Address, BankAccount, Contact

__all__ = [
    "ERASED",
    "SENSITIVE",
    "Address",
    "BankAccount",
    "Contact",
    "Identifier",
    "Party",
    "PortalGrant",
]
