"""What may be done in the register. Each topic has its file; this is the list of all of them."""

from kartoteka.register.drafts import (
    AccountDraft,
    AddressDraft,
    BlockDraft,
    ContactDraft,
    GroupDraft,
    PartyDraft,
    PartyRow,
    PersonDraft,
    TermsDraft,
)
from kartoteka.register.operations.accounts import (
    add_bank_account,
    change_bank_account,
    remove_bank_account,
    reveal_bank_account,
)
from kartoteka.register.operations.activities import ActivityRow, load_activities
from kartoteka.register.operations.addresses import (
    add_address,
    change_address,
    end_address,
    remove_address,
)
from kartoteka.register.operations.archiving import archive_many, restore_many
from kartoteka.register.operations.blocks import block_many, lift_block, set_blocks
from kartoteka.register.operations.choices import add_entry, change_entry, move_entry, remove_entry
from kartoteka.register.operations.contacts import add_contact, change_contact, remove_contact
from kartoteka.register.operations.erasing import lock_for_erasing, mark_erased
from kartoteka.register.operations.groups import (
    add_group,
    add_many_to_group,
    add_members,
    change_group,
    remove_group,
    remove_members,
    take_many_from_group,
)
from kartoteka.register.operations.identifiers import (
    allow_same_identifier,
    end_identifier_exception,
    remove_identifier,
    reveal_identifier,
    set_identifier,
)
from kartoteka.register.operations.many import Added, RowRefusal, add_many
from kartoteka.register.operations.many_changes import PartyChange, change_many
from kartoteka.register.operations.merging.acts import (
    Merged,
    Undone,
    merge,
    preview_merge,
    preview_undo,
    undo_merge,
)
from kartoteka.register.operations.outside.checking import check_account, check_vat
from kartoteka.register.operations.outside.looking_up import look_up, look_up_party, pick
from kartoteka.register.operations.outside.runs import (
    check_vat_of_many,
    forget_enquiries,
    go_on_with_runs,
    start_outside_run,
    stop_outside_run,
    work_on,
)
from kartoteka.register.operations.outside.taking import (
    add_from_register,
    add_party_as_found,
    draft_of,
    keep_facts,
    take_from_register,
    take_from_run,
)
from kartoteka.register.operations.parties import (
    add_party,
    archive_party,
    change_party,
    move_party,
    restore_party,
)
from kartoteka.register.operations.parts import PartOutcome, bring_parts
from kartoteka.register.operations.persons import change_link, link_person, remove_link
from kartoteka.register.operations.portal import end_portal_grant, grant_portal
from kartoteka.register.operations.segments import (
    add_activity,
    change_role,
    give_role,
    make_main_activity,
    remove_activity,
    remove_role,
    set_segment,
)
from kartoteka.register.operations.terms import add_terms, change_terms, remove_terms
from kartoteka.register.operations.twins import (
    decide_again,
    find_twins,
    find_twins_later,
    not_the_same,
    note_distinct,
)

__all__ = [
    "AccountDraft",
    "ActivityRow",
    "Added",
    "AddressDraft",
    "BlockDraft",
    "ContactDraft",
    "GroupDraft",
    "Merged",
    "PartOutcome",
    "PartyChange",
    "PartyDraft",
    "PartyRow",
    "PersonDraft",
    "RowRefusal",
    "TermsDraft",
    "Undone",
    "add_activity",
    "add_address",
    "add_bank_account",
    "add_contact",
    "add_entry",
    "add_from_register",
    "add_group",
    "add_many",
    "add_many_to_group",
    "add_members",
    "add_party",
    "add_party_as_found",
    "add_terms",
    "allow_same_identifier",
    "archive_many",
    "archive_party",
    "block_many",
    "bring_parts",
    "change_address",
    "change_bank_account",
    "change_contact",
    "change_entry",
    "change_group",
    "change_link",
    "change_many",
    "change_party",
    "change_role",
    "change_terms",
    "check_account",
    "check_vat",
    "check_vat_of_many",
    "decide_again",
    "draft_of",
    "end_address",
    "end_identifier_exception",
    "end_portal_grant",
    "find_twins",
    "find_twins_later",
    "forget_enquiries",
    "give_role",
    "go_on_with_runs",
    "grant_portal",
    "keep_facts",
    "lift_block",
    "link_person",
    "load_activities",
    "lock_for_erasing",
    "look_up",
    "look_up_party",
    "make_main_activity",
    "mark_erased",
    "merge",
    "move_entry",
    "move_party",
    "not_the_same",
    "note_distinct",
    "pick",
    "preview_merge",
    "preview_undo",
    "remove_activity",
    "remove_address",
    "remove_bank_account",
    "remove_contact",
    "remove_entry",
    "remove_group",
    "remove_identifier",
    "remove_link",
    "remove_members",
    "remove_role",
    "remove_terms",
    "restore_many",
    "restore_party",
    "reveal_bank_account",
    "reveal_identifier",
    "set_blocks",
    "set_identifier",
    "set_segment",
    "start_outside_run",
    "stop_outside_run",
    "take_from_register",
    "take_from_run",
    "take_many_from_group",
    "undo_merge",
    "work_on",
]
