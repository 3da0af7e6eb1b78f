"""The proof of a call to an outside register stays as it was, and shows no personal number."""

import datetime as dt
import hashlib

import pytest
from django.db import DatabaseError, connection

from kartoteka.gateways.evidence import Evidence, Verdict
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.trail import operations, proofs
from tests.build import a_user

pytestmark = pytest.mark.django_db
BODY = b'{"pesel": "44051401359", "nip": "5213017228", "acc": "61109010140000071219812874"}'


def a_call(**other: object) -> Evidence:
    said: dict = {
        "service": "white_list.check",
        "operation": "check",
        "endpoint": "https://x.example/nip/5213017228/bank-account/61109010140000071219812874",
        "request": {"nip": "5213017228", "bank_account": "PL61109010140000071219812874"},
        "asked_at": dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC),
        "took_ms": 12,
        "status": 200,
        "body": BODY,
        "body_hash": hashlib.sha256(BODY).digest(),
        "provider_id": "d2n10-84df1a1",
        "verdict": Verdict.YES,
    }
    return Evidence(**(said | other))


def test_a_call_is_kept_with_who_asked_and_what_came() -> None:
    anna = a_user("anna", name="Anna Wrona").as_actor(address="10.0.0.7")
    (kept,) = operations.keep_evidence(actor=anna, evidence=[a_call()], party_id=5)

    (line,) = proofs.proofs(viewer=SYSTEM, party_id=5)
    assert (line.id, line.who, line.verdict, line.provider_id) == (
        kept, "Anna Wrona", "YES", "d2n10-84df1a1",
    )  # fmt: skip
    shown = proofs.proof(viewer=SYSTEM, public_id=line.public_id)
    assert shown is not None
    assert (shown.size, shown.body_hash) == (len(BODY), hashlib.sha256(BODY).hexdigest())


def test_accounts_and_personal_numbers_come_masked() -> None:
    operations.keep_evidence(actor=SYSTEM, evidence=[a_call()])
    (line,) = proofs.proofs(viewer=SYSTEM)
    shown = proofs.proof(viewer=SYSTEM, public_id=line.public_id)

    assert shown is not None
    told = shown.endpoint + shown.request + shown.body
    assert "5213017228" in told
    assert "61109010140000071219812874" not in told
    assert "44051401359" not in told
    assert "61••••2874" in shown.endpoint


def test_only_staff_see_it() -> None:
    operations.keep_evidence(actor=SYSTEM, evidence=[a_call()])
    (line,) = proofs.proofs(viewer=SYSTEM)
    customer = Actor(user_id=9, realm=Realm.PORTAL)

    assert proofs.proofs(viewer=customer) == []
    assert proofs.proof(viewer=customer, public_id=line.public_id) is None


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE trail_evidence SET verdict = 'NO'",
        "UPDATE trail_evidence SET body = '', request = '{}'",
        "DELETE FROM trail_evidence",
        "TRUNCATE trail_evidence",
    ],
)
def test_nobody_changes_it(attack: str, as_desk: None) -> None:
    operations.keep_evidence(actor=SYSTEM, evidence=[a_call()])
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(attack)


def test_the_owner_is_refused_by_the_trigger() -> None:
    operations.keep_evidence(actor=SYSTEM, evidence=[a_call()])
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE trail_evidence SET verdict = 'NO'")


def test_a_persons_data_is_taken_out_while_the_hash_stays(as_desk: None) -> None:
    ids = operations.keep_evidence(actor=SYSTEM, evidence=[a_call(), a_call()])
    assert operations.forget_evidence(actor=SYSTEM, ids=ids[:1]) == 1

    second, first = (
        proofs.proof(viewer=SYSTEM, public_id=line.public_id)
        for line in proofs.proofs(viewer=SYSTEM)
    )
    assert first is not None
    assert second is not None
    assert (first.is_forgotten, first.body, first.verdict) == (True, "", "YES")
    assert first.body_hash == second.body_hash
    assert second.is_forgotten is False
