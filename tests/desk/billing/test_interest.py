"""Interest at the desk: itemised for a debt and for a customer, on screen and as paper."""

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal

import pypdf
import pytest
import time_machine
from django.db import connection
from django.test import Client

from kartoteka.billing import tasks
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry
from kartoteka.register import operations as register
from tests import build
from tests.ledger.builders import a_debit, a_payment, on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 7, 20, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def account() -> int:
    works = build.a_party(
        "Wodociągi",
        identifiers={"NIP": "1234563218"},
        addresses=(register.AddressDraft(street="Wodna", building="1", city="Łódź"),),
        accounts=(register.AccountDraft(iban="PL61109010140000071219812874"),),
    )
    ledger.register_creditor(actor=SYSTEM, party_id=works, scheme="PL_UTILITY")
    mill = build.a_party("Młyn Żółty", number="K-7")
    return ledger.open_account(actor=SYSTEM, party_id=mill, creditor_id=works, currency="PLN")


@pytest.fixture
def debit(account: int) -> int:
    return a_debit_with_a_part_paid(account)


def a_late_paid(account: int) -> None:
    """Due on 12 January, paid on 12 February: 31 days at 9.5 %, 0.8068."""
    debit = a_debit(account, "100", "2026-01-12", interest_kind="pl_statutory_delay", number="FV/2")
    paid = a_payment(account, "100", "2026-02-12", designated=(debit,))
    ledger.settle(actor=SYSTEM, credit_id=paid, on=on("2026-02-12"))


def a_debit_with_a_part_paid(account: int) -> int:
    """Of 30 March, a part paid on 15 April: 20.27 and 22.81 to 15 May."""
    debit = a_debit(
        account, "5000", "2026-03-30", interest_kind="pl_statutory_delay", number="FV/1"
    )
    part = a_payment(account, "2000", "2026-04-15", number="WB/4")
    ledger.settle(actor=SYSTEM, credit_id=part, on=on("2026-04-16"))
    return debit


def words_of(desk: Client, place: str) -> str:
    answer = desk.get(place)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def test_shows_periods_and_the_payment_between_them(desk: Client, debit: int) -> None:
    page = desk.get(f"/receivables/{debit}/interest/?on=2026-05-15").text
    rows = ("payment WB/4", "20.27", "22.81", "43.08", "M.P. 2026 poz. 367")
    for fact in rows:
        assert fact in page, fact
    assert page.index("20.27") < page.index("payment WB/4") < page.index("22.81")
    assert f"/receivables/{debit}/interest/" in desk.get(f"/receivables/{debit}/").text
    unknown = desk.get(f"/receivables/{debit}/interest/?on=1990-01-01").text
    assert "No interest has accrued by that day." in unknown


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", ("Obliczenie odsetek za opóźnienie na dzień 15.05.2026", "wpłata WB/4")),
        ("sk", ("Výpočet úroku z omeškania ku dňu 15. 5. 2026", "platba WB/4")),
        ("en", ("Computation of interest for delay to 15 May 2026", "15 Apr 2026 payment WB/4")),
    ],
)
def test_prints_what_a_court_reads(
    desk: Client, debit: int, language: str, expected: tuple[str, ...]
) -> None:
    place = f"/receivables/{debit}/interest/?on=2026-05-15&language={language}"
    words = words_of(desk, place)
    shared = (
        "Wodociągi", "NIP 1234563218", "Młyn Żółty", "K-7", "FV/1", "5 000,00 PLN", "9,25 %",
        "20,27 PLN", "22,81 PLN", "−2 000,00 PLN", "43,08 PLN", "art. 481 KC; M.P. 2026 poz. 367",
    )  # fmt: skip
    for fact in (*shared, *expected):
        assert fact in words, fact


def test_a_customer_is_computed_account_by_account(desk: Client, account: int) -> None:
    party = Account.objects.get(pk=account).party_id
    a_late_paid(account)
    a_debit_with_a_part_paid(account)
    place = f"/parties/{party}/interest/"
    page = desk.get(f"{place}?on=2026-05-15").text
    assert "FV/1" in page
    assert "FV/2" not in page
    page = desk.get(f"{place}?on=2026-05-15&paid=on").text
    assert "FV/2" in page
    words = words_of(desk, f"{place}?on=2026-05-15&paid=on&account={account}&language=pl")
    for fact in ("FV/1", "FV/2", "0,81 PLN", "43,89 PLN", "Razem"):
        assert fact in words, fact
    assert f"/parties/{party}/interest/" in desk.get(f"/parties/{party}/settlements/").text


