"""Two clerks settle the same debt at once from their screens: one wins, one is told why not."""

import html
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Settlement
from tests import build
from tests.conftest import DATABASE
from tests.ledger import builders
from tests.ledger.test_concurrency import _until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def a_clerk(login: str) -> Client:
    client = Client()
    client.force_login(build.a_user(login))
    return client


def test_one_settles_and_the_other_is_told_in_a_sentence() -> None:
    account = builders.an_account()
    debit = builders.a_debit(account, "100.00", "2026-02-28", number="FV/1")
    credits = [builders.a_payment(account, "100.00", "2026-02-10") for _n in range(2)]
    clerks = [a_clerk(login) for login in ("anna", "bartek")]
    day = clerks[0].get(f"/credits/{credits[0]}/settle/").context["on"]
    typed = {"on": f"{day:%Y-%m-%d}", "how": "choice", "settle": "1", f"debit-{debit}": "100,00"}
    both_ready = threading.Barrier(2)

    def settle(clerk: Client, credit: int) -> Any:
        try:
            both_ready.wait(20)
            return clerk.post(f"/credits/{credit}/settle/", typed)
        finally:
            connection.close()

    with psycopg.connect(os.environ[DATABASE]) as holder, ThreadPoolExecutor(2) as people:
        holder.execute("SELECT FROM ledger_account WHERE id = %s FOR UPDATE", [account])
        begun = [
            people.submit(settle, clerk, credit)
            for clerk, credit in zip(clerks, credits, strict=True)
        ]
        _until_somebody_waits()
        holder.rollback()
        pages = [each.result(timeout=30) for each in begun]

    assert sorted(page.status_code for page in pages) == [302, 422]
    told = max(pages, key=lambda page: page.status_code)
    [sentence] = told.context["form"].non_field_errors()
    assert sentence in {operations.MoreThanOpen.message, operations.AccountBusy.message}
    assert sentence in html.unescape(told.text)
    assert 'value="100,00"' in told.text
    assert Settlement.objects.get().amount == Decimal("100.00")
    assert queries.prove(viewer=SYSTEM) == []
