"""The steps of a run: each asks a little, keeps it for good, and says whether to wait."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils.translation import gettext

from kartoteka.access import operations as access
from kartoteka.gateways import bir, rpo, vies, white_list, white_list_file
from kartoteka.gateways.bir.fields import Hit, brief
from kartoteka.gateways.calling import today_in_warsaw
from kartoteka.gateways.evidence import Answer, Verdict, Why
from kartoteka.gateways.subject import Subject
from kartoteka.gateways.white_list_file import FlatFile
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.register import comparing
from kartoteka.register.models import Enquiry, OutsideRun, Party
from kartoteka.register.operations.outside.checking import (
    Answered,
    settle_answers,
    vat_status,
    why_none,
)
from kartoteka.register.queries import card
from kartoteka.trail import operations as trail

SPARE = 20  # searches of a day that a run leaves to people
_HERE = "kartoteka.register"
_FILE_CHUNK = 500
_MOST_TRIES, _MOST_FILE_TRIES = 3, 3
_BRIEFLY, _FILE_LATER, _A_MOMENT = 5 * 60, 60 * 60, 60.0
# What the other side refuses of a single number will not be answered by asking again.
_FINAL = {Why.REFUSED}
_HOPELESS = {Why.NOT_SET_UP, Why.BAD_KEY}


@dataclass(frozen=True, slots=True)
class Pause:
    """How long a run waits before its next step, and for which reason (a Why's value)."""

    seconds: float
    why: str


Step = Callable[[OutsideRun, dt.datetime], Pause | None]


def day_of(at: dt.datetime) -> dt.date:
    """The day on which the Polish side counts a moment."""
    return today_in_warsaw(at)


def next_step(run: OutsideRun) -> Step | None:
    """What of the run is to be done next; None where nothing waits any more."""
    waiting = set(
        Enquiry.objects.filter(run=run, state="WAITING").values_list("way", flat=True).distinct()
    )
    return next((step for way, step in _STEPS if way in waiting), None)


def tell(run: OutsideRun) -> None:
    """Says to the run's job how far it is."""
    counts = Enquiry.objects.filter(run=run).aggregate(
        total=Count("id"), done=Count("id", filter=~Q(state="WAITING"))
    )
    access.report_job(
        run.job,
        done=counts["done"],
        total=counts["total"],
        message=gettext("Asking outside registers"),
    )


def by_file(run: OutsideRun, at: dt.datetime) -> Pause | None:
    """Accounts by the file of the day, all of them; what it cannot tell goes to the search."""
    answer = white_list_file.fetch(day_of(at), Path(settings.OUTSIDE_FILES))
    if answer.value is None and answer.why not in _HOPELESS:
        answer = _of_the_day_before(answer, at)
    kept = trail.keep_evidence(actor=_asker(run), evidence=answer.evidence)
    file = answer.value
    if file is None:
        return _without_file(run, answer, at)
    try:
        while rows := _next_rows(run, "FILE", _FILE_CHUNK, about="ACCOUNT"):
            _look_up_in(file, rows, kept[-1], at)
            tell(run)
    finally:
        file.close()
    with acting(SYSTEM):
        sql.run(_HERE, "outside_to_search", {"run": run.pk})
    return None


def by_search(run: OutsideRun, at: dt.datetime) -> Pause | None:
    """VAT status of the next thirty NIPs."""
    rows = _next_numbers(run, "SEARCH", white_list.MOST_AT_ONCE)
    on = day_of(at)
    answer = white_list.search([row.number for row in rows], on, spare=SPARE)
    kept = trail.keep_evidence(actor=_asker(run), evidence=answer.evidence)
    if answer.value is None:
        return _failed(rows, answer, at, kept[-1])
    settle_answers(
        actor=_asker(run),
        answers=[
            Answered(row.pk, status, "SEARCH", on, kept[-1], "" if status else Why.REFUSED.value)
            for row in rows
            for status in [vat_status(answer, row.number)]
        ],
        at=at,
    )
    return None


def by_check(run: OutsideRun, at: dt.datetime) -> Pause | None:
    """One account, where there is no file."""
    rows = _next_numbers(run, "CHECK", 1)
    row, on = rows[0], day_of(at)
    answer = white_list.check(row.number, row.iban[2:], on)
    status = {Verdict.YES: "LISTED", Verdict.NO: "NOT_LISTED"}.get(answer.verdict, "")
    return _one(run, rows[:1], _Said(answer, status, on), at)


def by_vies(run: OutsideRun, at: dt.datetime) -> Pause | None:
    """One EU VAT number."""
    rows = _next_numbers(run, "VIES", 1)
    answer = vies.check(rows[0].number)
    status = {Verdict.YES: "VALID", Verdict.NO: "INVALID"}.get(answer.verdict, "")
    return _one(run, rows, _Said(answer, status, day_of(at)), at)


def by_gus(run: OutsideRun, at: dt.datetime) -> Pause | None:
    """What GUS says of the next twenty firms, beside what is kept of them."""
    rows = _next_numbers(run, "BIR", bir.client.MOST_AT_ONCE)
    kind = rows[0].number_kind
    rows = [row for row in rows if row.number_kind == kind]
    answer = bir.find_many(kind, {row.number for row in rows})
    kept = trail.keep_evidence(actor=_asker(run), evidence=answer.evidence)
    if answer.value is None:
        return _failed(rows, answer, at, kept[-1] if kept else None)
    _compare(rows, {row.pk: _fitting(row, answer.value) for row in rows}, kept[-1], at)
    return None


def by_rpo(run: OutsideRun, at: dt.datetime) -> Pause | None:
    """What the Slovak register says of one firm."""
    rows = _next_numbers(run, "RPO", 1)
    answer = rpo.find(rows[0].number)
    kept = trail.keep_evidence(actor=_asker(run), evidence=answer.evidence)
    if answer.value is None:
        return _failed(rows, answer, at, kept[-1])
    found = answer.value[0] if answer.value else None
    _compare(rows, {row.pk: found for row in rows}, kept[-1], at)
    return None


_STEPS: list[tuple[str, Step]] = [
    ("FILE", by_file),
    ("SEARCH", by_search),
    ("CHECK", by_check),
    ("VIES", by_vies),
    ("BIR", by_gus),
    ("RPO", by_rpo),
]


def _next_rows(run: OutsideRun, way: str, most: int, *, about: str) -> list[Enquiry]:
    waiting = Enquiry.objects.filter(run=run, state="WAITING", way=way, about=about)
    return list(waiting.order_by("number", "pk")[:most])


def _next_numbers(run: OutsideRun, way: str, most: int) -> list[Enquiry]:
    """All waiting rows of the next `most` numbers; what failed before comes after the others."""
    waiting = Enquiry.objects.filter(run=run, state="WAITING", way=way)
    first = waiting.order_by("tries", "number_kind", "number").values_list("number", flat=True)
    numbers = [number for number, _rows in groupby(first[: most * 4])][:most]
    return list(waiting.filter(number__in=numbers).order_by("tries", "number_kind", "number", "pk"))


def _look_up_in(file: FlatFile, rows: Sequence[Enquiry], evidence_id: int, at: dt.datetime) -> None:
    """Answers the accounts, and with a listed one the VAT question of its party."""
    answers: list[Answered] = []
    listed: dict[int, str] = {}
    for row in rows:
        found = file.look(row.number, row.iban[2:])
        status = "NOT_LISTED" if found.status == white_list_file.NOT_LISTED else "LISTED"
        answers.append(Answered(row.pk, status, "FILE", file.day, evidence_id))
        if status == "LISTED":
            listed[row.party_id or 0] = found.status
    asking = Enquiry.objects.filter(
        run=rows[0].run_id, about="VAT", state="WAITING", party_id__in=list(listed)
    ).values_list("pk", "party_id")
    answers += [
        Answered(pk, listed[party_id or 0], "FILE", file.day, evidence_id)
        for pk, party_id in asking
    ]
    settle_answers(actor=SYSTEM, answers=answers, at=at)


def _of_the_day_before(answer: Answer[FlatFile], at: dt.datetime) -> Answer[FlatFile]:
    """In the early morning the file of the day is not out yet; then yesterday's says enough."""
    if answer.detail != "not there":
        return answer
    earlier = day_of(at) - dt.timedelta(days=1)
    second = white_list_file.fetch(earlier, Path(settings.OUTSIDE_FILES))
    return second if second.value is not None else answer


def _without_file(run: OutsideRun, answer: Answer, at: dt.datetime) -> Pause | None:
    """No file: wait for it a few times, then ask one by one, as far as the limits go."""
    hopeless = answer.why in _HOPELESS
    with acting(SYSTEM):
        OutsideRun.objects.filter(pk=run.pk).update(file_tries=F("file_tries") + 1)
        run.refresh_from_db(fields=["file_tries"])
        if not hopeless and run.file_tries < _MOST_FILE_TRIES:
            return Pause(_FILE_LATER, why_none(answer))
        waiting = Enquiry.objects.filter(run=run, state="WAITING", way="FILE")
        waiting.filter(about="VAT").update(way="SEARCH")
        waiting.filter(about="ACCOUNT").update(way="CHECK")
    return None


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer about one number with the status that it means, "" for none, as of a day."""

    answer: Answer
    status: str
    on: dt.date


def _one(run: OutsideRun, rows: Sequence[Enquiry], said: _Said, at: dt.datetime) -> Pause | None:
    kept = trail.keep_evidence(actor=_asker(run), evidence=said.answer.evidence)
    last = kept[-1] if kept else None
    if not said.status:
        return _failed(rows, said.answer, at, last)
    answers = [Answered(row.pk, said.status, row.way, said.on, last) for row in rows]
    settle_answers(actor=_asker(run), answers=answers, at=at)
    return None


def _failed(
    rows: Sequence[Enquiry], answer: Answer, at: dt.datetime, evidence_id: int | None
) -> Pause | None:
    """Nothing came: a used-up limit is waited for; anything else is tried again a few times, and
    then told as "no answer"."""
    if answer.why is Why.LIMIT:
        return Pause(_A_MOMENT + (answer.retry_in or _FILE_LATER), Why.LIMIT.value)
    final = answer.why in _FINAL | _HOPELESS
    last = [row for row in rows if final or row.tries + 1 >= _MOST_TRIES]
    with acting(SYSTEM):
        Enquiry.objects.filter(pk__in=[row.pk for row in rows]).update(tries=F("tries") + 1)
        why = why_none(answer)
        about_vat = [row for row in last if row.about != "SUBJECT"]
        settle_answers(
            actor=SYSTEM,
            answers=[Answered(row.pk, "", row.way, None, evidence_id, why) for row in about_vat],
            at=at,
        )
        Enquiry.objects.filter(pk__in=[row.pk for row in last], about="SUBJECT").update(
            state="NO_ANSWER", why=why, evidence_id=evidence_id, answered_at=at
        )
    if final or (answer.why is Why.BUSY and _others_wait(rows[0])):
        return None
    return Pause(_BRIEFLY, why)


def _others_wait(row: Enquiry) -> bool:
    """Whether numbers wait that were not tried yet: one state of the EU that does not answer holds
    nobody else up. Where calls are few, each failure is waited out."""
    if row.way in {"SEARCH", "BIR"}:
        return False
    return Enquiry.objects.filter(
        run=row.run_id, state="WAITING", way=row.way, tries__lte=row.tries
    ).exists()


def _compare(
    rows: Iterable[Enquiry],
    found: dict[int, Subject | None],
    evidence_id: int | None,
    at: dt.datetime,
) -> None:
    """Keeps what is otherwise there than here. Who is not in the register differs as a whole."""
    kinds = dict(Party.Kind.choices)
    with acting(SYSTEM):
        for row in rows:
            subject, party = found[row.pk], card.party(viewer=SYSTEM, party_id=row.party_id or 0)
            row.state, row.evidence_id, row.answered_at = "ANSWERED", evidence_id, at
            row.as_of = day_of(at)
            row.evidence_ids = [evidence_id] if evidence_id else []
            row.found = [{"subject": comparing.written(subject)}] if subject else []
            if subject is None:
                row.changes = [{"field": "missing", "here": "", "there": ""}]
            elif party is not None:
                row.changes = comparing.differences(subject, party, kinds, day_of(at))
        Enquiry.objects.bulk_update(
            rows,
            ["state", "evidence_id", "answered_at", "as_of", "evidence_ids", "found", "changes"],
        )


def _fitting(row: Enquiry, hits: Sequence[Hit]) -> Subject | None:
    """The hit of a row's number: a head office before branches, a living firm before an ended."""
    mine = [hit for hit in hits if row.number in {hit.nip, hit.regon[:9]}]
    mine.sort(key=lambda hit: (hit.is_branch, hit.is_ended, hit.silo))
    return brief(mine[0]) if mine else None


def _asker(run: OutsideRun) -> Actor:
    """Who started the run: the calls are made in his name."""
    return Actor(user_id=run.started_by, realm=Realm.DESK)
