"""Files as offices send them: each is read right or refused with one clear sentence."""

import sqlite3
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import translation

from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.reader import Where
from kartoteka.exchange.reading.refusals import ROW_SENTENCES, Unreadable

HEADER = "numer;nazwa;miasto"
POLISH = [("1", "Zażółć gęślą jaźń", "Łódź"), ("2", "Spółka Ćma", "Świdnica")]
SLOVAK = [("1", "Vodáreň Žilina", "Košice"), ("2", "Ľubomír Šťastný", "Čadca")]


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def _file(folder: Path, data: bytes | str, name: str = "klienci.csv") -> Where:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Where(path=str(path))


def _text(rows: list[tuple[str, ...]], separator: str = ";", header: str = HEADER) -> str:
    lines = [header.replace(";", separator), *(separator.join(row) for row in rows)]
    return "\r\n".join(lines) + "\r\n"


def _refused(where: Where, **what: str) -> str:
    with pytest.raises(Unreadable) as refusal:
        reader.sample(where, **what)
    return refusal.value.sentence()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250", "iso-8859-2", "cp852"]
)
@pytest.mark.parametrize("rows", [POLISH, SLOVAK], ids=["polish", "slovak"])
def test_reads_every_encoding_of_the_region(
    tmp_path: Path, encoding: str, rows: list[tuple[str, ...]]
) -> None:
    found = reader.sample(_file(tmp_path, _text(rows).encode(encoding)))
    assert found.columns == ("numer", "nazwa", "miasto")
    assert list(found.rows) == rows


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_finds_the_separator(tmp_path: Path, separator: str) -> None:
    found = reader.sample(_file(tmp_path, _text(POLISH, separator)))
    assert found.options["separator"] == separator
    assert list(found.rows) == POLISH


def test_a_decimal_comma_is_not_taken_for_a_separator(tmp_path: Path) -> None:
    rows = [("1", "1 234,56"), ("2", "7,00"), ("3", "12,30")]
    found = reader.sample(_file(tmp_path, _text(rows, header="numer;kwota")))
    assert list(found.rows) == rows


def test_obeys_the_separator_that_excel_writes_above(tmp_path: Path) -> None:
    found = reader.sample(_file(tmp_path, "sep=|\r\na|b\r\n1;2|3;4\r\n"))
    assert found.rows == (("1;2", "3;4"),)


def test_quoted_cells_hold_separators_and_lines(tmp_path: Path) -> None:
    data = 'numer;nazwa\n1;"Kowalski; ""Sklep""\nul. Długa 1"\n2;Nowak\n'
    with reader.all_rows(_file(tmp_path, data)) as (columns, batches):
        rows = [row for batch in batches for row in batch.rows]
    assert columns == ["numer", "nazwa"]
    assert rows == [[2, "1", 'Kowalski; "Sklep"\nul. Długa 1'], [4, "2", "Nowak"]]


def test_titles_above_the_names_are_passed_over(tmp_path: Path) -> None:
    found = reader.sample(_file(tmp_path, "Zestawienie klientów;;\n\n" + _text(POLISH)))
    assert found.columns == ("numer", "nazwa", "miasto")
    assert len(found.rows) == 2


def test_many_titles_above_one_row_are_passed_over(tmp_path: Path) -> None:
    about = "".join(f"#Line {n} of the bank;\n" for n in "abcdefghij")
    table = "#Data;#Tytuł;#Nadawca;#Konto;#Kwota;\n19.11.2026;woda;ANNA;'83';1 267,36;\n"
    found = reader.sample(_file(tmp_path, f"mBank S.A.;\n\n{about}#Waluta;PLN;\n\n{table}"))
    assert found.columns[:5] == ("#Data", "#Tytuł", "#Nadawca", "#Konto", "#Kwota")
    assert found.rows == (("19.11.2026", "woda", "ANNA", "83", "1 267,36", ""),)
    assert found.bad == ()


def test_columns_at_the_end_that_bear_no_name_may_be_missing(tmp_path: Path) -> None:
    data = '"Data","Kwota","Opis","",""\n"2.9.2026","5,00","a","b","c"\n"3.9.2026","7,00","a"\n'
    found = reader.sample(_file(tmp_path, data + '"4.9.2026","7,00"\n'))
    assert found.rows == (("2.9.2026", "5,00", "a", "b", "c"), ("3.9.2026", "7,00", "a", "", ""))
    assert [bad.number for bad in found.bad] == [4]


