"""Where the names of the columns stand in a file, and what to call those without a name."""

import re
from collections import Counter
from collections.abc import Sequence

from kartoteka.exchange.reading.problems import Problem

LOOKED_AT = 30
MOST_COLUMNS = 1000
_NUMBER = re.compile(r"^[\d\s.,+\-/:%]+$")


def find(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row of names among the first rows of a file; None if there is none.

    Titles above the table are passed over: the names stand in the first row that is about as wide
    as the table and holds no figures. A first full row with figures is data already. The table is
    the widest that has some rows: a bank puts ten lines about itself above one payment, and a
    narrower table of sums with names and figures of its own.
    """
    counts = [sum(bool(cell) for cell in row) for row in rows]
    widths = Counter(count for count in counts if count)
    if not widths:
        return None
    usual = max(widths, key=lambda width: (widths[width] * width**2, width))
    first, is_of_sums = None, False
    for index, row in enumerate(rows):
        filled = [cell for cell in row if cell]
        if len(filled) < max(1, round(usual * 0.6)):
            continue
        if any(_NUMBER.match(cell) or "@" in cell or len(cell) > 100 for cell in filled):  # noqa: PLR2004
            if first is None or len(filled) >= usual:
                return first
            is_of_sums = True
        elif first is None:
            first = index
        elif is_of_sums and len(filled) >= usual:
            return index
    return first


def names(row: Sequence[str] | None, width: int) -> list[str]:
    """Names of `width` columns, each of them different and none empty. Raises Problem."""
    if width > MOST_COLUMNS:
        raise Problem("too_many_columns", found=width, limit=MOST_COLUMNS)
    given = [" ".join(cell.split()) for cell in row or ()]
    given += [""] * (width - len(given))
    taken: set[str] = set()
    result = []
    for number, cell in enumerate(given, start=1):
        name = cell[:120] or f"Column {number}"
        again = 1
        free = name
        while free in taken or (again > 1 and free in given):
            again += 1
            free = f"{name} ({again})"
        taken.add(free)
        result.append(free)
    return result
