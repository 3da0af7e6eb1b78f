"""Databases by address: opened for reading only, with their secrets kept."""

import os

import psycopg
import pytest
from django.db import connection
from django.utils import translation

from kartoteka.exchange.reading import addresses, databases, reader
from kartoteka.exchange.reading.problems import Problem
from kartoteka.exchange.reading.reader import Where
from kartoteka.exchange.reading.refusals import Unreadable

NAME = f"other_program_{os.getpid()}"


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def _server(name: str) -> tuple[str, dict[str, str]]:
    parts = psycopg.conninfo.conninfo_to_dict(os.environ["KARTOTEKA_TEST_CLUSTER"])
    return psycopg.conninfo.make_conninfo("", **{**parts, "dbname": name}), parts


@pytest.fixture
def postgres(db: None, monkeypatch: pytest.MonkeyPatch) -> Where:
    """A database beside ours in the test cluster, which listens on a socket only."""
    with psycopg.connect(_server("postgres")[0], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
    with psycopg.connect(_server(NAME)[0]) as other:
        other.execute('CREATE TABLE "Klienci" (id int PRIMARY KEY, nazwa text, saldo numeric)')
        other.execute("INSERT INTO \"Klienci\" VALUES (2, 'Zażółć', 12.50), (1, 'Nowak', NULL)")
        other.execute("CREATE SCHEMA stare; CREATE TABLE stare.faktury (nr text)")
    return Where(address=_address(NAME))


def _address(name: str) -> str:
    parts = _server(name)[1]
    user = f"{parts['user']}:{parts.get('password', '')}"
    return f"postgresql://{user}@localhost:{parts.get('port', '5432')}/{name}"


@pytest.fixture(autouse=True)
def _through_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test cluster has no network: the subprocess finds its socket as libpq does."""
    understand = addresses.understand

    def through(text: str) -> addresses.Address:
        found = understand(text)
        if found.family != "postgresql":
            return found
        socket = str(_server("postgres")[1].get("host", ""))
        query = {**found.url.query, "host": socket}
        return addresses.Address(found.url.set(host=None, query=query), found.family, found.shown)

    monkeypatch.setattr(addresses, "understand", through)


def _opened(where: Where) -> databases.Database:
    limits = databases.Limits(statement_seconds=5)
    return databases.Database(
        addresses.understand(where.address), limits=limits, own=reader.own_identity()
    )


def test_lists_and_reads_postgresql(postgres: Where) -> None:
    opened = _opened(postgres)
    assert [table.shown for table in opened.tables()] == ["Klienci", "stare.faktury"]
    columns, rows = opened.open_table("Klienci")
    assert columns == ["id", "nazwa", "saldo"]
    assert list(rows) == [(1, ["1", "Nowak", ""]), (2, ["2", "Zażółć", "12.5"])]
    opened.connection.close()


def test_a_query_reads_and_nothing_can_be_written(postgres: Where) -> None:
    opened = _opened(postgres)
    columns, rows = opened.open_query('SELECT nazwa AS "%s" FROM "Klienci" WHERE id = 2')
    assert (columns, list(rows)) == (["%s"], [(1, ["Zażółć"])])
    with pytest.raises(Exception, match="read-only transaction"):
        opened.connection.execution_options(stream_results=False).exec_driver_sql(
            'DELETE FROM "Klienci"'
        )
    opened.connection.close()


def test_our_own_database_is_refused(db: None) -> None:
    name = str(connection.settings_dict["NAME"])
    with pytest.raises(Problem) as problem:
        _opened(Where(address=_address(name)))
    assert Unreadable(problem.value.code).sentence() == (
        "This is Kartoteka's own database. Choose the database of the program to import from."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("nonsense", "This is not the address of a database. Write it as "
         "kind://user:password@server/name."),
        ("ftp://u:secret@h/x", "The address must begin with one of: mariadb, mssql, mysql, oracle, "
         "postgresql, sqlite."),
        ("mysql://u:secret@h/x?local_infile=1", "The address must not have the option "
         "local_infile."),
        ("mysql://u:secret@h/x?read_default_file=/etc/my.cnf", "The address must not have the "
         "option read_default_file."),
        ("postgresql://u:secret@h/x?options=-cwork_mem=1", "The address must not have the option "
         "options."),
        ("postgresql:///x?host=/tmp", "The address must not have the option host."),
        ("postgresql://u:secret@/x", "The address must name the server and the database."),
    ],
)  # fmt: skip
def test_odd_addresses_get_one_sentence_without_their_secrets(address: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        reader.tables(Where(address=address))
    assert refusal.value.sentence() == sentence
    assert "secret" not in repr(Where(address=address))


def test_mysql_is_opened_hard() -> None:
    assert addresses.understand("mysql://u:p@h/x").url.drivername == "mysql+pymysql"
    asked = databases.connect_arguments("mysql", seconds=5)
    assert asked["local_infile"] is False
    assert "START TRANSACTION READ ONLY" in databases.READ_ONLY["mysql"]
    assert "START TRANSACTION READ ONLY" in databases.READ_ONLY["mariadb"]


@pytest.mark.django_db
def test_a_server_that_is_not_there_keeps_the_password_to_itself() -> None:
    with pytest.raises(Unreadable) as refusal:
        reader.tables(Where(address="mysql://reader:s3cret@127.0.0.1:1/x"))
    assert refusal.value.sentence().startswith("The database did not let us in: ")
    assert "s3cret" not in refusal.value.sentence()
