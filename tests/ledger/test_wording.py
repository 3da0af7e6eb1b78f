"""Reasons and laws as a reader of each language has them."""

import pytest
from django.utils.translation import override

from kartoteka.ledger import wording


@pytest.mark.parametrize(
    ("stored", "language", "cited"),
    [
        (
            "par. 3 nar. vl. 87/1995 as am. 20/2013: ECB+5pp at first day of delay; FIXED",
            "sk",
            "§ 3 nar. vl. 87/1995 v znení 20/2013",
        ),
        (
            "par. 1(1) nar. vl. 21/2013 (pre-2015: optional variant): ECB at 1 Jan/1 Jul + 8pp",
            "pl",
            "§ 1(1) nar. vl. 21/2013",
        ),
        ("art. 481 par. 2(1) KC: 2 x statutory delay", "pl", "art. 481 § 2(1) KC"),
        ("art. 481 KC; M.P. 2022 poz. 673", "pl", "art. 481 KC; M.P. 2022 poz. 673"),
        ("art. 56 OrdPU; poznajpodatki.pl table", "pl", "art. 56 OrdPU"),
        ("RPP/NBP; lombard=ref+0.5pp, implied by tax-interest announcements", "en", "RPP/NBP"),
        ("art. 56 par. 1 OrdPU (then): 200% of NBP lombard", "pl", "art. 56 § 1 OrdPU"),
    ],
)
def test_a_law_is_cited_without_the_notes_of_the_table(
    stored: str, language: str, cited: str
) -> None:
    with override(language):
        assert wording.law_of_rate(stored) == cited


@pytest.mark.parametrize(
    ("language", "day"), [("pl", "01.08.2026"), ("sk", "1.\u00a08.\u00a02026")]
)
def test_a_reason_writes_the_day_as_the_language_does(language: str, day: str) -> None:
    with override(language):
        assert day in wording.reason("OLDEST_DUE", "PL_KC_451", {"due": "2026-08-01"})