def test_past_the_last_known_rate_it_says_so(desk: Client, account: int) -> None:
    debit = a_debit(account, "100", "2026-03-30", interest_kind="pl_commercial_delay")
    page = desk.get(f"/receivables/{debit}/interest/?on=2027-01-15").text
    words = page.replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "The rate “Polish, commercial transactions” is not known for all days to 15 Jan 2027"
        in (words)
    )


def test_a_note_is_looked_at_made_printed_and_withdrawn(
    desk: Client, account: int, debit: int
) -> None:
    party = Account.objects.get(pk=account).party_id
    computed = desk.get(f"/receivables/{debit}/interest/?on=2026-05-15").text
    place = f"/parties/{party}/interest/note/?account={account}"
    assert f"{place}&amp;on=2026-05-15&amp;debt={debit}" in computed
    assert "43.08" in desk.get(f"{place}&on=2026-05-15").text
    days = {"to": "2026-05-15", "issued_on": "2026-07-20", "due_on": "2026-08-03"}
    early = desk.post(place, days | {"issued_on": "2026-05-14"})
    assert early.status_code == 422
    assert 'value="2026-05-14"' in early.text
    looked = desk.post(place, days | {"to": "2026-04-15", "look": "1"})
    assert looked.status_code == 200
    assert "20.27" in looked.text
    made = desk.post(place, days, follow=True)
    assert "The interest note has been made." in made.text
    assert "NO/2026/00001" in made.text
    note = made.request["PATH_INFO"]
    again = desk.post(place, days)
    assert again.status_code == 422
    assert "No interest that is in no note yet has accrued to that day." in again.text
    for language, title in (
        ("pl", "Nota odsetkowa"),
        ("sk", "Penalizačná faktúra"),
        ("en", "Interest note"),
    ):
        words = words_of(desk, f"{note}pdf?language={language}")
        for fact in (title, "NO/2026/00001", "43,08 PLN", "20,27 PLN", "61 1090 1014 0000 0712"):
            assert fact in words, fact
    assert "NO/2026/00001" in desk.get("/interest/notes/").text
    entry = Entry.objects.get(kind="INTEREST").pk
    assert desk.get(f"/receivables/{entry}/")["Location"] == note
    wrong = desk.post(f"{note}withdraw/", {"on": "2026-07-20", "reason": " "})
    assert wrong.status_code == 422
    gone = desk.post(f"{note}withdraw/", {"on": "2026-07-20", "reason": "wrong"}, follow=True)
    assert "withdrawn on 20\xa0Jul\xa02026" in gone.text
    assert "Withdrawn" in words_of(desk, f"{note}pdf?language=en")
    assert "43.08" in desk.get(f"{place}&on=2026-05-15").text


def test_an_overtaken_note_is_told_everywhere_and_corrected(
    desk: Client, account: int, debit: int
) -> None:
    party = Account.objects.get(pk=account).party_id
    days = {"to": "2026-05-15", "issued_on": "2026-07-20", "due_on": "2026-08-03"}
    made = desk.post(f"/parties/{party}/interest/note/?account={account}", days)
    note = made["Location"]
    filtered = "/interest/notes/?w.kind=all&w.0.field=differs&w.0.op=filled"
    assert "NO/2026/00001" not in desk.get(filtered, follow=True).text
    assert "by what is known today" not in desk.get(note).text
    credit = a_payment(account, "100", "2026-05-05")
    ledger.settle(
        actor=SYSTEM, credit_id=credit, on=on("2026-07-20"), choices={debit: Decimal(100)}
    )
    shown = desk.get(note).text
    assert "NO/2026/00001 asks for " in shown
    assert "Corrected note…" in shown
    settlements = f"/parties/{party}/settlements/"
    for place in (f"/parties/{party}/interest/?on=2026-07-20", f"{note}correct/", settlements):
        assert "NO/2026/00001 asks for " in desk.get(place).text, place
    assert "NO/2026/00001" in desk.get(filtered, follow=True).text
    form = {"issued_on": "2026-07-20", "due_on": "2026-08-03", "reason": " "}
    assert desk.post(f"{note}correct/", form).status_code == 422
    done = desk.post(f"{note}correct/", form | {"reason": "late payment"}, follow=True)
    assert "The corrected note has been made." in done.text
    assert "In place of" in done.text
    assert "Corrected by" in desk.get(note).text
    assert "NO/2026/00002" not in desk.get(filtered, follow=True).text


