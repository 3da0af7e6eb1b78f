"""What a call to an outside register gave: the three-valued answer, and the proof of the call."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Verdict(StrEnum):
    """What the other side said. No answer is never a no."""

    YES = "YES"
    NO = "NO"
    NO_ANSWER = "NO_ANSWER"


class Why(StrEnum):
    """Why there is no answer."""

    NOT_SET_UP = "NOT_SET_UP"  # no address, or no key, in the settings
    UNREACHABLE = "UNREACHABLE"
    TIMEOUT = "TIMEOUT"
    MAINTENANCE = "MAINTENANCE"  # a page for people instead of an answer
    BROKEN = "BROKEN"  # an answer that cannot be read
    LIMIT = "LIMIT"  # ours or theirs is used up; `detail` of an Answer says until when
    BUSY = "BUSY"  # the other side is overloaded, or updates its data
    BAD_KEY = "BAD_KEY"
    REFUSED = "REFUSED"  # the other side refused the question itself


@dataclass(frozen=True, slots=True)
class Evidence:
    """One call: what was asked whom and when, and what came back, byte for byte.

    `request` holds the question in full, keys left out; whoever shows it masks personal numbers.
    `body` is b"" where nothing came or the answer is too large to keep (then `body_hash` still is
    its SHA-256). `provider_id` and `provider_time` are the other side's own, as text.
    """

    service: str
    operation: str
    endpoint: str
    request: Mapping[str, Any]
    asked_at: dt.datetime
    took_ms: int
    status: int | None = None
    content_type: str = ""
    body: bytes = b""
    body_hash: bytes = field(default=hashlib.sha256(b"").digest())
    provider_id: str = ""
    provider_time: str = ""
    verdict: Verdict = Verdict.NO_ANSWER
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """The answer to a question, and the evidence of every call that it took, in their order.

    `value` is set exactly where the verdict is not NO_ANSWER; `why` exactly where it is.
    `retry_in` are the seconds after which asking again makes sense, where that is known.
    """

    verdict: Verdict
    value: Value | None
    evidence: tuple[Evidence, ...]
    why: Why | None = None
    detail: str = ""
    retry_in: float | None = None

    @property
    def answered(self) -> bool:
        """Whether the other side said yes or no."""
        return self.verdict is not Verdict.NO_ANSWER


def no_answer(
    why: Why, *evidence: Evidence, detail: str = "", retry_in: float | None = None
) -> Answer[Any]:
    """An Answer without an answer."""
    return Answer(Verdict.NO_ANSWER, None, evidence, why, detail[:500], retry_in)
