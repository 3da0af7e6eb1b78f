"""Elixir-0, the text file of orders that Polish banks import and export: read and written.

A record is one line of sixteen fields between commas: code (110 transfer), day, amount in grosze,
the sender's sort code, 0, the two accounts, the two names, 0, the other sort code, title, two
empty fields, the kind (51 ordinary, 53 split payment, 71 tax) and the client's note. A bar splits
the lines of a name or title inside its field.
"""

from kartoteka.formats.elixir0.reading import read, recognises
from kartoteka.formats.elixir0.writing import ENCODINGS, write

__all__ = ["ENCODINGS", "read", "recognises", "write"]
