"""A whole installation in a folder, and back: database, roles, kept files and secrets.

    backup.json      what, when, by which version, and the sum of every file
    database.dump    PostgreSQL's custom format
    roles.json       the database roles with their rights and memberships; passwords are secrets
    files/ secrets/  as in the home

A damaged backup is refused before anything is touched, and so is a place that is not empty.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from kartoteka.config import database, env, home
from kartoteka.config.database import programs, roles
from kartoteka.config.database.cluster import SUPERUSER, Cluster
from kartoteka.config.database.programs import Programs
from kartoteka.config.env import Address, CannotStart
from kartoteka.config.launch import screen

DUMP, ROLES, LIST = "database.dump", "roles.json", "backup.json"
FORMAT = 1
BLOCK = 1024 * 1024
# The extensions are there before, and belong to the superuser.
LEFT_OUT = re.compile(r"^\d+;.* (?:EXTENSION|DEFAULT ACL) ")


def write(folder: Path, running: Cluster | None) -> None:
    """Write everything into `folder`, which must be empty or not there yet."""
    if folder.exists() and any(folder.iterdir()):
        raise CannotStart(f"{folder} is not empty: name a folder that is not there yet.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    source = _as_superuser(running)
    with psycopg.connect(database.dsn(source)) as connection:
        server = connection.info.server_version // 10000
        owner = _owner(connection)
        (folder / ROLES).write_text(json.dumps(_roles(connection), indent=1), encoding="utf-8")
    with screen.step("Writing the database"):
        # The database first: files are only ever added, so none that it names is missing.
        words = ["--format=custom", "--no-owner", f"--file={folder / DUMP}", source.name]
        _program("pg_dump", words, source, server)
    if env.bucket() is not None:
        screen.say("Contents in the bucket are no part of this backup: whoever runs it keeps them.")
    own = home.here()
    with screen.step("Writing files and secrets"):
        shutil.copytree(own.files, folder / "files")
        shutil.copytree(own.vault, folder / "secrets", ignore=shutil.ignore_patterns(".*"))
    said = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": database.version_of_program(),
        "postgresql": server,
        "owner": owner,
        "sums": _sums(folder),
    }
    (folder / LIST).write_text(json.dumps(said, indent=1), encoding="utf-8")


def check(folder: Path) -> dict[str, Any]:
    """What the backup says of itself. Raises CannotStart when it is no whole backup."""
    try:
        said: dict[str, Any] = json.loads((folder / LIST).read_text(encoding="utf-8"))
        sums = dict(said["sums"])
    except (OSError, ValueError, KeyError, TypeError):
        raise CannotStart(f"{folder} is no finished backup: it has no readable {LIST}.") from None
    if said.get("format") != FORMAT:
        raise CannotStart(f"{folder} was made by a newer version: update Kartoteka first.")
    found = _sums(folder)
    broken = sorted(
        name for name in sums.keys() | found.keys() if sums.get(name) != found.get(name)
    )
    if broken:
        raise CannotStart(f"The backup is damaged, nothing was restored: {', '.join(broken[:5])}.")
    return said


def bring_back(folder: Path) -> None:
    """Restore into an empty place: no cluster in the home, or an empty database in DATABASE_URL."""
    said = check(folder)
    own = home.here()
    if env.database_url() is None and own.data.exists():
        raise CannotStart(
            f"{own.path} already has a database: restore into another KARTOTEKA_HOME, or move that "
            "folder away."
        )
    own.make()
    running = None
    try:
        if env.database_url() is not None:
            _refuse_full(env.where("owner"))
        _refuse_older(int(said.get("postgresql", 0)))
        with screen.step("Restoring files and secrets"):
            for name, target in (("files", own.files), ("secrets", own.vault)):
                shutil.copytree(folder / name, target, dirs_exist_ok=True)
            for secret in own.vault.iterdir():
                secret.chmod(0o600)
        running = database.ensure()
        with screen.step("Restoring the database"):
            _restore(folder / DUMP, said)
        with psycopg.connect(database.dsn(_as_superuser(running))) as connection:
            missing = set(json.loads((folder / ROLES).read_text())) - set(_roles(connection))
        if missing:
            raise CannotStart(f"These roles of the backup are not here: {', '.join(missing)}.")
    finally:
        if running is not None:
            running.stop()


def _restore(dump: Path, said: dict[str, Any]) -> None:
    place = env.where("owner")
    with psycopg.connect(database.dsn(place)) as connection:
        server = connection.info.server_version // 10000
    listed = _program("pg_restore", ["--list", str(dump)], place, server).splitlines()
    with tempfile.TemporaryDirectory() as scratch:
        chosen = Path(scratch) / "list"
        chosen.write_text("\n".join(line for line in listed if not LEFT_OUT.match(line)))
        words = ["--no-owner", "--exit-on-error", "--single-transaction", f"--use-list={chosen}"]
        _program("pg_restore", [*words, f"--dbname={place.name}", str(dump)], place, server)
        # Rights by default name the owner, who may be called otherwise here.
        chosen.write_text("\n".join(line for line in listed if " DEFAULT ACL " in line))
        words = ["--no-owner", f"--use-list={chosen}", "--file=-", str(dump)]
        rights = _program("pg_restore", words, place, server)
    rights = rights.replace(f"FOR ROLE {said['owner']} ", f"FOR ROLE {place.user} ")
    statements = [line for line in rights.splitlines() if line.startswith("ALTER DEFAULT")]
    with psycopg.connect(database.dsn(place)) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        connection.execute("ANALYZE")


def _program(name: str, words: list[str], place: Address, server: int) -> str:
    """Run one of PostgreSQL's programs, new enough for the server, and return its answer."""
    fitting = [here for here in programs.all_found(env.pg_bin()) if here.major >= server]
    usable: list[Programs] = [here for here in fitting if Path(here.path(name)).exists()]
    if not usable:
        raise CannotStart(
            f"There is no {name} of PostgreSQL {server} or later here: name its folder in PG_BIN."
        )
    done = subprocess.run(
        [usable[0].path(name), *words],
        env=env.for_child(
            PGHOST=place.host,
            PGPORT=str(place.port),
            PGUSER=place.user,
            PGPASSWORD=place.password,
            **({"PGSSLMODE": place.options["sslmode"]} if "sslmode" in place.options else {}),
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise CannotStart(f"{name}: {(lines or [done.stderr.strip()])[0]}")
    return done.stdout


def _as_superuser(running: Cluster | None) -> Address:
    """Who reads all rows: the own cluster's superuser, else the owner that DATABASE_URL names."""
    place = env.where("owner")
    if running is None:
        return place
    password = running.home.secret("database-superuser")
    return Address(place.host, place.port, place.name, SUPERUSER, password, {})


def _owner(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    return str(row[0]) if row else ""


def _roles(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Each role with its attributes and the roles it is a member of."""
    rows = connection.execute(
        "SELECT r.rolname, r.rolcanlogin, r.rolinherit, r.rolsuper, r.rolbypassrls, "
        "coalesce(array_agg(g.rolname::text ORDER BY g.rolname) FILTER (WHERE g.oid IS NOT NULL), "
        "'{}') FROM pg_roles r LEFT JOIN pg_auth_members m ON m.member = r.oid "
        "LEFT JOIN pg_roles g ON g.oid = m.roleid WHERE r.rolname = ANY (%s) GROUP BY r.oid, "
        "r.rolname, r.rolcanlogin, r.rolinherit, r.rolsuper, r.rolbypassrls ORDER BY r.rolname",
        [list(roles.ATTRIBUTES)],
    )
    names = ("may_sign_in", "inherits", "superuser", "bypasses_row_security", "member_of")
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


def _refuse_full(place: Address) -> None:
    with psycopg.connect(database.dsn(place)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p')"
        ).fetchone()
    if row and row[0]:
        raise CannotStart("The database of DATABASE_URL is not empty: name an empty one.")


def _refuse_older(made_by: int) -> None:
    """A dump goes into the version that made it, or a later one."""
    if env.database_url() is None:
        here = programs.choose(named=env.pg_bin()).major
    else:
        with psycopg.connect(database.dsn(env.where("owner"))) as connection:
            here = connection.info.server_version // 10000
    if here < made_by:
        raise CannotStart(
            f"The backup was made by PostgreSQL {made_by}, and here is {here}: restore it into "
            f"{made_by} or later."
        )


def _sums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _sum(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / LIST
    }


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
