"""Sets of invoices: kept until they are looked through and decided about, then taken in.

A short set is done with at once, a long one by the worker, five hundred invoices in a transaction;
both by the same code. Who dies in the middle goes on behind the last portion that is done for good.
"""

import datetime as dt
import hashlib
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.access.models import JobProgress
from kartoteka.billing.models import InvoiceSet, SetLine
from kartoteka.billing.operations import ksef
from kartoteka.billing.operations.ksef import SetUnreadable, TakenInvoice
from kartoteka.formats.ksef import File
from kartoteka.kernel import jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.operations import NotAllowed

KIND = "billing.invoices"
KEPT, REMEMBERED = dt.timedelta(days=1), dt.timedelta(days=90)
LARGEST = 100 * 1024 * 1024
SHORT = 20  # files that a person waits for
_STATE, _ORIGIN = InvoiceSet.State, InvoiceSet.Origin
_LONGEST_FILE, _LONGEST_NUMBER = 400, 250
_TOO_MUCH = 10**12
_EPOCH = (1980, 1, 1, 0, 0, 0)
Tell = Callable[[int, str], None]


class SetNotHeld(Refusal):
    code = "billing.set_not_held"
    message = _("The files are not here any more. Hand them in again.")
    field = "invoices"


class SetInHand(Refusal):
    code = "billing.set_in_hand"
    message = _("These invoices are being looked through or taken in. Wait until that is done.")


def hold(*, actor: Actor, files: Sequence[File]) -> UUID:
    """Keeps files for a day and returns their name outside. Raises SetUnreadable at once where an
    archive cannot be opened.

    Those that were handed in earlier and forgotten go away here.
    """
    require(actor)
    if not files or sum(len(file.data) for file in files) > LARGEST:
        raise SetUnreadable(reason=_("They are larger than 100 MB together, or there is none."))
    with acting(actor):
        forgotten = InvoiceSet.objects.filter(held_at__lt=Now() - KEPT, origin=_ORIGIN.DESK)
        undecided = forgotten.filter(state__in=(_STATE.HELD, _STATE.LOOKED), lines__is_done=True)
        forgotten.filter(state__in=(_STATE.HELD, _STATE.LOOKED)).exclude(
            Q(job__in=_unfinished()) | Q(pk__in=undecided.values("pk"))
        ).delete()
        kept = keep(actor, files, origin=_ORIGIN.DESK)
        kept.refresh_from_db(fields=["public_id"])
        return kept.public_id


def keep(actor: Actor, files: Sequence[File], *, origin: str) -> InvoiceSet:
    """A set that nobody has looked through, in the caller's transaction. Raises SetUnreadable."""
    data, name = packed(files)
    opened = ksef.open_set([File(name, data)])
    return InvoiceSet.objects.create(
        name=name[:250],
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        files=len(opened),
        data=data,
        origin=origin,
        user=actor.user_id,
    )


def let_go(*, actor: Actor, public_id: UUID) -> None:
    """Forgets a held set of which nothing was taken in. Raises SetInHand."""
    require(actor)
    with acting(actor):
        found = InvoiceSet.objects.filter(public_id=public_id).exclude(state=_STATE.TAKEN)
        if found.filter(job__in=_unfinished()).exists():
            raise SetInHand
        found.exclude(lines__is_done=True).delete()


def look(*, actor: Actor, public_id: UUID) -> UUID | None:
    """Finds out what taking a held set in would do and keeps it with the set. A long set is looked
    through in the background: the job to watch is returned. Raises SetNotHeld, SetUnreadable."""
    return _begin(actor, public_id, dry=True)


def take(*, actor: Actor, public_id: UUID) -> UUID | None:
    """Takes in a held set, or the rest of it; a long one in the background, by the job that is
    returned. Raises SetNotHeld, SetUnreadable, AccountBusy."""
    return _begin(actor, public_id, dry=False)


