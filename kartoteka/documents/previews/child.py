"""The subprocess that opens a file: `python -m kartoteka.documents.previews.child`.

A line of JSON says what is wanted, the file follows on standard input; the pictures go to standard
output, each after its length in four bytes.
"""

import ctypes
import io
import json
import resource
import signal
import sys
import warnings
from collections.abc import Iterator
from typing import Any

_DIE_WITH_PARENT = 1
MOST_PIXELS = 50_000_000


def pictures(kind: str, data: bytes, pages: int, width: int) -> Iterator[bytes]:
    """PNGs of the first `pages` pages or frames, fitted into `width` by `width`."""
    yield from (_of_pdf if kind == "pdf" else _of_picture)(data, pages, width)


def _of_pdf(data: bytes, pages: int, width: int) -> Iterator[bytes]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for number in range(min(pages, len(document))):
        page = document[number]
        # A page may say that it is a kilometre wide: its picture is as wide as any other.
        scale = width / max(*page.get_size(), 1.0)
        yield _png(page.render(scale=scale).to_pil())


def _of_picture(data: bytes, pages: int, width: int) -> Iterator[bytes]:
    from PIL import Image, ImageOps

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "GIF", "WEBP", "TIFF"]) as picture:
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        for number in range(min(pages, frames)):
            picture.seek(number)
            picture.draft("RGB", (width, width))
            shown = ImageOps.exif_transpose(picture.convert("RGBA"))
            shown.thumbnail((width, width))
            paper = Image.new("RGB", shown.size, "white")
            paper.paste(shown, mask=shown.getchannel("A"))
            yield _png(paper)


def _png(picture: Any) -> bytes:
    out = io.BytesIO()
    image = picture.convert("RGB").quantize(256)
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _confine(memory: int, seconds: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> None:
    """Reads the request, confines itself, answers."""
    asked = json.loads(sys.stdin.buffer.readline())
    _confine(int(asked["memory"]), int(asked["seconds"]))
    data = sys.stdin.buffer.read(int(asked["size"]))
    out = sys.stdout.buffer
    for picture in pictures(asked["kind"], data, int(asked["pages"]), int(asked["width"])):
        out.write(len(picture).to_bytes(4, "big") + picture)
    out.flush()


if __name__ == "__main__":
    main()
