"""The work by this program's own operations and queries, as its database role of the desk."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import django

django.setup()

# ruff: noqa: E402  (Django must be ready before its models are imported)
from django.conf import settings
from django.db import connection

from bench.work import AS_OF, Result, Task, median_of, timed
from kartoteka.access import operations as access
from kartoteka.billing import operations as billing
from kartoteka.billing.rules import ReceivableRow
from kartoteka.formats.accounts import with_check
from kartoteka.formats.statements import Line, ParsedFile, Statement
from kartoteka.kernel.actor import SYSTEM, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as ledger_queries
from kartoteka.ledger.models import Settlement
from kartoteka.payments import operations as taken_in
from kartoteka.register import operations as register
from kartoteka.register import queries as register_queries
from kartoteka.register.drafts import AccountDraft, PartyRow
from kartoteka.register.models import Party

CREDITOR = "BENCH"
BANK_ACCOUNT = with_check("PL", "109010140000071219812874")
LINES_PER_STATEMENT = 50_000
WITHDRAWN = 10_000


def creditor(task: Task) -> Result:
    """The firm that everybody owes."""
    party = Party.objects.create(number=CREDITOR, kind="COMPANY", name="Wodociągi Wzorcowe")
    ledger.register_creditor(actor=SYSTEM, party_id=party.pk, scheme="PL_UTILITY")
    draft = AccountDraft(iban=BANK_ACCOUNT, currency="PLN", is_for_slips=True)
    register.add_bank_account(actor=SYSTEM, party_id=party.pk, draft=draft)
    return Result()


def receivables(task: Task) -> Result:
    """W2: documents without costs and interest."""
    return _receivables(task, with_accessories=False)


def accessories(task: Task) -> Result:
    """The same rows again with their costs and interest; only these are new."""
    return _receivables(task, with_accessories=True)


def _receivables(task: Task, *, with_accessories: bool) -> Result:
    firm = Party.objects.get(number=CREDITOR).pk
    rows = _rows(task, firm, with_accessories=with_accessories)
    return timed(
        task.control()["receivables"],
        lambda: billing.add_receivables(actor=SYSTEM, rows=rows),
    )


def _rows(task: Task, firm: int, *, with_accessories: bool) -> Iterator[ReceivableRow]:
    nothing, day = Decimal(0), dt.date.fromisoformat
    for number, code, issue, due, amount, cost, interest in task.lists("receivables"):
        yield ReceivableRow(  # in the order of its fields: names would cost half a µs a row
            firm, "PLN", number, day(issue), day(due), Decimal(amount), "bench", number, None, code,
            "INVOICE", "", Decimal(cost) if with_accessories else nothing,
            Decimal(interest) if with_accessories else nothing, "", "", "",
        )  # fmt: skip


def customers(task: Task) -> Result:
    """W1: normalised, checked and added with everything that hangs on them."""

    def rows() -> Iterator[PartyRow]:
        for code, name, company, nip, email, phone, street, zip_code, city in task.lists(
            "customers"
        ):
            yield PartyRow(
                number=code,
                kind="COMPANY" if company == "1" else "PERSON",
                name=name,
                nip=nip,
                email=email,
                phone=phone,
                street=street,
                postal_code=zip_code,
                city=city,
            )

    result = timed(
        task.control()["customers"], lambda: register.add_many(actor=SYSTEM, rows=rows())
    )
    result.facts["added"] = Party.objects.exclude(number=CREDITOR).count()
    return result


def payments(task: Task) -> Result:
    """W3c: statements of 50,000 lines taken in and matched, then everybody settled.

    What the parser answers stands ready: the workload leaves parsing out.
    """
    result = Result(rows=task.control()["payments"])
    for number, lines in enumerate(_statements(task), 1):
        file = parsed(number, lines)
        with _counted(result):
            taken_in.take_in_parsed(
                actor=SYSTEM, parsed=file, name=f"{number}.sta", data=b"%d" % number
            )
    with _counted(result):
        ledger.settle_all(actor=SYSTEM, on=dt.date.fromisoformat(AS_OF))
    with connection.cursor() as cursor:
        cursor.execute("SELECT side, sum(amount), count(*) FROM ledger_open GROUP BY side")
        stands = {side: (str(amount), count) for side, amount, count in cursor.fetchall()}
        cursor.execute("SELECT sum(amount) FROM ledger_settlement")
        result.facts["settled_sum"] = str(cursor.fetchone()[0])
        cursor.execute("SELECT count(*) FROM payments_waiting")
        result.facts["waiting"] = cursor.fetchone()[0]
    result.facts["open_sum"] = stands.get("DEBIT", ("0", 0))[0]
    result.facts["unused_sum"] = stands.get("CREDIT", ("0", 0))[0]
    return result


@contextmanager
def _counted(result: Result) -> Iterator[None]:
    """What happens inside takes its time on `result`."""
    start = time.perf_counter()
    yield
    result.seconds += time.perf_counter() - start


def _statements(task: Task) -> Iterator[list[Line]]:
    lines: list[Line] = []
    for ref, date, code, _number, amount in task.lists("payments"):
        day = dt.date.fromisoformat(date)
        lines.append(
            Line(
                booked_on=day,
                value_on=day,
                amount=Decimal(amount),
                currency="PLN",
                title=f"oplata klient {code}",
                reference=ref,
            )
        )
        if len(lines) == LINES_PER_STATEMENT:
            yield lines
            lines = []
    if lines:
        yield lines


def parsed(number: int, lines: list[Line]) -> ParsedFile:
    """One statement of the creditor's account, as the parser would answer."""
    statement = Statement(
        account=BANK_ACCOUNT,
        currency="PLN",
        number=str(number),
        opening=None,
        closing=None,
        lines=tuple(lines),
        is_interim=False,
        format="MT940",
        encoding="utf-8",
        problems=(),
    )
    return ParsedFile((statement,))


