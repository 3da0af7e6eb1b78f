"""The only place that reads the environment. Nonsense is refused with one clear sentence.

Needs nothing but the standard library, because the launcher runs before anything is installed.
`.env.example` lists every variable.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Role = Literal["owner", "desk", "door", "portal"]

LOGIN_OF: dict[Role, str] = {
    "owner": "kartoteka_owner",
    "desk": "kartoteka_desk",
    "door": "kartoteka_door",
    "portal": "kartoteka_portal",
}
DATABASE_NAME = "kartoteka"
YES, NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
HIGHEST_PORT, LONGEST_TIMEOUT = 65535, 300
LARGEST_FILE = 200  # MB: a file is in memory while it is taken in


class CannotStart(Exception):  # noqa: N818  (one sentence for the person at the terminal)
    """The program cannot go on until the person does what this one sentence says."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and who signs in to it."""

    host: str
    port: int
    name: str
    user: str
    password: str
    options: dict[str, str]


def configured_home() -> Path | None:
    """The folder that KARTOTEKA_HOME names; without it `.kartoteka/` of the checkout."""
    value = _text("KARTOTEKA_HOME")
    if value and not Path(value).is_absolute():
        raise CannotStart(f"KARTOTEKA_HOME is {value!r}: write the whole path, beginning with '/'.")
    return Path(value) if value else None


def database_url() -> Address | None:
    """The PostgreSQL named by DATABASE_URL, or None when the program runs its own."""
    url = _text("DATABASE_URL")
    return _address("DATABASE_URL", url) if url else None


def pg_bin() -> Path | None:
    """The folder with PostgreSQL's programs that PG_BIN names."""
    value = _text("PG_BIN")
    if not value:
        return None
    if not (Path(value) / "postgres").is_file():
        raise CannotStart(f"PG_BIN is {value!r}, but there is no program 'postgres' in it.")
    return Path(value)


def desk_port() -> int:
    return _port("DESK_PORT", 8080)


def portal_port() -> int:
    return _port("PORTAL_PORT", 8081)


def behind_tls_proxy() -> bool:
    """Whether a proxy in front ends TLS and sets X-Forwarded-Proto."""
    return _flag("BEHIND_TLS_PROXY")


def desk_host() -> str:
    """The desk's name in the browser; anything but a loopback name needs TLS in front."""
    return _name("DESK_HOST", "desk.localhost")


def portal_host() -> str:
    """The portal's name in the browser; anything but a loopback name needs TLS in front."""
    return _name("PORTAL_HOST", "portal.localhost")


def under_ci() -> bool:
    """Whether a skipped browser test is a failure."""
    return _flag("CI")


def listen_address() -> str:
    """The address that desk and portal listen on."""
    return _text("LISTEN") or "127.0.0.1"


def tls_files() -> tuple[Path, Path] | None:
    """Certificate and key with which desk and portal speak TLS themselves."""
    certificate, key = _text("TLS_CERTIFICATE"), _text("TLS_KEY")
    if bool(certificate) != bool(key):
        raise CannotStart("TLS_CERTIFICATE and TLS_KEY belong together: set both or none.")
    for name, value in (("TLS_CERTIFICATE", certificate), ("TLS_KEY", key)):
        if value and not Path(value).is_file():
            raise CannotStart(f"{name} is {value!r}, and there is no such file.")
    return (Path(certificate), Path(key)) if certificate else None


