"""What a start does to the database before anybody may come in: migrations, demo, first person."""

import hashlib
import json
import sys
from pathlib import Path

from kartoteka.config import database, home
from kartoteka.config.env import CannotStart
from kartoteka.config.launch import install, parts, screen

DEMO_CUSTOMERS = 1000
SIGN_INS = "demo-sign-ins"


def prepare(*, demo: bool) -> list[str]:
    """Bring the database up to date and to life; returns what to tell the person."""
    if not database.is_migrated():
        with screen.step("Bringing the database to this version") as shown:
            _kartoteka(["migrate"], shown)
    _collect_assets()
    if not database.has_users():
        if demo or database.is_ours():
            parts.refuse_open_doors(demo=True)
            with screen.step("Filling in the demo firm") as shown:
                _kartoteka(["demo", "--customers", str(DEMO_CUSTOMERS)], shown)
        else:
            return _invitation()
    elif demo and not database.demo_sign_ins():
        raise CannotStart("--demo is only for an empty database, and this one has users.")
    return _sign_ins()


def keep_sign_ins(rows: list[tuple[str, str, str, str]]) -> None:
    """Keep (desk or portal, who, login, password) of the demo, readable by the owner only."""
    place = _place()
    place.touch(mode=0o600)
    place.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _sign_ins() -> list[str]:
    alive = database.demo_sign_ins()
    kept = json.loads(_read(_place())) if alive and _place().exists() else []
    rows = [row for row in kept if (row[0], row[2]) in alive]
    if not rows:
        return []
    width = max((len(who) for _, who, _, _ in rows), default=0)
    said = ["\n  Demo sign-ins (made at random for this machine):"]
    for place, who, login, password in rows:
        said.append(f"    {place:<7} {who:<{width}}  {login}  {password}")
    return said


def _invitation() -> list[str]:
    out = _kartoteka(["user", "invite-first"], None).split()[-1]
    address = parts.addresses()["desk"]
    return [
        "\n  This database has no users yet. Whoever opens this link first becomes its",
        f"  superadministrator:  {address}{out}",
    ]


def _collect_assets() -> None:
    """Gather the static files when any of them changed."""
    mark = home.here().stamps / "static"
    wanted = _assets_digest()
    if mark.exists() and mark.read_text() == wanted:
        return
    with screen.step("Gathering the static files") as shown:
        _python(["-m", "django", "collectstatic", "--noinput", "--clear"], shown)
    mark.write_text(wanted)


def _assets_digest() -> str:
    base = home.checkout()
    digest = hashlib.sha256((base / "package-lock.json").read_bytes())
    for folder in sorted((base / "kartoteka").glob("*/static")):
        for place in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"{place} {place.stat().st_size} {place.stat().st_mtime_ns}".encode())
    digest.update((base / "requirements.txt").read_bytes())
    return digest.hexdigest()


def _kartoteka(words: list[str], shown: screen.Step | None) -> str:
    return _python(["-m", "kartoteka.config.cli", *words], shown)


def _python(words: list[str], shown: screen.Step | None) -> str:
    """Run a part of ourselves; its answer, or its last words as the reason to stop."""
    log = home.here().logs / "start.log"
    log.unlink(missing_ok=True)
    variables = parts.variables("desk")
    code = screen.run(
        [sys.executable, *words],
        log=log,
        shown=shown,
        follow=True,
        env=variables,
        cwd=home.checkout(),
    )
    said = _read(log)
    if code and install.FULL.search(said):
        raise CannotStart(f"The disk of {home.path()} is full: free some room and start again.")
    if code:
        last = [line for line in said.splitlines() if line.strip()][-1:]
        raise CannotStart(f"{''.join(last) or 'The first steps failed.'} (details: {log})")
    return said


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")


def _place() -> Path:
    return home.here().vault / SIGN_INS
