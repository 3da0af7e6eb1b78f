"""Inviting a customer to the portal, and the two secrets that open it only together.

The code goes by post, the link by e-mail. Whoever holds one of them learns nothing, not even
whether the other exists: every failure is the same refusal after the same work.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.correspondence import queries, rules, stopping
from kartoteka.correspondence.models import Email, Invitation, Letter, Sealed
from kartoteka.correspondence.operations import emails, letters
from kartoteka.correspondence.rules import Recipient
from kartoteka.documents import operations as documents
from kartoteka.kernel import pdf
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations as register
from kartoteka.register.models import Party, PortalGrant
from kartoteka.register.queries import blocks

VALID_FOR = dt.timedelta(days=30)
MOST_WRONG_CODES = 5


class NoAddress(Refusal):
    code = "correspondence.no_address"
    message = _("The customer has no postal address. Add one: the code goes there by letter.")


class NotActivated(Refusal):
    """Nothing is told apart here, on purpose."""

    code = "correspondence.not_activated"
    message = _(
        "The code does not fit this link, or the invitation has expired. Check the letter and the "
        "newest e-mail; after several wrong codes ask us for a new invitation."
    )
    field = "code"


class NothingToEnd(Refusal):
    code = "correspondence.nothing_to_end"
    message = _("This invitation was used or has ended already.")


@dataclass(frozen=True, slots=True)
class Invited:
    invitation_id: int
    letter_id: int
    email_id: int


def invite_to_portal(*, actor: Actor, party_id: int, email: str, on: dt.date) -> Invited:
    """Make a login for the party that two secrets open within 30 days.

    A letter with the code waits in the print queue, an e-mail with the link in the outbox; the
    login sees the party only after both came together. An earlier open invitation of the same
    login for the party ends. `on` is the date of the letter. Raises NoAddress,
    Blocked for a customer whose portal or contact is blocked, and ProcessingRestricted for one
    whose data may only be stored.
    """
    login = email.strip().lower()
    code, link = rules.new_code(), rules.new_link()
    with acting(actor):
        blocks.refuse_blocked(viewer=actor, party_id=party_id, what="PORTAL", on=on)
        stopping.refuse_restricted(actor=actor, party_id=party_id)
        party = Party.objects.only("id", "name", "language").get(pk=party_id)
        recipient = queries.recipient(viewer=actor, party_id=party_id, on=on)
        if recipient is None:
            raise NoAddress
        user_id = access.portal_user_for(
            actor=actor, login=login, name=party.name, language=party.language
        )
        _end_open(actor, party_id=party_id, user_id=user_id)
        with translation.override(party.language):
            letter_id = _queue_code(actor, party, recipient, code, on)
            email_id = _queue_link(actor, party, login, link)
        made = Invitation.objects.create(
            party_id=party_id,
            user_id=user_id,
            code_hash=make_password(code),
            link_hash=rules.link_hash(link),
            letter_id=letter_id,
            email_id=email_id,
            made_by=actor.user_id,
            expires_at=Now() + VALID_FOR,
        )
    return Invited(made.pk, letter_id, email_id)


def end_invitation(*, actor: Actor, invitation: UUID) -> None:
    """Its two secrets open nothing any more. Raises NothingToEnd."""
    with acting(actor):
        found = Invitation.objects.filter(
            public_id=invitation, used_at__isnull=True, ended_at__isnull=True
        ).first()
        if found is None:
            raise NothingToEnd
        _end_open(actor, party_id=found.party_id, user_id=found.user_id)


def activate(*, actor: Actor, link: str, code: str, password: str) -> int:
    """Open the login whose two secrets these are, with this password; returns the user's id.

    Raises NotActivated for everything that does not fit, after equal work; a wrong code counts,
    and after five the invitation ends. Raises access's refusal of a weak password before the
    invitation is used up.
    """
    with acting(actor):
        invitation = (
            Invitation.objects.select_for_update()
            .filter(
                link_hash=rules.link_hash(link),
                used_at__isnull=True,
                ended_at__isnull=True,
                expires_at__gt=Now(),
            )
            .first()
        )
        fits = check_password(
            rules.typed(code), invitation.code_hash if invitation else _unfitting_hash()
        )
        if invitation is not None and fits:
            access.set_portal_password(actor=actor, user_id=invitation.user_id, password=password)
            _grant(actor, invitation)
            Invitation.objects.filter(pk=invitation.pk).update(used_at=Now())
            return invitation.user_id
        if invitation is not None:
            _count_wrong_code(invitation)
    raise NotActivated


def _grant(actor: Actor, invitation: Invitation) -> None:
    # An invitation also serves who has lost the password: then the party is held already.
    held = {"user_id": invitation.user_id, "party_id": invitation.party_id}
    if not PortalGrant.objects.filter(**held, ended_at__isnull=True).exists():
        register.grant_portal(actor=actor, **held)


def _count_wrong_code(invitation: Invitation) -> None:
    counted = Invitation.objects.filter(pk=invitation.pk)
    counted.update(wrong_codes=F("wrong_codes") + 1)
    counted.filter(wrong_codes__gte=MOST_WRONG_CODES).update(ended_at=Now())


_UNFITTING: list[str] = []


def _unfitting_hash() -> str:
    # Work of the same length where there is no invitation; made with this installation's hasher.
    if not _UNFITTING:
        _UNFITTING.append(make_password(rules.new_code()))
    return _UNFITTING[0]


def _end_open(actor: Actor, *, party_id: int, user_id: int) -> None:
    ended = list(
        Invitation.objects.filter(
            party_id=party_id, user_id=user_id, used_at__isnull=True, ended_at__isnull=True
        ).select_for_update()
    )
    Invitation.objects.filter(pk__in=[one.pk for one in ended]).update(ended_at=Now())
    Sealed.objects.filter(email__in=[one.email_id for one in ended]).delete()
    Email.objects.filter(pk__in=[one.email_id for one in ended], state=Email.State.WAITING).update(
        state=Email.State.FAILED, problem=_t("The invitation was ended.")
    )
    waiting = Letter.objects.filter(
        pk__in=[one.letter_id for one in ended], state=Letter.State.WAITING
    )
    for public_id in waiting.values_list("public_id", flat=True):
        letters.withdraw(actor=actor, letter=public_id)


def _queue_code(actor: Actor, party: Party, recipient: Recipient, code: str, on: dt.date) -> int:
    kept = _code_letter(actor, recipient, rules.blanked(code), on)
    content_id = documents.keep(
        actor=actor, data=kept, name=_t("portal-access.pdf"), media_type="application/pdf"
    )
    return letters.queue_letter(
        actor=actor,
        party_id=party.pk,
        kind=Letter.Kind.ACTIVATION,
        title=_t("Your code for the customer portal"),
        content_id=content_id,
        recipient=recipient,
        language=party.language,
        with_secret=_code_letter(actor, recipient, rules.grouped(code), on),
    )


def _code_letter(actor: Actor, recipient: Recipient, code: str, on: dt.date) -> bytes:
    sender = queries.sender(viewer=actor, on=on)
    return pdf.render(
        pdf.layout("kartoteka.correspondence", "access_code"),
        {
            "language": translation.get_language() or "pl",
            "sender": [sender.name, *sender.lines],
            "recipient": list(recipient.lines),
            "date": on.strftime("%d.%m.%Y"),
            "title": _t("Your code for the customer portal"),
            "paragraphs": [
                _t(
                    "You can see what you owe, your invoices and payments on our website at any "
                    "time. To open your access you need two things: this code, and the link that "
                    "we have sent you by e-mail."
                ),
            ],
            "code_label": _t("Your code"),
            "code": code,
            "steps_label": _t("How to begin"),
            "steps": [
                _t("Open the e-mail from us and follow its link."),
                _t("Type the code. Capital or small letters and dashes do not matter."),
                _t("Choose a password of your own."),
            ],
            "after": _t(
                "The code is valid for %(days)s days and works once. Do not show this letter to "
                "anybody. If you did not ask for access, throw the letter away: nothing happens."
            )
            % {"days": VALID_FOR.days},
            "address": settings.PORTAL_URL,
        },
    )


def _queue_link(actor: Actor, party: Party, login: str, link: str) -> int:
    text = _t(
        "Good day,\n\n"
        "this is the link that opens your access to the customer portal:\n\n"
        "%(link)s\n\n"
        "You also need the code from the letter that is on its way to you by post. "
        "The link is valid for %(days)s days.\n\n"
        "If you did not ask for access, delete this e-mail: nothing happens.\n"
    )
    facts = {"days": VALID_FOR.days}
    address = f"{settings.PORTAL_URL}/activate/"
    return emails.send_email(
        actor=actor,
        to=login,
        subject=_t("Your access to the customer portal"),
        text=text % {**facts, "link": f"{address}{rules.BLANK * 8}/"},
        party_id=party.pk,
        with_secret=text % {**facts, "link": f"{address}{link}/"},
        names_nobody=True,
    )
