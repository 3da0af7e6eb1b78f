"""Tax information at the desk: seen by clerks, worked with by administrators."""

import argparse
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from kartoteka.access import tasks
from kartoteka.config.commands import forms
from kartoteka.config.env import CannotStart
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.queries import party
from kartoteka.tax import queries
from tests.build import a_party, a_user, an_administrator
from tests.tax.builders import (
    PESEL,
    a_file,
    a_form,
    a_payer,
    a_person,
    a_write_off,
    an_office,
    row_of,
    taken,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_january")]


@pytest.fixture
def _in_january() -> Iterator[None]:
    with time_machine.travel("2026-01-15T10:00:00+01:00"):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(an_administrator())
    return client


@pytest.fixture
def anna() -> int:
    """Somebody whose debt was written off; nothing is missing."""
    payer, anna = a_payer(), a_person()
    an_office()
    a_write_off(anna, payer)
    taken(payer)
    return anna


def work() -> None:
    """Does what waits in the queue, here and now."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs RETURNING args")
        for (arguments,) in cursor.fetchall():
            tasks.bulk(**json.loads(arguments))


def public_id(party_id: int) -> str:
    (one,) = queries.informations(viewer=SYSTEM, taxpayer_id=row_of(party_id).id)
    return str(one.public_id)


def upload(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_stranger_is_sent_to_the_sign_in(client: Client) -> None:
    for address in ("/tax/", "/tax/1/", "/tax/take/", "/tax/offices/", "/tax/forms/"):
        assert client.get(address).status_code == 302


def test_a_clerk_sees_and_may_not_change(client: Client, anna: int) -> None:
    client.force_login(a_user())
    row = row_of(anna).id
    a_form()
    (item,) = queries.items(viewer=SYSTEM, taxpayer_id=row)

    for address in ("/tax/", f"/tax/{row}/", "/tax/offices/", "/tax/forms/", "/tax/export.csv"):
        assert client.get(address).status_code == 200, address
    refused = (
        "/tax/take/", "/tax/add/", "/tax/import/", f"/tax/{row}/issue/", f"/tax/{row}/correct/",
        f"/tax/{row}/residence/", f"/tax/rows/{item.id}/", "/tax/offices/add/",
        "/tax/offices/import/", "/tax/forms/install/",
    )  # fmt: skip
    for address in refused:
        assert client.get(address).status_code == 403, address
        assert client.post(address).status_code == 403, address
    assert client.post("/tax/areas/1/remove/").status_code == 403
    page = client.get(f"/tax/{row}/").text
    assert "/issue/" not in page
    assert PESEL not in page


def test_the_worksheet_lists_what_is_missing(desk: Client, anna: int) -> None:
    bartek = a_person("Bartek Lis", pesel="")
    a_write_off(bartek, row_of(anna).payer_id)
    taken(row_of(anna).payer_id)
    page = desk.get("/tax/").text

    assert "Anna Nowak" in page
    assert "to be issued" in page
    assert "2 Feb 2026" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "2 left" in page
    assert "PESEL or NIP" in page
    found = desk.get("/tax/?q=anna").text
    assert "Anna Nowak" in found
    assert "Anna Nowak" not in desk.get("/tax/?q=nobody").text


def test_the_whole_years_table_leaves_as_a_file_without_whole_pesels(
    desk: Client, anna: int
) -> None:
    address = "/tax/export.csv?columns=name,pesel,total,state,address"
    assert "Who receives it" in desk.get(address).text
    said = {"recipient_kind": "OWN", "recipient": "Office", "basis": "C", "note": ""}
    answer = desk.post(address, said)
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[call-overload]
    assert "120.50" in text
    assert "Anna Nowak" in text
    assert PESEL not in text
    assert desk.get("/tax/export.xlsx").status_code == 200


def test_write_offs_are_taken_from_a_form(desk: Client) -> None:
    payer, anna = a_payer(), a_person()
    a_write_off(anna, payer)

    answer = desk.post("/tax/take/", {"payer": payer, "year": "2025"}, follow=True)

    assert "1 new row." in answer.text
    assert row_of(anna).total == Decimal("120.50")
    refused = desk.post("/tax/take/", {"payer": payer, "year": "2031"})
    assert (refused.status_code, 'value="2031"' in refused.text) == (422, True)


def test_an_income_is_added_and_decided_on(desk: Client) -> None:
    payer, anna = a_payer(), a_person()
    number = row_number(anna)
    said = {
        "payer": payer, "number": number, "kind": "PRIZE", "on": "2025-05-05", "amount": "1 000",
        "title": "Losowanie", "token": "abc",
    }  # fmt: skip

    assert desk.post("/tax/add/", said).status_code == 302
    assert desk.post("/tax/add/", said | {"number": "nobody", "token": "d"}).status_code == 422
    row = row_of(anna)
    (item,) = queries.items(viewer=SYSTEM, taxpayer_id=row.id)
    address = f"/tax/rows/{item.id}/"
    assert desk.post(address, {"decision": "EXCLUDED"}).status_code == 422
    desk.post(address, {"decision": "EXCLUDED", "exclusion": "EXEMPT", "note": "pkt 68"})
    page = desk.get(f"/tax/{row.id}/").text
    assert "exempt from tax" in page
    assert "pkt 68" in page


def row_number(party_id: int) -> str:
    shown = party(viewer=SYSTEM, party_id=party_id)
    assert shown is not None
    return shown.number


def test_incomes_and_offices_come_from_files(desk: Client) -> None:
    payer, anna = a_payer(), a_person()
    number = row_number(anna)
    text = f"number,date,kind,amount,title\n{number},2025-02-01,gift,10.00,Bon\n"

    answer = desk.post("/tax/import/", {"payer": payer, "file": upload("i.csv", text)}, follow=True)
    assert "1 new row." in answer.text
    wrong = upload("i.csv", text.replace("gift", "loot"))
    refused = desk.post("/tax/import/", {"payer": payer, "file": wrong})
    assert (refused.status_code, "Row 2" in refused.text) == (422, True)

    text = "code,name,city\n1471,Office of Łódź,Łódź\n"
    answer = desk.post("/tax/offices/import/", {"file": upload("o.csv", text)}, follow=True)
    assert "Office of Łódź" in answer.text
    assert row_of(anna).office == "1471"
    said = {"code": "1472", "name": "Other", "city": "Łódź"}
    assert desk.post("/tax/offices/add/", said).status_code == 422
    (area,) = queries.areas(viewer=SYSTEM)
    desk.post(f"/tax/areas/{area.id}/remove/")
    assert row_of(anna).office is None
    desk.post(f"/tax/{row_of(anna).id}/residence/", {"office": "1471", "county": "Łódź"})
    assert (row_of(anna).office, row_of(anna).county) == ("1471", "Łódź")


def test_one_is_issued_corrected_written_printed_and_sent(desk: Client, anna: int) -> None:
    row = row_of(anna).id
    early = desk.post(f"/tax/{row}/issue/", {"issued_on": "2025-12-01"})
    assert (early.status_code, "when the year is over" in early.text) == (422, True)
    assert desk.post(f"/tax/{row}/issue/", {"issued_on": "2026-01-15"}).status_code == 302
    one = public_id(anna)
    told = f"/tax/informations/{one}"

    answer = desk.post(f"{told}/write/", follow=True)
    assert "crd.gov.pl" in answer.text
    a_form()
    answer = desk.post(f"{told}/write/", follow=True)
    assert "written and valid" in answer.text
    xml = desk.get(f"{told}/xml/")
    assert (xml["Content-Type"], PESEL.encode() in xml.content) == ("application/xml", True)
    assert desk.get(f"{told}/pdf/").content.startswith(b"%PDF-")
    assert "print queue" in desk.post(f"{told}/letter/", follow=True).text
    event = {"kind": "ACCEPTED", "on": "2026-01-15"}
    assert desk.post(f"{told}/event/", event).status_code == 422
    receipt = SimpleUploadedFile("upo.xml", b"<upo/>")
    desk.post(f"{told}/event/", event | {"number": "UPO-77", "receipt": receipt})
    assert "UPO-77" in desk.get(f"/tax/{row}/").text
    assert desk.post(f"/tax/{row}/correct/", {"issued_on": "2026-01-15"}).status_code == 422
    desk.post(f"/tax/{row}/correct/", {"issued_on": "2026-01-15", "reason": "Adres"})
    assert "Correction 1" in desk.get(f"/tax/{row}/").text


def test_a_clerk_gets_the_summary_and_not_the_xml(client: Client, anna: int) -> None:
    client.force_login(an_administrator())
    client.post(f"/tax/{row_of(anna).id}/issue/", {"issued_on": "2026-01-15"})
    one = public_id(anna)
    client.force_login(a_user())

    assert client.get(f"/tax/informations/{one}/pdf/").status_code == 200
    assert client.get(f"/tax/informations/{one}/xml/").status_code == 403
    for verb in ("write", "letter", "event"):
        assert client.post(f"/tax/informations/{one}/{verb}/").status_code == 403


def test_all_of_a_year_are_issued_as_a_job(desk: Client, anna: int) -> None:
    nobody = a_party("Nieznany", kind="PERSON", number="N1")
    payer = row_of(anna).payer_id
    a_write_off(nobody, payer)
    taken(payer)

    answer = desk.post(
        "/tax/act/issue/", {"all": "1", "address": "", "sure": "1", "issued_on": "2026-01-15"}
    )
    assert answer.status_code == 302
    work()

    assert (row_of(anna).state, row_of(nobody).state) == ("ISSUED", "TO_ISSUE")
    page = desk.get(answer["Location"]).text
    assert "Nieznany" in page
    desk.post(
        "/tax/act/mark/",
        {"all": "1", "address": "", "sure": "1", "kind": "SENT", "on": "2026-01-15"},
    )
    work()
    assert row_of(anna).sent_on is not None


def test_a_clerk_starts_no_act(client: Client, anna: int) -> None:
    client.force_login(a_user())
    answer = client.post(
        "/tax/act/issue/", {"all": "1", "sure": "1", "issued_on": "2026-01-15"}, follow=True
    )
    assert answer.status_code == 409
    work()
    assert row_of(anna).state == "TO_ISSUE"


def test_a_form_is_installed_mapped_and_chosen(desk: Client) -> None:
    form, types = (SimpleUploadedFile(n, a_file(n).data) for n in ("form.xsd", "types.xsd"))
    lonely = SimpleUploadedFile("form.xsd", a_file("form.xsd").data)
    refused = desk.post("/tax/forms/install/", {"file": lonely})
    assert (refused.status_code, "forms.example/2026/types.xsd" in refused.text) == (422, True)

    answer = desk.post("/tax/forms/install/", {"file": form, "others": types})
    page = desk.get(answer["Location"]).text
    assert "Naglowek/CelZlozenia" in page
    assert 'value="payer.nip" selected' in page
    fields = dict(re.findall(r'<span id="place-(\d+)">([^<]+)</span>', page))
    number = {path: place for place, path in fields.items()}
    said = {
        f"value_{number['PozycjeSzczegolowe/P_71']}": "amount.total",
        f"value_{number['Naglowek/CelZlozenia']}": "=1",
        f"text_{number['PozycjeSzczegolowe/P_72']}": "0.00",
    }
    assert desk.post(answer["Location"], said).status_code == 302
    (shown,) = queries.forms(viewer=SYSTEM)
    kept = {
        row.place.path: (row.value, row.text)
        for row in queries.places(viewer=SYSTEM, schema_id=shown.id)
        if row.value or row.text
    }
    assert kept == {
        "Naglowek/CelZlozenia": ("", "1"),
        "PozycjeSzczegolowe/P_71": ("amount.total", ""),
        "PozycjeSzczegolowe/P_72": ("", "0.00"),
    }
    asked = desk.post("/tax/forms/", {"year": "2018", "schema": shown.id})
    assert (asked.status_code, "PIT-8C" in asked.text) == (422, True)
    assert desk.post("/tax/forms/", {"year": "2025", "schema": shown.id}).status_code == 302
    wrong = {f"value_{number['PozycjeSzczegolowe/P_71']}": "secret"}
    assert desk.post(answer["Location"], wrong).status_code == 422


def test_the_start_page_counts_what_is_left(desk: Client, anna: int) -> None:
    page = desk.get("/").text
    assert "Tax information for the tax office" in page
    assert "Tax information for customers" in page


def test_the_command_installs_and_lists(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def run(*words: str) -> str:
        parser = argparse.ArgumentParser()
        forms.add_arguments(parser)
        assert forms.run(parser.parse_args(words)) == 0
        return capsys.readouterr().out

    for name in ("form.xsd", "types.xsd"):
        (tmp_path / name).write_bytes(a_file(name).data)
    with pytest.raises(CannotStart, match="needs another file"):
        run("install", str(tmp_path / "form.xsd"))
    assert run("list") == ""
    line = run("install", str(tmp_path / "form.xsd"), str(tmp_path / "types.xsd"))
    assert line.startswith("PIT-11 (99)\tform.xsd\thttp://forms.example/2026/form")
    assert run("list") == line
