"""Tables of the register. Higher rooms may point at Party; nobody but operations writes."""

from kartoteka.register.models.blocks import Block
from kartoteka.register.models.fields import (
    CustomField,
    Dictionary,
    DictionaryValue,
    FieldTab,
    PartyFields,
)
from kartoteka.register.models.groups import GroupMember, PartyGroup
from kartoteka.register.models.outside import Enquiry, OutsideFacts, OutsideRun, Standing
from kartoteka.register.models.parties import ERASED, SENSITIVE, Identifier, Party
from kartoteka.register.models.persons import ContactUse, PersonLink
from kartoteka.register.models.portal import PortalGrant
from kartoteka.register.models.reach import Address, BankAccount, Contact
from kartoteka.register.models.segments import (
    Activity,
    Choice,
    PartyActivity,
    PartyRole,
    PartySegment,
    TradeTerms,
)
from kartoteka.register.models.twins import IdentifierException, Merge, MergedRow, Twin

__all__ = [
    "ERASED",
    "SENSITIVE",
    "Activity",
    "Address",
    "BankAccount",
    "Block",
    "Choice",
    "Contact",
    "ContactUse",
    "CustomField",
    "Dictionary",
    "DictionaryValue",
    "Enquiry",
    "FieldTab",
    "GroupMember",
    "Identifier",
    "IdentifierException",
    "Merge",
    "MergedRow",
    "OutsideFacts",
    "OutsideRun",
    "Party",
    "PartyActivity",
    "PartyFields",
    "PartyGroup",
    "PartyRole",
    "PartySegment",
    "PersonLink",
    "PortalGrant",
    "Standing",
    "TradeTerms",
    "Twin",
]
