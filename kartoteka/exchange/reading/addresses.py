"""Addresses of databases, as SQLAlchemy writes them: which are understood, and what is cut off.

Only the parts that say where the database is and who signs in are taken over. Options in an
address could load code, read files or switch safety off, so all but a few harmless ones are
refused.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kartoteka.exchange.reading.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy import URL  # slow to load, and few processes meet an address: see below

DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "mssql": "mssql+pytds",
    "oracle": "oracle+oracledb",
}
EXTRAS = {"mysql": "mysql", "mariadb": "mysql", "mssql": "mssql", "oracle": "oracle"}
_HARMLESS = {
    "postgresql": {"sslmode", "sslrootcert"},
    "mysql": {"charset", "ssl_ca"},
    "mariadb": {"charset", "ssl_ca"},
    "mssql": set[str](),
    "oracle": {"service_name"},
    "sqlite": set[str](),
}


@dataclass(frozen=True, slots=True)
class Address:
    """An understood address. `shown` has no password and may stand on screens and in logs."""

    url: "URL"
    family: str
    shown: str


def looks_like(text: str) -> bool:
    """Whether the text is meant as an address and not as a file name."""
    return "://" in text[:40]


def understand(text: str) -> Address:
    """The address with the driver that we use for it. Raises Problem, never with the text in it."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text.strip())
        named = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise Problem("bad_address") from error
    family = "postgresql" if named == "postgres" else named
    if family not in DRIVERS:
        raise Problem("unknown_database", kinds=", ".join(sorted({*DRIVERS} - {"postgres"})))
    refused = set(url.query) - _HARMLESS[family]
    if refused:
        raise Problem("address_option", option=", ".join(sorted(refused))[:80])
    if family == "sqlite":
        if not url.database or url.database.startswith((":", "file:")) or url.host:
            raise Problem("bad_address")
        return Address(url, family, f"sqlite: {url.database}")
    if not url.host or url.host.startswith("/") or not (url.database or url.query):
        raise Problem("address_without_host")
    where = url.host + (f":{url.port}" if url.port else "")
    shown = f"{family}://{where}/{url.database or ''}"
    return Address(url.set(drivername=DRIVERS[family]), family, shown)


def of_file(path: Path) -> Address:
    """The address of an SQLite file."""
    from sqlalchemy import URL

    return Address(URL.create("sqlite", database=str(path)), "sqlite", f"sqlite: {path.name}")


def scrubbed(message: str, url: "URL | None") -> str:
    """A driver's message in one line without the password, in case the driver repeats it."""
    line = " ".join(message.split())[:300]
    if url is None:
        return line
    for secret in (url.password, url.render_as_string(hide_password=False)):
        if secret:
            line = line.replace(str(secret), "…")
    return line