def queued(*, actor: Actor, job: UUID, public_id: UUID, dry: bool) -> None:
    """Carries out what `look` or `take` has queued. Safe to repeat: portions that are done for
    good are not done again, and a finished job is left alone."""
    shown = access_queries.job(viewer=actor, public_id=job)
    if shown is None or shown.is_finished:
        return
    found = InvoiceSet.objects.filter(public_id=public_id).first()
    if found is None:
        raise SetNotHeld
    if found.state != _STATE.TAKEN:

        def tell(done: int, total: int | None, message: str) -> None:
            access.report_job(job, done=done, total=total, message=message)

        with jobs.Progress(tell) as progress:
            carry_out(
                actor,
                found,
                dry=dry,
                tell=lambda done, message: progress.at(done, found.files, message),
            )
    access.finish_job(job, report(public_id, dry=dry))


def give_up(*, job: UUID, reason: str) -> None:
    """The job will not be tried again: what came in stays, the rest may be asked for anew."""
    with acting(SYSTEM):
        shown = access_queries.job(viewer=SYSTEM, public_id=job)
        access.fail_job(job, reason)
        if shown is not None:
            InvoiceSet.objects.filter(job=job).update(job=None)


def forget() -> int:
    """Sets that were done with long ago are no longer remembered file by file."""
    old = InvoiceSet.objects.filter(held_at__lt=Now() - REMEMBERED)
    gone, _models = old.filter(state__in=(_STATE.TAKEN, _STATE.REFUSED)).delete()
    return gone


def report(public_id: UUID, *, dry: bool) -> dict[str, Any]:
    """What the job of a set tells when it is done."""
    found = InvoiceSet.objects.get(public_id=public_id)
    return {"set": str(public_id), "name": found.name, "dry": dry, **found.figures}


def require(actor: Actor) -> None:
    """Raises NotAllowed for who is no clerk."""
    if not actor.may(Role.CLERK):
        raise NotAllowed


def _begin(actor: Actor, public_id: UUID, *, dry: bool) -> UUID | None:
    from kartoteka.billing import tasks

    require(actor)
    found = _there(public_id)
    if found.files <= SHORT:
        carry_out(actor, found, dry=dry)
        return None
    with acting(actor):
        held = InvoiceSet.objects.select_for_update().get(pk=found.pk)
        running = access_queries.job(viewer=SYSTEM, public_id=held.job) if held.job else None
        if running is not None and not running.is_finished:
            if access_queries.job(viewer=actor, public_id=running.public_id) is None:
                raise SetInHand
            return running.public_id
        held.job = access.start_job(
            actor=actor,
            kind=KIND,
            total=held.files,
            report={"set": str(public_id), "name": held.name, "dry": dry},
        )
        held.save(update_fields=["job"])
        jobs.defer(
            tasks.take_invoices,
            job=str(held.job),
            held=str(public_id),
            dry=dry,
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            user_name=actor.name,
            address=actor.address,
        )
    return held.job


def carry_out(
    actor: Actor, found: InvoiceSet, *, dry: bool, tell: Tell = lambda _done, _said: None
) -> None:
    """Looks a set through, or takes in what of it has not come in yet."""
    opened = ksef.open_set([File(plain(found.name), bytes(found.data))])
    rows = ksef.read_set(opened, lambda done: tell(done, gettext("Reading the files")))
    if dry:
        said = gettext("Finding out what becomes of them")
        planned = ksef.looked_through(actor, opened, rows, lambda done: tell(done, said))
        with acting(actor):
            if _held(found).state != _STATE.TAKEN:
                SetLine.objects.filter(of=found, is_done=False).delete()
                _write(found, planned.lines, is_done=False)
                _figured(found, _STATE.LOOKED)
        return
    for portion in ksef.portions(rows):
        with acting(actor):
            # Waits for a worker that was only thought to be dead, then knows what that one did.
            _held(found)
            done = set(_done_places(found))
            ahead = [row for row in portion if row.place not in done]
            if ahead:
                _write(found, ksef.take_portion(actor, opened, ahead, keeps=True), is_done=True)
            tell(len(done) + len(ahead), gettext("Taking in"))
    with acting(actor):
        _held(found)
        done = set(_done_places(found))
        rest = [line for line in ksef.refused(rows) if line.place not in done]
        _write(found, rest, is_done=True)
        SetLine.objects.filter(of=found, is_done=False).delete()
        _figured(found, _STATE.TAKEN)
        InvoiceSet.objects.filter(pk=found.pk).update(data=b"")


