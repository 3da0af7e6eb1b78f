"""An import in the making: what to read, which table, which column goes where."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import engine, files, kinds, plans
from kartoteka.exchange import models as tables
from kartoteka.exchange.fields import Column
from kartoteka.exchange.models import Run, Source
from kartoteka.exchange.operations import queue
from kartoteka.exchange.operations.rights import require
from kartoteka.exchange.operations.sources import UnknownSource
from kartoteka.exchange.payments.fields import PAYMENTS
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.refusals import Unreadable
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal

_OPEN = (Run.State.DRAFT, Run.State.CHECKED, Run.State.FAILED)


class QueryNotHere(Refusal):
    code = "exchange.query_not_here"
    message = _("A query can be typed only for a named source. Choose a table instead.")
    field = "query"


class StartedAlready(Refusal):
    code = "exchange.started_already"
    message = _("This import has been started. Begin a new one to change anything.")


class UnknownMapping(Refusal):
    code = "exchange.unknown_mapping"
    message = _("There is no such mapping. Choose one from the list.")
    field = "mapping"


class NotChosen(Refusal):
    code = "exchange.not_chosen"
    message = _("Choose a file, or a source from the list.")
    field = "file"


class MappingNameTaken(Refusal):
    code = "exchange.mapping_name_taken"
    message = _("Another mapping bears this name. Choose another one.")
    field = "keep_as"


class NoSystem(Refusal):
    code = "exchange.no_system"
    message = _("Say what the program is called that the data come from.")
    field = "system"


def begin(
    *, actor: Actor, kind: str, upload: Any = None, source: uuid.UUID | None = None
) -> uuid.UUID:
    """Opens an import of `kind` from an uploaded file or a named source, after looking into it.

    Raises NotAllowed, NotChosen, FileTooLarge, UnknownSource, Unreadable; then nothing is kept.
    """
    require(actor, Role.ADMINISTRATOR)
    run = _opened(actor, kinds.kind_of(kind).code, upload, source)
    try:
        with plans.where(run) as place:
            contents = reader.tables(place)
    except Refusal:
        files.forget(run.file)
        raise
    if not contents.tables:
        files.forget(run.file)
        code = "no_tables" if contents.kind == "database" else "empty_file"
        raise Unreadable(code, name=run.file_name or str(run.source and run.source.name))
    run.plan["kind_of_source"] = contents.kind
    if len(contents.tables) == 1:
        run.plan["table"] = contents.tables[0].name
        run.plan["chosen"] = True
    with acting(actor):
        run.save()
    return run.public_id


def _opened(actor: Actor, kind: str, upload: Any, source: uuid.UUID | None) -> Run:
    run = Run(kind=kind, started_by=actor.user_id, state=Run.State.DRAFT)
    if source is not None:
        run.source = Source.objects.filter(public_id=source, is_active=True).first()
        if run.source is None:
            raise UnknownSource
        run.plan = {"system": run.source.system}
    elif upload is not None:
        run.file = files.keep(upload)
        run.file_name = str(upload.name)[:200]
        run.plan = {"system": plans.system_of(run.file_name)}
    else:
        raise NotChosen
    return run


def choose(
    *, actor: Actor, run: uuid.UUID, table: str = "", query: str = "", written: Mapping[str, Any]
) -> None:
    """Chooses the table or query, and how the file is written where that was guessed wrong.

    `written` may hold `encoding`, `separator` and `header`. Raises NotAllowed, StartedAlready,
    QueryNotHere, Unreadable.
    """
    require(actor, Role.ADMINISTRATOR)
    row = _draft(run)
    if query and row.source is None:
        raise QueryNotHere
    plan = {**row.plan, **written, "table": "" if query else table, "query": query, "chosen": True}
    if (plan["table"], plan["query"]) != (row.plan.get("table"), row.plan.get("query", "")):
        plan.pop("columns", None)
    row.plan = plan
    with plans.where(row) as place:
        reader.sample(place, table=plan["table"], query=query, rows=1)
    with acting(actor):
        row.state = Run.State.DRAFT
        row.save()


def map_columns(
    *,
    actor: Actor,
    run: uuid.UUID,
    columns: Mapping[str, Column],
    system: str,
    given: Mapping[str, Any],
    keep_as: str = "",
    on: dt.date | None = None,
) -> None:
    """Decides which column goes to which field; with `keep_as` the whole plan is kept by name.

    With `on`, the day of what the import itself causes, the dry run is put in the queue at once.
    Raises NotAllowed, StartedAlready, NothingMapped, NoSystem.
    """
    require(actor, Role.ADMINISTRATOR)
    row = _draft(run)
    kind = kinds.whole(row.kind)
    engine.check_mapped(kind, columns)
    if not system.strip():
        raise NoSystem
    row.plan = {
        **row.plan,
        "columns": plans.kept_columns(columns),
        "system": system.strip()[: plans.LONGEST_SYSTEM],
        "given": dict(given),
    }
    row.state = Run.State.DRAFT
    with acting(actor):
        if keep_as.strip():
            row.mapping = _kept(actor, row, keep_as.strip()[:80])
        if on is not None:
            queue.enqueue(actor, row, on, dry=True)
        row.save()


def repeat(*, actor: Actor, mapping: uuid.UUID, upload: Any = None) -> uuid.UUID:
    """Opens an import by the latest version of a kept mapping, with a file where it needs one.

    Raises NotAllowed, UnknownMapping, NotChosen, FileTooLarge, UnknownSource, Unreadable.
    """
    require(actor, Role.ADMINISTRATOR)
    kept = tables.Mapping.objects.filter(public_id=mapping).select_related("source").first()
    if kept is None:
        raise UnknownMapping
    source = kept.source.public_id if kept.source else None
    run = _opened(actor, kept.kind, None if source else upload, source)
    run.plan = kept.plan
    run.mapping = kept
    try:
        with plans.where(run) as place:
            reader.sample(
                place, table=run.plan.get("table", ""), query=run.plan.get("query", ""), rows=1
            )
    except Refusal:
        files.forget(run.file)
        raise
    with acting(actor):
        run.save()
    return run.public_id


def _kept(actor: Actor, run: Run, name: str) -> tables.Mapping:
    return keep_under(name, actor, kind=run.kind, plan=run.plan, source=run.source)


def keep_under(
    name: str, actor: Actor, *, kind: str, plan: Mapping[str, Any], source: Source | None = None
) -> tables.Mapping:
    """Keeps a mapping as the next version of its name. Raises MappingNameTaken where the name is
    of payments and this is not, or the other way round. For operations of this room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mapping:{name}"])
    latest = tables.Mapping.objects.filter(name=name).order_by("-version").first()
    if latest is not None and (latest.kind == PAYMENTS.code) != (kind == PAYMENTS.code):
        raise MappingNameTaken
    return tables.Mapping.objects.create(
        name=name,
        version=latest.version + 1 if latest else 1,
        kind=kind,
        source=source,
        plan=plan,
        created_by=actor.user_id,
    )


def _draft(public_id: uuid.UUID) -> Run:
    run = Run.objects.select_related("source").filter(public_id=public_id).first()
    if run is None or run.state not in _OPEN:
        raise StartedAlready
    return run
