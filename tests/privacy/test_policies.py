"""A policy names who is due and who is held; the job erases the first and leaves the others."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from kartoteka.access import queries as access
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger import operations as ledger
from kartoteka.privacy import operations, queries
from kartoteka.privacy.models import Erasure
from kartoteka.register import operations as register
from kartoteka.register import queries as register_queries
from tests import build
from tests.ledger.builders import a_debit
from tests.privacy.conftest import TODAY, Held, as_role, somebody

LATER = dt.date(2040, 1, 1)  # everything that tests add today is long past by then


def a_policy(boss: Actor, **more: Any) -> int:
    said: dict[str, Any] = {"name": "old persons", "kinds": ("PERSON",), "idle_months": 12}
    return operations.add_policy(actor=boss, draft=operations.PolicyDraft(**(said | more)))


@pytest.mark.django_db
def test_a_dry_run_says_who_is_due_who_is_held_and_why(zyz: Held) -> None:
    fresh = build.a_party("Fresh", kind="PERSON")
    owing = build.a_party("Owing", kind="PERSON")
    build.a_party("Firm", kind="COMPANY")
    account = ledger.open_account(
        actor=zyz.boss, party_id=owing, creditor_id=zyz.creditor_id, currency="PLN"
    )
    a_debit(account, "5.00", "2026-11-20")
    policy = a_policy(zyz.boss, only_archived=False)

    look = queries.look(viewer=zyz.boss, policy_id=policy, on=LATER)
    assert [one.party_id for one in look.due] == [zyz.party_id, fresh]
    assert [(one.party_id, [hold.code for hold in one.held]) for one in look.held] == [
        (zyz.creditor_id, ["ledger.is_creditor"]),
        (owing, ["ledger.money_open"]),
    ]
    assert look.due[0].last == "the customer was added"
    assert look.candidates == 4
    assert queries.look(viewer=zyz.boss, policy_id=policy, on=TODAY).due == ()
    assert Erasure.objects.count() == 0


@pytest.mark.django_db
def test_only_archived_ones_where_the_policy_says_so(zyz: Held) -> None:
    policy = a_policy(zyz.boss)
    assert queries.look(viewer=zyz.boss, policy_id=policy, on=LATER).due == ()
    register.archive_party(actor=zyz.boss, party_id=zyz.party_id)

    due = queries.look(viewer=zyz.boss, policy_id=policy, on=LATER).due
    assert [one.party_id for one in due] == [zyz.party_id]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR])
def test_policies_are_a_superadministrators(zyz: Held, role: Role) -> None:
    policy = a_policy(zyz.boss)
    with pytest.raises(operations.NotAllowed):
        a_policy(as_role(role), name="x")
    with pytest.raises(operations.NotAllowed):
        operations.erase_due_later(actor=as_role(role), policy_id=policy, reason="r", on=LATER)
    assert queries.policies(viewer=as_role(role)) == []
    assert queries.look(viewer=as_role(role), policy_id=policy, on=LATER).candidates == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "refusal"),
    [({"kinds": ()}, operations.KindsMissing), ({"name": "taken"}, operations.PolicyNameTaken)],
)
def test_a_policy_is_refused(boss: Actor, more: Any, refusal: type[Exception]) -> None:
    a_policy(boss, name="taken")
    with pytest.raises(refusal):
        a_policy(boss, **more)


def _work() -> None:
    jobs.run_worker(until_empty=True, install_signal_handlers=False)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_job_erases_those_due_and_reports() -> None:
    clerk = build.a_user("klara").as_actor()
    boss = build.a_superadministrator().as_actor()
    zyz = somebody(clerk, boss)
    register.archive_party(actor=boss, party_id=zyz.party_id)
    policy = a_policy(boss)
    with pytest.raises(operations.ReasonMissing):
        operations.erase_due_later(actor=boss, policy_id=policy, reason=" ", on=LATER)
    with pytest.raises(operations.NoSuchPolicy):
        operations.erase_due_later(actor=boss, policy_id=0, reason="r", on=LATER)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    job = operations.erase_due_later(actor=boss, policy_id=policy, reason="time is over", on=LATER)
    with pytest.raises(operations.ErasingRuns):
        operations.erase_due_later(actor=boss, policy_id=policy, reason="again", on=LATER)
    with ThreadPoolExecutor(1) as beside:  # a browser test of before may have left a loop here
        beside.submit(_work).result()

    shown = access.job(viewer=boss, public_id=job)
    assert shown is not None
    assert (shown.state, shown.report) == ("DONE", {"erased": 2, "held": 0})
    assert register_queries.is_erased(viewer=boss, party_id=zyz.party_id)
    proof = Erasure.objects.get(party=zyz.party_id)
    assert (proof.policy_id, proof.reason, proof.ground) == (policy, "time is over", "RETENTION")
