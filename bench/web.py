"""The desk and the portal over HTTP: real server processes, real sign-in, keep-alive."""

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from bench.place import CHECKOUT, Place
from bench.work import Result, latencies

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_READY = 30.0


@contextmanager
def served(place: Place, database: str, part: str, application: str = "") -> Iterator["Server"]:
    """Two granian processes of the desk, the portal or the minimal page, on a free port."""
    port = _free_port()
    interface = "asgi" if application else "wsgi"
    settings = f"kartoteka.config.{part}"
    place.gather_static()
    variables = place.environment(database, settings)
    variables["BENCH_DSN"] = place.dsn("flat")
    command = [sys.executable, "-m", "granian", "--interface", interface, "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--log-level", "warning", "--backlog", "1024"]
    if not application:
        command += ["--blocking-threads", "4"]
    process = subprocess.Popen(
        [*command, application or "kartoteka.config.wsgi:application"], env=variables, cwd=CHECKOUT
    )
    try:
        server = Server(port, f"{part}.localhost", process.pid)
        server.wait()
        yield server
    finally:
        process.terminate()
        process.wait()


class Server:
    """An address to ask, and the processes behind it."""

    def __init__(self, port: int, host: str, pid: int) -> None:
        self.port, self.host, self.pid = port, f"{host}:{port}", pid

    def wait(self) -> None:
        """Until the server answers."""
        until = time.monotonic() + _READY
        while time.monotonic() < until:
            try:
                Visitor(self).get("/healthz")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(f"no answer on port {self.port}")

    def peak_mib(self) -> float:
        """The most memory that any process of the server ever held (VmHWM)."""
        peaks = [0.0]
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            facts = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
            if int(facts["PPid"]) == self.pid or int(facts["Pid"]) == self.pid:
                peaks.append(int(facts.get("VmHWM", "0").split()[0]) / 1024)
        return max(peaks)


class Visitor:
    """One browser: keep-alive, cookies."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)

    def get(self, path: str) -> tuple[int, bytes]:
        return self._ask("GET", path)

    def sign_in(self, path: str, login: str, password: str) -> None:
        """Through the form, as a person does."""
        _status, page = self.get(path)
        token = TOKEN.search(page.decode())
        if token is None:
            raise RuntimeError(f"no form at {path}")
        fields = {"csrfmiddlewaretoken": token[1], "login": login, "password": password}
        status, page = self._ask("POST", path, urlencode(fields))
        if status != http.client.FOUND:
            raise RuntimeError(f"{login} cannot sign in: {status}")

    def fetch(self, path: str, fields: dict[str, str]) -> tuple[float, int]:
        """Sends a form that answers with a file: seconds until its first byte, and its size."""
        start = time.perf_counter()
        response = self._send("POST", path, urlencode(fields))
        first = response.read(1)
        waited = time.perf_counter() - start
        if "attachment" not in response.headers.get("Content-Disposition", ""):
            raise RuntimeError(f"no file at {path}: {response.status}")
        size = len(first)
        while piece := response.read(1 << 20):
            size += len(piece)
        return waited, size

    def header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        response = self._send(method, path, body)
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update({n: m.value for n, m in SimpleCookie(value).items()})
        return response.status, response.read()

    def _send(self, method: str, path: str, body: str | None) -> http.client.HTTPResponse:
        headers = {"Host": self.server.host, "Cookie": self.header()}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://{self.server.host}"
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse()


def find(visitor: Visitor, asked: dict[str, list[str]]) -> Result:
    """W4: the search box."""
    result = Result()
    for kind in ("name", "nip", "email"):
        result.latencies[kind] = latencies(
            asked[kind], lambda text: _ok(visitor, f"/search/?q={quote(text)}")
        )
    return result


def card(visitor: Visitor, parties: list[int]) -> Result:
    """W5: the customer's card."""
    result = Result()
    paths = [f"/parties/{party}/" for party in parties]
    result.latencies["card"] = latencies(paths, lambda path: _ok(visitor, path))
    return result


def load(server: Server, requests: list[tuple[str, str]], seconds: float) -> Result:
    """W8: eight keep-alive connections, each asking (path, cookies) of its own again and again."""
    return _client("load", server, seconds, requests=requests)


def typing(server: Server, people: list[tuple[str, list[str]]], seconds: float) -> Result:
    """W12: everybody, by (cookies, paths), types what they look for, a key every 250 ms."""
    return _client("typing", server, seconds, people=people)


def _client(module: str, server: Server, seconds: float, **said: Any) -> Result:
    given = json.dumps({"port": server.port, "host": server.host, **said})
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", str(seconds)],
        input=given,
        capture_output=True,
        text=True,
        check=True,
        cwd=CHECKOUT,
    )
    told = json.loads(done.stdout)
    return Result(rows=told["requests"], seconds=told["seconds"], latencies={"page": told["ms"]})


def _ok(visitor: Visitor, path: str) -> None:
    status, _page = visitor.get(path)
    if status not in {http.client.OK, http.client.FOUND}:
        raise RuntimeError(f"{path}: {status}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
