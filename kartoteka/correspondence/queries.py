"""What may be asked: the print queue, runs, the outbox, invitations, addresses for letters."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import chain
from uuid import UUID

from babel import Locale
from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.correspondence import sealing, stopping
from kartoteka.correspondence.models import Email, Invitation, Letter, PrintRun, Sealed
from kartoteka.correspondence.rules import Recipient
from kartoteka.documents import queries as documents
from kartoteka.kernel import pdf
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register import addressing
from kartoteka.register.analysis import Fact, Section
from kartoteka.register.models import Address, Party

PAGE = 100


class NoSuchRun(Refusal):
    code = "correspondence.no_such_run"
    message = _("There is no such print run.")


class NoSuchLetter(Refusal):
    code = "correspondence.no_such_letter"
    message = _("There is no such letter.")


@dataclass(frozen=True, slots=True)
class Sender:
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterRow:
    public_id: UUID
    party_id: int
    party_public_id: UUID
    party_name: str
    kind: str
    kind_name: str
    title: str
    place: str
    pages: int
    state: str
    state_name: str
    queued_at: dt.datetime
    printed_at: dt.datetime | None
    times_printed: int
    has_code: bool
    stopped_by: str = ""


@dataclass(frozen=True, slots=True)
class RunRow:
    public_id: UUID
    made_at: dt.datetime
    printed_at: dt.datetime | None
    letters: int
    pages: int
    at_printer: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    public_id: UUID
    login: str
    user_id: int
    made_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None
    ended_at: dt.datetime | None
    letter_state: str
    email_state: str
    wrong_codes: int

    def state(self, now: dt.datetime) -> str:
        """USED, ENDED, EXPIRED or OPEN."""
        if self.used_at:
            return "USED"
        if self.ended_at:
            return "ENDED"
        return "EXPIRED" if self.expires_at <= now else "OPEN"


def letters(*, viewer: Actor, state: str, after: int = 0) -> list[LetterRow]:
    """The letters in this state: waiting ones in postal order, others the newest first.

    `stopped_by` says why one is not printed: its customer must not be written to today.
    """
    found = Letter.objects.filter(state=state).select_related("party")
    order = ("country", "postal_code", "id") if state == Letter.State.WAITING else ("-id",)
    shown = found.order_by(*order)[after : after + PAGE]
    if state != Letter.State.WAITING:
        return [_letter(one) for one in shown]
    waiting = [(one.pk, one.party_id, one.kind) for one in shown]
    stopped = stopping.stopped_letters(viewer=viewer, letters=waiting)
    return [
        replace(_letter(one), stopped_by=stopped[one.pk].sentence())
        if one.pk in stopped
        else _letter(one)
        for one in shown
    ]


def letter(*, viewer: Actor, public_id: UUID) -> tuple[LetterRow, int]:
    """A letter and the id of its kept copy, in which secrets are blanked. Raises NoSuchLetter."""
    found = Letter.objects.select_related("party").filter(public_id=public_id).first()
    if found is None:
        raise NoSuchLetter
    return _letter(found), found.content_id


def waiting_count(*, viewer: Actor) -> int:
    return Letter.objects.filter(state=Letter.State.WAITING).count()


def runs(*, viewer: Actor, limit: int = 20) -> list[RunRow]:
    """Print runs, the newest first; those still at the printer before all others."""
    found = PrintRun.objects.annotate(
        count=Count("letters"),
        sheets=Sum("letters__pages"),
        open=Count("letters", filter=Q(letters__state=Letter.State.PRINTING)),
    ).filter(count__gt=0)
    return [
        RunRow(one.public_id, one.made_at, one.printed_at, one.count, one.sheets, one.open > 0)
        for one in found.order_by(Case(When(open__gt=0, then=Value(0)), default=1), "-made_at")[
            :limit
        ]
    ]


def run_pdf(*, viewer: Actor, run: UUID, cover: bytes | None = None) -> bytes:
    """All letters of the run in one PDF in postal order, secrets readable until it is printed;
    on top, where it is given, the PDF `cover`. Raises NoSuchRun.
    """
    found = list(Letter.objects.filter(run__public_id=run).order_by("country", "postal_code", "id"))
    if not found:
        raise NoSuchRun
    sealed = dict(Sealed.objects.filter(letter__in=found).values_list("letter_id", "data"))
    letters = (
        sealing.unseal(bytes(sealed[one.pk]))
        if one.pk in sealed
        else documents.read(viewer=viewer, content_id=one.content_id)
        for one in found
    )
    return pdf.put_together(chain([cover] if cover else [], letters))


def untried_emails(*, viewer: Actor) -> list[int]:
    """Waiting e-mails that nobody has tried to send yet."""
    waiting = Email.objects.filter(state=Email.State.WAITING, tried_at__isnull=True)
    return list(waiting.order_by("id").values_list("id", flat=True)[:PAGE])


def invitations(*, viewer: Actor, party_id: int) -> list[InvitationRow]:
    """The party's invitations, the newest first."""
    found = Invitation.objects.filter(party_id=party_id).select_related("user", "letter", "email")
    return [
        InvitationRow(
            one.public_id,
            one.user.login,
            one.user_id,
            one.made_at,
            one.expires_at,
            one.used_at,
            one.ended_at,
            str(one.letter.get_state_display()),
            str(one.email.get_state_display()),
            one.wrong_codes,
        )
        for one in found.order_by("-id")
    ]


