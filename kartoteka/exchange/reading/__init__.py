"""Reads tables of other programs: databases by address, SQLite, CSV and XLSX files.

`reader` is what the rest of exchange calls. It starts `child`, a subprocess without the program's
secrets, with limits of time, memory and rows, which opens the source for reading only and sends
back text. What goes wrong there comes back as a code and facts (`problems`) and leaves the reader
as a Refusal (`refusals`). Nothing here knows Django's tables.
"""
