"""Tables of the register. Higher rooms may point at Party; nobody but operations writes."""

from kartoteka.register.models.fields import (
    CustomField,
    Dictionary,
    DictionaryValue,
    FieldTab,
    PartyFields,
)
from kartoteka.register.models.parties import SENSITIVE, Identifier, Party
from kartoteka.register.models.portal import PortalGrant
from kartoteka.register.models.reach import Address, BankAccount, Contact

__all__ = [
    "SENSITIVE",
    "Address",
    "BankAccount",
    "Contact",
    "CustomField",
    "Dictionary",
    "DictionaryValue",
    "FieldTab",
    "Identifier",
    "Party",
    "PartyFields",
    "PortalGrant",
]
