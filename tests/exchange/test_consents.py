"""Consents from another program: each giving and withdrawing a row, noted once."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import translation

from kartoteka.kernel.actor import SYSTEM
from kartoteka.privacy import operations, queries
from kartoteka.privacy.models import Consent
from tests.build import a_party
from tests.exchange.making import TODAY, brought, told

pytestmark = pytest.mark.django_db
HEAD = "nr klienta;cel zgody;kanał;udzielona;data zgody;sposób;dowód\n"


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def test_consents_given_and_withdrawn_come_in_once(tmp_path: Path) -> None:
    anna, bartek = a_party("Anna", number="A1"), a_party("Bartek", number="A2")
    report = brought(
        tmp_path,
        "CONSENT",
        f"{HEAD}A1;marketing;e-mail;tak;2024-01-02;telefon;nagranie 7\n"
        "A1;marketing;e-mail;nie;2025-01-02;;\n"
        "A2;marketing;SMS;tak;2024-01-02;;formularz\n"
        "A2;marketing;SMS;tak;2024-01-02;;formularz\n",
    )
    assert (report.counts["NEW"], report.counts["SAME"]) == (3, 1)
    kept = Consent.objects.order_by("pk")
    assert list(kept.values_list("party_id", "channel", "is_given", "happened_on", "how")) == [
        (anna, "EMAIL", True, dt.date(2024, 1, 2), "PHONE"),
        (bartek, "SMS", True, dt.date(2024, 1, 2), "OFFICE"),
        (anna, "EMAIL", False, dt.date(2025, 1, 2), "OFFICE"),
    ]
    for channel, whose in (("EMAIL", frozenset()), ("SMS", frozenset({bartek}))):
        agreed = queries.consenting(
            viewer=SYSTEM, parties=(anna, bartek), purpose="MARKETING", channel=channel
        )
        assert agreed == whose


def test_each_wrong_consent_is_refused_with_a_sentence(tmp_path: Path) -> None:
    a_party("Anna", number="A1")
    report = brought(
        tmp_path,
        "CONSENT",
        f"{HEAD}A1;marketing;e-mail;tak;2024-01-02;;\n"
        "A1;marketing;e-mail;nie;2026-07-01;;\nA1;marketing;gołąb;nie;2024-01-02;;\n"
        "A1;księgowość;e-mail;nie;2024-01-02;;\nA1;marketing;e-mail;nie;;;\n"
        "A1;;e-mail;nie;2024-01-02;;\nA1;marketing;;nie;2024-01-02;;\n"
        "A1;marketing;e-mail;może;2024-01-02;;\nA1;marketing;e-mail;nie;31.02.2024;;\n"
        "A3;marketing;e-mail;nie;2024-01-02;;\n",
        unsure={"is_given", "channel", "purpose_id", "happened_on"},
    )
    assert report.counts["NEW"] == 0
    assert [row[2:] for row in told(report, "CONSENT")] == [
        ("evidence", "The value is missing."),
        ("happened_on", "This cannot have happened yet. Give today or an earlier day."),
        ("channel", "“gołąb” is not valid."),
        ("purpose_id", "“księgowość” is no purpose that stands on consent."),
        ("happened_on", "The value is missing."),
        ("purpose_id", "The value is missing."),
        ("channel", "The value is missing."),
        ("is_given", "“może” is not valid."),
        ("happened_on", "“31.02.2024” is not a date that can be read."),
        ("party_number", "There is no customer A3. Import the customers first."),
    ]


def test_the_operation_refuses_what_no_file_can_say() -> None:
    anna = a_party("Anna", number="A1")
    said = {"channel": "EMAIL", "happened_on": "2024-01-02", "evidence": " "}
    rows = [(anna, {**said, "purpose_id": "999999"})]
    (one,) = operations.note_many_consents(actor=SYSTEM, rows=rows, on=TODAY)
    assert (one.outcome, one.field, one.code) == ("REJECTED", "purpose_id", "no_such_purpose")
    assert Consent.objects.count() == 0
