"""/healthz: ready only when the database answers and all migrations are in."""

from functools import cache

import psycopg
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError
from django.http import HttpRequest, JsonResponse
from psycopg_pool import PoolTimeout

ATTEMPTS = 9  # one more than a pool can hold
PATIENCE = 3.0
APPLIED = "SELECT app, name FROM django_migrations"


@cache
def _expected() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


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
            return _asked()
        except PoolTimeout:
            return None
        except (DatabaseError, psycopg.Error) as problem:
            connection.close()
            if isinstance(problem.__cause__ or problem, psycopg.errors.UndefinedTable):
                return set()
    return None


def _asked() -> set[tuple[str, str]]:
    pool = getattr(connection, "pool", None)
    if pool is None:
        with connection.cursor() as cursor:
            cursor.execute(APPLIED)
            return set(cursor.fetchall())
    # By itself the pool would wait longer than whoever asks for an answer.
    pool.open()
    with pool.connection(timeout=PATIENCE) as one:
        return set(one.execute(APPLIED).fetchall())
