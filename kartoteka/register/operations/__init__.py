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
from kartoteka.register.operations.identifiers import (
    allow_same_identifier,
    end_identifier_exception,
    remove_identifier,
    reveal_identifier,
    set_identifier,
)
from kartoteka.register.operations.many import Added, RowRefusal, add_many
from kartoteka.register.operations.many_changes import PartyChange, change_many
from kartoteka.register.operations.merging import (
    Merged,
    Undone,
    merge,
    preview_merge,
    preview_undo,
    undo_merge,
)
from kartoteka.register.operations.parties import (
    add_party,
    archive_party,
    change_party,
    move_party,
    restore_party,
)
from kartoteka.register.operations.portal import end_portal_grant, grant_portal
from kartoteka.register.operations.twins import (
    decide_again,
    find_twins,
    find_twins_later,
    not_the_same,
    note_distinct,
)

__all__ = [
    "AccountDraft",
    "Added",
    "AddressDraft",
    "ContactDraft",
    "Merged",
    "PartyChange",
    "PartyDraft",
    "PartyRow",
    "RowRefusal",
    "Undone",
    "add_address",
    "add_bank_account",
    "add_contact",
    "add_many",
    "add_party",
    "allow_same_identifier",
    "archive_many",
    "archive_party",
    "change_address",
    "change_bank_account",
    "change_contact",
    "change_many",
    "change_party",
    "decide_again",
    "end_address",
    "end_identifier_exception",
    "end_portal_grant",
    "find_twins",
    "find_twins_later",
    "grant_portal",
    "merge",
    "move_party",
    "not_the_same",
    "note_distinct",
    "preview_merge",
    "preview_undo",
    "remove_address",
    "remove_bank_account",
    "remove_contact",
    "remove_identifier",
    "restore_many",
    "restore_party",
    "reveal_identifier",
    "set_identifier",
    "undo_merge",
]
