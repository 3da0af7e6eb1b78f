"""An import on screen, from the file to the report; what was typed or chosen is never lost."""

import io
import json
import re
import sqlite3
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from kartoteka.exchange import operations, queries, tasks
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM, Role
from kartoteka.ledger import operations as ledger
from kartoteka.register import operations as register
from tests import build
from tests.build import a_user

pytestmark = pytest.mark.django_db

CSV = "id;nazwa;nip;e-mail\n1;Alfa sp. z o.o.;521-301-72-28;a@x.pl\n2;=Zły;123;\n"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user(role=Role.ADMINISTRATOR))
    return client


def _upload(text: str | bytes = CSV, name: str = "klienci.csv") -> SimpleUploadedFile:
    data = text.encode() if isinstance(text, str) else text
    return SimpleUploadedFile(name, data)


def _begun(desk: Client, upload: SimpleUploadedFile | None = None) -> str:
    answer = desk.post("/imports/new/", {"kind": "PARTY", "file": upload or _upload()})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def _choices(page: str) -> dict[str, str]:
    """What is chosen in the selects and boxes of the mapping page."""
    from lxml import html

    tree = html.fromstring(page)
    chosen = {}
    for select in tree.xpath("//form[contains(@class,'k-form')]//select"):
        option = select.xpath(".//option[@selected]") or select.xpath(".//option")
        chosen[select.get("name")] = option[0].get("value")
    for box in tree.xpath("//form[contains(@class,'k-form')]//input[@type='text']"):
        chosen[box.get("name")] = box.get("value") or ""
    return chosen