def pip_files() -> list[Path]:
    """Where pip keeps its settings, from the most general to the most particular."""
    named = _text("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    user = Path(_text("XDG_CONFIG_HOME") or Path.home() / ".config")
    files = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf"), Path.home() / ".pip/pip.conf"]
    return [*files, user / "pip" / "pip.conf", *([Path(named)] if named else [])]


def pip_options() -> dict[str, str]:
    """What PIP_… variables say, under the names that pip's files use."""
    return {
        name.removeprefix("PIP_").lower().replace("_", "-"): value
        for name, value in os.environ.items()
        if name.startswith("PIP_") and value
    }


def search_path() -> str:
    """Where the shell looks for programs."""
    return os.environ.get("PATH", os.defpath)


def python_path(*, without: str) -> list[str]:
    """PYTHONPATH less one folder."""
    said = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [folder for folder in said if folder and folder != without]


def for_child(**more: str) -> dict[str, str]:
    """The environment for a program that is started from here."""
    return {**os.environ, **more}


def for_child_unless_set(more: dict[str, str]) -> dict[str, str]:
    """The same, where what the person has set goes first."""
    return {**more, **os.environ}


def use_settings(module: str) -> None:
    """Choose Django's settings, unless a test has chosen its own."""
    if not _text("KARTOTEKA_TEST_DATABASE"):
        os.environ["DJANGO_SETTINGS_MODULE"] = module
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)


PART = "KARTOTEKA_PART"  # in the environment of every part, so that a later start knows its own


def is_part() -> bool:
    """Whether `./run` has started this process, and keeps the database running for it."""
    return bool(_text(PART))


def uses_test_database() -> bool:
    """Whether the test suite has lent a database."""
    return bool(_text("KARTOTEKA_TEST_DATABASE"))


def smtp_url() -> str:
    """Where e-mail goes (smtp://user:password@host:587); empty: into the home's outbox folder."""
    value = _text("SMTP_URL")
    if value and urlsplit(value).scheme not in {"smtp", "smtps"}:
        raise CannotStart("SMTP_URL must begin with smtp:// or smtps://.")
    return value


OUTSIDE = ("off", "live", "fake")
_LIVE = {
    "bir": "https://wyszukiwarkaregon.stat.gov.pl/wsBIR/UslugaBIRzewnPubl.svc",
    "white_list": "https://wl-api.mf.gov.pl",
    "white_list_file": "https://plikplaski.mf.gov.pl/pliki",
    "vies": "https://ec.europa.eu/taxation_customs/vies/rest-api",
    "rpo": "https://api.statistics.sk/rpo/v1",
    "ruz": "https://www.registeruz.sk/cruz-public",
    "fs": "https://iz.opendata.financnasprava.sk",
}


def outside_registers() -> str:
    """Which outside registers are asked: `live` the real ones, `fake` those that ./run plays for a
    demo, `off` none. Empty: none, or in a demo the played ones."""
    value = _text("OUTSIDE_REGISTERS").lower()
    if value and value not in OUTSIDE:
        raise CannotStart(f"OUTSIDE_REGISTERS is {value!r}: write off, live or fake.")
    return value


def names_outside_registers() -> bool:
    """Whether anything says where an outside register is."""
    return bool(outside_registers()) or any(url for url, _key in _named_gateways().values())


def fakes_port() -> int:
    """The port of the played registers."""
    return _port("FAKES_PORT", 8082)


def gateways() -> dict[str, dict[str, Any]]:
    """`settings.GATEWAYS`: for each register that is set up its address, key and time-out."""
    mode = outside_registers()
    seconds = _text("OUTSIDE_TIMEOUT") or "20"
    if not (seconds.isascii() and seconds.isdigit() and 0 < int(seconds) <= LONGEST_TIMEOUT):
        raise CannotStart(f"OUTSIDE_TIMEOUT is {seconds!r}: write seconds between 1 and 300.")
    found: dict[str, dict[str, Any]] = {}
    if mode == "fake":
        from kartoteka.gateways.fakes.serving import addresses  # not before it is installed

        found = addresses(f"http://127.0.0.1:{fakes_port()}", float(seconds))
    for name, (given, key) in _named_gateways().items():
        url = given or (_LIVE[name] if mode == "live" else "")
        if url:
            found[name] = {"url": url, "key": key, "timeout": float(seconds)}
    return found


def _named_gateways() -> dict[str, tuple[str, str]]:
    """Address and key that the environment has for each register, "" where it has none."""
    return {
        "bir": (_url("BIR_URL"), _text("BIR_KEY")),
        "white_list": (_url("WHITE_LIST_URL"), ""),
        "white_list_file": (_url("WHITE_LIST_FILE_URL"), ""),
        "vies": (_url("VIES_URL"), _text("VIES_REQUESTER")),
        "rpo": (_url("RPO_URL"), ""),
        "ruz": (_url("RUZ_URL"), ""),
        "fs": (_url("FS_URL"), _text("FS_KEY")),
    }


