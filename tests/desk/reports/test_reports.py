"""Reports at the desk: figures lead to the entries behind them, files say the same."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape

import pypdf
import pytest
import python_calamine
import time_machine
from django.test import Client
from django.utils import timezone

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft
from kartoteka.desk.reports import views
from kartoteka.kernel import days
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry
from kartoteka.privacy.models import Disclosed, Disclosure
from kartoteka.register import operations as register
from kartoteka.register.models import Party
from kartoteka.register.operations.groups import GroupDraft
from tests import build
from tests.ledger.builders import a_creditor, a_debit, a_party, a_payment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def account() -> Account:
    creditor_id = a_creditor()
    for name, currency in (("Bela", "EUR"), ("Anna", "PLN")):
        account_id = ledger.open_account(
            actor=SYSTEM, party_id=a_party(name), creditor_id=creditor_id, currency=currency
        )
        a_debit(account_id, "100.00", "2026-01-12", number=f"FV/{name}/1")
        a_debit(account_id, "60.50", "2026-12-12", number=f"FV/{name}/2")
        a_payment(account_id, "30.00", "2026-11-02")
    return Account.objects.get(pk=account_id)


def links(page: str, words: str) -> list[str]:
    """Where a figure leads."""
    plain = page.replace("\u202f", "").replace("\xa0", "")
    return [unescape(one) for one in re.findall(rf'href="([^"]*)">{re.escape(words)}<', plain)]


def test_a_figure_leads_to_its_entries(desk: Client, account: Account) -> None:
    assert "Ageing" in desk.get("/reports/").text
    page = desk.get("/reports/ageing/?bands=30,60&currency=PLN").text
    assert [one in page for one in ("1–30", "31–60", "over 60", "Bela")] == [True] * 3 + [False]
    (whole, late, *_sums) = (links(page, words)[0] for words in ("160.50", "100.00", "60.50"))
    assert "band=3" in late
    behind = desk.get(late).text
    assert "FV/Anna/1" in behind
    assert "FV/Anna/2" not in behind
    assert "FV/Anna/2" in desk.get(whole).text
    assert links(page, "Anna") == [f"/parties/{account.party_id}/"]


def test_every_figure_says_on_a_phone_what_it_is(desk: Client, account: Account) -> None:
    page = desk.get("/reports/turnover/?first=2026-01-01&currency=PLN").text
    body = page.partition("<tbody>")[2]
    assert re.findall(r'data-label="([^"]+)"', body.partition("</tr>")[0]) == [
        "Opening balance",
        "Debits",
        "Credits",
        "Closing balance",
    ]


def test_a_phone_shows_the_figure_of_the_order_first(desk: Client, account: Account) -> None:
    """Beside what the row is about; what is zero is left out there."""

    def classes(address: str) -> list[str]:
        row = desk.get(address).text.partition("<tbody>")[2].partition("</tr>")[0]
        return re.findall(r'<td class="([^"]+)" data-label', row)

    turnover = "/reports/turnover/?first=2025-01-01&currency=PLN"
    assert classes(turnover) == ["num is-zero", "num", "num", "num k-first"]
    assert classes(turnover + "&sort=credits") == ["num is-zero", "num", "num k-first", "num"]
    assert classes("/reports/open_entries/?currency=PLN")[-2:] == ["num", "num k-first"]
    assert "k-first" not in desk.get("/reports/posted_entries/?currency=PLN").text


def test_a_past_day_before_all_records_says_so(desk: Client, account: Account) -> None:
    """Fewer conditions would not help: the hint says what would."""
    words = "Nothing had been recorded by the end of that day: the first entry was recorded on"
    recorded = timezone.localdate(Entry.objects.earliest("pk").recorded_at)
    told = f"{words} {days.written(recorded, 'en')}."
    page = desk.get("/reports/limitation/?on=2020-01-01").text
    assert told in page
    assert ("Choose a later day.<" in page, "Nothing fits." in page) == (True, False)
    page = desk.get("/reports/arrears/?on=2020-01-01&mode=shown").text
    assert told in page
    assert "Choose a later day, or the past by effective dates." in page
    for address in (f"?on={recorded}&mode=shown&currency=CZK", "?on=2020-01-01"):
        page = desk.get(f"/reports/arrears/{address}").text
        assert (words in page, "Nothing fits." in page) == (False, True)


def test_a_row_of_a_creditor_leads_to_its_customers(desk: Client, account: Account) -> None:
    page = desk.get("/reports/arrears/?by=creditor&currency=PLN").text
    (address,) = links(page, "Wodociągi")
    assert "Anna" in desk.get(f"/reports/arrears/{address}").text
    month = desk.get("/reports/turnover/?by=month&currency=PLN&first=2026-10-01").text
    (address,) = links(month, "2026-11")
    assert "first=2026-11-01" in address
    assert "on=2026-11-20" in address


def test_a_row_of_an_agreement_leads_to_its_customer(desk: Client, account: Account) -> None:
    for creditor in (account.creditor_id, a_creditor()):
        agreement_id = agreements.add_agreement(
            actor=SYSTEM,
            draft=AgreementDraft(
                number="U/1", party_id=account.party_id, creditor_id=creditor,
                valid_from=dt.date(2026, 1, 1),
            ),
        )  # fmt: skip
        if creditor == account.creditor_id:
            a_debit(account.pk, "5.00", "2026-02-12", number="FV/U", agreement_id=agreement_id)
    page = desk.get("/reports/arrears/?by=agreement&currency=PLN").text
    assert (links(page, "5.00"), len(links(page, "U/1"))) != ([], 0)
    refused = desk.get("/reports/arrears/?agreement=U/1")
    assert "Several creditors have an agreement of this number: choose the creditor." in (
        refused.text
    )
    narrow = f"/reports/open_entries/?agreement=U/1&creditor={account.creditor_id}"
    found = desk.get(narrow).text
    assert ("FV/U" in found, "FV/Anna/1" in found) == (True, False)


def test_the_page_of_a_tree_leads_to_its_report(desk: Client, account: Account) -> None:
    other = Account.objects.exclude(pk=account.pk).get()
    Party.objects.filter(pk=other.party_id).update(parent=account.party, place="BRANCH")
    page = desk.get(f"/parties/{other.party_id}/tree/").text
    (address,) = links(page, "As of an earlier day")
    report = desk.get(f"{address}&on=2026-11-01").text
    assert [name in report for name in ("Anna", "Bela")] == [True] * 2
    (anna, *_more) = [
        one for one in links(report, "100.00") if f"party={account.party.number}&" in one
    ]
    behind = desk.get(anna).text
    assert ("FV/Anna/1" in behind, "FV/Bela/1" in behind) == (True, False)


def test_what_cannot_be_asked_stands_beside_its_field(desk: Client, account: Account) -> None:
    wrong = {
        "ageing": [("bands", "x"), ("bands", "0"), ("bands", "1,2,3,4,5,6,7,8,9,10,11")],
        "turnover": [("first", "2027-01-01"), ("on", "never"), ("party", "nobody")],
        "arrears": [
            ("by", "colour"),
            ("creditor", "0"),
            ("group", "x"),
            ("point", "none"),
            ("agreement", "none"),
        ],
    }
    for key, cases in wrong.items():
        for name, value in cases:
            answer = desk.get(f"/reports/{key}/", {name: value})
            assert answer.status_code == 422
            assert f'value="{value}"' in answer.text or name in {"by", "creditor", "group"}
            sent = desk.get(f"/reports/{key}/file.csv", {name: value})
            assert sent.status_code == 302
    assert desk.get("/reports/nothing/").status_code == 404
    assert desk.get("/reports/arrears/file.exe").status_code == 404
    odd = desk.get("/reports/arrears/?page=x&sort=no&band=9&side=no&late=1")
    assert odd.status_code == 200


def test_an_old_link_to_a_retired_group_shows_its_report_and_says_so(
    desk: Client, account: Account
) -> None:
    kept, gone = (
        register.add_group(actor=SYSTEM, draft=GroupDraft({"en": name}, is_shared=True))
        for name in ("Stays", "Goes")
    )
    draft = GroupDraft({"en": "Goes"}, is_shared=True)
    register.change_group(actor=SYSTEM, group_id=gone, draft=draft, is_retired=True)
    sentence = "“Goes” is not in use any more. The report counts those who still have it."
    old = desk.get(f"/reports/arrears/?group={gone}")
    assert (old.status_code, sentence in old.text) == (200, True)
    assert f'<option value="{gone}" selected>Goes</option>' in old.text
    other = desk.get(f"/reports/arrears/?group={kept}")
    assert (other.status_code, "is not in use any more" in other.text) == (200, False)
    assert ">Goes</option>" not in other.text


def test_files_say_the_same_and_are_noted(desk: Client, account: Account) -> None:
    place = "/reports/arrears/file.{}?currency=PLN&on=2026-11-20"
    assert "Who receives it" in desk.get(place.format("csv")).text
    said = {"recipient_kind": "OWN", "recipient": "Anna", "basis": "F"}
    csv = desk.post(place.format("csv"), said)
    text = b"".join(csv.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert text.splitlines()[1].split(";") == [
        "Anna", account.party.number, "PLN", "160.50", "100.00", "1", "2026-01-12", "30.00",
        "130.50",
    ]  # fmt: skip
    book = desk.post(place.format("xlsx"), said)
    rows = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(book.streaming_content))  # type: ignore[arg-type]
    ).get_sheet_by_index(0)
    assert rows.to_python()[1][3:5] == [160.5, 100.0]
    assert Disclosure.objects.count() == 2
    assert set(Disclosed.objects.values_list("party", flat=True)) == {account.party_id}


def test_paper_has_the_sums_of_each_page(
    desk: Client, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1, 41):
        a_debit(account.pk, "1.00", "2026-10-12", number=f"FV/{n:03}")
    said = {"recipient_kind": "OWN", "recipient": "Anna", "basis": "F"}
    place = "/reports/open_entries/file.pdf?side=DEBIT&currency=PLN"
    paper = desk.post(place, said)
    pages = [one.extract_text() for one in pypdf.PdfReader(io.BytesIO(paper.content)).pages]
    assert len(pages) == 2
    assert "On this page" in pages[0]
    assert "Currency: PLN" in pages[0]
    assert "by Anna" in pages[0]
    assert "Together" not in pages[0]
    assert "200.50" in pages[1].split("Together")[1]
    monkeypatch.setattr(views.printing, "MOST_ROWS", 41)
    assert "more than 41 rows" in desk.post(place, said).text


def test_only_staff_see_reports(client: Client) -> None:
    assert client.get("/reports/").status_code == 302
