"""The five rules and the budgets of the house, each as a function: a checkout in, offences out."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SCREENS = ("desk", "portal", "field", "api")
LONGEST_FILE, LONGEST_FUNCTION = 500, 60
LONGEST_STORY = 100  # tests/stories: a road from end to end is told in one piece
FORBIDDEN_NAMES = {
    *("utils", "helpers", "common", "core", "misc", "manager", "managers", "services", "base"),
}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
WRITES = {"create", "update", "delete", "save", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create", "acreate", "aupdate", "adelete", "asave"}
ONLY_WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITING_SQL = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE(?!\s+(?:SKIP|OF|NOWAIT|SET))|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE"
    r"(?:\s+TABLE)?)\s+(?:ONLY\s+)?\"?([a-z_][a-z0-9_]*)",
    re.IGNORECASE,
)
NAMED_TABLE = re.compile(r"[a-z][a-z0-9_]*")
IS_SQL = re.compile(r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|WITH)\b")
HEADER = re.compile(r"\s*(?:\{% extends [^%]*%\}\s*)?\{% comment %\}\s*Shows: \S")
CREATES = re.compile(
    r"CREATE TABLE (?:IF NOT EXISTS )?(?:public\.)?\"?([a-z_0-9]+)\b(?!\.)", re.IGNORECASE
)


@cache
def layers(base: Path) -> list[list[str]]:
    """The rooms from the top down, as pyproject.toml declares them; one list per height."""
    contracts = tomllib.loads((base / "pyproject.toml").read_text())["tool"]["importlinter"]
    declared = next(one for one in contracts["contracts"] if one["type"] == "layers")
    return [[room.strip(" ()") for room in layer.split("|")] for layer in declared["layers"]]


@cache
def height(base: Path) -> dict[str, int]:
    """Room → height; a room stands on every room of a smaller number."""
    order = layers(base)
    return {room: len(order) - place for place, layer in enumerate(order) for room in layer}


def stands_on(base: Path, room: str, other: str) -> bool:
    """Whether `room` may name `other`."""
    heights = height(base)
    return room == other or (other in heights and heights[other] < heights[room])


def upward_keys(base: Path) -> list[str]:
    """Foreign keys in models that point at a room that is not below."""
    found = []
    for path, room in _modules(base):
        imported = _models_imported(path)
        for call in _calls(path):
            if _last(call.func) in RELATIONS and call.args:
                target = _target_room(call.args[0], imported)
                if target and target in height(base) and not stands_on(base, room, target):
                    found.append(f"{_where(base, path, call)}: {room} has a key to {target}")
    return found


def stray_writers(base: Path) -> list[str]:
    """Writes outside operations and migrations, and writes to another room's tables."""
    found = []
    for path, room in _modules(base):
        if "migrations" in path.parts or room in {"config", "formats", "gateways"}:
            continue
        writer = "operations" in path.with_suffix("").parts and room not in SCREENS
        imported = _models_imported(path)
        for call in _calls(path):
            model = _written_model(call)
            if model is None:
                continue
            owner = imported.get(model, room)
            if not writer or owner != room:
                found.append(f"{_where(base, path, call)}: writes {model or 'a row'}")
        found += [
            f"{_where(base, path, node)}: writes {table} in SQL"
            for node, text in _statements(base, path)
            for table in _written_tables(text)
            if not writer and table in tables(base)
        ]
    return found + _foreign_sql_writes(base)


def upward_sql(base: Path) -> list[str]:
    """Tables of rooms that are not below, named in a room's SQL files or statements."""
    known = tables(base)
    found: list[str] = []
    texts = [(path, _room(base, path), _bare_sql(path.read_text())) for path in _sql_files(base)]
    for path, room in _modules(base):
        for _, text in _statements(base, path):
            texts.append((path, room, text))
    for path, room, text in texts:
        found += [
            f"{path.relative_to(base)}: {room} names {name}"
            for name in sorted(set(NAMED_TABLE.findall(text)) & known.keys())
            if room != "config" and not stands_on(base, room, known[name])
        ]
    return found


