"""What may be asked of customers' documents: their state on a day, what ends, what is missing."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.documents.models import CustomerDocument
from kartoteka.documents.queries.contents import NoSuchContent
from kartoteka.documents.rules import Feature
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.labels import said
from kartoteka.register.queries.choices import Choices
from kartoteka.register.search_sources import Found

_HERE = "kartoteka.documents"
_YES_NO: dict[str, str | Promise] = {"yes": _("yes"), "no": _("no")}
STATES: Choices = [
    ("COMING", _("not yet valid")),
    ("VALID", _("valid")),
    ("ENDING", _("ends soon")),
    ("ENDED", _("no longer valid")),
    ("WITHDRAWN", _("withdrawn")),
]

_ENDING = (
    psql.SQL("paper.state = 'IN_FORCE' AND party.state = 'ACTIVE' AND NOT kind.is_retired"),
    psql.SQL("paper.valid_to >= %(on)s"),
    psql.SQL("paper.valid_to <= %(on)s + coalesce(%(within)s::integer, kind.warn_days)"),
    psql.SQL("paper.valid_to <= %(on)s + coalesce(%(within)s::integer, 730)"),
    psql.SQL(
        "NOT EXISTS (SELECT FROM documents_customerdocument AS later"
        " WHERE later.party_id = paper.party_id AND later.type_id = paper.type_id"
        " AND later.state = 'IN_FORCE' AND later.id <> paper.id"
        " AND (later.valid_to IS NULL OR later.valid_to > paper.valid_to))"
    ),
)


@dataclass(frozen=True, slots=True)
class FeatureValue:
    """A feature of a document in the reader's language; `value` as it is kept."""

    key: str
    name: str
    kind: str
    value: str

    @property
    def shown(self) -> str | dt.date:
        """The value as people read it; a day stays a day."""
        if self.kind == "DAY":
            return dt.date.fromisoformat(self.value)
        return str(_YES_NO[self.value]) if self.kind == "YESNO" else self.value


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A customer's document on a day. `state` is a code of STATES; `files` counts attachments."""

    id: int
    public_id: UUID
    party_id: int
    party_name: str
    party_number: str
    type_id: int
    type_name: str
    number: str
    issuer: str
    issued_on: dt.date | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    note: str
    reason: str
    features: tuple[FeatureValue, ...]
    warn_days: int
    state: str
    is_followed: bool
    files: int
    version: str

    @property
    def state_label(self) -> str | Promise:
        """The state in words."""
        return dict(STATES)[self.state]

    @property
    def needs_care(self) -> bool:
        """Whether it ends soon or has ended, and no later one takes over."""
        return self.state in {"ENDING", "ENDED"} and not self.is_followed


@dataclass(frozen=True, slots=True)
class Missing:
    """A party without a valid document of a type that is required of its kind."""

    party_id: int
    party_name: str
    party_number: str
    type_id: int
    type_name: str


@dataclass(frozen=True, slots=True)
class Warned:
    """How many documents end within the days that their types warn, how many have ended."""

    ending: int
    ended: int

    @property
    def together(self) -> int:
        """Both."""
        return self.ending + self.ended


def documents_of(*, viewer: Actor, party_id: int, on: dt.date) -> list[DocumentLine]:
    """All documents of a party as they are on the day, what ends first in front. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    where = [psql.SQL("paper.party_id = %(party_id)s")]
    order = "paper.state, paper.valid_to NULLS LAST, paper.id"
    rows = _rows(where, order, {"party_id": party_id, "on": on, "limit": 500})
    return [_line(row) for row in rows]


def document(*, viewer: Actor, public_id: UUID, on: dt.date) -> DocumentLine:
    """One document. Raises NoSuchContent, also for who is not staff."""
    if viewer.may(Role.CLERK):
        where = [psql.SQL("paper.public_id = %(public_id)s")]
        rows = _rows(where, "paper.id", {"public_id": public_id, "on": on, "limit": 1})
        if rows:
            return _line(rows[0])
    raise NoSuchContent


def document_name(*, viewer: Actor, document_id: int) -> UUID:
    """The public name of a document. Raises NoSuchContent, also for who is not staff."""
    found = CustomerDocument.objects.filter(pk=document_id).values_list("public_id", flat=True)
    public_id = found.first()
    if public_id is None or not viewer.may(Role.CLERK):
        raise NoSuchContent
    return public_id


def expiring(
    *, viewer: Actor, on: dt.date, within_days: int | None = None, limit: int = 500
) -> list[DocumentLine]:
    """Documents that end within so many days (None: as their types warn), the first first.

    Only of active parties, and only where no later document of the type takes over. Staff only.
    """
    if not viewer.may(Role.CLERK):
        return []
    values = {"on": on, "within": within_days, "limit": limit}
    return [_line(row) for row in _rows(_ENDING, "paper.valid_to, paper.id", values)]


def warned(*, viewer: Actor, on: dt.date, party_id: int | None = None) -> Warned:
    """How many documents end or have ended and wait for a newer one, of a party or of all."""
    if not viewer.may(Role.CLERK):
        return Warned(0, 0)
    found = sql.row(_HERE, "papers_to_warn_of", {"on": on, "party_id": party_id})
    return Warned(*(found or (0, 0)))


def missing(
    *,
    viewer: Actor,
    on: dt.date,
    party_id: int | None = None,
    type_id: int | None = None,
    after: tuple[int, int] = (0, 0),
    limit: int = 50,
) -> list[Missing]:
    """Required documents that are not there, of a party or of all active ones. Staff only.

    By party; `after` is the party's and type's id of the last row shown.
    """
    if not viewer.may(Role.CLERK):
        return []
    parameters = {"on": on, "party_id": party_id, "type_id": type_id, "after": after[0],
                  "after_type": after[1], "limit": limit}  # fmt: skip
    return [
        Missing(party, name, number, kind, said(_json(words), _language()))
        for party, name, number, kind, words in sql.rows(_HERE, "missing", parameters)
    ]


def search(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """Documents whose number begins so, for the one search box."""
    begins = " ".join(text.split())
    found = CustomerDocument.objects.filter(number__istartswith=begins).order_by("pk")
    return [
        Found(party_id, _("document"), number)
        for party_id, number in found.values_list("party_id", "number")[:limit]
    ]


def _rows(
    where: Sequence[psql.Composable], order: str, values: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    statement = psql.SQL(sql.text(_HERE, "papers")).format(
        where=psql.SQL(" AND ").join(where) if where else psql.SQL("true"), order=psql.SQL(order)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _json(value: Any) -> Any:
    """Django hands jsonb over as text."""
    return json.loads(value) if isinstance(value, str) else value


def _language() -> str:
    return get_language() or "pl"


def _line(row: tuple[Any, ...]) -> DocumentLine:
    (pk, public_id, party_id, name, party_number, type_id, type_name, number, issuer,
     issued_on, valid_from, valid_to, note, reason, asked, values, warn_days, state, followed,
     files, version) = row  # fmt: skip
    values = _json(values)
    features = [
        FeatureValue(one.key, said(one.name, _language()), one.kind, values[one.key])
        for one in map(Feature.of, _json(asked))
        if one.key in values
    ]
    return DocumentLine(
        id=pk, public_id=public_id, party_id=party_id, party_name=name, party_number=party_number,
        type_id=type_id, type_name=said(_json(type_name), _language()), number=number,
        issuer=issuer, issued_on=issued_on, valid_from=valid_from, valid_to=valid_to, note=note,
        reason=reason, features=tuple(features), warn_days=warn_days, state=state,
        is_followed=followed, files=files, version=version,
    )  # fmt: skip
