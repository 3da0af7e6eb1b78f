"""What a handler of the fakes gets and gives, and the troubles that all services share."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kartoteka.gateways.fakes.world import World

MAINTENANCE = """<!DOCTYPE html><html lang="pl"><head><title>Prace serwisowe</title></head>\
<body><h1>Trwają prace serwisowe</h1><p>Zapraszamy później.</p></body></html>"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the path inside the service, its query, headers in lower case, body."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """An answer."""

    body: bytes
    status: str = "200 OK"
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = field(default=())


def of_json(value: Any, status: str = "200 OK") -> Given:
    return Given(json.dumps(value, ensure_ascii=False).encode(), status)


def shared_trouble(world: World, name: str, broken: bytes = b'{"result":{"sub') -> Given | None:
    """The answer of a trouble that looks the same everywhere; None for the others and for "slow",
    which only takes its time."""
    if name == "slow":
        time.sleep(world.slow_for)
        return None
    if name == "maintenance":
        return Given(MAINTENANCE.encode(), kind="text/html; charset=utf-8")
    if name == "broken":
        return Given(broken)
    if name == "busy":
        return Given(b"upstream", "503 Service Unavailable", "text/plain")
    return None
