"""The screens of personal data: who may, who may not, what is kept when something is refused."""

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from kartoteka.access.models import User
from kartoteka.kernel.actor import SYSTEM
from kartoteka.privacy import operations, queries
from kartoteka.privacy.models import Erasure, Purpose, Request
from kartoteka.register import queries as register
from kartoteka.register.models import Party
from tests import build
from tests.payments.builders import OWN, a_line, a_statement, a_utility, taken
from tests.privacy.conftest import somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TODAY = dt.date(2026, 11, 26)
GOES_TO = {
    "recipient_kind": "AUTHORITY", "recipient": "Urząd Skarbowy", "basis": "C",
    "basis_note": "art. 82 OP", "note": "",
}  # fmt: skip


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def boss() -> Client:
    """A superadministrator's browser, in English."""
    browser = Client()
    browser.force_login(build.a_superadministrator())
    return browser


@pytest.fixture
def anna() -> int:
    return build.a_party("Anna Nowak", kind="PERSON", number="K-1")


CLERKS = [
    "/privacy/requests/", "/privacy/disclosures/", "/privacy/disclosures/add/",
    "/parties/{}/personal/", "/parties/{}/consents/add/", "/parties/{}/restriction/",
    "/parties/{}/requests/add/", "/parties/{}/report/",
]  # fmt: skip
ADMINISTRATORS = ["/privacy/purposes/", "/privacy/purposes/add/"]
SUPERADMINISTRATORS = ["/privacy/erasure/", "/privacy/erasure/add/", "/parties/{}/erase/"]


@pytest.mark.parametrize("address", [*CLERKS, *ADMINISTRATORS, *SUPERADMINISTRATORS])
def test_each_page_opens_for_its_role_and_for_no_lower(address: str, anna: int) -> None:
    place = address.format(anna)
    assert Client().get(place).status_code == 302
    people = {
        "clerk": build.a_user("klara"),
        "administrator": build.an_administrator(),
        "superadministrator": build.a_superadministrator(),
    }
    allowed = [
        address in CLERKS,
        address not in SUPERADMINISTRATORS,
        True,
    ]
    for user, may in zip(people.values(), allowed, strict=True):
        browser = Client()
        browser.force_login(user)
        assert browser.get(place).status_code == (200 if may else 403), user.login


def test_the_card_has_the_tab_and_an_empty_one_says_so(desk: Client, anna: int) -> None:
    assert f"/parties/{anna}/personal/" in desk.get(f"/parties/{anna}/").text
    page = desk.get(f"/parties/{anna}/personal/").text

    assert "No consent was given or withdrawn." in page
    assert "Nothing forbids to erase it today." in page
    assert f"/parties/{anna}/erase/" not in page  # a clerk erases nobody


def test_a_consent_is_noted_and_withdrawn(desk: Client, anna: int) -> None:
    marketing = Purpose.objects.get(code="MARKETING").pk
    said = {
        "is_given": "yes", "purpose": marketing, "channel": "EMAIL", "on": "2026-11-20",
        "how": "OFFICE", "evidence": "",
    }  # fmt: skip
    refused = desk.post(f"/parties/{anna}/consents/add/", said)
    assert refused.status_code == 422
    assert "Say what proves the consent" in refused.text
    desk.post(f"/parties/{anna}/consents/add/", {**said, "evidence": "form 12/2026"})
    assert "form 12/2026" in desk.get(f"/parties/{anna}/personal/").text
    desk.post(f"/parties/{anna}/consents/add/", {**said, "is_given": "no", "on": "2026-11-25"})

    shown = queries.consents_of(viewer=SYSTEM, party_id=anna)
    assert [one.is_given for one in shown] == [False, True]


def test_an_export_asks_to_whom_and_notes_it_before_it_sends(desk: Client, anna: int) -> None:
    build.a_party("Firma", kind="COMPANY")
    address = "/parties/export.csv?columns=name,number,due.PLN,city&q=anna"
    asked = desk.get(address)
    assert asked["Content-Type"].startswith("text/html")
    assert "Anna Nowak" not in asked.text
    refused = desk.post(address, {**GOES_TO, "recipient": ""})
    assert refused.status_code == 422
    assert "Name who receives the data." in refused.text
    assert "art. 82 OP" in refused.text
    assert queries.disclosures(viewer=SYSTEM) == []
    sent = desk.post(address, GOES_TO)

    assert sent["Content-Disposition"] == 'attachment; filename="customers.csv"'
    assert "Anna Nowak" in b"".join(sent.streaming_content).decode()  # type: ignore[attr-defined]
    (noted,) = queries.disclosures(viewer=SYSTEM)
    assert (noted.recipient, noted.way, noted.persons) == ("Urząd Skarbowy", "exported file", 1)
    assert noted.scope == ("addresses", "names and numbers", "settlements")
    concerned = queries.concerned_by(viewer=SYSTEM, disclosure_id=noted.id)
    assert [one.party_id for one in concerned] == [anna]
    again = desk.get(address).text
    assert 'value="OWN" selected' in again
    assert 'value="C" selected' in again


