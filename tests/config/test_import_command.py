"""`kartoteka import`: an unknown database by suggestions alone, and every way to say no."""

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from kartoteka.config.commands import import_
from kartoteka.exchange import queries
from kartoteka.exchange.reading.refusals import Unreadable
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register import operations as register
from tests import build
from tests.exchange import making

pytestmark = pytest.mark.django_db

UNKNOWN = """
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, full_name TEXT, tax_id TEXT, city TEXT);
CREATE TABLE invoices (invoice_id INTEGER PRIMARY KEY, invoice_no TEXT, customer_id INTEGER,
  issue_date TEXT, due_date TEXT, gross_amount NUMERIC);
CREATE TABLE settings (key TEXT, value TEXT);
INSERT INTO customers VALUES (1, 'Alfa sp. z o.o.', '5213017228', 'Łódź'), (2, 'Jan', NULL, NULL);
INSERT INTO invoices VALUES (10, 'A/1', 1, '2026-01-02', '2026-01-16', 1234.5),
  (11, 'A/2', 2, '2026-01-02', '2026-01-16', 10);
"""


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


@pytest.fixture
def old(tmp_path: Path) -> str:
    return making.an_sqlite(tmp_path / "old_2024.db", UNKNOWN).path


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    import_.add_arguments(parser)
    return import_.run(parser.parse_args(words))


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _creditor(number: str = "W1") -> None:
    draft = register.PartyDraft(kind="COMPANY", number=number, name=number, is_creditor=True)
    party_id = register.add_party(actor=SYSTEM, draft=draft)
    ledger.register_creditor(actor=SYSTEM, party_id=party_id, scheme="PL_UTILITY")


def _answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_an_unknown_database_comes_in_by_suggestions_alone(
    old: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _creditor()
    assert _run(old, "--as", "parties", "--yes", "--json") == 0
    answer = _answer(capsys)
    assert (answer["table"], answer["dry_run"]) == ("customers", False)
    assert answer["columns"] == {
        "customer_id": "external_id",
        "full_name": "name",
        "tax_id": "nip",
        "city": "city",
    }
    assert answer["counts"] == {"new": 2, "changed": 0, "same": 0, "conflict": 0, "rejected": 0}
    assert _run(old, "--as", "receivables", "--yes", "--json") == 0
    assert _answer(capsys)["counts"]["new"] == 2
    assert (_count("register_party"), _count("ledger_entry")) == (3, 2)
    assert _run(old, "--as", "receivables", "--yes", "--json") == 0
    assert _answer(capsys)["counts"]["same"] == 2
    assert [run.origin for run in queries.runs(viewer=SYSTEM)] == ["old_2024.db"] * 3


def test_a_dry_run_keeps_nothing(old: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(old, "--as", "parties", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "  full_name -> name\n" in out
    assert out.endswith("Dry run: 2 new, 0 changed, 0 same, 0 conflict, 0 rejected.\n")
    assert (_count("register_party"), queries.runs(viewer=SYSTEM)) == (0, [])


def test_columns_may_be_named(old: str, capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT customer_id AS a, full_name AS b FROM customers WHERE customer_id = 2"
    words = (old, "--as", "parties", "--query", query, "--map", "a=external_id", "--map", "b=name")
    assert _run(*words, "--yes", "--json") == 0
    assert _answer(capsys)["counts"]["new"] == 1


def test_what_is_filled_stays_if_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build.a_party("Anna", number="A1")
    where = making.a_csv(tmp_path / "a.csv", "nr klienta;telefon;opis\nA1;601200300;dom\n")
    assert _run(where.path, "--as", "contacts", "--yes", "--json") == 0
    assert _answer(capsys)["counts"]["new"] == 1
    making.a_csv(tmp_path / "a.csv", "nr klienta;telefon;opis\nA1;601200300;praca\n")
    assert _run(where.path, "--as", "contacts", "--fill-only", "--yes", "--json") == 0
    assert _answer(capsys)["counts"]["same"] == 1
    assert _run(where.path, "--as", "contacts", "--dry-run", "--json") == 0
    answer = _answer(capsys)
    assert [row["changes"] for row in answer["rows"]] == [{"label": ["dom", "praca"]}]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--as", "parties", "--yes"], "Name either a URL or file, or --source NAME."),
        (["OLD", "--as", "parties"], "Nobody can be asked here: add --dry-run or --yes."),
        (["OLD", "--as", "parties", "--yes", "--map", "x=name"],
         "'x=name': the columns are customer_id, full_name, tax_id, city."),
        (["OLD", "--as", "receivables", "--yes"],
         "Say whose receivables they are: --creditor with the creditor's number."),
        (["OLD", "--as", "parties", "--yes", "--mapping", "none"],
         "There is no mapping 'none' for parties."),
    ],
)  # fmt: skip
def test_wrong_use_is_told_with_two(
    old: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    sentence: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert _run(*[old if word == "OLD" else word for word in words]) == 2
    assert capsys.readouterr().err == sentence + "\n"
    assert _count("register_party") == 0


def test_a_table_that_is_not_there_is_refused(old: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        _run(old, "--as", "parties", "--table", "x; DROP TABLE customers", "--yes")
    assert refusal.value.sentence() == (
        "There is no table or sheet x; DROP TABLE customers in this source."
    )


def test_nothing_that_could_be_taken_is_told_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = making.a_csv(tmp_path / "a.csv", "id;nazwa;nip\n1;Alfa;123\n")
    assert _run(where.path, "--as", "parties", "--yes") == 1
    assert "row 2 (1 · Alfa) REJECTED nip: “123” is not valid." in capsys.readouterr().out.replace(
        "rejected", "REJECTED"
    )


def test_an_address_is_named_for_the_desk_and_never_printed(
    old: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"sqlite:///{old}\n"))
    words = ("-", "--as", "parties", "--yes", "--keep-source", "Old program")
    assert _run(*words) == 0
    (source,) = queries.sources(viewer=SYSTEM)
    assert source.name == "Old program"
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM exchange_source")
        assert old not in cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(string_agg(new_values::text, ''), '') FROM trail_change")
        assert f"sqlite:///{old}" not in cursor.fetchone()[0]
    assert _run("--source", "Old program", "--as", "parties", "--yes", "--json") == 0
    out = capsys.readouterr().out
    assert '"same": 2' in out
