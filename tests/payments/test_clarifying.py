"""What nobody has explained: owner, notes, and one payment for several customers."""

from decimal import Decimal

import pytest

from kartoteka.access.operations import bulk
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations, queries
from kartoteka.payments.models import Payment, Share, Waiting
from kartoteka.payments.operations import clarifying
from tests import build
from tests.payments.builders import (
    PAYER,
    a_customer,
    a_line,
    a_statement,
    a_utility,
    taken,
)

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=5, realm=Realm.DESK, role=Role.CLERK)


def waiting_lines(*amounts: str) -> list[int]:
    lines = (
        a_line(amount, f"razem {amount}", counterparty_account=PAYER, counterparty_name="Jan Obcy")
        for amount in amounts
    )
    taken(a_statement(*lines))
    return [line.line_id for line in queries.waiting(viewer=SYSTEM)]


def test_lines_are_given_to_a_clerk_many_at_once_and_notes_are_kept() -> None:
    a_utility()
    first, second, third = waiting_lines("1.00", "2.00", "3.00")
    zofia = build.a_user("zofia")
    outcome = clarifying.assign_many(
        actor=CLERK, ids=[first, second], options={"owner": str(zofia.pk)}
    )
    assert (outcome.done, outcome.same) == (2, 0)
    again = operations.assign(actor=CLERK, line_ids=[second, third], owner=zofia.pk)
    assert again == 1, "only what changes"
    operations.add_note(actor=CLERK, line_id=first, text=" Dzwoniłam, oddzwonią ")
    kept = queries.clearing(viewer=SYSTEM, line_id=first)
    assert (kept.owner_name, [note.text for note in kept.notes]) == (
        "Zofia", ["Dzwoniłam, oddzwonią"],
    )  # fmt: skip
    with pytest.raises(operations.NoSuchClerk):
        operations.assign(actor=CLERK, line_ids=[first], owner=build.a_customer().pk)
    with pytest.raises(operations.NoteEmpty):
        operations.add_note(actor=CLERK, line_id=first, text="  ")
    assert bulk.act_of(actor=CLERK, subject="waiting", key="assign").run is clarifying.assign_many


def test_one_payment_is_split_over_customers_and_adds_up() -> None:
    creditor = a_utility()
    anna_party, anna = a_customer(creditor, "K1", "Anna Nowak")
    bartek_party, bartek = a_customer(creditor, "K2", "Bartek Lis")
    (line,) = waiting_lines("100.00")
    draft = operations.ShareDraft
    with pytest.raises(operations.SharesDiffer) as refused:
        operations.accept_split(
            actor=CLERK,
            line_id=line,
            shares=[draft(anna, Decimal(60)), draft(bartek, Decimal("30.50"))],
        )
    assert "9.50" in refused.value.sentence()
    for wrong in (
        [draft(anna, Decimal(100))],
        [draft(anna, Decimal(60)), draft(anna, Decimal(40))],
        [draft(anna, Decimal(160)), draft(bartek, Decimal(-60))],
    ):
        with pytest.raises(operations.SharesWrong):
            operations.accept_split(actor=CLERK, line_id=line, shares=wrong)
    assert Entry.objects.filter(kind="PAYMENT").count() == 0
    shares = [draft(anna, Decimal(60)), draft(bartek, Decimal(40))]
    operations.accept_split(actor=CLERK, line_id=line, shares=shares)
    assert [(row.party, row.amount) for row in queries.shares_of(viewer=SYSTEM, line_id=line)] == [
        ("Anna Nowak", Decimal(60)),
        ("Bartek Lis", Decimal(40)),
    ]
    (mine,) = queries.payments_of(viewer=SYSTEM, party_id=bartek_party)
    assert (mine.amount, mine.payer, mine.reason) == (
        Decimal(40), "Jan Obcy", "a share of a payment that was split by hand",
    )  # fmt: skip
    assert queries.payments_of(viewer=SYSTEM, party_id=anna_party)[0].amount == Decimal(60)
    assert (Waiting.objects.count(), Payment.objects.count(), Share.objects.count()) == (0, 1, 1)
    with pytest.raises(operations.AlreadyBooked):
        operations.accept_split(actor=CLERK, line_id=line, shares=shares)
    assert queries.account_of_payer(viewer=SYSTEM, bank_account=PAYER) is None


def test_the_screens_assign_note_and_split(client: object) -> None:
    creditor = a_utility()
    a_customer(creditor, "K1", "Anna Nowak")
    a_customer(creditor, "K2", "Bartek Lis")
    (line,) = waiting_lines("100.00")
    user = build.a_user("zofia")
    client.force_login(user)  # type: ignore[attr-defined]
    page, post = f"/payments/lines/{line}/", client.post  # type: ignore[attr-defined]
    assert "Zofia" in post(f"{page}assign/", {"owner": user.pk}, follow=True).text
    assert "sąsiad płaci" in post(f"{page}note/", {"text": "sąsiad płaci"}, follow=True).text
    typed = {"number_1": "K1", "amount_1": "60,00", "number_2": "K9", "amount_2": "40"}
    refused = post(f"{page}split/", typed)
    assert refused.status_code == 422
    assert "No customer of this creditor has this number." in refused.text
    assert 'value="60,00"' in refused.text
    done = post(f"{page}split/", typed | {"number_2": "K2"}, follow=True).text
    assert "Bartek Lis" in done
    assert "Booked." in done
    waiting = client.get("/payments/waiting/")  # type: ignore[attr-defined]
    assert waiting.status_code == 200
