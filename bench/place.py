"""A durable throw-away cluster, and the databases that the works need in it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from kartoteka.config import env
from kartoteka.config.database import cluster
from kartoteka.config.database import programs as cluster_programs
from kartoteka.config.database import roles as cluster_roles
from kartoteka.config.home import Home

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Place:
    """A running cluster with the migrated database `kartoteka` and the empty one `flat`."""

    running: cluster.Cluster
    data: Path
    durable: bool

    @property
    def home(self) -> Home:
        return self.running.home

    def dsn(self, database: str) -> str:
        """The superuser's connection to `database`."""
        return self.running.superuser_dsn.replace("/postgres?", f"/{database}?")

    def environment(self, database: str, settings: str) -> dict[str, str]:
        """What a process needs to use `database` under the program's own settings module.

        A database that the test suite has lent to this process is not for the works.
        """
        own = self.home.secret("database-owner")
        url = self.running.url(env.LOGIN_OF["owner"], own, database)
        outside = {k: v for k, v in os.environ.items() if not k.startswith("KARTOTEKA_TEST_")}
        return {
            **outside,
            "KARTOTEKA_HOME": str(self.home.path),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": str(CHECKOUT),
        }

    def clone(self, source: str, database: str) -> None:
        """Makes `database` a copy of `source`, as it is; nobody may be connected to it."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            name = sql.Identifier(database)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            cluster_roles.create_database(connection, database, template=source)
            cluster_roles.grant_database(connection, database)

    def migrate(self) -> None:
        """As `kartoteka migrate` does it, but for the roles, which are there."""
        self._as_owner("database.migrate(verbosity=0)")

    def gather_static(self) -> None:
        """What a served page names; only once, and only for works that serve pages."""
        if not (self.home.path / "static").exists():
            self._as_owner("call_command('collectstatic', interactive=False, verbosity=0)")

    def _as_owner(self, statement: str) -> None:
        ready = "import django; django.setup(); from kartoteka.config import database; "
        ready += "from django.core.management import call_command; "
        subprocess.run(
            [sys.executable, "-c", ready + statement],
            env=self.environment(env.DATABASE_NAME, "kartoteka.config.owner"),
            cwd=CHECKOUT,
            check=True,
        )

    def version(self) -> str:
        """PostgreSQL's version, as it says itself."""
        with psycopg.connect(self.dsn("postgres")) as connection:
            return str(connection.info.parameter_status("server_version"))

    def settle_down(self, database: str) -> None:
        """Statistics are fresh and the log is written, so that one work does not pay another's."""
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
            connection.execute("CHECKPOINT")


@contextmanager
def throw_away(
    data: Path, *, durable: bool = True, migrated: Path | None = None
) -> Iterator[Place]:
    """A cluster of its own in a temporary folder, gone at the end. PG_BIN names another server.

    `migrated` is a home that was migrated for this run and is used up by it.
    """
    home = Home(migrated or Path(tempfile.mkdtemp(prefix="kartoteka-bench-"))).make()
    home.path.chmod(0o755)
    running = cluster.start(
        home, fast=not durable, provider=cluster_programs.choose(named=env.pg_bin())
    )
    try:
        place = Place(running, data, durable)
        cluster_roles.prepare(
            running.superuser_dsn, env.DATABASE_NAME, cluster_roles.passwords(home)
        )
        if migrated is None:
            place.migrate()
        with psycopg.connect(place.dsn("postgres"), autocommit=True) as connection:
            cluster_roles.create_database(connection, "flat")
        with psycopg.connect(place.dsn("flat"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
        yield place
    finally:
        running.stop()
        shutil.rmtree(home.path, ignore_errors=True)
