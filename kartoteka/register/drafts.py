"""What a person or another program says about a party: the values that operations take."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """An address as typed; both days of the validity belong to it, None is without end."""

    city: str
    kind: str = "REGISTERED"
    street: str = ""
    building: str = ""
    flat: str = ""
    postal_code: str = ""
    country: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A phone number or an e-mail address as typed (kind PHONE or EMAIL)."""

    kind: str
    value: str
    label: str = ""
    is_preferred: bool = False


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """A bank account as typed: IBAN or the Polish 26 digits."""

    iban: str
    currency: str = ""
    label: str = ""
    is_for_slips: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A party: who it is, and for a new one also what hangs on it.

    `name` may stay empty for a person with first and last name, `number` for the next free one.
    `parent_id` puts a new party under another (place BRANCH or CONTACT). `fields` are values of
    custom fields by key, as typed; None asks for none, not even for those that are required.
    """

    kind: str
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    number: str = ""
    birth_date: dt.date | None = None
    country: str = "PL"
    language: str = "pl"
    function: str = ""
    note: str = ""
    is_creditor: bool = False
    parent_id: int | None = None
    place: str = "HEAD"
    identifiers: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[AddressDraft, ...] = ()
    contacts: tuple[ContactDraft, ...] = ()
    accounts: tuple[AccountDraft, ...] = ()
    fields: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party of a mass import, everything as text; `rules.normalise_row` makes it fit to add.

    `number` may stay empty for the next free one; `parent_number` makes it a branch of a party
    that is there or stands in the same rows.
    """

    number: str = ""
    kind: str = "COMPANY"
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    country: str = "PL"
    language: str = "pl"
    nip: str = ""
    regon: str = ""
    krs: str = ""
    pesel: str = ""
    ico: str = ""
    dic: str = ""
    icdph: str = ""
    eu_vat: str = ""
    rc: str = ""
    street: str = ""
    building: str = ""
    flat: str = ""
    postal_code: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    iban: str = ""
    parent_number: str = ""
    is_creditor: bool = False