def too_long(base: Path) -> list[str]:
    """Files and functions over the budget."""
    found = []
    for path in _python(base):
        text = path.read_text(encoding="utf-8")
        count = text.count("\n")
        if count > LONGEST_FILE:
            found.append(f"{path.relative_to(base)}: {count} lines")
        most = LONGEST_STORY if path.parent == base / "tests" / "stories" else LONGEST_FUNCTION
        for node in _nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > most:
                    found.append(f"{_where(base, path, node)}: {node.name} has {length} lines")
    return found


def templates_without_header(base: Path) -> list[str]:
    """Templates that do not begin by saying what they show."""
    return [
        str(path.relative_to(base))
        for path in sorted((base / "kartoteka").rglob("templates/**/*.html"))
        if not HEADER.match(path.read_text(encoding="utf-8"))
    ]


def nameless_modules(base: Path) -> list[str]:
    """Modules whose name says nothing: what is in them has no home yet."""
    return [
        str(path.relative_to(base))
        for path in _python(base)
        if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES
    ]


def readers_of_the_environment(base: Path) -> list[str]:
    """Modules other than config/env.py that read the environment."""
    return [
        str(_where(base, path, node))
        for path, _room_name in _modules(base)
        if path != base / "kartoteka" / "config" / "env.py"
        for node in _nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
    ]


def clocks_below_the_screens(base: Path) -> list[str]:
    """Rooms that ask what day it is, instead of being told."""
    return [
        f"{_where(base, path, call)}: {ast.unparse(call.func)}"
        for path, room in _modules(base)
        if room not in {*SCREENS, "config", "ui"} and "migrations" not in path.parts
        for call in _calls(path)
        if _last(call.func) in {"today", "localdate"}  # to write all of them out takes long
        and ast.unparse(call.func).endswith(("date.today", "timezone.localdate", "datetime.today"))
    ]


def unjustified_dependencies(base: Path) -> list[str]:
    """Dependencies of pyproject.toml whose line does not say why they are there."""
    found, inside = [], False
    for number, line in enumerate((base / "pyproject.toml").read_text().splitlines(), 1):
        opened = re.match(r"(dependencies|[a-z]+) = \[(.*)", line)
        if line.startswith("["):
            section = line
        if opened and section in {"[project]", "[project.optional-dependencies]"}:
            inside = "]" not in re.sub(r'"[^"]*"', "", opened.group(2))
            listed = opened.group(2)
        else:
            listed = line if inside else ""
            inside = inside and not line.startswith("]")
        if '"' in listed and not re.search(r"#\s*\S.{3,}", listed):
            found.append(f"pyproject.toml:{number}: {line.strip()}")
    return found


@cache
def tables(base: Path) -> dict[str, str]:
    """Every table that a room's models or SQL make, and the room."""
    found = {}
    for path, room in _modules(base):
        if path.name == "models.py" or "models" in path.parent.parts:
            for node in _nodes(path):
                if isinstance(node, ast.ClassDef) and _is_model(node):
                    found[_table_of(node, room)] = room
    for path in _sql_files(base):
        for name in CREATES.findall(_bare_sql(path.read_text())):
            if not re.search(rf"TEMP(?:ORARY)? TABLE[^;]*\b{name}\b", path.read_text(), re.I):
                found[name.lower()] = _room(base, path)
    return found


def _foreign_sql_writes(base: Path) -> list[str]:
    known = tables(base)
    return [
        f"{path.relative_to(base)}: writes {table} of {known[table]}"
        for path in _sql_files(base)
        for table in _written_tables(_bare_sql(path.read_text()))
        if table in known and known[table] != _room(base, path)
    ]


def _written_tables(text: str) -> set[str]:
    return {match.group(1).lower() for match in WRITING_SQL.finditer(text)} - {"set", "of"}


