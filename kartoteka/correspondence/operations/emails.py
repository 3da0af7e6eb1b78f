"""The outbox: an e-mail is queued in the operation's transaction and handed over once.

Whoever delivers first claims the row; a claim that is found again means that its worker died while
the server may have had the message, so the e-mail is UNCERTAIN until a person decides.
"""

from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import mail
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.correspondence import rules, sealing, stopping
from kartoteka.correspondence.models import Email, Sealed
from kartoteka.documents import queries as documents
from kartoteka.kernel import jobs, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy import operations as privacy
from kartoteka.privacy.operations import DisclosureDraft
from kartoteka.register import queries as register

State = Email.State
TIMES = 6


class CannotSendAgain(Refusal):
    code = "correspondence.cannot_send_again"
    message = _("This e-mail is on its way or was sent. Only one that failed can be sent again.")


class ServerAway(Exception):  # noqa: N818  (makes the job try again later, no person sees it)
    """The mail server could not be reached or asked to come back later."""


def send_email(
    *,
    actor: Actor,
    to: str,
    subject: str,
    text: str,
    party_id: int | None = None,
    with_secret: str | None = None,
    third_party: DisclosureDraft | None = None,
    names_nobody: bool = False,
    attachment: int | None = None,
) -> int:
    """Put an e-mail into the outbox and return its id; it leaves after the transaction commits.

    `with_secret` is the same text with its secret readable: it is sent instead, kept encrypted
    until then, and destroyed when it has been handed over. An e-mail about a party to an address
    that is none of the party's own goes into the register of disclosures, as `third_party` says or
    as to somebody else; one that `names_nobody` does not. `attachment` is a kept content that goes
    with it. Raises Blocked
    for a customer (`party_id`) who must not be contacted today, ProcessingRestricted for one
    whose data may only be stored.
    """
    if party_id is not None:
        stopping.refuse_stopped(actor=actor, party_id=party_id)
    with acting(actor):
        if actor.realm is Realm.DESK and party_id is not None and not names_nobody:
            _note_disclosure(actor, party_id, to, subject, third_party)
        given = {
            "public_id": uuid4(),
            "to": to,
            "subject": " ".join(subject.split()),
            "text": text,
            "party_id": party_id,
            "queued_by": actor.user_id,
        }
        row = sql.row("kartoteka.correspondence", "queue_email", given)
        email_id = int(row[0]) if row else 0
        if attachment is not None:
            Email.objects.filter(pk=email_id).update(attachment=attachment)
        if with_secret is not None:
            Sealed.objects.create(email_id=email_id, data=sealing.seal(with_secret.encode()))
        if actor.realm is Realm.DESK:  # the portal may not put jobs into the queue: see tasks.sweep
            _defer(email_id)
    return email_id


def _note_disclosure(
    actor: Actor, party_id: int, to: str, subject: str, said: DisclosureDraft | None
) -> None:
    party = register.party(viewer=actor, party_id=party_id)
    own = {line.value for line in party.contacts} if party else set()
    if said is None and to.strip().lower() in own:
        return
    privacy.disclose(
        actor=actor,
        draft=said
        or DisclosureDraft(
            recipient_kind="OTHER",
            recipient=to,
            scope=("IDENTITY", "OTHER"),
            basis="F",
            way="EMAIL",
            note=subject,
        ),
        parties=[party_id],
    )


def send_again(*, actor: Actor, email: UUID) -> None:
    """Send an e-mail that failed or perhaps failed once more. Raises CannotSendAgain, and as
    `send_email` for a customer who must not be written to."""
    with acting(actor):
        row = Email.objects.select_for_update().filter(public_id=email).first()
        if row is None or row.state not in {State.UNCERTAIN, State.FAILED}:
            raise CannotSendAgain
        if row.party_id is not None:
            stopping.refuse_stopped(actor=actor, party_id=row.party_id)
        Email.objects.filter(pk=row.pk).update(state=State.WAITING, problem="")
        _defer(row.pk)