def _work_off() -> None:
    """What the worker would do, here and now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'exchange.run' RETURNING args"
        )
        waiting = [json.loads(row[0]) for row in cursor.fetchall()]
    for arguments in waiting:
        tasks.run_import(**arguments)


def test_a_file_comes_in_step_by_step(desk: Client) -> None:
    address = _begun(desk)
    assert desk.get(address)["Location"].endswith("/columns/")
    page = desk.get(f"{address}columns/").content.decode()
    chosen = _choices(page)
    assert chosen["column_external_id"] == "id"
    assert chosen["column_nip"] == "nip"
    assert chosen["column_email"] == "e-mail"
    assert chosen["system"] == "klienci"
    answer = desk.post(f"{address}columns/", {**chosen, "keep_as": "Klienci"})
    assert answer["Location"] == address
    assert "Waiting for its turn" in desk.get(address).content.decode()
    _work_off()
    report = desk.get(address).content.decode()
    assert "Import 1 row<" in report
    assert "“123” is not valid." in report
    assert _parties() == 0
    desk.post(f"{address}carry-out/")
    _work_off()
    assert _parties() == 1
    assert "Import 1 row<" not in desk.get(address).content.decode()
    assert "Klienci" in desk.get("/imports/").content.decode()


def _parties() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM register_party")
        return int(cursor.fetchone()[0])


def test_a_kept_mapping_is_repeated_with_a_new_file(desk: Client) -> None:
    address = _begun(desk)
    chosen = _choices(desk.get(f"{address}columns/").content.decode())
    desk.post(f"{address}columns/", {**chosen, "keep_as": "Klienci"})
    (kept,) = queries.mappings(viewer=SYSTEM)
    again = desk.post(f"/imports/repeat/{kept.public_id}/", {"file": _upload(name="nowi.csv")})
    page = desk.get(again["Location"]).content.decode()
    assert "Do a dry run" in page
    desk.post(f"{again['Location']}check/")
    _work_off()
    assert "Import 1 row<" in desk.get(again["Location"]).content.decode()
    assert (kept.name, kept.version, kept.needs_file) == ("Klienci", 1, True)


def test_a_broken_file_is_refused_with_one_sentence_and_the_kind_stays(desk: Client) -> None:
    answer = desk.post(
        "/imports/new/", {"kind": "RECEIVABLE", "file": _upload(b"%PDF-1.4 x", "a.pdf")}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "a.pdf is no table. Send CSV, XLSX or an SQLite database." in page
    assert "checked" in page.split('value="RECEIVABLE"')[1][:120]
    assert queries.runs(viewer=SYSTEM) == []


def test_a_wrong_mapping_keeps_what_was_chosen(desk: Client) -> None:
    address = _begun(desk)
    chosen = _choices(desk.get(f"{address}columns/").content.decode())
    wrong = {**chosen, "column_name": "", "column_city": "nip", "system": "stary program"}
    answer = desk.post(f"{address}columns/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "nip is chosen for NIP already." in page
    assert _choices(page) == wrong
    wrong["column_city"] = ""
    answer = desk.post(f"{address}columns/", wrong)
    assert answer.status_code == 422
    assert "Choose a column for: Name / Last name." in answer.content.decode()


def test_a_database_with_tables_asks_which(desk: Client, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.db")
    database.executescript(
        "CREATE TABLE klienci (id INTEGER PRIMARY KEY, nazwa TEXT);"
        "CREATE TABLE inne (x); INSERT INTO klienci VALUES (1, 'Anna')"
    )
    database.close()
    address = _begun(desk, _upload((tmp_path / "a.db").read_bytes(), "stare.db"))
    assert desk.get(address)["Location"] == f"{address}table/"
    page = desk.get(f"{address}table/").content.decode()
    assert "klienci (id, nazwa)" in page
    assert 'name="query"' not in page
    assert desk.post(f"{address}table/", {}).status_code == 422
    answer = desk.post(f"{address}table/", {"table": "klienci"})
    assert answer["Location"] == f"{address}columns/"
    with pytest.raises(operations.QueryNotHere):
        operations.choose(
            actor=SYSTEM, run=uuid.UUID(address.split("/")[2]), query="SELECT 1", written={}
        )


def test_the_table_that_fits_is_chosen_and_stands_first(desk: Client, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.db")
    database.executescript(
        "CREATE TABLE archiwum (x); CREATE TABLE stawki (id, nazwa, stawka);"
        "CREATE TABLE odberatel (cislo_odb INTEGER PRIMARY KEY, nazov TEXT, ico TEXT, psc TEXT);"
    )
    database.close()
    address = _begun(desk, _upload((tmp_path / "a.db").read_bytes(), "a.db"))
    page = desk.get(f"{address}table/").content.decode()
    assert re.findall(r'name="table" value="(\w+)"', page) == ["odberatel", "stawki", "archiwum"]
    assert re.search(r'value="odberatel"[^>]* checked', page)


def test_a_database_without_tables_says_so(desk: Client, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("PRAGMA user_version = 1")
    database.close()
    upload = _upload((tmp_path / "a.db").read_bytes(), "a.db")
    answer = desk.post("/imports/new/", {"kind": "PARTY", "file": upload})
    assert answer.status_code == 422
    assert "There are no tables in a.db." in answer.content.decode()


def _a_creditor(country: str) -> None:
    draft = register.PartyDraft(kind="COMPANY", name=country, country=country, is_creditor=True)
    party_id = register.add_party(actor=SYSTEM, draft=draft)
    ledger.register_creditor(
        actor=SYSTEM, party_id=party_id, scheme={"SK": "SK_BUSINESS"}.get(country, "PL_UTILITY")
    )


def test_an_office_of_slovak_creditors_is_offered_euro_and_its_own_country(desk: Client) -> None:
    _a_creditor("SK")
    chosen = _choices(desk.get(f"{_begun(desk)}columns/").content.decode())
    assert chosen["country"] == "SK"
    invoices = _upload("nr;id klienta;kwota;termin\nF/1;1;5,00;1.5.2026\n", "f.csv")
    answer = desk.post("/imports/new/", {"kind": "RECEIVABLE", "file": invoices})
    chosen = _choices(desk.get(f"{answer['Location']}columns/").content.decode())
    assert chosen["currency"] == "EUR"
    _a_creditor("PL")
    chosen = _choices(desk.get(f"{answer['Location']}columns/").content.decode())
    assert chosen["currency"] == "PLN"


def test_invoices_from_a_file_of_another_name_find_the_customers(desk: Client) -> None:
    """The road without a word of SQL: customers, then what they owe, by the id of their program."""
    _a_creditor("PL")
    address = _begun(desk)
    desk.post(f"{address}columns/", _choices(desk.get(f"{address}columns/").content.decode()))
    _work_off()
    desk.post(f"{address}carry-out/")
    _work_off()
    invoices = _upload("id;nr;id klienta;kwota;termin\n5;F/1;1;5,00;1.5.2026\n", "faktury.csv")
    answer = desk.post("/imports/new/", {"kind": "RECEIVABLE", "file": invoices})
    page = desk.get(f"{answer['Location']}columns/").content.decode()
    chosen = _choices(page)
    assert (chosen["system"], chosen["column_party_external_id"]) == ("klienci", "id klienta")
    assert "known so far: klienci." in page
    desk.post(f"{answer['Location']}columns/", chosen)
    _work_off()
    assert "Import 1 row<" in desk.get(answer["Location"]).content.decode()


def test_changed_amounts_and_days_are_written_as_the_reader_does(desk: Client) -> None:
    _a_creditor("PL")
    build.a_party("Anna Lis", number="K77")
    for amount, due in (("1234,50", "1.5.2026"), ("99,00", "3.5.2026")):
        text = f"nr;nr klienta;kwota;termin\nF/1;K77;{amount};{due}\n"
        begun = desk.post("/imports/new/", {"kind": "RECEIVABLE", "file": _upload(text, "f.csv")})
        address = begun["Location"]
        desk.post(f"{address}columns/", _choices(desk.get(f"{address}columns/").content.decode()))
        _work_off()
        page = desk.get(address).content.decode()
        desk.post(f"{address}carry-out/")
        _work_off()
    assert '<span class="k-muted">1,234.50</span> → 99.00' in page
    assert '<span class="k-muted">1\u00a0May\u00a02026</span> → 3\u00a0May\u00a02026' in page


def test_addresses_only_fill_what_is_empty_if_asked(desk: Client) -> None:
    build.a_party("Anna Lis", number="K77", addresses=(register.AddressDraft("Łódź"),))
    text = "nr klienta;ulica;miasto\nK77;Długa;Radom\n"
    begun = desk.post("/imports/new/", {"kind": "ADDRESS", "file": _upload(text, "a.csv")})
    address = begun["Location"]
    chosen = _choices(desk.get(f"{address}columns/").content.decode())
    assert {chosen[f"column_{name}"] for name in ("party_number", "street", "city")} == {
        "nr klienta", "ulica", "miasto"
    }  # fmt: skip
    assert chosen["changing"] == "OVERWRITE"
    for changing, told in (("FILL", ["Długa"]), ("OVERWRITE", ["Długa", "Radom"])):
        desk.post(f"{address}columns/", {**chosen, "changing": changing})
        _work_off()
        page = desk.get(address).content.decode()
        assert [one for one in ("Długa", "Radom") if f"→ {one}" in page] == told


def test_examples_and_reports_mask_sensitive_numbers(desk: Client) -> None:
    build.a_party("Anna Lis", number="K77")
    text = "nr;nazwa;pesel;konto\nK77;Anna Lis;44051401359;61109010140000071219812874\n"
    address = _begun(desk, _upload(text, "a.csv"))
    mapping = desk.get(f"{address}columns/").content.decode()
    chosen = _choices(mapping)
    assert (chosen["column_pesel"], chosen["column_iban"]) == ("pesel", "konto")
    assert ("•••••••••59" in mapping, "PL •••• 2874" in mapping) == (True, True)
    desk.post(f"{address}columns/", chosen)
    _work_off()
    report = desk.get(address).content.decode()
    assert ("→ •••••••••59" in report, "→ PL •••• 2874" in report) == (True, True)
    whole = ("44051401359", "0000071219812874")
    assert [one for one in whole if one in mapping + report] == []


def test_a_long_report_says_that_it_is_cut(desk: Client) -> None:
    rows = "".join(f"{n};Klient {n};123\n" for n in range(101))
    address = _begun(desk, _upload("id;nazwa;nip\n" + rows + "900;A;5213017228\n"))
    page = desk.get(f"{address}columns/").content.decode()
    desk.post(f"{address}columns/", {**_choices(page), "column_nip": "nip"})
    _work_off()
    report = desk.get(address).content.decode()
    assert report.count("is-late") == 100
    assert "Only the first 100 rows are shown." in report
    assert len(desk.get(f"{address}not-taken.csv").content.decode().splitlines()) == 102


def test_a_wrong_encoding_can_be_put_right(desk: Client) -> None:
    address = _begun(desk, _upload("id;nazwa\n1;Gęś\n".encode("iso-8859-2")))
    desk.post(f"{address}table/", {"encoding": "cp1250", "separator": "", "header": ""})
    assert "Gę¶" in desk.get(f"{address}columns/").content.decode()
    desk.post(f"{address}table/", {"encoding": "iso-8859-2", "separator": "", "header": ""})
    assert "Gęś" in desk.get(f"{address}columns/").content.decode()


def test_the_rows_not_taken_come_as_a_harmless_file(desk: Client) -> None:
    address = _begun(desk, _upload("id;nazwa;nip\n1;A;=HYPERLINK(1)\n"))
    chosen = _choices(desk.get(f"{address}columns/").content.decode())
    desk.post(f"{address}columns/", chosen)
    _work_off()
    answer = desk.get(f"{address}not-taken.csv")
    lines = io.StringIO(answer.content.decode("utf-8-sig")).read().splitlines()
    assert lines == [
        "Row;Record;Outcome;Field;Reason",
        "2;1 · A;rejected;NIP;“=HYPERLINK(1)” is not valid.",
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="not-taken.csv"'
    assert queries.harmless("=1+1") == "'=1+1"


def test_a_failed_run_says_why_and_can_be_tried_again(desk: Client) -> None:
    address = _begun(desk)
    chosen = _choices(desk.get(f"{address}columns/").content.decode())
    desk.post(f"{address}columns/", chosen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'run_id' FROM procrastinate_jobs")
        run_id = int(cursor.fetchone()[0])
    operations.give_up(run_id=run_id, reason=jobs.reason_of(jobs.WorkerDied()))
    page = desk.get(address).content.decode()
    assert jobs.WorkerDied().sentence() in page
    assert "Nothing was imported." in page
    assert desk.post(f"{address}check/").status_code == 302


def test_a_clerk_may_not_import_and_an_administrator_may_not_name_sources(desk: Client) -> None:
    page = desk.get("/imports/sources/").content.decode()
    assert 'name="address"' not in page
    clerk = Client()
    clerk.force_login(a_user("celina"))
    assert clerk.get("/imports/").status_code == 403
    assert clerk.get("/imports/new/").status_code == 403


def test_a_source_is_named_but_its_address_never_shown(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(a_user(role=Role.SUPERADMINISTRATOR))
    address = "postgresql://reader:s3cret-word@127.0.0.1:1/dane"
    answer = client.post("/imports/sources/", {"name": "ERP", "address": address})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The database did not let us in" in page
    assert 'value="ERP"' in page
    for told in (page, caplog.text):
        assert "s3cret-word" not in told
    answer = client.post("/imports/sources/", {"name": "F", "address": "sqlite:////etc/x.db"})
    assert "A file on the server can be named only on the command line." in answer.content.decode()
    answer = client.post("/imports/sources/", {"name": "F", "address": "ftp://x/y"})
    assert "The address must begin with one of" in answer.content.decode()
