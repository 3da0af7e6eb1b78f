"""What may be asked of the evidence of calls to outside registers. Personal numbers and accounts
come masked, whoever asks."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kartoteka.access.models import User
from kartoteka.kernel.actor import Actor, Role
from kartoteka.trail.models import Evidence

LONGEST_SHOWN = 20_000
# PESEL and rodné číslo by their length, IBAN and accounts of 26 digits; NIP and IČO are shorter.
_ACCOUNT = re.compile(r"(?<!\d)(?:[A-Z]{2})?(\d{20,28})(?!\d)")
_PERSONAL = re.compile(r"(?<![\dA-Za-z-])\d{11}(?![\dA-Za-z-])")
_NAMED = re.compile(r'("(?:pesel|rc)"\s*:\s*")[^"]*(")', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A call as a list shows it. `who` is "" for the program itself."""

    id: int
    public_id: uuid.UUID
    service: str
    operation: str
    asked_at: dt.datetime
    took_ms: int
    status: int | None
    verdict: str
    why: str
    provider_id: str
    who: str
    party_id: int | None


@dataclass(frozen=True, slots=True)
class Proof(ProofLine):
    """A call with all that is kept of it; `request` and `body` masked, the body as text.

    `is_cut` says that only its beginning is shown, `is_forgotten` that it was taken out.
    """

    endpoint: str
    request: str
    content_type: str
    body: str
    is_cut: bool
    size: int
    body_hash: str
    provider_time: str
    is_forgotten: bool


def proof(*, viewer: Actor, public_id: uuid.UUID) -> Proof | None:
    """One call, for staff."""
    row = Evidence.objects.filter(public_id=public_id).first() if viewer.may(Role.CLERK) else None
    if row is None:
        return None
    body = bytes(row.body)
    text = body[: LONGEST_SHOWN * 2].decode("utf-8", "replace")
    return Proof(
        **_line(row, _names([row])),
        endpoint=masked(row.endpoint),
        request=masked(json.dumps(row.request, ensure_ascii=False, indent=1)),
        content_type=row.content_type,
        body=masked(text)[:LONGEST_SHOWN],
        is_cut=len(body) > LONGEST_SHOWN * 2 or len(text) > LONGEST_SHOWN,
        size=len(body),
        body_hash=bytes(row.body_hash).hex(),
        provider_time=row.provider_time,
        is_forgotten=not body and not row.request,
    )


def proofs(
    *, viewer: Actor, party_id: int | None = None, before: int | None = None, limit: int = 50
) -> list[ProofLine]:
    """The latest calls, or those about one party, newest first; `before` is the last id shown.
    Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = Evidence.objects.defer("body").order_by("-id")
    if party_id is not None:
        found = found.filter(party_id=party_id)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[:limit])
    names = _names(rows)
    return [ProofLine(**_line(row, names)) for row in rows]


def masked(text: str) -> str:
    """A text with accounts and personal numbers as dots but for their ends."""
    text = _NAMED.sub(r"\1•••\2", text)
    text = _ACCOUNT.sub(lambda found: f"{found[1][:2]}••••{found[1][-4:]}", text)
    return _PERSONAL.sub(lambda found: f"•••••••••{found[0][-2:]}", text)


def _line(row: Evidence, names: dict[int, str]) -> dict[str, Any]:
    user = row.real_actor or row.actor
    return {
        "id": row.pk,
        "public_id": row.public_id,
        "service": row.service,
        "operation": row.operation,
        "asked_at": row.asked_at,
        "took_ms": row.took_ms,
        "status": row.status,
        "verdict": row.verdict,
        "why": row.why,
        "provider_id": row.provider_id,
        "who": names.get(user, f"#{user}") if user else "",
        "party_id": row.party_id,
    }


def _names(rows: Iterable[Evidence]) -> dict[int, str]:
    ids = {user for row in rows for user in (row.actor, row.real_actor) if user}
    users = User.everyone.filter(pk__in=ids).values_list("pk", "name", "login")
    return {pk: name or login for pk, name, login in users}


def names_of(ids: Iterable[int]) -> tuple[uuid.UUID, ...]:
    """The public ids of rows of evidence, in the order of the calls."""
    rows = Evidence.objects.filter(pk__in=list(ids)).order_by("id")
    return tuple(rows.values_list("public_id", flat=True))
