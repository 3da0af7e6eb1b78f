"""Indexes of custom fields are made and dropped by the owner, while definitions come and go."""

import pytest
from django.db import connection

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.models import CustomField
from kartoteka.register.operations.fields import definitions as fields
from kartoteka.register.operations.fields import upkeep as field_upkeep
from kartoteka.register.operations.fields import values as field_values
from kartoteka.register.operations.fields.values import FieldsRefused
from tests.build import a_party
from tests.register.fields.making import a_draft, a_field, a_tab, held, put

pytestmark = pytest.mark.django_db(transaction=True)


def indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE indexname LIKE 'register_cf_%' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def test_definitions_get_the_indexes_that_they_ask_for_and_lose_them() -> None:
    tab = a_tab()
    power = a_field(tab, "power", "NUMBER", is_indexed=True)
    meter = a_field(tab, "meter", is_unique=True)
    a_field(tab, "plain")
    put(a_party("One"), power="5", meter="A1")

    field_upkeep.tend_indexes(actor=SYSTEM)
    assert indexes() == [f"register_cf_{power}_n", f"register_cf_{meter}_tu"]
    assert CustomField.objects.get(pk=power).index_state == "READY"

    fields.change_field(
        actor=SYSTEM, field_id=power, draft=a_draft(tab, "power", "TEXT", is_indexed=True)
    )
    fields.retire_field(actor=SYSTEM, field_id=meter)
    assert CustomField.objects.get(pk=power).index_state == "WAITING"
    field_upkeep.tend_indexes(actor=SYSTEM)
    assert indexes() == [f"register_cf_{power}_t", f"register_cf_{power}_tg"]


def test_the_index_has_the_last_word_on_uniqueness() -> None:
    tab = a_tab()
    a_field(tab, "meter", is_unique=True)
    field_upkeep.tend_indexes(actor=SYSTEM)
    one, two = a_party("One"), a_party("Two")
    put(one, meter="A-1")
    with pytest.raises(FieldsRefused) as refusal:
        # Asks nobody before it writes, as if the first had come in between.
        field_values.set_fields_many(actor=SYSTEM, record="party", rows=[(two, {"meter": "a 1"})])
    assert list(refusal.value.problems) == ["meter"]
    assert held(two) == {}


def test_values_that_are_alike_leave_the_field_without_its_index_and_say_so() -> None:
    tab = a_tab()
    field = a_field(tab, "meter")
    put(a_party("One"), meter="A1"), put(a_party("Two"), meter="a1")
    CustomField.objects.filter(pk=field).update(is_unique=True)
    field_upkeep.tend_indexes(actor=SYSTEM)
    row = CustomField.objects.get(pk=field)
    assert (row.index_state, row.index_note) == ("FAILED", field_upkeep.TWICE)
    assert indexes() == []
