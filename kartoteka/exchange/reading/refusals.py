"""The sentences for everything that can be wrong with a source, by the code of its problem."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.errors import Refusal

SENTENCES: Mapping[str, Promise] = {
    "bad_address": _(
        "This is not the address of a database. Write it as kind://user:password@server/name."
    ),
    "unknown_database": _("The address must begin with one of: %(kinds)s."),
    "address_option": _("The address must not have the option %(option)s."),
    "address_without_host": _("The address must name the server and the database."),
    "missing_driver": _(
        'The driver for this kind of database is not installed. Install it with "pip install '
        'kartoteka[%(extra)s]".'
    ),
    "cannot_connect": _("The database did not let us in: %(reason)s"),
    "cannot_list": _("The tables of the database cannot be listed: %(reason)s"),
    "cannot_read": _("The database refused to read this: %(reason)s"),
    "stopped_reading": _("Reading stopped at row %(row)s: %(reason)s"),
    "too_slow": _("The database did not answer within %(seconds)s seconds."),
    "own_database": _(
        "This is Kartoteka's own database. Choose the database of the program to import from."
    ),
    "no_such_file": _("There is no readable file %(name)s."),
    "no_such_table": _("There is no table or sheet %(table)s in this source."),
    "empty_table": _("The sheet %(table)s is empty."),
    "empty_file": _("The file %(name)s is empty."),
    "not_sqlite": _("The file %(name)s is not a complete SQLite database."),
    "cut_sqlite": _(
        "The database %(name)s is cut off: it has %(size)s of %(expected)s bytes. Copy it again."
    ),
    "broken_sqlite": _(
        "The SQLite database is damaged or was cut off. Copy it again from the program it is from."
    ),
    "log_left_behind": _(
        "The database %(name)s was copied while its program was running. Close that program and "
        "copy the file again."
    ),
    "no_tables": _(
        "There are no tables in %(name)s. If its program was running, close it and copy the file "
        "again."
    ),
    "not_a_select": _("The query must be a single SELECT, without semicolons."),
    "forbidden_word": _(
        "The query must only read: %(word)s is not allowed. Put a column of that name in quotes."
    ),
    "with_on_sql_server": _("On SQL Server write the query without WITH."),
    "no_query_here": _("A query can be typed only for a database. Choose a sheet instead."),
    "not_text": _(
        "%(name)s is neither text nor a known kind of file. Send CSV, XLSX or an SQLite database."
    ),
    "not_a_table": _("%(name)s is no table. Send CSV, XLSX or an SQLite database."),
    "old_office": _(
        "%(name)s is an old or password-protected Office file. Save it as XLSX without a password."
    ),
    "unknown_encoding": _("The encoding %(encoding)s is not known. Choose one from the list."),
    "cut_workbook": _(
        "The workbook %(name)s is damaged or was cut off. Save it again in the program it is from."
    ),
    "not_a_workbook": _("%(name)s is an archive, not an XLSX workbook."),
    "broken_sheet": _("The sheet %(table)s is damaged. Save the workbook again."),
    "workbook_too_large": _(
        "Unpacked, the workbook would take %(size)s MB; %(limit)s MB are allowed. Save it as CSV."
    ),
    "workbook_bomb": _("%(name)s unpacks into far more than a workbook of its size holds."),
    "too_many_columns": _("The table has %(found)s columns; at most %(limit)s can be read."),
    "too_many_rows": _("The table has more than %(limit)s rows. Import it in parts."),
    "too_much_memory": _("Reading this needs too much memory. Save the table as CSV."),
    "time_out": _("Reading took longer than %(seconds)s seconds and was stopped."),
    "reader_broke": _("The source could not be read; the reason is in the program's log."),
    "no_such_column": _("The source has no column %(column)s any more. Map the columns again."),
}

ROW_SENTENCES: Mapping[str, Promise] = {
    "long_row": _("The row has %(found)s cells where %(expected)s are expected."),
    "short_row": _("The row has %(found)s cells where %(expected)s are expected."),
    "cut_row": _("The file ends in the middle of this row: it was probably cut off."),
    "open_quote": _("A quotation mark opened in this row is never closed."),
    "huge_cell": _("A cell of this row is longer than a million characters."),
    "nul_byte": _("Cell %(column)s contains a zero byte: the file is damaged here."),
    "bad_character": _("Cell %(column)s has a character that the encoding does not know."),
}


class Unreadable(Refusal):
    """The source cannot be read; `reading` tells which sentence of the list above it is."""

    code: ClassVar[str] = "exchange.unreadable"

    def __init__(self, reading: str, **facts: Any) -> None:
        self.reading = reading if reading in SENTENCES else "reader_broke"
        super().__init__(**facts)

    def sentence(self) -> str:
        """The reason in the active language."""
        return str(SENTENCES[self.reading]) % self.facts
