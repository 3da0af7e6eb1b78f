"""Codes and words that forms and filters offer."""

from django.utils.functional import Promise

from kartoteka.access.models import Language
from kartoteka.register.models import (
    Activity,
    Address,
    Block,
    Choice,
    Contact,
    ContactUse,
    Identifier,
    Party,
)
from kartoteka.register.models.segments import Colour

Choices = list[tuple[str, str | Promise]]

PARTY_KINDS: Choices = list(Party.Kind.choices)
STATES: Choices = list(Party.State.choices)
LANGUAGES: Choices = list(Language.choices)
PLACES: Choices = list(Party.Place.choices)
IDENTIFIER_KINDS: Choices = list(Identifier.Kind.choices)
ADDRESS_KINDS: Choices = list(Address.Kind.choices)
CONTACT_KINDS: Choices = list(Contact.Kind.choices)
BLOCKS: Choices = list(Block.What.choices)
CHOICE_LISTS: Choices = list(Choice.List.choices)
PURPOSES: Choices = list(ContactUse.Purpose.choices)
WISHES: Choices = list(ContactUse.Wish.choices)
COLOURS: Choices = list(Colour.choices)
ACTIVITY_SCHEMES: Choices = sorted(
    Activity.Scheme.choices, key=lambda choice: choice[0] not in {"PKD2025", "NACE21"}
)
