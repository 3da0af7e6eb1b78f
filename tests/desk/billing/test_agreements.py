"""Points and agreements on the card: added, changed, refused with everything typed still there."""

import datetime as dt

import pytest
from django.test import Client

from kartoteka.agreements import queries
from kartoteka.agreements.models import Agreement
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Account, AgreementRate
from tests import build
from tests.ledger import builders
from tests.ledger.test_agreement_rates import NUMBER, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def anna() -> int:
    return build.a_party("Anna Owes", number="K-1")


def test_a_point_is_added_and_stands_on_the_card(desk: Client, anna: int) -> None:
    typed = {"number": "PK/1", "name": "Well", "address": "Leśna 3"}
    answer = desk.post(f"/parties/{anna}/points/add/", typed, follow=True)
    assert answer.redirect_chain[-1][0] == f"/parties/{anna}/details/"
    assert "PK/1" in answer.text
    (point,) = queries.points_of(viewer=SYSTEM, party_id=anna)
    assert (point.name, point.address) == ("Well", "Leśna 3")


def test_a_number_that_is_taken_keeps_what_was_typed(desk: Client, anna: int) -> None:
    desk.post(f"/parties/{anna}/points/add/", {"number": "PK/1"})
    answer = desk.post(f"/parties/{anna}/points/add/", {"number": "PK/1", "name": "Mill"})
    assert answer.status_code == 422
    assert 'value="Mill"' in answer.text
    assert len(queries.points_of(viewer=SYSTEM, party_id=anna)) == 1


def test_an_agreement_is_added_and_ended(desk: Client, anna: int) -> None:
    works = builders.a_creditor()
    typed = {"number": "U/1", "creditor": works, "valid_from": "2026-01-01"}
    assert desk.post(f"/parties/{anna}/agreements/add/", typed).status_code == 302
    (made,) = queries.agreements_of(viewer=SYSTEM, party_id=anna)
    page = desk.get(f"/agreements/{made.public_id}/").text
    assert 'value="2026-01-01"' in page
    ended = typed | {"valid_to": "2026-06-30"}
    assert desk.post(f"/agreements/{made.public_id}/", ended).status_code == 302
    (found,) = queries.agreements_of(viewer=SYSTEM, party_id=anna)
    assert found.valid_to == dt.date(2026, 6, 30)


def test_an_agreement_does_not_end_before_it_begins(desk: Client, anna: int) -> None:
    typed = {
        "number": "U/1",
        "creditor": builders.a_creditor(),
        "valid_from": "2026-02-01",
        "valid_to": "2026-01-01",
    }
    assert desk.post(f"/parties/{anna}/agreements/add/", typed).status_code == 422
    assert queries.agreements_of(viewer=SYSTEM, party_id=anna) == []


def test_nobody_adds_without_signing_in(client: Client, anna: int) -> None:
    assert client.get(f"/parties/{anna}/points/add/").status_code == 302


def test_the_creditor_of_the_customer_is_suggested(desk: Client) -> None:
    builders.a_creditor("SK_BUSINESS")
    account_id = builders.an_account()
    builders.a_creditor("PL_UTILITY")
    (account,) = Account.objects.filter(pk=account_id)
    for page in (
        f"/receivables/add/?party={account.party_id}",
        f"/parties/{account.party_id}/agreements/add/",
    ):
        choices = desk.get(page).context["form"].fields["creditor"].choices
        assert len(choices) == 3
        assert choices[0][0] == account.creditor_id


def test_rates_of_an_agreement_are_added_shown_and_ended(desk: Client) -> None:
    it = signed()
    debt = it.debt("2026-02-27")
    place = f"/agreements/{Agreement.objects.get(pk=it.agreement).public_id}/interest/"
    assert place in desk.get(place.removesuffix("interest/")).text
    assert "The agreement says no rate" in desk.get(place).text
    typed = {
        "kind": "pl_contractual_delay", "percent": "7,5", "base": "pl_nbp_reference",
        "valid_from": "2026-03-01", "reason": "§ 7", "confirm": "ledger.accrued_changes",
    }  # fmt: skip
    wrong = desk.post(place, typed | {"percent": ""})
    assert (wrong.status_code, 'value="2026-03-01"' in wrong.text) == (422, True)
    assert desk.post(place, typed).status_code == 302
    shown = desk.get(place).text
    assert "reference rate of the NBP + 7.5 pp" in shown
    computed = desk.get(f"/receivables/{debt}/interest/?on=2026-03-31").text
    assert f"agreement {NUMBER}: reference rate of the NBP + 7.5 pp" in computed
    assert "This debt bears the rates of its agreement on their days." in computed
    (rate,) = AgreementRate.objects.all()
    end = {"on": "2026-03-15", "why": "a slip", "confirm": "ledger.accrued_changes"}
    early = desk.post(f"{place}{rate.pk}/", end | {"on": "2026-02-15"})
    assert (early.status_code, 'value="a slip"' in early.text) == (422, True)
    assert desk.post(f"{place}{rate.pk}/", end).status_code == 302
    assert desk.get(f"{place}{rate.pk}/").status_code == 404
    shown = desk.get(place).text
    assert "shortened to 15" in shown
    assert "a slip" in shown
    left = AgreementRate.objects.get(withdrawn_at=None)
    assert desk.post(f"{place}{left.pk}/", end | {"on": ""}).status_code == 302
    assert "taken back whole" in desk.get(place).text
