"""KSeF numbers, the ministry's examples among them, and the address that verifies an invoice."""

import base64
import csv
import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from kartoteka.formats import ksef
from kartoteka.formats.ksef.numbers import crc8, seller_of
from tests.conftest import NO_SAMPLES
from tests.formats.ksef.making import a_number, a_receipt, an_invoice

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "samples" / "ksef"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=NO_SAMPLES)


def test_the_check_is_the_crc_of_all_before_it() -> None:
    assert crc8("123456789") == 0xF4
    assert ksef.is_number("1234563218-20260210-000000000001-8C")
    assert seller_of("1234563218-20260210-000000000001-8C") == "1234563218"


@pytest.mark.parametrize(
    "wrong",
    [
        "1234563218-20260210-000000000001-F7",
        "1234563217-20260210-000000000001-8C",
        "1234563218-20261310-000000000001-8C",
        "1234563218-20260210-00000000001-F6",
        "1234563218-20260210-000000000001-8c",
        "",
        "ć",
    ],
)
def test_another_sign_anywhere_is_noticed(wrong: str) -> None:
    assert not ksef.is_number(wrong)


def test_numbers_of_the_first_ksef_have_a_hyphen_more() -> None:
    head = "1234563218-20230210-ABCDEF-012345"
    assert ksef.is_number(f"{head}-{crc8(head):02X}")
    assert len(f"{head}-{crc8(head):02X}") == 36
    assert ksef.is_number(f"{head}-{crc8(head.replace('F-0', 'F0')):02X}")
    assert not ksef.is_number(f"{head}-00")


def test_a_number_is_found_in_the_name_of_a_file() -> None:
    number = a_number(7)
    assert ksef.number_in(f"out/faktura_{number}.xml") == number
    assert ksef.number_in(f"{number.lower()} (1).xml") == number
    assert ksef.number_in(f"9{number}.xml") == ""
    assert ksef.number_in("FV-1-2026.xml") == ""


def test_receipts_and_lists_tell_numbers_by_hash() -> None:
    one, other = an_invoice(), an_invoice(number="FV/2/2026")

    digest = hashlib.sha256(other).digest()
    receipt = ksef.numbers_told(a_receipt((a_number(1), one), ("nonsense", other)))
    assert receipt == {hashlib.sha256(one).digest(): a_number(1)}
    entry = {"ksefNumber": a_number(2), "invoiceHash": base64.b64encode(digest).decode()}
    listed = json.dumps({"invoices": [entry, 7]})
    assert ksef.numbers_told(listed.encode()) == {digest: a_number(2)}
    assert ksef.numbers_told(one) is None
    assert ksef.numbers_told(b"{") is None
    assert ksef.numbers_told(b'{"other": 1}') is None


@needs_samples
def test_the_ministrys_numbers_are_right() -> None:
    rows = list(csv.DictReader((SAMPLES / "numbers.csv").open(encoding="utf-8")))
    assert len(rows) == 4
    assert [ksef.is_number(row["ksef_number"]) for row in rows] == [
        row["valid"] == "yes" for row in rows
    ]


@needs_samples
def test_the_ministrys_link_is_ours() -> None:
    (row,) = csv.DictReader((SAMPLES / "qr_links.csv").open(encoding="utf-8"))
    link = ksef.verification_link(
        seller_nip=row["seller_nip"],
        issued_on=dt.date.fromisoformat(row["issue_date_P_1"]),
        sha256=base64.urlsafe_b64decode(row["sha256_base64url"] + "="),
        host="https://qr-test.ksef.mf.gov.pl",
    )
    assert link == row["expected_url"]


@needs_samples
def test_the_ministrys_receipt_tells_both_numbers() -> None:
    told = ksef.numbers_told((SAMPLES / "upo_sesja_nip.xml").read_bytes())
    assert told is not None
    assert sorted(told.values()) == [
        "5265877635-20250916-010040741B3E-46",
        "5265877635-20250916-0200A0D6723E-C2",
    ]
