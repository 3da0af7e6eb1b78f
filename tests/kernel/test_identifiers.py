"""Identifiers: valid ones in any shape, wrong ones refused."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.kernel import identifiers

KINDS_OF_SAMPLES = {
    "REGON": "regon",
    "VAT (NIP)": "vat",
    "IC DPH": "icdph",
    "NIP": "nip",
    "PESEL": "pesel",
    "rodne cislo": "rc",
    "IBAN": "iban",
}


def test_every_sample_is_judged_as_its_source_says(samples: Path) -> None:
    judged = 0
    for row in csv.DictReader((samples / "ids" / "ids.csv").open(encoding="utf-8")):
        kind = KINDS_OF_SAMPLES.get(row["kind"])
        if kind is None:  # identity cards are no identifier of ours
            continue
        # "invalid-format-for-strict-form" speaks of a form that wants hyphens; we take any.
        expected = row["expected"] in ("valid", "invalid-format-for-strict-form")
        assert identifiers.check(kind, row["value"]).valid is expected, row
        judged += 1
    assert judged >= 80


@pytest.mark.parametrize(
    ("kind", "value", "normalised"),
    [
        ("nip", "pl 526-10-25-421", "5261025421"),
        ("nip", "NIP: 526 102 54 21", "5261025421"),
        ("regon", "590096454", "590096454"),
        ("regon", "001021100-00342", "00102110000342"),
        ("krs", "KRS 0000 127 206", "0000127206"),
        ("ico", "IČO 31 333 532", "31333532"),
        ("dic", "2020 317 068", "2020317068"),
        ("dic", "SK 2020317068", "2020317068"),
        ("nip", "ｐｌ５２６１０２５４２１", "5261025421"),
        ("nip", "\u202a526−102−54\u00ad21\u202c", "5261025421"),
        ("icdph", "sk2020317068", "SK2020317068"),
        ("icdph", "2020317068", "SK2020317068"),
        ("vat", "pl526-102-54-21", "PL5261025421"),
        ("vat", "sk 2020317068", "SK2020317068"),
        ("rc", "710319/2745", "7103192745"),
        ("iban", "pl61 1090 1014 0000 0712 1981 2874", "PL61109010140000071219812874"),
        ("nrb", "61-1090-1014-0000-0712-1981-2874", "61109010140000071219812874"),
        ("nrb", "PL61109010140000071219812874", "61109010140000071219812874"),
    ],
)
def test_takes_any_shape(kind: str, value: str, normalised: str) -> None:
    checked = identifiers.check(kind, value)
    assert (checked.valid, checked.normalised, checked.warnings) == (True, normalised, ())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("nip", "5261025422"),
        ("nip", "0000000000"),
        ("nip", "PL PL 5261025421"),
        ("nip", "٥٢٦١٠٢٥٤٢١"),
        ("regon", "00102110000343"),
        ("krs", "127206"),
        ("pesel", "98765432121"),
        ("pesel", "00000000000"),
        ("ico", "31333533"),
        ("dic", "202031706"),
        ("icdph", "CZ2020317068"),
        ("rc", "1103492745"),
        ("rc", "590312123"),
        ("iban", "PL61109010140000071219812875"),
        ("nrb", "61109010140000071219812875"),
        ("vat", "XX123"),
        ("vat", ""),
    ],
)
def test_refuses_what_is_wrong(kind: str, value: str) -> None:
    assert not identifiers.check(kind, value).valid


def test_an_unusual_dic_only_warns() -> None:
    checked = identifiers.check("dic", "2020317069")
    assert checked.valid
    assert checked.warnings == (identifiers.UNUSUAL_CHECK_DIGIT,)


def test_birth_dates_are_read() -> None:
    assert identifiers.check("pesel", "80071610614").born_on == dt.date(1980, 7, 16)
    assert identifiers.check("pesel", "02270803624").born_on == dt.date(2002, 7, 8)
    assert identifiers.check("rc", "715319/2749").born_on is None
    assert identifiers.check("rc", "7103192745").born_on == dt.date(1971, 3, 19)


@given(kind=st.sampled_from(identifiers.KINDS), value=st.text(max_size=80))
def test_no_text_is_a_bug(kind: str, value: str) -> None:
    assert identifiers.check(kind, value).valid in (True, False)
