"""The virus scanner clamd, asked over its socket: INSTREAM, the file in pieces, one answer."""

import re
import socket
from dataclasses import dataclass
from typing import Literal

PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_ANSWER = re.compile(r"stream: (?:(?P<clean>OK)|(?P<found>.+) FOUND)\Z")


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where clamd listens: `path` of a socket, or `host` and `port`; `seconds` for each step."""

    path: str = ""
    host: str = ""
    port: int = 3310
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`clean`, `infected` with the `finding`'s name, or `none`: not reachable, or no clear word."""

    verdict: Literal["clean", "infected", "none"]
    finding: str = ""


def scan(scanner: Scanner, data: bytes) -> Answer:
    """What the scanner says of `data`. Never raises for what the scanner does or leaves undone."""
    try:
        with _connected(scanner) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
            return _understood(_heard(line))
    except OSError:
        return Answer("none")


def _connected(scanner: Scanner) -> socket.socket:
    if not scanner.path:
        return socket.create_connection((scanner.host, scanner.port), scanner.seconds)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(scanner.seconds)
    try:
        line.connect(scanner.path)
    except OSError:
        line.close()
        raise
    return line


def _heard(line: socket.socket) -> bytes:
    said = b""
    while len(said) < _LONGEST_ANSWER and (more := line.recv(1024)):
        said += more
    return said


def _understood(said: bytes) -> Answer:
    match = _ANSWER.match(said.rstrip(b"\0\r\n").decode("utf-8", "replace"))
    if match is None:
        return Answer("none")
    return Answer("clean") if match["clean"] else Answer("infected", match["found"][:200])