def test_an_export_that_names_nobody_asks_nothing(desk: Client, anna: int) -> None:
    sent = desk.get("/parties/export.csv?columns=kind,due.PLN,added")

    assert sent["Content-Type"].startswith("text/csv")
    assert queries.disclosures(viewer=SYSTEM) == []


def test_an_export_of_nobody_is_refused(desk: Client) -> None:
    refused = desk.post("/parties/export.csv?q=nobody", GOES_TO)

    assert refused.status_code == 422
    assert "There is nobody in it" in refused.text


def test_a_disclosure_by_hand_names_its_persons(desk: Client, anna: int) -> None:
    said = GOES_TO | {
        "numbers": "K-1, K-9", "on": "2026-11-20", "way": "HAND", "scope": ["IDENTITY", "MONEY"],
    }  # fmt: skip
    refused = desk.post("/privacy/disclosures/add/", said)
    assert refused.status_code == 422
    assert "These are no numbers of customers: K-9." in refused.text
    done = desk.post("/privacy/disclosures/add/", {**said, "numbers": "K-1"}, follow=True)

    assert "Anna Nowak" in done.text
    assert "Urząd Skarbowy" in desk.get(f"/parties/{anna}/personal/").text
    later = {**said, "numbers": "K-1", "on": "2026-11-27"}
    assert desk.post("/privacy/disclosures/add/", later).status_code == 422


def test_the_list_of_disclosures_is_asked_by_words_and_conditions(desk: Client, anna: int) -> None:
    desk.post("/parties/export.csv", GOES_TO)
    office = '{"all":[{"field":"kind","op":"one_of","value":["AUTHORITY"]}]}'

    assert "Urząd Skarbowy" in desk.get("/privacy/disclosures/", {"q": "skarb"}).text
    assert "Urząd Skarbowy" in desk.get("/privacy/disclosures/", {"where": office}).text
    court = office.replace("AUTHORITY", "COURT")
    assert "Nothing fits." in desk.get("/privacy/disclosures/", {"where": court}).text
    assert "Nothing fits." in desk.get("/privacy/disclosures/?q=zus").text


@pytest.mark.parametrize(
    "query", ["?first=x&last=y", "?recipient=evil", "?before=9999999999999", "?q=%00"]
)
def test_nonsense_in_the_address_shows_the_list(desk: Client, query: str) -> None:
    assert desk.get(f"/privacy/disclosures/{query}").status_code == 200
    assert desk.get(f"/privacy/requests/{query}&state=evil").status_code == 200


def test_a_request_is_taken_down_waits_and_is_answered(desk: Client, anna: int) -> None:
    said = {"kind": "ACCESS", "received_on": "2026-11-05", "channel": "LETTER", "text": "What?"}
    done = desk.post(f"/parties/{anna}/requests/add/", said)
    request = Request.objects.get()
    assert done["Location"] == f"/privacy/requests/{request.public_id}/"
    start = desk.get("/").text
    assert re.search(r"Requests about personal data", start)
    assert "Anna Nowak" in desk.get("/privacy/requests/").text
    page = desk.get(done["Location"]).text
    assert "7\u00a0Dec\u00a02026" in page
    assert f"/parties/{anna}/report/" in page
    desk.post(f"{done['Location']}prolong/", {"reason": "many files"})
    assert "5\u00a0Feb\u00a02027" in desk.get(done["Location"]).text
    refused = desk.post(done["Location"], {"state": "REFUSED", "on": "2026-11-26", "answer": ""})
    assert refused.status_code == 422
    desk.post(done["Location"], {"state": "GRANTED", "on": "2026-11-26", "answer": "sent"})

    assert "Close the request" not in desk.get(done["Location"]).text
    assert "No request waits." in desk.get("/privacy/requests/").text


def test_processing_is_restricted_and_freed(desk: Client, anna: int) -> None:
    desk.post(f"/parties/{anna}/restriction/", {"on": "2026-11-20", "reason": "objects"})
    assert "Processing is restricted from 20" in desk.get(f"/parties/{anna}/personal/").text
    desk.post(f"/parties/{anna}/restriction/", {"on": "2026-11-26"})

    assert queries.restricted(viewer=SYSTEM, parties=[anna]) == frozenset()


@pytest.mark.parametrize(
    ("wanted", "kind"), [("pdf", "application/pdf"), ("json", "application/json")]
)
def test_a_report_is_noted_and_sent(desk: Client, anna: int, wanted: str, kind: str) -> None:
    said = {"recipient_kind": "SELF", "basis": "C", "basis_note": "art. 15", "format": wanted}
    sent = desk.post(f"/parties/{anna}/report/", said)

    assert sent["Content-Type"] == kind
    assert "no-store" in sent["Cache-Control"]
    if wanted == "json":
        assert json.loads(sent.content)["customer"] == {"number": "K-1", "name": "Anna Nowak"}
    (noted,) = queries.disclosures_of(viewer=SYSTEM, party_id=anna)
    assert noted.recipient == "the person concerned"


