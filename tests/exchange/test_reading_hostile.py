"""Files that are not what they seem: each is read without harm or refused with one sentence."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from django.utils import translation

from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.reader import Where
from kartoteka.exchange.reading.refusals import ROW_SENTENCES, Unreadable
from tests.exchange import making


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def _file(folder: Path, data: bytes) -> Where:
    (folder / "dane.csv").write_bytes(data)
    return Where(path=str(folder / "dane.csv"))


def _refused(where: Where, **what: str) -> str:
    with pytest.raises(Unreadable) as refusal:
        reader.sample(where, **what)
    return refusal.value.sentence()


@pytest.mark.parametrize(
    "data",
    [b"<html><table><tr><td>id", b"  <!DOCTYPE html>", b"<?xml version='1.0'?><k/>",
     b'[{"id": 1}]', b'{"id": 1}', b"\xef\xbb\xbf%PDF-1.4"],
)  # fmt: skip
def test_pages_and_documents_called_csv_are_no_tables(tmp_path: Path, data: bytes) -> None:
    assert _refused(_file(tmp_path, data)) == (
        "dane.csv is no table. Send CSV, XLSX or an SQLite database."
    )


def test_noise_is_no_text(tmp_path: Path) -> None:
    noise = bytes((n * 37 + n // 256 * 11) % 256 for n in range(5000))
    assert _refused(_file(tmp_path, noise)) == (
        "dane.csv is neither text nor a known kind of file. Send CSV, XLSX or an SQLite database."
    )


def test_a_line_of_a_million_cells_is_no_table(tmp_path: Path) -> None:
    assert _refused(_file(tmp_path, b"a;" * 100_000)) == (
        "The table has 100001 columns; at most 1000 can be read."
    )


def test_a_cell_without_end_costs_its_row(tmp_path: Path) -> None:
    where = _file(tmp_path, b"a;b\n1;x\n2;" + b"y" * (2 << 20) + b"\n3;z\n")
    found = reader.sample(where)
    assert found.rows == (("1", "x"), ("3", "z"))
    assert [(bad.number, ROW_SENTENCES[bad.code] % bad.facts) for bad in found.bad] == [
        (3, "A cell of this row is longer than a million characters.")
    ]


def test_names_that_repeat_are_all_told_apart(tmp_path: Path) -> None:
    found = reader.sample(_file(tmp_path, b"id;nazwa;nazwa;;nazwa (2)\n1;a;b;c;d\n"))
    assert found.columns == ("id", "nazwa", "nazwa (3)", "Column 4", "nazwa (2)")


def test_pictures_in_a_table_do_not_cost_its_rows(tmp_path: Path) -> None:
    where = making.an_sqlite(
        tmp_path / "a.db",
        "CREATE TABLE k (klucz BLOB PRIMARY KEY, nazwa TEXT, foto BLOB);"
        "INSERT INTO k VALUES (X'00ff01', 'Anna', zeroblob(3000000)),"
        " (X'00ff02', 'Jan', CAST('tekst' AS BLOB));",
    )
    found = reader.sample(where, table="k")
    assert found.rows == (("00ff01", "Anna", ""), ("00ff02", "Jan", "tekst"))
    assert found.bad == ()


@pytest.mark.parametrize(
    ("view", "reason"),
    [("load_extension('/tmp/x')", "unsafe use of load_extension()"),
     ("readfile('/etc/passwd')", "no such function: readfile")],
)  # fmt: skip
def test_a_view_that_reaches_out_is_refused(tmp_path: Path, view: str, reason: str) -> None:
    script = f"CREATE TABLE k (id, nazwa); CREATE VIEW w AS SELECT {view} AS id;"
    where = making.an_sqlite(tmp_path / "a.db", script)
    assert _refused(where, table="w") == f"The database refused to read this: {reason}"
    assert [table.name for table in reader.tables(where).tables] == ["k", "w"]


def test_a_view_with_triggers_is_only_read(tmp_path: Path) -> None:
    where = making.an_sqlite(
        tmp_path / "a.db",
        "CREATE TABLE k (id, nazwa); INSERT INTO k VALUES (1, 'Anna');"
        "CREATE VIEW w AS SELECT id, nazwa FROM k;"
        "CREATE TRIGGER t INSTEAD OF INSERT ON w BEGIN DELETE FROM k; END;",
    )
    assert reader.sample(where, table="w").rows == (("1", "Anna"),)
    assert reader.sample(where, table="k").rows == (("1", "Anna"),)


def test_a_database_in_use_is_read_with_its_log_and_a_torn_copy_refused(tmp_path: Path) -> None:
    program = sqlite3.connect(tmp_path / "program.db")
    program.executescript(
        "PRAGMA journal_mode = wal; CREATE TABLE k (id INTEGER PRIMARY KEY, nazwa);"
        "INSERT INTO k VALUES (1, 'Anna'), (2, 'Jan');"
    )
    where = Where(path=str(tmp_path / "program.db"))
    assert reader.sample(where, table="k").rows == (("1", "Anna"), ("2", "Jan"))
    for end in ("", "-wal"):
        shutil.copy(tmp_path / f"program.db{end}", tmp_path / f"kopia.db{end}")
    program.close()
    assert _refused(Where(path=str(tmp_path / "kopia.db")), table="k") == (
        "The database kopia.db was copied while its program was running. Close that program and "
        "copy the file again."
    )
