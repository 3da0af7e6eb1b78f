"""Blocks: set for a reason, in force in their time, lifted by whom it behoves; they truly stop."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection, transaction

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft
from kartoteka.billing import operations as billing
from kartoteka.billing.rules import ReceivableDraft
from kartoteka.correspondence.models import Email
from kartoteka.correspondence.operations import emails, invitations, letters
from kartoteka.correspondence.rules import Recipient
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.models import Account
from kartoteka.payments import operations as payments
from kartoteka.register import operations as register
from kartoteka.register.operations import BlockDraft
from kartoteka.register.queries import blocks
from kartoteka.trail import queries as trail
from tests.build import a_party, a_user, an_administrator
from tests.ledger.builders import a_creditor, an_account

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)
IBAN = "PL27114020040000300201355387"


def block(party_id: int, *what: str, actor: Actor = SYSTEM, **said: object) -> int:
    draft = BlockDraft(what, **{"reason": "Death of the owner", "valid_from": DAY} | said)  # type: ignore[arg-type]
    register.set_blocks(actor=actor, party_ids=[party_id], draft=draft)
    return blocks.blocks_of(viewer=SYSTEM, party_id=party_id)[0].id


def stopped(party_id: int, what: str, on: dt.date = DAY) -> bool:
    found = blocks.blocked(viewer=SYSTEM, party_ids=[party_id], what=what, on=on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT party_id FROM register_blocked(%s, %s)", [what, on])
        assert ({party_id} & {row[0] for row in cursor.fetchall()}) == found.keys()
    return party_id in found


def refused(code: str, call: object, **arguments: object) -> Refusal:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        call(**arguments)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def test_a_block_stops_what_it_names_in_its_period_and_nothing_else() -> None:
    party_id = a_party()
    block(party_id, "SALES", valid_to=DAY + dt.timedelta(days=9))

    assert not stopped(party_id, "SALES", DAY - dt.timedelta(days=1))
    assert stopped(party_id, "SALES", DAY)
    assert stopped(party_id, "SALES", DAY + dt.timedelta(days=9))
    assert not stopped(party_id, "SALES", DAY + dt.timedelta(days=10))
    assert not stopped(party_id, "CONTACT")
    assert not stopped(a_party("Bartek"), "SALES")


def test_several_kinds_and_customers_are_blocked_at_once() -> None:
    ids = [a_party(), a_party("Bartek")]
    draft = BlockDraft(("PAYOUT", "SALES", "PAYOUT", "NONSENSE"), "Court order", DAY)

    assert register.set_blocks(actor=SYSTEM, party_ids=ids, draft=draft) == 4
    assert [line.what for line in blocks.blocks_of(viewer=SYSTEM, party_id=ids[1])] == [
        "SALES", "PAYOUT",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("register.nothing_to_block", {"what": ("NONSENSE",)}),
        ("register.block_needs_reason", {"reason": " \n"}),
        ("register.block_ends_before_it_begins", {"valid_to": DAY - dt.timedelta(days=1)}),
    ],
)
def test_refuses_a_block_without(code: str, said: dict[str, object]) -> None:
    whole = {"what": ("SALES",), "reason": "Court order", "valid_from": DAY} | said
    draft = BlockDraft(**whole)  # type: ignore[arg-type]
    refused(code, register.set_blocks, actor=SYSTEM, party_ids=[a_party()], draft=draft)


def test_a_lifted_block_stops_nothing_from_that_day_on() -> None:
    party_id = a_party()
    block_id = block(party_id, "SALES", valid_from=DAY - dt.timedelta(days=5))

    register.lift_block(actor=SYSTEM, block_id=block_id, reason="Heirs are known", on=DAY)
    assert stopped(party_id, "SALES", DAY - dt.timedelta(days=1))
    assert not stopped(party_id, "SALES", DAY)
    line = blocks.block(viewer=SYSTEM, block_id=block_id)
    assert line is not None
    assert (line.lifted_on, line.lift_reason) == (DAY, "Heirs are known")
    again = {"actor": SYSTEM, "block_id": block_id, "reason": "x", "on": DAY}
    refused("register.block_lifted_already", register.lift_block, **again)


def test_a_block_of_another_is_lifted_by_an_administrator_only() -> None:
    anna, ewa, adam = a_user("anna"), a_user("ewa"), an_administrator()
    party_id = a_party()
    hers = block(party_id, "SALES", actor=anna.as_actor())
    said = {"block_id": hers, "reason": "Paid", "on": DAY}

    told = refused("register.not_your_block", register.lift_block, actor=ewa.as_actor(), **said)
    assert told.facts == {"who": "Anna"}
    register.lift_block(actor=adam.as_actor(), **said)  # type: ignore[arg-type]
    other = block(party_id, "PAYOUT", actor=anna.as_actor())
    register.lift_block(actor=anna.as_actor(), block_id=other, reason="Mistake", on=DAY)


def test_only_staff_block_and_see_blocks() -> None:
    customer = Actor(user_id=None, realm=Realm.PORTAL)
    party_id = a_party()
    block(party_id, "SALES")
    draft = BlockDraft(("SALES",), "x", DAY)

    refused("register.only_staff_blocks", register.set_blocks, actor=customer, party_ids=[party_id],
            draft=draft)  # fmt: skip
    assert blocks.blocks_of(viewer=customer, party_id=party_id) == []
    assert blocks.block(viewer=customer, block_id=1) is None


def test_the_history_tells_block_and_lifting() -> None:
    party_id = a_party()
    block_id = block(party_id, "SALES")
    register.lift_block(actor=SYSTEM, block_id=block_id, reason="Paid", on=DAY)

    last, first = trail.changes_of(viewer=SYSTEM, party_id=party_id)[:2]
    assert (first.what, first.op, last.op) == ("block", "I", "U")
    assert {field.label: field.new for field in last.fields} == {
        "lifted on": "26\xa0Nov\xa02026", "reason for lifting": "Paid",
    }  # fmt: skip


def test_a_block_of_sales_stops_receivables_and_agreements_by_hand() -> None:
    creditor_id, party_id = a_creditor(), a_party()
    block_id = block(party_id, "SALES", valid_from=dt.date(2026, 1, 1))
    receivable = ReceivableDraft(
        party_id=party_id, creditor_id=creditor_id, currency="PLN", kind="INVOICE",
        amount=Decimal(10), number="FV/1", title="", issued_on=DAY, due_on=DAY, token="t",
    )  # type: ignore[arg-type, call-arg]  # fmt: skip
    agreement = AgreementDraft("U/1", party_id, creditor_id, DAY)

    told = refused("register.blocked", billing.add_receivable, actor=SYSTEM, draft=receivable)
    assert told.sentence() == (
        "Anna Owes is blocked since 1\xa0Jan\xa02026 (sales): Death of the owner. "
        "Lift the block on the card first."
    )
    refused("register.blocked", agreements.add_agreement, actor=SYSTEM, draft=agreement)
    register.lift_block(actor=SYSTEM, block_id=block_id, reason="Paid", on=dt.date(2026, 1, 2))
    assert billing.add_receivable(actor=SYSTEM, draft=receivable) > 0
    assert agreements.add_agreement(actor=SYSTEM, draft=agreement) > 0


def test_a_block_of_payouts_stops_changes_of_virtual_accounts() -> None:
    account_id = an_account()
    party_id = Account.objects.get(pk=account_id).party_id
    payments.assign_virtual_account(actor=SYSTEM, account_id=account_id, iban=IBAN, on=DAY)
    block(party_id, "PAYOUT")
    said = {"actor": SYSTEM, "account_id": account_id, "on": DAY}

    refused("register.blocked", payments.close_virtual_account, **said)
    refused("register.blocked", payments.assign_virtual_account, iban=IBAN, **said)


def test_a_block_of_contact_stops_letters_and_emails() -> None:
    party_id = a_party()
    email = {"actor": SYSTEM, "to": "a@example.org", "subject": "s", "text": "t"}
    waiting = emails.send_email(party_id=party_id, **email)  # type: ignore[arg-type]
    block(party_id, "CONTACT", valid_from=dt.date(2026, 1, 1))

    refused("register.blocked", emails.send_email, party_id=party_id, **email)
    assert emails.send_email(**email) > 0  # type: ignore[arg-type]
    letter = {"kind": "OTHER", "title": "t", "content_id": 1, "language": "pl",
              "recipient": Recipient(("A",), "PL", "")}  # fmt: skip
    refused("register.blocked", letters.queue_letter, actor=SYSTEM, party_id=party_id, **letter)
    emails.deliver(email_id=waiting)
    assert mail.outbox == []
    assert Email.objects.get(pk=waiting).state == "FAILED"


def test_a_block_of_the_portal_stops_invitations() -> None:
    party_id = a_party()
    block(party_id, "PORTAL")

    refused("register.blocked", invitations.invite_to_portal, actor=SYSTEM, party_id=party_id,
            email="a@example.org", on=DAY)  # fmt: skip
