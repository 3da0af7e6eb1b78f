"""The card as it stood on any day: after random edits it is what it was seen to be then."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.utils import timezone

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import PointDraft
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.operations import (
    AccountDraft,
    AddressDraft,
    ContactDraft,
    PartyDraft,
    TermsDraft,
)
from kartoteka.trail.queries import days_of_change
from tests.build import a_party
from tests.register.fields.making import a_field, a_tab, put

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 3, 2)
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
CUSTOMER = Actor(user_id=None, realm=Realm.PORTAL)
ACCOUNTS = ["PL61109010140000071219812874", "PL27114020040000300201355387"]
NIPS, PESELS = ["5213017228", "7740001454"], ["44051401359", "02070803628"]
ALL = frozenset(
    {"register.same_contact", "register.same_name_and_city", "register.address_replaces"}
)


def run(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@dataclass
class Calendar:
    """Lets changes be of an earlier day: the history is append-only, so its guard steps aside."""

    last: int = 0
    parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = run("SELECT inhrelid::regclass::text FROM pg_inherits"
                    " WHERE inhparent = 'trail_change'::regclass")  # fmt: skip
        self.parts = [name for (name,) in found]
        self.last = self._newest()

    def was(self, day: dt.date, hour: int = 12) -> None:
        """All changes since the last call were recorded on that day, at that hour."""
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
        for part in self.parts:
            run(f"ALTER TABLE {part} DISABLE TRIGGER trail_change_append_only")
        run("UPDATE trail_change SET at = %s WHERE id > %s", at, self.last)
        for part in self.parts:
            run(f"ALTER TABLE {part} ENABLE TRIGGER trail_change_append_only")
        self.last = self._newest()

    def _newest(self) -> int:
        return int(run("SELECT coalesce(max(id), 0) FROM trail_change")[0][0])


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=SYSTEM, party_id=party_id)
    assert found is not None
    return found


def then(party_id: int, day: dt.date) -> queries.PartyThen:
    found = queries.party_as_of(viewer=SYSTEM, party_id=party_id, day=day)
    assert found is not None
    return found


Seen = dict[str, list[tuple]]


def seen_now(party_id: int) -> Seen:
    """What a person sees on the card."""
    party = card(party_id)
    return {
        "who": [(party.name, party.number, party.place, party.is_archived)],
        "above": [(one.id, one.name) for one in party.above],
        "numbers": sorted((line.label, line.shown) for line in party.identifiers),
        "addresses": sorted(
            (line.label, line.line, str(line.valid_from), str(line.valid_to))
            for line in party.addresses
        ),
        "contacts": sorted((line.note or line.label, line.shown) for line in party.contacts),
        "accounts": sorted((line.label or "IBAN", line.shown) for line in party.accounts),
    }


def seen_then(party_id: int, day: dt.date) -> Seen:
    party = then(party_id, day)
    numbers, addresses, contacts, accounts = (part.lines for part in party.parts)
    return {
        "who": [(party.name, party.number, party.place, party.is_archived)],
        "above": [(one.id, one.name) for one in party.above],
        "numbers": sorted((line.label, line.shown) for line in numbers),
        "addresses": sorted(
            (line.label, line.shown, str(line.valid_from), str(line.valid_to)) for line in addresses
        ),
        "contacts": sorted((line.label, line.shown) for line in contacts),
        "accounts": sorted((line.label, line.shown) for line in accounts),
    }


def without_masked(seen: Seen) -> Seen:
    """Sensitive numbers as dots: an earlier one is no more than that."""
    hidden = [(name, "•••") for name, _shown in seen["accounts"]]
    numbers = [(n, "•••" if n == "PESEL" else shown) for n, shown in seen["numbers"]]
    return seen | {"accounts": hidden, "numbers": numbers}


def edits(chance: random.Random, mine: int, other: int) -> list[Callable[[], object]]:
    """Everything that may happen to a card, with random values; some of it will be refused."""
    word = f"W{chance.randrange(1000)}"
    begins = FIRST + dt.timedelta(days=chance.randrange(200))
    phone = ContactDraft("PHONE", f"6012{chance.randrange(10**5):05}", label=word)
    account = AccountDraft(chance.choice(ACCOUNTS), label=word)
    address = AddressDraft(
        city=word, kind=chance.choice(["REGISTERED", "DELIVERY"]), valid_from=begins
    )
    draft = PartyDraft(kind="PERSON", name=word, number=f"N{word}", note=word)
    acts: list[Callable[[], object]] = [
        lambda: register.change_party(actor=SYSTEM, party_id=mine, draft=draft),
        lambda: register.move_party(
            actor=SYSTEM, party_id=mine, parent_id=chance.choice([other, None]), place="BRANCH"
        ),
        lambda: register.change_party(
            actor=SYSTEM, party_id=other, draft=PartyDraft(kind="COMPANY", name=f"O{word}")
        ),
        lambda: register.archive_party(actor=SYSTEM, party_id=mine),
        lambda: register.restore_party(actor=SYSTEM, party_id=mine),
        lambda: register.set_identifier(
            actor=SYSTEM, party_id=mine, kind="NIP", value=chance.choice(NIPS)
        ),
        lambda: register.set_identifier(
            actor=SYSTEM, party_id=mine, kind="PESEL", value=chance.choice(PESELS)
        ),
        lambda: register.add_address(
            actor=SYSTEM, party_id=mine, draft=address, confirmed=ALL
        ),
        lambda: register.add_contact(actor=SYSTEM, party_id=mine, draft=phone, confirmed=ALL),
        lambda: register.add_bank_account(actor=SYSTEM, party_id=mine, draft=account),
        lambda: run(
            "UPDATE register_contact SET party_id = %s WHERE party_id = %s AND id %% 2 = 0",
            other,
            mine,
        ),
        lambda: run("UPDATE register_contact SET party_id = %s WHERE party_id = %s", mine, other),
    ]  # fmt: skip
    return acts + edits_of_rows(chance, mine)


def edits_of_rows(chance: random.Random, mine: int) -> list[Callable[[], object]]:
    """What may happen to the rows that hang on a card."""
    party = card(mine)
    word = f"W{chance.randrange(1000)}"
    phone = ContactDraft("PHONE", f"6013{chance.randrange(10**5):05}", label=word)
    account = AccountDraft(chance.choice(ACCOUNTS), label=word)
    address = AddressDraft(city=word, kind=chance.choice(["REGISTERED", "DELIVERY"]))
    acts: list[Callable[[], object]] = []
    if party.addresses:
        pk = chance.choice(party.addresses).id
        acts.append(lambda: register.change_address(actor=SYSTEM, address_id=pk, draft=address))
        acts.append(lambda: register.remove_address(actor=SYSTEM, address_id=pk))
    if party.contacts:
        one = chance.choice(party.contacts).id
        acts.append(lambda: register.remove_contact(actor=SYSTEM, contact_id=one))
        acts.append(
            lambda: register.change_contact(
                actor=SYSTEM, contact_id=one, draft=phone, confirmed=ALL
            )
        )
    if party.accounts:
        held = chance.choice(party.accounts).id
        acts.append(lambda: register.remove_bank_account(actor=SYSTEM, account_id=held))
        acts.append(
            lambda: register.change_bank_account(actor=SYSTEM, account_id=held, draft=account)
        )
    if party.identifiers:
        kind = chance.choice(party.identifiers).kind
        acts.append(lambda: register.remove_identifier(actor=SYSTEM, party_id=mine, kind=kind))
    return acts


@pytest.mark.parametrize("seed", range(6))
def test_after_random_edits_every_day_is_as_it_was_seen(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (the same edits each time)
    calendar = Calendar()
    mine, other = a_party("Moja", kind="PERSON"), a_party("Druga")
    calendar.was(FIRST)
    seen = {FIRST: seen_now(mine)}
    for n in range(1, 40):
        day = FIRST + dt.timedelta(days=n)
        for _again in range(chance.randrange(1, 4)):
            try:
                chance.choice(edits(chance, mine, other))()
            except Refusal:
                continue
        calendar.was(day)
        seen[day] = seen_now(mine)
    for day, expected in seen.items():
        assert without_masked(seen_then(mine, day)) == without_masked(expected), day
    assert seen_then(mine, day) == seen[day], "the last day is today's card, masks and all"


def test_what_differs_from_today_is_said() -> None:
    calendar = Calendar()
    address = AddressDraft(city="Łódź", valid_to=dt.date(2026, 3, 31))
    party_id = a_party(
        "Dawna",
        note="ta sama",
        addresses=(address,),
        accounts=(AccountDraft(ACCOUNTS[0]),),
    )
    calendar.was(FIRST)
    pk = card(party_id).accounts[0].id
    draft = PartyDraft(kind="COMPANY", name="Nowa", note="ta sama")
    register.change_party(actor=SYSTEM, party_id=party_id, draft=draft)
    register.change_bank_account(actor=SYSTEM, account_id=pk, draft=AccountDraft(ACCOUNTS[1]))
    register.remove_address(actor=SYSTEM, address_id=card(party_id).addresses[0].id)
    calendar.was(FIRST + dt.timedelta(days=40))

    party = then(party_id, FIRST + dt.timedelta(days=39))
    said = {one.column: (one.then, one.now, one.differs) for one in party.fields}
    assert said["name"] == ("Dawna", "Nowa", True)
    assert said["note"] == ("ta sama", "ta sama", False)
    _numbers, addresses, _contacts, accounts = (part.lines for part in party.parts)
    (gone,), (account,) = addresses, accounts
    assert (gone.shown, gone.is_gone, gone.is_valid, gone.differs) == ("Łódź", True, False, True)
    assert (account.shown, account.now, account.differs) == ("•••", "PL •••• 5387", True)
    assert then(party_id, FIRST).parts[1].lines[0].is_valid


def test_a_day_ends_at_midnight_of_the_office() -> None:
    calendar = Calendar()
    party_id = a_party("Dawna")
    calendar.was(FIRST)
    for name, hour in (("Późna", 23), ("Wczesna", 0)):
        draft = PartyDraft(kind="COMPANY", name=name)
        register.change_party(actor=SYSTEM, party_id=party_id, draft=draft)
        calendar.was(FIRST + dt.timedelta(days=1 if hour else 2), hour)

    days = [FIRST + dt.timedelta(days=n) for n in range(3)]
    assert [then(party_id, day).name for day in days] == ["Dawna", "Późna", "Wczesna"]
    assert days_of_change(viewer=SYSTEM, party_id=party_id) == days
    assert days_of_change(viewer=SYSTEM, party_id=party_id, limit=2) == days[1:]


def test_before_it_came_there_was_nothing_and_customers_see_nothing() -> None:
    calendar = Calendar()
    party_id = a_party("Anna")
    calendar.was(FIRST)

    before = FIRST - dt.timedelta(days=1)
    assert queries.party_as_of(viewer=SYSTEM, party_id=party_id, day=before) is None
    assert queries.party_as_of(viewer=SYSTEM, party_id=party_id + 1, day=FIRST) is None
    assert queries.party_as_of(viewer=CUSTOMER, party_id=party_id, day=FIRST) is None
    assert days_of_change(viewer=CUSTOMER, party_id=party_id) == []
    assert then(party_id, FIRST).name == "Anna"


def test_custom_fields_and_terms_are_told_as_they_stood() -> None:
    calendar = Calendar()
    mine = a_party("Moja", kind="PERSON")
    tab = a_tab("Meter")
    a_field(tab, "serial")
    a_field(tab, "secret", seen_by="ADMINISTRATOR", edited_by="ADMINISTRATOR")
    put(mine, serial="L-1", secret="then")
    point = agreements.add_point(actor=SYSTEM, draft=PointDraft("P-1", mine, "Polna 3"))
    terms = register.add_terms(
        actor=SYSTEM, party_id=mine, draft=TermsDraft(FIRST, payment_days=14)
    )
    calendar.was(FIRST)
    put(mine, serial="L-2", secret="now")
    agreements.change_point(actor=SYSTEM, point_id=point, draft=PointDraft("P-1", mine, "Polna 5"))
    register.change_terms(actor=SYSTEM, terms_id=terms, draft=TermsDraft(FIRST, payment_days=21))

    told = queries.party_as_of(viewer=CLERK, party_id=mine, day=FIRST)

    assert told is not None
    lines = {str(part.title): part.lines for part in told.parts[4:]}
    assert list(lines) == ["Trade terms", "Points", "Meter"]
    assert [(one.label, one.shown, one.now) for one in lines["Meter"]] == [("Serial", "L-1", "L-2")]
    for part, differs in (("Trade terms", ("14", "21")), ("Points", ("Polna 3", "Polna 5"))):
        (line,) = lines[part]
        assert [(one.then, one.now) for one in line.fields if one.differs] == [differs]
    assert lines["Points"][0].label == "P-1"
