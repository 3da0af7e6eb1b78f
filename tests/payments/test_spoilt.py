"""Bank files spoilt at random are taken in or refused in words, down to the last table."""

import os
import random
from collections import Counter

import pytest
from django.db import transaction

from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.errors import Refusal
from kartoteka.payments import operations
from kartoteka.payments.models import Line
from tests.formats.test_no_silence import FILES, HERE, PUT, spoilt
from tests.payments.builders import a_utility

pytestmark = pytest.mark.django_db
TIMES = int(os.environ.get("SPOILT", "80"))


def taken_in(data: bytes, name: str, creditor_id: int) -> str:
    """What became of the file: the code of the refusal, or nothing. Nothing of it stays."""
    try:
        with transaction.atomic():
            report = operations.take_in(
                actor=SYSTEM,
                data=data,
                name=name,
                creditor_id=creditor_id,
                confirmed=frozenset({operations.BrokenLines.code, operations.SameDaysTold.code}),
            )
            assert Line.objects.count() == report.new_lines
            transaction.set_rollback(True)
    except Refusal as refusal:
        return refusal.code if "%(" not in refusal.sentence() else "a gap in the sentence"
    return ""


def test_whatever_stands_in_a_file_it_comes_in_or_is_refused() -> None:
    creditor_id = a_utility()
    chance = random.Random(20260902)  # noqa: S311
    became = Counter[str]()
    for _time in range(TIMES):
        path = chance.choice(FILES)
        changes = [
            (chance.random(), chance.choice([0, 0, 1, 3, 20]), chance.choice(PUT))
            for _change in range(chance.randrange(1, 4))
        ]
        became[taken_in(spoilt(path.read_bytes(), changes), path.name, creditor_id)] += 1
    assert set(became) <= {"", "payments.unreadable"}
    assert became[""] > TIMES // 2


def test_zero_bytes_in_what_is_told_reach_no_table() -> None:
    creditor_id = a_utility()
    data = (HERE / "elixir0_virtual.pli").read_bytes()
    assert taken_in(data.replace(b",500,", b",5\x000x0,"), "a.pli", creditor_id) == ""
