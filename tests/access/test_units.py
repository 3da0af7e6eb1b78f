"""The office as a tree."""

import pytest

from kartoteka.access import operations, queries
from kartoteka.access.rules import is_under
from kartoteka.kernel.actor import SYSTEM
from tests import build

pytestmark = pytest.mark.django_db


def _add(code: str, parent_id: int | None = None) -> int:
    return operations.add_unit(actor=SYSTEM, code=code, name=f"Unit {code}", parent_id=parent_id)


def _move(unit_id: int, code: str, parent_id: int | None) -> None:
    operations.change_unit(
        actor=SYSTEM, unit_id=unit_id, code=code, name=code, parent_id=parent_id, is_active=True
    )


def test_units_stand_under_one_another() -> None:
    top = _add("A")
    low = _add("B", top)
    lowest = _add("C", low)
    shown = [(row.code, row.depth) for row in queries.units(viewer=SYSTEM)]
    assert shown == [("A", 0), ("B", 1), ("C", 2)]
    for place in (top, low, lowest):
        with pytest.raises(operations.UnitUnderItself):
            _move(top, "A", place)
    _move(lowest, "C", None)
    assert queries.office_name() == "Unit A"


def test_a_code_is_taken_once() -> None:
    _add("A")
    with pytest.raises(operations.CodeTaken):
        _add("A")


def test_a_customer_sees_no_units() -> None:
    _add("A")
    assert queries.units(viewer=build.a_customer().as_actor()) == []


def test_a_loop_in_the_tree_ends() -> None:
    assert not is_under({1: 2, 2: 1}, 1, 3)
    assert is_under({1: 2, 2: 3}, 1, 3)
