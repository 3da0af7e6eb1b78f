"""Likely twins: the score, whom it is asked of while typing, and the finder over everything."""

import datetime as dt

import pytest
from django.db import connection

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations, queries
from kartoteka.register.models import Twin
from kartoteka.register.operations import AccountDraft, AddressDraft, ContactDraft, PartyRow
from kartoteka.register.operations import twins as finder
from kartoteka.register.queries import Asked
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
ADMIN = Actor(user_id=None, realm=Realm.DESK, role=Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Hydro-Bud Sp. z o.o.", "bud hydro"),
        ("HYDRO BUD spółka z ograniczoną odpowiedzialnością", "bud hydro"),
        ("Vodár, s.r.o.", "vodar"),
        ("Vodár spol. s r.o.", "vodar"),
        ("Stavby a.s.", "stavby"),
        ("P.H.U. Kowalski Jan", "jan kowalski"),
        ("Jan Kowalski", "jan kowalski"),
        ("S.A.", "s a"),
        ("Sasanka Asfalt", "asfalt sasanka"),
        ("", ""),
    ],
)
def test_a_name_is_compared_without_legal_form_and_order(name: str, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_name_key(%s)", [name])
        assert cursor.fetchone() == (key,)


def score(first: int, second: int) -> tuple[int, dict[str, int]]:
    points, reasons = queries.likeness(viewer=CLERK, first_id=first, second_id=second)
    assert queries.likeness(viewer=CLERK, first_id=second, second_id=first)[0] == points
    return points, {one.what: one.points for one in reasons}


def test_the_same_firm_written_otherwise_at_the_same_address() -> None:
    place = AddressDraft(street="ul. Polna", building="3", city="Łódź")
    one = a_party("Hydro-Bud Sp. z o.o.", addresses=(place,))
    other = a_party(
        "Bud Hydro", addresses=(AddressDraft(street="Polna", building="3", city="LODZ"),)
    )
    assert score(one, other) == (80, {"name": 60, "address": 20})


def test_namesakes_of_other_days_are_not_one() -> None:
    people = [
        a_party(
            "", kind="PERSON", first_name="Jan", last_name="Kowalski",
            birth_date=dt.date(1980 + n, 1, 1), addresses=(AddressDraft(city="Łódź"),),
        )
        for n in range(2)
    ]  # fmt: skip
    assert score(*people) == (10, {"name": 50, "town": 5, "other_birth_date": -45})


def test_another_nip_speaks_against_the_same_name() -> None:
    one = a_party("Alfa", identifiers={"NIP": "5213017228"})
    other = a_party("Alfa", identifiers={"NIP": "5260250274"})
    assert score(one, other) == (20, {"name": 60, "other_identifier": -40})


def test_a_nip_is_the_same_inside_an_eu_vat_number() -> None:
    one = a_party("Alfa", identifiers={"NIP": "5213017228"})
    other = a_party("Beta", identifiers={"EU_VAT": "PL5213017228"})
    assert score(one, other) == (60, {"identifier": 60})


def likely(asked: Asked, **more: object) -> list[tuple[str, int]]:
    found = queries.likely_twins(viewer=CLERK, asked=asked, **more)  # type: ignore[arg-type]
    return [(one.name, one.score) for one in found]


def test_while_typing_each_value_finds_its_twin() -> None:
    a_party(
        "Nowak Hydraulika Sp. z o.o.",
        identifiers={"NIP": "5213017228"},
        contacts=(ContactDraft("PHONE", "601 200 300"), ContactDraft("EMAIL", "a@b.pl")),
        accounts=(AccountDraft(iban="PL27114020040000300201355387"),),
        addresses=(AddressDraft(street="Polna", building="3", city="Łódź"),),
    )
    a_party("Zupełnie Inny")
    name = "Nowak Hydraulika Sp. z o.o."
    assert likely(Asked(name="hydraulika nowak")) == [(name, 60)]
    assert likely(Asked(name="Hydraulikka Nowak", city="Łódź"))[0][0] == name
    assert likely(Asked(identifiers={"EU_VAT": "PL5213017228"})) == [(name, 60)]
    assert likely(Asked(iban="27 1140 2004 0000 3002 0135 5387")) == [(name, 35)]
    assert likely(Asked(phone="601200300", email="A@B.PL")) == [(name, 50)]
    assert likely(Asked(name="Nowak", phone="+48 601-200-300")) != []
    assert likely(Asked()) == likely(Asked(name="Nie ma takiego", phone="1")) == []


def test_a_party_is_no_twin_of_itself_and_its_own_values_count() -> None:
    place = AddressDraft(street="Polna", building="3", city="Łódź")
    one = a_party("Alfa", addresses=(place,))
    a_party("Betamax", addresses=(place,))
    assert likely(Asked(name="Betamax"), party_id=one) == [("Betamax", 80)]
    assert likely(Asked(name="Alfa"), party_id=one) == []


def test_only_staff_is_told() -> None:
    a_party("Alfa")
    nobody = Actor(user_id=1, realm=Realm.PORTAL)
    assert queries.likely_twins(viewer=nobody, asked=Asked(name="Alfa")) == []


def test_many_pairs_are_decided_at_once_but_for_those_merged() -> None:
    place = AddressDraft(street="Polna", building="3", city="Łódź")
    names = ("Hydro-Bud Sp. z o.o.", "HYDRO BUD S.A.", "Bud Hydro")
    one, other, third = (a_party(name, addresses=(place,)) for name in names)
    finder.find_twins(actor=ADMIN)
    operations.merge(actor=ADMIN, survivor_id=one, loser_id=other)
    merged, waits = (
        Twin.objects.get(first=one, second=other),
        Twin.objects.get(first=one, second=third),
    )
    ids = [merged.pk, waits.pk, 0]
    outcome = finder.not_the_same_many(actor=ADMIN, ids=ids, options={})
    why = finder.DecidedAlready().sentence()
    assert (outcome.done, outcome.same) == (1, 0)
    assert outcome.refused == [(merged.pk, f"{names[0]} – {names[1]}", why)]
    assert Twin.objects.get(pk=waits.pk).state == "DISTINCT"
    assert finder.not_the_same_many(actor=ADMIN, ids=[waits.pk], options={}).same == 1
    assert finder.decide_again_many(actor=ADMIN, ids=ids, options={}).done == 1
    assert Twin.objects.get(pk=waits.pk).state == "OPEN"
    with pytest.raises(finder.NotForClerks):
        finder.not_the_same_many(actor=CLERK, ids=ids, options={})


def test_the_finder_finds_each_pair_once_and_forgets_no_decision() -> None:
    place = AddressDraft(street="Polna", building="3", city="Łódź")
    one = a_party("Hydro-Bud Sp. z o.o.", addresses=(place,))
    other = a_party("HYDRO BUD S.A.", addresses=(place,))
    third = a_party("Bud Hydro", addresses=(place,))
    a_party("Obcy")
    found = finder.find_twins(actor=ADMIN)
    assert found.new == 3
    pairs = queries.twins(viewer=ADMIN).pairs
    assert [(p.first.party_id, p.second.party_id, p.score) for p in pairs] == [
        (one, other, 80), (one, third, 80), (other, third, 80),
    ]  # fmt: skip
    top = pairs[1]
    operations.not_the_same(actor=ADMIN, pair_id=top.id)
    again = finder.find_twins(actor=ADMIN)
    assert (again.new, again.still, again.gone) == (0, 2, 0)
    assert queries.open_twins_count(viewer=ADMIN) == 2
    assert [pair.id for pair in queries.twins(viewer=ADMIN, state="DISTINCT").pairs] == [top.id]
    operations.merge(actor=ADMIN, survivor_id=one, loser_id=other)
    assert queries.open_twins_count(viewer=ADMIN) == 0
    assert Twin.objects.get(first=one, second=other).state == "MERGED"
    with pytest.raises(finder.DecidedAlready):
        operations.not_the_same(actor=ADMIN, pair_id=Twin.objects.get(first=one, second=other).pk)


def test_that_two_are_not_one_holds_for_who_takes_one_of_them_over() -> None:
    a, b, c = (a_party(name) for name in ("Alfa", "Alfa", "Alfa Plus"))
    operations.note_distinct(actor=ADMIN, first_id=a, second_id=b)
    done = operations.merge(actor=ADMIN, survivor_id=c, loser_id=a)
    assert Twin.objects.get(first=b, second=c).state == "DISTINCT"
    operations.undo_merge(actor=ADMIN, merge_id=done.public_id)
    assert not Twin.objects.filter(first=b, second=c).exists()


def test_a_pair_that_is_not_alike_any_more_goes() -> None:
    one = a_party("Alfa Omega", contacts=(ContactDraft("PHONE", "601 200 300"),))
    a_party("Alfa Omega", contacts=(ContactDraft("PHONE", "601 200 300"),))
    assert finder.find_twins(actor=ADMIN).new == 1
    operations.change_party(
        actor=SYSTEM, party_id=one, draft=operations.PartyDraft(kind="COMPANY", name="Zefir")
    )
    assert finder.find_twins(actor=ADMIN).gone == 1


def test_a_crowd_of_namesakes_makes_no_pairs() -> None:
    rows = (PartyRow(kind="PERSON", name="Kowalski Jan", phone=f"60120{n:04}") for n in range(60))
    operations.add_many(actor=SYSTEM, rows=rows)
    assert finder.find_twins(actor=ADMIN) == finder.Found(0, 0, 0, 0)


def test_a_branch_is_no_twin_of_its_head() -> None:
    place = AddressDraft(street="Polna", building="3", city="Łódź")
    head = a_party("Alfa Omega", addresses=(place,))
    a_party("Alfa Omega", addresses=(place,), parent_id=head, place="BRANCH")
    assert finder.find_twins(actor=ADMIN).new == 0


NIP = {"NIP": "5213017228"}


def pairs_found() -> list[tuple[int, int, int]]:
    finder.find_twins(actor=ADMIN)
    return [
        (pair.first.party_id, pair.second.party_id, pair.score)
        for pair in queries.twins(viewer=ADMIN).pairs
    ]


def a_branch(of: int, name: str, building: str) -> int:
    place = AddressDraft(street="Polna", building=building, city="Łódź")
    return a_party(name, addresses=(place,), parent_id=of, place="BRANCH", identifiers=NIP)


def test_branches_of_one_firm_are_no_twins_for_its_nip() -> None:
    head = a_party("Alfa Omega", identifiers=NIP)
    north, south = a_branch(head, "Magazyn północny", "3"), a_branch(head, "Warsztat", "4")
    deep = a_branch(north, "Kiosk", "5")
    assert score(north, south) == (65, {"identifier": 60, "town": 5})
    assert score(head, deep) == (60, {"identifier": 60})
    assert pairs_found() == []


def test_branches_of_one_firm_are_twins_by_name_and_address_together() -> None:
    head = a_party("Alfa Omega", identifiers=NIP)
    one, other = (
        a_branch(head, "Alfa Omega Magazyn", "3"),
        a_branch(head, "Magazyn Alfa Omega", "3"),
    )
    a_branch(head, "Alfa Omega Magazyn", "7")  # the same name elsewhere
    a_branch(head, "Warsztat", "3")  # another name there
    assert pairs_found() == [(one, other, 100)]


def test_an_identifier_shared_across_trees_still_makes_twins() -> None:
    head = a_party("Alfa Omega", identifiers=NIP)
    north = a_branch(head, "Magazyn północny", "3")
    stranger = a_party("Zefir", identifiers={"EU_VAT": "PL5213017228"})
    assert pairs_found() == [(head, stranger, 60), (north, stranger, 60)]


def test_an_open_pair_goes_once_both_stand_in_one_tree() -> None:
    head = a_party("Alfa Omega", identifiers=NIP)
    north = a_branch(head, "Magazyn północny", "3")
    other = a_party("Zefir", identifiers={"EU_VAT": "PL5213017228"})
    assert pairs_found() == [(head, other, 60), (north, other, 60)]
    operations.move_party(actor=SYSTEM, party_id=other, parent_id=head, place="BRANCH")
    assert finder.find_twins(actor=ADMIN) == finder.Found(compared=0, new=0, still=0, gone=2)


def test_contact_persons_of_one_firm_are_twins_as_before() -> None:
    head = a_party("Alfa Omega", identifiers=NIP)
    people = [
        a_party(
            "", kind="PERSON", first_name="Jan", last_name="Kowalski", parent_id=head,
            place="CONTACT", contacts=(ContactDraft("EMAIL", "jan@alfa.pl"),),
        )
        for _n in range(2)
    ]  # fmt: skip
    assert pairs_found() == [(*people, 75)]


def test_twins_are_an_administrators() -> None:
    with pytest.raises(finder.NotForClerks):
        finder.find_twins(actor=CLERK)
    with pytest.raises(finder.NotForClerks):
        operations.not_the_same(actor=CLERK, pair_id=1)
    assert queries.twins(viewer=CLERK).pairs == ()
    assert queries.open_twins_count(viewer=CLERK) == 0
