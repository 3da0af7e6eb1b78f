"""Tables of payments on screen: which column is what is said once, then the file is shown."""

import os
import re
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kartoteka.exchange.models import Mapping
from kartoteka.kernel.actor import SYSTEM
from kartoteka.payments import operations
from kartoteka.payments.models import Held, Line, Statement
from tests import build
from tests.ledger.builders import a_creditor
from tests.payments.builders import OWN, a_utility

FILES = Path(__file__).parents[2] / "formats" / "files"
pytestmark = pytest.mark.django_db
TEXT = "Data operacji;Nadawca;Tytuł;Kwota\n2.09.2026;Anna Żółć;FV/2026/7;1 234,50\n"
MAPPED = {
    "column_booked_on": "Data operacji", "written_booked_on": "dmy", "column_amount": "Kwota",
    "written_amount": ",", "column_title": "Tytuł", "column_name": "Nadawca",
}  # fmt: skip


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(build.a_user())
    return client


def handed_in(clerk: Client, text: str = TEXT, name: str = "mbank.csv") -> str:
    file = SimpleUploadedFile(name, text.encode("cp1250"))
    return str(clerk.post(reverse("hand_in"), {"file": file})["Location"])


def given(creditor_id: int, **more: str) -> dict[str, str]:
    return {
        "creditor": str(creditor_id), "kind": "CARD", "account": OWN, "currency": "PLN",
        "keep_as": "mBank", **MAPPED, **more,
    }  # fmt: skip


def test_a_table_is_mapped_shown_and_let_in_and_the_next_is_known(clerk: Client) -> None:
    creditor_id = a_utility()
    where = handed_in(clerk)
    answer = clerk.get(where, follow=True)
    mapping = answer.redirect_chain[-1][0]
    page = answer.content.decode()
    assert mapping.endswith("/columns/")
    assert "as found in the file: cp1250" in page
    assert "Found: ;" in page
    assert re.search(r'<option value="Kwota" selected>Kwota · 1 234,50</option>', page)
    answer = clerk.post(mapping, given(creditor_id), follow=True)
    assert answer.redirect_chain == [(where, 302)]
    shown = answer.content.decode()
    assert re.search(r'<span class="k-muted">table\s', shown)
    assert "TABLE" not in shown
    assert "read by mBank, 1" in shown
    assert "Anna Żółć" in shown
    assert "SHA-256" in shown
    answer = clerk.post(where, {"settle": "on"}, follow=True)
    line = Line.objects.get()
    assert (line.kind, str(line.amount), line.title) == ("CARD", "1234.50", "FV/2026/7")
    text = answer.content.decode()
    assert "<span>table</span>" in text
    assert ">table</td>" in clerk.get(reverse("statements") + "?columns=account,format").text
    assert "read by mBank, 1" in text
    assert "handed in" in text
    assert Statement.objects.get().file.sha256 in text
    later = handed_in(clerk, TEXT.replace("2.09", "3.09"))
    assert "read by mBank, 1" in clerk.get(later).content.decode()


def test_all_that_is_missing_is_said_at_once(clerk: Client) -> None:
    a_utility()
    where = f"{handed_in(clerk)}columns/"
    said = given(0, creditor="", account=" ", keep_as="", column_amount="")
    answer = clerk.post(where, said)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "creditor": ["This field is required."],
        "keep_as": ["This field is required."],
        "account": ["Say which account or cash desk these payments came to."],
        "__all__": ["Choose a column for: Amount / Came in / Went out."],
    }


def test_columns_without_names_are_numbered_in_the_readers_language(clerk: Client) -> None:
    where = handed_in(clerk, '2026-09-03,FV/7,"5,00"\n2026-09-04,FV/8,"6,00"\n')
    clerk.force_login(build.a_user("polish", language="pl"))
    page = clerk.get(f"{where}columns/").text
    assert "Kolumna 1 · 2026-09-03" in page
    assert ">Column" not in page


def test_what_is_missing_is_said_and_what_was_typed_stays(clerk: Client) -> None:
    a_utility()
    where = f"{handed_in(clerk)}columns/"
    answer = clerk.post(where, given(0, creditor="", keep_as="Nowy bank", column_amount=""))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Nowy bank"' in page
    assert Mapping.objects.count() == 0


