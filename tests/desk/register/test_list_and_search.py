"""The list of customers and the search box at the desk."""

import csv
import io
import re

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM, Realm
from kartoteka.register import operations as register
from kartoteka.register.operations import AddressDraft, ContactDraft
from tests.build import a_party, a_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


def test_a_stranger_is_sent_to_the_sign_in(client: Client) -> None:
    for address in ("/parties/", "/search/?q=a", "/parties/export.csv", "/parties/add/"):
        assert client.get(address).status_code == 302


def test_a_customer_of_the_portal_is_not_let_in(client: Client) -> None:
    client.force_login(a_user("celina", realm=Realm.PORTAL))

    assert client.get("/parties/").status_code in {302, 403}


def test_the_list_shows_filters_and_sorts(desk: Client) -> None:
    a_party("Łoś", number="2", addresses=(AddressDraft(street="Polna", building="3", city="Łódź"),))
    a_party("Lód", number="1", kind="PERSON")
    gone = a_party("Zamknięta", number="3")
    register.archive_party(actor=SYSTEM, party_id=gone)

    page = desk.get("/parties/").text
    assert page.index("Lód") < page.index("Łoś")
    assert "Zamknięta" not in page
    assert "Polna 3, Łódź" in page
    assert "Zamknięta" in desk.get("/parties/?state=ARCHIVED").text
    assert "Łoś" not in desk.get("/parties/?kind=PERSON").text
    assert "Lód" not in desk.get("/parties/?q=los").text
    down = desk.get("/parties/?sort=-number").text
    assert down.index("Łoś") < down.index("Lód")


def test_htmx_gets_the_rows_alone(desk: Client) -> None:
    a_party("Łoś")

    shown = desk.get("/parties/?q=los", headers=HTMX)
    assert "Łoś" in shown.text
    assert "<html" not in shown.text
    assert "HX-Request" in shown["Vary"]


@pytest.mark.parametrize(
    "query",
    ["?sort=evil", "?kind=X&state=Y", "?after=%00", "?before=zzz", "?q=%25%00", "?q=" + "a" * 900],
)
def test_nonsense_in_the_address_shows_the_list(desk: Client, query: str) -> None:
    assert desk.get(f"/parties/{query}").status_code == 200


def test_pages_lead_forth_and_back(desk: Client) -> None:
    for n in range(60):
        a_party(f"Firma {n:02}")

    first = desk.get("/parties/").text
    onward = re.search(r'href="(\?after=[^"]+)">', first)
    assert onward is not None
    second = desk.get(f"/parties/{onward[1]}").text
    assert "Firma 50" in second
    assert "Firma 00" not in second
    back = re.search(r'href="(\?before=[^"]+)">', second)
    assert back is not None
    assert "Firma 00" in desk.get(f"/parties/{back[1]}").text


def test_an_empty_register_says_how_to_begin(desk: Client) -> None:
    assert "/parties/add/" in desk.get("/parties/").text


def test_the_list_costs_the_same_however_long(
    desk: Client, django_assert_max_num_queries: object
) -> None:
    for n in range(30):
        a_party(f"Firma {n}")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        desk.get("/parties/?q=firma")


def test_the_export_holds_all_pages_and_no_formulas(desk: Client) -> None:
    a_party("=HYPERLINK(1)", number="-1", contacts=(ContactDraft("PHONE", "601200300"),))
    for n in range(60):
        a_party(f"Firma {n:02}")

    inside = {"recipient_kind": "OWN", "recipient": "Accounting", "basis": "B"}
    answer = desk.post("/parties/export.csv?q=", inside)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 62
    formula = next(row for row in rows if "HYPERLINK" in row[1])
    assert (formula[0], formula[1], formula[6]) == ("'-1", "'=HYPERLINK(1)", "+48601200300")
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_search_shows_hits_and_escapes_them(desk: Client) -> None:
    a_party("Kowal <b>A</b>", addresses=(AddressDraft(city="Łódź"),))
    a_party("Kowal B")

    shown = desk.get("/search/?q=kowal").text
    assert "Kowal &lt;b&gt;A&lt;/b&gt;" in shown
    assert "Łódź" in shown
    fragment = desk.get("/search/?q=kowal", headers=HTMX).text
    assert "<html" not in fragment
    assert fragment.count('class="k-hit"') == 2


def test_one_certain_hit_opens_its_card(desk: Client) -> None:
    party_id = a_party("Jedyna", identifiers={"NIP": "5213017228"})

    assert desk.get("/search/?q=521-301-72-28")["Location"] == f"/parties/{party_id}/"
    assert "Jedyna" in desk.get("/search/?q=jedyna", headers=HTMX).text


def test_nothing_found_says_so(desk: Client) -> None:
    assert "xyzzy" in desk.get("/search/?q=xyzzy").text
    assert desk.get("/search/").status_code == 200
