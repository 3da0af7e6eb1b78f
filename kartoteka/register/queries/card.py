"""A party with all that hangs on it, in one question to the database."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register import addressing, rules
from kartoteka.register.models import (
    ERASED,
    Address,
    Contact,
    ContactUse,
    Identifier,
    Party,
    PortalGrant,
)

_HERE = "kartoteka.register"


@dataclass(frozen=True, slots=True)
class IdentifierLine:
    """An identifier; `shown` is grouped for reading, `value` empty where it is sensitive.

    `shared_because` is the reason why another party may have it too, '' where none may.
    """

    id: int
    kind: str
    label: str
    shown: str
    value: str
    is_sensitive: bool
    version: str
    shared_because: str = ""


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address with its validity, both days inclusive, None without end.

    `label` names the kind, `note` is the office's own label, `is_default` the first choice.
    """

    id: int
    kind: str
    label: str
    street: str
    building: str
    flat: str
    postal_code: str
    city: str
    country: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    version: str
    note: str = ""
    is_default: bool = False
    registration_number: str = ""
    post_office: str = ""
    region: str = ""
    county: str = ""
    commune: str = ""
    commune_symbol: str = ""
    place_symbol: str = ""
    street_symbol: str = ""

    @property
    def line(self) -> str:
        """The address on one line, as its country writes it."""
        return addressing.one_line(self)

    @property
    def envelope(self) -> tuple[str, ...]:
        """The lines of the address on an envelope, below the name."""
        return addressing.envelope(self)

    @property
    def parts(self) -> str:
        """Where it lies in the administration: commune, county, region; "" where not known."""
        return ", ".join(filter(None, [self.commune, self.county, self.region]))

    def is_valid(self, on: dt.date) -> bool:
        """Whether the address is valid on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A phone number or an e-mail address; `uses` are wishes by purpose (codes of ContactUse)."""

    id: int
    kind: str
    label: str
    value: str
    note: str
    is_preferred: bool
    version: str
    uses: Mapping[str, str] = field(default_factory=dict)

    @property
    def wishes(self) -> list[tuple[str, str]]:
        """Purpose and wish in words, where anything was said."""
        return [
            (str(ContactUse.Purpose(purpose).label), wish) for purpose, wish in self.uses.items()
        ]

    @property
    def shown(self) -> str:
        """The value as people read it: Polish and Slovak phone numbers in groups."""
        return rules.shown_phone(self.value) if self.kind == Contact.Kind.PHONE else self.value


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A bank account; `iban` is empty where it is sensitive: all but the office's own."""

    id: int
    iban: str
    shown: str
    is_sensitive: bool
    currency: str
    label: str
    is_for_slips: bool
    is_default: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    version: str

    def is_valid(self, on: dt.date) -> bool:
        """Whether the account is the party's on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Relative:
    """A party as its tree shows it; `depth` counts floors below the one asked for."""

    id: int
    name: str
    number: str
    place: str = ""
    place_label: str = ""
    function: str = ""
    is_archived: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A portal login that may act for the party, until `ended_at`."""

    id: int
    user_id: int
    login: str
    name: str
    granted_at: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PartyCard:
    """Everything that the register knows of one party. `version` guards against lost edits.

    `former` are the parties that were merged into it: their numbers and identifiers lead here.
    """

    id: int
    public_id: uuid.UUID
    number: str
    kind: str
    kind_label: str
    name: str
    first_name: str
    last_name: str
    birth_date: dt.date | None
    country: str
    language: str
    parent_id: int | None
    place: str
    place_label: str
    function: str
    state: str
    is_creditor: bool
    note: str
    created_at: dt.datetime
    version: str
    identifiers: tuple[IdentifierLine, ...]
    addresses: tuple[AddressLine, ...]
    contacts: tuple[ContactLine, ...]
    accounts: tuple[AccountLine, ...]
    above: tuple[Relative, ...]
    count_under: int
    merged_into_id: int | None
    former: tuple[Relative, ...]

    @property
    def is_archived(self) -> bool:
        """Whether the party has been put away."""
        return self.state == Party.State.ARCHIVED

    @property
    def is_erased(self) -> bool:
        """Whether the party's data was erased: what is left names nobody."""
        return self.name == ERASED and self.number == f"{ERASED}{self.id}"

    def address(self, on: dt.date, *kinds: str) -> AddressLine | None:
        """The address valid on a day, of the first of `kinds` that has one (default: any).

        Of several the first choice.
        """
        valid = [address for address in self.addresses if address.is_valid(on)]
        valid.sort(key=lambda address: not address.is_default)
        for kind in kinds:
            found = next((address for address in valid if address.kind == kind), None)
            if found is not None:
                return found
        return None if kinds else next(iter(valid), None)

    def contact(self, kind: str) -> ContactLine | None:
        """The preferred contact of that kind, else the first."""
        return next((contact for contact in self.contacts if contact.kind == kind), None)

    def contact_for(self, kind: str, purpose: str) -> ContactLine | None:
        """The contact of a kind to use for a purpose: the one wished for it, else one that is
        allowed or of which nothing was said; never one that must not be used."""
        rank = {"PREFERRED": 0, "ALLOWED": 1}
        fitting = [
            one
            for one in self.contacts
            if one.kind == kind and one.uses.get(purpose) != ContactUse.Wish.REFUSED
        ]
        fitting.sort(key=lambda one: (rank.get(one.uses.get(purpose, ""), 2), not one.is_preferred))
        return next(iter(fitting), None)

    def account(self, on: dt.date, currency: str) -> AccountLine | None:
        """The account for a currency on a day: the first choice, else any that fits."""
        fitting = [
            one for one in self.accounts if one.is_valid(on) and one.currency in {currency, ""}
        ]
        fitting.sort(key=lambda one: (not one.is_default, one.currency == ""))
        return next(iter(fitting), None)

    def identifier(self, kind: str) -> IdentifierLine | None:
        """The identifier of that kind."""
        return next((line for line in self.identifiers if line.kind == kind), None)


