"""A payment settled and taken back by hand: looked at first, in any way people type amounts."""

from decimal import Decimal

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from tests import build
from tests.ledger import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def owed() -> tuple[int, int, int]:
    """A debt of 123,456.78 and a payment of 2,000.00 on one account: debit, credit, party."""
    account = builders.an_account()
    debit = builders.a_debit(account, "123456.78", "2026-02-28", number="FV/1")
    credit = builders.a_payment(account, "2000.00", "2026-02-10")
    shown = queries.credit(viewer=SYSTEM, credit_id=credit)
    assert shown is not None
    return debit, credit, shown.party_id


def left_of(credit_id: int) -> Decimal:
    shown = queries.credit(viewer=SYSTEM, credit_id=credit_id)
    assert shown is not None
    return shown.open_amount


def typed(desk: Client, credit: int, **more: str) -> dict[str, str]:
    on = desk.get(f"/credits/{credit}/settle/").context["on"]
    return {"on": f"{on:%Y-%m-%d}", "how": "choice", **more}


def test_a_preview_shows_the_lines_and_settles_nothing(
    desk: Client, owed: tuple[int, int, int]
) -> None:
    debit, credit, _party = owed
    given = typed(desk, credit, look="1", **{f"debit-{debit}": "1 234,50"})
    page = desk.post(f"/credits/{credit}/settle/", given)

    assert page.status_code == 200
    assert [line.amount for line in page.context["planned"].lines] == [Decimal("1234.50")]
    assert 'value="1 234,50"' in page.text
    assert left_of(credit) == Decimal("2000.00")


def test_the_amount_typed_is_settled_once(desk: Client, owed: tuple[int, int, int]) -> None:
    debit, credit, party = owed
    given = typed(desk, credit, settle="1", **{f"debit-{debit}": "1 234,50"})
    answer = desk.post(f"/credits/{credit}/settle/", given)

    assert answer["Location"] == f"/parties/{party}/settlements/"
    assert left_of(credit) == Decimal("765.50")
    again = desk.post(f"/credits/{credit}/settle/", given)
    assert again.status_code == 422
    assert left_of(credit) == Decimal("765.50")


@pytest.mark.parametrize("amount", ["0", "-5", "five", "1,234", "1e3"])
def test_what_is_no_amount_is_refused_beside_its_box(
    desk: Client, owed: tuple[int, int, int], amount: str
) -> None:
    debit, credit, _party = owed
    given = typed(desk, credit, settle="1", **{f"debit-{debit}": amount})
    page = desk.post(f"/credits/{credit}/settle/", given)

    assert page.status_code == 422
    assert f'id="id_debit-{debit}_error"' in page.text
    assert f'value="{amount}"' in page.text
    assert left_of(credit) == Decimal("2000.00")


def test_withdrawing_asks_why_and_gives_the_amount_back(
    desk: Client, owed: tuple[int, int, int]
) -> None:
    debit, credit, party = owed
    desk.post(
        f"/credits/{credit}/settle/",
        typed(desk, credit, settle="1", **{f"debit-{debit}": "1234.50"}),
    )
    (line,) = queries.settlements_of(viewer=SYSTEM, credit_id=credit)
    chosen = {"lines": str(line.settlement_id)}

    asked = desk.post(f"/credits/{credit}/withdraw/", chosen | {"reason": " "})
    assert asked.status_code == 422
    assert left_of(credit) == Decimal("765.50")
    answer = desk.post(f"/credits/{credit}/withdraw/", chosen | {"reason": "the wrong invoice"})
    assert answer["Location"] == f"/parties/{party}/settlements/"
    assert left_of(credit) == Decimal("2000.00")
    told = "1 line withdrawn. Left of the payment: PLN\u202f2,000.00. To pay: PLN\u202f123,456.78."
    assert told in desk.get(answer["Location"]).text


@pytest.mark.parametrize("amount", ["100 000,50", "100000.5", "100\u00a0000,50"])
def test_money_at_the_till_is_typed_as_people_do(
    desk: Client, owed: tuple[int, int, int], amount: str
) -> None:
    _debit, _credit, party = owed
    page = desk.get(f"/parties/{party}/payments/new/")
    form = page.context["form"]
    given = {
        "account": str(form.fields["account"].choices[0][0]),
        "amount": amount,
        "paid_on": "2026-02-12",
        "via": "CASH",
        "token": form["token"].value(),
    }
    for _twice in range(2):
        answer = desk.post(f"/parties/{party}/payments/new/", given)
        assert answer["Location"] == f"/parties/{party}/"
    (balance,) = queries.balance(viewer=SYSTEM, party_id=party, on=builders.on("2026-03-01"))
    assert balance.overpaid == Decimal("102000.50")


