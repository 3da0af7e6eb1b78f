"""/healthz: ready only when the database answers and all migrations are in."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, JsonResponse


@cache
def _expected() -> frozenset[tuple[str, str]]:
    loader = MigrationExecutor(connection).loader
    return frozenset(loader.disk_migrations)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 {"ready": true}, or 503 with the reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseError:
        return JsonResponse({"ready": False, "reason": "database"}, status=503)
    if _expected() - applied:
        return JsonResponse({"ready": False, "reason": "migrations"}, status=503)
    return JsonResponse({"ready": True})
