"""Refunds of what a customer has paid too much: prepared, approved by somebody else, sent once."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.documents import operations as documents
from kartoteka.formats import accounts, elixir0, pain001
from kartoteka.formats.orders import Batch, Order, OrderRefused
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger.models import Account, Creditor
from kartoteka.payments.models import Refund, RefundFile
from kartoteka.payments.operations.booking import NoSuchAccount
from kartoteka.payments.operations.cash import NotSoMuchLeft
from kartoteka.payments.operations.countering import Counter, left_of, take_from, undo_refund
from kartoteka.payments.operations.rights import require
from kartoteka.payments.operations.virtual_accounts import NotAnAccountNumber
from kartoteka.register.models import BankAccount
from kartoteka.register.queries import blocks


class NoSuchRefund(Refusal):
    code = "payments.no_such_refund"
    message = _("There is no such refund.")


class RefundStands(Refusal):
    code = "payments.refund_stands"
    message = _("This refund is %(state)s already.")


class AnotherPerson(Refusal):
    code = "payments.another_person"
    message = _("Whoever has prepared a refund cannot approve it. Ask a colleague.")


class NothingToSend(Refusal):
    code = "payments.nothing_to_send"
    message = _("No approved refund waits for this account and currency.")


class NotOurAccount(Refusal):
    code = "payments.not_our_account"
    message = _("Choose a bank account of a creditor, in the currency of the refunds.")
    field = "account"


class FileRefused(Refusal):
    code = "payments.refund_file_refused"
    message = _("The file cannot be written. %(reason)s")


constraints.means("payments_refund_two_people", AnotherPerson)


@dataclass(frozen=True, slots=True)
class RefundDraft:
    """What of a customer's unused money goes back, and to which account. `token` becomes its public
    id, so that a form sent twice prepares one refund."""

    account_id: int
    amount: Decimal
    iban: str
    name: str
    title: str = ""
    token: UUID = field(default_factory=uuid4)


def reference(refund_id: int) -> str:
    """By what the bank's statement is known to tell of a refund."""
    return f"ZWR{refund_id:08d}"


def prepare_refund(*, actor: Actor, draft: RefundDraft, on: dt.date) -> UUID:
    """Prepares a refund; nothing is posted yet. The same `token` again returns the same. Raises
    NotAllowed, NoSuchAccount, NotAnAccountNumber, NotSoMuchLeft, and Blocked where payouts are
    stopped."""
    require(actor, Role.CLERK)
    number = accounts.normalised(draft.iban)
    if not accounts.is_iban(number):
        raise NotAnAccountNumber(number=draft.iban.strip())
    with acting(actor):
        locks.lock_form(str(draft.token))
        if Refund.objects.filter(public_id=draft.token).exists():
            return draft.token
        account = Account.objects.filter(pk=draft.account_id).first()
        if account is None:
            raise NoSuchAccount
        blocks.refuse_blocked(viewer=actor, party_id=account.party_id, what="PAYOUT", on=on)
        _refuse_more(account.pk, draft.amount)
        Refund.objects.create(
            public_id=draft.token,
            account=account,
            amount=draft.amount,
            iban=number,
            name=draft.name.strip()[:140],
            title=draft.title.strip()[:100],
            prepared_by=actor.user_id,
        )
    return draft.token


