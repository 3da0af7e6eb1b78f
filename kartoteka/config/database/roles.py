"""The four database roles and the database itself, brought into being and kept right.

owner    migrates and maintains; owns every table
desk     the desk, the worker and the commands
door     the portal's sign-in: the rows of signing in
portal   what a signed-in customer's pages read with, under row security; member of nothing, so
         that no statement leads out of it
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from kartoteka.config.env import LOGIN_OF, CannotStart, Role
from kartoteka.config.home import Home

PORTAL = LOGIN_OF["portal"]
# A customer's page only reads, and no single statement of it may hold the office up.
HABITS = {
    PORTAL: {"default_transaction_read_only": "on", "statement_timeout": "15s"},
    # The desk answers people, many at once: starting further processes for one page costs more
    # than it brings. What runs for minutes is the owner's.
    LOGIN_OF["desk"]: {"parallel_setup_cost": "100000"},
}
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "btree_gin")
ATTRIBUTES = {
    LOGIN_OF["owner"]: "LOGIN INHERIT NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    LOGIN_OF["desk"]: "LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    LOGIN_OF["door"]: "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    PORTAL: "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
}
OLDEST_SERVER = 150000


def passwords(home: Home) -> dict[Role, str]:
    """What each role signs in with in this installation."""
    return {role: home.secret(f"database-{role}") for role in LOGIN_OF}


def prepare(superuser_dsn: str, database: str, given: Mapping[Role, str]) -> None:
    """Make or mend roles, database and extensions of an own cluster. Safe to repeat."""
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        for role, attributes in ATTRIBUTES.items():
            _role(connection, role, attributes)
        for name, password in given.items():
            _password(connection, LOGIN_OF[name], password)
        _habits(connection)
        create_database(connection, database)
    with psycopg.connect(superuser_dsn, dbname=database, autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(_sql("CREATE EXTENSION IF NOT EXISTS {}", extension))
        grant_database(connection, database)


def create_database(
    connection: psycopg.Connection[object], database: str, *, template: str = "template0"
) -> None:
    """Create `database` for the owner unless it exists."""
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    if known.fetchone():
        return
    connection.execute(
        _sql(
            "CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'",
            database,
            LOGIN_OF["owner"],
            template,
        )
    )


def prepare_given(dsn: str, home: Home) -> None:
    """Make or mend the roles on somebody else's server, where the URL's user is the owner.

    Raises CannotStart with what its administrator has to run when that user may not.
    """
    try:
        connection = psycopg.connect(dsn, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as problem:
        reason = telling_line(problem)
        raise CannotStart(f"The database of DATABASE_URL does not answer: {reason}") from problem
    with connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise CannotStart(
                "DATABASE_URL names PostgreSQL "
                f"{connection.info.server_version // 10000}: Kartoteka needs 15 to 18."
            )
        try:
            _mend_given(connection, home)
        except psycopg.errors.InsufficientPrivilege as problem:
            raise CannotStart(
                _what_to_run(connection.info.dbname, connection.info.user)
            ) from problem


def telling_line(problem: psycopg.Error) -> str:
    """The one that names the reason, of the several that the driver says."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    return next((line for line in lines if "failed: " in line), lines[0] if lines else "no reason")


def _mend_given(connection: psycopg.Connection[object], home: Home) -> None:
    for role, attributes in ATTRIBUTES.items():
        if role != LOGIN_OF["owner"] and not _exists(connection, role):
            # NOSUPERUSER and the like are the defaults, and only a superuser may spell them out.
            said = [word for word in attributes.split() if word.endswith(("LOGIN", "INHERIT"))]
            connection.execute(_sql("CREATE ROLE {} " + " ".join(said), role))
    for name, password in passwords(home).items():
        if name != "owner" and not _signs_in(connection, LOGIN_OF[name], password):
            _password(connection, LOGIN_OF[name], password)
    _habits(connection)
    for extension in EXTENSIONS:
        connection.execute(_sql("CREATE EXTENSION IF NOT EXISTS {}", extension))
    grant_database(connection, connection.info.dbname)


def grant_database(connection: psycopg.Connection[object], database: str) -> None:
    """Let desk and door in, and nobody else; what they see inside the migrations grant."""
    desk, door = LOGIN_OF["desk"], LOGIN_OF["door"]
    connection.execute(_sql("REVOKE ALL ON DATABASE {} FROM PUBLIC", database))
    connection.execute(_sql("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", database, desk))
    connection.execute(_sql("GRANT CONNECT ON DATABASE {} TO {}, {}", database, door, PORTAL))


def _role(connection: psycopg.Connection[object], role: str, attributes: str) -> None:
    verb = "ALTER" if _exists(connection, role) else "CREATE"
    connection.execute(_sql(f"{verb} ROLE {{}} {attributes}", role))


def _habits(connection: psycopg.Connection[object]) -> None:
    for role, habits in HABITS.items():
        for name, value in habits.items():
            connection.execute(_sql(f"ALTER ROLE {{}} SET {name} = '{value}'", role))
    # Nobody may become the portal, and the portal nobody: SET ROLE and RESET ROLE open nothing.
    member = "SELECT 1 WHERE pg_has_role(%s, %s, 'MEMBER')"
    if connection.execute(member, [LOGIN_OF["door"], PORTAL]).fetchone():
        connection.execute(_sql("REVOKE {} FROM {}", PORTAL, LOGIN_OF["door"]))


def _exists(connection: psycopg.Connection[object], role: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone())


def _password(connection: psycopg.Connection[object], role: str, password: str) -> None:
    # The server gets only the scram verifier: the password itself would stand in its log.
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    connection.execute(_sql("ALTER ROLE {} PASSWORD ", role) + sql.Literal(verifier))


def _signs_in(connection: psycopg.Connection[object], role: str, password: str) -> bool:
    try:
        psycopg.connect(connection.info.dsn, user=role, password=password).close()
    except psycopg.OperationalError:
        return False
    return True


def _sql(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))


def _what_to_run(database: str, owner: str) -> str:
    return (
        f"The user {owner} of DATABASE_URL may not make the roles that Kartoteka needs. "
        f"Let an administrator run:  ALTER ROLE {owner} CREATEROLE;  ALTER DATABASE {database} "
        f"OWNER TO {owner};  or, without CREATEROLE:  CREATE ROLE {LOGIN_OF['desk']} LOGIN;  "
        f"CREATE ROLE {LOGIN_OF['door']} LOGIN NOINHERIT;  "
        f"CREATE ROLE {PORTAL} LOGIN NOINHERIT;  and give the three the passwords in "
        "secrets/database-desk, secrets/database-door and secrets/database-portal."
    )
