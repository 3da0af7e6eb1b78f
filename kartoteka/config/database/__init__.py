"""Makes sure that a database answers: the given one, or our own, running or started now."""

import gc
import hashlib
import shutil
from importlib.metadata import distributions
from typing import Any

import psycopg
from psycopg import sql

from kartoteka.config import env, home
from kartoteka.config.database import cluster, programs, roles
from kartoteka.config.database.cluster import Cluster
from kartoteka.config.env import LOGIN_OF, Address

DISK_FULL = "53100"
LITTLE_ROOM = 32 * 1024**2
AWAY = ("08", "28", "3D", "53", "57P")  # classes: connection, sign-in, no such, resources, shutdown
MISSING = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
)


def ensure() -> Cluster | None:
    """The own cluster, adopted or started, with its roles; None when a database is given.

    Who gets a cluster back stops it at the end; an adopted one goes on. Call it from the main
    thread. Raises CannotStart.
    """
    if env.uses_test_database():
        return None
    own = home.here().make()
    given = env.database_url()
    if given:
        roles.prepare_given(dsn(given), own)
        return None
    provider = None
    if named := env.pg_bin():
        provider = programs.choose(named=named, major=cluster.major_of(own.data))
    running = cluster.adopt_or_start(own, provider=provider)
    try:
        if running.process is not None:  # an adopted one was prepared by whoever started it
            roles.prepare(running.superuser_dsn, env.DATABASE_NAME, roles.passwords(own))
    except BaseException:
        running.stop()
        raise
    return running


def dsn(place: Address) -> str:
    """The address as libpq reads it."""
    return psycopg.conninfo.make_conninfo(
        host=place.host,
        port=place.port,
        dbname=place.name,
        user=place.user,
        password=place.password,
        **{name: value for name, value in place.options.items() if name != "options"},
    )


def migrate(verbosity: int = 1) -> None:
    """Bring the database that Django is pointed at to this version."""
    from django.core.management import call_command

    # Each step makes all models anew, and looking for garbage so often takes a quarter of the time.
    often = gc.get_threshold()
    gc.set_threshold(100_000, *often[1:])
    try:
        call_command("migrate", interactive=False, verbosity=verbosity)
    finally:
        gc.set_threshold(*often)


def version_of_program() -> str:
    """Changes whenever a migration of ours or of a dependency may have changed."""
    digest = hashlib.sha256()
    for migration in sorted((home.checkout() / "kartoteka").glob("*/migrations/*.py")):
        digest.update(migration.read_bytes())
    for statement in sorted((home.checkout() / "kartoteka").glob("*/sql/**/*.sql")):
        digest.update(statement.read_bytes())
    for package in sorted(f"{one.name}=={one.version}" for one in distributions()):
        digest.update(package.encode())
    return digest.hexdigest()[:16]


def is_migrated() -> bool:
    """Whether this very version has migrated the database."""
    with psycopg.connect(dsn(env.where("owner"))) as connection:
        comment = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            "WHERE datname = current_database()"
        ).fetchone()
    return comment is not None and comment[0] == f"kartoteka {version_of_program()}"


def mark_migrated() -> None:
    """Write into the database which version migrated it, so that the next start need not look."""
    place = env.where("owner")
    with psycopg.connect(dsn(place)) as connection:
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(place.name), sql.Literal(f"kartoteka {version_of_program()}")
            )
        )


def has_users() -> bool:
    """Whether anybody can sign in yet; an office without users is empty."""
    with psycopg.connect(dsn(env.where("owner"))) as connection:
        found = connection.execute("SELECT EXISTS (SELECT 1 FROM access_user)").fetchone()
    return bool(found and found[0])


def demo_sign_ins() -> set[tuple[str, str]]:
    """(desk or portal, login) of everybody of a demo who can still sign in.

    The database says so, not the home: another home may be shown the same database.
    """
    with psycopg.connect(dsn(env.where("owner"))) as connection:
        if connection.execute("SELECT to_regclass('public.access_user')").fetchone() == (None,):
            return set()
        found = connection.execute(
            "SELECT realm, login FROM access_user WHERE is_demo AND is_active"
        )
        return {(str(realm), str(login)) for realm, login in found}


def as_owner() -> psycopg.Connection[Any]:
    """A connection of the owner, whose statements are each their own transaction: for what only the
    owner may do, and for what has to run outside of a transaction."""
    place = env.where("owner")
    return psycopg.connect(dsn(place), autocommit=True, connect_timeout=10)


def ask() -> None:
    """Nothing when the database answers; else the driver's error, at once."""
    psycopg.connect(dsn(env.where("owner"))).close()


def sentence(problem: BaseException) -> str | None:
    """What to do about a database that is away, full or not at this version; None for a bug."""
    cause: BaseException | None = problem
    while cause is not None and not isinstance(cause, psycopg.Error):
        cause = cause.__cause__
    if cause is None:
        return None
    state = cause.sqlstate or ""
    if state == DISK_FULL or (_is_away(cause) and _disk_is_full()):
        return f"The disk of the database is full ({home.path()}): free some room and start again."
    if isinstance(cause, MISSING) and not is_migrated():
        return "The database is not at this version yet: run  ./run kartoteka migrate  first."
    if _is_away(cause):
        return f"The database does not answer: {roles.telling_line(cause)}"
    return None


def _is_away(problem: psycopg.Error) -> bool:
    state = problem.sqlstate or "08000"
    return isinstance(problem, psycopg.OperationalError) and state.startswith(AWAY)


def _disk_is_full() -> bool:
    return is_ours() and shutil.disk_usage(home.path()).free < LITTLE_ROOM


def is_ours() -> bool:
    """Whether the database is the program's own cluster."""
    return env.database_url() is None and LOGIN_OF["owner"] == env.where("owner").user
