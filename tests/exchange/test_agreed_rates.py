"""Rates of agreements from a file: added, found again, never twice, never over posted days."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from kartoteka.exchange import engine
from kartoteka.ledger.models import AgreementRate
from tests.exchange import making
from tests.exchange.making import imported, told
from tests.ledger.builders import on
from tests.ledger.test_agreement_rates import Signed, signed

pytestmark = pytest.mark.django_db

HEAD = "nr umowy;od;do;stopa procentowa\n"
NEW = {"NEW": 0, "CHANGED": 0, "SAME": 0, "CONFLICT": 0, "REJECTED": 0}
NUMBER = "UM/7@b|c"


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


@pytest.fixture
def it() -> Signed:
    return signed()


def run(folder: Path, rows: str, *, dry: bool = False) -> engine.Report:
    where = making.a_csv(folder / "stopy.csv", HEAD + rows)
    return imported("AGREEMENT_RATE", where, dry=dry)


def sentences(report: engine.Report) -> list[tuple[int, str, str, str]]:
    return told(report, "AGREEMENT_RATE")


def stand() -> list[tuple[str, str, str]]:
    return [
        (f"{one.percent.normalize():f}", f"{one.valid_from}", f"{one.valid_to or ''}")
        for one in AgreementRate.objects.filter(withdrawn_at=None).order_by("valid_from")
    ]


ROWS = (
    f"{NUMBER};01.07.2026;;12,5 %\n{NUMBER};2027-01-01;2027-06-30;9,125\n{NUMBER};01.09.2027;;11\n"
)
KEPT = [
    ("12.5", "2026-07-01", "2026-12-31"), ("9.125", "2027-01-01", "2027-06-30"),
    ("11", "2027-09-01", ""),
]  # fmt: skip


def test_they_come_in_and_are_found_again(tmp_path: Path, it: Signed) -> None:
    dry = run(tmp_path, ROWS, dry=True)
    assert (dry.counts, stand()) == (NEW | {"NEW": 3}, [])
    assert run(tmp_path, ROWS).counts == NEW | {"NEW": 3}
    assert stand() == KEPT
    assert {(one.kind_id, one.reason) for one in AgreementRate.objects.all()} == {
        ("pl_contractual_delay", "Import from stary")
    }
    again = run(tmp_path, ROWS + f"{NUMBER};01.09.2027;;11\n")
    assert (again.counts, stand()) == (NEW | {"SAME": 4}, KEPT)


def test_what_comes_later_ends_an_open_rate_and_the_old_file_stays_the_same(
    tmp_path: Path, it: Signed
) -> None:
    it.agree("14", "2026-01-01")
    assert run(tmp_path, ROWS).counts == NEW | {"NEW": 3}
    assert stand() == [("14", "2026-01-01", "2026-06-30"), *KEPT]
    later = f"{NUMBER};01.01.2028;;10\n"
    assert run(tmp_path, later).counts == NEW | {"NEW": 1}
    assert stand()[-2:] == [("11", "2027-09-01", "2027-12-31"), ("10", "2028-01-01", "")]
    assert run(tmp_path, ROWS + later).counts == NEW | {"SAME": 4}


def test_an_earlier_end_shortens_and_contradictions_are_a_persons(
    tmp_path: Path, it: Signed
) -> None:
    run(tmp_path, ROWS)
    report = run(
        tmp_path,
        f"{NUMBER};01.07.2026;30.11.2026;12,5\n"
        f"{NUMBER};2027-01-01;2027-07-31;9,125\n"
        f"{NUMBER};01.09.2027;;12\n"
        f"{NUMBER};01.08.2027;30.09.2027;12\n",
    )
    assert report.counts == NEW | {"CHANGED": 1, "CONFLICT": 2, "REJECTED": 1}
    assert [(number, outcome, words) for number, outcome, _at, words in sentences(report)] == [
        (2, "CHANGED", "changed"),
        (3, "CONFLICT", "Here the rate ends earlier: 2027-06-30."),
        (4, "REJECTED", "Row 5 has a rate of the same agreement for these days already."),
        (5, "CONFLICT", "The agreement has a rate from 2027-09-01 to … already."),
    ]
    assert stand()[0] == ("12.5", "2026-07-01", "2026-11-30")


def test_posted_days_keep_their_rate_and_past_ones_are_told(tmp_path: Path, it: Signed) -> None:
    it.debt("2026-02-27")
    rows = f"{NUMBER};01.03.2026;;12\n"
    noted = run(tmp_path, rows, dry=True)
    assert noted.counts == NEW | {"NEW": 1}
    assert sentences(noted) == [
        (2, "NOTE", "valid_from",
         "Interest that has accrued on open debts of the agreement changes: 1.")
    ]  # fmt: skip
    it.post("2026-03-31")
    report = run(tmp_path, rows)
    assert report.counts == NEW | {"CONFLICT": 1}
    assert [words for *_row, words in sentences(report)] == [
        "Interest has been posted for these days, to 2026-03-31."
    ]
    assert stand() == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("UM/404;01.01.2026;;12", "unknown_agreement"),
        (f"{NUMBER};01.01.2026;31.12.2025;12", "ends_early"),
        (f"{NUMBER};01.01.2026;;1000", "not_a_percent"),
        (f"{NUMBER};01.01.2026;;-3", "not_a_percent"),
        (f"{NUMBER};32.01.2026;;3", "not_a_date"),
        (f"{NUMBER};;;3", "missing"),
    ],
)
def test_what_is_rejected(tmp_path: Path, it: Signed, row: str, code: str) -> None:
    where = making.a_csv(tmp_path / "stopy.csv", f"{HEAD}{row}\n")
    columns = making.suggested("AGREEMENT_RATE", making.a_csv(tmp_path / "a.csv", HEAD + ROWS))
    report = imported("AGREEMENT_RATE", where, columns=columns)
    assert [(one.outcome, one.code) for one in report.rows] == [("REJECTED", code)]


def test_a_number_of_several_creditors_wants_the_creditor(tmp_path: Path, it: Signed) -> None:
    signed("SK")
    row = f"{NUMBER};01.01.2026;;12"
    assert [one.code for one in run(tmp_path, f"{row}\n").rows] == ["several_agreements"]
    number = it.creditor_number()
    where = making.a_csv(tmp_path / "b.csv", f"wierzyciel;{HEAD}{number};{row}\n")
    assert imported("AGREEMENT_RATE", where).counts == NEW | {"NEW": 1}
    [kept] = AgreementRate.objects.all()
    assert (kept.agreement_id, kept.percent, kept.valid_from) == (
        it.agreement, Decimal(12), on("2026-01-01"),
    )  # fmt: skip