def party(*, viewer: Actor, party_id: int) -> PartyCard | None:
    """The party, or None if it is not there or not the viewer's: staff see all, a portal user
    the parties that he may act for. Sensitive identifiers and accounts are masked for everybody."""
    return _card(viewer, party_id=party_id, public_id=None)


def party_by_public_id(*, viewer: Actor, public_id: uuid.UUID) -> PartyCard | None:
    """The same by the name that the outside knows."""
    return _card(viewer, party_id=None, public_id=public_id)


def tree(*, viewer: Actor, party_id: int, limit: int = 200) -> list[Relative]:
    """The parties under this one, each followed by its own, branches before contact persons."""
    if not viewer.may(Role.CLERK):
        return []
    rows = sql.rows(_HERE, "tree", {"party_id": party_id, "limit": limit})
    return [
        Relative(
            id=pk,
            name=name,
            number=number,
            place=place,
            place_label=str(Party.Place(place).label),
            function=function,
            is_archived=archived,
            depth=depth,
        )
        for pk, name, number, place, function, archived, depth in rows
    ]


def grants(*, viewer: Actor, party_id: int) -> list[GrantLine]:
    """Portal logins that may or might act for the party, the present ones first."""
    if not viewer.may(Role.CLERK):
        return []
    rows = PortalGrant.objects.filter(party_id=party_id).select_related("user")
    return [
        GrantLine(
            id=row.pk,
            user_id=row.user_id,
            login=row.user.login,
            name=row.user.name,
            granted_at=row.granted_at,
            ended_at=row.ended_at,
        )
        for row in sorted(rows, key=lambda row: (row.ended_at is not None, row.pk))
    ]


def _card(viewer: Actor, *, party_id: int | None, public_id: uuid.UUID | None) -> PartyCard | None:
    rows = sql.kept(
        _HERE,
        "card",
        {
            "party_id": party_id,
            "public_id": public_id,
            "sees_all": viewer.may(Role.CLERK),
            "user_id": viewer.user_id,
        },
    )
    if not rows:
        return None
    *identity, version, identifiers, addresses, contacts, accounts, above, under, into, former = (
        rows[0]
    )
    names = (
        "id", "public_id", "number", "kind", "name", "first_name", "last_name", "birth_date",
        "country", "language", "parent_id", "place", "function", "state", "is_creditor", "note",
        "created_at",
    )  # fmt: skip
    values = dict(zip(names, identity, strict=True))
    return PartyCard(
        **values,
        kind_label=str(Party.Kind(values["kind"]).label),
        place_label=str(Party.Place(values["place"]).label),
        version=version,
        identifiers=tuple(_identifier(line) for line in identifiers),
        addresses=tuple(_address(line) for line in addresses),
        contacts=tuple(_contact(line) for line in contacts),
        accounts=tuple(_account(line, is_open=values["is_creditor"]) for line in accounts),
        above=tuple(Relative(**line) for line in above),
        count_under=under,
        merged_into_id=into,
        former=tuple(Relative(**line) for line in former),
    )


def _identifier(line: dict[str, Any]) -> IdentifierLine:
    sensitive = line["kind"] in rules.SENSITIVE
    return IdentifierLine(
        id=line["id"],
        kind=line["kind"],
        label=str(Identifier.Kind(line["kind"]).label),
        shown=rules.shown(line["kind"], line["value"]),
        value="" if sensitive else line["value"],
        is_sensitive=sensitive,
        version=line["version"],
        shared_because=line["shared_because"] or "",
    )


def _address(line: dict[str, Any]) -> AddressLine:
    line["note"] = line.pop("label")
    return AddressLine(**_with_days(line), label=str(Address.Kind(line["kind"]).label))


def _contact(line: dict[str, Any]) -> ContactLine:
    note, line["uses"] = line.pop("label"), line["uses"] or {}
    return ContactLine(**line, note=note, label=str(Contact.Kind(line["kind"]).label))


def _account(line: dict[str, Any], *, is_open: bool) -> AccountLine:
    iban = line.pop("iban")
    return AccountLine(
        **_with_days(line),
        iban=iban if is_open else "",
        shown=rules.shown_account(iban, is_open=is_open),
        is_sensitive=not is_open,
    )


def _with_days(line: dict[str, Any]) -> dict[str, Any]:
    """JSON has no dates."""
    for name in ("valid_from", "valid_to"):
        line[name] = dt.date.fromisoformat(line[name]) if line[name] else None
    return line