def _statements(base: Path, path: Path) -> Iterator[tuple[ast.AST, str]]:
    """SQL in a module: its strings, and the files that it runs by name."""
    for node in _strings(path, path.stat().st_mtime_ns):
        yield node, _bare_sql(str(node.value))
    for call in _calls(path):
        if not isinstance(call.func, ast.Attribute) or _last(call.func.value) != "sql":
            continue
        named = [one.value for one in call.args[:2] if isinstance(one, ast.Constant)]
        if len(named) == 2:
            package, name = named
            file = base / Path(*str(package).split(".")) / "sql" / f"{name}.sql"
            if file.is_file():
                yield call, _bare_sql(file.read_text())


@cache
def _strings(path: Path, changed_at: int) -> tuple[ast.Constant, ...]:
    nodes = _walked(path, changed_at)
    documentation = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return tuple(
        node
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
        and IS_SQL.search(node.value)
    )


def _written_model(call: ast.Call) -> str | None:
    """The model that a call writes, '' for an unnamed row, None for no write."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return None
    chain = ast.unparse(call.func.value)
    manager = re.search(r"(\w+)\.(?:objects|_default_manager|_base_manager|everything)\b", chain)
    if manager:
        return manager.group(1)
    if call.func.attr in ONLY_WRITES:
        return ""
    # A form, a file store or a session may be saved by screens; a row may not.
    harmless = re.search(r"(?:form|storage|session|store|files|path|cache|image)s?\b", chain)
    return "" if call.func.attr == "save" and not harmless else None


def _models_imported(path: Path) -> dict[str, str]:
    found = {}
    for node in _nodes(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kartoteka."):
            parts = (node.module or "").split(".")
            if "models" in parts:
                found.update({name.asname or name.name: parts[1] for name in node.names})
    return found


def _target_room(argument: ast.expr, imported: dict[str, str]) -> str | None:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        room, dot, _ = argument.value.partition(".")
        return room if dot else None
    if isinstance(argument, ast.Name):
        return imported.get(argument.id)
    return "access" if _last(argument) == "AUTH_USER_MODEL" else None


def _is_model(node: ast.ClassDef) -> bool:
    return any(ast.unparse(one).endswith(("Model", "AbstractBaseUser")) for one in node.bases)


def _table_of(node: ast.ClassDef, room: str) -> str:
    for inner in node.body:
        if isinstance(inner, ast.ClassDef) and inner.name == "Meta":
            for line in inner.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "db_table":
                    return str(ast.literal_eval(line.value))
    return f"{room}_{node.name.lower()}"


def _bare_sql(text: str) -> str:
    """Without comments, which may speak of anything."""
    text = re.sub(r"--[^\n]*", " ", text)
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)


def _modules(base: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((base / "kartoteka").rglob("*.py")):
        room = _room(base, path)
        if room in height(base):
            yield path, room


def _python(base: Path) -> list[Path]:
    roots = [base / name for name in ("kartoteka", "tests", "bench")]
    return sorted(
        path for root in roots for path in root.rglob("*.py") if "migrations" not in path.parts
    )


def _sql_files(base: Path) -> list[Path]:
    return sorted((base / "kartoteka").glob("*/sql/**/*.sql"))


def _room(base: Path, path: Path) -> str:
    return path.relative_to(base / "kartoteka").parts[0].removesuffix(".py")


def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return _walked(path, path.stat().st_mtime_ns)


@cache
def _walked(path: Path, changed_at: int) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _calls(path: Path) -> tuple[ast.Call, ...]:
    return _called(path, path.stat().st_mtime_ns)


@cache
def _called(path: Path, changed_at: int) -> tuple[ast.Call, ...]:
    return tuple(node for node in _walked(path, changed_at) if isinstance(node, ast.Call))


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _where(base: Path, path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(base)}:{getattr(node, 'lineno', 0)}"


def forget() -> None:
    """Read the files afresh: a test has changed them."""
    for one in (layers, height, tables):
        one.cache_clear()
