"""One call over HTTP: limits taken, time and size bounded, trouble sorted into its reason."""

import datetime as dt
import hashlib
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import requests
from django.utils import timezone

from kartoteka.gateways.evidence import Answer, Evidence, Verdict, Why, no_answer
from kartoteka.gateways.places import Place
from kartoteka.kernel import allowance

WARSAW = ZoneInfo("Europe/Warsaw")
LARGEST = 4 * 1024**2
_CONNECT, _ATTEMPTS, _PAUSE = 5.0, 2, 0.5
_OK, _TOO_MANY = 200, 429
_PASSING = {502, 503, 504}
_BLOCK, _WHOLE_FILE = 64 * 1024, 3600.0
log = logging.getLogger("kartoteka.gateways")


@dataclass(frozen=True, slots=True)
class Service:
    """Whom a call goes to and how often it may: `name` counts its turns under `limits`.

    `patience` is how many seconds a call waits for its turn before it gives up.
    """

    name: str
    limits: allowance.Limits
    patience: float = 3.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `why` says that nothing usable did; `evidence` is never without."""

    evidence: Evidence
    why: Why | None = None
    detail: str = ""
    retry_in: float | None = None

    @property
    def body(self) -> bytes:
        return self.evidence.body

    @property
    def status(self) -> int:
        return self.evidence.status or 0

    def refused(self, why: Why | None = None, detail: str = "") -> Answer[Any]:
        """The reply as an answer that is none."""
        reason = why or self.why or Why.BROKEN
        kept = replace(self.evidence, why=reason)
        return no_answer(reason, kept, detail=detail or self.detail, retry_in=self.retry_in)

    def says(self, verdict: Verdict, *, number: str = "", at: str = "") -> Evidence:
        """The evidence of a reply that was understood: its verdict, its own number and time."""
        return replace(
            self.evidence,
            verdict=verdict,
            why=None,
            provider_id=number[:100],
            provider_time=at[:60],
        )

    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def ask(
    service: Service,
    place: Place,
    path: str,
    *,
    operation: str,
    request: Mapping[str, Any],
    method: str = "GET",
    turns: int = 1,
    **sent: Any,
) -> Reply:
    """Asks once, or a second time where the first did not get through; never raises.

    `request` goes into the evidence; `sent` is what requests takes (params, json, data, headers).
    A reply with any status but 5xx and 429 counts as usable unless it is a page for people.
    """
    endpoint = place.url.rstrip("/") + path
    empty = Evidence(service.name, operation, endpoint, request, timezone.now(), 0)
    if not place.is_set_up:
        return Reply(replace(empty, why=Why.NOT_SET_UP), Why.NOT_SET_UP)
    waits = _turn(service, turns)
    if waits:
        return Reply(replace(empty, why=Why.LIMIT), Why.LIMIT, retry_in=waits)
    for attempt in range(1, _ATTEMPTS + 1):
        reply = _once(
            replace(empty, asked_at=timezone.now()),
            method,
            place.timeout,
            sent,
            _Sink(None, LARGEST, place.timeout),
        )
        again = reply.why is Why.UNREACHABLE or reply.status in _PASSING
        if not again or attempt == _ATTEMPTS:
            break
        time.sleep(_PAUSE * attempt)
    told = reply.evidence
    log.info(
        "%s %s: status %s, %s, %s ms", service.name, operation, told.status, reply.why, told.took_ms
    )
    if reply.why is Why.LIMIT:
        return replace(reply, retry_in=used_up(service))
    return reply


def used_up(service: Service) -> float | None:
    """Notes that the other side counts today's turns as used up; the seconds until it will not,
    None where it has no day's limit that we know of."""
    if "day" not in service.limits:
        return None
    allowance.spend_day(service.name, service.limits)
    return allowance.take(service.name, {"day": service.limits["day"]})


