"""SQLite files: whole or cut, and opened so that nothing in them can reach beyond them."""

import sqlite3
import struct
import time
from pathlib import Path
from urllib.parse import quote

from kartoteka.exchange.reading.problems import Problem

MAGIC = b"SQLite format 3\x00"
_HEAD = 100
_OPCODES_BETWEEN_LOOKS = 100_000
_FUNCTIONS = "load_extension readfile writefile edit fts3_tokenizer zipfile sqlar_uncompress"
_FORBIDDEN_FUNCTIONS = frozenset(_FUNCTIONS.split())
_PRAGMAS = (
    "table_info table_xinfo table_list index_list index_info index_xinfo foreign_key_list"
    " database_list query_only read_uncommitted page_count page_size encoding schema_version"
)
_READABLE_PRAGMAS = frozenset(_PRAGMAS.split())
# SQLite's own codes: SELECT, READ, FUNCTION, RECURSIVE, PRAGMA, TRANSACTION.
_SELECT, _READ, _FUNCTION, _RECURSIVE, _PRAGMA, _TRANSACTION = 21, 20, 31, 33, 19, 22


def whole(name: str) -> Path:
    """The path of a complete SQLite file. Raises Problem when it is none or was cut off."""
    path = Path(name)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        size = path.stat().st_size
    except OSError as error:
        raise Problem("no_such_file", name=path.name) from error
    if not head.startswith(MAGIC) or len(head) < _HEAD:
        raise Problem("not_sqlite", name=path.name)
    (page,) = struct.unpack(">H", head[16:18])
    changed, pages = struct.unpack(">II", head[24:32])
    (valid_for,) = struct.unpack(">I", head[92:96])
    expected = pages * (65536 if page == 1 else page)
    if changed == valid_for and pages and size < expected:
        raise Problem("cut_sqlite", name=path.name, size=size, expected=expected)
    return path


def open_for_reading(path: Path, seconds: int) -> sqlite3.Connection:
    """A connection that can do nothing but SELECT from this one file."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    if _lacks_its_log(path):
        address += "&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    connection.text_factory = _text
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in ("query_only = 1", "trusted_schema = 0", "temp_store = 2", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    connection.set_authorizer(_authorize)
    deadline = time.monotonic() + seconds
    connection.set_progress_handler(
        lambda: int(time.monotonic() > deadline), _OPCODES_BETWEEN_LOOKS
    )
    return connection


def _lacks_its_log(path: Path) -> bool:
    """A database in write-ahead mode whose log was not handed over cannot be opened otherwise."""
    with path.open("rb") as file:
        ahead = file.read(20)[18:20] == b"\x02\x02"
    return ahead and not path.with_name(path.name + "-wal").exists()


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1250", errors="replace")


def _authorize(
    action: int, first: str | None, second: str | None, database: str | None, trigger: str | None
) -> int:
    if action in (_SELECT, _READ, _RECURSIVE, _TRANSACTION):
        return sqlite3.SQLITE_OK
    if action == _FUNCTION and (second or "").lower() not in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_OK
    if action == _PRAGMA and (first or "").lower() in _READABLE_PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
