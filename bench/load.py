"""A small load client, one thread, one socket a visitor: python -m bench.load SECONDS < JSON."""

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

_LENGTH = b"content-length:"


@dataclass(slots=True)
class Wire:
    """A connection of one visitor, what is asked on it, and what has come of the answer."""

    socket: socket.socket
    head: str
    asked_at: float = 0.0
    came: bytearray = field(default_factory=bytearray)

    @classmethod
    def to(cls, port: int, host: str, cookies: str, more: str = "") -> "Wire":
        """Connected to the server on this machine as somebody who is signed in."""
        one = socket.create_connection(("127.0.0.1", port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(one, f" HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n{more}")

    def ask(self, path: str, at: float = 0.0) -> None:
        """Asks; the time of the answer counts from `at`, or from now."""
        self.came.clear()
        self.asked_at = at or time.perf_counter()
        self.socket.sendall(f"GET {path}{self.head}\r\n".encode())

    def take(self) -> bool:
        """Takes what has come; whether the answer is there to its last byte."""
        self.came += self.socket.recv(262_144)
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
        wire = Wire.to(int(str(given["port"])), str(given["host"]), cookies)
        wires.register(wire.socket, selectors.EVENT_READ, (wire, path))
        wire.ask(path)
    began = time.perf_counter() + seconds / 10
    ends = began + seconds
    taken: list[float] = []
    while (now := time.perf_counter()) < ends:
        for key, _events in wires.select(1):
            wire, path = key.data
            if wire.take():
                if now >= began:
                    taken.append((time.perf_counter() - wire.asked_at) * 1000)
                wire.ask(path)
    return {"requests": len(taken), "seconds": seconds, "ms": taken}


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin), float(sys.argv[1]))))
