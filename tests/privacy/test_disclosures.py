"""The register of disclosures: what stands in it, for one person and for very many."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import sql as psql

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM, Actor
from kartoteka.kernel.listing import Which
from kartoteka.privacy import operations, queries
from kartoteka.register.criteria.parties import PARTIES
from tests import build
from tests.privacy.conftest import TODAY, a_draft, a_portal_actor

pytestmark = pytest.mark.django_db


def test_a_disclosure_says_to_whom_what_why_how_and_by_whom(clerk: Actor) -> None:
    anna, bartek = build.a_party("Anna"), build.a_party("Bartek")
    name = operations.disclose(
        actor=clerk,
        draft=a_draft(recipient="  Sąd   Rejonowy ", basis_note="art. 44", note="case I C 5/26"),
        parties=[anna, bartek, anna, 999_999],
        on=TODAY,
    )

    shown = queries.disclosure(viewer=clerk, public_id=name)
    assert shown is not None
    assert (shown.recipient, shown.recipient_kind) == ("Sąd Rejonowy", "court or bailiff")
    assert shown.scope == ("addresses", "names and numbers")
    assert (shown.basis, shown.basis_note) == ("legal obligation – art. 6(1)(c)", "art. 44")
    assert (shown.way, shown.who, shown.persons) == ("by hand", "Klara", 2)
    concerned = queries.concerned_by(viewer=clerk, disclosure_id=shown.id)
    assert [one.party_id for one in concerned] == [anna, bartek]


def test_who_received_the_data_is_told_but_not_the_person_nor_the_office(clerk: Actor) -> None:
    anna = build.a_party("Anna")
    for kind, name in (("COURT", "Sąd"), ("BANK", "Bank"), ("COURT", "Sąd"), ("OWN", "Biuro")):
        draft = a_draft(recipient_kind=kind, recipient=name)
        operations.disclose(actor=clerk, draft=draft, parties=[anna], on=TODAY)
    draft = a_draft(recipient_kind="SELF", recipient="")
    operations.disclose(actor=clerk, draft=draft, parties=[anna], on=TODAY)
    assert queries.recipients_of(viewer=clerk, party_id=anna) == ["Bank", "Sąd"]
    assert queries.recipients_of(viewer=a_portal_actor(), party_id=anna) == []


def test_the_person_concerned_needs_no_name(clerk: Actor) -> None:
    anna = build.a_party("Anna")
    name = operations.disclose(
        actor=clerk,
        draft=a_draft(recipient_kind="SELF", recipient="ignored"),
        parties=[anna],
        on=TODAY,
    )

    shown = queries.disclosure(viewer=clerk, public_id=name)
    assert shown is not None
    assert shown.recipient == "the person concerned"


def test_a_selection_is_noted_by_its_statement(clerk: Actor) -> None:
    build.a_party("Anna Łoś")
    lis = build.a_party("Lis")
    asked = listing.ids(PARTIES, Which(viewer=clerk, today=TODAY, text="lis"))
    name = operations.disclose(
        actor=clerk,
        draft=a_draft(),
        parties=operations.Selection(asked.sql, asked.values),
        on=TODAY,
    )

    assert [one.id for one in queries.disclosures_of(viewer=clerk, party_id=lis)] == [
        queries.disclosure(viewer=clerk, public_id=name).id  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"recipient": " "}, operations.RecipientMissing),
        ({"scope": ()}, operations.ScopeMissing),
    ],
)
def test_who_and_what_must_be_said(clerk: Actor, more: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        operations.disclose(
            actor=clerk, draft=a_draft(**more), parties=[build.a_party("Anna")], on=TODAY
        )


def test_nobody_is_no_disclosure(clerk: Actor) -> None:
    with pytest.raises(operations.NobodyConcerned):
        operations.disclose(actor=clerk, draft=a_draft(), parties=[], on=TODAY)

    assert queries.disclosures(viewer=clerk) == []


def test_a_customer_of_the_portal_neither_notes_nor_reads() -> None:
    anna = build.a_party("Anna")
    celina = a_portal_actor()
    with pytest.raises(operations.NotAllowed):
        operations.disclose(actor=celina, draft=a_draft(), parties=[anna], on=TODAY)
    operations.disclose(actor=SYSTEM, draft=a_draft(), parties=[anna], on=TODAY)

    assert queries.disclosures(viewer=celina) == []
    assert queries.disclosures_of(viewer=celina, party_id=anna) == []


def test_the_list_is_narrowed_and_goes_on(clerk: Actor) -> None:
    anna = build.a_party("Anna")
    court = operations.disclose(actor=clerk, draft=a_draft(), parties=[anna], on=TODAY)
    bank = operations.disclose(
        actor=clerk,
        draft=a_draft(recipient_kind="BANK", recipient="Bank", way="EXPORT"),
        parties=[anna],
        on=TODAY.replace(day=1),
    )

    def names(**which: Any) -> list[uuid.UUID]:
        return [one.public_id for one in queries.disclosures(viewer=clerk, **which)]

    assert names() == [court, bank]
    assert names(text="łodzi") == [court]
    assert names(recipient_kind="BANK") == names(way="EXPORT") == [bank]
    assert names(first=TODAY) == [court]
    assert names(last=TODAY.replace(day=2)) == [bank]
    first = queries.disclosures(viewer=clerk, limit=1)[0]
    assert names(before=first.id) == [bank]


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE privacy_disclosure SET persons = 9",
        "DELETE FROM privacy_disclosed",
        "TRUNCATE privacy_disclosed",
    ],
)
def test_it_is_only_added_to(clerk: Actor, verb: str) -> None:
    operations.disclose(actor=clerk, draft=a_draft(), parties=[build.a_party("A")], on=TODAY)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


@pytest.mark.volume
def test_a_disclosure_of_very_many_costs_one_statement(clerk: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kartoteka.bulk', 'new parties', true)")
        cursor.execute(
            "INSERT INTO register_party (number, kind, name)"
            " SELECT 'V' || n, 'PERSON', 'Person ' || n FROM generate_series(1, 100000) AS n"
        )
    everybody = operations.Selection(psql.SQL("SELECT id FROM register_party"))
    for _again in range(2):
        with CaptureQueriesContext(connection) as asked:
            name = operations.disclose(actor=clerk, draft=a_draft(), parties=everybody, on=TODAY)
        assert len(asked) < 20
        shown = queries.disclosure(viewer=clerk, public_id=name)
        assert shown is not None
        assert shown.persons == 100_000