def ageing(task: Task) -> Result:
    """W6: every customer's arrears by age, rows in memory."""
    on = dt.date.fromisoformat(AS_OF)
    return median_of(3, lambda: len(list(ledger_queries.ageing(viewer=SYSTEM, on=on))))


def withdraw(task: Task) -> Result:
    """W17: the settlements made last taken back, each with its mirror and what hung on it."""
    last = Settlement.objects.filter(mirrors=None, mirror=None).order_by("-pk")
    ids = list(last.values_list("pk", flat=True)[:WITHDRAWN])
    return timed(
        len(ids), lambda: ledger.withdraw(actor=SYSTEM, reason="bench", settlement_ids=ids)
    )


def proof(task: Task) -> Result:
    """prove-ledger: everything derived afresh."""
    found: list[object] = []
    result = timed(1, lambda: found.extend(ledger_queries.prove(viewer=SYSTEM)))
    result.facts["differences"] = len(found)
    return result


def people(task: Task) -> Result:
    """A clerk, and eight customers with a portal login of their own."""
    clerk = access.add_user(
        actor=SYSTEM, realm=Realm.DESK, login="bench", name="Bench", email="",
        role=Role.CLERK, unit_id=None, language="pl", is_demo=True,
    )  # fmt: skip
    result = Result()
    result.facts["sign_in"] = str(settings.LOGIN_URL)
    result.facts["clerk"] = ["bench", clerk.password]
    codes = task.queries()["card"]
    ids = register_queries.party_ids_by_number(viewer=SYSTEM, numbers=codes)
    result.facts["parties"] = [ids[code] for code in codes]
    result.facts["customers"] = []
    for code in list(dict.fromkeys(codes))[:8]:
        user = access.add_user(
            actor=SYSTEM, realm=Realm.PORTAL, login=code.lower(), name=code, email="",
            role=None, unit_id=None, language="pl", is_demo=True,
        )  # fmt: skip
        register.grant_portal(actor=SYSTEM, user_id=user.user_id, party_id=ids[code])
        result.facts["customers"].append([code.lower(), user.password])
    return result
