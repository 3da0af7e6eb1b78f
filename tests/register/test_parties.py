"""Parties and what hangs on them: kept, checked, unique where they truly are."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.operations import (
    AccountDraft,
    AddressDraft,
    ContactDraft,
    PartyDraft,
)
from kartoteka.trail import queries as trail
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK, name="Ewa")
NIP, OTHER_NIP, PESEL, RC = "521-301-72-28", "5260250274", "44051401359", "785412/7886"


def run(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=CLERK, party_id=party_id)
    assert found is not None
    return found


def refused(code: str, call: object, **arguments: object) -> Refusal:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        call(actor=CLERK, **arguments)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def test_a_new_party_keeps_all_that_was_said() -> None:
    party_id = register.add_party(
        actor=CLERK,
        draft=PartyDraft(
            kind="COMPANY",
            name="  Spółdzielnia  „Łąkowa” ",
            identifiers={"NIP": NIP},
            addresses=(AddressDraft(street="Łąkowa", building="14", city="Łódź"),),
            contacts=(
                ContactDraft(kind="EMAIL", value="Biuro@SM-Lakowa.example"),
                ContactDraft(kind="PHONE", value="42 600 10 20"),
            ),
            accounts=(AccountDraft(iban="61 1090 1014 0000 0712 1981 2874"),),
        ),
    )

    party = card(party_id)
    assert party.name == "Spółdzielnia „Łąkowa”"
    assert [(line.kind, line.value, line.shown) for line in party.identifiers] == [
        ("NIP", "5213017228", "521-301-72-28")
    ]
    assert [line.line for line in party.addresses] == ["Łąkowa 14, Łódź"]
    assert {line.value for line in party.contacts} == {"biuro@sm-lakowa.example", "+48426001020"}
    assert [line.shown for line in party.accounts] == ["PL •••• 2874"]


def test_a_person_is_listed_by_surname() -> None:
    party_id = a_party(kind="PERSON", name="", first_name="Anna", last_name="Żak")

    assert card(party_id).name == "Żak Anna"


def test_refuses_a_party_without_name() -> None:
    refused("register.name_missing", register.add_party, draft=PartyDraft(kind="PERSON", name=" "))


def test_a_free_number_is_looked_for_past_those_in_use() -> None:
    run("SELECT setval('register_party_number_seq', 41, false)")
    a_party(number="K000041")

    assert card(a_party()).number == "K000042"


def test_refuses_a_number_that_another_has() -> None:
    a_party(number="X-1")

    refused(
        "register.number_taken", register.add_party, draft=PartyDraft("PERSON", "B", number="X-1")
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("NIP", "5213017229"),
        ("REGON", "123456786"),
        ("PESEL", "44051401358"),
        ("ICO", "12345678"),
        ("ICDPH", "SK1234567890"),
        ("RC", "7854127880"),
        ("KRS", "123"),
        ("EU_VAT", "DE123"),
    ],
)
def test_refuses_a_wrong_check_digit(kind: str, value: str) -> None:
    refusal = refused(
        "register.bad_identifier",
        register.set_identifier,
        party_id=a_party(),
        kind=kind,
        value=value,
    )

    assert refusal.field == kind.lower()


def test_two_heads_do_not_share_a_nip_and_the_refusal_names_the_other_card() -> None:
    first = a_party(name="Gmina", identifiers={"NIP": NIP})

    refusal = refused(
        "register.identifier_taken",
        register.set_identifier,
        party_id=a_party(name="Inna"),
        kind="NIP",
        value=NIP,
    )
    assert (refusal.facts["party_id"], refusal.facts["name"]) == (first, "Gmina")


def test_the_units_of_a_municipality_share_its_nip() -> None:
    head = a_party(name="Gmina", kind="PUBLIC_BODY", identifiers={"NIP": NIP})
    units = [
        a_party(name=name, parent_id=head, place="BRANCH", identifiers={"NIP": NIP})
        for name in ("Szkoła 1", "Szkoła 2")
    ]

    assert [card(unit).identifiers[0].value for unit in units] == ["5213017228"] * 2


def test_a_unit_cannot_leave_with_the_nip_of_its_head() -> None:
    head = a_party(name="Gmina", identifiers={"NIP": NIP})
    unit = a_party(name="Szkoła", parent_id=head, place="BRANCH", identifiers={"NIP": NIP})

    refused("register.identifier_taken", register.move_party, party_id=unit, parent_id=None)
    assert card(unit).parent_id == head


def test_a_move_under_a_head_frees_the_nip() -> None:
    head, lone = a_party(name="Gmina"), a_party(name="Szkoła", identifiers={"NIP": NIP})

    register.move_party(actor=CLERK, party_id=lone, parent_id=head)
    register.set_identifier(actor=CLERK, party_id=head, kind="NIP", value=NIP)

    assert run("SELECT is_head FROM register_identifier ORDER BY party_id") == [(True,), (False,)]


def test_raw_sql_cannot_make_two_heads_with_one_nip() -> None:
    head = a_party(name="Gmina", identifiers={"NIP": NIP})
    unit = a_party(name="Szkoła", parent_id=head, place="BRANCH", identifiers={"NIP": NIP})

    with pytest.raises(DatabaseError, match="register_identifier_unique"), transaction.atomic():
        run("UPDATE register_party SET parent_id = NULL, place = 'HEAD' WHERE id = %s", unit)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="register_identifier_party"), transaction.atomic():
        run(
            "UPDATE register_identifier SET value = %s, is_head = true WHERE party_id = %s",
            OTHER_NIP,
            unit,
        )


def test_a_database_refusal_comes_in_words() -> None:
    head = a_party(name="Gmina", identifiers={"NIP": NIP})
    unit = a_party(name="Szkoła", parent_id=head, place="BRANCH")

    refused("register.place_unclear", _raw_place, party_id=unit)


def _raw_place(*, actor: Actor, party_id: int) -> None:
    from kartoteka.kernel import constraints

    with constraints.spoken():
        run("UPDATE register_party SET place = 'HEAD' WHERE id = %s", party_id)


def test_a_tree_has_no_rings() -> None:
    top = a_party(name="A")
    middle = a_party(name="B", parent_id=top, place="BRANCH")
    low = a_party(name="C", parent_id=middle, place="BRANCH")

    refused("register.tree_has_no_rings", register.move_party, party_id=top, parent_id=low)
    refused("register.tree_has_no_rings", register.move_party, party_id=top, parent_id=top)
    with pytest.raises(DatabaseError, match="cycle"), transaction.atomic():
        run("UPDATE register_party SET parent_id = %s, place = 'BRANCH' WHERE id = %s", low, top)
    assert [line.name for line in queries.tree(viewer=CLERK, party_id=top)] == ["B", "C"]


def test_a_pesel_is_masked_everywhere_and_found_only_whole() -> None:
    party_id = a_party(kind="PERSON", name="Anna", identifiers={"PESEL": PESEL})

    party = card(party_id)
    assert (party.identifiers[0].shown, party.identifiers[0].value) == ("•••••••••59", "")
    assert party.birth_date == dt.date(1944, 5, 14)
    assert [hit.party_id for hit in queries.find(viewer=CLERK, text=PESEL)] == [party_id]
    assert queries.find(viewer=CLERK, text=PESEL[:10]) == []
    assert PESEL not in run("SELECT body FROM register_search")[0][0]
    assert PESEL not in str(run("SELECT new_values, old_values FROM trail_change"))
    assert PESEL not in str(trail.changes_of(viewer=CLERK, party_id=party_id))


def test_a_changed_or_removed_pesel_stays_out_of_the_history() -> None:
    party_id = a_party(kind="PERSON", name="Anna", identifiers={"PESEL": PESEL})
    register.set_identifier(actor=CLERK, party_id=party_id, kind="PESEL", value="02070803628")
    register.remove_identifier(actor=CLERK, party_id=party_id, kind="PESEL")

    history = str(run("SELECT new_values, old_values FROM trail_change"))
    assert PESEL not in history
    assert "02070803628" not in history


def test_a_rodne_cislo_is_found_with_its_slash() -> None:
    party_id = a_party(kind="PERSON", name="Zuzana", identifiers={"RC": RC.replace("/", "")})

    assert [hit.party_id for hit in queries.find(viewer=CLERK, text=RC)] == [party_id]


def test_two_heads_do_not_share_a_pesel() -> None:
    a_party(kind="PERSON", name="Anna", identifiers={"PESEL": PESEL})

    refused(
        "register.identifier_taken",
        register.add_party,
        draft=PartyDraft("PERSON", "Ona", identifiers={"PESEL": PESEL}),
    )


def test_revealing_asks_a_reason_and_is_kept() -> None:
    party_id = a_party(kind="PERSON", name="Anna", identifiers={"PESEL": PESEL})
    (line,) = card(party_id).identifiers

    refused(
        "register.reason_missing", register.reveal_identifier, identifier_id=line.id, reason=" "
    )
    value = register.reveal_identifier(actor=CLERK, identifier_id=line.id, reason="court letter")

    assert value == PESEL
    last = trail.changes_of(viewer=CLERK, party_id=party_id)[0]
    assert (last.op, [field.new for field in last.fields]) == ("R", ["court letter"])


def test_a_customer_cannot_reveal() -> None:
    party_id = a_party(kind="PERSON", name="Anna", identifiers={"PESEL": PESEL})
    customer = Actor(user_id=1, realm=Realm.PORTAL)

    with pytest.raises(Refusal) as caught:
        register.reveal_identifier(
            actor=customer, identifier_id=card(party_id).identifiers[0].id, reason="I want"
        )
    assert caught.value.code == "register.not_for_you"


def test_a_second_registered_address_in_the_same_time_is_refused() -> None:
    party_id = a_party(addresses=(AddressDraft(city="Łódź", valid_to=dt.date(2026, 6, 30)),))

    refused(
        "register.addresses_overlap",
        register.add_address,
        party_id=party_id,
        draft=AddressDraft(city="Kraków", valid_from=dt.date(2026, 6, 30)),
    )
    register.add_address(
        actor=CLERK,
        party_id=party_id,
        draft=AddressDraft(city="Kraków", valid_from=dt.date(2026, 7, 1)),
    )
    june, july = (card(party_id).address(dt.date(2026, m, 15)) for m in (6, 7))
    assert (june.city, july.city) == ("Łódź", "Kraków")


def test_raw_sql_cannot_let_addresses_overlap() -> None:
    party_id = a_party(addresses=(AddressDraft(city="Łódź"),))

    with pytest.raises(DatabaseError, match="same day"), transaction.atomic():
        run(
            "INSERT INTO register_address (party_id, kind, city, valid_from)"
            " VALUES (%s, 'REGISTERED', 'X', '2026-01-01')",
            party_id,
        )
    run(
        "INSERT INTO register_address (party_id, kind, city) VALUES (%s, 'DELIVERY', 'X')", party_id
    )


def test_a_new_address_ends_the_present_one_once_confirmed() -> None:
    party_id = a_party(addresses=(AddressDraft(street="Polna", building="3", city="Łódź"),))
    new = AddressDraft(city="Kraków", valid_from=dt.date(2026, 7, 1))

    refusal = refused(
        "register.address_replaces", register.add_address, party_id=party_id, draft=new
    )
    assert isinstance(refusal, Confirmable)
    register.add_address(
        actor=CLERK, party_id=party_id, draft=new, confirmed=frozenset({refusal.code})
    )

    assert [(line.city, line.valid_to) for line in card(party_id).addresses] == [
        ("Kraków", None),
        ("Łódź", dt.date(2026, 6, 30)),
    ]


def test_an_address_does_not_end_before_it_begins() -> None:
    party_id = a_party()

    refused(
        "register.address_ends_before_it_begins",
        register.add_address,
        party_id=party_id,
        draft=AddressDraft(
            city="Łódź", valid_from=dt.date(2026, 7, 2), valid_to=dt.date(2026, 7, 1)
        ),
    )


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("PHONE", "12", "register.bad_phone"),
        ("PHONE", "not a number", "register.bad_phone"),
        ("EMAIL", "anna@", "register.bad_email"),
        ("EMAIL", "anna at example.pl", "register.bad_email"),
    ],
)
def test_refuses_what_reaches_nobody(kind: str, value: str, code: str) -> None:
    refused(code, register.add_contact, party_id=a_party(), draft=ContactDraft(kind, value))


def test_a_phone_number_is_read_in_the_country_of_the_party() -> None:
    party_id = a_party(country="SK")
    register.add_contact(
        actor=CLERK, party_id=party_id, draft=ContactDraft("PHONE", "0905 123 456")
    )

    assert card(party_id).contacts[0].value == "+421905123456"


def test_the_same_contact_elsewhere_is_asked_about() -> None:
    a_party(name="Anna", contacts=(ContactDraft("EMAIL", "anna@example.pl"),))
    draft = PartyDraft("PERSON", "Ona", contacts=(ContactDraft("EMAIL", "ANNA@example.pl"),))

    refusal = refused("register.same_contact", register.add_party, draft=draft)
    assert isinstance(refusal, Confirmable)
    assert refusal.facts["name"] == "Anna"
    register.add_party(actor=CLERK, draft=draft, confirmed=frozenset({refusal.code}))


def test_the_same_name_in_the_same_town_is_asked_about() -> None:
    a_party(name="Piekarnia Żytnia", addresses=(AddressDraft(city="Łódź"),))

    refused(
        "register.same_name_and_city",
        register.add_party,
        draft=PartyDraft("COMPANY", "PIEKARNIA ZYTNIA", addresses=(AddressDraft(city="Lodz"),)),
    )
    register.add_party(
        actor=CLERK,
        draft=PartyDraft("COMPANY", "Piekarnia Żytnia", addresses=(AddressDraft(city="Kraków"),)),
    )


def test_one_contact_of_a_kind_is_preferred() -> None:
    party_id = a_party()
    for value in ("a@example.pl", "b@example.pl"):
        register.add_contact(
            actor=CLERK, party_id=party_id, draft=ContactDraft("EMAIL", value, is_preferred=True)
        )

    assert card(party_id).contact("EMAIL").value == "b@example.pl"
    assert [line.is_preferred for line in card(party_id).contacts] == [True, False]


def test_another_s_edit_in_between_is_told_and_may_be_overridden() -> None:
    party_id = a_party(name="Before")
    seen = card(party_id).version
    with transaction.atomic():
        register.change_party(actor=CLERK, party_id=party_id, draft=PartyDraft("PERSON", "Theirs"))

    mine = {"party_id": party_id, "draft": PartyDraft("PERSON", "Mine"), "expected_version": seen}
    refusal = refused("register.changed_meanwhile", register.change_party, **mine)
    assert card(party_id).name == "Theirs"
    register.change_party(actor=CLERK, **mine, confirmed=frozenset({refusal.code}))
    assert card(party_id).name == "Mine"


def test_archived_parties_come_back() -> None:
    head = a_party(name="Head")
    unit = a_party(name="Unit", parent_id=head, place="BRANCH")

    refused("register.still_has_others_under", register.archive_party, party_id=head)
    register.archive_party(actor=CLERK, party_id=unit)
    register.archive_party(actor=CLERK, party_id=head)
    assert card(head).is_archived
    register.restore_party(actor=CLERK, party_id=head)
    assert not card(head).is_archived


def test_raw_sql_leaves_its_trace_in_the_history_of_the_party() -> None:
    party_id = a_party(name="Before")
    run("SELECT set_config('kartoteka.through', '', true)")
    run("UPDATE register_party SET name = 'After' WHERE id = %s", party_id)

    last = trail.changes_of(viewer=CLERK, party_id=party_id)[0]
    assert last.bypassed
    assert last.who == run("SELECT session_user")[0][0]
    assert [(field.old, field.new) for field in last.fields] == [("Before", "After")]


def test_a_customer_sees_only_the_parties_it_may_act_for() -> None:
    from kartoteka.access.models import User

    user = User.everyone.create(realm="portal", login="anna")
    mine, other = a_party(name="Anna"), a_party(name="Celina")
    register.grant_portal(actor=SYSTEM, user_id=user.pk, party_id=mine)

    viewer = user.as_actor()
    assert queries.party(viewer=viewer, party_id=mine) is not None
    assert queries.party(viewer=viewer, party_id=other) is None
    assert queries.find(viewer=viewer, text="Celina") == []
    register.end_portal_grant(actor=SYSTEM, user_id=user.pk, party_id=mine)
    assert queries.party(viewer=viewer, party_id=mine) is None


@pytest.mark.usefixtures("as_desk")
def test_the_desk_role_can_do_all_of_it() -> None:
    party_id = a_party(name="A", identifiers={"NIP": NIP}, addresses=(AddressDraft(city="X"),))
    register.add_many(actor=CLERK, rows=[register.PartyRow(name="B", city="Y")])
    register.archive_party(actor=CLERK, party_id=party_id)

    assert queries.find(viewer=CLERK, text="A")[0].is_archived


def test_the_card_is_one_question(django_assert_num_queries: object) -> None:
    party_id = a_party(identifiers={"NIP": NIP}, addresses=(AddressDraft(city="X"),))

    with django_assert_num_queries(1):  # type: ignore[operator]
        card(party_id)
