"""Earlier values of the register's rows come back by the same operations that change them.

What the history keeps is JSON: each value is read by its column's own field, then the row as it
stands, with that one value put back, is said to the operation as a draft.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from django.db.models import Model

from kartoteka.kernel.actor import Actor
from kartoteka.register.drafts import AccountDraft, AddressDraft, ContactDraft, PartyDraft
from kartoteka.register.models import Address, BankAccount, Contact, Identifier, Party
from kartoteka.register.operations.accounts import add_bank_account, change_bank_account
from kartoteka.register.operations.addresses import add_address, change_address
from kartoteka.register.operations.contacts import add_contact, change_contact
from kartoteka.register.operations.editing import NotThere
from kartoteka.register.operations.identifiers import set_identifier
from kartoteka.register.operations.parties import (
    PlaceUnclear,
    archive_party,
    change_party,
    move_party,
    restore_party,
)
from kartoteka.trail.restoring import Restorer

Draft = TypeVar("Draft", AddressDraft, ContactDraft, AccountDraft, PartyDraft)

_IDENTITY = frozenset(
    {"number", "kind", "name", "first_name", "last_name", "birth_date", "country", "language",
     "function", "note", "is_creditor"}
)  # fmt: skip
_TREE = frozenset({"parent_id", "place"})


def _party(
    *, actor: Actor, row_id: int, column: str, value: Any, confirmed: frozenset[str]
) -> None:
    row = _there(Party, row_id)
    if column == "state":
        act = archive_party if value == Party.State.ARCHIVED else restore_party
        act(actor=actor, party_id=row_id)
    elif column in _TREE:
        _move(actor, row, column, value, confirmed)
    else:
        draft = _set(PartyDraft(**_of(row, _IDENTITY)), Party, {column: value})
        change_party(actor=actor, party_id=row_id, draft=draft, confirmed=confirmed)


def _move(actor: Actor, row: Party, column: str, value: Any, confirmed: frozenset[str]) -> None:
    parent_id = value if column == "parent_id" else row.parent_id
    place = value if column == "place" else row.place
    if column == "place" and value == Party.Place.HEAD:
        parent_id = None
    elif column == "place" and parent_id is None:
        raise PlaceUnclear
    move_party(actor=actor, party_id=row.pk, parent_id=parent_id, place=place, confirmed=confirmed)


def _identifier(
    *, actor: Actor, row_id: int, column: str, value: Any, confirmed: frozenset[str]
) -> None:
    del column
    row = _there(Identifier, row_id)
    set_identifier(
        actor=actor, party_id=row.party_id, kind=row.kind, value=value, confirmed=confirmed
    )


def _address(
    *, actor: Actor, row_id: int, column: str, value: Any, confirmed: frozenset[str]
) -> None:
    draft = _set(_draft(AddressDraft, _there(Address, row_id)), Address, {column: value})
    change_address(actor=actor, address_id=row_id, draft=draft, confirmed=confirmed)


def _contact(
    *, actor: Actor, row_id: int, column: str, value: Any, confirmed: frozenset[str]
) -> None:
    draft = _set(_draft(ContactDraft, _there(Contact, row_id)), Contact, {column: value})
    change_contact(actor=actor, contact_id=row_id, draft=draft, confirmed=confirmed)


def _account(
    *, actor: Actor, row_id: int, column: str, value: Any, confirmed: frozenset[str]
) -> None:
    draft = _set(_draft(AccountDraft, _there(BankAccount, row_id)), BankAccount, {column: value})
    change_bank_account(actor=actor, account_id=row_id, draft=draft, confirmed=confirmed)


def _identifier_again(
    *, actor: Actor, party_id: int, values: Mapping[str, Any], confirmed: frozenset[str]
) -> int:
    return set_identifier(
        actor=actor,
        party_id=party_id,
        kind=values["kind"],
        value=values["value"],
        confirmed=confirmed,
    )


def _address_again(
    *, actor: Actor, party_id: int, values: Mapping[str, Any], confirmed: frozenset[str]
) -> int:
    draft = _set(AddressDraft(city=""), Address, values)
    return add_address(actor=actor, party_id=party_id, draft=draft, confirmed=confirmed)


def _contact_again(
    *, actor: Actor, party_id: int, values: Mapping[str, Any], confirmed: frozenset[str]
) -> int:
    draft = _set(ContactDraft(kind="", value=""), Contact, values)
    return add_contact(actor=actor, party_id=party_id, draft=draft, confirmed=confirmed)


def _account_again(
    *, actor: Actor, party_id: int, values: Mapping[str, Any], confirmed: frozenset[str]
) -> int:
    del confirmed
    draft = _set(AccountDraft(iban=""), BankAccount, values)
    return add_bank_account(actor=actor, party_id=party_id, draft=draft)


def _there(model: type[Model], pk: int) -> Any:
    row = model._base_manager.filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def _of(row: Model, names: frozenset[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _draft(draft: type[Draft], row: Model) -> Draft:
    """What the row's columns say; what lives in other tables stays as the draft has it."""
    return draft(**_of(row, _columns(draft, type(row))))


def _set(draft: Draft, model: type[Model], values: Mapping[str, Any]) -> Draft:
    """The draft with those of the values that it has, as Python knows them."""
    known = _columns(type(draft), model)
    return replace(
        draft,
        **{
            name: model._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
            for name, value in values.items()
            if name in known
        },
    )


def _columns(draft: type[Draft], model: type[Model]) -> frozenset[str]:
    columns = {field.name for field in model._meta.concrete_fields}
    return frozenset(field.name for field in fields(draft) if field.name in columns)


RESTORERS = {
    Party._meta.db_table: Restorer(_IDENTITY | _TREE | {"state"}, _party),
    Identifier._meta.db_table: Restorer(frozenset({"value"}), _identifier, _identifier_again),
    Address._meta.db_table: Restorer(_columns(AddressDraft, Address), _address, _address_again),
    Contact._meta.db_table: Restorer(_columns(ContactDraft, Contact), _contact, _contact_again),
    BankAccount._meta.db_table: Restorer(
        _columns(AccountDraft, BankAccount), _account, _account_again
    ),
}
