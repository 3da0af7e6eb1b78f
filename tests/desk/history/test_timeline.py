"""Everything about a customer on one time line: each event once, newest first, by kind."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from kartoteka.correspondence.operations import invitations
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.ledger import operations as ledger
from kartoteka.privacy import operations as privacy
from kartoteka.register import operations as register
from kartoteka.register import timeline
from kartoteka.register.operations import AccountDraft, AddressDraft, ContactDraft
from tests.build import a_customer, a_party, a_user
from tests.ledger import builders
from tests.payments.builders import a_line, a_statement, a_utility, an_invoice, taken
from tests.register.test_as_of import Calendar

pytestmark = pytest.mark.django_db
DAY = "2026-05-04"
CUSTOMER = Actor(user_id=None, realm=Realm.PORTAL)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


@pytest.fixture
def anna() -> int:
    """Anna has of everything something; much of it at the midnight of one day."""
    clerk = a_user("kasia").as_actor()
    creditor_id = a_utility()
    calendar = Calendar()
    party_id = a_party(
        "Anna",
        number="K0000001",
        addresses=(AddressDraft(city="Łódź", street="Polna", building="1"),),
        accounts=(AccountDraft("PL61109010140000071219812874"),),
    )
    account_id = ledger.open_account(
        actor=SYSTEM, party_id=party_id, creditor_id=creditor_id, currency="PLN"
    )
    calendar.was(builders.on(DAY), hour=0)
    for n in range(3):
        an_invoice(party_id, creditor_id, f"FV/{n}", "80.00", effective_on=builders.on(DAY))
        builders.a_payment(account_id, "30.00", DAY, number=f"WB/{n}", title="rata")
    taken(a_statement(a_line("50.00", "K0000001", day=DAY, counterparty_name="Anna N")))
    credit_id = builders.a_payment(account_id, "100.00", "2026-05-05", number="WB/9")
    ledger.settle(actor=clerk, credit_id=credit_id, on=builders.on("2026-05-06"))
    invitations.invite_to_portal(
        actor=clerk, party_id=party_id, email="anna@example.org", on=timezone.localdate()
    )
    register.add_contact(actor=clerk, party_id=party_id, draft=ContactDraft("EMAIL", "a@b.pl"))
    return party_id


def stream(party_id: int, *only: str, limit: int = 500) -> list[timeline.Row]:
    """The whole stream, page after page."""
    rows: list[timeline.Row] = []
    mark = ""
    while True:
        page = timeline.timeline(
            viewer=SYSTEM, party_id=party_id, only=only, older_than=mark, limit=limit
        )
        rows += page.rows
        mark = page.older
        if not mark:
            return rows
        assert len(page.rows) == limit


def told(rows: list[timeline.Row]) -> list[tuple]:
    return [(row.kind.key, row.event.at, row.event.id, row.event.what) for row in rows]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_every_event_stands_on_exactly_one_page(anna: int, limit: int) -> None:
    whole = told(stream(anna))

    assert told(stream(anna, limit=limit)) == whole
    assert len(set(whole)) == len(whole)
    assert [at for _kind, at, *_rest in whole] == sorted(
        (at for _k, at, *_r in whole), reverse=True
    )


def test_every_kind_has_its_events_and_narrows(anna: int) -> None:
    def count(*only: str) -> int:
        return len(stream(anna, *only))

    numbers = {kind.key: count(kind.key) for kind in timeline.kinds()}
    assert numbers["payments"] == 5
    assert numbers["documents"] == 3
    assert numbers["settlements"] >= 1
    assert numbers["contacts"] == 2
    assert numbers["changes"] >= 4
    assert count("payments", "documents") == 8
    assert count() == sum(numbers.values())


def test_rows_say_what_who_how_much_and_why(anna: int) -> None:
    payments = [row.event for row in stream(anna, "payments")]
    assert payments[0].amount == 100
    assert any("names this customer's number: K0000001" in event.details for event in payments)
    assert all(event.is_day for event in payments)
    documents = [row.event for row in stream(anna, "documents")]
    assert {event.what for event in documents} == {"invoice FV/0", "invoice FV/1", "invoice FV/2"}
    settled = stream(anna, "settlements")
    assert {row.who for row in settled} >= {"Kasia"}
    assert "WB/9 → FV/0" in settled[0].event.details
    changes = " ".join(row.event.details for row in stream(anna, "changes"))
    assert "•••" in changes
    assert "2874" not in changes


def test_what_moved_between_two_moments_is_paged_by_moment(anna: int) -> None:
    calendar = Calendar()
    register.add_contact(actor=SYSTEM, party_id=anna, draft=ContactDraft("EMAIL", "c@d.pl"))
    calendar.was(builders.on("2020-01-01"))

    assert "c@d.pl" in told_last(anna)
    assert told(stream(anna, limit=2)) == told(stream(anna))


def told_last(party_id: int) -> str:
    return stream(party_id)[-1].event.details


def test_what_has_only_a_day_comes_after_the_moments_of_that_day() -> None:
    day = builders.on(DAY)
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time.min))

    assert timeline.Before(noon, 5).day == (day, 2**63 - 1)
    assert timeline.Before(midnight, 5).day == (day, 5)


@pytest.mark.parametrize(
    "mark",
    ["x", "~~", "2026-01-01T00:00:00.000000~changes~x", "9" * 40, "~changes~5", "a~b~" + "9" * 30],
)
def test_a_mark_that_fits_nothing_begins_anew(anna: int, mark: str) -> None:
    page = timeline.timeline(viewer=SYSTEM, party_id=anna, older_than=mark, limit=3)
    assert told(list(page.rows)) == told(stream(anna))[:3]


def test_customers_see_no_time_line(anna: int) -> None:
    assert timeline.timeline(viewer=CUSTOMER, party_id=anna).rows == ()


def test_the_page_shows_filters_links_and_older_ones(desk: Client, anna: int) -> None:
    page = desk.get(f"/parties/{anna}/timeline/").text
    assert len(re.findall(r'name="kind"', page)) == 6
    assert re.search(r'href="/receivables/\d+/">invoice FV/2', page) or "invoice FV/2" in page
    only = desk.get(f"/parties/{anna}/timeline/?kind=documents&kind=nonsense").text
    assert "Letter:" not in only
    assert "invoice FV/2" in only
    part = desk.get(f"/parties/{anna}/timeline/", headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert desk.get(f"/parties/{anna}/timeline/?before=%00&kind=%00").status_code == 200
    assert desk.get("/parties/999999/timeline/").status_code == 404


def test_what_was_done_with_personal_data_stands_by_day_under_all_names(desk: Client) -> None:
    clerk = a_user("ewa").as_actor()
    anna, earlier = a_party("Anna"), a_party("Anna N.")
    days = [dt.date(2026, 5, n) for n in range(1, 6)]
    request = privacy.take_down(
        actor=clerk, party_id=earlier, kind="ACCESS", received_on=days[0], channel="LETTER",
        today=days[4],
    )  # fmt: skip
    privacy.answer(
        actor=clerk, request=request, state="GRANTED", text="Sent", on=days[1], today=days[4]
    )
    privacy.restrict(actor=clerk, party_id=anna, reason="Disputes it", on=days[2], today=days[4])
    privacy.lift_restriction(actor=clerk, party_id=anna, on=days[3])
    draft = privacy.DisclosureDraft("COURT", "Sąd Łódź", ("MONEY", "IDENTITY"), "C", "HAND")
    told = privacy.disclose_by_hand(
        actor=clerk, draft=draft, parties=[anna, earlier], on=days[4], today=days[4]
    )
    register.merge(actor=SYSTEM, survivor_id=anna, loser_id=earlier)

    rows = stream(anna, "personal")
    assert [
        (timezone.localdate(row.event.at), row.event.what, row.event.details, row.who)
        for row in rows
    ] == [
        (days[4], "Data disclosed: Sąd Łódź",
         "names and numbers · settlements · by hand", "Ewa"),
        (days[3], "Restriction of processing lifted", "", ""),
        (days[2], "Processing restricted", "Disputes it", ""),
        (days[1], "Request answered: access – art. 15", "granted", "Ewa"),
        (days[0], "Request received: access – art. 15", "letter", "Ewa"),
    ]  # fmt: skip
    assert all(row.event.is_day for row in rows)
    assert stream(anna, "personal", limit=1) == stream(anna, "personal", limit=2) == rows
    page = desk.get(f"/parties/{anna}/timeline/?kind=personal").text
    assert f'<a href="/privacy/disclosures/{told}/">Data disclosed: Sąd Łódź</a>' in page
    assert f'<a href="/privacy/requests/{request}/">Request received' in page


def test_the_time_line_is_for_staff(client: Client, anna: int) -> None:
    url = f"/parties/{anna}/timeline/"
    assert client.get(url)["Location"].startswith("/account/login/")
    client.force_login(a_customer())
    assert client.get(url).status_code in {302, 403}
