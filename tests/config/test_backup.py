"""A backup restored into an empty place is the same installation."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from kartoteka.config import env
from kartoteka.config.database import backup, cluster
from kartoteka.config.home import CHECKOUT, Home
from tests.conftest import a_migrated_home

Everything = dict[str, tuple[int, str]]

RIGHTS = r"""
SELECT 'right', relname::text, coalesce(
         relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))::text
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
UNION ALL SELECT 'policy', polname, regexp_replace(  -- casts are written otherwise when read back
         pg_get_expr(polqual, polrelid), '::(character varying|text)(\[\])?|[()]', '', 'g')
FROM pg_policy
UNION ALL SELECT 'security', relname, relrowsecurity || ' ' || relforcerowsecurity
FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'default', defaclobjtype::text, defaclacl::text FROM pg_default_acl
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'constraint', conname, contype::text || ' ' || convalidated FROM pg_constraint
UNION ALL SELECT 'function', proname, proowner::regrole || coalesce(proacl::text, '')
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND probin IS NULL
UNION ALL SELECT 'sequence', sequencename, coalesce(last_value::text, '') FROM pg_sequences
UNION ALL SELECT 'member', roleid::regrole::text, member::regrole::text
FROM pg_auth_members WHERE roleid::regrole::text ~ '^kartoteka'
ORDER BY 1, 2, 3
"""


def _kartoteka(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("KARTOTEKA_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "kartoteka.config.cli", *words],
        env={**clean, "KARTOTEKA_HOME": str(home), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )


def _everything(running: cluster.Cluster) -> tuple[Everything, list[tuple[object, ...]]]:
    """Each table's rows as a sum, and all rights and policies."""
    dsn = running.url("postgres", running.home.secret("database-superuser"), "kartoteka")
    with psycopg.connect(dsn) as connection:
        names = connection.execute(
            "SELECT oid::regclass::text FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchall()
        rows: Everything = {}
        for (name,) in names:
            count, total = connection.execute(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') "
                f"FROM {name} t"
            ).fetchone() or (0, "")
            rows[name] = (count, total)
        rights = connection.execute(RIGHTS).fetchall()
    return rows, rights


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_backup_restored_into_an_empty_place_is_the_same(short_path: Path) -> None:
    old, new = a_migrated_home(short_path / "old"), Home(short_path / "new")
    (old.files / "ab").mkdir()
    (old.files / "ab" / "żółć.pdf").write_bytes(b"%PDF kept")
    running = cluster.start(old)
    try:
        owner = running.url(env.LOGIN_OF["owner"], old.secret("database-owner"), "kartoteka")
        with psycopg.connect(owner) as connection:
            connection.execute(
                "INSERT INTO access_unit (code, name, is_active) "
                "SELECT 'B' || n, 'Biuro ' || n, true FROM generate_series(1, 50) n"
            )
        before = _everything(running)
        done = _kartoteka(old.path, "backup", str(short_path / "kept"))  # while it runs
        assert done.returncode == 0, done.stderr
    finally:
        running.stop()

    done = _kartoteka(new.path, "restore", str(short_path / "kept"))
    assert done.returncode == 0, done.stderr
    running = cluster.start(new)
    try:
        after = _everything(running)
    finally:
        running.stop()
    assert before[0]["access_unit"][0] == 50
    assert dict(after[0].items() ^ before[0].items()) == {}
    assert sorted(set(after[1]) ^ set(before[1])) == []
    assert _files(new.files) == _files(old.files)
    assert _files(new.vault) == _files(old.vault)

    done = _kartoteka(new.path, "restore", str(short_path / "kept"))
    assert (done.returncode, "already has a database" in done.stderr) == (1, True)


def test_a_damaged_backup_restores_nothing(short_path: Path) -> None:
    kept, home = short_path / "kept", short_path / "home"
    kept.mkdir()
    (kept / backup.DUMP).write_bytes(b"half of it")
    (kept / backup.LIST).write_text('{"format": 1, "sums": {"database.dump": "0"}}')
    done = _kartoteka(home, "restore", str(kept))
    assert (done.returncode, "damaged, nothing was restored" in done.stderr) == (1, True)
    assert not (home / "postgres").exists()


def test_a_backup_of_a_later_postgresql_restores_nothing(short_path: Path) -> None:
    kept, home = short_path / "kept", short_path / "home"
    kept.mkdir()
    (kept / backup.LIST).write_text('{"format": 1, "postgresql": 99, "sums": {}}')
    done = _kartoteka(home, "restore", str(kept))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The backup was made by PostgreSQL 99, and here is ")
    assert not (home / "postgres").exists()


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_without_a_finished_backup_is_refused(short_path: Path, made: bool) -> None:
    kept = short_path / "kept"
    if made:
        kept.mkdir()
    done = _kartoteka(short_path / "home", "restore", str(kept))
    assert (done.returncode, "no finished backup" in done.stderr) == (1, True)
