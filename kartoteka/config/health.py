"""/healthz: ready only when the database answers and all migrations are in."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, JsonResponse

ATTEMPTS = 9  # one more than a pool can hold


@cache
def _expected() -> frozenset[tuple[str, str]]:
    loader = MigrationExecutor(connection).loader
    return frozenset(loader.disk_migrations)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 {"ready": true}, or 503 with the reason."""
    applied = _applied()
    if applied is None:
        return JsonResponse({"ready": False, "reason": "database"}, status=503)
    if _expected() - applied:
        return JsonResponse({"ready": False, "reason": "migrations"}, status=503)
    return JsonResponse({"ready": True})


def _applied() -> set[tuple[str, str]] | None:
    """The migrations that are in. After a restart the pool may hold connections that are dead
    without knowing it yet: only a fresh one that fails says that the database does not answer."""
    for _attempt in range(ATTEMPTS):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT app, name FROM django_migrations")
                return set(cursor.fetchall())
        except DatabaseError:
            connection.close()
    return None
