"""The one box: what people type finds whom they mean."""

import pytest
from django.db import connection

from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.register import operations as register
from kartoteka.register import queries, search_sources
from kartoteka.register.operations import AccountDraft, AddressDraft, ContactDraft, PartyRow
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)


def found(text: str, limit: int = 20) -> list[str]:
    return [hit.name for hit in queries.find(viewer=CLERK, text=text, limit=limit)]


@pytest.fixture
def town() -> None:
    a_party(
        "Wiśniewska Małgorzata",
        kind="PERSON",
        number="K-000123",
        addresses=(
            AddressDraft(street="Łąkowa", building="14", postal_code="90-562", city="Łódź"),
        ),
        contacts=(
            ContactDraft("EMAIL", "m.wisniewska.7@example.pl"),
            ContactDraft("PHONE", "601 200 300"),
        ),
        accounts=(AccountDraft("61 1090 1014 0000 0712 1981 2874"),),
    )
    a_party("Ľubomír Šťastný", kind="PERSON", country="SK", identifiers={"ICO": "31333532"})
    a_party("Spółdzielnia „Żuraw” Pro-2000", identifiers={"NIP": "5213017228"})
    a_party("Nowak-Kowalska Anna", kind="PERSON")
    a_party("Kowalczyk Jan", kind="PERSON")


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wisniewska malgorzata", "Wiśniewska Małgorzata"),
        ("MAŁGORZATA wiśn", "Wiśniewska Małgorzata"),
        ("śniew", "Wiśniewska Małgorzata"),
        ("gorz wisn", "Wiśniewska Małgorzata"),
        ("lakowa 14", "Wiśniewska Małgorzata"),
        ("łąkowa łódź", "Wiśniewska Małgorzata"),
        ("90-562", "Wiśniewska Małgorzata"),
        ("90562", "Wiśniewska Małgorzata"),
        ("K-000123", "Wiśniewska Małgorzata"),
        ("k000123", "Wiśniewska Małgorzata"),
        ("000123", "Wiśniewska Małgorzata"),
        ("m.wisniewska.7@example.pl", "Wiśniewska Małgorzata"),
        ("M.Wisniewska.7@Example.PL", "Wiśniewska Małgorzata"),
        ("m.wisniewska", "Wiśniewska Małgorzata"),
        ("601 200 300", "Wiśniewska Małgorzata"),
        ("+48 601-200-300", "Wiśniewska Małgorzata"),
        ("0048601200300", "Wiśniewska Małgorzata"),
        ("200 300", "Wiśniewska Małgorzata"),
        ("61 1090 1014 0000 0712 1981 2874", "Wiśniewska Małgorzata"),
        ("PL61109010140000071219812874", "Wiśniewska Małgorzata"),
        ("stastny lubomir", "Ľubomír Šťastný"),
        ("ťast", "Ľubomír Šťastný"),
        ("31 333 532", "Ľubomír Šťastný"),
        ("31333532", "Ľubomír Šťastný"),
        ("521-301-72-28", "Spółdzielnia „Żuraw” Pro-2000"),
        ("PL 5213017228", "Spółdzielnia „Żuraw” Pro-2000"),
        ("521-301", "Spółdzielnia „Żuraw” Pro-2000"),
        ("301-72", "Spółdzielnia „Żuraw” Pro-2000"),
        ("pro-2000", "Spółdzielnia „Żuraw” Pro-2000"),
        ("zuraw pro", "Spółdzielnia „Żuraw” Pro-2000"),
        ("anna nowak", "Nowak-Kowalska Anna"),
        ("kowalska-nowak", "Nowak-Kowalska Anna"),
        ("wisniewksa", "Wiśniewska Małgorzata"),
        ("wisnieska", "Wiśniewska Małgorzata"),
        ("malgorzatta wisniewska", "Wiśniewska Małgorzata"),
        ("stasny", "Ľubomír Šťastný"),
    ],
)
def test_finds(text: str, name: str) -> None:
    assert found(text) == [name]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "text", ["", "  ", "%", "_", "%%%", "\\", "'; DROP TABLE", "\x00", "„”", "xyzzyq", "☃" * 300]
)
def test_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.usefixtures("town")
def test_short_texts_find_beginnings_of_names() -> None:
    assert found("k") == ["Kowalczyk Jan"]
    assert found("ko") == ["Kowalczyk Jan"]
    assert found("an") == ["Nowak-Kowalska Anna"]
    assert found("kowalczyk j") == ["Kowalczyk Jan"]