def _url(variable: str) -> str:
    value = _text(variable)
    if value and urlsplit(value).scheme not in {"http", "https"}:
        raise CannotStart(f"{variable} is {value!r}: write an address with https:// in front.")
    return value


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of S3 and who opens it; each request is signed for `endpoint`."""

    endpoint: str
    name: str
    key: str
    secret: str
    region: str
    prefix: str


def contents_store() -> str:
    """Where new contents of files go: `folder`, `database` or `s3`, as CONTENTS_URL says."""
    value = _text("CONTENTS_URL")
    kind = urlsplit(value).scheme or value or "folder"
    known = {"folder": "folder", "database": "database", "s3": "s3", "s3+http": "s3"}
    if kind not in known:
        raise CannotStart(
            "CONTENTS_URL must be folder, database or s3://KEY:SECRET@HOST/BUCKET?region=…."
        )
    return known[kind]


def bucket() -> Bucket | None:
    """The bucket that CONTENTS_URL names, or S3_URL while contents move away from there."""
    for variable in ("CONTENTS_URL", "S3_URL"):
        value = _text(variable)
        if value.startswith(("s3://", "s3+http://")):
            return _bucket(variable, value)
        if variable == "S3_URL" and value:
            raise CannotStart("S3_URL must begin with s3://KEY:SECRET@HOST/BUCKET.")
    return None


def scanner_url() -> SplitResult | None:
    """Where the virus scanner clamd listens: clamd://HOST:3310 or clamd:///path/of/its/socket."""
    value = _text("SCANNER_URL")
    if not value:
        return None
    parts = urlsplit(value)
    try:
        named = bool(parts.hostname) != bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        named = False
    if parts.scheme != "clamd" or not named:
        raise CannotStart("SCANNER_URL must be clamd://HOST:3310 or clamd:///path/of/the/socket.")
    return parts


def largest_file() -> int:
    """How many bytes a kept file may have; LARGEST_FILE says it in MB."""
    value = _text("LARGEST_FILE") or "25"
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= LARGEST_FILE):
        raise CannotStart(f"LARGEST_FILE is {value!r}: write MB, from 1 to {LARGEST_FILE}.")
    return int(value) * 1024**2


def watched_folder() -> Path | None:
    """The folder from which the worker takes bank files in, by its whole path."""
    return _folder("WATCHED_FOLDER", _text("WATCHED_FOLDER"))


def invoices_folder() -> Path | None:
    """The folder from which the worker takes invoices of KSeF in, by its whole path."""
    return _folder("INVOICES_FOLDER", _text("INVOICES_FOLDER"))


def _folder(variable: str, value: str) -> Path | None:
    if not value:
        return None
    folder = Path(value)
    if not folder.is_absolute():
        raise CannotStart(f"{variable} is {value!r}: write the whole path, beginning with '/'.")
    if folder.is_symlink() or not folder.is_dir():
        raise CannotStart(f"{variable} is {value!r}, but that is no folder (or leads away).")
    return folder


def file_kinds(known: Iterable[str], usual: Iterable[str]) -> frozenset[str]:
    """The kinds of file that are taken: FILE_KINDS names some of `known`; else the `usual` ones."""
    value = _text("FILE_KINDS").lower().replace(",", " ").split()
    strange = sorted(set(value) - set(known))
    if strange:
        raise CannotStart(
            f"FILE_KINDS names {', '.join(strange)}: known are {', '.join(sorted(known))}."
        )
    return frozenset(value or usual)


