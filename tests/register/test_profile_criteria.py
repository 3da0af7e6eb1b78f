"""Parties asked by roles, segments, industry, groups, persons, terms, blocks and their tree."""

import datetime as dt
import json
from typing import Any

import pytest

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.criteria import in_words, read
from kartoteka.kernel.listing import Order, Which
from kartoteka.register import operations as register
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.criteria.profiles import BLOCKS, GroupsAskTooMuch, members
from kartoteka.register.models import Choice
from kartoteka.register.operations import (
    BlockDraft,
    GroupDraft,
    PersonDraft,
    TermsDraft,
)
from kartoteka.register.queries import groups, segments
from tests.build import a_party, a_user

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)


def found(field: str, op: str, *value: Any) -> list[str]:
    query = json.dumps({"field": field, "op": op, "value": list(value)})
    which = Which(SYSTEM, TODAY, query=read(query, PARTIES.fields(SYSTEM)))
    page = listing.page(PARTIES, which, ["name", field], [Order("name")])
    assert listing.count(PARTIES, which).rows == len(page.rows)
    return [values["name"] for _id, values in page.rows]


def choice(of: str, code: str) -> int:
    return Choice.objects.get(list=of, code=code).pk


@pytest.fixture
def anna() -> int:
    a_party("Bartek")
    return a_party("Anna Owes", kind="PERSON")


def test_by_role_priority_and_industry(anna: int) -> None:
    debtor, high = choice("ROLE", "DEBTOR"), choice("PRIORITY", "HIGH")
    register.give_role(actor=SYSTEM, party_id=anna, role_id=debtor, valid_from=TODAY)
    register.set_segment(
        actor=SYSTEM, party_id=anna, priority_id=high, classification_id=None, source_id=None
    )
    (water,) = segments.find_activities(viewer=SYSTEM, scheme="PKD2025", text="36")
    register.add_activity(actor=SYSTEM, party_id=anna, activity_id=water.id)

    assert found("roles", "one_of", str(debtor)) == ["Anna Owes"]
    assert found("roles", "empty") == ["Bartek"]
    assert found("priority", "one_of", str(high)) == ["Anna Owes"]
    assert found("priority", "none_of", str(high)) == ["Bartek"]
    assert found("activity", "begins", "3") == ["Anna Owes"]
    assert found("activity", "empty") == ["Bartek"]


def test_by_block_terms_and_persons(anna: int) -> None:
    firm = a_party("Firma")
    draft = BlockDraft(("SALES",), "x", TODAY)
    register.set_blocks(actor=SYSTEM, party_ids=[firm], draft=draft)
    terms = TermsDraft(TODAY, payment_days=30, is_dunned=False)
    register.add_terms(actor=SYSTEM, party_id=firm, draft=terms)
    register.link_person(
        actor=SYSTEM, party_id=firm, person_id=anna, draft=PersonDraft(choice("FUNCTION", "PROXY"))
    )

    assert found("blocks", "one_of", "SALES") == ["Firma"]
    assert found("payment_days", "at_least", 30) == ["Firma"]
    assert found("is_dunned", "no") == ["Firma"]
    assert found("works_for", "contains", "firma") == ["Anna Owes"]
    assert found("persons", "contains", "owes") == ["Firma"]


def test_by_the_whole_tree(anna: int) -> None:
    branch = a_party("Branch", parent_id=anna, place="BRANCH")
    a_party("Leaf", parent_id=branch, place="CONTACT")

    assert found("tree", "is", branch) == ["Anna Owes", "Branch", "Leaf"]


def test_by_groups_made_by_hand_and_by_conditions(anna: int) -> None:
    hand = register.add_group(actor=SYSTEM, draft=GroupDraft({"en": "By hand"}))
    register.add_members(actor=SYSTEM, group_id=hand, party_ids=[anna], on=TODAY)
    query = {"all": [{"field": "name", "op": "contains", "value": ["bar{t%"]}]}
    dynamic = register.add_group(actor=SYSTEM, draft=GroupDraft({"en": "Found"}, query=query))
    assert found("groups", "one_of", str(dynamic)) == []
    query["all"][0]["value"] = ["bart"]
    register.change_group(
        actor=SYSTEM, group_id=dynamic, draft=GroupDraft({"en": "Found"}, query=query)
    )

    assert found("groups", "one_of", str(hand)) == ["Anna Owes"]
    assert found("groups", "one_of", str(dynamic)) == ["Bartek"]
    assert found("groups", "one_of", str(hand), str(dynamic)) == ["Anna Owes", "Bartek"]
    assert found("groups", "all_of", str(hand), str(dynamic)) == []
    assert found("groups", "none_of", str(dynamic)) == ["Anna Owes"]
    line = groups.group(viewer=SYSTEM, group_id=dynamic)
    assert line is not None
    assert listing.count(PARTIES, members(SYSTEM, line, TODAY)).rows == 1
    words = in_words(members(SYSTEM, line, TODAY).query, PARTIES.fields(SYSTEM))
    assert words == "Name contains “bart”"


def test_groups_that_ask_for_one_another_find_nobody(anna: int) -> None:
    first = register.add_group(actor=SYSTEM, draft=GroupDraft({"en": "A"}, query={"all": []}))
    asks_first = {"field": "groups", "op": "one_of", "value": [str(first)]}
    second = register.add_group(actor=SYSTEM, draft=GroupDraft({"en": "B"}, query=asks_first))
    from kartoteka.register.models import PartyGroup

    asks_second = {"field": "groups", "op": "one_of", "value": [str(second)]}
    PartyGroup.objects.filter(pk=first).update(query=asks_second)
    assert found("groups", "one_of", str(first)) == []


def test_blocks_are_a_list_of_their_own(anna: int) -> None:
    draft = BlockDraft(("SALES", "PAYOUT"), "Court order", TODAY)
    register.set_blocks(actor=SYSTEM, party_ids=[anna], draft=draft)

    page = listing.page(
        BLOCKS, Which(SYSTEM, TODAY), ["name", "what", "in_force", "set_by"], [Order("what")]
    )
    assert [values["what"] for _id, values in page.rows] == ["PAYOUT", "SALES"]
    assert page.rows[0][1]["in_force"] is True


def test_groups_that_ask_for_one_another_again_and_again_are_refused(anna: int) -> None:
    del anna
    query: dict[str, Any] = {"field": "kind", "op": "one_of", "value": ["PERSON"]}
    for floor in range(4):
        draft = GroupDraft({"en": str(floor)}, query=query)
        group = register.add_group(actor=SYSTEM, draft=draft)
        asked = {"field": "groups", "op": "one_of", "value": [str(group)] * 3}
        query = {"any": [asked] * 8}
    with pytest.raises(GroupsAskTooMuch):
        found("groups", "one_of", str(group))
    assert found("groups", "one_of", *[str(group - 2)] * 99) == ["Anna Owes"]


def test_another_s_own_group_is_not_told(anna: int) -> None:
    eva, ola = a_user("eva"), a_user("ola")
    draft = GroupDraft({"en": "Eva's own"}, is_shared=False)
    group = register.add_group(actor=eva.as_actor(), draft=draft)
    register.add_members(actor=eva.as_actor(), group_id=group, party_ids=[anna], on=TODAY)
    told = {}
    for user in (eva, ola):
        which = Which(user.as_actor(), TODAY)
        (row, *_rest) = listing.everything(PARTIES, which, ["groups", "name"], [Order("name")])
        told[user.login] = row
    assert told == {"eva": ([str(group)], "Anna Owes"), "ola": ([], "Anna Owes")}
