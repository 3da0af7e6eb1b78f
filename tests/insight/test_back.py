"""A past day of everybody, told back from today, is what entries and settlements make afresh."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.insight import queries
from kartoteka.insight.reports import EFFECTIVE, SHOWN, Asked
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Account, Entry, Settlement
from tests.ledger.pair import START, Pair, steps

pytestmark = pytest.mark.django_db
TODAY = START + dt.timedelta(days=400)
BEFORE = (("debit", Decimal(50), 10, "", False), ("credit", Decimal(30), 40, [], None))
AFTER = (("settle", 200), ("withdraw", 0), ("settle", 200))


def told(asked: Asked, key: str = "open_entries") -> list[str]:
    found = queries.answer(viewer=SYSTEM, key=key, asked=asked, today=TODAY)
    return sorted(f"{one.words} {one.currency} {one.values}" for one in found.lines)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    history=st.lists(steps, min_size=4, max_size=12),
    mode=st.sampled_from([EFFECTIVE, SHOWN]),
)
def test_of_one_and_of_everybody_are_the_same(
    *, db: None, history: list[tuple[object]], mode: str
) -> None:
    with transaction.atomic():
        pair = Pair(("COST", "INTEREST", "PRINCIPAL"), accrues=False, rounding="once")
        for step in [*BEFORE, *history, *AFTER]:
            pair.do(step)
        party = Account.objects.get(pk=pair.account).party_id
        entries = Entry.objects.values_list("effective_on", flat=True)
        for day in {*entries, *Settlement.objects.values_list("effective_on", flat=True)}:
            assert told(Asked(day, mode=mode)) == told(Asked(day, mode=mode, party=party))
            for first, by in ((day - dt.timedelta(days=30), "customer"), (day, "month")):
                asked = Asked(day, first, mode=mode, by=by)
                of_one = replace(asked, party=party)
                assert told(asked, "turnover") == told(of_one, "turnover")
        transaction.set_rollback(True)