def _held(found: InvoiceSet) -> InvoiceSet:
    """The set, held to the end of the transaction. Raises SetNotHeld where it was let go."""
    held = InvoiceSet.objects.select_for_update().defer("data").filter(pk=found.pk).first()
    if held is None:
        raise SetNotHeld
    return held


def _done_places(found: InvoiceSet) -> Iterable[int]:
    return SetLine.objects.filter(of=found, is_done=True).values_list("place", flat=True)


def _write(found: InvoiceSet, lines: Iterable[TakenInvoice], *, is_done: bool) -> None:
    """Lines that take the place of what was foreseen of the same files."""
    rows = [
        SetLine(
            of=found,
            place=line.place,
            is_done=is_done,
            file=line.file[-_LONGEST_FILE:],
            sha256=line.sha256,
            outcome=line.outcome,
            code=line.code,
            facts=dict(line.facts),
            notes=[list(one) for one in line.noted],
            ksef=line.ksef,
            kind=line.kind,
            number=line.number[:_LONGEST_NUMBER],
            issued_on=line.issued_on,
            due_on=line.due_on,
            amount=None if line.amount is None or abs(line.amount) >= _TOO_MUCH else line.amount,
            currency=line.currency,
            buyer=line.party_id,
            entry_id=line.entry_id if is_done else None,
        )
        for line in lines
    ]
    SetLine.objects.filter(of=found, place__in=[row.place for row in rows]).delete()
    SetLine.objects.bulk_create(rows)


def _figured(found: InvoiceSet, state: str) -> None:
    counts: dict[str, int] = dict.fromkeys(SetLine.Outcome.values, 0)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    kept = SetLine.objects.filter(of=found).values_list("outcome", "currency", "amount")
    for outcome, currency, amount in kept:
        counts[outcome] += 1
        if outcome == SetLine.Outcome.NEW and amount is not None:
            sums[currency] += amount
    figures = {
        "new": counts["NEW"] + counts["JOINED"] + counts["TIED"],
        "known": counts["KNOWN"],
        "refused": counts["REFUSED"],
        "sums": {currency: str(amount) for currency, amount in sorted(sums.items())},
    }
    InvoiceSet.objects.filter(pk=found.pk).update(state=state, figures=figures)


def _there(public_id: UUID) -> InvoiceSet:
    open_states = (_STATE.HELD, _STATE.LOOKED)
    found = InvoiceSet.objects.filter(public_id=public_id, state__in=open_states).first()
    if found is None:
        raise SetNotHeld
    return found


def _unfinished() -> Any:
    states = (JobProgress.State.WAITING, JobProgress.State.RUNNING)
    return JobProgress.objects.filter(state__in=states).values("public_id")


def packed(files: Sequence[File]) -> tuple[bytes, str]:
    """One file as it is; several as one archive of ours, the same for the same files."""
    if len(files) == 1:
        return files[0].data, plain(files[0].name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, file in enumerate(files, 1):
            about = zipfile.ZipInfo(f"{place}/{plain(file.name)}", _EPOCH)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, file.data)
    return out.getvalue(), named(len(files))


def named(files: int) -> str:
    """What several files are called together, in whatever language they are read later."""
    return f"KSeF-{files}.zip"


def plain(name: str) -> str:
    """The last part of a path, as a name."""
    return name.replace("\\", "/").rpartition("/")[2].strip()[:200] or "file"
