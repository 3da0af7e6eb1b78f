"""Pictures are made apart from the program, within limits; what cannot be shown gives none."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from kartoteka.documents import operations, previews, queries, tasks
from kartoteka.documents.models import Content, Picture
from kartoteka.kernel.actor import SYSTEM
from tests import build
from tests.documents.making import DOCX, a_file, a_pdf, a_picture, an_archive

PDF, PNG, TIFF = "application/pdf", "image/png", "image/tiff"


def sizes(pictures: list[bytes]) -> list[tuple[int, int]]:
    return [Image.open(io.BytesIO(picture)).size for picture in pictures]


def test_shows_the_first_pages_of_a_pdf() -> None:
    assert sizes(previews.make(a_pdf(pages=2), PDF)) == [(667, 1000)] * 2
    assert len(previews.make(a_pdf(pages=9), PDF)) == previews.MOST_PAGES


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF"])
def test_shows_pictures(kind: str) -> None:
    made = previews.make(a_picture(kind, (3000, 1500)), f"image/{kind.lower()}")
    assert sizes(made) == [(1000, 500)]


def test_shows_the_pages_of_a_scan() -> None:
    out = io.BytesIO()
    first, *rest = [Image.new("L", (100, 80), shade) for shade in (0, 100, 200)]
    first.save(out, "TIFF", save_all=True, append_images=rest)
    assert sizes(previews.make(out.getvalue(), TIFF)) == [(100, 80)] * 3


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\nnothing behind it", PDF),
        (b"\x89PNG\r\n\x1a\nbroken", PNG),
        (b"", PNG),
        (an_archive(DOCX), "application/zip"),
        (b"words", "text/plain"),
        # Postscript would be handed to another program by the library, so it is no picture here.
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", PNG),
    ],
)
def test_what_cannot_be_shown_gives_no_pictures(data: bytes, media_type: str) -> None:
    assert previews.make(data, media_type) == []


def test_a_picture_that_unpacks_to_gigabytes_gives_none() -> None:
    assert previews.make(a_bomb(60_000, 60_000), PNG) == []


def test_a_picture_that_takes_more_memory_than_is_lent_gives_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = a_picture("PNG", (6000, 6000))
    assert len(previews.make(picture, PNG)) == 1
    monkeypatch.setattr(previews, "MEMORY", 150 * 1024**2)
    assert previews.make(picture, PNG) == []


def test_time_is_limited_too() -> None:
    assert len(previews.make(a_pdf(), PDF)) > 0
    assert previews.make(a_pdf(), PDF, seconds=0.01) == []


def test_the_subprocess_can_write_no_file(tmp_path: Path) -> None:
    import multiprocessing

    from kartoteka.documents.previews import child

    def write(place: str) -> None:
        child._confine(previews.MEMORY, 5)
        Path(place).write_bytes(b"x")

    process = multiprocessing.get_context("fork").Process(target=write, args=(f"{tmp_path}/x",))
    process.start()
    process.join(10)
    assert process.exitcode != 0
    assert not (tmp_path / "x").exists() or (tmp_path / "x").read_bytes() == b""


def a_bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is very large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.django_db
def test_the_job_keeps_the_pictures_once() -> None:
    attachment_id = a_file(build.a_party(), a_pdf(pages=2))
    content = Content.objects.get()
    assert (content.preview, content.pages) == ("WAITING", 0)
    for _again in range(2):
        tasks.make_pictures(content_id=content.pk)
    assert Picture.objects.count() == 2
    line = queries.attachments_of(viewer=SYSTEM)[0]
    assert (line.preview, line.pages) == ("MADE", 2)
    picture = queries.picture(viewer=SYSTEM, attachment_id=attachment_id, page=2)
    assert sizes([picture]) == [(667, 1000)]
    with pytest.raises(queries.NoSuchContent):
        queries.picture(viewer=SYSTEM, attachment_id=attachment_id, page=3)


@pytest.mark.django_db
def test_text_is_shown_as_text_and_other_files_by_their_name() -> None:
    party = build.a_party()
    words = a_file(party, "żółć".encode("cp1250"), "list.txt")
    office = a_file(party, an_archive(DOCX), "umowa.docx")
    assert queries.text(viewer=SYSTEM, attachment_id=words) == "żółć"
    assert queries.text(viewer=SYSTEM, attachment_id=office) == ""
    for content in Content.objects.all():
        operations.make_pictures(actor=SYSTEM, content_id=content.pk)
    assert {line.preview for line in queries.attachments_of(viewer=SYSTEM)} == {"NONE"}
