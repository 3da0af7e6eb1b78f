"""Makes sure that a database answers: the given one, or our own, running or started now."""

import hashlib
from importlib.metadata import distributions

import psycopg
from psycopg import sql

from kartoteka.config import env, home
from kartoteka.config.database import cluster, programs, roles
from kartoteka.config.database.cluster import Cluster
from kartoteka.config.env import LOGIN_OF, Address


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


def is_ours() -> bool:
    """Whether the database is the program's own cluster."""
    return env.database_url() is None and LOGIN_OF["owner"] == env.where("owner").user
