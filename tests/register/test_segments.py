"""Roles in time, segments, activities, and the dictionaries that they are chosen from."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import translation

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations as register
from kartoteka.register.models import Choice, PartyRole
from kartoteka.register.operations import ActivityRow
from kartoteka.register.operations.activities import level_and_parent
from kartoteka.register.queries import segments
from kartoteka.trail import queries as trail
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK, name="Ewa")
DAY = dt.date(2026, 11, 26)


def refused(code: str, call: object, **arguments: object) -> Refusal:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        call(**arguments)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def choice(of: str, code: str) -> int:
    return Choice.objects.get(list=of, code=code).pk


def labels(of: str) -> list[str]:
    return [line.label for line in segments.entries(viewer=CLERK, of=of)]


def test_a_role_is_had_from_day_to_day() -> None:
    party_id, role_id = a_party(), choice("ROLE", "DEBTOR")
    said = {"actor": CLERK, "party_id": party_id, "role_id": role_id}
    register.give_role(**said, valid_from=dt.date(2025, 1, 1), valid_to=dt.date(2025, 12, 31))
    register.give_role(**said, valid_from=dt.date(2026, 1, 1))

    on = segments.roles_of(viewer=CLERK, party_id=party_id, on=dt.date(2025, 12, 31))
    assert [(line.role.label, line.valid_to) for line in on] == [
        ("debtor", dt.date(2025, 12, 31)),
    ]
    assert segments.roles_of(viewer=CLERK, party_id=party_id, on=dt.date(2024, 12, 31)) == []
    assert len(segments.roles_of(viewer=CLERK, party_id=party_id)) == 2


def test_refuses_a_role_twice_at_a_time_and_a_time_that_runs_backwards() -> None:
    said = {"actor": CLERK, "party_id": a_party(), "role_id": choice("ROLE", "DEBTOR")}
    row_id = register.give_role(**said, valid_from=DAY)  # type: ignore[arg-type]

    refused("register.role_twice", register.give_role, **said)
    wrong = {"valid_from": DAY, "valid_to": DAY - dt.timedelta(days=1)}
    refused("register.validity_ends_before_it_begins", register.change_role, actor=CLERK,
            row_id=row_id, **wrong)  # fmt: skip
    register.change_role(actor=CLERK, row_id=row_id, valid_from=DAY, valid_to=DAY)
    register.give_role(**said, valid_from=DAY + dt.timedelta(days=1))  # type: ignore[arg-type]


def test_the_database_refuses_an_entry_of_another_dictionary() -> None:
    party_id = a_party()

    refused("register.of_another_list", register.give_role, actor=CLERK, party_id=party_id,
            role_id=choice("PRIORITY", "HIGH"))  # fmt: skip
    wrong = {"priority_id": choice("SOURCE", "FAIR"), "classification_id": None, "source_id": None}
    refused("register.of_another_list", register.set_segment, actor=CLERK, party_id=party_id,
            **wrong)  # fmt: skip


def test_a_segment_is_said_changed_and_told_by_the_history() -> None:
    party_id = a_party()
    none: dict[str, object] = {"classification_id": None, "source_id": None}
    said = {"actor": CLERK, "party_id": party_id, **none}
    register.set_segment(**said, priority_id=choice("PRIORITY", "HIGH"))  # type: ignore[arg-type]
    register.set_segment(**said, priority_id=choice("PRIORITY", "LOW"))  # type: ignore[arg-type]

    segment = segments.segment_of(viewer=CLERK, party_id=party_id)
    assert segment.priority is not None
    assert segment.priority.label == "low"
    change = trail.changes_of(viewer=CLERK, party_id=party_id)[0]
    with translation.override("pl"):
        assert trail.changes_of(viewer=CLERK, party_id=party_id)[0].fields[0].new == "niski"
    assert [(field.label, field.old, field.new) for field in change.fields] == [
        ("priority", "high", "low")
    ]


def test_the_first_activity_is_the_main_one_until_another_is_made_so() -> None:
    party_id = a_party()
    ids = [
        segments.find_activities(viewer=CLERK, scheme="PKD2025", text=code)[0].id
        for code in ("35", "36")
    ]
    rows = [register.add_activity(actor=CLERK, party_id=party_id, activity_id=pk) for pk in ids]
    register.make_main_activity(actor=CLERK, row_id=rows[1])

    lines = segments.activities_of(viewer=CLERK, party_id=party_id)
    assert [(line.activity.code, line.is_main) for line in lines] == [("36", True), ("35", False)]
    refused("register.activity_twice", register.add_activity, actor=CLERK, party_id=party_id,
            activity_id=ids[0])  # fmt: skip
    register.remove_activity(actor=CLERK, row_id=rows[1])
    assert len(segments.activities_of(viewer=CLERK, party_id=party_id)) == 1


def test_sections_and_divisions_of_both_revisions_are_there() -> None:
    counts = segments.count_activities(viewer=CLERK)

    assert counts == {"PKD2007": 109, "NACE2": 109, "PKD2025": 109, "NACE21": 109}
    sections = segments.find_activities(viewer=CLERK, scheme="NACE21")
    assert "".join(line.code for line in sections) == "ABCDEFGHIJKLMNOPQRSTUV"
    found = segments.activity_by_code(viewer=CLERK, scheme="PKD2025", code="61")
    old = segments.activity_by_code(viewer=CLERK, scheme="PKD2007", code="61")
    assert found is not None
    assert old is not None
    assert (found.parent_code, old.parent_code) == ("K", "J")


def test_activities_are_found_by_words_in_any_language() -> None:
    found = segments.find_activities(viewer=CLERK, scheme="PKD2025", text="dodávka vody")

    assert [line.code for line in found] == ["36", "E"]
    assert found[0].name == "Water collection, treatment and supply"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("A", (1, "")), ("01", (2, "")), ("35.1", (3, "35")), ("35.11", (4, "35.1")),
        ("35.11.Z", (5, "35.11")), ("W", None), ("3511", None), ("", None), ("35.111", None),
    ],
)  # fmt: skip
def test_a_code_tells_its_level_and_what_it_stands_under(
    code: str, found: tuple[int, str] | None
) -> None:
    assert level_and_parent(code) == found


def test_a_full_list_is_loaded_and_loaded_again() -> None:
    rows = [
        ActivityRow("pkd 2025", "35.1", pl="Energia elektryczna"),
        ActivityRow("PKD2025", "35.12.z", pl="Wytwarzanie z odnawialnych źródeł"),
        ActivityRow("PKD2025", "35.12", pl="Odnawialne źródła"),
        ActivityRow("NACE21", "35110", sk="Výroba elektriny"),
        ActivityRow("NACE21", "35.11", sk="Výroba"),
        ActivityRow("NACE21", "35.1", sk="Elektrina"),
        ActivityRow("PKD2025", "36", pl="Woda"),
    ]

    assert register.load_activities(actor=SYSTEM, rows=rows) == 7
    assert register.load_activities(actor=SYSTEM, rows=rows) == 0
    slovak = segments.activity_by_code(viewer=CLERK, scheme="NACE21", code="35.11.0")
    water = segments.activity_by_code(viewer=CLERK, scheme="PKD2025", code="36")
    assert slovak is not None
    assert water is not None
    assert (slovak.parent_code, slovak.level, slovak.name) == ("35.11", 5, "Výroba elektriny")
    assert (water.parent_code, water.name) == ("E", "Water collection, treatment and supply")


@pytest.mark.parametrize(
    ("code", "row", "facts"),
    [
        ("register.unknown_scheme", ActivityRow("ISIC", "35", pl="x"),
         {"row": 1, "value": "ISIC", "known": "PKD2007, PKD2025, NACE2, NACE21"}),
        ("register.bad_activity", ActivityRow("NACE2", "35.1.1", pl="x"),
         {"row": 1, "value": "35.1.1"}),
        ("register.nameless_activity", ActivityRow("NACE2", "35.1"), {"row": 1, "value": "35.1"}),
        ("register.activity_without_parent", ActivityRow("NACE2", "35.11", pl="x"),
         {"code": "35.11", "parent": "35.1"}),
        ("register.activity_without_parent", ActivityRow("NACE2", "04", pl="x"),
         {"code": "04", "parent": "—"}),
    ],
)  # fmt: skip
def test_a_file_is_taken_whole_or_not_at_all(
    code: str, row: ActivityRow, facts: dict[str, object]
) -> None:
    assert refused(code, register.load_activities, actor=SYSTEM, rows=[row]).facts == facts
    refused("register.only_administrators", register.load_activities, actor=CLERK, rows=[row])


def test_entries_are_added_named_moved_and_retired_by_administrators() -> None:
    entry_id = register.add_entry(actor=SYSTEM, of="PRIORITY", labels={"pl": " Pilny ", "xx": "x"})
    register.move_entry(actor=SYSTEM, entry_id=entry_id, up=True)

    assert labels("PRIORITY") == ["high", "normal", "Pilny", "low"]
    assert Choice.objects.get(pk=entry_id).code == "PILNY"
    said = {"actor": SYSTEM, "entry_id": entry_id}
    register.change_entry(**said, labels={"en": "urgent"}, colour="red", is_retired=True)  # type: ignore[arg-type]
    assert labels("PRIORITY") == ["high", "normal", "low"]
    kept = segments.entries(viewer=CLERK, of="PRIORITY", keep=[entry_id])
    assert [line.label for line in kept] == ["high", "normal", "urgent", "low"]
    again = {"of": "PRIORITY", "labels": {"en": "Pilny"}}
    refused("register.entry_twice", register.add_entry, actor=SYSTEM, **again)
    refused("register.words_missing", register.add_entry, actor=SYSTEM, of="ROLE", labels={})
    refused("register.only_administrators", register.add_entry, actor=CLERK, **again)
    refused("register.only_administrators", register.move_entry, actor=CLERK, entry_id=1, up=True)


def test_an_entry_in_use_is_not_removed() -> None:
    role_id = choice("ROLE", "PARTNER")
    register.give_role(actor=CLERK, party_id=a_party(), role_id=role_id)

    refused("register.entry_in_use", register.remove_entry, actor=SYSTEM, entry_id=role_id)
    PartyRole.objects.all().delete()
    register.remove_entry(actor=SYSTEM, entry_id=role_id)
    assert "partner" not in labels("ROLE")


def test_nobody_but_staff_learns_of_segments() -> None:
    customer = Actor(user_id=None, realm=Realm.PORTAL)
    party_id = a_party()
    register.give_role(actor=CLERK, party_id=party_id, role_id=choice("ROLE", "DEBTOR"))

    assert segments.roles_of(viewer=customer, party_id=party_id) == []
    assert segments.entries(viewer=customer, of="ROLE") == []
    assert segments.find_activities(viewer=customer, scheme="PKD2025", text="01") == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege('kartoteka_portal', c.oid, 'SELECT'))"
            " FROM pg_class c"
            " WHERE relname IN ('register_partyrole', 'register_choice', 'register_block')"
        )
        assert cursor.fetchone() == (False,)
