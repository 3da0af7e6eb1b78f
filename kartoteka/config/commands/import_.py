"""`kartoteka import`: records of another database or file, from the command line."""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

KINDS = {
    "parties": "PARTY", "receivables": "RECEIVABLE", "addresses": "ADDRESS", "contacts": "CONTACT",
    "accounts": "ACCOUNT", "roles": "ROLE", "activities": "ACTIVITY", "terms": "TERMS",
    "persons": "PERSON", "members": "MEMBER", "blocks": "BLOCK", "consents": "CONSENT",
    "agreement-rates": "AGREEMENT_RATE",
}  # fmt: skip
_TOLD = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka import` takes."""
    parser.add_argument(
        "origin", metavar="URL_OR_FILE", nargs="?",
        help="address of a database (kind://user:password@server/name), a file (SQLite, CSV, "
        "XLSX), or - to read the address from standard input, where nobody sees it",
    )  # fmt: skip
    parser.add_argument("--as", dest="kind", required=True, choices=tuple(KINDS))
    parser.add_argument("--source", metavar="NAME", help="a source named before, in place of URL")
    parser.add_argument("--keep-source", metavar="NAME", help="name this address for the desk")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--table", metavar="T", help="table, view or sheet")
    what.add_argument("--query", metavar="Q", help="one SELECT")
    parser.add_argument("--mapping", metavar="NAME", help="columns as kept under this name")
    parser.add_argument(
        "--map", dest="pairs", metavar="COLUMN=FIELD", action="append", default=[],
        help="a column for a field; what is not mapped is suggested",
    )  # fmt: skip
    parser.add_argument("--system", help="name of that program; external ids live under it")
    parser.add_argument("--creditor", metavar="NUMBER", help="whose receivables they are")
    parser.add_argument("--currency", help="of rows that name none")
    parser.add_argument("--country", help="of customers that name none")
    parser.add_argument(
        "--fill-only", action="store_true", help="change nothing that is filled already"
    )
    parser.add_argument("--encoding", default="")
    parser.add_argument("--separator", default="")
    parser.add_argument("--no-header", action="store_true", help="the first row is data already")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would happen, keep nothing"
    )
    parser.add_argument("--yes", action="store_true", help="go on without asking")
    parser.add_argument("--json", action="store_true", help="for other programs")


class _WrongUse(Exception):  # noqa: N818  (one sentence for the person at the terminal)
    """The words on the command line do not say what to do."""


def run(args: argparse.Namespace) -> int:
    """Dry run, question, real run. 0 done, 1 refused, 2 wrong use."""
    try:
        return _run(args)
    except _WrongUse as problem:
        sys.stderr.write(f"{problem}\n")
        return 2


def _run(args: argparse.Namespace) -> int:
    from kartoteka.exchange import engine, operations
    from kartoteka.kernel.actor import SYSTEM

    _check_words(args)
    work = _work(args)
    if args.keep_source:
        operations.name_source(
            actor=SYSTEM,
            name=args.keep_source,
            address=args.origin,
            system=work.settings.system,
            may_be_file=True,
        )
    with _progress(args) as tell:
        report = engine.run(work, actor=SYSTEM, dry=True, tell=tell)
    if args.dry_run:
        return _told(args, work, report, dry=True)
    if not args.yes:
        _told(args, work, report, dry=True)
        sys.stderr.write("Go on? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes", "t", "tak", "a", "ano"):
            return 1
    with _progress(args) as tell:
        report = engine.run(work, actor=SYSTEM, dry=False, expected=report.digest, tell=tell)
    operations.keep_report(actor=SYSTEM, work=work, report=report, shown=_shown(args))
    return _told(args, work, report, dry=False)


def _check_words(args: argparse.Namespace) -> None:
    if bool(args.origin) == bool(args.source):
        raise _WrongUse("Name either a URL or file, or --source NAME.")
    can_ask = sys.stdin.isatty() and args.origin != "-"
    if not (args.yes or args.dry_run or can_ask):
        raise _WrongUse("Nobody can be asked here: add --dry-run or --yes.")
    if args.origin == "-":
        args.origin = sys.stdin.readline().strip()


def _work(args: argparse.Namespace) -> Any:
    """The work that the words ask for."""
    from kartoteka.exchange import engine, kinds, plans, recognising
    from kartoteka.exchange.fields import Settings
    from kartoteka.exchange.reading import reader

    kind = kinds.whole(KINDS[args.kind])
    kept = _kept(args, kind)
    where = _where(args)
    table = args.table or ("" if args.query else kept.get("table", ""))
    query = args.query or ("" if args.table else kept.get("query", ""))
    if not table and not query:
        table = _best_table(kind, where, _shown(args))
    seen = reader.sample(where, table=table, query=query)
    settled = args.system or kept.get("system")
    advice = recognising.advise(
        kind, seen, settled or plans.system_of(_name(args)), may_rename=not settled
    )
    system = advice.system
    columns = plans.columns(kept) or {
        name: found.column for name, found in advice.suggested.items()
    }
    for pair in args.pairs:
        _map(kind, seen, columns, pair)
    given = _given(args, kept)
    if kind.code == "RECEIVABLE" and "creditor" not in columns and not given.get("creditor_id"):
        raise _WrongUse("Say whose receivables they are: --creditor with the creditor's number.")
    return engine.Work(kind, where, columns, Settings(system=system, given=given), table, query)


def _kept(args: argparse.Namespace, kind: Any) -> dict[str, Any]:
    from kartoteka.exchange import queries
    from kartoteka.kernel.actor import SYSTEM

    if not args.mapping:
        return {}
    found = queries.mapping_plan(viewer=SYSTEM, name=args.mapping)
    if found is None or found[0] != kind.code:
        raise _WrongUse(f"There is no mapping {args.mapping!r} for {args.kind}.")
    return found[1]


def _best_table(kind: Any, where: Any, shown: str) -> str:
    from kartoteka.exchange import choosing
    from kartoteka.exchange.reading import reader
    from kartoteka.exchange.reading.refusals import Unreadable

    contents = reader.tables(where)
    chosen = choosing.best_table(kind, where, contents)
    if not contents.tables:
        raise Unreadable("no_tables", name=shown)
    if chosen is None:
        if len(contents.tables) == 1:
            return contents.tables[0].name
        names = ", ".join(found.name for found in contents.tables[:40])
        raise _WrongUse(f"No table fits by itself. Name one with --table: {names}.")
    if chosen.rivals:
        rivals = ", ".join((chosen.table, *chosen.rivals))
        raise _WrongUse(f"Several tables fit. Name one with --table: {rivals}.")
    return chosen.table


def _map(kind: Any, seen: Any, columns: dict[str, Any], pair: str) -> None:
    """Takes `column=field` into the columns, in place of what was there for either."""
    from kartoteka.exchange import guessing

    fields = {field.name: field for field in kind.fields}
    name, _sign, field = pair.rpartition("=")
    if field not in fields:
        raise _WrongUse(f"{pair!r}: the fields are {', '.join(fields)}.")
    if name not in seen.columns:
        raise _WrongUse(f"{pair!r}: the columns are {', '.join(seen.columns)}.")
    for other in [other for other, column in columns.items() if column.name == name]:
        del columns[other]
    place = seen.columns.index(name)
    values = [row[place] for row in seen.rows if row[place]]
    columns[field] = guessing.column_as_written(fields[field], name, values)


def _where(args: argparse.Namespace) -> Any:
    from kartoteka.exchange import queries
    from kartoteka.exchange.reading import addresses
    from kartoteka.exchange.reading.reader import Where
    from kartoteka.kernel.actor import SYSTEM

    if args.source:
        kept = queries.kept_source(viewer=SYSTEM, name=args.source)
        args.system = args.system or kept.system
        return Where(address=kept.address)
    written = {
        "encoding": args.encoding,
        "separator": args.separator.replace("\\t", "\t"),
        "header": False if args.no_header else None,
    }
    if addresses.looks_like(args.origin):
        return Where(address=args.origin)
    return Where(path=str(Path(args.origin).absolute()), **written)


def _given(args: argparse.Namespace, kept: dict[str, Any]) -> dict[str, Any]:
    """Settings for every row; the creditor, where there is one only, goes without saying."""
    from kartoteka.kernel.actor import SYSTEM
    from kartoteka.ledger import queries as ledger
    from kartoteka.register import queries as register

    today = dt.date.today()  # noqa: DTZ011  (the day of the person at the terminal)
    ours = ledger.creditors(viewer=SYSTEM)
    home = "SK" if {creditor.country for creditor in ours} == {"SK"} else "PL"
    country = (args.country or "").upper() or kept.get("given", {}).get("country") or home
    given = {**kept.get("given", {}), "country": country, "on": today}
    if args.fill_only:
        given["changing"] = "FILL"
    if args.creditor:
        found = register.party_ids_by_number(viewer=SYSTEM, numbers=[args.creditor])
        ours = [row for row in ours if row.party_id == found.get(args.creditor)]
    elif "creditor_id" in given:
        ours = [row for row in ours if row.party_id == given["creditor_id"]]
    if len(ours) == 1:
        given["creditor_id"] = ours[0].party_id
        given["currency"] = args.currency or {"SK": "EUR"}.get(ours[0].country, "PLN")
    return given


def _name(args: argparse.Namespace) -> str:
    from kartoteka.exchange.reading import addresses

    if args.source:
        return str(args.source)
    if addresses.looks_like(args.origin):
        return addresses.understand(args.origin).url.database or "import"
    return str(args.origin)


def _shown(args: argparse.Namespace) -> str:
    from kartoteka.exchange.reading import addresses

    if args.source:
        return str(args.source)
    if addresses.looks_like(args.origin):
        return addresses.understand(args.origin).shown
    return Path(args.origin).name


def _progress(args: argparse.Namespace) -> Any:
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    @contextmanager
    def shown() -> Any:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("{task.completed:,}"),
            TimeElapsedColumn(),
        )
        console = Console(stderr=True)
        with Progress(*columns, console=console, disable=args.json, transient=True) as bar:
            task = bar.add_task("reading")
            yield lambda done, message: bar.update(task, completed=done, description=message)

    return shown()


def _told(args: argparse.Namespace, work: Any, report: Any, *, dry: bool) -> int:
    from kartoteka.exchange import queries

    rows = [
        {
            "row": told.number,
            "record": told.what,
            "outcome": told.outcome.lower(),
            "field": told.field,
            "reason": queries.sentence(work.kind.code, told.code, told.facts)
            if told.outcome != "CHANGED"
            else "",
            "changes": queries.shown_changes(work.kind, told.facts)
            if told.outcome == "CHANGED"
            else {},
        }
        for told in report.rows[:_TOLD]
    ]
    if args.json:
        answer = {
            "kind": args.kind,
            "dry_run": dry,
            "table": work.table,
            "columns": {column.name: field for field, column in work.columns.items()},
            "counts": {outcome.lower(): count for outcome, count in report.counts.items()},
            "rows": rows,
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        _write(work, report, rows, dry=dry)
    taken = report.total - report.counts["REJECTED"] - report.counts["CONFLICT"]
    return 1 if report.total and not taken else 0


def _write(work: Any, report: Any, rows: list[dict[str, Any]], *, dry: bool) -> None:
    out = sys.stdout.write
    for field, column in work.columns.items():
        out(f"  {column.name} -> {field}\n")
    for row in rows[:50]:
        place = f" {row['field']}" if row["field"] else ""
        changes = ", ".join(
            f"{name}: {was} -> {now}" for name, (was, now) in row["changes"].items()
        )
        what = f" ({row['record']})" if row["record"] else ""
        out(f"  row {row['row']}{what} {row['outcome']}{place}: {row['reason'] or changes}\n")
    if len(report.rows) > 50:  # noqa: PLR2004
        out(f"  … and {len(report.rows) - 50} more; --json lists {_TOLD}.\n")
    told = ", ".join(f"{count:,} {outcome.lower()}" for outcome, count in report.counts.items())
    out(f"{'Dry run' if dry else 'Done'}: {told}.\n")