def _turn(service: Service, turns: int) -> float:
    """Takes a turn, waiting for it a while; how long it would still be, 0 where it was taken."""
    until = time.monotonic() + service.patience
    while waits := allowance.take(service.name, service.limits, turns=turns):
        if time.monotonic() + waits > until:
            return waits
        time.sleep(waits)
    return 0


def download(
    service: Service, place: Place, path: str, *, operation: str, to: BinaryIO, largest: int
) -> Reply:
    """Asks for a file and writes it into `to`; the evidence has its hash, not its content.

    `place.timeout` bounds each pause of the other side, an hour the whole. A file that is not
    there is a reply with its status and nothing written.
    """
    endpoint = place.url.rstrip("/") + path
    evidence = Evidence(
        service.name, operation, endpoint, {"file": path.strip("/")}, timezone.now(), 0
    )
    if not place.is_set_up:
        return Reply(replace(evidence, why=Why.NOT_SET_UP), Why.NOT_SET_UP)
    reply = _once(evidence, "GET", place.timeout, {}, _Sink(to, largest, _WHOLE_FILE))
    log.info("%s %s: status %s, %s", service.name, operation, reply.status, reply.why)
    return reply


@dataclass(slots=True)
class _Sink:
    """Where a body goes, how large it may be and how many seconds the whole may take."""

    to: BinaryIO | None
    largest: int
    lasts: float


def _once(
    evidence: Evidence, method: str, timeout: float, sent: Mapping[str, Any], sink: _Sink
) -> Reply:
    began = time.monotonic()

    def ended(why: Why | None, detail: str = "", **more: Any) -> Reply:
        took = int((time.monotonic() - began) * 1000)
        return Reply(replace(evidence, took_ms=took, why=why, **more), why, detail)

    try:
        with requests.request(
            method,
            evidence.endpoint,
            timeout=(min(_CONNECT, timeout), timeout),
            allow_redirects=False,
            stream=True,
            **sent,
        ) as response:
            body, digest = _body(response, sink, began)
            kind = response.headers.get("Content-Type", "")[:200]
            return ended(
                _trouble(response.status_code, kind, body),
                status=response.status_code,
                content_type=kind,
                body=body if sink.to is None else b"",
                body_hash=digest,
            )
    except _TooLarge:
        return ended(Why.BROKEN, "the answer is too large")
    except requests.Timeout:
        return ended(Why.TIMEOUT)
    except requests.RequestException as error:
        return ended(Why.UNREACHABLE, type(error).__name__)


class _TooLarge(Exception):  # noqa: N818  (caught where it is raised)
    """More than anybody may send us."""


def _body(response: requests.Response, sink: _Sink, began: float) -> tuple[bytes, bytes]:
    """The body, or of a file its beginning; and the SHA-256 of all of it."""
    read, digest, size = bytearray(), hashlib.sha256(), 0
    for block in response.iter_content(_BLOCK):
        size += len(block)
        if size > sink.largest:
            raise _TooLarge
        if time.monotonic() > began + sink.lasts:
            raise requests.Timeout("the answer trickles")
        digest.update(block)
        if sink.to is not None and response.status_code == _OK:
            sink.to.write(block)
        if sink.to is None or not read:
            read += block
    return bytes(read), digest.digest()


def _trouble(status: int, kind: str, body: bytes) -> Why | None:
    start = body[:200].lstrip().lower()
    if status == _TOO_MANY:
        return Why.LIMIT
    if "html" in kind.lower() or start.startswith((b"<!doctype html", b"<html")):
        return Why.MAINTENANCE
    if status >= 500:  # noqa: PLR2004  (the other side's own trouble)
        return Why.BUSY
    if 300 <= status < 400:  # noqa: PLR2004  (an API that sends elsewhere is not the one we know)
        return Why.BROKEN
    return None


def today_in_warsaw(at: dt.datetime) -> dt.date:
    """The day on which limits and daily files of the Polish side count a moment."""
    return timezone.localtime(at, timezone=WARSAW).date()
