"""What may be asked: reports, page by page, as totals, or whole for a file."""

import datetime as dt
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.billing.queries import limits
from kartoteka.insight.reports import BY, BY_KEY, FLOW, SHOWN, Asked, Column, Report
from kartoteka.kernel import days, listing, sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.criteria import BadQuery, Field, Type, parse
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.listing import Which
from kartoteka.ledger import planning
from kartoteka.ledger.models import Entry, Kind
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.criteria.profiles import members
from kartoteka.register.queries.groups import GroupLine, groups
from kartoteka.register.queries.groups import group as group_of

_HERE = "kartoteka.insight"
PAGE = 200
_BEGINNING = dt.date(1900, 1, 1)
_FOREVER = "infinity"


class NoSuchReport(Refusal):
    code = "insight.no_such_report"
    message = _("There is no such report.")


class NoSuchGroup(Refusal):
    code = "insight.no_such_group"
    message = _("There is no such group, or you may not see it. Choose another one.")
    field = "group"


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the words for its key, the key (a party where the rows are entries), its currency and
    its values in the order of the columns."""

    words: str
    number: str
    key: int | None
    currency: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of a report: its rows, the sums of all rows by currency, and whether more follow."""

    report: Report
    asked: Asked
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    totals: tuple[Line, ...]
    has_more: bool


def report(key: str) -> Report:
    """The report of this name. Raises NoSuchReport."""
    if key not in BY_KEY:
        raise NoSuchReport
    return BY_KEY[key]


def answer(*, viewer: Actor, key: str, asked: Asked, today: dt.date, page: int = 1) -> Answer:
    """A page of a report, the largest first unless `asked.sort` says otherwise. Staff only.

    Of a day before `today` it is made from entries and settlements; of today and later from what
    stands open. Raises NoSuchReport, NoSuchGroup.
    """
    found = report(key)
    if not viewer.may(Role.CLERK):
        return Answer(found, asked, found.columns_of(asked), (), (), has_more=False)
    values = _values(viewer, found, asked, today)
    statement = psql.SQL("{} {} OFFSET {} LIMIT {}").format(
        _statement(found, asked, today),
        _order(found, asked),
        psql.Literal((page - 1) * PAGE),
        psql.Literal(PAGE + 1),
    )
    lines = [_line(row, len(found.columns_of(asked))) for row in _rows(statement, values)]
    return Answer(
        found,
        asked,
        found.columns_of(asked),
        tuple(lines[:PAGE]),
        totals(viewer=viewer, key=key, asked=asked, today=today),
        has_more=len(lines) > PAGE,
    )


def totals(*, viewer: Actor, key: str, asked: Asked, today: dt.date) -> tuple[Line, ...]:
    """The sums of all rows, one line for each currency: counted by themselves, so that a customer
    of two groups counts once."""
    found = report(key)
    columns = found.columns_of(asked)
    values = _values(viewer, found, replace(asked, by=""), today)
    if found.is_entries:
        summed = psql.SQL(", ").join(
            psql.SQL("sum({})" if one.type is Type.MONEY else "NULL").format(
                psql.Identifier(one.key)
            )
            for one in columns
        )
        statement = psql.SQL(
            "SELECT '', '', NULL::bigint, currency, {} FROM ({}) AS told"
            " GROUP BY currency ORDER BY currency"
        ).format(summed, _statement(found, asked, today))
    else:
        statement = psql.SQL("{} ORDER BY summed.currency").format(_statement(found, asked, today))
    return tuple(_line(row, len(columns)) for row in _rows(statement, values))


