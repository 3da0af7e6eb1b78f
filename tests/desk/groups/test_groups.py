"""Groups at the desk: by hand, of a list's conditions, with what the members owe together."""

import json
import re
from urllib.parse import quote

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register import operations as register
from kartoteka.register.operations import GroupDraft
from kartoteka.register.queries import groups
from tests.build import a_party, a_user
from tests.ledger.builders import a_creditor, a_debit

pytestmark = pytest.mark.django_db
BART = json.dumps({"all": [{"field": "name", "op": "contains", "value": ["bart"]}]})


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


def only_group() -> groups.GroupLine:
    (line,) = groups.groups(viewer=SYSTEM)
    return line


def test_a_group_by_hand_shows_members_and_their_debts(desk: Client) -> None:
    assert desk.post("/groups/add/", {"en": "VIP", "is_shared": "on"}).status_code == 302
    anna, group = a_party("Anna Owes"), only_group()
    a_party("Bartek")
    account = ledger.open_account(
        actor=SYSTEM, party_id=anna, creditor_id=a_creditor(), currency="PLN"
    )
    a_debit(account, "122.80", "2026-02-02")
    desk.post(f"/parties/{anna}/groups/", {"group": group.id, "on": "2026-01-01"})

    page = desk.get(f"/groups/{group.id}/").text
    assert "Anna Owes" in page
    assert "Bartek" not in page
    assert page.count("122.80") == 2
    listed = desk.get("/groups/").text
    assert "VIP" in listed
    in_list = re.search(r'href="/parties/\?(where=[^"]+)"', page)
    assert in_list is not None
    assert "Anna Owes" in desk.get(f"/parties/?{in_list[1]}").text


def test_a_group_is_made_of_a_lists_conditions_and_gets_others(desk: Client) -> None:
    a_party("Anna Owes")
    a_party("Bartek")
    button = desk.get(f"/parties/?where={quote(BART)}").text
    assert "/groups/add/?where=%7B" in button
    asked = desk.get(f"/groups/add/?where={quote(BART)}").text
    assert "Name contains “bart”" in asked

    desk.post("/groups/add/", {"en": "Bartek’s", "is_shared": "on", "where": BART})
    group = only_group()
    page = desk.get(f"/groups/{group.id}/").text
    assert "Bartek" in page
    assert "Anna Owes" not in page
    anna = BART.replace("bart", "anna")
    assert desk.post("/groups/add/", {"group": group.id, "where": anna}).status_code == 302
    assert "Anna Owes" in desk.get(f"/groups/{group.id}/").text
    assert desk.get("/groups/add/?where=nonsense").status_code == 302


def test_a_group_whose_conditions_no_longer_hold_says_so(desk: Client) -> None:
    query = {"all": [{"field": "gone", "op": "empty"}]}
    group = register.add_group(actor=SYSTEM, draft=GroupDraft({"en": "Old"}, query=query))

    page = desk.get(f"/groups/{group}/")
    assert page.status_code == 200
    assert "This search cannot be understood" in page.text
    assert "—" in desk.get("/groups/").text


def test_a_group_is_changed_and_removed_by_its_owner_only(desk: Client) -> None:
    desk.post("/groups/add/", {"en": "VIP", "is_shared": "on"})
    group = only_group()
    url = f"/groups/{group.id}/change/"
    said = {"en": "Key", "is_shared": "on", "version": group.version}

    desk.force_login(a_user("ewa"))
    refused = desk.post(url, said)
    assert refused.status_code == 422
    assert "Only the owner of the group or an administrator may do this." in refused.text
    assert "Only the owner" in desk.post(url, {"remove": "1"}).text
    desk.force_login(a_user("adam", role="ADMINISTRATOR"))  # type: ignore[arg-type]
    assert desk.post(url, said).status_code == 302
    assert only_group().label == "Key"
    assert desk.post(url, {"remove": "1"}).status_code == 302
    assert groups.groups(viewer=SYSTEM) == []
    assert desk.get(url).status_code == 404


def test_many_are_put_into_a_group_from_the_list(desk: Client) -> None:
    register.add_group(actor=SYSTEM, draft=GroupDraft({"en": "VIP"}))
    party_id, group = a_party(), only_group()

    asked = desk.post("/parties/act/group/", {"row": party_id, "address": "?"})
    assert f'<option value="{group.id}">VIP</option>' in asked.text
    said = {"row": party_id, "address": "?", "sure": "1", "group": group.id, "on": "2026-01-01"}
    assert desk.post("/parties/act/group/", said)["Location"].startswith("/jobs/")
    block = {"row": party_id, "address": "?", "sure": "1", "what": ["SALES"], "reason": "x",
             "valid_from": "2026-01-02", "valid_to": "2026-01-01"}  # fmt: skip
    assert desk.post("/parties/act/block/", block).status_code == 422
    assert desk.post("/parties/act/block/", block | {"valid_to": ""}).status_code == 302
