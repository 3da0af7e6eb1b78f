"""Content: kept once, never under a name that leads out of its place."""

import pytest
from pytest_django.fixtures import Settings

from kartoteka.documents import operations, queries, rules, stores
from kartoteka.documents.models import Content
from kartoteka.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nfaktura"


def keep(data: bytes = PDF, name: str = "faktura.pdf", media_type: str = "application/pdf") -> int:
    return operations.keep(actor=SYSTEM, data=data, name=name, media_type=media_type)


def test_gives_back_the_bytes_that_were_kept() -> None:
    content_id = keep()
    known = queries.content(viewer=SYSTEM, content_id=content_id)
    assert (known.name, known.media_type, known.size) == ("faktura.pdf", "application/pdf", 16)
    assert queries.read(viewer=SYSTEM, content_id=content_id) == PDF


def test_keeps_equal_bytes_once() -> None:
    assert keep(name="a.pdf") == keep(name="b.pdf")
    assert Content.objects.count() == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..",
        ".bashrc",
        "a/b.pdf",
        "a\\b.pdf",
        "C:x.pdf",
        "a\x00.pdf",
        "a\r\nSet-Cookie: x=1.pdf",
        "faktura\u202efdp.exe",
        "nul.pdf",
        "",
        " a.pdf",
        "a" * 201,
    ],
)
def test_refuses_a_name_that_tries_to_escape(name: str) -> None:
    with pytest.raises(operations.NameEscapes):
        keep(name=name)
    assert Content.objects.count() == 0


def test_takes_a_name_with_letters_of_any_language() -> None:
    assert rules.name_is_plain("Faktúra č. 12 – żółć.pdf")


def test_refuses_empty_and_too_large_files(settings: Settings) -> None:
    with pytest.raises(operations.Empty):
        keep(b"")
    settings.CONTENT_LARGEST = 15
    with pytest.raises(operations.TooLarge):
        keep()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<script>alert(1)</script>", "application/pdf"),
        (b"<html>", "text/html"),
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"MZ\x90", "application/x-msdownload"),
    ],
)
def test_refuses_bytes_that_are_not_what_they_claim(data: bytes, media_type: str) -> None:
    with pytest.raises(operations.WrongKind):
        keep(data, media_type=media_type)


def test_says_when_the_storage_has_lost_the_bytes() -> None:
    content_id = keep()
    known = queries.content(viewer=SYSTEM, content_id=content_id)
    stores.named("folder").delete(rules.place_of(known.sha256))
    with pytest.raises(queries.BytesLost):
        queries.read(viewer=SYSTEM, content_id=content_id)


def test_refuses_a_document_that_is_not_there() -> None:
    with pytest.raises(queries.NoSuchContent):
        queries.read(viewer=SYSTEM, content_id=987654)


def test_what_was_made_is_kept_many_at_once(db: None) -> None:
    one, other = b"%PDF-1.7 one", b"%PDF-1.7 other"
    known = operations.keep(actor=SYSTEM, data=one, name="a.pdf", media_type="application/pdf")
    ids = operations.keep_made(
        actor=SYSTEM, files=[(other, "b.pdf"), (one, "c.pdf"), (other, "d.pdf")],
        media_type="application/pdf",
    )  # fmt: skip
    assert ids == [ids[0], known, ids[0]]
    assert queries.read(viewer=SYSTEM, content_id=ids[0]) == other
    assert queries.content(viewer=SYSTEM, content_id=ids[0]).name == "b.pdf"
    with pytest.raises(operations.NameEscapes):
        operations.keep_made(actor=SYSTEM, files=[(one, "../x")], media_type="application/pdf")
