"""A small load client: one thread, one socket a visitor: python -m bench.load SECONDS REQUESTS."""

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

_LENGTH = b"content-length:"


@dataclass(slots=True)
class _Wire:
    """A connection, what it asks, and what has come of the answer."""

    socket: socket.socket
    request: bytes
    asked_at: float = 0.0
    came: bytearray = field(default_factory=bytearray)

    def ask(self) -> None:
        self.came.clear()
        self.asked_at = time.perf_counter()
        self.socket.sendall(self.request)

    def is_whole(self) -> bool:
        """Whether the answer is there to its last byte; anything but 200 ends the measuring."""
        head, mark, body = bytes(self.came).partition(b"\r\n\r\n")
        if not mark:
            return False
        if b" 200 " not in head[:16]:
            raise RuntimeError(head[:400].decode(errors="replace"))
        for line in head.lower().split(b"\r\n"):
            if line.startswith(_LENGTH):
                return len(body) >= int(line[len(_LENGTH) :])
        raise RuntimeError("an answer without its length")


def run(given: dict[str, object], seconds: float) -> dict[str, object]:
    """Asks until the time is over; the first tenth of it warms up and is not counted."""
    wires = selectors.DefaultSelector()
    for path, cookies in given["requests"]:  # type: ignore[attr-defined]
        one = socket.create_connection(("127.0.0.1", int(str(given["port"]))))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = f"GET {path} HTTP/1.1\r\nHost: {given['host']}\r\nCookie: {cookies}\r\n\r\n"
        wire = _Wire(one, head.encode())
        wires.register(one, selectors.EVENT_READ, wire)
        wire.ask()
    began = time.perf_counter() + seconds / 10
    ends = began + seconds
    taken: list[float] = []
    while (now := time.perf_counter()) < ends:
        for key, _events in wires.select(1):
            wire = key.data
            wire.came += wire.socket.recv(262_144)
            if wire.is_whole():
                if now >= began:
                    taken.append((time.perf_counter() - wire.asked_at) * 1000)
                wire.ask()
    return {"requests": len(taken), "seconds": seconds, "ms": taken}


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[2]), float(sys.argv[1]))))