def work_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs RETURNING args")
        (arguments,) = cursor.fetchone()
    tasks.note_interest(**json.loads(arguments))


def test_notes_for_many_are_counted_first(desk: Client, account: int, debit: int) -> None:
    place = "/interest/notes/run/"
    assert 'value="2023-01-01"' in desk.get(place).text
    asked = {
        "to": "2026-05-15", "issued_on": "2026-07-20", "due_on": "2026-08-03", "least": "50",
        "least_of_debt": "", "since": "", "creditor": "",
    }  # fmt: skip
    refused = desk.post(place, asked | {"due_on": "2026-07-19"})
    assert refused.status_code == 422
    job = desk.post(place, asked)["Location"]
    work_off()
    looked = desk.get(job).text
    assert 'Customers below the least</span><span class="k-figure-value">1<' in looked
    assert "43.08 PLN" in looked
    assert "Post 1 note" not in looked
    job = desk.post(place, asked | {"least": "5"})["Location"]
    work_off()
    looked = desk.get(job).text
    assert "Post 1 note" in looked
    assert not Entry.objects.filter(kind="INTEREST").exists()
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', looked))
    sent = {name: value for name, value in sent.items() if name in asked}
    assert sent.keys() == asked.keys()
    job = desk.post(place, sent | {"post": "1"})["Location"]
    work_off()
    done = desk.get(job).text
    assert 'Notes made</span><span class="k-figure-value">1<' in done
    assert "NO/2026/00001" in done
    assert Entry.objects.get(kind="INTEREST").amount == Decimal("43.08")


def test_only_one_run_waits_or_runs(desk: Client) -> None:
    asked = {"to": "2026-05-15", "issued_on": "2026-07-20", "due_on": "2026-08-03"}
    assert desk.post("/interest/notes/run/", asked).status_code == 302
    second = desk.post("/interest/notes/run/", asked)
    assert second.status_code == 422
    assert "Interest is being noted right now." in second.text


def test_the_list_of_customers_offers_notes(desk: Client, account: int) -> None:
    party = Account.objects.get(pk=account).party_id
    page = desk.post("/parties/act/interest/", {"row": [party]})
    assert "Only count: post nothing" in page.text
    days = {"to": "2026-07-21", "issued_on": "2026-07-20", "due_on": "2026-07-20"}
    refused = desk.post("/parties/act/interest/", {"row": [party], "sure": "1", **days})
    assert "Interest is noted to the day of issue at the latest." in refused.text


def test_a_rate_of_the_contract_is_posted_with_the_debt_and_told(
    desk: Client, account: int
) -> None:
    kept = Account.objects.get(pk=account)
    place = f"/receivables/add/?party={kept.party_id}"
    typed = {
        "token": "t", "creditor": kept.creditor_id, "currency": "PLN", "kind": "INVOICE",
        "number": "FV/9", "title": "", "issued_on": "2026-02-10", "due_on": "2026-02-27",
        "amount": "10000", "point": "", "agreement": "", "percent": "",
        "interest_kind": "pl_contractual_delay",
    }  # fmt: skip
    missing = desk.post(place, typed)
    assert missing.status_code == 422
    assert "Give the rate of the contract." in missing.text
    assert not Entry.objects.exists()
    assert desk.post(place, typed | {"percent": "18,75"}).status_code == 302
    debit = Entry.objects.get().pk
    words = words_of(desk, f"/receivables/{debit}/interest/?on=2026-04-30&language=pl")
    for fact in ("314,59 PLN", "18,75 %", "18,50 %", "umowa: 18,75%, obcięta do najwyższej"):
        assert fact in words, fact
    rate = f"/receivables/{debit}/interest/rate/"
    assert rate in desk.get(f"/receivables/{debit}/interest/").text
    said = {"kind": "pl_contractual_delay", "percent": "1001", "on": "2026-02-10", "reason": "§ 7"}
    assert desk.post(rate, said).status_code == 422
    done = desk.post(rate, said | {"percent": "12"}, follow=True)
    assert "§ 7" in done.text
    assert "12%" in done.text


def test_a_debt_whose_rate_is_of_the_law_has_nothing_to_choose(desk: Client, debit: int) -> None:
    page = desk.get(f"/receivables/{debit}/interest/rate/").text
    assert "The interest of this debt follows from the law alone." in page
