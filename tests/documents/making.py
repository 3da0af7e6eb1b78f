"""Files of the smallest kind, a scanner and a bucket on real sockets."""

import io
import socketserver
import threading
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from kartoteka.documents import operations, queries
from kartoteka.documents.models import DocumentType
from kartoteka.gateways.clamd import Scanner
from kartoteka.kernel.actor import SYSTEM

VIRUS = b"X5-KARTOTEKA-TEST-VIRUS"


def a_pdf(words: str = "umowa", pages: int = 1) -> bytes:
    """A PDF with the given number of pages, told apart by its words."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] >>"] * pages,
    ]
    body, places = f"%PDF-1.4\n%{words}\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return (body + end + f"startxref\n{len(body)}\n%%EOF\n").encode()


def a_picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def an_archive(members: dict[str, bytes]) -> bytes:
    """A ZIP with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}


def a_file(party_id: int, data: bytes | None = None, name: str = "umowa.pdf", **said: str) -> int:
    """An attachment of a party; its id."""
    public_id = operations.attach(
        actor=SYSTEM,
        subject="party",
        subject_id=party_id,
        data=data or a_pdf(),
        name=name,
        **said,
    )
    return queries.attachment(viewer=SYSTEM, public_id=public_id).id


def a_type(code: str = "policy") -> int:
    """The id of one of the types that an office begins with."""
    return DocumentType.objects.get(code=code).pk


def a_document(party_id: int, code: str = "extract", **said: Any) -> uuid.UUID:
    """A document of a party; its public name."""
    draft = operations.DocumentDraft(type_id=a_type(code), **{"number": "1/2026", **said})
    return operations.add_document(actor=SYSTEM, party_id=party_id, draft=draft)


class _Clamd(socketserver.StreamRequestHandler):
    """INSTREAM as clamd speaks it."""

    def handle(self) -> None:
        server: Any = self.server
        command = self.rfile.read(len(b"zINSTREAM\0"))
        data = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(size)
        server.heard.append((command, len(data)))
        found = b"stream: Kartoteka.Test.Virus FOUND\0" if VIRUS in data else b"stream: OK\0"
        self.wfile.write(server.says or found)


@contextmanager
def a_scanner(path: Path | None = None, says: bytes = b"") -> Iterator[tuple[Scanner, list[Any]]]:
    """A clamd on a socket of its own, and what it heard; `says` is a fixed answer."""
    server: Any
    if path is None:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd)
        where = Scanner(host="127.0.0.1", port=server.server_address[1], seconds=5)
    else:
        server = socketserver.ThreadingUnixStreamServer(str(path), _Clamd)
        where = Scanner(path=str(path), seconds=5)
    server.daemon_threads = True
    server.heard, server.says = [], says
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield where, server.heard
    finally:
        server.shutdown()
        server.server_close()
