"""The name of the office, which stands on every page of both realms."""

import time

from django.http import HttpRequest

from kartoteka.access import queries

KEPT_FOR = 60.0
_kept: tuple[float, str] = (float("-inf"), "")


def office(request: HttpRequest) -> dict[str, str]:
    """Context: `office`, asked of the database at most once a minute."""
    global _kept  # noqa: PLW0603  (one value for the process)
    asked_at, name = _kept
    if time.monotonic() - asked_at > KEPT_FOR:
        name = queries.office_name()
        _kept = (time.monotonic(), name)
    return {"office": name}
