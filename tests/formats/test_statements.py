"""Any file at all: recognised, refused with a clear reason, never a crash."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kartoteka.formats.encodings import decoded
from kartoteka.formats.statements import SENTENCES, parse

FILES = sorted((Path(__file__).parent / "files").iterdir())


def a_zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.sta", ":20:1")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"\xef\xbb\xbf \r\n", "file.empty"),
        (b"\0" * 50, "file.empty"),
        (a_zip(), "file.compressed"),
        (b"\x1f\x8b\x08\0\0\0", "file.compressed"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQ==", "file.encrypted"),
        (b"0\x82\x10\0\x06\x09*\x86H\x86\xf7\r\x01\x07\x03\xa0", "file.encrypted"),
        (b"<!DOCTYPE html><html><body>Zaloguj</body></html>", "file.other_kind"),
        (b"\n\n<HTML><head></head></HTML>", "file.other_kind"),
        (b"%PDF-1.7\n%", "file.other_kind"),
        (b"data;kwota\n2026-01-01;5,00\n", "file.unknown"),
        (b"<?xml version='1.0'?><AccountStatement><Info/></AccountStatement>", "file.no_statement"),
        (b"<?xml version='1.0'?>", "xml.broken"),
        (b"<a><b></a>", "xml.broken"),
    ],
)
def test_what_is_no_statement_is_told_by_what_it_is(data: bytes, code: str) -> None:
    parsed = parse(data)
    assert parsed.statements == ()
    assert [problem.code for problem in parsed.problems] == [code]
    assert parsed.problems[0].sentence().endswith((".", ")"))


def test_an_encrypted_file_is_known_by_its_name() -> None:
    assert parse(b"\x01\x02\x03rubbish", "wyciag.sta.pgp").problems[0].code == "file.encrypted"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_problem_has_a_sentence_without_gaps(file: Path) -> None:
    for problem in parse(file.read_bytes()).all_problems:
        assert problem.code in SENTENCES
        assert "%(" not in problem.sentence()


POLISH = ["Opłata za ścieki", "Żółć", "ŁÓDŹ", "Zażółć gęślą jaźń", "wpłata", "Książka", "NOWIŃSKI"]
SLOVAK = ["Šťastná", "za vodu, ďakujem", "KOŠICE", "Ľubica Kováčová", "žiadosť", "úhrada faktúry"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso8859-2", "cp852"]
)
@pytest.mark.parametrize("text", POLISH)
def test_short_polish_texts_are_read_in_any_encoding(text: str, encoding: str) -> None:
    whole = f":20:1\r\n:25:PL52105010120000000000000101\r\n:60F:C260101PLN0,00\r\n:86:{text}\r\n"
    assert decoded(whole.encode(encoding))[0].removeprefix("\ufeff") == whole


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1250", "iso8859-2", "cp852"]
)
@pytest.mark.parametrize("text", SLOVAK)
def test_short_slovak_texts_are_read_in_any_encoding(text: str, encoding: str) -> None:
    whole = f":20:1\r\n:25:SK5309000000000500000002\r\n:60F:C260101EUR0,00\r\n:86:{text}\r\n"
    assert decoded(whole.encode(encoding))[0] == whole


@pytest.mark.parametrize("text", ["Müller & Söhne", "GRÜßE"])
def test_german_names_survive(text: str) -> None:
    whole = f":25:PL52105010120000000000000101\r\n:86:{text}\r\n"
    assert decoded(whole.encode("latin-1"))[0] == whole


def test_zeros_before_a_file_are_no_encoding() -> None:
    assert decoded(b"\0\0\0\0:20:1")[:2] == ("\0\0\0\0:20:1", "ascii")


def test_signs_that_another_program_has_lost_are_still_utf8_and_told() -> None:
    text, encoding, problems = decoded("Za wod\ufffd".encode())
    assert (text, encoding) == ("Za wod\ufffd", "utf-8")
    assert [problem.code for problem in problems] == ["file.unreadable_letters"]


def test_utf8_with_letters_cut_in_half_is_still_utf8() -> None:
    data = ("zażółć gęślą jaźń " * 3).encode() + "ł".encode()[:1]
    text, encoding, problems = decoded(data)
    assert encoding == "utf-8"
    assert text.startswith("zażółć gęślą")
    assert [problem.code for problem in problems] == ["file.unreadable_letters"]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    for start in (b"", b":20:1\r\n:61:", b":60F:C", b"<Document><BkToCstmrStmt><Stmt>", b":86:?20"):
        parse(start + data)


@settings(max_examples=400, deadline=None)
@example(Path(__file__).parent / "files" / "camt054.xml", [(0.375, 0, b":")])
@example(Path(__file__).parent / "files" / "camt054.xml", [(0.376, 0, b":")])
@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=6)), max_size=4),
)
def test_spoilt_statements_give_an_answer(
    file: Path, changes: list[tuple[float, int, bytes]]
) -> None:
    data = file.read_bytes()
    for where, cut, put in changes:
        at = int(where * len(data))
        data = data[:at] + put + data[at + cut :]
    parsed = parse(data, file.name)
    for problem in parsed.all_problems:
        assert problem.sentence()
    for statement in parsed.statements:
        assert all(line.amount.is_finite() for line in statement.lines)