def approve_refund(*, actor: Actor, public_id: UUID, on: dt.date) -> None:
    """Approves a refund and posts it: the money is the customer's no more, once.

    An administrator's, and never of who prepared it. Raises NotAllowed, NoSuchRefund,
    RefundStands, AnotherPerson, NotSoMuchLeft, Blocked, and what ledger.post does.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        refund = _held(public_id, Refund.State.PREPARED)
        if refund.prepared_by is not None and refund.prepared_by == actor.user_id:
            raise AnotherPerson
        party_id = refund.account.party_id
        blocks.refuse_blocked(viewer=actor, party_id=party_id, what="PAYOUT", on=on)
        _refuse_more(refund.account_id, refund.amount)
        counter = Counter(
            account_id=refund.account_id,
            amount=refund.amount,
            on=on,
            title=refund.title or gettext("Refund"),
            source="payments.refund",
            source_ref=str(refund.pk),
            number=reference(refund.pk),
        )
        refund.entry_id = take_from(actor, counter, left_of(refund.account_id))
        refund.state, refund.approved_by = Refund.State.APPROVED, actor.user_id
        refund.approved_at = timezone.now()
        refund.save(update_fields=["entry", "state", "approved_by", "approved_at"])


def approve_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """`approve_refund` for the rows chosen in the list, on a day; who is refused is named."""
    on = dt.date.fromisoformat(str(options["on"]))
    outcome = Outcome()
    for refund in Refund.objects.filter(pk__in=ids).order_by("pk"):
        try:
            approve_refund(actor=actor, public_id=refund.public_id, on=on)
            outcome.done += 1
        except Refusal as refusal:
            outcome.refused.append((refund.pk, refund.name, refusal.sentence()))
    return outcome


def cancel_refund(*, actor: Actor, public_id: UUID, on: dt.date) -> None:
    """Gives up a refund that is not written for the bank yet.

    One that was approved is an administrator's to give up: what it had taken is the customer's
    again from `on`, and both postings stay. Raises NotAllowed, NoSuchRefund, RefundStands, and what
    ledger.withdraw and ledger.post do.
    """
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        refund = _held(public_id, Refund.State.PREPARED, Refund.State.APPROVED)
        if refund.state == Refund.State.APPROVED:
            require(actor, Role.ADMINISTRATOR)
            title = gettext("%(refund)s cancelled") % {"refund": reference(refund.pk)}
            counter = Counter(
                account_id=refund.account_id,
                amount=refund.amount,
                on=on,
                title=title,
                source="payments.refund",
                source_ref=f"{refund.pk}/back",
                number=reference(refund.pk),
            )
            assert refund.entry_id is not None  # noqa: S101  (payments_refund_posted)
            undo_refund(actor, counter, refund.entry_id)
        refund.state = Refund.State.CANCELLED
        refund.save(update_fields=["state"])


def write_refunds(*, actor: Actor, bank_account: str, currency: str, paid_on: dt.date) -> UUID:
    """Writes all approved refunds of a creditor's account into one file: Elixir-0 in zloty,
    pain.001 otherwise. The file is kept with its hash, and none of them is written again.

    Raises NotAllowed, NotOurAccount, NothingToSend, FileRefused.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        ours = (
            BankAccount.objects.filter(
                iban=bank_account, party_id__in=Creditor.objects.values("party_id")
            )
            .select_related("party")
            .first()
        )
        if ours is None or ours.currency not in ("", currency):
            raise NotOurAccount
        refunds = list(
            Refund.objects.select_for_update(of=("self",))
            .filter(
                state=Refund.State.APPROVED,
                account__creditor_id=ours.party_id,
                account__currency=currency,
            )
            .order_by("pk")
        )
        if not refunds:
            raise NothingToSend
        is_elixir = currency == "PLN"
        kept = RefundFile(
            format=RefundFile.Format.ELIXIR0 if is_elixir else RefundFile.Format.PAIN001,
            creditor_id=ours.party_id,
            bank_account=ours.iban,
            currency=currency,
            paid_on=paid_on,
            count=len(refunds),
            sum=sum((one.amount for one in refunds), Decimal(0)),
            actor=actor.user_id,
        )
        batch = _batch(ours, refunds, currency, paid_on)
        data = _written(batch, is_elixir=is_elixir)
        kept.sha256 = hashlib.sha256(data).hexdigest()
        kept.name = f"{batch.identification}.{'txt' if is_elixir else 'xml'}"
        kept.content_id = documents.keep(
            actor=actor,
            data=data,
            name=kept.name,
            media_type="text/plain" if is_elixir else "application/xml",
        )
        kept.save()
        kept.refresh_from_db(fields=["public_id"])
        ids = [one.pk for one in refunds]
        Refund.objects.filter(pk__in=ids).update(file=kept, state=Refund.State.SENT)
        return kept.public_id


def _batch(ours: BankAccount, refunds: Sequence[Refund], currency: str, paid_on: dt.date) -> Batch:
    orders = tuple(
        Order(
            account=one.iban,
            name=one.name,
            amount=one.amount,
            title=f"{one.title or gettext('Refund')} {reference(one.pk)}",
            identification=reference(one.pk),
        )
        for one in refunds
    )
    return Batch(
        account=ours.iban,
        name=ours.party.name,
        paid_on=paid_on,
        currency=currency,
        orders=orders,
        identification=f"ZWR-{paid_on:%Y%m%d}-{refunds[0].pk}",
    )


def _written(batch: Batch, *, is_elixir: bool) -> bytes:
    try:
        if is_elixir:
            return elixir0.write(batch)
        return pain001.write(batch, made_at=timezone.localtime())
    except OrderRefused as refused:
        said = gettext(str(refused))
        name = batch.orders[refused.place - 1].name if refused.place else ""
        raise FileRefused(reason=f"{name}: {said}" if name else said) from refused


def _held(public_id: UUID, *wanted: str) -> Refund:
    refund = (
        Refund.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(public_id=public_id)
        .first()
    )
    if refund is None:
        raise NoSuchRefund
    if refund.state not in wanted:
        raise RefundStands(state=refund.get_state_display())
    return refund


def _refuse_more(account_id: int, amount: Decimal) -> None:
    left = sum(left_of(account_id).values(), Decimal(0))
    if not 0 < amount <= left:
        raise NotSoMuchLeft(left=left)
