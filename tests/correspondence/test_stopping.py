"""Whoever's data may only be stored (art. 18 GDPR) is not written to, and it is said why."""

import datetime as dt
from collections.abc import Callable

import pytest

from kartoteka.correspondence import queries, stopping
from kartoteka.correspondence.models import Email, Invitation, Letter
from kartoteka.correspondence.operations import emails, invitations, letters
from kartoteka.correspondence.stopping import ProcessingRestricted
from kartoteka.kernel.actor import SYSTEM
from kartoteka.privacy import operations as privacy
from kartoteka.register import operations as register
from kartoteka.register.models import Address, Party
from kartoteka.register.operations import BlockDraft

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)
Queue = Callable[..., int]
WHY = (
    "The processing of the data of Anna Nowak is restricted (art. 18 GDPR): it may only be "
    "stored. Lift the restriction on the card first."
)


def restrict(party: Party) -> None:
    privacy.restrict(actor=SYSTEM, party_id=party.pk, reason="Disputes it", on=DAY, today=DAY)


def an_email(party: Party, **said: object) -> Email:
    pk = emails.send_email(
        actor=SYSTEM, to="anna@example.org", subject="Hello", text="Hi", party_id=party.pk
    )
    Email.objects.filter(pk=pk).update(**said)
    return Email.objects.get(pk=pk)


def test_no_letter_is_queued_until_it_is_lifted(anna: Party, queue: Queue) -> None:
    restrict(anna)
    with pytest.raises(ProcessingRestricted) as refused:
        queue("a letter")
    assert refused.value.sentence() == WHY
    assert not Letter.objects.exists()
    privacy.lift_restriction(actor=SYSTEM, party_id=anna.pk, on=DAY)
    queue("a letter")
    assert Letter.objects.count() == 1


def test_a_letter_that_waits_stays_out_of_the_run_and_says_why(anna: Party, queue: Queue) -> None:
    queue("a letter")
    restrict(anna)
    with pytest.raises(letters.NothingWaits):
        letters.start_run(actor=SYSTEM)
    (row,) = queries.letters(viewer=SYSTEM, state="WAITING")
    assert row.stopped_by == WHY


def test_no_email_is_queued(anna: Party) -> None:
    restrict(anna)
    with pytest.raises(ProcessingRestricted, match="restricted"):
        an_email(anna)
    assert not Email.objects.exists()


def test_an_email_queued_before_is_not_sent(anna: Party, mailoutbox: list[object]) -> None:
    email = an_email(anna)
    restrict(anna)
    emails.deliver(email_id=email.pk)
    email.refresh_from_db()
    assert (email.state, email.problem) == (
        "FAILED", "The processing of the customer's data was restricted meanwhile.",
    )  # fmt: skip
    assert mailoutbox == []


def test_many_emails_go_again_without_those_who_are_stopped(anna: Party) -> None:
    adam, ewa = (
        Party.objects.create(number=name, kind="PERSON", name=name) for name in ("Adam", "Ewa")
    )
    again, mine, blocked = (an_email(party, state="FAILED") for party in (adam, anna, ewa))
    sent = an_email(adam, state="SENT")
    restrict(anna)
    register.set_blocks(
        actor=SYSTEM, party_ids=[ewa.pk],
        draft=BlockDraft(what=("CONTACT",), reason="Dispute", valid_from=DAY),
    )  # fmt: skip
    ids = [again.pk, mine.pk, blocked.pk, sent.pk]
    outcome = emails.send_again_many(actor=SYSTEM, ids=ids, options={})
    assert outcome.done == 1
    assert outcome.refused == [
        (mine.pk, "Hello", WHY),
        (
            blocked.pk,
            "Hello",
            "Ewa is blocked since 20\u00a0Nov\u00a02026 (contact): Dispute. Lift the block on the "
            "card first.",
        ),
        (sent.pk, "Hello", emails.CannotSendAgain().sentence()),
    ]
    assert [Email.objects.get(pk=pk).state for pk in ids] == ["WAITING", "FAILED", "FAILED", "SENT"]
    with pytest.raises(ProcessingRestricted):
        emails.send_again(actor=SYSTEM, email=mine.public_id)


def test_nobody_restricted_is_invited(anna: Party) -> None:
    Address.objects.create(party=anna, kind="REGISTERED", building="14", city="Łódź")
    restrict(anna)
    with pytest.raises(ProcessingRestricted):
        invitations.invite_to_portal(actor=SYSTEM, party_id=anna.pk, email="a@b.pl", on=DAY)
    assert not Invitation.objects.exists()
    assert not Letter.objects.exists()


def test_it_binds_who_took_the_person_over(anna: Party) -> None:
    other = Party.objects.create(number="K-2", kind="PERSON", name="Anna N.")
    restrict(anna)
    register.merge(actor=SYSTEM, survivor_id=other.pk, loser_id=anna.pk)
    assert [*stopping.stopped(viewer=SYSTEM, party_ids=[other.pk, 0])] == [other.pk]


def test_many_are_asked_about_at_once(
    anna: Party, django_assert_num_queries: Callable[[int], object]
) -> None:
    ids = [Party.objects.create(number=f"N{n}", kind="PERSON", name="N").pk for n in range(30)]
    restrict(anna)
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        assert [*stopping.stopped(viewer=SYSTEM, party_ids=[*ids, anna.pk])] == [anna.pk]
