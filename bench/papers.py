"""Reports and documents in bulk, by this program's own operations and queries."""

import datetime as dt
import time
import uuid
from contextlib import closing

import django

django.setup()

# ruff: noqa: E402  (Django must be ready before its models are imported)
from bench.ours import CREDITOR
from bench.work import AS_OF, Result, Task, median_of, timed
from kartoteka.insight import operations, queries
from kartoteka.insight.models import Mailing
from kartoteka.insight.reports import Asked
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Account
from kartoteka.register.models import Party

MOST = 10_000
DAY = dt.date.fromisoformat(AS_OF)
A_YEAR_AGO = DAY - dt.timedelta(days=365)


def ageing(task: Task) -> Result:
    """The report of ageing, every customer in seven bands, streamed row by row as for a file."""
    asked = Asked(DAY, bands=(30, 60, 90, 180, 365))

    def streamed() -> int:
        rows = queries.everything(viewer=SYSTEM, key="ageing", asked=asked, today=DAY)
        with closing(rows):
            return sum(1 for _row in rows)

    return median_of(3, streamed)


def past(task: Task) -> Result:
    """The same as of a past day, made from entries and settlements."""
    asked = Asked(DAY - dt.timedelta(days=60), bands=(30, 60, 90, 180, 365))

    def streamed() -> int:
        rows = queries.everything(viewer=SYSTEM, key="ageing", asked=asked, today=DAY)
        with closing(rows):
            return sum(1 for _row in rows)

    return timed(0, streamed)


def statements(task: Task) -> Result:
    """Statements of a year for ten thousand customers made, kept, queued, as by the worker."""
    firm = Party.objects.get(number=CREDITOR).pk
    parties = Account.objects.order_by("party_id").values_list("party_id", flat=True)[:MOST]
    draft = operations.MailingDraft(
        kind="STATEMENT", creditor_id=firm, on=DAY, token=uuid.uuid4(), first=A_YEAR_AGO
    )
    mailing = operations.plan_for(actor=SYSTEM, draft=draft, parties=list(parties))
    job = operations.make_later(actor=SYSTEM, mailing=mailing, on=DAY)
    return timed(
        len(parties), lambda: operations.make(actor=SYSTEM, job=job, mailing=mailing, on=DAY)
    )


def volumes(task: Task) -> Result:
    """What was made last, put together in volumes in postal order, as the desk does it."""
    mailing = Mailing.objects.order_by("-pk")[0].public_id
    start = time.perf_counter()
    found = queries.volumes(viewer=SYSTEM, public_id=mailing)
    size = sum(
        len(queries.volume_pdf(viewer=SYSTEM, public_id=mailing, ordinal=one.ordinal))
        for one in found
    )
    result = Result(rows=sum(one.letters for one in found), seconds=time.perf_counter() - start)
    result.facts |= {"volumes": len(found), "bytes": size}
    return result
