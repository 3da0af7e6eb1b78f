"""What may be done in the register. Each topic has its file; this is the list of all of them."""

from kartoteka.register.drafts import (
    AccountDraft,
    AddressDraft,
    ContactDraft,
    PartyDraft,
    PartyRow,
)
from kartoteka.register.operations.accounts import (
    add_bank_account,
    change_bank_account,
    remove_bank_account,
)
from kartoteka.register.operations.addresses import (
    add_address,
    change_address,
    end_address,
    remove_address,
)
from kartoteka.register.operations.archiving import archive_many, restore_many
from kartoteka.register.operations.contacts import add_contact, change_contact, remove_contact
from kartoteka.register.operations.erasing import lock_for_erasing, mark_erased
from kartoteka.register.operations.identifiers import (
    remove_identifier,
    reveal_identifier,
    set_identifier,
)
from kartoteka.register.operations.many import Added, RowRefusal, add_many
from kartoteka.register.operations.many_changes import PartyChange, change_many
from kartoteka.register.operations.parties import (
    add_party,
    archive_party,
    change_party,
    move_party,
    restore_party,
)
from kartoteka.register.operations.portal import end_portal_grant, grant_portal

__all__ = [
    "AccountDraft",
    "Added",
    "AddressDraft",
    "ContactDraft",
    "PartyChange",
    "PartyDraft",
    "PartyRow",
    "RowRefusal",
    "add_address",
    "add_bank_account",
    "add_contact",
    "add_many",
    "add_party",
    "archive_many",
    "archive_party",
    "change_address",
    "change_bank_account",
    "change_contact",
    "change_many",
    "change_party",
    "end_address",
    "end_portal_grant",
    "grant_portal",
    "lock_for_erasing",
    "mark_erased",
    "move_party",
    "remove_address",
    "remove_bank_account",
    "remove_contact",
    "remove_identifier",
    "restore_many",
    "restore_party",
    "reveal_identifier",
    "set_identifier",
]
