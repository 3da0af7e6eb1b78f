"""Erasing leaves nothing of a person in any table, and proof that it was done."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kartoteka.agreements.models import Agreement
from kartoteka.correspondence.models import Letter
from kartoteka.documents import queries as documents
from kartoteka.documents import rules as document_rules
from kartoteka.documents import stores
from kartoteka.kernel.actor import SYSTEM, Actor, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as ledger_queries
from kartoteka.privacy import operations, queries
from kartoteka.privacy.models import Erasure
from kartoteka.register import operations as register
from kartoteka.register import queries as register_queries
from kartoteka.register.models import Party
from kartoteka.register.operations.erasing import PartyErased
from tests import build
from tests.ledger.builders import a_debit, a_payment
from tests.privacy.conftest import MARK, TODAY, Held, as_role

pytestmark = pytest.mark.django_db
ERASE = {"ground": "RETENTION", "reason": "nothing for ten years", "on": TODAY}


def rows(statement: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def where_marked(mark: str = MARK) -> dict[str, int]:
    """Tables in which the word stands in any row, with how many."""
    tables = rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition"
    )
    counts = {
        table: rows(f'SELECT count(*) FROM "{table}" AS r WHERE r::text ILIKE %s', f"%{mark}%")[0][
            0
        ]
        for (table,) in tables
    }
    return {table: count for table, count in counts.items() if count}


def erase(who: Held, actor: Actor | None = None) -> None:
    operations.erase(actor=actor or who.boss, party_id=who.party_id, **ERASE)  # type: ignore[arg-type]


def test_the_person_stands_in_every_kind_of_place_before(zyz: Held) -> None:
    """The test below would also pass on an empty office."""
    assert set(where_marked()) >= {
        "access_user", "agreements_point", "correspondence_email", "correspondence_letter",
        "exchange_externalid", "ledger_duechange", "ledger_entry", "payments_line",
        "privacy_consent", "privacy_disclosure", "privacy_request", "privacy_restriction",
        "register_address", "register_bankaccount", "register_contact", "register_party",
        "register_search", "register_word", "trail_change",
    }  # fmt: skip


def test_nothing_of_a_person_is_left_in_any_table(zyz: Held) -> None:
    erase(zyz)

    assert where_marked() == {}
    assert where_marked("44051401359") == {}
    assert where_marked("1944-05-1") == {}


def test_amounts_numbers_and_days_stay(zyz: Held) -> None:
    before = rows("SELECT id, side, amount, number, due_on FROM ledger_entry ORDER BY id")
    lines = rows("SELECT id, amount, booked_on FROM payments_line ORDER BY id")
    erase(zyz)

    assert rows("SELECT id, side, amount, number, due_on FROM ledger_entry ORDER BY id") == before
    assert rows("SELECT id, amount, booked_on FROM payments_line ORDER BY id") == lines
    assert ledger_queries.prove(viewer=zyz.boss) == []


def test_proof_stays_without_the_data(zyz: Held) -> None:
    erase(zyz)

    proof = queries.erasure_of(viewer=zyz.clerk, party_id=zyz.party_id)
    assert proof is not None
    assert (proof.who, proof.reason) == ("Sara", "nothing for ten years")
    assert len(proof.digest) == 64
    kept = Erasure.objects.get(party=zyz.party_id)
    assert kept.places["register_address"] == 1
    assert kept.places["payments_line"] == 1
    consents = queries.consents_of(viewer=zyz.clerk, party_id=zyz.party_id)
    assert [(one.is_given, one.evidence) for one in consents] == [(True, "")]
    assert [one.state for one in queries.requests_of(viewer=zyz.clerk, party_id=zyz.party_id)] == [
        "GRANTED"
    ]
    told = queries.disclosures_of(viewer=zyz.clerk, party_id=zyz.party_id)
    assert [one.recipient for one in told] == ["Sąd Rejonowy w Łodzi"]


def test_the_files_are_destroyed_after_the_transaction(
    zyz: Held, django_capture_on_commit_callbacks: object
) -> None:
    kept = documents.content(viewer=SYSTEM, content_id=zyz.content_id)
    place = document_rules.place_of(kept.sha256)
    assert stores.get(stores.present(), place) is not None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erase(zyz)

    assert stores.get(stores.present(), place) is None
    with pytest.raises(documents.BytesErased):
        documents.read(viewer=SYSTEM, content_id=zyz.content_id)


def test_a_file_that_somebody_else_has_too_stays(zyz: Held) -> None:
    letter = Letter.objects.filter(party=zyz.party_id).first()
    assert letter is not None
    letter.pk, letter.party_id, letter.public_id = None, build.a_party("Other"), uuid.uuid4()
    letter.save()
    content_id = letter.content_id
    erase(zyz)

    assert documents.content(viewer=SYSTEM, content_id=content_id).name != ""


def test_the_login_opens_nothing_and_is_nobodys(zyz: Held) -> None:
    erase(zyz)

    assert rows("SELECT login, name, email, is_active FROM access_user WHERE id = %s",
                zyz.login_id) == [(f"erased-{zyz.login_id}", "", "", False)]  # fmt: skip


def test_a_login_that_acts_for_somebody_else_too_stays(zyz: Held) -> None:
    other = build.a_party("Other")
    register.grant_portal(actor=SYSTEM, user_id=zyz.login_id, party_id=other)
    erase(zyz)

    assert rows("SELECT login, is_active FROM access_user WHERE id = %s", zyz.login_id) == [
        (f"{MARK.lower()}@example.org", True)
    ]


def test_others_keep_their_history_and_their_words(zyz: Held) -> None:
    other = build.a_party("Anna", kind="PERSON", last_name=f"{MARK}", first_name="Anna")
    erase(zyz)

    assert [hit.party_id for hit in register_queries.find(viewer=zyz.clerk, text=MARK)] == [other]
    assert rows("SELECT word FROM register_word WHERE word = %s", MARK.lower()) == [(MARK.lower(),)]


def test_what_is_left_is_archived_found_by_nothing_and_does_not_change(zyz: Held) -> None:
    erase(zyz)

    card = register_queries.party(viewer=zyz.clerk, party_id=zyz.party_id)
    assert card is not None
    assert (card.name, card.number, card.is_archived) == ("—", f"—{zyz.party_id}", True)
    assert register_queries.find(viewer=zyz.clerk, text="Jan") == []
    with pytest.raises(PartyErased):
        register.restore_party(actor=zyz.boss, party_id=zyz.party_id)
    with pytest.raises(operations.ErasedAlready):
        erase(zyz)


def test_money_that_is_open_forbids_it_and_is_named(zyz: Held) -> None:
    a_debit(zyz.account_id, "12.30", "2015-01-31", title="x")
    with pytest.raises(operations.StillHeld) as refused:
        erase(zyz)

    assert [one.code for one in refused.value.facts["holds"]] == ["ledger.money_open"]
    assert "PLN\u00a012.30 is still to be paid." in refused.value.sentence()
    assert where_marked()["register_party"] == 2


def test_accounting_forbids_it_for_five_years_from_the_end_of_the_year(zyz: Held) -> None:
    paid = dt.date(2020, 3, 2)
    a_debit(zyz.account_id, "10.00", f"{paid}", title="x")
    credit = a_payment(zyz.account_id, "10.00", f"{paid}")
    ledger.settle(actor=SYSTEM, credit_id=credit, on=TODAY)

    def holds(on: dt.date) -> list[str]:
        return [one.code for one in queries.holds(viewer=zyz.clerk, parties=[zyz.party_id], on=on)]

    assert holds(dt.date(2025, 12, 31)) == ["privacy.kept"]
    assert holds(dt.date(2026, 1, 1)) == []


def test_an_open_request_a_restriction_and_an_agreement_forbid_it(zyz: Held) -> None:
    operations.take_down(
        actor=zyz.clerk, party_id=zyz.party_id, kind="ACCESS", received_on=TODAY,
        channel="EMAIL", today=TODAY,
    )  # fmt: skip
    operations.restrict(
        actor=zyz.clerk, party_id=zyz.party_id, reason="disputed", on=TODAY, today=TODAY
    )
    Agreement.objects.filter(party=zyz.party_id).update(valid_to=None)
    with pytest.raises(operations.StillHeld) as refused:
        erase(zyz)

    assert {one.code for one in refused.value.facts["holds"]} == {
        "privacy.open_request",
        "privacy.restricted",
        "agreements.in_force",
    }


def test_a_request_for_erasure_is_granted_by_it(zyz: Held) -> None:
    request = operations.take_down(
        actor=zyz.clerk, party_id=zyz.party_id, kind="ERASURE", received_on=TODAY,
        channel="EMAIL", text=MARK, today=TODAY,
    )  # fmt: skip
    operations.erase(
        actor=zyz.boss,
        party_id=zyz.party_id,
        ground="REQUEST",
        reason="asked",
        on=TODAY,
        request=request,
    )

    shown = queries.request(viewer=zyz.clerk, public_id=request)
    assert shown is not None
    assert (shown.state, shown.answered_on, shown.text) == ("GRANTED", TODAY, "")
    assert Erasure.objects.get(party=zyz.party_id).request_id == shown.id


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR])
def test_only_a_superadministrator_erases(zyz: Held, role: Role) -> None:
    with pytest.raises(operations.NotAllowed):
        erase(zyz, as_role(role))


def test_a_reason_must_be_given(zyz: Held) -> None:
    with pytest.raises(operations.ReasonMissing):
        operations.erase(
            actor=zyz.boss, party_id=zyz.party_id, ground="OTHER", reason=" ", on=TODAY
        )


@pytest.mark.usefixtures("as_desk")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_change SET new_values = NULL",
        "SELECT trail_blank('{1}', '{}', '{}', '{}', '{}')",
        "UPDATE ledger_entry SET title = ''",
        "UPDATE payments_line SET title = ''",
        "UPDATE privacy_consent SET evidence = ''",
        "DELETE FROM privacy_disclosed",
        "DELETE FROM privacy_erasure",
    ],
)
def test_the_desk_itself_can_neither_blank_nor_remove(statement: str) -> None:
    with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        rows(statement)


def test_the_erasers_of_the_database_touch_nobody_who_is_not_erased(zyz: Held) -> None:
    for name in ("ledger_erase", "payments_erase", "privacy_erase"):
        touched = rows(f"SELECT touched FROM {name}(%s)", [zyz.party_id])
        assert {count for (count,) in touched} == {0}, name
    assert rows("SELECT privacy_blank_history(%s, %s)", [zyz.party_id], [zyz.login_id]) == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET amount = amount + 1",
        "UPDATE ledger_entry SET title = 'another'",
        "UPDATE ledger_settlement SET amount = amount + 1",
        "DELETE FROM ledger_entry",
        "UPDATE payments_line SET amount = 1",
        "UPDATE payments_file SET name = ''",
        "UPDATE privacy_disclosure SET recipient = 'another'",
        "UPDATE privacy_erasure SET reason = ''",
        "UPDATE trail_change SET at = now()",
        "UPDATE trail_change SET new_values = '{\"name\": \"another\"}' WHERE op = 'U'",
    ],
)
def test_even_the_owner_can_only_blank(zyz: Held, statement: str) -> None:
    rows("SELECT set_config('kartoteka.erasing', 'on', true)")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows(statement)


def test_an_earlier_name_goes_with_the_present_one_or_not_at_all(zyz: Held) -> None:
    former = Party.objects.get(merged_into=zyz.party_id)
    with pytest.raises(operations.StillHeld, match="still_held"):
        operations.erase(actor=zyz.boss, party_id=former.pk, **ERASE)  # type: ignore[arg-type]
    erase(zyz)

    former.refresh_from_db()
    assert former.erased_at is not None
    assert former.name == "—"


def test_a_block_in_force_forbids_it(zyz: Held) -> None:
    register.set_blocks(
        actor=zyz.clerk,
        party_ids=[zyz.party_id],
        draft=register.BlockDraft(("COLLECTION",), "in court", valid_from=TODAY),
    )
    with pytest.raises(operations.StillHeld) as refused:
        erase(zyz)

    assert [one.code for one in refused.value.facts["holds"]] == ["register.blocked"]
    assert "It is blocked: in court." in refused.value.sentence()