@pytest.mark.usefixtures("town")
def test_names_that_begin_so_come_before_words_and_parts() -> None:
    a_party("Firma Kowal", number="A")
    a_party("Zakowalski", number="B")

    assert found("kowal") == ["Kowalczyk Jan", "Firma Kowal", "Nowak-Kowalska Anna", "Zakowalski"]


@pytest.mark.usefixtures("town")
def test_archived_parties_come_last() -> None:
    early = a_party("Kowalaaa", number="A")
    register.archive_party(actor=CLERK, party_id=early)

    assert found("kowal") == ["Kowalczyk Jan", "Nowak-Kowalska Anna", "Kowalaaa"]
    assert queries.find(viewer=CLERK, text="kowalaaa")[0].is_archived


def test_a_whole_number_comes_before_parts_of_it() -> None:
    a_party("Beta 123", number="B-9")
    a_party("Alfa", number="123")

    assert found("123") == ["Alfa", "Beta 123"]


def test_digits_that_begin_numbers_find_these_first_and_six_of_them_alone() -> None:
    a_party("Inside", identifiers={"NIP": "5213017228"})
    a_party("Phone", contacts=(ContactDraft("PHONE", "+48 213 017 555"),))
    a_party("Other", number="21301788")
    gone = a_party("Gone", number="2130179")
    register.archive_party(actor=CLERK, party_id=gone)

    assert found("21301") == ["Other", "Phone", "Inside", "Gone"]
    assert found("213017") == ["Other", "Phone"]
    assert found("213-017-55") == ["Phone"]
    assert found("130172") == ["Inside"]
    assert found("2130179") == ["Gone"]


def test_the_search_follows_every_change() -> None:
    party_id = a_party("Stara Nazwa", contacts=(ContactDraft("EMAIL", "old@example.pl"),))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_party SET name = 'Nowa Nazwa' WHERE id = %s", [party_id])
        cursor.execute("DELETE FROM register_contact WHERE party_id = %s", [party_id])
        cursor.execute(
            "INSERT INTO register_address (party_id, kind, city) VALUES (%s, 'PICKUP', 'Gdynia')",
            [party_id],
        )

    assert found("stara") == []
    assert found("old") == []
    assert found("gdynia") == ["Nowa Nazwa"]


def test_rows_moved_to_another_party_are_found_there_only() -> None:
    one = a_party("Jeden", contacts=(ContactDraft("PHONE", "601 200 300"),))
    two = a_party("Dwa")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_contact SET party_id = %s WHERE party_id = %s", [two, one])

    assert found("601200300") == ["Dwa"]
    assert found("200300") == ["Dwa"]


def test_units_show_their_head() -> None:
    head = a_party("Gmina Łask")
    a_party("Szkoła", parent_id=head, place="BRANCH")

    (hit,) = queries.find(viewer=CLERK, text="szkoła")
    assert hit.head_name == "Gmina Łask"


def test_other_rooms_are_asked_by_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    party_id = a_party("Odbiorca")
    asked: list[str] = []

    def invoices(*, viewer: Actor, text: str, limit: int) -> list[search_sources.Found]:
        asked.append(text)
        return [search_sources.Found(party_id, "invoice", "FV/1")] if text == "FV/1" else []

    monkeypatch.setattr(queries.search, "SOURCES", [invoices])
    (hit,) = queries.find(viewer=CLERK, text="FV/1")
    assert (hit.party_id, hit.why, hit.why_number) == (party_id, "invoice", "FV/1")
    assert found("Odbiorca") == ["Odbiorca"]
    assert asked == ["FV/1"]


def test_a_mass_import_is_found_as_single_entries_are() -> None:
    row = PartyRow(
        number="Ź-1/7",
        kind="PERSON",
        name="Żółć Jan",
        first_name="Jan",
        last_name="Żółć",
        nip="521-301-72-28",
        ico="31333532",
        street="Św. Łucji",
        building="7a",
        flat="3",
        postal_code="90 562",
        city="Łódź",
        email="Jan.Zolc@Example.pl",
        phone="601 200 300",
        iban="61 1090 1014 0000 0712 1981 2874",
    )
    register.add_many(actor=CLERK, rows=[row, PartyRow(name="Bez niczego")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM register_search ORDER BY 1")
        written = cursor.fetchall()
        cursor.execute("DELETE FROM register_search")
        cursor.execute("SELECT register_search_refresh(array_agg(id)) FROM register_party")
        cursor.execute("SELECT * FROM register_search ORDER BY 1")
        assert cursor.fetchall() == written


def test_a_search_is_one_question(django_assert_num_queries: object) -> None:
    a_party("Kowalski")
    with django_assert_num_queries(1):  # type: ignore[operator]
        found("kowalski")
