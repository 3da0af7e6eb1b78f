"""Addresses as Poland and Slovakia write them, and the key by which two writings compare."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.errors import Refusal
from kartoteka.register import addressing, queries
from kartoteka.register import operations as register
from kartoteka.register.operations import AccountDraft, AddressDraft
from tests.build import a_party

DAY = dt.date(2026, 11, 26)
IBAN = "PL61109010140000071219812874"
OTHER = "PL27114020040000300201355387"


def at(country: str = "PL", **said: str) -> AddressDraft:
    return AddressDraft(**{"city": "Łódź", "country": country} | said)  # type: ignore[arg-type]


WRITTEN = [
    (at(street="Polna", building="3", flat="4", postal_code="90562"),
     "Polna 3/4, 90-562 Łódź", ("Polna 3/4", "90-562 Łódź")),
    (at(city="Kowale", building="5", postal_code="80-180", post_office="Gdańsk"),
     "Kowale 5, 80-180 Gdańsk", ("Kowale 5", "80-180 Gdańsk")),
    (at(city="Kowale", street="Polna", building="5", postal_code="80-180", post_office="Gdańsk"),
     "Polna 5, Kowale, 80-180 Gdańsk", ("Kowale", "Polna 5", "80-180 Gdańsk")),
    (at(city="Kowale", building="5", postal_code="80-180"),
     "80-180 Kowale 5", ("Kowale 5", "80-180 Kowale")),
    (at("SK", city="Bratislava", street="Hlavná", registration_number="123", building="5",
        postal_code="81101"),
     "Hlavná 123/5, 811 01 Bratislava", ("Hlavná 123/5", "811 01 Bratislava")),
    (at("SK", city="Bratislava", street="Hlavná", building="5", flat="7", postal_code="811 01"),
     "Hlavná 5/7, 811 01 Bratislava", ("Hlavná 5/7", "811 01 Bratislava")),
    (at("SK", city="Bratislava", street="Hlavná", registration_number="123", building="5",
        flat="7"), "Hlavná 123/5, byt 7, Bratislava", ("Hlavná 123/5, byt 7", "Bratislava")),
    (at("SK", city="Oravská Lesná", registration_number="291", postal_code="02957"),
     "029 57 Oravská Lesná 291", ("Oravská Lesná 291", "029 57 Oravská Lesná")),
    (at("DE", city="Berlin", street="Ringstraße", building="1", postal_code="10115"),
     "Ringstraße 1, 10115 Berlin", ("Ringstraße 1", "10115 Berlin")),
    (at(city="Łódź"), "Łódź", ("Łódź",)),
]  # fmt: skip


@pytest.mark.parametrize(("address", "line", "lines"), WRITTEN)
def test_an_address_is_written_as_in_its_country(
    address: AddressDraft, line: str, lines: tuple[str, ...]
) -> None:
    assert addressing.one_line(address) == line
    assert addressing.envelope(address) == lines


def test_two_writings_of_an_address_have_one_key() -> None:
    one = at(street="ul. Św. Jana Pawła II", building="12 a", flat="3", postal_code="90-001")
    other = at(street="św. Jana Pawła II", building="12A", flat="3", city="ŁÓDŹ")

    assert addressing.key(one) == addressing.key(other) == "lodz|sw jana pawla ii||12a|3"
    assert addressing.key(at(street="Plac")) == "lodz|plac|||"


@dataclass
class _Any:
    city: str
    street: str
    registration_number: str
    building: str
    flat: str


WORDS = st.text(
    st.sampled_from("ulaniptrosc. ŁŚąé/-0123A\u00a0"), max_size=12
) | st.sampled_from(["ul. ul. Polna", "al.", "plac Nowy", "nám. SNP", "os os"])  # fmt: skip


@pytest.mark.django_db
@given(st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS))
def test_the_database_makes_the_same_key(parts: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_address_key(%s, %s, %s, %s, %s)", list(parts))
        assert cursor.fetchone() == (addressing.key(_Any(*parts)),)  # type: ignore[arg-type]


def refused(code: str, call: object, **arguments: object) -> Refusal:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        call(actor=SYSTEM, **arguments)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=SYSTEM, party_id=party_id)
    assert found is not None
    return found


@pytest.mark.django_db
def test_an_address_keeps_its_place_in_the_administration() -> None:
    party_id = a_party()
    draft = at(
        street="Polna", building="3", region="łódzkie", county="Łódź", commune="Łódź-Polesie",
        commune_symbol="106101 1", place_symbol="0957650", street_symbol="16856",
    )  # fmt: skip
    register.add_address(actor=SYSTEM, party_id=party_id, draft=draft)

    (line,) = card(party_id).addresses
    assert line.parts == "Łódź-Polesie, Łódź, łódzkie"
    assert (line.commune_symbol, line.place_symbol, line.street_symbol) == (
        "1061011", "0957650", "16856",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "field", "value"),
    [("PL", "place_symbol", "095765"), ("PL", "street_symbol", "1685A"),
     ("SK", "place_symbol", "0957650")],
)  # fmt: skip
def test_refuses_a_symbol_that_is_none(country: str, field: str, value: str) -> None:
    told = refused("register.bad_symbol", register.add_address, party_id=a_party(),
                   draft=at(country, **{field: value}))  # fmt: skip
    assert told.field == field


@pytest.mark.django_db
def test_many_places_of_delivery_stand_beside_one_another_with_one_first_choice() -> None:
    party_id = a_party()
    for building in ("1", "2"):
        register.add_address(
            actor=SYSTEM,
            party_id=party_id,
            draft=AddressDraft(
                "Łódź", "DELIVERY", "Polna", building, label=f"Hall {building}", is_default=True
            ),
        )

    lines = card(party_id).addresses
    assert [(line.note, line.is_default) for line in lines] == [("Hall 2", True), ("Hall 1", False)]
    chosen = card(party_id).address(DAY, "DELIVERY")
    assert chosen is not None
    assert chosen.building == "2"
    refused("register.address_twice", register.add_address, party_id=party_id,
            draft=AddressDraft("łódź", "DELIVERY", "ul. Polna", "1"))  # fmt: skip
    register.add_address(
        actor=SYSTEM, party_id=party_id, draft=AddressDraft("Łódź", "PICKUP", "Polna", "1")
    )


@pytest.mark.django_db
def test_the_database_refuses_two_first_choices_at_a_time() -> None:
    party_id = a_party()
    insert = (
        "INSERT INTO register_address (party_id, kind, city, street, is_default, valid_from)"
        " VALUES (%s, 'POINT', 'Łódź', %s, true, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(insert, [party_id, "Polna", None])
        with pytest.raises(DatabaseError, match="same day"):
            cursor.execute(insert, [party_id, "Leśna", DAY])


@pytest.mark.django_db
def test_an_account_comes_back_after_a_time_but_not_twice_at_once() -> None:
    party_id = a_party()
    said = {"actor": SYSTEM, "party_id": party_id}
    register.add_bank_account(**said, draft=AccountDraft(IBAN, "PLN", valid_to=DAY))  # type: ignore[arg-type]

    refused("register.account_twice", register.add_bank_account, party_id=party_id,
            draft=AccountDraft(IBAN, "PLN", valid_from=DAY))  # fmt: skip
    next_day = DAY + dt.timedelta(days=1)
    register.add_bank_account(**said, draft=AccountDraft(IBAN, "PLN", valid_from=next_day))  # type: ignore[arg-type]
    register.add_bank_account(**said, draft=AccountDraft(IBAN, "EUR"))  # type: ignore[arg-type]
    backwards = AccountDraft(OTHER, valid_from=next_day, valid_to=DAY)
    refused("register.account_ends_before_it_begins", register.add_bank_account,
            party_id=party_id, draft=backwards)  # fmt: skip
    assert len(card(party_id).accounts) == 3


@pytest.mark.django_db
def test_of_each_currency_one_account_is_the_first_choice() -> None:
    party_id = a_party()
    for iban, currency in ((IBAN, "PLN"), (OTHER, "PLN"), (IBAN, "EUR")):
        register.add_bank_account(
            actor=SYSTEM, party_id=party_id, draft=AccountDraft(iban, currency, is_default=True)
        )

    party = card(party_id)
    assert [(a.iban, a.currency, a.is_default) for a in party.accounts] == [
        (IBAN, "PLN", False), (OTHER, "PLN", True), (IBAN, "EUR", True),
    ]  # fmt: skip
    chosen = party.account(DAY, "PLN")
    assert chosen is not None
    assert chosen.iban == OTHER
    assert party.account(DAY, "CZK") is None


@pytest.mark.django_db
def test_a_party_has_a_vat_number_of_each_country() -> None:
    party_id = a_party()
    for value in ("DE136695976", "SK2020317068", "DE 115235681"):
        register.set_identifier(actor=SYSTEM, party_id=party_id, kind="EU_VAT", value=value)

    lines = card(party_id).identifiers
    assert [line.value for line in lines] == ["DE115235681", "SK2020317068"]
    register.remove_identifier(
        actor=SYSTEM, party_id=party_id, kind="EU_VAT", identifier_id=lines[0].id
    )
    assert [line.value for line in card(party_id).identifiers] == ["SK2020317068"]
