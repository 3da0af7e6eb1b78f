"""Creditors at the desk: made of the office's own firms, changed, their books closed for good."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.register.models import Party
from tests import build
from tests.ledger.builders import a_creditor, a_debit, an_account

pytestmark = pytest.mark.django_db
ADDRESS = "/settling/creditors/"


@pytest.fixture
def boss(client: Client) -> Client:
    """An administrator's browser, in English."""
    client.force_login(build.an_administrator())
    return client


def told() -> list[tuple[str, str, str, dt.date | None]]:
    found = queries.creditors(viewer=SYSTEM)
    return [(one.name, one.scheme, one.rounding, one.closed_until) for one in found]


def test_a_clerk_does_not_come_here(client: Client) -> None:
    creditor_id = a_creditor()
    client.force_login(build.a_user())
    for place in ("", f"{creditor_id}/", f"{creditor_id}/close/"):
        assert client.get(ADDRESS + place).status_code == 403


def test_a_firm_of_the_office_becomes_a_creditor_and_is_changed(boss: Client) -> None:
    assert "Nobody is a creditor yet." in boss.get(ADDRESS).text
    firm = build.a_party("Vodárne Jasenná", kind="COMPANY")
    number = Party.objects.get(pk=firm).number
    typed = {"number": number, "scheme": "SK_BUSINESS", "rounding": "period"}
    refused = boss.post(ADDRESS, typed)
    assert refused.status_code == 422
    assert "No firm of the office has this number." in refused.text
    assert f'value="{number}"' in refused.text
    Party.objects.filter(pk=firm).update(is_creditor=True)
    for _twice in range(2):
        assert boss.post(ADDRESS, typed).status_code == 302
    assert told() == [("Vodárne Jasenná", "SK_BUSINESS", "period", None)]
    page = boss.get(f"{ADDRESS}{firm}/").context["form"]
    assert page.initial == {"scheme": "SK_BUSINESS", "rounding": "period"}
    boss.post(f"{ADDRESS}{firm}/", {"scheme": "SK_CONSUMER", "rounding": "once"})
    assert told() == [("Vodárne Jasenná", "SK_CONSUMER", "once", None)]
    assert "row by row" not in boss.get(ADDRESS).text.partition("<form")[0].partition("<tbody>")[2]
    assert boss.get(f"{ADDRESS}999/").status_code == 404


def test_books_are_closed_to_a_day_that_is_over(boss: Client) -> None:
    account_id = an_account(creditor_id := a_creditor())
    address = f"{ADDRESS}{creditor_id}/close/"
    today = timezone.localdate()
    ended = today.replace(day=1) - dt.timedelta(days=1)
    assert boss.get(address).context["form"].initial == {"until": ended}
    for until, sure, words in (
        (today, "on", "Books are closed only to a day that is over"),
        (ended, "", "This field is required."),
        ("never", "on", "Enter a valid date."),
    ):
        refused = boss.post(address, {"until": until, "is_sure": sure})
        assert (refused.status_code, words in refused.text) == (422, True)
    assert boss.post(address, {"until": ended, "is_sure": "on"}).status_code == 302
    assert told()[0][3] == ended
    earlier = boss.post(address, {"until": ended - dt.timedelta(days=1), "is_sure": "on"})
    assert "A closed period is not opened again." in earlier.text
    with pytest.raises(operations.PeriodClosed):
        a_debit(account_id, "1.00", f"{ended}", booked_on=ended, effective_on=ended)