def test_sentences_under_the_table_are_shown_and_not_asked_about(clerk: Client) -> None:
    creditor_id = a_utility()
    where = handed_in(clerk, TEXT + "Dokument nie wymaga podpisu ani pieczęci;;;\n")
    page = clerk.get(where, follow=True).content.decode()
    assert re.search(r'name="closing"[^>]* checked', page)
    said = given(creditor_id, closing="on", currency="")
    shown = clerk.post(f"{where}columns/", said, follow=True).content.decode()
    told = "Text under the table, passed over: Dokument nie wymaga podpisu ani pieczęci"
    assert told in shown
    assert "1 new line, 0 matched." in clerk.post(where, {}, follow=True).content.decode()
    assert Line.objects.get().currency == "PLN"


def test_another_separator_is_tried_without_keeping_anything(clerk: Client) -> None:
    creditor_id = a_utility()
    where = f"{handed_in(clerk)}columns/"
    answer = clerk.post(where, given(creditor_id, separator=",", again="1"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Data operacji;Nadawca;Tytuł;Kwota" in page
    assert Mapping.objects.count() == 0


def test_a_bailiffs_list_is_told_by_its_columns(clerk: Client) -> None:
    a_utility()
    text = "Data;Sygn. akt;Kwota\n2.09.2026;Km 1/26;5,00\n"
    page = clerk.get(f"{handed_in(clerk, text)}columns/").content.decode()
    assert '<option value="BAILIFF" selected>' in page


def test_of_two_mappings_for_the_same_columns_a_person_chooses(clerk: Client) -> None:
    first, second = a_utility(), a_creditor()
    clerk.post(f"{handed_in(clerk)}columns/", given(first))
    held = str(Held.objects.latest("pk").public_id)
    clerk.post(reverse("map_table", args=[held]), given(second, account="INNY", keep_as="Drugi"))
    where = handed_in(clerk, TEXT.replace("2.09", "4.09"))
    answer = clerk.get(where, follow=True)
    page = answer.content.decode()
    assert "Kept for these very columns" in page
    use = Mapping.objects.get(name="Drugi").public_id
    answer = clerk.post(answer.redirect_chain[-1][0], {"use": str(use)}, follow=True)
    assert "read by Drugi, 1" in answer.content.decode()
    assert clerk.post(f"{where}columns/", {"use": "nonsense"}).status_code == 404


def test_a_file_that_is_gone_sends_back(clerk: Client) -> None:
    gone = "11111111-1111-4111-8111-111111111111"
    assert clerk.get(reverse("map_table", args=[gone]))["Location"] == reverse("hand_in")


def test_strangers_are_sent_to_the_sign_in(client: Client) -> None:
    gone = "11111111-1111-4111-8111-111111111111"
    assert client.get(reverse("map_table", args=[gone])).status_code == 302


def test_files_of_the_watched_folder_are_listed_with_what_became_of_them(
    clerk: Client, tmp_path: Path
) -> None:
    a_utility("PL76102000000000000000000001")
    when = time.time() - 60
    for name, data in (
        ("dobry.sta", (FILES / "pko_bp.sta").read_bytes()),
        ("zly.pdf", b"%PDF-1.7"),
    ):
        (tmp_path / name).write_bytes(data)
        os.utime(tmp_path / name, (when, when))
    operations.take_from_folder(actor=SYSTEM, path=tmp_path)
    page = clerk.get(reverse("found_files")).content.decode()
    statement = Statement.objects.get()
    assert f'href="{reverse("statement", args=[statement.public_id])}"' in page
    assert "dobry.sta" in page
    assert "zly.pdf" in page
    assert "not a bank statement but PDF" in page
    shown = clerk.get(reverse("statement", args=[statement.public_id])).content.decode()
    assert "watched folder" in shown
    empty = clerk.get(reverse("found_files"), {"q": "niczego"})
    assert empty.status_code == 200


def test_before_any_file_came_it_is_said_how_one_does(clerk: Client) -> None:
    assert "WATCHED_FOLDER" in clerk.get(reverse("found_files")).content.decode()
