"""Receivables by the thousand: COPY into staging, then a few statements whatever the number."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.billing.rules import Added, ReceivableRow
from kartoteka.kernel import sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger

_HERE = "kartoteka.billing"
_ANALYSE = "ANALYZE billing_draft (party_id, party_number, point_number, agreement_number)"


class UnknownNames(Refusal):
    """Rows of a set name customers, points or agreements that are not there; nothing was added."""

    code = "billing.unknown_names"
    message = _(
        "%(count)s rows name a customer, point or agreement that is not there, such as %(named)s "
        "in %(number)s."
    )


def add_receivables(*, actor: Actor, rows: Iterable[ReceivableRow]) -> Added:
    """Posts all rows or none; rows known by `(source, source_ref)` stay as they are.

    Costs and interest of a row become entries of their own (COST, INTEREST) tied to its document;
    given later for a known document they are added to it. Raises UnknownNames, and the ledger's
    NotAnAmount, NoDueDate, UnknownInterestKind, UnknownCreditor, PeriodClosed for the first row
    at fault. Reads `rows` once and keeps none of them in memory.
    """
    with acting(actor):
        sql.run(_HERE, "stage")
        staging.fill("billing_draft", ReceivableRow._fields, rows)
        _analyse()
        _refuse_unknown()
        ledger.stage()
        sql.run(_HERE, "draft_entries", rules.interest_facts())
        posted = ledger.post_staged(actor=actor)
    return Added(added=posted.count, known=posted.known)


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ANALYSE)


def _refuse_unknown() -> None:
    found = sql.rows(_HERE, "unknown")
    if found:
        number, named, count = found[0]
        raise UnknownNames(count=count, named=named, number=number)
