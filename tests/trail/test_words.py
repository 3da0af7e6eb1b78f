"""What a customer's history is told in: words of people, in the reader's language."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import translation
from django.utils.functional import Promise

from kartoteka.ledger.models import Account, Scheme
from kartoteka.register.models import Party, PortalGrant
from kartoteka.trail import words

pytestmark = pytest.mark.django_db


def tables_of_customers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM trail_watched WHERE party_column IS NOT NULL")
        return sorted(name for (name,) in cursor.fetchall())


def test_all_that_a_customers_history_shows_has_words_of_its_own() -> None:
    wordless = []
    for table in tables_of_customers():
        model = words.model_of(table)
        assert model is not None
        if not isinstance(model._meta.verbose_name, Promise):
            wordless.append(table)
        wordless += [
            f"{table}.{field.name}"
            for field in words._columns(table).values()
            if not isinstance(field.verbose_name, Promise) and not field.related_model
        ]
    assert wordless == []


def test_codes_are_told_in_words() -> None:
    scheme, country = Account._meta.get_field("scheme"), Party._meta.get_field("country")
    with translation.override("sk"):
        named = words.referred([("ledger_account", {"scheme_id": "SK_CONSUMER"})])
        assert words.value(scheme, "SK_CONSUMER", named) == "slovenská, pre spotrebiteľov"
        assert words.value(country, "SK", {}) == "Slovensko"
    assert all(set(one.labels) == {"pl", "sk", "en"} for one in Scheme.objects.all())


def test_moments_and_days_are_written_as_the_reader_does() -> None:
    field = PortalGrant._meta.get_field("granted_at")
    late = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC).isoformat()
    with translation.override("sk"):
        assert words.value(field, late, {}) == "23.\u00a011.\u00a02026, 00:30"