def recipient(*, viewer: Actor, party_id: int, on: dt.date) -> Recipient | None:
    """Where the party wants its letters on that day, None where it has no address at all."""
    party = Party.objects.only("id", "name").get(pk=party_id)
    address = _address(party_id, on)
    if address is None:
        return None
    lines = (party.name, *_lines(address, _sent_from(on)))
    return Recipient(lines=lines, country=address.country, postal_code=address.postal_code)


def recipients(*, viewer: Actor, party_ids: Collection[int], on: dt.date) -> dict[int, Recipient]:
    """`recipient` of many at once; who has no address is not there."""
    del viewer
    sent_from = _sent_from(on)
    names = dict(Party.objects.filter(pk__in=party_ids).values_list("pk", "name"))
    found: dict[int, Recipient] = {}
    for address in _in_force(on).filter(party_id__in=party_ids).order_by("party_id", *_RANKED):
        if address.party_id not in found:
            lines = (names[address.party_id], *_lines(address, sent_from))
            found[address.party_id] = Recipient(lines, address.country, address.postal_code)
    return found


def sender(*, viewer: Actor, on: dt.date) -> Sender:
    """The office: the first of its own firms, with its address."""
    office = Party.objects.only("id", "name").filter(is_creditor=True).order_by("id").first()
    if office is None:
        return Sender("", ())
    address = _address(office.pk, on)
    return Sender(office.name, addressing.envelope(address) if address else ())


def _sent_from(on: dt.date) -> str:
    """Whence letters are sent: the country of the office's own address, else of the office."""
    office = Party.objects.only("id", "country").filter(is_creditor=True).order_by("id").first()
    address = _address(office.pk, on) if office else None
    return address.country if address else office.country if office else "PL"


_RANKED = (
    Case(
        When(kind=Address.Kind.CORRESPONDENCE, then=Value(0)),
        When(kind=Address.Kind.REGISTERED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    ),
    "-is_default",
    "id",
)


def _address(party_id: int, on: dt.date) -> Address | None:
    return _in_force(on).filter(party_id=party_id).order_by(*_RANKED).first()


def _in_force(on: dt.date) -> QuerySet[Address]:
    return Address.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on)).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )


def _lines(address: Address, sent_from: str = "PL") -> tuple[str, ...]:
    """The lines below the name; abroad also the country, in English capitals as the post asks."""
    lines = addressing.envelope(address)
    if address.country == sent_from:
        return lines
    name = Locale("en").territories.get(address.country, address.country)
    return (*lines, str(name).upper())


def _letter(one: Letter) -> LetterRow:
    return LetterRow(
        public_id=one.public_id,
        party_id=one.party_id,
        party_public_id=one.party.public_id,
        party_name=one.party.name,
        kind=one.kind,
        kind_name=str(one.get_kind_display()),
        title=one.title,
        place=one.recipient[-1] if one.recipient else "",
        pages=one.pages,
        state=one.state,
        state_name=str(one.get_state_display()),
        queued_at=one.queued_at,
        printed_at=one.printed_at,
        times_printed=one.times_printed,
        has_code=one.kind == Letter.Kind.ACTIVATION,
    )


def analysis(*, viewer: Actor, party_id: int, on: dt.date) -> Section | None:
    """What was sent to a customer in twelve months, and when something last was."""
    del viewer
    since = on - dt.timedelta(days=365)
    recent = Q(queued_at__date__gt=since, queued_at__date__lte=on)
    letters_of = Letter.objects.filter(party_id=party_id).exclude(state=Letter.State.WITHDRAWN)
    emails_of = Email.objects.filter(party_id=party_id)
    paper = letters_of.aggregate(n=Count("pk", filter=recent), last=Max("queued_at"))
    mail = emails_of.aggregate(n=Count("pk", filter=recent), last=Max("queued_at"))
    lasts = [said["last"] for said in (paper, mail) if said["last"]]
    if not lasts:
        return None
    return Section(
        _("Contacts"),
        [
            Fact(_("Letters in 12 months"), paper["n"]),
            Fact(_("E-mails in 12 months"), mail["n"]),
            Fact(_("Last sent on"), timezone.localtime(max(lasts)).date()),
        ],
    )
