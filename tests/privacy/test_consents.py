"""Consents, restrictions and purposes."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kartoteka.kernel.actor import SYSTEM, Actor, Role
from kartoteka.privacy import operations, queries
from kartoteka.privacy.models import Purpose
from kartoteka.register import operations as register
from tests import build
from tests.privacy.conftest import TODAY, as_role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def marketing() -> int:
    return Purpose.objects.get(code="MARKETING").pk


def note(clerk: Actor, party_id: int, **more: Any) -> int:
    said: dict[str, Any] = {
        "purpose_id": marketing(), "channel": "EMAIL", "is_given": True, "on": TODAY,
        "how": "OFFICE", "evidence": "form 7", "today": TODAY,
    }  # fmt: skip
    return operations.note_consent(actor=clerk, party_id=party_id, **(said | more))


def consenting(*parties: int, channel: str = "EMAIL") -> frozenset[int]:
    return queries.consenting(viewer=SYSTEM, parties=parties, purpose="MARKETING", channel=channel)


def test_the_latest_word_counts_and_all_stay(clerk: Actor) -> None:
    anna, bartek = build.a_party("Anna"), build.a_party("Bartek")
    note(clerk, anna, on=TODAY - 2 * DAY)
    note(clerk, bartek)
    assert consenting(anna, bartek) == {anna, bartek}
    note(clerk, anna, is_given=False, evidence="", how="PHONE")

    assert consenting(anna, bartek) == {bartek}
    assert consenting(anna, bartek, channel="SMS") == frozenset()
    shown = queries.consents_of(viewer=clerk, party_id=anna)
    assert [(one.is_given, one.is_latest, one.how, one.who) for one in shown] == [
        (False, True, "phone", "Klara"),
        (True, False, "at the office", "Klara"),
    ]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"evidence": "  "}, operations.EvidenceMissing),
        ({"on": TODAY + DAY}, operations.NotInFuture),
        ({"purpose_id": 0}, operations.NoSuchPurpose),
    ],
)
def test_a_consent_needs(clerk: Actor, more: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        note(clerk, build.a_party("Anna"), **more)


def test_a_purpose_on_another_basis_takes_no_consent(clerk: Actor) -> None:
    service = Purpose.objects.get(code="SERVICE").pk
    with pytest.raises(operations.NoSuchPurpose):
        note(clerk, build.a_party("Anna"), purpose_id=service)


def test_nobody_gets_no_consent(clerk: Actor) -> None:
    with pytest.raises(operations.NoSuchParty):
        note(clerk, 999_999)


def test_consents_are_only_added(clerk: Actor) -> None:
    note(clerk, build.a_party("Anna"))
    for verb in ("UPDATE privacy_consent SET is_given = false", "DELETE FROM privacy_consent"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(verb)


def test_a_restriction_is_seen_by_one_question_until_it_is_lifted(clerk: Actor) -> None:
    anna, bartek = build.a_party("Anna"), build.a_party("Bartek")
    said: dict[str, Any] = {"actor": clerk, "party_id": anna, "on": TODAY, "today": TODAY}
    operations.restrict(**said, reason="contests the address")
    assert queries.restricted(viewer=SYSTEM, parties=[anna, bartek]) == {anna}
    with pytest.raises(operations.RestrictedAlready):
        operations.restrict(**said, reason="again")
    with pytest.raises(operations.EndsBeforeItBegan):
        operations.lift_restriction(actor=clerk, party_id=anna, on=TODAY - DAY)
    operations.lift_restriction(actor=clerk, party_id=anna, on=TODAY)

    assert queries.restricted(viewer=SYSTEM, parties=[anna, bartek]) == frozenset()
    with pytest.raises(operations.NotRestricted):
        operations.lift_restriction(actor=clerk, party_id=anna, on=TODAY)


def a_purpose(**more: Any) -> operations.PurposeDraft:
    said: dict[str, Any] = {
        "code": "news",
        "name": {"pl": "Nowiny", "sk": "", "en": ""},
        "basis": "A",
    }
    return operations.PurposeDraft(**(said | more))


def test_a_purpose_is_called_in_the_readers_language_or_in_the_first_it_has() -> None:
    operations.add_purpose(actor=SYSTEM, draft=a_purpose())

    shown = {one.code: one.words for one in queries.purposes(viewer=SYSTEM)}
    assert shown["NEWS"] == "Nowiny"


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"code": "marketing"}, operations.PurposeCodeTaken),
        ({"name": {"pl": " "}}, operations.PurposeNameMissing),
        ({"months": 12}, operations.RetentionNotWhole),
        ({"after": "BOOKED"}, operations.RetentionNotWhole),
    ],
)
def test_a_purpose_is_refused(more: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        operations.add_purpose(actor=SYSTEM, draft=a_purpose(**more))


def test_only_an_administrator_changes_purposes() -> None:
    with pytest.raises(operations.NotAllowed):
        operations.add_purpose(actor=as_role(Role.CLERK), draft=a_purpose())
    with pytest.raises(operations.NotAllowed):
        operations.change_purpose(
            actor=as_role(Role.CLERK), purpose_id=marketing(), draft=a_purpose()
        )
    operations.change_purpose(
        actor=as_role(Role.ADMINISTRATOR), purpose_id=marketing(), draft=a_purpose()
    )


def test_what_was_said_under_an_earlier_name_counts(clerk: Actor, boss: Actor) -> None:
    anna, former = build.a_party("Anna"), build.a_party("Anna Former")
    note(clerk, former)
    operations.restrict(actor=clerk, party_id=former, reason="x", on=TODAY, today=TODAY)
    register.merge(actor=boss, survivor_id=anna, loser_id=former)

    assert consenting(anna) == {anna}
    assert queries.restricted(viewer=SYSTEM, parties=[anna]) == {anna}
    assert [one.is_given for one in queries.consents_of(viewer=clerk, party_id=anna)] == [True]
    operations.lift_restriction(actor=clerk, party_id=anna, on=TODAY)
    assert queries.restricted(viewer=SYSTEM, parties=[anna]) == frozenset()