def recorded_from(*, viewer: Actor) -> dt.date | None:
    """The day on which the office recorded its first entry: of days before it nothing can be told
    as it was shown. None where there is no entry. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    first = Entry.objects.order_by("pk").values_list("recorded_at", flat=True).first()
    return timezone.localtime(first).date() if first else None


def everything(
    *, viewer: Actor, key: str, asked: Asked, today: dt.date
) -> Generator[tuple[Any, ...], None, None]:
    """All rows, as `fields_of` has them, read from the database as they are taken.

    From the first row on a transaction and a cursor are open: whoever does not take all rows closes
    this (`contextlib.closing`). Raises NoSuchReport, NoSuchGroup at the first row.
    """
    found = report(key)
    width = len(found.columns_of(asked)) + 4
    values = _values(viewer, found, asked, today)
    statement = psql.SQL("{} {}").format(_statement(found, asked, today), _order(found, asked))
    with planning.for_sets(reading=True), connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while batch := cursor.fetchmany(5000):
            for words, number, _key, *told in batch:
                yield (words or "", number, *told[: width - 3])


def fields_of(key: str, asked: Asked) -> list[Field]:
    """The columns of a file of the report: words, number, currency, then its figures."""
    found = report(key)
    by = _("Customer") if found.is_entries else BY.get(asked.by, "")
    is_about_people = found.is_entries or asked.by in {"customer", "point", "agreement"}
    return [
        Field("words", by, Type.TEXT, is_personal=is_about_people),
        Field("number", _("Number"), Type.TEXT, is_personal=is_about_people),
        Field("currency", _("Currency"), Type.TEXT, is_personal=False),
        *(
            Field(
                one.key,
                one.label,
                one.type,
                choices=(lambda: Kind.choices) if one.type is Type.CHOICE else tuple,
                is_personal=False,
            )
            for one in found.columns_of(asked)
        ),
    ]


def concerned(*, viewer: Actor, key: str, asked: Asked, today: dt.date) -> tuple[Any, Any]:
    """A statement that selects the parties whose data is in the report, with its parameters."""
    found = BY_KEY["open_entries" if report(key).of != FLOW else "posted_entries"]
    statement = psql.SQL("SELECT DISTINCT told.key FROM ({}) AS told").format(
        _statement(found, asked, today)
    )
    return statement, _values(viewer, found, asked, today)


def _statement(found: Report, asked: Asked, today: dt.date) -> psql.Composed:
    stock = "open_now"
    if asked.on < today:  # of one customer the entries of ten years are few
        stock = f"{'open_back' if asked.party is None else 'open_then'}+open_stood"
    source = "postings" if found.of == FLOW else stock
    if found.has_opening and not _is_of_few(asked):
        source = "carried_back"
    made = found.file if found.is_entries else f"keyed+{found.file}+named"
    text = sql.text(_HERE, f"chosen+{source}+{made}")
    return psql.Composed([psql.SQL(text)])


def _is_of_few(asked: Asked) -> bool:
    """Whether entries are few, or belong to a point or an agreement, which what stands open of an
    account as a whole does not."""
    narrow = (asked.party, asked.point, asked.agreement)
    return narrow != (None, None, None) or asked.by in {"point", "agreement"}


def _order(found: Report, asked: Asked) -> psql.Composed:
    """The rows in the order of a column; names and months as they are written, figures the
    largest first."""
    columns = {one.key: one for one in found.columns_of(asked)}
    wanted = asked.sort if asked.sort in columns or asked.sort == "words" else found.order
    if asked.by == "month" and not asked.sort:
        wanted = "words"
    by_name = psql.SQL("1, 2, currency, document" if found.is_entries else "1, 2, currency")
    if wanted == "words":
        return psql.SQL("ORDER BY {}").format(by_name)
    way = "" if columns[wanted].type in {Type.TEXT, Type.DATE} else " DESC"
    return psql.SQL("ORDER BY {}{} NULLS LAST, {}").format(
        psql.Identifier(wanted), psql.SQL(way), by_name
    )


def _values(viewer: Actor, found: Report, asked: Asked, today: dt.date) -> dict[str, Any]:
    on = asked.on
    end = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone())
    moment = end - dt.timedelta(microseconds=1)
    is_shown = asked.mode == SHOWN or found.only_shown
    limited = {}
    if found.only_shown and on < today:
        limited = limits.as_recorded(viewer=viewer, moment=moment)
    is_flow = found.of == FLOW
    return {
        "on": on,
        "first": asked.first or _BEGINNING,
        "day": on if is_flow or not is_shown else _FOREVER,
        "moment": moment if is_shown else _FOREVER,
        "limited": list(limited),
        "last_days": list(limited.values()),
        "by": asked.by if asked.by in found.by else "",
        "creditor": asked.creditor,
        "party": None if asked.tree else asked.party,
        "currency": asked.currency,
        "point": asked.point,
        "agreement": asked.agreement,
        "segment": asked.segment,
        "members": _members(viewer, asked),
        **_in_groups(viewer, asked),
        "bounds": [days_ + 1 for days_ in asked.bands],
        "band": asked.band,
        "late": asked.late,
        "side": asked.side,
        "kind": asked.kind,
        "language": get_language() or "pl",
        "overdue_pl": days.overdue_before(on, "PL"),
        "overdue_sk": days.overdue_before(on, "SK"),
    }


def _members(viewer: Actor, asked: Asked) -> list[int] | None:
    """The parties to which the group and the tree narrow, None where neither does."""
    wanted: list[set[int]] = []
    if asked.group is not None:
        wanted.append(set(members_of(viewer=viewer, group_id=asked.group, on=asked.on)))
    if asked.tree and asked.party is not None:
        data = {"field": "tree", "op": "is", "value": [str(asked.party)]}
        of_tree = parse(data, PARTIES.fields(viewer))
        found = listing.ids(PARTIES, Which(viewer, asked.on, query=of_tree))
        wanted.append({row[0] for row in _rows(found.sql, found.values)})
    return sorted(set.intersection(*wanted)) if wanted else None


def members_of(*, viewer: Actor, group_id: int, on: dt.date) -> list[int]:
    """The parties of a group on the day, by hand or by its conditions. Raises NoSuchGroup."""
    line = group_of(viewer=viewer, group_id=group_id)
    if line is None:
        raise NoSuchGroup
    return _parties(viewer, line, on)


def _parties(viewer: Actor, line: GroupLine, on: dt.date) -> list[int]:
    asked = listing.ids(PARTIES, members(viewer, line, on))
    return [row[0] for row in _rows(asked.sql, asked.values)]


def _in_groups(viewer: Actor, asked: Asked) -> dict[str, list[int]]:
    """For rows by group, the groups that the viewer sees: those by hand, and who is in the others;
    nobody is in one whose conditions ask for what there no longer is."""
    seen = groups(viewer=viewer, with_retired=True) if asked.by == "group" else []
    found: list[int] = []
    found_in: list[int] = []
    for line in seen:
        if line.is_dynamic:
            with suppress(BadQuery):
                parties = _parties(viewer, line, asked.on)
                found += parties
                found_in += [line.id] * len(parties)
    by_hand = [line.id for line in seen if not line.is_dynamic]
    return {"by_hand": by_hand, "found": found, "found_in": found_in}


def _line(row: Sequence[Any], width: int) -> Line:
    words, number, key, currency, *values = row
    return Line(words or "", number, key, currency, tuple(values[:width]))


def _rows(statement: psql.Composable, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with planning.for_sets(reading=True), connection.cursor() as cursor:
        cursor.execute(statement, dict(values))
        return list(cursor.fetchall())
