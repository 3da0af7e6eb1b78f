"""The package index that this machine's pip is set up with, read without pip itself.

A minimal Debian has neither pip nor ensurepip. What is needed there is one program, uv, out of
its own wheel, whose hash stands in our lock. Needs nothing but the standard library.
"""

import base64
import configparser
import hashlib
import html.parser
import json
import platform
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

from kartoteka.config import env
from kartoteka.config.env import CannotStart

USUAL_INDEX = "https://pypi.org/simple"
ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
PATIENCE = 60
SAFE_TO_READ = {"https", "http", "file"}


@dataclass(frozen=True, slots=True)
class PipSettings:
    """What pip.conf and PIP_… say about where packages come from."""

    index: str
    extra: tuple[str, ...]
    find_links: tuple[str, ...]
    certificate: str
    trusted: tuple[str, ...]


class NoNetwork(CannotStart):
    """The index did not answer."""


def pip_settings() -> PipSettings:
    """As pip reads them: files from the most general to the most particular, then environment."""
    said: dict[str, str] = {}
    for place in env.pip_files():
        parser = configparser.RawConfigParser()
        try:
            parser.read(place, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        for section in ("global", "install"):
            if parser.has_section(section):
                said.update(parser.items(section))
    said.update(env.pip_options())
    return PipSettings(
        index=said.get("index-url", USUAL_INDEX).strip(),
        extra=tuple(said.get("extra-index-url", "").split()),
        find_links=tuple(said.get("find-links", "").split()),
        certificate=said.get("cert", "").strip(),
        trusted=tuple(said.get("trusted-host", "").split()),
    )


def for_uv(pip: PipSettings) -> dict[str, str]:
    """The same settings as uv's variables; uv does not read pip's files."""
    said = {
        "UV_DEFAULT_INDEX": pip.index,
        "UV_INDEX": " ".join(pip.extra),
        # Every file is pinned by its hash, so it does not matter which index has it.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": ",".join(pip.find_links),
        "UV_INSECURE_HOST": " ".join(pip.trusted),
        "SSL_CERT_FILE": pip.certificate,
        "UV_SYSTEM_CERTS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
    }
    return {name: value for name, value in said.items() if value}


def fetch_uv(lock: Path, into: Path) -> Path:
    """The uv program of the version and hash in `lock`, downloaded once into `into`.

    Raises NoNetwork when the index does not answer, CannotStart when it has no fitting file.
    """
    version, hashes = _pinned("uv", lock)
    program = into / f"uv-{version}"
    if program.exists():
        return program
    pip = pip_settings()
    page = urllib.parse.urljoin(pip.index.rstrip("/") + "/", "uv/")
    name, url = _fitting(_read(page, pip), page, version)
    wheel = _read(url, pip)
    if hashlib.sha256(wheel).hexdigest() not in hashes:
        raise CannotStart(f"The file {name} from {_shown(url)} is not the one in {lock.name}.")
    into.mkdir(parents=True, exist_ok=True)
    draft = into / f".{program.name}"
    package = into / f".{name}"
    package.write_bytes(wheel)
    with zipfile.ZipFile(package) as archive:
        member = next(item for item in archive.namelist() if item.endswith("/scripts/uv"))
        draft.write_bytes(archive.read(member))
    package.unlink()
    draft.chmod(0o755)
    draft.rename(program)
    return program


def _pinned(package: str, lock: Path) -> tuple[str, set[str]]:
    text = lock.read_text(encoding="utf-8")
    match = re.search(rf"^{re.escape(package)}==(\S+)((?:.*\\\n)(?: +--hash=.*\n?)+)", text, re.M)
    if not match:
        raise CannotStart(f"{lock.name} does not pin {package}: run ./run lock.")
    return match.group(1), set(re.findall(r"sha256:([0-9a-f]{64})", match.group(2)))


def _fitting(page: bytes, address: str, version: str) -> tuple[str, str]:
    machine = platform.machine().lower()
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    system = {"Linux": libc, "Darwin": "macosx"}.get(platform.system(), "none")
    for name, link in _links(page, address):
        if not name.startswith(f"uv-{version}-") or not name.endswith(".whl"):
            continue
        if system in name and name.removesuffix(".whl").endswith(f"_{machine}"):
            return name, link
    raise CannotStart(
        f"There is no uv {version} for this machine at {_shown(address)}: install Python's venv "
        "and pip (on Debian: apt install python3-venv), or put uv itself on the PATH."
    )


def _links(page: bytes, address: str) -> list[tuple[str, str]]:
    text = page.decode("utf-8", "replace")
    if text.lstrip().startswith("{"):
        files = json.loads(text).get("files", [])
        pairs = [(file["filename"], file["url"]) for file in files]
    else:
        reader = _Anchors()
        reader.feed(text)
        pairs = [(link.partition("#")[0].rpartition("/")[2], link) for link in reader.links]
    return [(name, urllib.parse.urljoin(address, link)) for name, link in pairs]


class _Anchors(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _read(url: str, pip: PipSettings) -> bytes:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in SAFE_TO_READ:
        raise CannotStart(f"pip's index {_shown(url)} is no web address.")
    headers = {"Accept": ACCEPT, "User-Agent": "kartoteka-run"}
    if parts.username:  # urllib would look the password up as a host name
        who = urllib.parse.unquote(f"{parts.username}:{parts.password or ''}")
        headers["Authorization"] = "Basic " + base64.b64encode(who.encode()).decode()
        url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    context = ssl.create_default_context()
    if pip.certificate:
        context.load_verify_locations(pip.certificate)
    if (parts.hostname or "") in pip.trusted:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (the scheme is checked)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE, context=context) as answer:  # noqa: S310
            return bytes(answer.read())
    except (urllib.error.URLError, OSError) as problem:
        raise NoNetwork(
            f"{_shown(url)} does not answer ({getattr(problem, 'reason', problem)}): connect this "
            "machine to the network, or name a package index that it reaches in PIP_INDEX_URL."
        ) from problem


def _shown(url: str) -> str:
    """The address without a password that may stand in it."""
    parts = urllib.parse.urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
