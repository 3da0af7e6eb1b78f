"""Persons who serve several customers, for what contacts are wished, and whom to reach."""

import datetime as dt

import pytest
from django.db import transaction

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.models import Choice
from kartoteka.register.operations import ContactDraft, PersonDraft
from kartoteka.register.queries import persons
from kartoteka.trail import queries as trail
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK, name="Ewa")
DAY = dt.date(2026, 11, 26)


def function(code: str) -> int:
    return Choice.objects.get(list="FUNCTION", code=code).pk


def refused(code: str, call: object, **arguments: object) -> Refusal:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        call(actor=CLERK, **arguments)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def link(party_id: int, person_id: int, code: str = "ACCOUNTANT", **said: object) -> int:
    draft = PersonDraft(function(code), **said)  # type: ignore[arg-type]
    return register.link_person(actor=CLERK, party_id=party_id, person_id=person_id, draft=draft)


def a_person(name: str = "Nowak Ewa", *contacts: ContactDraft) -> int:
    return a_party(name, kind="PERSON", contacts=contacts)


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=SYSTEM, party_id=party_id)
    assert found is not None
    return found


def test_a_person_serves_several_customers_each_in_a_function() -> None:
    ewa, one, other = a_person(), a_party("Alfa"), a_party("Beta")
    link(one, ewa, title="head of accounts", signs=True)
    link(other, ewa, "PROXY", valid_to=dt.date(2025, 12, 31))

    (here,) = persons.persons_of(viewer=CLERK, party_id=one)
    assert (here.person, here.words, here.function, here.signs) == (
        "Nowak Ewa", "head of accounts", "accountant", True,
    )  # fmt: skip
    there = persons.served_by(viewer=CLERK, person_ids=[ewa])
    assert [(line.party, line.words) for line in there] == [
        ("Alfa", "head of accounts"), ("Beta", "authorised representative"),
    ]  # fmt: skip
    today = persons.served_by(viewer=CLERK, person_ids=[ewa], on=DAY)
    assert [line.party for line in today] == ["Alfa"]
    assert trail.changes_of(viewer=CLERK, party_id=one)[0].what == "person of the customer"


def test_refuses_what_is_no_person_oneself_and_a_function_twice() -> None:
    ewa, firm = a_person(), a_party("Alfa")
    said = {"party_id": firm, "draft": PersonDraft(function("PROXY"))}

    told = refused("register.not_a_person", register.link_person, person_id=a_party("Beta"), **said)
    assert told.facts == {"name": "Beta"}
    refused("register.serves_oneself", register.link_person, person_id=ewa, party_id=ewa,
            draft=PersonDraft(function("PROXY")))  # fmt: skip
    link_id = link(firm, ewa, "PROXY", valid_to=DAY)
    refused("register.serves_already", register.link_person, person_id=ewa, **said)
    refused("register.not_there", register.link_person, person_id=0, **said)
    priority = Choice.objects.filter(list="PRIORITY").values_list("pk", flat=True)[0]
    refused("register.of_another_list", register.link_person, person_id=ewa, party_id=firm,
            draft=PersonDraft(priority))  # fmt: skip
    ends = PersonDraft(function("PROXY"), valid_from=DAY, valid_to=dt.date(2026, 1, 1))
    refused("register.validity_ends_before_it_begins", register.change_link, link_id=link_id,
            draft=ends)  # fmt: skip
    register.remove_link(actor=CLERK, link_id=link_id)
    assert persons.persons_of(viewer=CLERK, party_id=firm) == []


def test_the_search_says_for_whom_a_person_works() -> None:
    ewa = a_person("Zielińska Ewa")
    link(a_party("Alfa"), ewa, title="head of accounts")

    (hit,) = queries.find(viewer=CLERK, text="zielinska")
    assert hit.works == "works for Alfa as head of accounts"


def test_a_contact_says_for_what_it_is_wished() -> None:
    uses = {"INVOICES": "PREFERRED", "MARKETING": "REFUSED", "SERVICE": "", "NONSENSE": "ALLOWED"}
    first = ContactDraft("EMAIL", "first@example.org")
    party_id = a_party(contacts=(first,))
    register.add_contact(
        actor=CLERK, party_id=party_id, draft=ContactDraft("EMAIL", "b@example.org", uses=uses)
    )

    party = card(party_id)
    assert party.contacts[1].uses == {"INVOICES": "PREFERRED", "MARKETING": "REFUSED"}
    chosen = {purpose: party.contact_for("EMAIL", purpose) for purpose in ("INVOICES", "MARKETING")}
    assert {purpose: line.value for purpose, line in chosen.items() if line} == {
        "INVOICES": "b@example.org", "MARKETING": "first@example.org",
    }  # fmt: skip
    assert party.contact_for("PHONE", "INVOICES") is None


def test_of_a_purpose_one_contact_is_preferred() -> None:
    party_id = a_party()
    for name in ("a", "b"):
        draft = ContactDraft("EMAIL", f"{name}@example.org", uses={"INVOICES": "PREFERRED"})
        register.add_contact(actor=CLERK, party_id=party_id, draft=draft)
    register.add_contact(
        actor=CLERK,
        party_id=party_id,
        draft=ContactDraft("PHONE", "601200300", uses={"INVOICES": "PREFERRED"}),
    )

    assert [line.uses for line in card(party_id).contacts] == [
        {"INVOICES": "PREFERRED"}, {"INVOICES": "ALLOWED"}, {"INVOICES": "PREFERRED"},
    ]  # fmt: skip
    kept = card(party_id).contacts[0]
    register.change_contact(
        actor=CLERK, contact_id=kept.id, draft=ContactDraft("PHONE", "601 200 300", label="home")
    )
    assert card(party_id).contacts[0].uses == {"INVOICES": "PREFERRED"}


def test_who_is_reached_for_a_purpose() -> None:
    firm = a_party("Alfa", contacts=(ContactDraft("EMAIL", "office@alfa.example"),))
    shut = a_party("Beta")
    register.add_contact(
        actor=CLERK,
        party_id=shut,
        draft=ContactDraft("EMAIL", "no@beta.example", uses={"INVOICES": "REFUSED"}),
    )
    ewa = a_person("Nowak Ewa", ContactDraft("EMAIL", "ewa@alfa.example"))
    link(firm, ewa, gets_invoices=True, valid_from=DAY)

    def reached(purpose: str, on: dt.date = DAY) -> dict[int, tuple[str, str]]:
        found = persons.reach_for(
            viewer=CLERK, party_ids=[firm, shut], kind="EMAIL", purpose=purpose, on=on
        )
        return {party_id: (one.value, one.person) for party_id, one in found.items()}

    assert reached("INVOICES") == {firm: ("ewa@alfa.example", "Nowak Ewa")}
    assert reached("INVOICES", DAY - dt.timedelta(days=1)) == {firm: ("office@alfa.example", "")}
    assert reached("SERVICE") == {
        firm: ("office@alfa.example", ""), shut: ("no@beta.example", ""),
    }  # fmt: skip


def test_nobody_but_staff_learns_of_persons() -> None:
    customer = Actor(user_id=None, realm=Realm.PORTAL)
    ewa, firm = a_person(), a_party("Alfa")
    link(firm, ewa)

    assert persons.persons_of(viewer=customer, party_id=firm) == []
    given = {"party_ids": [firm], "kind": "EMAIL", "purpose": "INVOICES", "on": DAY}
    assert persons.reach_for(viewer=customer, **given) == {}  # type: ignore[arg-type]
