"""A person's report: what we hold, from where, to whom it went, how long it stays (art. 15)."""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.personal import Place, Subjects
from kartoteka.privacy.queries.disclosures import DisclosureLine, disclosures_of
from kartoteka.privacy.queries.holds import Keeping, keepings
from kartoteka.privacy.queries.purposes import PurposeLine, purposes
from kartoteka.privacy.queries.requests import RequestLine, requests_of
from kartoteka.privacy.queries.subjects import subjects_of
from kartoteka.privacy.rooms import places
from kartoteka.register import queries as register
from kartoteka.trail import queries as trail
from kartoteka.trail import words
from kartoteka.trail.describing import described

MOST_ROWS = 5000
FORMAT = "kartoteka.person/1"
# Words of columns that no form shows and whose models therefore have none.
LABELS = {
    "address": _("network address"),
    "amount": _("amount"),
    "assigned_on": _("from the day"),
    "at": _("when"),
    "attached_at": _("attached"),
    "bank_account": _("bank account"),
    "beside": _("note"),
    "body": _("text"),
    "booked_on": _("booked on"),
    "created_at": _("added"),
    "currency": _("currency"),
    "data": _("data"),
    "due_on": _("due date"),
    "effective_on": _("effective on"),
    "email": _("e-mail"),
    "ended_at": _("ended"),
    "end_to_end_id": _("payer's reference"),
    "expire_date": _("until"),
    "external_id": _("number in the other program"),
    "facts": _("how it was recognised"),
    "iban": _("account number"),
    "ip": _("network address"),
    "is_active": _("in use"),
    "issued_on": _("issued on"),
    "kind": _("kind"),
    "language": _("language"),
    "last_login": _("last signed in"),
    "last_seen_at": _("last seen"),
    "login": _("login"),
    "made_at": _("made"),
    "matched_at": _("recognised"),
    "name": _("name"),
    "number": _("number"),
    "op": _("kind of change"),
    "payments": _("number of payments"),
    "postal_code": _("postal code"),
    "printed_at": _("printed"),
    "queued_at": _("queued"),
    "reason": _("reason"),
    "recipient": _("addressee"),
    "reference": _("bank's reference"),
    "sent_at": _("sent"),
    "side": _("side"),
    "subject": _("subject"),
    "system": _("program"),
    "table_name": _("table"),
    "text": _("text"),
    "title": _("title"),
    "to": _("address"),
    "type": _("kind"),
    "used_at": _("used"),
    "user_agent": _("browser"),
    "user_id": _("login"),
    "asked_at": _("asked"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one table about the person: pairs of label and value. `is_cut` where there are
    more than MOST_ROWS."""

    title: str
    rows: list[list[tuple[str, str]]]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is held of a person, in words, and `held`, the same as it is kept."""

    party_id: int
    name: str
    number: str
    on: dt.date
    sections: tuple[Section, ...]
    held: dict[str, list[dict[str, Any]]]
    arrivals: tuple[trail.Arrival, ...]
    disclosures: tuple[DisclosureLine, ...]
    requests: tuple[RequestLine, ...]
    reveals: tuple[trail.Change, ...]
    purposes: tuple[PurposeLine, ...]
    keepings: tuple[Keeping, ...]


def report(*, viewer: Actor, party_id: int, on: dt.date) -> Report | None:
    """The person's report as of the day; None where there is no such party. Staff only.

    Sensitive numbers are masked in it as everywhere else.
    """
    card = register.party(viewer=viewer, party_id=party_id) if viewer.may(Role.CLERK) else None
    if card is None:
        return None
    subjects = subjects_of(viewer=viewer, parties=[party_id])
    held = held_of(viewer=viewer, subjects=subjects)
    titles = {place.table: str(place.title) for place in places()}
    return Report(
        party_id=party_id,
        name=card.name,
        number=card.number,
        on=on,
        sections=tuple(
            Section(
                (titles[table] or words.table(table)),
                described(table, rows[:MOST_ROWS], LABELS),
                len(rows) > MOST_ROWS,
            )
            for table, rows in sorted(held.items(), key=_register_first)
        ),
        held=held,
        arrivals=tuple(trail.arrivals_of(viewer=viewer, party_id=party_id)),
        disclosures=tuple(disclosures_of(viewer=viewer, party_id=party_id, limit=MOST_ROWS)),
        requests=tuple(requests_of(viewer=viewer, party_id=party_id)),
        reveals=tuple(trail.reveals_of(viewer=viewer, party_id=party_id)),
        purposes=tuple(purposes(viewer=viewer, active_only=True)),
        keepings=tuple(keepings(viewer=viewer, parties=[party_id])),
    )


def held_of(
    *, viewer: Actor, subjects: Subjects, tables: Collection[str] = ()
) -> dict[str, list[dict[str, Any]]]:
    """What every declared place holds of these people, by table; empty places are left out.

    Columns whose value must not leave the program (hashes, keys, sealed bytes) are not in it.
    Nothing for others than staff.
    """
    if not viewer.may(Role.CLERK):
        return {}
    found = {}
    for place in places():
        if not place.reached or (tables and place.table not in tables):
            continue
        if rows := _rows(place, subjects):
            found[place.table] = rows
    return found


def as_json(shown: Report) -> str:
    """The report for machines: fields by the names that they have in the database (art. 20 GDPR:
    structured, commonly used, machine-readable)."""
    return json.dumps(
        {
            "format": FORMAT,
            "as_of": shown.on.isoformat(),
            "customer": {"number": shown.number, "name": shown.name},
            "held": shown.held,
            "sources": [
                {"on": one.day.isoformat(), "by": one.who, "what": one.what, "rows": one.count}
                for one in shown.arrivals
            ],
            "disclosures": [
                {
                    "on": one.disclosed_on.isoformat(),
                    "recipient": one.recipient,
                    "scope": list(one.scope),
                    "basis": one.basis,
                    "provision": one.basis_note,
                    "way": one.way,
                }
                for one in shown.disclosures
            ],
            "purposes": [
                {"code": one.code, "name": one.words, "basis": one.basis} for one in shown.purposes
            ],
            "kept_until": [
                {"purpose": one.purpose, "until": one.until.isoformat()} for one in shown.keepings
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _register_first(one: tuple[str, Any]) -> bool:
    return not one[0].startswith("register_")


def _rows(place: Place, subjects: Subjects) -> list[dict[str, Any]]:
    columns = [
        one for one in (*place.beside, *place.columns) if place.shown_as.get(one, "") != "NULL"
    ]
    if not columns:
        return []
    pairs = [
        psql.SQL("{}, {}").format(
            psql.Literal(one),
            psql.SQL(place.shown_as[one]) if one in place.shown_as else psql.Identifier("r", one),
        )
        for one in columns
    ]
    statement = psql.SQL(
        "SELECT json_build_object({pairs})::text FROM {table} AS r WHERE {reached} LIMIT {most}"
    ).format(
        pairs=psql.SQL(", ").join(pairs),
        table=psql.Identifier(place.table),
        reached=psql.SQL(place.reached),
        most=psql.Literal(MOST_ROWS + 1),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, subjects.parameters)
        # Amounts stay as they are written: 80.00 is no floating point number.
        rows = [json.loads(row, parse_float=str) for (row,) in cursor.fetchall()]
    # What nobody filled in is left out, and so are rows of which nothing is left.
    kept = [{key: one for key, one in row.items() if one not in (None, "", [], {})} for row in rows]
    return [row for row in kept if row]
