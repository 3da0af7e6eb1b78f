"""W16: a statement whose titles are garbled as real ones are, against the truth of the generator.

The statement before it is taken in unmeasured: from it payers are known, as an office knows them.
"""

from itertools import islice

from django.db import connection

from bench import garbling, ours
from bench.work import Result, Task, timed
from kartoteka.formats.statements import Line
from kartoteka.kernel.actor import SYSTEM
from kartoteka.payments import operations as payments

_WHOSE = """
SELECT line.reference, party.number, payment.rule
FROM payments_line AS line
JOIN payments_statement AS statement ON statement.id = line.statement_id
LEFT JOIN payments_payment AS payment ON payment.line_id = line.id
LEFT JOIN ledger_account AS account ON account.id = payment.account_id
LEFT JOIN register_party AS party ON party.id = account.party_id
WHERE statement.number = '2'
"""
LINES = 50_000


def garbled(task: Task) -> Result:
    """A fifth of the payments comes first; then up to 50,000 lines are measured."""
    known = task.control()["payments"] // 5
    told = garbling.told(task.data)
    before = [one.line for one in islice(told, min(known, LINES))]
    _take(1, before)
    measured = list(islice(told, LINES))
    result = timed(len(measured), lambda: _take(2, [one.line for one in measured]))
    truth = {one.line.reference: one for one in measured}
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE)
        found = cursor.fetchall()
    right = [ref for ref, code, _rule in found if code == truth[ref].code]
    wrong = [ref for ref, code, _rule in found if code and code != truth[ref].code]
    rules: dict[str, int] = {}
    for _ref, _code, rule in found:
        rules[str(rule)] = rules.get(str(rule), 0) + 1
    result.facts.update(right=len(right), wrong=len(wrong), rules=rules)
    result.facts["wrong_titles"] = [truth[ref].line.title for ref in wrong[:20]]
    return result


def _take(number: int, lines: list[Line]) -> None:
    payments.take_in_parsed(
        actor=SYSTEM, parsed=ours.parsed(number, lines), name=f"{number}.sta", data=b"%d" % number
    )
