"""Documents in bulk: what was planned, what became of it, and the volumes for the printer."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.correspondence import queries as correspondence
from kartoteka.correspondence.models import Letter
from kartoteka.insight.models import Mailed, Mailing
from kartoteka.insight.models import Volume as VolumeRow
from kartoteka.kernel import pdf
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.days import written
from kartoteka.kernel.errors import Refusal

MAILING_KINDS = list(Mailing.Kind.choices)


class NoSuchMailing(Refusal):
    code = "insight.no_such_mailing"
    message = _("There are no such documents.")


@dataclass(frozen=True, slots=True)
class MailingLine:
    """A mailing with its counts."""

    mailing_id: int
    public_id: UUID
    kind: str
    kind_name: str
    creditor: str
    on: dt.date
    made_at: dt.datetime
    finished_at: dt.datetime | None
    job: UUID | None
    parties: int
    waiting: int
    letters: int
    emails: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Volume:
    """A part of a mailing that went to the printer: its number, letters and pages."""

    ordinal: int
    run: UUID
    letters: int
    pages: int
    is_printed: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why some customers got nothing, and how many they are."""

    reason: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class MailingCard:
    """A mailing with all that its page shows."""

    line: MailingLine
    first: dt.date | None
    pay_by: dt.date | None
    least: Decimal | None
    by_email: bool
    volumes: tuple[Volume, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that went to a customer: its mailing, what it says as of which day, and when and
    how it left."""

    mailing: UUID
    kind: str
    on: dt.date
    sent_at: dt.datetime
    is_email: bool


def papers_counting(
    *, viewer: Actor, party_id: int, recorded_at: dt.datetime, effective_on: dt.date
) -> list[Paper]:
    """Documents with a balance that a settlement has gone into: made after it was recorded, as of
    its day or later. Their balance is wrong when the settlement is withdrawn. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = (
        Mailed.objects.filter(party=party_id, mailing__on__gte=effective_on)
        .filter(Q(letter__queued_at__gte=recorded_at) | Q(email__queued_at__gte=recorded_at))
        .select_related("mailing", "letter", "email")
        .order_by("-pk")[:50]
    )
    return [_paper(one) for one in found]


def _paper(one: Mailed) -> Paper:
    return Paper(
        one.mailing.public_id,
        str(one.mailing.get_kind_display()),
        one.mailing.on,
        (one.letter or one.email).queued_at,  # type: ignore[union-attr]
        one.email_id is not None,
    )


def paper_of_note(*, viewer: Actor, note_id: int) -> Paper | None:
    """By what an interest note has gone out to its customer, None while it has not. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    found = (
        Mailed.objects.filter(notes__note=note_id)
        .select_related("mailing", "letter", "email")
        .first()
    )
    return _paper(found) if found is not None else None


def mailings(*, viewer: Actor, limit: int = 50) -> list[MailingLine]:
    """Mailings, the newest first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    return [_line(one) for one in _counted().order_by("-id")[:limit]]


def mailing(*, viewer: Actor, public_id: UUID | None) -> MailingCard:
    """A mailing. Staff only. Raises NoSuchMailing."""
    found = _counted().filter(public_id=public_id).first() if viewer.may(Role.CLERK) else None
    if found is None:
        raise NoSuchMailing
    return MailingCard(
        line=_line(found),
        first=found.first,
        pay_by=found.pay_by,
        least=found.least,
        by_email=found.by_email,
        volumes=tuple(volumes(viewer=viewer, public_id=found.public_id)),
        left_out=tuple(left_out(viewer=viewer, public_id=found.public_id)),
    )


def volumes(*, viewer: Actor, public_id: UUID) -> list[Volume]:
    """The volumes of a mailing in their order. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = VolumeRow.objects.filter(mailing__public_id=public_id).annotate(
        count=Count("run__letters"), sheets=Sum("run__letters__pages")
    )
    return [
        Volume(
            one.ordinal,
            one.run.public_id,
            one.count,
            one.sheets or 0,
            is_printed=one.run.printed_at is not None,
        )
        for one in found.select_related("run").order_by("ordinal")
    ]


def left_out(*, viewer: Actor, public_id: UUID) -> list[LeftOut]:
    """Why customers of a mailing got nothing, and how many. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    words = {code: str(said) for code, said in Mailed.Reason.choices}
    found = (
        Mailed.objects.filter(mailing__public_id=public_id, state="LEFT_OUT")
        .values_list("reason")
        .annotate(count=Count("pk"))
        .order_by("-count")
    )
    return [LeftOut(reason, words[reason], count) for reason, count in found]


def volume_pdf(*, viewer: Actor, public_id: UUID, ordinal: int) -> bytes:
    """A volume as it is printed: the list of who is in it, then the letters in postal order.

    Raises NoSuchMailing, and NoSuchRun where its letters have gone back to the queue.
    """
    found = (
        VolumeRow.objects.filter(mailing__public_id=public_id, ordinal=ordinal)
        .select_related("run", "mailing")
        .first()
    )
    if found is None or not viewer.may(Role.CLERK):
        raise NoSuchMailing
    language = get_language() or "pl"
    letters = Letter.objects.filter(run=found.run).order_by("country", "postal_code", "id")
    rows = [
        [str(place), name[0] if name else "", ", ".join(name[1:]), str(pages)]
        for place, (name, pages) in enumerate(letters.values_list("recipient", "pages"), start=1)
    ]
    words = _t("%(kind)s, %(creditor)s, %(day)s; volume %(ordinal)s, letters: %(count)s") % {
        "kind": found.mailing.get_kind_display(),
        "creditor": found.mailing.creditor.name,
        "day": written(found.mailing.on, language),
        "ordinal": ordinal,
        "count": len(rows),
    }
    cover = pdf.render(
        pdf.layout("kartoteka.insight", "cover"),
        {
            "language": language,
            "title": _t("Letters of volume %(ordinal)s") % {"ordinal": ordinal},
            "words": words,
            "heads": [_t("No."), _t("To"), _t("Address"), _t("Pages")],
            "rows": rows,
        },
    )
    return correspondence.run_pdf(viewer=viewer, run=found.run.public_id, cover=cover)


def _counted() -> Any:
    return Mailing.objects.select_related("creditor").annotate(
        count=Count("parties"),
        waiting=Count("parties", filter=Q(parties__state="WAITING")),
        letters=Count("parties", filter=Q(parties__state="LETTER")),
        emails=Count("parties", filter=Q(parties__state="EMAIL")),
        left_out=Count("parties", filter=Q(parties__state="LEFT_OUT")),
    )


def _line(one: Any) -> MailingLine:
    return MailingLine(
        mailing_id=one.pk,
        public_id=one.public_id,
        kind=one.kind,
        kind_name=str(one.get_kind_display()),
        creditor=one.creditor.name,
        on=one.on,
        made_at=one.made_at,
        finished_at=one.finished_at,
        job=one.job,
        parties=one.count,
        waiting=one.waiting,
        letters=one.letters,
        emails=one.emails,
        left_out=one.left_out,
    )
