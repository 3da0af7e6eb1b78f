"""W16: a statement whose titles are garbled as real ones are, against the truth of the generator.

Two more months are billed to up to 50,000 customers, as if all before were the past. Every fifth of
them pays the first month on a statement that is not measured: from it payers are known, as an
office knows them. The statement of the second month is taken in, matched and settled.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db import connection

from bench import garbling, generator, ours
from bench.work import Result, Task, timed
from kartoteka.billing import operations as billing
from kartoteka.billing.rules import ReceivableRow
from kartoteka.formats.statements import Line
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.payments import operations as payments
from kartoteka.register.models import Party

_WHOSE = """
SELECT line.reference, party.number, payment.rule
FROM payments_line AS line
JOIN payments_statement AS statement ON statement.id = line.statement_id
LEFT JOIN payments_payment AS payment ON payment.line_id = line.id
LEFT JOIN ledger_account AS account ON account.id = payment.account_id
LEFT JOIN register_party AS party ON party.id = account.party_id
WHERE statement.number = %s
"""
LINES = 50_000
KNOWN, MEASURED = generator.PER_CUSTOMER, generator.PER_CUSTOMER + 1  # months after the last
STATEMENT = 1_000  # the other works have numbered theirs from one
DAY = dt.date(2026, 8, 31)


def come(task: Task) -> Result:
    """Bills both months and takes in the statement of the first."""
    firm = Party.objects.get(number=ours.CREDITOR).pk
    payers = _payers(task)
    billing.add_receivables(actor=SYSTEM, rows=_rows(firm, payers[::5], KNOWN))
    billing.add_receivables(actor=SYSTEM, rows=_rows(firm, payers, MEASURED))
    _take(KNOWN, [one.line for one in garbling.told(task.data, _paid(payers[::5], KNOWN))])
    return Result()


def garbled(task: Task) -> Result:
    """The statement of the second month: up to 50,000 lines."""
    measured = list(garbling.told(task.data, _paid(_payers(task), MEASURED)))
    result = timed(len(measured), lambda: _take(MEASURED, [one.line for one in measured]))
    truth = {one.line.reference: one for one in measured}
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE, [str(STATEMENT + MEASURED)])
        found = cursor.fetchall()
    right = [ref for ref, code, _rule in found if code == truth[ref].code]
    wrong = [ref for ref, code, _rule in found if code and code != truth[ref].code]
    rules: dict[str, int] = {}
    for _ref, _code, rule in found:
        rules[str(rule)] = rules.get(str(rule), 0) + 1
    result.facts.update(right=len(right), wrong=len(wrong), rules=rules)
    result.facts["wrong_titles"] = [truth[ref].line.title for ref in wrong[:20]]
    return result


def _payers(task: Task) -> Sequence[int]:
    """Their places among the customers, spread over all of them."""
    customers = task.control()["customers"]
    return range(0, customers, max(1, customers // LINES))[:LINES]


def _rows(firm: int, payers: Sequence[int], month: int) -> Iterator[ReceivableRow]:
    for index in payers:
        document, _grosze = generator.receivable(index, month)
        yield ReceivableRow(
            creditor_id=firm, currency="PLN", number=document.number, issued_on=document.issue,
            due_on=document.due, amount=Decimal(document.amount), source="bench",
            source_ref=document.number, party_number=document.code, interest_kind="",
        )  # fmt: skip


def _paid(payers: Sequence[int], month: int) -> Iterator[dict[str, str]]:
    """Each pays the whole document about its due day."""
    for index in payers:
        document, _grosze = generator.receivable(index, month)
        day = document.due + dt.timedelta(days=(index * 7 + month * 3) % 20 - 10)
        yield {
            "ref": f"P/{month + 1:02d}/{index:07d}",
            "date": str(max(document.issue, day)),
            "code": document.code,
            "number": document.number,
            "amount": document.amount,
        }


def _take(month: int, lines: list[Line]) -> None:
    number = STATEMENT + month
    payments.take_in_parsed(
        actor=SYSTEM, parsed=ours.parsed(number, lines), name=f"{number}.sta", data=b"%d" % number
    )
    ledger.settle_all(actor=SYSTEM, on=DAY)
