"""The list of customers and the search box at the desk."""

import csv
import datetime as dt
import io
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import python_calamine
from django.db import connection
from django.test import Client

from kartoteka.access import tasks
from kartoteka.kernel.actor import SYSTEM, Realm
from kartoteka.register import operations as register
from kartoteka.register.operations import AddressDraft, ContactDraft
from tests.build import a_party, a_user

pytestmark = pytest.mark.django_db
INSIDE = {"recipient_kind": "OWN", "recipient": "Accounting", "basis": "B"}
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


def address(query: Any = None, **said: str) -> str:
    return "/parties/?" + urlencode({**said, "where": json.dumps(query) if query else ""})


def one(field: str, op: str, *value: str) -> dict[str, Any]:
    return {"field": field, "op": op, "value": list(value)}


def work() -> None:
    """Does what waits in the queue, here and now."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs RETURNING args")
        for (arguments,) in cursor.fetchall():
            tasks.bulk(**json.loads(arguments))


def names(page: str) -> list[str]:
    """What the lead cells of the table say."""
    return [unescape(name) for name in re.findall(r'k-lead" title="([^"]*)"', page)]


def test_the_list_shows_filters_and_sorts(desk: Client) -> None:
    a_party("Łoś", number="2", addresses=(AddressDraft(street="Polna", building="3", city="Łódź"),))
    a_party("Lód", number="1", kind="PERSON")
    gone = a_party("Zamknięta", number="3")
    register.archive_party(actor=SYSTEM, party_id=gone)

    page = desk.get("/parties/").text
    assert names(page) == ["Lód", "Łoś"]
    assert "Polna 3, Łódź" in page
    assert names(desk.get(address(one("state", "one_of", "ARCHIVED"))).text) == ["Zamknięta"]
    assert names(desk.get(address()).text) == ["Lód", "Łoś", "Zamknięta"]
    assert names(desk.get("/parties/?q=los").text) == ["Łoś"]
    assert names(desk.get("/parties/?sort=-number").text) == ["Łoś", "Lód"]


def test_a_condition_is_added_line_by_line_and_becomes_an_address(desk: Client) -> None:
    a_party("Łoś", addresses=(AddressDraft(city="Łódź"),))
    a_party("Lód", addresses=(AddressDraft(city="Kraków"),))

    added = desk.get("/parties/query/", {"w.kind": "all", "do": "add:w"}, headers=HTMX).text
    assert 'name="w.0.field"' in added
    assert "<html" not in added
    chosen = desk.get("/parties/query/", {"w.kind": "all", "w.0.field": "city"}, headers=HTMX).text
    assert '<option value="contains" selected>' in chosen
    form = {"w.kind": "all", "w.0.field": "city", "w.0.op": "is", "w.0.v": "łódź"}
    answer = desk.get("/parties/", form)
    assert answer.status_code == 302
    shown = desk.get(answer["Location"]).text
    assert names(shown) == ["Łoś"]
    assert "Town: “łódź”" in shown


def test_groups_in_groups_are_built_and_taken_away(desk: Client) -> None:
    form = {
        "w.kind": "any", "w.0.field": "kind", "w.0.op": "one_of", "w.0.v": ["PERSON", "COMPANY"],
        "w.1.kind": "none", "w.1.0.field": "city", "w.1.0.op": "empty",
    }  # fmt: skip
    location = desk.get("/parties/", form)["Location"]
    where = json.loads(parse_qs(urlsplit(location).query)["where"][0])
    assert where == {
        "any": [
            {"field": "kind", "op": "one_of", "value": ["PERSON", "COMPANY"]},
            {"none": [{"field": "city", "op": "empty"}]},
        ]
    }
    fewer = desk.get("/parties/query/", {**form, "do": "remove:w.1"}, headers=HTMX).text
    assert "w.1." not in fewer
    assert '<option value="PERSON" selected>' in fewer


def test_a_senseless_condition_is_told_and_kept(desk: Client) -> None:
    form = {"w.kind": "all", "w.0.field": "due.PLN", "w.0.op": "over", "w.0.v": "dużo"}

    told = desk.get("/parties/", form)
    assert told.status_code == 422
    assert "dużo is no value of To pay (PLN)" in told.text
    assert 'value="dużo"' in told.text


def test_columns_orders_and_groups_are_chosen(desk: Client) -> None:
    a_party("Łoś", addresses=(AddressDraft(city="Łódź"),))
    a_party("Lód", kind="PERSON", addresses=(AddressDraft(city="Łódź"),))
    look = {
        "look": "1", "where": "", "column": ["name", "city"], "do": "left:city",
        "add_column": "due.PLN", "order": ["kind", "name"], "way": ["down", "up"], "group": "",
    }  # fmt: skip

    location = desk.get("/parties/", look)["Location"]
    asked = parse_qs(urlsplit(location).query)
    assert (asked["columns"], asked["sort"]) == (["city,name,due.PLN"], ["-kind,name"])
    page = desk.get(location).text
    assert re.findall(r'k-sort" href="[^"]*">([^<]+)', page) == ["Town", "Name", "To pay (PLN)"]
    grouped = desk.get(address(group="city", columns="name,due.PLN")).text
    assert re.findall(r'k-lead"><a href="([^"]+)">Łódź</a></td><td class="num">2<', grouped)


def test_a_group_leads_to_its_rows(desk: Client) -> None:
    a_party("Łoś", kind="PERSON")
    a_party("Lód")

    page = desk.get(address(group="kind")).text
    (link,) = re.findall(r'href="([^"]+)">person</a>', page)
    assert names(desk.get(unescape(link)).text) == ["Łoś"]


def test_a_view_is_saved_opened_pinned_made_default_and_removed(desk: Client) -> None:
    a_party("Łoś", kind="PERSON")
    a_party("Lód")
    asked = address(one("kind", "one_of", "PERSON"), columns="name,kind").partition("?")[2]

    saved = desk.post("/parties/views/", {"do": "save:", "name": "Ludzie", "address": f"?{asked}"})
    view = saved["Location"].partition("view=")[2]
    assert names(desk.get(f"/parties/?view={view}").text) == ["Łoś"]
    assert names(desk.get("/parties/").text) == ["Lód", "Łoś"]
    desk.post("/parties/views/", {"do": f"default:{view}", "address": ""})
    desk.post("/parties/views/", {"do": f"pin:{view}", "address": ""})
    opened = desk.get("/parties/").text
    assert names(opened) == ["Łoś"]
    assert f'href="/parties/?view={view}" aria-current="page">Ludzie</a>' in opened
    assert names(desk.get("/parties/?view=none").text) == ["Lód", "Łoś"]
    desk.post("/parties/views/", {"do": f"remove:{view}", "address": ""})
    assert "Ludzie" not in desk.get("/parties/").text


def test_a_shared_view_is_everybody_s_to_open_and_not_to_change(client: Client) -> None:
    ewa, jan = a_user("ewa"), a_user("jan")
    client.force_login(ewa)
    save = {"do": "save:", "name": "Dla nas", "share": "1", "address": "?group=kind"}
    view = client.post("/parties/views/", save)["Location"].partition("view=")[2]
    client.post("/parties/views/", {"do": "save:", "name": "Moja", "address": "?group=kind"})

    client.force_login(jan)
    page = client.get("/parties/").text
    assert "Dla nas" in page
    assert "Moja" not in page
    client.post("/parties/views/", {"do": f"remove:{view}", "address": ""})
    assert "Dla nas" in client.get("/parties/").text


@pytest.mark.parametrize(
    "query",
    [
        "?sort=evil", "?columns=x,,password&group=name", "?after=%00", "?before=zzz", "?q=%25%00",
        "?q=" + "a" * 900, "?view=x", "?view=00000000-0000-0000-0000-000000000000",
        "?where=", "?w.0.0.0.0.0.0.0.0.field=name&look=1", "?look=1&do=left:x",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_shows_the_list(desk: Client, query: str) -> None:
    assert desk.get(f"/parties/{query}", follow=True).status_code == 200


@pytest.mark.parametrize("where", ["x", "[]", '{"field":"password","op":"is","value":"1"}'])
def test_what_is_no_query_in_the_address_is_told(desk: Client, where: str) -> None:
    told = desk.get("/parties/?" + urlencode({"where": where}))
    assert told.status_code == 422
    assert "search cannot be understood" in told.text


def test_pages_lead_forth_and_back(desk: Client) -> None:
    for n in range(60):
        a_party(f"Firma {n:02}")

    first = desk.get("/parties/").text
    (onward,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = desk.get(unescape(onward)).text
    assert names(second) == [f"Firma {n}" for n in range(50, 60)]
    (back,) = re.findall(r'rel="prev" href="([^"]+)"', second)
    assert names(desk.get(unescape(back)).text)[0] == "Firma 00"


def test_rows_are_counted_after_they_are_shown(desk: Client) -> None:
    a_party("Łoś")
    a_party("Lód")
    assert desk.get("/parties/count/?q=los").text.strip() == "1 row"
    assert "2 rows" in desk.get("/parties/count/").text


def test_an_empty_register_says_how_to_begin(desk: Client) -> None:
    assert "No customers yet." in desk.get("/parties/").text
    assert "Nothing fits." in desk.get("/parties/?q=x").text


def test_the_list_costs_the_same_however_long(
    desk: Client, django_assert_max_num_queries: object
) -> None:
    for n in range(30):
        a_party(f"Firma {n}")
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        desk.get("/parties/?q=firma")


def test_the_export_holds_all_pages_as_seen_and_no_formulas(desk: Client) -> None:
    a_party("=HYPERLINK(1)", number="-1", contacts=(ContactDraft("PHONE", "601200300"),))
    for n in range(60):
        a_party(f"Firma {n:02}")
    asked = address(sort="number", columns="number,name,phone,due.PLN").partition("?")[2]

    assert "Who receives it" in desk.get(f"/parties/export.csv?{asked}").text
    answer = desk.post(f"/parties/export.csv?{asked}", INSIDE)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == ["Customer number", "Name", "Phone", "To pay (PLN)"]
    assert len(rows) == 62
    assert rows[1] == ["'-1", "'=HYPERLINK(1)", "+48\u00a0601\u00a0200\u00a0300", "0"]
    assert answer["Content-Disposition"] == 'attachment; filename="customers.csv"'


def test_the_workbook_holds_texts_figures_and_days(desk: Client) -> None:
    a_party("=HYPERLINK(1)", number="-1", kind="PERSON", birth_date=dt.date(1980, 2, 29))
    a_party("Żmuda", number="2", kind="PERSON", birth_date=dt.date(1899, 12, 30))
    asked = address(columns="number,name,birth_date,due.PLN").partition("?")[2]

    answer = desk.post(f"/parties/export.xlsx?{asked}", INSIDE)
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    )
    assert book.get_sheet_by_index(0).to_python() == [
        ["Customer number", "Name", "Date of birth", "To pay (PLN)"],
        ["-1", "=HYPERLINK(1)", dt.date(1980, 2, 29), 0],
        ["2", "Żmuda", "1899-12-30", 0],
    ]


def test_many_are_archived_in_the_background_and_the_rest_is_told(desk: Client) -> None:
    head, other = a_party("Gmina"), a_party("Łoś")
    a_party("Szkoła", parent_id=head, place="BRANCH")
    asked = {"row": [str(head), str(other)], "address": "?where="}

    sure = desk.post("/parties/act/archive/", asked)
    assert "2 rows" in sure.text
    started = desk.post("/parties/act/archive/", {**asked, "sure": "1"})
    work()
    report = desk.get(started["Location"]).text
    assert re.findall(r'k-figure-value">(\d+)<', report) == ["1", "0", "1"]
    assert f'<a href="/parties/{head}/">Gmina</a>' in report
    assert "Active branches or contact persons stand under it, such as Szkoła." in report
    assert names(desk.get("/parties/").text) == ["Gmina", "Szkoła"]


def test_all_that_the_list_finds_are_archived(desk: Client) -> None:
    for n in range(60):
        a_party(f"Firma {n:02}", kind="COMPANY" if n % 2 else "PERSON")
    asked = {
        "all": "1",
        "address": "?" + urlencode({"where": json.dumps(one("kind", "one_of", "PERSON"))}),
    }

    assert "30 rows: Kind: person" in desk.post("/parties/act/archive/", asked).text
    desk.post("/parties/act/archive/", {**asked, "sure": "1"})
    work()
    assert "30 rows" in desk.get("/parties/count/").text


def test_nothing_selected_is_told(desk: Client) -> None:
    answer = desk.post("/parties/act/archive/", {"address": "?where="}, follow=True)
    assert "No row is selected." in answer.text
    assert desk.post("/parties/act/burn/", {"row": "1"}).status_code == 409


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


def test_the_search_finds_saved_views(desk: Client) -> None:
    save = {"do": "save:", "name": "Zalegli w Łodzi", "address": "?group=kind"}
    view = desk.post("/parties/views/", save)["Location"].partition("view=")[2]

    shown = desk.get("/search/?q=zalegli lod", headers=HTMX).text
    assert f'href="/parties/?view={view}"' in shown
    assert "Zalegli w Łodzi" not in desk.get("/search/?q=obcy", headers=HTMX).text
