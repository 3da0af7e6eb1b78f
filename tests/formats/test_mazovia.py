"""Mazovia, where no other encoding makes sense of the letters, and nowhere else."""

from pathlib import Path

import pytest

from kartoteka.exchange.reading import decoding
from kartoteka.formats import mazovia
from kartoteka.formats.encodings import decoded
from kartoteka.formats.statements import parse

TEXTS = [
    "ZAPŁATA ZA WODĘ, NALEŻNOŚĆ",
    "Zapłata za ścieki, spółdzielnia",
    "JAN ŁOŚ",
    "SPÓŁDZIELNIA MIESZKANIOWA ŻÓŁTA ŁĄKA",
    "Źdźbło, święcona Ćma, pień, Wójcik, Ślęża, GRUDZIEŃ",
]
OTHERS = [
    "D’Angelo O’NEIL ŁAD ‘rata’ § 7",
    "Ružena Wójcik, Ján Nagyová, ŁADA",
    "Müller i Łoś, Strauß; ĄĆĘŁŃÓŚŹŻ ąćęłńóśźż",
    "woda†ŁAD",
    "†woda ŁAD",
    "• ŁAD ®",
    "1\xa0000,00 zł ŁAD",
    "ŁAD ŚLAD ŹRÓDŁO ĄŁŹ",
]


@pytest.mark.parametrize("text", TEXTS)
def test_polish_in_mazovia_is_read(text: str, tmp_path: Path) -> None:
    data = f"PLN;{text}\r\n".encode(mazovia.NAME)
    assert decoded(data) == (f"PLN;{text}\r\n", "mazovia", [])
    file = tmp_path / "a.csv"
    file.write_bytes(data)
    assert decoding.detect(file) == "mazovia"
    assert file.open(encoding="mazovia", newline="").read() == f"PLN;{text}\r\n"


@pytest.mark.parametrize("text", OTHERS + TEXTS)
@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "cp852", "utf-8", "utf-16"])
def test_no_other_encoding_is_taken_for_it(text: str, encoding: str, tmp_path: Path) -> None:
    data = f"PLN;{text}\r\n".encode(encoding, errors="replace")
    assert decoded(data)[1] != "mazovia"
    file = tmp_path / "a.csv"
    file.write_bytes(data)
    assert decoding.detect(file) != "mazovia"


def test_every_letter_has_its_byte() -> None:
    letters = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
    assert letters.encode(mazovia.NAME).hex() == "868d9192a4a29ea6a78f95909ca5a398a0a1"
    assert bytes(range(128)).decode(mazovia.NAME).encode() == bytes(range(128))


def test_a_statement_with_empty_subfields_is_read() -> None:
    text = (
        ":20:MT940\n:25:/PL61102010260000042270201111\n:28C:00123\n:60F:C260901PLN1000,00\n"
        ":61:2609020902CN123,45S077NONREF//BR1\n:86:077~00VE02\n~20FV/2026/7\n~21\xff\n"
        "~32JAN ŁOŚ\n:62F:C260902PLN1123,45\n"
    )
    read = parse(text.replace("\xff", "\xa0").encode(mazovia.NAME))
    ((line,),) = (statement.lines for statement in read.statements)
    assert (read.encoding, line.title, line.counterparty_name) == (
        "mazovia", "FV/2026/7", "JAN ŁOŚ",
    )  # fmt: skip
