"""The virus scanner's word on contents: at once where it answers, else by a job later."""

import logging

from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import rules, stores
from kartoteka.documents.models import Content
from kartoteka.gateways import clamd
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal

log = logging.getLogger("kartoteka.documents")


class Infected(Refusal):
    code = "documents.infected"
    message = _("The virus scanner found %(finding)s in %(name)s. The file is not kept.")
    field = "file"


def verdict_on(data: bytes, name: str) -> clamd.Answer | None:
    """The scanner's clear answer; None where none is configured or it gives none.

    Raises Infected.
    """
    if settings.SCANNER is None:
        return None
    answer = clamd.scan(settings.SCANNER, data)
    if answer.verdict == "infected":
        raise Infected(finding=answer.finding, name=name)
    return answer if answer.verdict == "clean" else None


def note(content_id: int, answer: clamd.Answer | None) -> None:
    """Keep a clear answer on the content's row. Belongs into the caller's transaction."""
    if answer is None or answer.verdict == "none":
        return
    scan = Content.Scan.CLEAN if answer.verdict == "clean" else Content.Scan.INFECTED
    Content.objects.filter(pk=content_id).exclude(scan=scan).update(
        scan=scan, scanned_at=Now(), finding=answer.finding
    )


def scan_later() -> None:
    """Put the scanning of what waits into the queue, where a scanner is configured."""
    if settings.SCANNER is not None:
        from kartoteka.documents import tasks
        from kartoteka.kernel import jobs

        jobs.defer(tasks.scan_waiting)


def scan_waiting(*, actor: Actor, most: int = 500) -> tuple[int, int]:
    """Scan up to `most` contents that have no answer yet; how many got one, and how many remain.

    Stops at the first file that gets no answer: the scanner is away, and the job comes again.
    """
    if settings.SCANNER is None:
        return 0, 0
    waiting = Content.objects.filter(scan=Content.Scan.NONE).order_by("pk")
    done = 0
    for pk, sha256, store in list(waiting.values_list("pk", "sha256", "store")[:most]):
        data = stores.get(store, rules.place_of(sha256))
        if data is None:
            continue
        answer = clamd.scan(settings.SCANNER, data)
        if answer.verdict == "none":
            break
        if answer.verdict == "infected":
            log.warning("content %s is infected: %s", pk, answer.finding)
        with acting(actor):
            note(pk, answer)
        done += 1
    return done, waiting.count()
