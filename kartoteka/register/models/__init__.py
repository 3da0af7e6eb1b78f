"""Tables of the register. Higher rooms may point at Party; nobody but operations writes."""

from kartoteka.register.models.outside import Enquiry, OutsideFacts, OutsideRun, Standing
from kartoteka.register.models.parties import SENSITIVE, Identifier, Party
from kartoteka.register.models.portal import PortalGrant
from kartoteka.register.models.reach import Address, BankAccount, Contact

__all__ = [
    "SENSITIVE",
    "Address",
    "BankAccount",
    "Contact",
    "Enquiry",
    "Identifier",
    "OutsideFacts",
    "OutsideRun",
    "Party",
    "PortalGrant",
    "Standing",
]
