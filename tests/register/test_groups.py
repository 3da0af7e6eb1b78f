"""Groups: owned, shared, members from day to day, many at once; terms by period; whole trees."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from kartoteka.kernel.actor import SYSTEM, Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations as register
from kartoteka.register.models import Choice
from kartoteka.register.operations import GroupDraft, TermsDraft
from kartoteka.register.queries import groups, terms, trees
from kartoteka.trail import queries as trail
from tests.build import a_party, a_user, an_administrator

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)
NEXT = DAY + dt.timedelta(days=1)


def refused(code: str, call: object, **arguments: object) -> Refusal:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        call(**arguments)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def a_group(actor: Actor = SYSTEM, **said: object) -> int:
    return register.add_group(actor=actor, draft=GroupDraft({"pl": "VIP"}, **said))  # type: ignore[arg-type]


def members_of(party_id: int, on: dt.date = DAY) -> list[str]:
    found = groups.memberships(viewer=SYSTEM, party_id=party_id, on=on)
    return [line.label for line in found]


def test_many_are_put_into_a_group_and_taken_out_from_a_day_on() -> None:
    ids = [a_party(), a_party("Bartek")]
    group = {"actor": SYSTEM, "group_id": a_group()}
    assert register.add_members(**group, party_ids=ids[:1], on=DAY) == 1  # type: ignore[arg-type]
    assert register.add_members(**group, party_ids=[*ids, 0], on=DAY) == 1  # type: ignore[arg-type]

    assert members_of(ids[1]) == ["VIP"]
    assert members_of(ids[1], DAY - dt.timedelta(days=1)) == []
    assert register.remove_members(**group, party_ids=ids, on=NEXT) == 2  # type: ignore[arg-type]
    assert (members_of(ids[0]), members_of(ids[0], NEXT)) == (["VIP"], [])
    assert register.remove_members(**group, party_ids=ids, on=NEXT) == 0  # type: ignore[arg-type]
    assert register.add_members(**group, party_ids=ids, on=NEXT) == 2  # type: ignore[arg-type]
    assert len(groups.memberships(viewer=SYSTEM, party_id=ids[0])) == 2
    assert trail.changes_of(viewer=SYSTEM, party_id=ids[0])[0].what == "membership of a group"


def test_a_membership_that_would_not_last_a_day_goes_altogether() -> None:
    party_id, group_id = a_party(), a_group()
    register.add_members(actor=SYSTEM, group_id=group_id, party_ids=[party_id], on=DAY)

    assert register.remove_members(
        actor=SYSTEM, group_id=group_id, party_ids=[party_id], on=DAY
    ) == 1  # fmt: skip
    assert groups.memberships(viewer=SYSTEM, party_id=party_id) == []


def test_the_acts_of_the_list_put_in_and_take_out() -> None:
    ids = [a_party(), a_party("Bartek")]
    options = {"group": str(a_group()), "on": "2026-11-26"}

    done = register.add_many_to_group(actor=SYSTEM, ids=ids, options=options)
    assert (done.done, done.same) == (2, 0)
    again = register.add_many_to_group(actor=SYSTEM, ids=ids, options=options)
    assert (again.done, again.same) == (0, 2)
    out = register.take_many_from_group(actor=SYSTEM, ids=ids, options=options)
    assert (out.done, out.same) == (2, 0)


def test_a_group_is_seen_and_changed_by_whom_it_behoves() -> None:
    anna, ewa, adam = (a_user("anna").as_actor(), a_user("ewa").as_actor(),
                       an_administrator().as_actor())  # fmt: skip
    own, shared = a_group(anna, is_shared=False), a_group(anna)
    party_id = a_party()
    put = {"party_ids": [party_id], "on": DAY}
    draft = GroupDraft({"en": "Other"})

    assert groups.group(viewer=ewa, group_id=own) is None
    assert [line.id for line in groups.groups(viewer=ewa)] == [shared]
    assert {line.id for line in groups.groups(viewer=adam)} == {own, shared}
    refused("register.not_your_group", register.add_members, actor=ewa, group_id=own, **put)
    assert register.add_members(actor=ewa, group_id=shared, **put) == 1  # type: ignore[arg-type]
    refused("register.not_your_group", register.change_group, actor=ewa, group_id=shared,
            draft=draft)  # fmt: skip
    refused("register.not_your_group", register.remove_group, actor=ewa, group_id=shared)
    register.change_group(actor=anna, group_id=shared, draft=draft, is_retired=True)
    assert groups.groups(viewer=ewa) == []
    register.remove_group(actor=adam, group_id=shared)
    assert members_of(party_id) == []
    refused("register.words_missing", register.add_group, actor=anna, draft=GroupDraft({"pl": " "}))


def test_nobody_is_put_into_a_group_of_conditions() -> None:
    group_id = a_group(query={"all": []})

    refused("register.group_is_dynamic", register.add_members, actor=SYSTEM, group_id=group_id,
            party_ids=[a_party()], on=DAY)  # fmt: skip


def test_a_group_does_not_ask_for_itself() -> None:
    first, second = a_group(query={"all": []}), a_group(query={"all": []})
    asks = {"none": [{"field": "groups", "op": "one_of", "value": [str(first)]}]}
    register.change_group(actor=SYSTEM, group_id=second, draft=GroupDraft({"en": "B"}, query=asks))

    ring = {"any": [{"field": "groups", "op": "all_of", "value": [str(second)]}]}
    refused("register.group_in_itself", register.change_group, actor=SYSTEM, group_id=first,
            draft=GroupDraft({"en": "A"}, query=ring))  # fmt: skip


def test_terms_hold_in_their_period_and_new_ones_end_the_present() -> None:
    said = {"actor": SYSTEM, "party_id": a_party()}
    group = Choice.objects.get(list="PRICE_GROUP").pk
    first = TermsDraft(dt.date(2026, 1, 1), payment_days=30, discount=Decimal("2.50"),
                       credit_limit=Decimal(1000), currency="pln",
                       price_group_id=group)  # fmt: skip
    register.add_terms(**said, draft=first)  # type: ignore[arg-type]
    later = TermsDraft(DAY, payment_days=7)

    refused("register.terms_replace", register.add_terms, **said, draft=later)
    agreed = frozenset({"register.terms_replace"})
    register.add_terms(**said, draft=later, confirmed=agreed)  # type: ignore[arg-type]
    before = terms.terms_on(
        viewer=SYSTEM,
        party_id=said["party_id"],
        on=DAY - dt.timedelta(days=1),  # type: ignore[arg-type]
    )
    now = terms.terms_on(viewer=SYSTEM, party_id=said["party_id"], on=DAY)  # type: ignore[arg-type]
    assert before is not None
    assert now is not None
    assert (before.payment_days, before.discount, before.credit_limit, before.currency) == (
        30, Decimal("2.50"), Decimal("1000.00"), "PLN",
    )  # fmt: skip
    assert before.price_group is not None
    assert before.price_group.label == "standard"
    assert (now.payment_days, now.valid_to, now.is_dunned) == (7, None, True)
    assert (
        terms.terms_on(viewer=SYSTEM, party_id=said["party_id"], on=dt.date(2025, 12, 31)) is None
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("register.terms_overlap", {"valid_from": dt.date(2025, 1, 1), "valid_to": DAY}),
        ("register.validity_ends_before_it_begins",
         {"valid_from": dt.date(2025, 2, 1), "valid_to": dt.date(2025, 1, 1)}),
        ("register.bad_payment_days", {"payment_days": 366}),
        ("register.bad_discount", {"discount": Decimal(101)}),
        ("register.limit_without_currency", {"credit_limit": Decimal(1)}),
        ("register.limit_without_currency", {"credit_limit": Decimal(-1), "currency": "PLN"}),
        ("register.of_another_list", {"price_group_id": -1}),
    ],
)  # fmt: skip
def test_refuses_terms_that_cannot_be(code: str, said: dict[str, object]) -> None:
    party_id = a_party()
    register.add_terms(actor=SYSTEM, party_id=party_id, draft=TermsDraft(dt.date(2026, 1, 1), DAY))
    if said.get("price_group_id"):
        said = {"price_group_id": Choice.objects.filter(list="ROLE").values_list("pk")[0][0]}
    draft = TermsDraft(**{"valid_from": NEXT} | said)  # type: ignore[arg-type]
    refused(code, register.add_terms, actor=SYSTEM, party_id=party_id, draft=draft)


def test_the_whole_tree_is_told_from_its_head_whoever_asks() -> None:
    head = a_party("Gmina")
    branch = a_party("Szkoła", parent_id=head, place="BRANCH")
    a_party("Nowak", kind="PERSON", parent_id=branch, place="CONTACT", function="Director")
    a_party("Basen", parent_id=head, place="BRANCH")

    nodes = trees.whole_tree(viewer=SYSTEM, party_id=branch)
    assert [(node.name, node.depth, node.words) for node in nodes] == [
        ("Gmina", 0, "head office"), ("Basen", 1, "branch"), ("Szkoła", 1, "branch"),
        ("Nowak", 2, "Director"),
    ]  # fmt: skip
    assert trees.whole_tree(viewer=a_user("x").as_actor(), party_id=0) == []
