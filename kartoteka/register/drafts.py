"""What a person or another program says about a party: the values that operations take."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """An address as typed; both days of the validity belong to it, None is without end.

    `registration_number` is the Slovak súpisné číslo (`building` the orientačné), the symbols are
    TERYT's or, in Slovakia, the municipality's code. `is_default`: the first choice of its kind.
    """

    city: str
    kind: str = "REGISTERED"
    street: str = ""
    building: str = ""
    flat: str = ""
    postal_code: str = ""
    country: str = ""
    label: str = ""
    is_default: bool = False
    registration_number: str = ""
    post_office: str = ""
    region: str = ""
    county: str = ""
    commune: str = ""
    commune_symbol: str = ""
    place_symbol: str = ""
    street_symbol: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A phone number or an e-mail address as typed (kind PHONE or EMAIL).

    `uses` are wishes by purpose (codes of ContactUse), "" for none; None leaves them as they are.
    """

    kind: str
    value: str
    label: str = ""
    is_preferred: bool = False
    uses: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """A bank account as typed: IBAN or the Polish 26 digits; "" in a change keeps the number."""

    iban: str
    currency: str = ""
    label: str = ""
    is_for_slips: bool = False
    is_default: bool = False
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

    `number` may stay empty for the next free one; `parent_number` makes it a branch, or what
    `place` says, of a party that is there or stands in the same rows. `birth_date` is ISO 8601.
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
    place: str = ""
    birth_date: str = ""
    function: str = ""
    note: str = ""
    is_creditor: bool = False


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """Trade terms of a period, both days inclusive. Days to pay count from the day of issue, the
    discount is in per cent, a limit has a currency; None and "" are "as usual"."""

    valid_from: dt.date
    valid_to: dt.date | None = None
    payment_days: int | None = None
    discount: Decimal | None = None
    credit_limit: Decimal | None = None
    currency: str = ""
    price_group_id: int | None = None
    interest_kind: str = ""
    is_dunned: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """How a person serves a party: a function of the dictionary, its exact title, what they do."""

    function_id: int
    title: str = ""
    signs: bool = False
    gets_invoices: bool = False
    gets_calls: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group: words by language; `query` is the data of a tree of conditions, None by hand."""

    labels: Mapping[str, str]
    colour: str = ""
    note: str = ""
    is_shared: bool = True
    query: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """What is to be stopped (codes of Block.What), why, and when; both days inclusive."""

    what: tuple[str, ...]
    reason: str
    valid_from: dt.date
    valid_to: dt.date | None = None
