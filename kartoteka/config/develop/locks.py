"""The lock files: made afresh by `./run lock`, proved in step by `./run check`.

They name no host of any registry, so that they work behind every mirror.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kartoteka.config import env, home
from kartoteka.config.env import CannotStart
from kartoteka.config.launch import index, install, screen

BASE = home.checkout()
# Drivers for imports and for S3: always there, because installing takes away what is in no lock.
SOURCES = ("mysql", "mssql", "oracle", "s3")
EXTRAS = {"requirements.txt": SOURCES, "requirements-dev.txt": (*SOURCES, "dev")}
HOST = re.compile(r"https?://|--(extra-)?index-url|--find-links|\"resolved\"")


def main() -> int:
    """Write all locks; 1 with the reason when one cannot be made."""
    try:
        for name, extras in EXTRAS.items():
            words = [word for extra in extras for word in ("--extra", extra)]
            _compile(name, "pyproject.toml", *words)
        _compile("requirements-node.txt", "-", given=_declared()["node"])
        npm, variables = install.npm()
        words = ["install", "--package-lock-only", "--ignore-scripts"]
        _make("package-lock.json", [*npm, *words], env.for_child(**variables))
    except CannotStart as reason:
        screen.say(str(reason))
        return 1
    _strip_addresses(BASE / "package-lock.json")
    return 0


def faults(base: Path = BASE) -> list[str]:
    """What is wrong with the locks in `base`: hosts, missing hashes, pins out of step."""
    found = []
    for name in (*EXTRAS, "requirements-node.txt", "package-lock.json"):
        text = (base / name).read_text(encoding="utf-8")
        found += [
            f"{name}:{number}: names where packages come from: {line.strip()}"
            for number, line in enumerate(text.splitlines(), 1)
            if HOST.search(line)
        ]
    declared = _declared(base)
    for name, extras in EXTRAS.items():
        wanted = [line for extra in ("", *extras) for line in declared[extra]]
        found += _out_of_step(name, _pins(base / name), wanted)
    found += _out_of_step(
        "requirements-node.txt", _pins(base / "requirements-node.txt"), declared["node"]
    )
    tested = _pins(base / "requirements-dev.txt")
    for package, pin in _pins(base / "requirements.txt").items():
        if tested.get(package) != pin:
            found.append(
                f"requirements-dev.txt: {package} is not the version that runs: ./run lock"
            )
    return found + _npm_faults(base)


def _declared(base: Path = BASE) -> dict[str, list[str]]:
    project = tomllib.loads((base / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"": project["dependencies"], **project["optional-dependencies"]}


def _pins(lock: Path) -> dict[str, tuple[str, int]]:
    """Package → (version, number of hashes)."""
    pins: dict[str, tuple[str, int]] = {}
    entry = re.compile(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^\s;\\]+)((?:.*\\\n(?: .*\n?)*)?)", re.M
    )
    for match in entry.finditer(lock.read_text(encoding="utf-8")):
        count = match.group(3).count("--hash=sha256:")
        pins[canonicalize_name(match.group(1))] = (match.group(2), count)
    return pins


def _out_of_step(name: str, pins: dict[str, tuple[str, int]], wanted: list[str]) -> list[str]:
    found = [f"{name}: {package} has no hash" for package, pin in pins.items() if not pin[1]]
    for line in wanted:
        requirement = Requirement(line)
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None:
            found.append(f"{name}: {requirement.name} of pyproject.toml is missing: ./run lock")
        elif pin[0] not in requirement.specifier:
            found.append(f"{name}: {requirement.name} {pin[0]} does not fit {line}: ./run lock")
    return found


def _npm_faults(base: Path) -> list[str]:
    wanted = json.loads((base / "package.json").read_text())["dependencies"]
    packages = json.loads((base / "package-lock.json").read_text())["packages"]
    found = []
    if packages[""].get("dependencies") != wanted:
        found.append("package-lock.json: not in step with package.json: ./run lock")
    for name, entry in packages.items():
        if name and not entry.get("integrity", "").startswith("sha512-"):
            found.append(f"package-lock.json: {name} has no hash")
    return found


def _compile(name: str, source: str, *more: str, given: list[str] | None = None) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-header", "--no-annotate", "--universal"]
    command += ["--python-version", "3.11", source, *more, "-o", name]
    variables = index.for_uv(index.pip_settings())
    _make(name, command, env.for_child_unless_set(variables), given="\n".join(given or []))


def _make(name: str, command: list[str], variables: dict[str, str], *, given: str = "") -> None:
    with screen.step(f"Making {name}"):
        done = subprocess.run(
            command,
            cwd=BASE,
            env=variables,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
            raise CannotStart(f"{name} cannot be made: {said}")


def _strip_addresses(lock: Path) -> None:
    content = json.loads(lock.read_text(encoding="utf-8"))
    for entry in content["packages"].values():
        for key in ("funding", "resolved"):
            entry.pop(key, None)
    lock.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
