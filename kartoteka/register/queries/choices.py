"""Codes and words that forms and filters offer."""

from django.utils.functional import Promise

from kartoteka.register.models import Address, Block, Contact, Identifier, Party

Choices = list[tuple[str, str | Promise]]

PARTY_KINDS: Choices = list(Party.Kind.choices)
STATES: Choices = list(Party.State.choices)
PLACES: Choices = list(Party.Place.choices)
IDENTIFIER_KINDS: Choices = list(Identifier.Kind.choices)
ADDRESS_KINDS: Choices = list(Address.Kind.choices)
CONTACT_KINDS: Choices = list(Contact.Kind.choices)
BLOCKS: Choices = list(Block.What.choices)
