"""The documents of some hundred customers: what they say, their copies, letters and e-mails."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _t

from kartoteka.billing import slips
from kartoteka.billing.queries import interest, verified
from kartoteka.billing.rules import CONSUMERS, Verified
from kartoteka.correspondence import queries as correspondence
from kartoteka.correspondence import stopping
from kartoteka.correspondence.operations import emails, letters
from kartoteka.correspondence.rules import Recipient
from kartoteka.documents import operations as documents
from kartoteka.insight import composing
from kartoteka.insight.composing import Head, Moved, Noted, Open, Sender, Terms
from kartoteka.insight.models import Mailed, MailedNote, Mailing
from kartoteka.kernel import days, pdf, sql
from kartoteka.kernel.actor import SYSTEM, Actor
from kartoteka.ledger import planning
from kartoteka.ledger.models import Kind
from kartoteka.privacy import queries as privacy

_HERE = "kartoteka.insight"
Reason = Mailed.Reason
AT_ONCE = 10  # letters of one compilation: more take memory and no less time
AGREED = "E_LETTERS"
_LANGUAGES = ("pl", "sk", "en")
_COMPOSERS: Mapping[str, Callable[..., Any]] = {
    "STATEMENT": composing.statement,
    "BALANCE": composing.confirmation,
    "CALL": composing.call,
    "NOTE": composing.interest_notes,
}


@dataclass(frozen=True, slots=True)
class Shared:
    """What all documents of a mailing have in common."""

    mailing: Mailing
    terms: Terms
    kinds: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Done:
    """What became of the customers, by the ids of their rows; `notes` that went out to them."""

    rows: list[tuple[int, str, str, int | None, int | None]] = field(default_factory=list)
    notes: list[tuple[int, int]] = field(default_factory=list)

    def left_out(self, row: int, reason: str) -> None:
        """Nothing was made."""
        self.rows.append((row, "LEFT_OUT", reason, None, None))

    def columns(self) -> dict[str, list[Any]]:
        """As arrays, for one statement."""
        names = ("ids", "states", "reasons", "letters", "emails")
        return {name: [row[at] for row in self.rows] for at, name in enumerate(names)}


def shared(*, actor: Actor, mailing: Mailing, on: dt.date) -> Shared:
    """Sender, days and words, asked for once."""
    creditor = mailing.creditor
    nip = creditor.identifiers.filter(kind="NIP").values_list("value", flat=True).first()
    found = correspondence.recipients(viewer=actor, party_ids=[creditor.pk], on=on)
    at = found.get(creditor.pk, Recipient((creditor.name,)))
    sender = Sender(
        name=creditor.name,
        lines=at.lines[1:],
        nip=nip or "",
        country=creditor.country,
        accounts=dict(sql.rows(_HERE, "pay_accounts", {"creditor": creditor.pk, "on": on})),
    )
    kinds = {}
    for language in _LANGUAGES:
        with translation.override(language):
            kinds[language] = {code: str(words) for code, words in Kind.choices}
    terms = Terms(
        kind=mailing.kind,
        on=mailing.on,
        first=mailing.first,
        pay_by=mailing.pay_by,
        made_on=on,
        sender=sender,
    )
    return Shared(mailing, terms, kinds)


def make(
    *, actor: Actor, shared: Shared, rows: Sequence[tuple[int, int]]
) -> tuple[uuid.UUID | None, Done]:
    """Make the documents of these customers (row, party), in the order given; returns the run of
    the letters, if there is one, and what became of each."""
    done = Done()
    parties = [party for _row, party in rows]
    heads, mail_to = _heads(actor, shared, parties)
    stopped = stopping.stopped(viewer=actor, party_ids=parties)
    agreed = _agreed(actor, shared.mailing, parties)
    lines = _lines(shared, parties)
    barred = _without_barred(lines)
    in_ksef = _in_ksef(actor, lines)
    to_print: list[tuple[int, int, Any]] = []
    to_send: list[tuple[int, int, Any]] = []
    for row, party in rows:
        head = heads.get(party)
        reason = _reason(shared, head, stopped.get(party), lines[party])
        if party in barred and not lines[party] and reason in {Reason.NONE, Reason.NOTHING}:
            reason = Reason.BARRED
        if reason:
            done.left_out(row, reason)
            continue
        assert head is not None  # noqa: S101  (_reason says GONE without one)
        by_email = party in agreed and bool(mail_to[party])
        if not by_email and not head.recipient.country:
            done.left_out(row, Reason.NO_ADDRESS)
            continue
        with translation.override(head.language):
            letter = _COMPOSERS[shared.mailing.kind](
                shared.terms, head, lines[party], shared.kinds[head.language]
            )
            if letter is not None and in_ksef.get(party):
                letter["ksef"] = slips.ksef_list(in_ksef[party])
        if letter is None:
            done.left_out(row, Reason.NOTHING)
            continue
        (to_send if by_email else to_print).append((row, party, letter))
        if shared.mailing.kind == "NOTE":
            done.notes += [(row, one.note.id) for one in lines[party]]
    run = _printed(actor, shared, to_print, heads, done)
    for row, party, letter in to_send:
        _sent(actor, shared, (row, party, letter), mail_to[party], done)
    return run, done


def _without_barred(lines: Mapping[int, list[Any]]) -> set[int]:
    """Takes out what a call may not ask a consumer for; returns the customers who had some."""
    barred = set()
    for party, found in lines.items():
        kept = [one for one in found if not getattr(one, "is_barred", False)]
        if len(kept) < len(found):
            found[:] = kept
            barred.add(party)
    return barred


def _in_ksef(actor: Actor, lines: Mapping[int, Sequence[Any]]) -> dict[int, list[Verified]]:
    """What KSeF has of the documents that the letters name, by customer in the order named."""
    named = {party: composing.documents_of(found) for party, found in lines.items()}
    asked = [entry for found in named.values() for entry in found]
    known = {one.entry_id: one for one in verified(viewer=actor, entry_ids=asked)}
    if not known:
        return {}
    return {
        party: [known[entry] for entry in found if entry in known] for party, found in named.items()
    }


def _agreed(actor: Actor, mailing: Mailing, parties: Sequence[int]) -> frozenset[int]:
    if not mailing.by_email:
        return frozenset()
    return privacy.consenting(viewer=actor, parties=parties, purpose=AGREED, channel="EMAIL")


def _heads(
    actor: Actor, shared: Shared, parties: Sequence[int]
) -> tuple[dict[int, Head], dict[int, str]]:
    found = correspondence.recipients(viewer=actor, party_ids=parties, on=shared.terms.made_on)
    asked = {"parties": list(parties), "creditor": shared.mailing.creditor_id}
    heads, mail_to = {}, {}
    for party, number, language, country, is_gone, email, accounts in sql.rows(
        _HERE, "mail_heads", asked
    ):
        if is_gone:
            continue
        nowhere = Recipient((number,), country="")
        spoken = language if language in _LANGUAGES else "pl"
        heads[party] = Head(number, spoken, country, found.get(party, nowhere), accounts)
        mail_to[party] = email
    return heads, mail_to


def _reason(shared: Shared, head: Head | None, stopped: Any, lines: Sequence[Any]) -> str:
    if head is None:
        return Reason.GONE
    if stopped is not None:
        is_restricted = isinstance(stopped, stopping.ProcessingRestricted)
        return Reason.RESTRICTED if is_restricted else Reason.BLOCKED
    if shared.mailing.kind == "NOTE" and not lines:
        return Reason.NO_NOTE
    if shared.mailing.kind != "CALL":
        return Reason.NONE
    if any(one.is_unknown for one in lines):
        return Reason.RATE
    owed: Counter[str] = Counter()
    for one in lines:
        owed[one.currency] += one.open
    least = max(shared.mailing.least or 0, 0)
    return Reason.NONE if max(owed.values(), default=0) >= least else Reason.NOTHING


def _lines(shared: Shared, parties: Sequence[int]) -> Mapping[int, list[Any]]:
    """The lines of each party, as its kind of document takes them."""
    mailing = shared.mailing
    found: dict[int, list[Any]] = defaultdict(list)
    asked: dict[str, Any] = {"parties": list(parties), "creditor": mailing.creditor_id}
    with planning.for_sets(reading=True):
        if mailing.kind == "STATEMENT":
            asked |= {"first": mailing.first, "on": mailing.on}
            for party, *line in sql.rows(_HERE, "statement_lines", asked):
                found[party].append(Moved(*line))
            return found
        if mailing.kind == "NOTE":
            return _notes(mailing, parties)
        stock = "open_now" if mailing.on >= shared.terms.made_on else "open_then+open_stood"
        asked = {
            "creditor": mailing.creditor_id,
            "party": None,
            "currency": "",
            "members": list(parties),
            "segment": None,
            "point": None,
            "agreement": None,
            "by": "",
            "day": mailing.on,
            "moment": "infinity",
            "on": mailing.on,
            "with_interest": mailing.kind == "CALL",
            "only_late": mailing.kind == "CALL",
            "overdue_pl": days.overdue_before(mailing.on, "PL"),
            "overdue_sk": days.overdue_before(mailing.on, "SK"),
            "today": shared.terms.made_on,
            "consumers": list(CONSUMERS),
        }
        for party, *line in sql.rows(_HERE, f"chosen+{stock}+open_lines", asked):
            found[party].append(Open(*line))
    return found


def _notes(mailing: Mailing, parties: Sequence[int]) -> Mapping[int, list[Any]]:
    """Notes that are to be paid and have not gone out. Who asks for them waits for whoever is
    sending some, and then knows them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('insight.notes'))")
    standing = interest.notes_standing(
        viewer=SYSTEM,
        party_ids=parties,
        creditor_id=mailing.creditor_id,
        first=mailing.first or mailing.on,
        last=mailing.on,
    )
    gone = set(
        MailedNote.objects.filter(note__in=[one.id for one in standing]).values_list(
            "note_id", flat=True
        )
    )
    notes = [one for one in standing if one.id not in gone]
    reckoned = interest.note_computations(viewer=SYSTEM, notes=notes)
    found: dict[int, list[Any]] = defaultdict(list)
    for one in notes:
        found[one.party_id].append(Noted(one.currency, one.number, one, reckoned[one.id]))
    return found