def send_again_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """The act of the list of e-mails: those that failed or perhaps failed go once more, the others
    are left out with the reason, and so are those to customers who must not be written to."""
    del options
    with acting(actor):
        rows = Email.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        found = {row.pk: row for row in rows}
        parties = {row.party_id for row in found.values() if row.party_id is not None}
        stopped = stopping.stopped(viewer=actor, party_ids=parties)
        why = {
            pk: CannotSendAgain()
            if row.state not in {State.UNCERTAIN, State.FAILED}
            else stopped.get(row.party_id or 0)
            for pk, row in found.items()
        }
        again = [pk for pk, reason in why.items() if reason is None]
        Email.objects.filter(pk__in=again).update(state=State.WAITING, problem="")
        for pk in again:
            _defer(pk)
    left = [(pk, found[pk].subject, no.sentence()) for pk, no in why.items() if no is not None]
    return Outcome(done=len(again), refused=left)


def deliver(*, email_id: int) -> None:
    """Hand a waiting e-mail over to the server, at most once.

    Raises ServerAway where nothing was handed over and it may be tried again.
    """
    claimed = _claim(email_id)
    if claimed is None:
        return
    message = mail.EmailMessage(
        subject=claimed.subject,
        body=_full_text(claimed),
        to=[claimed.to],
        headers={"Message-ID": message_id(claimed)},
    )
    if claimed.attachment_id is not None:
        try:
            message.attach(*_attached(claimed.attachment_id))
        except Refusal as no:  # lost, erased or infected: the letter alone would say too little
            with acting(SYSTEM):
                _note(claimed, State.FAILED, no.sentence())
            return
    connected = False
    try:
        server = mail.get_connection(timeout=30)
        server.open()
        connected = True
        server.send_messages([message])
        server.close()
    except (OSError, ValueError) as error:  # smtplib's exceptions are OSErrors
        _failed(claimed, error, connected=connected)
        return
    with acting(SYSTEM):
        Email.objects.filter(pk=claimed.pk).update(state=State.SENT, sent_at=Now(), problem="")
        Sealed.objects.filter(email=claimed).delete()


def message_id(email: Email) -> str:
    """By which mail servers know the e-mail, the same at every sending: who asks them whether they
    had it finds it by this, and a mailbox that gets it twice can tell."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{email.public_id}@{domain}>"


def give_up(*, email_id: int, reason: str) -> None:
    """It was tried often enough."""
    with acting(SYSTEM):
        Email.objects.filter(pk=email_id, state=State.WAITING).update(
            state=State.FAILED, problem=reason
        )


def _claim(email_id: int) -> Email | None:
    with acting(SYSTEM):
        email = Email.objects.select_for_update().filter(pk=email_id).first()
        if email is None or email.state not in {State.WAITING, State.SENDING}:
            return None
        if email.state == State.SENDING:
            words = _t("The worker stopped while the server took the e-mail.")
            _note(email, State.UNCERTAIN, f"{words} Message-ID: {message_id(email)}")
            return None
        stopped = [] if email.party_id is None else [email.party_id]
        for no in stopping.stopped(viewer=SYSTEM, party_ids=stopped).values():
            _note(email, State.FAILED, _meanwhile(no))
            return None
        Email.objects.filter(pk=email_id).update(
            state=State.SENDING, attempts=F("attempts") + 1, tried_at=Now()
        )
        return email


def _meanwhile(no: Refusal) -> str:
    if isinstance(no, stopping.ProcessingRestricted):
        return _t("The processing of the customer's data was restricted meanwhile.")
    return _t("The customer was blocked from contact meanwhile.")


def _attached(content_id: int) -> tuple[str, bytes, str]:
    kept = documents.content(viewer=SYSTEM, content_id=content_id)
    return kept.name, documents.read(viewer=SYSTEM, content_id=content_id), kept.media_type


def _full_text(email: Email) -> str:
    sealed = Sealed.objects.filter(email=email).first()
    return sealing.unseal(bytes(sealed.data)).decode() if sealed else email.text


def _failed(email: Email, error: Exception, *, connected: bool) -> None:
    outcome = rules.outcome(error, connected=connected)
    states = {
        rules.Outcome.AGAIN: State.WAITING,
        rules.Outcome.UNCERTAIN: State.UNCERTAIN,
        rules.Outcome.REFUSED: State.FAILED,
    }
    with acting(SYSTEM):
        _note(email, states[outcome], f"{type(error).__name__}: {error}"[:500])
    if outcome is rules.Outcome.AGAIN:
        raise ServerAway from error


def _note(email: Email, state: str, problem: str) -> None:
    Email.objects.filter(pk=email.pk).update(state=state, problem=problem)


def _defer(email_id: int) -> None:
    from kartoteka.correspondence import tasks  # which calls this module back

    jobs.defer(tasks.deliver, lock=f"email-{email_id}", email_id=email_id)
