"""Custom fields of two customers that become one, and two again."""

import pytest

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from tests.build import a_party
from tests.register.fields.making import a_field, a_tab, held, put

pytestmark = pytest.mark.django_db


def test_a_merge_fills_what_is_missing_and_its_undo_takes_it_back() -> None:
    tab = a_tab()
    for key in ("both", "theirs"):
        a_field(tab, key)
    a_field(tab, "meter", is_unique=True)
    a_field(tab, "owner", "PARTY")
    stays, goes, other = a_party("Stays"), a_party("Goes"), a_party("Other")
    put(stays, both="mine")
    put(goes, both="its", theirs="more", meter="L-1")
    put(other, owner=goes)

    done = register.merge(actor=SYSTEM, survivor_id=stays, loser_id=goes)
    assert held(stays) == {"both": "mine", "theirs": "more", "meter": "L-1"}
    assert held(goes) == {"both": "its", "theirs": "more"}
    assert held(other) == {"owner": stays}

    register.undo_merge(actor=SYSTEM, merge_id=done.public_id)
    assert held(stays) == {"both": "mine"}
    assert held(goes) == {"both": "its", "theirs": "more", "meter": "L-1"}
    assert held(other) == {"owner": goes}