def test_a_withdrawal_says_what_it_will_reopen_before_it_is_done(
    desk: Client, owed: tuple[int, int, int]
) -> None:
    debit, credit, _party = owed
    operations.settle(actor=SYSTEM, credit_id=credit, on=builders.on("2026-03-02"))
    (line,) = queries.settlements_of(viewer=SYSTEM, credit_id=credit)
    url = f"/credits/{credit}/withdraw/"

    page = desk.post(url, {"lines": [line.settlement_id], "look": "1"})

    assert page.status_code == 200
    assert [(row.entry_id, row.today, row.then) for row in page.context["planned"].changes] == [
        (debit, Decimal("121456.78"), Decimal("123456.78")),
        (credit, Decimal("0.00"), Decimal("2000.00")),
    ]
    assert left_of(credit) == Decimal(0)
    assert desk.post(url, {"lines": [line.settlement_id]}).status_code == 422
    done = desk.post(url, {"lines": [line.settlement_id], "reason": "another customer's"})
    assert (done.status_code, left_of(credit)) == (302, Decimal("2000.00"))


def test_a_payment_that_came_late_is_settled_as_if_it_had_come_in_time(desk: Client) -> None:
    account = builders.an_account(builders.a_creditor("PL_COLLECTION"))
    kind = "pl_statutory_delay"
    builders.a_debit(account, "1000", "2026-05-11", number="FV/1", interest_kind=kind)
    builders.a_payment(account, "500", "2026-06-10")
    on = builders.on("2026-06-30")
    operations.settle_all(actor=SYSTEM, on=on, account_ids=[account])
    late = builders.a_payment(account, "600", "2026-05-12")
    assert f"/credits/{late}/replay/" in desk.get(f"/credits/{late}/settle/").text

    page = desk.get(f"/credits/{late}/replay/")
    assert page.context["planned"].withdrawn.lines == 2
    assert desk.post(f"/credits/{late}/replay/", {"reason": ""}).status_code == 422
    done = desk.post(f"/credits/{late}/replay/", {"reason": "the bank told late"})

    assert (done.status_code, left_of(late)) == (302, Decimal(0))
    (left,) = queries.open_entries(viewer=SYSTEM, account_id=account, on=on, side="CREDIT")
    # 1100.00 came; 1000.00 and 0.25 (a day on it) and 2.94 (29 days on 400.25) were owed
    assert left.open_amount == Decimal("96.81")
    told = desk.get(f"/credits/{left.entry_id}/replay/")
    assert "There is nothing to settle" in told.text


def test_the_rest_goes_to_another_account_of_the_customer_or_of_whom_they_name(
    desk: Client, owed: tuple[int, int, int]
) -> None:
    _debit, credit, party = owed
    other_creditor = builders.a_creditor()
    account = operations.open_account(
        actor=SYSTEM, party_id=party, creditor_id=other_creditor, currency="PLN"
    )
    stranger = build.a_party("Zofia", number="Z-1")
    theirs = operations.open_account(
        actor=SYSTEM, party_id=stranger, creditor_id=other_creditor, currency="PLN"
    )
    builders.a_debit(theirs, "77.00", "2026-02-10")

    address = f"/credits/{credit}/move/"
    assert [key for key, _word in desk.get(address).context["form"].fields["to"].choices] == [
        account
    ]
    page = desk.get(f"{address}?number=Z-1")
    assert [key for key, _word in page.context["form"].fields["to"].choices] == [theirs, account]
    given = {"to": theirs, "amount": "2 000,01", "reason": "Paid for a neighbour"}
    refused = desk.post(f"{address}?number=Z-1", given)
    assert refused.status_code == 422
    assert "2 000,01" in refused.text
    assert desk.post(address, given | {"amount": "77"}).status_code == 422

    page = desk.post(f"{address}?number=Z-1", given | {"amount": "77"}, follow=True)
    assert page.context["credit"].party_id == stranger
    assert left_of(credit) == Decimal("1923.00")
    listed = desk.get("/overpayments/")
    assert "1,923.00" in listed.text
    assert "77.00" in listed.text
