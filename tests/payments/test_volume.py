"""Many lines at once, twice in a row; and random overlapping files against the obvious answer."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.payments import operations, rules
from kartoteka.payments.models import Line, Payment
from kartoteka.register.models import Party
from tests.payments.builders import a_line, a_statement, a_utility, taken

pytestmark = pytest.mark.django_db
LINES = 3_000


@pytest.mark.volume
def test_thousands_of_lines_are_taken_in_and_matched_twice_in_a_row() -> None:
    creditor_id = a_utility()
    parties = Party.objects.bulk_create(
        Party(number=f"K{n:07d}", kind="PERSON", name=f"Osoba {n}") for n in range(LINES)
    )
    for party in parties[:1]:
        ledger.open_account(
            actor=SYSTEM, party_id=party.pk, creditor_id=creditor_id, currency="PLN"
        )
    from kartoteka.ledger.models import Account, Creditor

    scheme = Creditor.objects.get(pk=creditor_id).scheme_id
    Account.objects.bulk_create(
        Account(party_id=party.pk, creditor_id=creditor_id, currency="PLN", scheme_id=scheme)
        for party in parties[1:]
    )
    for turn in range(2):
        lines = (
            a_line("10.00", f"klient K{n:07d} rata {turn}", day=f"2026-09-0{turn + 2}")
            for n in range(LINES)
        )
        opening = str(turn * LINES * 10)
        report = taken(a_statement(*lines, opening=opening, number=str(turn)))
        assert report.new_lines == report.matched.count == LINES
    assert Payment.objects.count() == 2 * LINES
    assert operations.match(actor=SYSTEM).count == 0


files = st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=5), min_size=1, max_size=4)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files)
def test_overlapping_files_keep_every_line_as_often_as_one_file_tells_it(
    told: list[list[int]],
) -> None:
    from django.db import transaction

    wanted: Counter[int] = Counter()
    with transaction.atomic():
        a_utility()
        for number, amounts in enumerate(told):
            lines = (a_line(f"{amount}.00", "rata") for amount in amounts)
            taken(
                a_statement(*lines, number=str(number)),
                confirmed=frozenset({operations.SameDaysTold.code}),
            )
            wanted |= Counter(amounts)
        found = Counter(int(line.amount) for line in Line.objects.all())
        transaction.set_rollback(True)
    assert found == wanted


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 2)), max_size=8))
def test_fingerprints_of_a_file_are_all_different_and_need_no_order(
    told: list[tuple[str, int]],
) -> None:
    def marks(rows: list[tuple[str, int]]) -> list[bytes]:
        statement = a_statement(*(a_line(str(Decimal(n)), title) for title, n in rows))
        return next(iter(rules.fingerprints([statement])))[1]

    assert len(set(marks(told))) == len(told)
    assert set(marks(told)) == set(marks(told[::-1]))
