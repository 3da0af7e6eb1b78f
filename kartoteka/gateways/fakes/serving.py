"""The fakes as one WSGI program, and its server on a real socket of this machine."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from kartoteka.gateways.fakes import bir, slovak, vies, white_list
from kartoteka.gateways.fakes.answers import Asked, Given, of_json
from kartoteka.gateways.fakes.world import KEY, SCENARIOS, SERVICES, Firm, World

Handler = Callable[[World, Asked], Given]
HANDLERS: Mapping[str, Handler] = {
    "bir": bir.answer,
    "wl": white_list.answer,
    "vies": vies.answer,
    "rpo": slovak.rpo,
    "ruz": slovak.ruz,
    "fs": slovak.fs,
}
_LARGEST = 16 * 1024**2


class App:
    """The WSGI program over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(
        self, environ: Mapping[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        asked = _asked(environ)
        service, _slash, rest = asked.path.lstrip("/").partition("/")
        if service.startswith("_"):
            given = self._told(service, asked)
        elif service in HANDLERS:
            inside = Asked(asked.method, f"/{rest}" if rest else "", asked.query, asked.headers,
                           asked.body)  # fmt: skip
            given = HANDLERS[service](self.world, inside)
        else:
            given = Given(b"", "404 Not Found", "text/plain")
        length = ("Content-Length", str(len(given.body)))
        start_response(given.status, [("Content-Type", given.kind), length, *given.headers])
        return [given.body]

    def _told(self, name: str, asked: Asked) -> Given:
        """What only the fakes know: _scenario, _firms, _reset, _calls."""
        said = json.loads(asked.body) if asked.body else {}
        if name == "_scenario":
            service, scenario = said.get("service"), said.get("scenario", "")
            if service not in SERVICES or (scenario and scenario not in SCENARIOS):
                return of_json({"services": SERVICES, "scenarios": sorted(SCENARIOS)}, "400 No")
            self.world.set(service, scenario, said.get("times"))
        elif name == "_firms":
            self.world.put(_firm(one) for one in said)
        elif name == "_reset":
            self.world.reset()
        return of_json({"calls": self.world.calls, "firms": len(self.world.firms)})


@dataclass(frozen=True, slots=True)
class Running:
    """A running server: its address and its world."""

    url: str
    world: World

    def gateways(self, timeout: float = 5.0) -> dict[str, dict[str, Any]]:
        """`settings.GATEWAYS` that lead here."""
        return addresses(self.url, timeout)


def addresses(url: str, timeout: float = 20.0) -> dict[str, dict[str, Any]]:
    """`settings.GATEWAYS` of a program at `url`."""
    return {
        "bir": {"url": f"{url}/bir", "key": KEY, "timeout": timeout},
        "white_list": {"url": f"{url}/wl", "timeout": timeout},
        "white_list_file": {"url": f"{url}/wl/pliki", "timeout": timeout},
        "vies": {"url": f"{url}/vies", "key": "PL7740001454", "timeout": timeout},
        "rpo": {"url": f"{url}/rpo", "timeout": timeout},
        "ruz": {"url": f"{url}/ruz", "timeout": timeout},
        "fs": {"url": f"{url}/fs", "key": KEY, "timeout": timeout},
    }


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def server(world: World, port: int) -> WSGIServer:
    """A server on loopback, not serving yet; port 0 takes a free one."""
    return make_server("127.0.0.1", port, App(world), server_class=_Server, handler_class=_Quiet)


@contextmanager
def running(world: World) -> Iterator[Running]:
    """The fakes in a thread of this process, for as long as the block lasts."""
    made = server(world, 0)
    thread = threading.Thread(
        target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield Running(f"http://127.0.0.1:{made.server_port}", world)
    finally:
        made.shutdown()
        made.server_close()


def _asked(environ: Mapping[str, Any]) -> Asked:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST)
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return Asked(
        method=str(environ["REQUEST_METHOD"]),
        path=str(environ.get("PATH_INFO", "")),
        query=dict(parse_qsl(str(environ.get("QUERY_STRING", "")))),
        headers=headers,
        body=environ["wsgi.input"].read(length) if length else b"",
    )


def _firm(said: Mapping[str, Any]) -> Firm:
    tuples = {name: tuple(said[name]) for name in ("accounts", "legal_form") if name in said}
    pkd = {"pkd": tuple((code, words) for code, words in said["pkd"])} if "pkd" in said else {}
    return Firm(**{**said, **tuples, **pkd})