def test_a_file_without_names_gets_numbered_columns(tmp_path: Path) -> None:
    found = reader.sample(_file(tmp_path, "1;Anna;12,50\n2;Bartek;7,00\n"))
    assert found.columns == ("Column 1", "Column 2", "Column 3")
    assert len(found.rows) == 2


def test_the_person_may_say_that_there_are_names(tmp_path: Path) -> None:
    where = _file(tmp_path, "2023;2024\n1;2\n")
    told = Where(path=where.path, header=True)
    assert reader.sample(told).columns == ("2023", "2024")


def test_equal_and_empty_names_are_told_apart(tmp_path: Path) -> None:
    found = reader.sample(_file(tmp_path, "nazwa;nazwa;;kod\na;b;c;d\n"))
    assert found.columns == ("nazwa", "nazwa (2)", "Column 3", "kod")


def test_ragged_rows_are_told_with_their_line(tmp_path: Path) -> None:
    data = "a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;\n"
    found = reader.sample(_file(tmp_path, data))
    assert found.rows == (("1", "2", "3"), ("1", "2", "3"))
    told = [(bad.number, ROW_SENTENCES[bad.code] % bad.facts) for bad in found.bad]
    assert told == [
        (3, "The row has 2 cells where 3 are expected."),
        (4, "The row has 4 cells where 3 are expected."),
    ]


def test_a_zero_byte_and_a_broken_letter_cost_one_row_each(tmp_path: Path) -> None:
    rows = _text([*POLISH, ("3", "N\x00ul", "X"), ("4", "@@", "Y"), *SLOVAK])
    found = reader.sample(_file(tmp_path, rows.encode().replace(b"@@", b"Br\xb3")))
    assert len(found.rows) == 4
    told = [(bad.number, ROW_SENTENCES[bad.code] % bad.facts) for bad in found.bad]
    assert told == [
        (4, "Cell 2 contains a zero byte: the file is damaged here."),
        (5, "Cell 2 has a character that the encoding does not know."),
    ]


def test_a_file_cut_in_a_row_says_so(tmp_path: Path) -> None:
    found = reader.sample(_file(tmp_path, "a;b;c\n1;2;3\n1;2"))
    assert [(bad.number, bad.code) for bad in found.bad] == [(3, "cut_row")]


def _all(where: Where) -> tuple[list[list[str]], list[tuple[int, str]]]:
    """Every row that can be used, and every one that cannot with its sentence."""
    with reader.all_rows(where) as (_columns, batches):
        read = list(batches)
    return (
        [row for batch in read for row in batch.rows],
        [(bad.number, ROW_SENTENCES[bad.code] % bad.facts) for batch in read for bad in batch.bad],
    )


def test_an_open_quotation_mark_costs_its_own_row_and_no_other(tmp_path: Path) -> None:
    data = 'a;b\n1;"x"\n2;"never closed\n' + "3;y\n" * 400_000 + '4;"z"\n5;"cut'
    rows, bad = _all(_file(tmp_path, data))
    assert (len(rows), rows[0], rows[1], rows[-1]) == (
        400_002, [2, "1", "x"], [4, "3", "y"], [400_004, "4", "z"],
    )  # fmt: skip
    assert bad == [
        (3, "A quotation mark opened in this row is never closed."),
        (400_005, "The file ends in the middle of this row: it was probably cut off."),
    ]


def test_a_quotation_mark_closed_rows_later_swallows_none_of_them(tmp_path: Path) -> None:
    rows, bad = _all(_file(tmp_path, 'a;b\n1;"open\n2;"x"\n3;"y"\n'))
    assert rows == [[3, "2", "x"], [4, "3", "y"]]
    assert bad == [(2, "A quotation mark opened in this row is never closed.")]


def test_quotation_marks_that_were_not_doubled_belong_to_the_name(tmp_path: Path) -> None:
    data = 'id;nazwa;miasto\n1;"Firma "ABC" sp. z o.o.";Łódź\n2;"Sklep "U Zosi"" ;"Radom"\n'
    rows, bad = _all(_file(tmp_path, data))
    assert rows == [
        [2, "1", 'Firma "ABC" sp. z o.o.', "Łódź"],
        [3, "2", 'Sklep "U Zosi"', "Radom"],
    ]
    assert bad == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file klienci.csv is empty."),
        (b"\n\n;;\n", "The file klienci.csv is empty."),
        (
            b"\x00\x01\x02\x03" * 500,
            "klienci.csv is neither text nor a known kind of file. Send CSV, XLSX or an SQLite "
            "database.",
        ),
        (b"%PDF-1.7 x", "klienci.csv is no table. Send CSV, XLSX or an SQLite database."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
            "klienci.csv is an old or password-protected Office file. Save it as XLSX without a "
            "password.",
        ),
        (b"SQLite format 3\x00short", "The file klienci.csv is not a complete SQLite database."),
    ],
)
def test_what_is_no_table_gets_one_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    assert _refused(_file(tmp_path, data)) == sentence


