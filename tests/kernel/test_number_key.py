"""A document's number is found however it is written."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "key", "digits"),
    [
        ("FV/2026/05/00012", "fv20260500012", "20260500012"),
        (" fv 0012-A_b.c\\d ", "fv0012abcd", "12"),
        ("FV/Łódź/0007", "fvlodz0007", "7"),
        ("000", "000", ""),
        ("[A]{1}^`'\"@#$%&*+;:<>=?!~|", "a1", "1"),
    ],
)
def test_key_and_digits(number: str, key: str, digits: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number_key(%(n)s), number_digits(%(n)s), replace(fold(%(n)s), ' ', '')",
            {"n": number},
        )
        assert cursor.fetchone() == (key, digits, key)
