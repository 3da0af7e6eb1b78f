"""Points and agreements, one by one and many at once."""

import datetime as dt
from collections.abc import Callable

import pytest

from kartoteka.agreements import operations, queries
from kartoteka.agreements.rules import AgreementDraft, AgreementRow, PointDraft, PointRow
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.models import Party
from kartoteka.trail import queries as trail

pytestmark = pytest.mark.django_db

JANUARY = dt.date(2026, 1, 1)


@pytest.fixture
def a_party() -> Callable[[str], int]:
    def make(number: str) -> int:
        return Party.objects.create(number=number, kind="COMPANY", name=f"Firm {number}").pk

    return make


def test_adds_a_point_and_an_agreement_on_it(a_party: Callable[[str], int]) -> None:
    anna, works = a_party("K1"), a_party("W1")
    point = operations.add_point(
        actor=SYSTEM, draft=PointDraft(number=" PK/1 ", party_id=anna, address="Lesna 3")
    )
    operations.add_agreement(
        actor=SYSTEM,
        draft=AgreementDraft(
            number="U/1", party_id=anna, creditor_id=works, valid_from=JANUARY, point_id=point
        ),
    )
    (found,) = queries.agreements_of(viewer=SYSTEM, party_id=anna)
    assert (found.number, found.creditor, found.point) == ("U/1", "Firm W1", "PK/1")
    assert found.is_valid(dt.date(2030, 1, 1))
    assert not found.is_valid(dt.date(2025, 12, 31))


def test_refuses_a_number_that_another_point_bears(a_party: Callable[[str], int]) -> None:
    anna = a_party("K1")
    operations.add_point(actor=SYSTEM, draft=PointDraft(number="PK/1", party_id=anna))
    with pytest.raises(operations.PointNumberTaken):
        operations.add_point(actor=SYSTEM, draft=PointDraft(number="PK/1", party_id=anna))
    assert len(queries.points_of(viewer=SYSTEM, party_id=anna)) == 1


def test_two_creditors_may_use_one_agreement_number(a_party: Callable[[str], int]) -> None:
    anna, works, heating = a_party("K1"), a_party("W1"), a_party("W2")
    for creditor in (works, heating):
        operations.add_agreement(
            actor=SYSTEM,
            draft=AgreementDraft(
                number="U/1", party_id=anna, creditor_id=creditor, valid_from=JANUARY
            ),
        )
    with pytest.raises(operations.AgreementNumberTaken):
        operations.add_agreement(
            actor=SYSTEM,
            draft=AgreementDraft(
                number="U/1", party_id=anna, creditor_id=works, valid_from=JANUARY
            ),
        )


def test_refuses_an_agreement_that_ends_before_it_begins(a_party: Callable[[str], int]) -> None:
    anna, works = a_party("K1"), a_party("W1")
    draft = AgreementDraft(number="U/1", party_id=anna, creditor_id=works, valid_from=JANUARY)
    agreement = operations.add_agreement(actor=SYSTEM, draft=draft)
    with pytest.raises(operations.EndsBeforeItBegins):
        operations.end_agreement(actor=SYSTEM, agreement_id=agreement, on=dt.date(2025, 12, 31))
    operations.end_agreement(actor=SYSTEM, agreement_id=agreement, on=JANUARY)
    (found,) = queries.agreements_of(viewer=SYSTEM, party_id=anna)
    assert found.valid_to == JANUARY


def test_refuses_the_point_of_somebody_else(a_party: Callable[[str], int]) -> None:
    anna, celina, works = a_party("K1"), a_party("K2"), a_party("W1")
    point = operations.add_point(actor=SYSTEM, draft=PointDraft(number="PK/1", party_id=celina))
    with pytest.raises(operations.NoSuchPoint):
        operations.add_agreement(
            actor=SYSTEM,
            draft=AgreementDraft(
                number="U/1", party_id=anna, creditor_id=works, valid_from=JANUARY, point_id=point
            ),
        )
    assert queries.agreements_of(viewer=SYSTEM, party_id=anna) == []


def test_tells_that_somebody_changed_the_point_meanwhile(a_party: Callable[[str], int]) -> None:
    anna = a_party("K1")
    as_seen = PointDraft(number="PK/1", party_id=anna)
    point = operations.add_point(actor=SYSTEM, draft=as_seen)
    operations.change_point(
        actor=SYSTEM,
        point_id=point,
        draft=PointDraft(number="PK/1", party_id=anna, name="Well"),
        expected=as_seen,
    )
    with pytest.raises(operations.ChangedMeanwhile):
        operations.change_point(
            actor=SYSTEM,
            point_id=point,
            draft=PointDraft(number="PK/1", party_id=anna, name="Mill"),
            expected=as_seen,
        )
    assert queries.points_of(viewer=SYSTEM, party_id=anna)[0].name == "Well"


def test_adds_many_and_leaves_known_numbers_alone(
    a_party: Callable[[str], int], as_desk: None
) -> None:
    anna, works = a_party("K1"), a_party("W1")
    rows = [PointRow(number=f"PK/{n}", party_number="K1", name="Shop") for n in range(3)]
    assert operations.add_many_points(actor=SYSTEM, rows=rows).added == 3
    again = operations.add_many_points(
        actor=SYSTEM, rows=[*rows, PointRow(number="PK/9", party_number="K1")]
    )
    assert (again.added, again.known) == (1, 3)
    agreements = [
        AgreementRow(
            number=f"U/{n}",
            party_number="K1",
            creditor_id=works,
            valid_from=JANUARY,
            point_number=f"PK/{n}" if n else "",
        )
        for n in range(2)
    ]
    assert operations.add_many_agreements(actor=SYSTEM, rows=agreements).added == 2
    points = {a.number: a.point for a in queries.agreements_of(viewer=SYSTEM, party_id=anna)}
    assert points == {"U/0": "", "U/1": "PK/1"}


def test_a_set_that_names_an_unknown_customer_adds_nothing(a_party: Callable[[str], int]) -> None:
    anna = a_party("K1")
    rows = [
        PointRow(number="PK/1", party_number="K1"),
        PointRow(number="PK/2", party_number="K77"),
    ]
    with pytest.raises(operations.UnknownNumbers) as refusal:
        operations.add_many_points(actor=SYSTEM, rows=rows)
    assert refusal.value.facts == {"count": 1, "examples": "K77"}
    assert queries.points_of(viewer=SYSTEM, party_id=anna) == []


def test_finds_the_customer_by_the_beginning_of_a_number(a_party: Callable[[str], int]) -> None:
    anna, works = a_party("K1"), a_party("W1")
    operations.add_point(actor=SYSTEM, draft=PointDraft(number="PK/12-34", party_id=anna))
    operations.add_agreement(
        actor=SYSTEM,
        draft=AgreementDraft(number="PK/12", party_id=anna, creditor_id=works, valid_from=JANUARY),
    )
    found = queries.search(viewer=SYSTEM, text="pk 123")
    assert [(hit.party_id, hit.what) for hit in found] == [(anna, "PK/12-34")]
    assert queries.search(viewer=SYSTEM, text="%") == []


def test_a_set_leaves_its_trace_on_every_customers_card(a_party: Callable[[str], int]) -> None:
    anna, celina = a_party("K1"), a_party("K2")
    rows = [PointRow(number="PK/1", party_number="K1"), PointRow(number="PK/2", party_number="K2")]
    operations.add_many_points(actor=SYSTEM, rows=rows)
    for party in (anna, celina):
        assert [str(change.action) for change in trail.changes_of(viewer=SYSTEM, party_id=party)][
            :1
        ] == ["added"]
