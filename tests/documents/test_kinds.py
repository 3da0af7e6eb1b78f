"""What a file is comes from its bytes; what would run, swamp or escape is not known."""

import io
import zipfile

import pytest

from kartoteka.documents import kinds
from tests.documents.making import DOCX, a_pdf, a_picture, an_archive

ODT = an_archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (a_pdf(), "pdf"),
        (a_picture("PNG"), "png"),
        (a_picture("JPEG"), "jpeg"),
        (a_picture("GIF"), "gif"),
        (a_picture("WEBP"), "webp"),
        (a_picture("TIFF"), "tiff"),
        (an_archive(DOCX), "docx"),
        (an_archive({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "xlsx"),
        (ODT, "odt"),
        (an_archive({"zdjęcia/1.jpg": b"x"}), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "doc"),
        (b"{\\rtf1 x}", "rtf"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "xml"),
        (b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nwords", "eml"),
        ("żółć;1\n".encode(), "txt"),
        ("żółć".encode("cp1250"), "txt"),
        ("żółć\n".encode("utf-16"), "txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_recognises(data: bytes, key: str) -> None:
    kind = kinds.recognise(data)
    assert kind is not None
    assert kind.key == key


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html>",
        b"  <HTML><script>alert(1)</script>",
        b"<svg onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
        "<html>".encode("utf-16"),
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"PK\x03\x04 broken",
        an_archive(DOCX | {"word/vbaProject.bin": b"Sub AutoOpen()"}),
        bytes(range(32)) * 20,
    ],
    ids=range(11),
)
def test_knows_nothing_that_runs_or_is_broken(data: bytes) -> None:
    assert kinds.recognise(data) is None


def test_refuses_archives_that_swamp_or_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(kinds.Dangerous):
        kinds.recognise(an_archive({"../../etc/cron.d/x": b"x"}))
    with pytest.raises(kinds.Dangerous):
        kinds.recognise(an_archive({"C:\\x": b"x"}))
    with pytest.raises(kinds.Dangerous):
        kinds.recognise(an_archive(DOCX | {"word/big.xml": bytes(8_000_000)}))
    monkeypatch.setattr(kinds, "MOST_MEMBERS", 3)
    with pytest.raises(kinds.Dangerous):
        kinds.recognise(an_archive({f"{n}.txt": b"x" for n in range(4)}))


def test_a_member_that_lies_about_its_size_does_not_unpack() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", bytes(50_000_000))
    lying = out.getvalue().replace((50_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert kinds.recognise(lying) in {None, kinds.KINDS["zip"]}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("umowa.pdf", "umowa.pdf"),
        ("umowa.PDF", "umowa.PDF"),
        ("umowa.pdf.exe", "umowa.pdf.exe.pdf"),
        ("umowa", "umowa.pdf"),
    ],
)
def test_an_ending_that_lies_is_followed_by_the_true_one(name: str, shown: str) -> None:
    assert kinds.named(name, kinds.KINDS["pdf"]) == shown