def test_a_missing_file_gets_one_sentence() -> None:
    assert _refused(Where(path="/nowhere/x.csv")) == "There is no readable file x.csv."


def _workbook(path: Path) -> None:
    import datetime as dt

    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("Należności")
    sheet.write_row(2, 1, ["Numer", "Kwota", "Termin", "NIP"])
    sheet.write_row(3, 1, ["FV/1", 1234.56])
    sheet.write_datetime(3, 3, dt.datetime(2026, 5, 3), day)  # noqa: DTZ001  (Excel knows none)
    sheet.write_number(3, 4, 5213017228)
    sheet.write_row(4, 1, ["FV/2", 7])
    book.add_worksheet("Ukryty").hide()
    book.close()


def test_reads_a_workbook_with_types_and_the_row_numbers_it_shows(tmp_path: Path) -> None:
    _workbook(tmp_path / "a.xlsx")
    where = Where(path=str(tmp_path / "a.xlsx"))
    contents = reader.tables(where)
    assert contents.kind == "xlsx"
    assert [(t.name, t.columns) for t in contents.tables] == [
        ("Należności", ("Numer", "Kwota", "Termin", "NIP"))
    ]
    with reader.all_rows(where, table="Należności") as (columns, batches):
        rows = [row for batch in batches for row in batch.rows]
    assert columns == ["Numer", "Kwota", "Termin", "NIP"]
    assert rows == [
        [4, "FV/1", "1234.56", "2026-05-03", "5213017228"],
        [5, "FV/2", "7", "", ""],
    ]


