"""Pooled connections that prove they are alive once in a while, not before every request."""

import time
from typing import Any

import psycopg
from psycopg_pool.base import AttemptWithBackoff

ANSWER_HOLDS = 2.0
ASKED = ""
# After a restart of the server all connections of a pool are dead, and one after another is found
# out. By itself the pool rests a second after the first, two after the next, and a visitor with it.
AttemptWithBackoff.INITIAL_DELAY = 0.005


class Connection(psycopg.Connection[Any]):
    """The pool asks with an empty query whether the server is still there (a restart must cost no
    visitor an error page). An answer holds for two seconds: each asking is a round trip.
    """

    answered_at = 0.0

    def execute(self, query: Any, *arguments: Any, **named: Any) -> Any:
        """As the driver does; the pool's question is left out while an answer holds."""
        if query != ASKED:
            return super().execute(query, *arguments, **named)
        now = time.monotonic()
        if now - self.answered_at > ANSWER_HOLDS:
            super().execute(query, *arguments, **named)
            self.answered_at = now
        return None