def database(role: Role = "owner") -> dict[str, Any]:
    """Django's settings of the one database, signed in as `role`.

    The desk and the door of the portal keep a pool; the owner (migrations, commands, worker)
    connects when needed. In tests the superuser signs in and acts as the owner, so that a test
    can become the desk or the door.
    """
    place = where(role)
    options: dict[str, Any] = {"connect_timeout": "10", **place.options}
    pooled = role != "owner" and "options" not in options
    if pooled:
        from kartoteka.config.database.pooling import Connection  # not before it is installed

        options["pool"] = {
            "min_size": 1,
            "max_size": 8,
            "timeout": 10,
            # Short, so that after an outage the next visitor connects at once.
            "reconnect_timeout": 3,
            "connection_class": Connection,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place.name,
        "USER": place.user,
        "PASSWORD": place.password,
        "HOST": place.host,
        "PORT": str(place.port),
        "CONN_MAX_AGE": 0,
        # A database that was restarted costs no visitor an error page.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def where(role: Role = "owner") -> Address:
    """Where the database is for `role`; asks nothing of the database itself."""
    from kartoteka.config import home  # which reads KARTOTEKA_HOME here

    testing = _text("KARTOTEKA_TEST_DATABASE")
    if testing:
        given = _address("KARTOTEKA_TEST_DATABASE", testing)
        if role != "owner":
            password = home.Home(Path(given.host).parent).secret(f"database-{role}")
            return Address(given.host, given.port, given.name, LOGIN_OF[role], password, {})
        options = {**given.options, "options": f"-c role={LOGIN_OF['owner']}"}
        return Address(given.host, given.port, given.name, given.user, given.password, options)
    given_url = database_url()
    own = home.here()
    if given_url is None:
        login, password = LOGIN_OF[role], own.secret(f"database-{role}")
        return Address(str(own.sockets), 5432, DATABASE_NAME, login, password, {})
    if role == "owner":
        return given_url
    return Address(
        given_url.host,
        given_url.port,
        given_url.name,
        LOGIN_OF[role],
        own.secret(f"database-{role}"),
        given_url.options,
    )


def _address(variable: str, url: str) -> Address:
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise CannotStart(f"{variable} has a port that is no number.") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise CannotStart(
            f"{variable} must begin with postgresql://: Kartoteka works with PostgreSQL 15 to 18."
        )
    name = unquote(parts.path.lstrip("/"))
    if not name or not parts.username:
        raise CannotStart(
            f"{variable} must name a user and a database: postgresql://USER:PASSWORD@HOST/DATABASE."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "localhost")
    return Address(
        host, port, name, unquote(parts.username), unquote(parts.password or ""), options
    )


def _bucket(variable: str, url: str) -> Bucket:
    parts = urlsplit(url)
    name, _slash, prefix = parts.path.strip("/").partition("/")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise CannotStart(f"{variable} has a port that is no number.") from None
    if not (parts.hostname and name and parts.username and parts.password):
        raise CannotStart(
            f"{variable} must name who, where and which bucket: s3://KEY:SECRET@HOST/BUCKET."
        )
    scheme = "http" if parts.scheme == "s3+http" else "https"
    if scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise CannotStart(f"{variable}: s3+http:// is for this machine only; use s3://.")
    return Bucket(
        endpoint=f"{scheme}://{parts.hostname}{port}",
        name=name,
        key=unquote(parts.username),
        secret=unquote(parts.password),
        region=dict(parse_qsl(parts.query)).get("region", "eu-central-1"),
        prefix=prefix,
    )


def _text(variable: str) -> str:
    return os.environ.get(variable, "").strip()


def _flag(variable: str) -> bool:
    value = _text(variable).lower()
    if value not in YES | NO:
        raise CannotStart(f"{variable} is {value!r}: write 1 for yes or 0 for no.")
    return value in YES


def _port(variable: str, default: int) -> int:
    value = _text(variable)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= HIGHEST_PORT):
        raise CannotStart(f"{variable} is {value!r}: write a port number between 1 and 65535.")
    return int(value)


def _name(variable: str, default: str) -> str:
    value = _text(variable).lower() or default
    if not all(part and part.replace("-", "").isalnum() for part in value.split(".")):
        raise CannotStart(f"{variable} is {value!r}: write a host name such as {default}.")
    return value