def _printed(
    actor: Actor,
    shared: Shared,
    made: Sequence[tuple[int, int, Any]],
    heads: Mapping[int, Head],
    done: Done,
) -> uuid.UUID | None:
    if not made:
        return None
    copies: list[bytes] = []
    for start in range(0, len(made), AT_ONCE):
        part = [letter for _row, _party, letter in made[start : start + AT_ONCE]]
        copies += pdf.taken_apart(_compiled(part, is_tagged=False))
    named = [
        (data, _name(shared, party))
        for (_row, party, _letter), data in zip(made, copies, strict=True)
    ]
    kept = documents.keep_made(actor=actor, files=named, media_type="application/pdf")
    drafts = [
        letters.LetterDraft(
            party_id=party,
            kind=shared.mailing.kind,
            title=_titled(shared, letter),
            content_id=content,
            pages=pdf.pages_of(data),
            recipient=heads[party].recipient,
            language=heads[party].language,
        )
        for (_row, party, letter), data, content in zip(made, copies, kept, strict=True)
    ]
    run, ids = letters.queue_run(actor=actor, drafts=drafts)
    for (row, _party, _letter), letter_id in zip(made, ids, strict=True):
        done.rows.append((row, "LETTER", "", letter_id, None))
    return run


def _sent(actor: Actor, shared: Shared, one: tuple[int, int, Any], to: str, done: Done) -> None:
    """By e-mail goes a document that meets its standards and can be read aloud."""
    row, party, letter = one
    named = [(_compiled([letter]), _name(shared, party))]
    (content,) = documents.keep_made(actor=actor, files=named, media_type="application/pdf")
    with translation.override(letter["language"]):
        text = _t("The document is attached to this message: %(title)s.\n\n%(sender)s")
        said = {"title": letter["title"], "sender": shared.terms.sender.name}
        email_id = emails.send_email(
            actor=actor,
            to=to,
            subject=f"{letter['title']} — {shared.terms.sender.name}"[:200],
            text=text % said,
            party_id=party,
            attachment=content,
        )
    done.rows.append((row, "EMAIL", "", None, email_id))


def _compiled(made: Sequence[Any], *, is_tagged: bool = True) -> bytes:
    return pdf.render(
        pdf.layout(_HERE, "letters"),
        {"title": made[0]["title"], "letters": list(made)},
        standards=pdf.STANDARDS if is_tagged else ("a-2b",),
        is_tagged=is_tagged,
    )


def _titled(shared: Shared, letter: Mapping[str, Any]) -> str:
    return f"{letter['title']} {days.written(shared.terms.on, letter['language'])}"


def _name(shared: Shared, party: int) -> str:
    return f"{shared.mailing.kind.lower()}-{party}-{shared.terms.on:%Y-%m-%d}.pdf"