def test_purposes_are_added_and_changed() -> None:
    desk = Client()
    desk.force_login(build.an_administrator())
    said = {
        "code": "news", "name_pl": "Nowiny", "basis": "A", "after": "", "months": "",
        "is_active": "on",
    }  # fmt: skip
    assert desk.post("/privacy/purposes/add/", {**said, "months": "5"}).status_code == 422
    assert desk.post("/privacy/purposes/add/", said).status_code == 302
    purpose = Purpose.objects.get(code="NEWS")
    assert 'value="Nowiny"' in desk.get(f"/privacy/purposes/{purpose.pk}/").text
    desk.post(f"/privacy/purposes/{purpose.pk}/", {**said, "name_sk": "Noviny", "is_active": ""})

    purpose.refresh_from_db()
    assert (purpose.name, purpose.is_active) == ({"pl": "Nowiny", "sk": "Noviny"}, False)


def test_erasing_one_is_refused_with_every_hold_then_done(boss: Client, anna: int) -> None:
    operations.restrict(actor=SYSTEM, party_id=anna, reason="x", on=TODAY, today=TODAY)
    said = {"ground": "OTHER", "reason": "added by mistake", "sure": "on"}
    held = "The processing is restricted, so that the data must stay as it is."
    assert held in boss.get(f"/parties/{anna}/erase/").text
    refused = boss.post(f"/parties/{anna}/erase/", said)
    assert refused.status_code == 422
    assert held in refused.text
    assert "added by mistake" in refused.text
    operations.lift_restriction(actor=SYSTEM, party_id=anna, on=TODAY)
    assert boss.post(f"/parties/{anna}/erase/", {**said, "sure": ""}).status_code == 422
    page = boss.post(f"/parties/{anna}/erase/", said, follow=True).text

    assert "Erased. What is left names nobody." in page
    assert "added by mistake" in page
    assert "Anna Nowak" not in page
    assert register.is_erased(viewer=SYSTEM, party_id=anna)
    for tab in ("", "settlements/", "details/", "history/"):
        shown = boss.get(f"/parties/{anna}/{tab}")
        assert shown.status_code == 200
        assert "Nowak" not in shown.text
    assert boss.get(f"/parties/{anna}/change/").status_code == 200


def test_a_policy_is_looked_at_before_it_runs(boss: Client, anna: int) -> None:
    Party.objects.filter(pk=anna).update(created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    said = {"name": "Old", "kinds": ["PERSON"], "idle_months": "12", "is_active": "on"}
    made = boss.post("/privacy/erasure/add/", said)
    page = boss.get(made["Location"]).text
    assert "Anna Nowak" in page
    assert "the customer was added" in page
    assert Erasure.objects.count() == 0
    assert boss.post(made["Location"], {"reason": "over"}).status_code == 422
    started = boss.post(made["Location"], {"reason": "over", "sure": "on"})

    assert started["Location"].startswith("/jobs/")
    assert "Erase customers who are due" in boss.get(started["Location"]).text
    assert "Old" in boss.get("/privacy/erasure/").text


def test_the_tab_costs_the_same_however_much_there_is(
    desk: Client, anna: int, django_assert_max_num_queries: object
) -> None:
    user = User.everyone.get(login="anna").as_actor()
    for _n in range(5):
        operations.disclose(
            actor=user,
            draft=operations.DisclosureDraft("COURT", "Sąd", ("IDENTITY",), "C", "HAND"),
            parties=[anna],
            on=TODAY,
        )
    with django_assert_max_num_queries(38):  # type: ignore[operator]
        desk.get(f"/parties/{anna}/personal/")


@pytest.mark.parametrize(
    ("address", "scope", "persons"),
    [
        ("/receivables/export.csv?where=", ("names and numbers", "settlements"), 1),
        (
            "/payments/lines/export.csv",
            ("bank accounts", "names and numbers", "settlements"),
            1,
        ),
        ("/letters/all/export.csv", ("documents and letters", "names and numbers"), 1),
        (
            "/emails/export.xlsx",
            ("phones and e-mails", "documents and letters", "names and numbers"),
            1,
        ),
    ],
)
def test_every_list_asks_before_it_leaves(
    desk: Client, address: str, scope: tuple[str, ...], persons: int
) -> None:
    clerk = User.everyone.get(login="anna").as_actor()
    who = somebody(clerk, build.a_superadministrator().as_actor())
    before = len(queries.disclosures(viewer=clerk))
    assert "Who receives it" in desk.get(address).text
    sent = desk.post(address, GOES_TO)

    assert sent["Content-Disposition"].startswith("attachment")
    noted, *_others = queries.disclosures(viewer=clerk)
    assert len(queries.disclosures(viewer=clerk)) == before + 1
    assert (noted.scope, noted.persons) == (scope, persons)
    concerned = queries.concerned_by(viewer=clerk, disclosure_id=noted.id)
    assert [one.party_id for one in concerned] == [who.party_id]


def test_lines_of_nobody_known_are_noted_without_persons(desk: Client) -> None:
    a_utility()
    taken(a_statement(a_line("5.00", "unknown", counterparty_name="JAN OBCY"), account=OWN))
    desk.post("/payments/lines/export.csv", GOES_TO)

    (noted,) = queries.disclosures(viewer=SYSTEM)
    assert noted.persons == 0
