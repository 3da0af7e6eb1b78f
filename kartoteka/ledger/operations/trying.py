"""A scheme tried on all customers in the background: what would stand open, nothing is changed."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.kernel import constraints, jobs, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks, planning
from kartoteka.ledger.models import Account, Scheme
from kartoteka.ledger.operations.accounts import UnknownScheme
from kartoteka.ledger.operations.replaying import take_back
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.operations.settling import settle_held

_PACKAGE = "kartoteka.ledger"
# Few enough that who settles by hand waits for a moment only.
_AT_ONCE, _MOST_NAMED = 2_000, 50
_NOTHING: dict[str, Any] = {
    "tried": 0, "changed": 0, "skipped": 0, "refused": 0, "last": 0, "sums": [], "customers": [],
}  # fmt: skip

Parts = Mapping[int, Mapping[int, tuple[int, Decimal]]]


class TrialRuns(Refusal):
    code = "ledger.trial_runs"
    message = _("A scheme is being tried on all customers right now. Wait until that is done.")


def try_for_all_later(
    *, actor: Actor, scheme: str, on: dt.date, creditor_id: int | None = None
) -> uuid.UUID:
    """Puts a trial on all accounts (of one creditor) in the queue and returns the job to watch; one
    waits or runs at a time. An administrator's. Raises `NotAllowed`, `UnknownScheme`, `TrialRuns`.
    """
    from kartoteka.ledger import tasks

    require(actor, Role.ADMINISTRATOR)
    if not Scheme.objects.filter(code=scheme).exists():
        raise UnknownScheme(scheme=scheme)
    with acting(actor):
        job = access.start_job(actor=actor, kind="ledger.try_scheme")
        queued = jobs.defer(
            tasks.try_scheme,
            job=str(job),
            scheme=scheme,
            on=on.isoformat(),
            creditor_id=creditor_id,
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            user_name=actor.name,
            address=actor.address,
        )
        if queued is None or jobs.in_hand(tasks.try_scheme):
            raise TrialRuns
    return job


def try_for_all_queued(
    *, actor: Actor, job: uuid.UUID, scheme: str, on: dt.date, creditor_id: int | None
) -> None:
    """Carries out what `try_for_all_later` has queued, some thousand accounts at a time: all that
    automation settled on them is taken back, settled anew by `scheme`, compared, and rolled back.

    The job's `report["trial"]` has the counts of accounts (tried, changed, held by others, without
    a known rate), `sums` (currency, rank, open today, open then) and the customers who would
    differ most. A worker that died is gone on from behind the last accounts.
    """
    shown = access_queries.job(viewer=actor, public_id=job)
    if shown is None or shown.is_finished:
        return
    told = {**_NOTHING, **shown.report.get("trial", {}), "scheme": scheme}
    accounts = Account.objects.order_by("pk")
    if creditor_id is not None:
        accounts = accounts.filter(creditor=creditor_id)
    total = accounts.count()
    while part := list(
        accounts.filter(pk__gt=told["last"]).values_list("pk", flat=True)[:_AT_ONCE]
    ):
        told = _added(told, part, scheme, on, actor)
        access.report_job(
            job,
            done=told["tried"] + told["skipped"],
            total=total,
            message=gettext("Trying the scheme"),
            report={"trial": told},
        )
    access.finish_job(job, {"trial": told})


def _added(
    told: dict[str, Any], part: list[int], scheme: str, on: dt.date, actor: Actor
) -> dict[str, Any]:
    with acting(actor), constraints.spoken():
        held = locks.lock_free(part)
        before = _parts(held)
        take_back(actor=actor, account_ids=held, reason="–")
        Account.objects.filter(pk__in=held).update(scheme_id=scheme)
        with planning.for_sets(by_hashing=True):
            report = settle_held(held, on, actor, late_too=True)
        after = _parts(held)
        transaction.set_rollback(True)
    currencies = dict(Account.objects.filter(pk__in=held).values_list("pk", "currency"))
    moved = {
        account: amount
        for account in held
        if (amount := _moved(before.get(account, {}), after.get(account, {})))
    }
    return {
        **told,
        "tried": told["tried"] + len(held),
        "changed": told["changed"] + len(moved),
        "skipped": told["skipped"] + len(part) - len(held),
        "refused": told["refused"] + len(report.refused_accounts),
        "last": part[-1],
        "sums": _sums(told["sums"], currencies, before, after),
        "customers": _customers(told["customers"], moved, currencies),
    }


def _parts(accounts: list[int]) -> dict[int, dict[int, tuple[int, Decimal]]]:
    found: dict[int, dict[int, tuple[int, Decimal]]] = defaultdict(dict)
    for account, entry, rank, amount in sql.rows(_PACKAGE, "open_parts", {"accounts": accounts}):
        found[account][entry] = rank, amount
    return found


def _moved(
    before: Mapping[int, tuple[int, Decimal]], after: Mapping[int, tuple[int, Decimal]]
) -> Decimal:
    """By how much more its entries would be open: what money would have gone elsewhere."""
    nothing = (0, Decimal(0))
    return sum(
        (
            max(amount - before.get(entry, nothing)[1], Decimal(0))
            for entry, (_rank, amount) in after.items()
        ),
        Decimal(0),
    )


def _sums(
    told: list[list[Any]], currencies: Mapping[int, str], before: Parts, after: Parts
) -> list[list[Any]]:
    sums = {(currency, rank): [Decimal(b), Decimal(a)] for currency, rank, b, a in told}
    for place, parts in enumerate((before, after)):
        for account, entries in parts.items():
            for rank, amount in entries.values():
                pair = sums.setdefault((currencies[account], rank), [Decimal(0), Decimal(0)])
                pair[place] += amount
    return [[*key, str(pair[0]), str(pair[1])] for key, pair in sorted(sums.items())]


def _customers(
    told: list[dict[str, Any]], moved: Mapping[int, Decimal], currencies: Mapping[int, str]
) -> list[dict[str, Any]]:
    most = sorted(moved, key=lambda account: (-moved[account], account))[:_MOST_NAMED]
    rows = [
        {"party": party, "name": name, "currency": currencies[key], "amount": str(moved[key])}
        for key, party, name in Account.objects.filter(pk__in=most).values_list(
            "pk", "party", "party__name"
        )
    ]
    return sorted([*told, *rows], key=lambda row: -Decimal(row["amount"]))[:_MOST_NAMED]
