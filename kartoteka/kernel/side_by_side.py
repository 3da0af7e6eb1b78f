"""Parts of a large set worked on at once, each in a transaction of its own."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from django.db import connection

Part = TypeVar("Part")
Made = TypeVar("Made")
# The database works for the others meanwhile.
_AT_MOST = 4


def lanes() -> int:
    """How many parts `each` works on at once: one where a transaction is open, since only its own
    connection sees what it has written."""
    return 1 if connection.in_atomic_block else min(os.cpu_count() or 1, _AT_MOST)


def each(work: Callable[[Part], Made], parts: Sequence[Part]) -> Iterator[Made]:
    """What `work` makes of the parts, in their order; every lane has a connection of its own.

    `work` opens its own transaction. What it raises is raised when the parts that have begun are
    done; the others are not begun.
    """
    if lanes() == 1 or len(parts) <= 1:
        yield from map(work, parts)
        return

    def apart(part: Part) -> Made:
        try:
            return work(part)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=lanes()) as people:
        begun = [people.submit(copy_context().run, apart, part) for part in parts]
        try:
            for one in begun:
                yield one.result()
        finally:
            people.shutdown(cancel_futures=True)