def test_a_workbook_cut_in_half_gets_one_sentence(tmp_path: Path) -> None:
    _workbook(tmp_path / "a.xlsx")
    whole = (tmp_path / "a.xlsx").read_bytes()
    assert _refused(_file(tmp_path, whole[: len(whole) // 2], "b.xlsx")) == (
        "The workbook b.xlsx is damaged or was cut off. Save it again in the program it is from."
    )


def test_a_bomb_in_a_workbook_is_refused(tmp_path: Path) -> None:
    _workbook(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (60 << 20))
    assert _refused(Where(path=str(tmp_path / "bomb.xlsx")), table="x") == (
        "bomb.xlsx unpacks into far more than a workbook of its size holds."
    )


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert _refused(Where(path=str(tmp_path / "a.xlsx"))) == (
        "a.xlsx is an archive, not an XLSX workbook."
    )


def _sqlite(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.executescript(
        """CREATE TABLE klient (id INTEGER PRIMARY KEY, nazwa TEXT, saldo REAL, od DATE);
        CREATE TABLE "dziwna; DROP TABLE klient; --" (x);
        CREATE VIEW dluznicy AS SELECT * FROM klient WHERE saldo > 0;"""
    )
    database.executemany(
        "INSERT INTO klient VALUES (?, ?, ?, ?)",
        [(2, "Zażółć", 12.3, "2026-05-03"), (1, "Nowak", None, None)],
    )
    database.execute("INSERT INTO klient VALUES (3, CAST(X'a3f3649f' AS TEXT), 0.1 + 0.2, NULL)")
    database.execute('INSERT INTO "dziwna; DROP TABLE klient; --" VALUES (1)')
    database.commit()
    return database


def test_reads_sqlite_by_its_first_bytes_whatever_its_name(tmp_path: Path) -> None:
    _sqlite(tmp_path / "stare?dane.csv").close()
    where = Where(path=str(tmp_path / "stare?dane.csv"))
    found = reader.tables(where)
    assert found.kind == "database"
    assert {t.name: t.is_view for t in found.tables} == {
        "dziwna; DROP TABLE klient; --": False,
        "klient": False,
        "dluznicy": True,
    }
    with reader.all_rows(where, table="klient") as (columns, batches):
        rows = [row for batch in batches for row in batch.rows]
    assert columns == ["id", "nazwa", "saldo", "od"]
    assert rows == [
        [1, "1", "Nowak", "", ""],
        [2, "2", "Zażółć", "12.3", "2026-05-03"],
        [3, "3", "Łódź", "0.3", ""],
    ]


def test_reads_sqlite_in_write_ahead_mode_without_its_log(tmp_path: Path) -> None:
    database = _sqlite(tmp_path / "wal.db")
    database.execute("PRAGMA journal_mode = wal")
    database.close()
    assert not (tmp_path / "wal.db-wal").exists()
    assert len(reader.sample(Where(path=str(tmp_path / "wal.db")), table="klient").rows) == 3


def test_a_table_name_is_never_run(tmp_path: Path) -> None:
    _sqlite(tmp_path / "a.db").close()
    where = Where(path=str(tmp_path / "a.db"))
    name = "dziwna; DROP TABLE klient; --"
    assert reader.sample(where, table=name).rows == (("1",),)
    assert _refused(where, table="klient; DROP TABLE klient") == (
        "There is no table or sheet klient; DROP TABLE klient in this source."
    )
    assert len(reader.tables(where).tables) == 3


@pytest.mark.parametrize("part", [0.5, 0.95])
def test_sqlite_cut_off_gets_one_sentence(tmp_path: Path, part: float) -> None:
    _sqlite(tmp_path / "a.db").close()
    whole = (tmp_path / "a.db").read_bytes()
    where = _file(tmp_path, whole[: int(len(whole) * part)], "b.db")
    assert _refused(where, table="klient") == (
        f"The database b.db is cut off: it has {int(len(whole) * part)} of {len(whole)} bytes. "
        "Copy it again."
    )


def test_sqlite_damaged_inside_gets_one_sentence(tmp_path: Path) -> None:
    _sqlite(tmp_path / "a.db").close()
    whole = bytearray((tmp_path / "a.db").read_bytes())
    whole[100:4096] = b"\xff" * 3996
    assert _refused(_file(tmp_path, bytes(whole), "b.db"), table="klient") == (
        "The SQLite database is damaged or was cut off. Copy it again from the program it is from."
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("DROP TABLE klient", "The query must only read: DROP is not allowed. Put a column of that "
         "name in quotes."),
        ("SELECT 1; SELECT 2", "The query must be a single SELECT, without semicolons."),
        ("ATTACH 'x' AS y", "The query must only read: ATTACH is not allowed. Put a column of that "
         "name in quotes."),
        ("SELECT 1) AS q; (SELECT 2", "The query must be a single SELECT, without semicolons."),
        ("VALUES (1)", "The query must be a single SELECT, without semicolons."),
        ("", "There is no table or sheet  in this source."),
    ],
)  # fmt: skip
def test_a_query_that_is_no_select_is_refused(tmp_path: Path, query: str, sentence: str) -> None:
    _sqlite(tmp_path / "a.db").close()
    assert _refused(Where(path=str(tmp_path / "a.db")), query=query) == sentence


def test_a_query_may_select(tmp_path: Path) -> None:
    _sqlite(tmp_path / "a.db").close()
    query = "SELECT nazwa, replace(nazwa, 'ż', '%') AS \"dr:op\" FROM klient -- ; x\nWHERE id = 2;"
    found = reader.sample(Where(path=str(tmp_path / "a.db")), query=query)
    assert found.columns == ("nazwa", "dr:op")
    assert found.rows == (("Zażółć", "Za%ółć"),)


def test_sqlite_functions_that_reach_out_are_refused(tmp_path: Path) -> None:
    _sqlite(tmp_path / "a.db").close()
    sentence = _refused(Where(path=str(tmp_path / "a.db")), query="SELECT readfile('/etc/passwd')")
    assert sentence == "The database refused to read this: no such function: readfile"


def test_an_endless_query_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LOOK_SECONDS", 1)
    _sqlite(tmp_path / "a.db").close()
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    # Which of the two clocks strikes first depends on how busy the machine is.
    assert _refused(Where(path=str(tmp_path / "a.db")), query=query) in {
        "The database did not answer within 1 seconds.",
        "Reading took longer than 1 seconds and was stopped.",
    }


def test_a_table_longer_than_the_limit_is_refused(tmp_path: Path) -> None:
    where = _file(tmp_path, "a;b\n" + "1;2\n" * 5000)
    with (
        pytest.raises(Unreadable) as refusal,
        reader.all_rows(where, limit=3000) as (_, batches),
    ):
        for _ in batches:
            pass
    assert refusal.value.sentence() == "The table has more than 3000 rows. Import it in parts."


@pytest.mark.volume
def test_a_million_rows_stream_through_little_memory(tmp_path: Path) -> None:
    import resource

    where = _file(tmp_path, "numer;nazwa;kwota\n" + "123456;Jan Kowalski;1 234,56\n" * 1_000_000)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with reader.all_rows(where) as (_, batches):
        assert sum(len(batch.rows) for batch in batches) == 1_000_000
    # A child is born with the size of its parent.
    born = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, born, 150_000)
