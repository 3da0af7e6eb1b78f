"""The program and the database fold alike, so that what one writes the other finds."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.kernel.folding import fold

pytestmark = pytest.mark.django_db
SIGNS = "ąćęłńóśźżáäčďéěíĺľňôŕřšťúůýžöüőűâîëçàèùășťțßаяё aZ09-./,_@\"'&+()№–„”"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Żółć-Kowalska, Łucja", "zolc kowalska lucja"),
        ("  ĽUBOŠ  Ďurčo ", "lubos durco"),
        ("Zo\u0301ł\u0301", "zol"),
        ("FV/2026/№7", "fv 2026 no7"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=SIGNS + SIGNS.upper().replace("SS", "")).filter(lambda t: "№" not in t))
@settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_database_folds_the_same(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fold(%s)", [text])
        assert cursor.fetchone() == (fold(text),)
