"""People and tree at the desk: linked and seen from both sides, moved, added up."""

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register import queries
from kartoteka.register.models import Choice
from kartoteka.register.queries import persons, trees
from tests.build import a_party, a_user
from tests.ledger.builders import a_creditor, a_debit, a_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


def test_a_person_is_found_linked_changed_and_removed(desk: Client) -> None:
    firm, ewa = a_party("Alfa"), a_party("Nowak Ewa", kind="PERSON")
    url = f"/parties/{firm}/people/"
    hits = desk.get(f"{url}add/?q=nowak", headers={"HX-Request": "true"}).text
    assert f"?person={ewa}" in hits
    assert "No person fits." in desk.get(f"{url}add/?q=alfa").text
    function = Choice.objects.get(list="FUNCTION", code="PROXY").pk

    said = {"function": function, "title": "attorney", "signs": "on"}
    assert desk.post(f"{url}add/?person={ewa}", said).status_code == 302
    again = desk.post(f"{url}add/?person={ewa}", said)
    assert again.status_code == 422
    assert 'value="attorney"' in again.text
    assert "attorney" in desk.get(url).text
    theirs = desk.get(f"/parties/{ewa}/people/").text
    assert "Alfa" in theirs
    (line,) = persons.persons_of(viewer=SYSTEM, party_id=firm)
    ended = said | {"valid_to": "2026-01-01", "version": line.version}
    assert desk.post(f"{url}{line.id}/", ended).status_code == 302
    assert "not today" in desk.get(url).text
    desk.post(f"{url}{line.id}/", {"remove": "1"})
    assert persons.persons_of(viewer=SYSTEM, party_id=firm) == []
    assert "works for" not in desk.get("/search/?q=nowak", follow=True).text


@pytest.mark.parametrize("person", ["x", "-1", "9" * 40, "123456789"])
def test_a_senseless_person_in_the_address_is_passed_over(desk: Client, person: str) -> None:
    assert desk.get(f"/parties/{a_party()}/people/add/?person={person}").status_code == 200


def a_tree() -> tuple[int, int, int]:
    head = a_party("Gmina")
    school = a_party("Szkoła", parent_id=head, place="BRANCH")
    pool = a_party("Basen", parent_id=head, place="BRANCH")
    creditor = a_creditor()
    for party_id, amount in ((head, "100.00"), (school, "20.00"), (pool, "3.00")):
        account = ledger.open_account(
            actor=SYSTEM, party_id=party_id, creditor_id=creditor, currency="PLN"
        )
        a_debit(account, amount, "2026-02-02", number=f"FV/{party_id}")
    a_payment(account, "1.00", "2026-02-03")
    return head, school, pool


def test_the_tree_tells_balances_of_each_and_of_all(desk: Client) -> None:
    head, school, _pool = a_tree()

    answer = desk.get(f"/parties/{school}/tree/")
    found = {
        branch.node.name: (
            [str(one.due) for one in branch.own], [str(one.due) for one in branch.all],
        )
        for branch in answer.context["branches"]
    }  # fmt: skip
    assert found == {
        "Gmina": (["100.00"], ["123.00"]), "Basen": (["3.00"], ["3.00"]),
        "Szkoła": (["20.00"], ["20.00"]),
    }  # fmt: skip
    (whole,) = answer.context["whole"]
    assert (str(whole.due), str(whole.overpaid), str(whole.overdue), whole.overdue_count) == (
        "123.00", "1.00", "123.00", 3,
    )  # fmt: skip
    assert f"FV/{head}" in answer.text


def test_a_party_is_moved_one_floor_by_a_button(desk: Client) -> None:
    head, school, pool = a_tree()
    move = f"/parties/{head}/tree/move/"

    desk.post(move, {"party": school, "sink": "1"})
    nodes = trees.whole_tree(viewer=SYSTEM, party_id=head)
    assert [(node.id, node.depth) for node in nodes] == [(head, 0), (pool, 1), (school, 2)]
    desk.post(move, {"party": school, "rise": "1"})
    nodes = trees.whole_tree(viewer=SYSTEM, party_id=head)
    assert [(node.id, node.depth) for node in nodes] == [(head, 0), (pool, 1), (school, 1)]
    nowhere = desk.post(move, {"party": head, "rise": "1"}, follow=True)
    assert "There is no place to move it to." in nowhere.text
    assert desk.post(move, {"party": a_party("Other"), "sink": "1"}).status_code == 404
    assert queries.party(viewer=SYSTEM, party_id=head).parent_id is None  # type: ignore[union-attr]


def test_strangers_are_sent_to_the_sign_in(client: Client) -> None:
    party_id = a_party()

    for page in ("people/", "people/add/", "tree/"):
        assert client.get(f"/parties/{party_id}/{page}").status_code == 302
