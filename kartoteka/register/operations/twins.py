"""The finder of twins over the whole register, and what people decide about a pair."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.access.operations.bulk import Outcome
from kartoteka.kernel import jobs, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import Twin
from kartoteka.register.operations.editing import NotThere
from kartoteka.register.queries.twins import WORTH_A_LOOK

_HERE = "kartoteka.register"
KIND = "register.find_twins"
# So many parties may share a key: a crowd of a hundred would be five thousand pairs to score.
MOST_AT_A_KEY = 25
Tell = Callable[[int, int, str], None]


class FinderRuns(Refusal):
    """One finder at a time."""

    code = "register.finder_runs"
    message = _("Twins are being looked for right now. Wait until that is done.")


class NotForClerks(Refusal):
    """Twins are an administrator's."""

    code = "register.twins_not_allowed"
    message = _("Only an administrator may look for twins and decide about them.")


class DecidedAlready(Refusal):
    """The pair has been merged; undoing the merge opens it again."""

    code = "register.twins_decided"
    message = _("These two have been merged. Undo the merge first.")


@dataclass(frozen=True, slots=True)
class Found:
    """What the finder did: pairs compared, new ones, open ones found again, ones that are gone."""

    compared: int
    new: int
    still: int
    gone: int


def find_twins(
    *, actor: Actor, least: int = WORTH_A_LOOK, tell: Tell = lambda done, total, words: None
) -> Found:
    """Compare the whole register with itself and keep the pairs that score `least` or more.

    Only pairs that share a key are compared (see sql/twins_stage.sql). What was decided before
    stays decided: a pair that is not the same never comes back. Raises NotForClerks.
    """
    _require(actor)
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('work_mem', '256MB', true), set_config('jit', 'off', true)"
        )
        tell(0, 3, gettext("Reading the register"))
        sql.run(_HERE, "twins_stage")
        tell(1, 3, gettext("Looking for pairs"))
        sql.run(_HERE, "twins_pairs", {"most": MOST_AT_A_KEY})
        tell(2, 3, gettext("Comparing pairs"))
        found = sql.row(_HERE, "twins_score", {"least": least})
    return Found(*(found or (0, 0, 0, 0)))


def find_twins_later(*, actor: Actor) -> uuid.UUID:
    """Put the finder in the queue and return the job to watch. Raises NotForClerks, FinderRuns."""
    from kartoteka.register import tasks

    _require(actor)
    with acting(actor):
        job = access.start_job(actor=actor, kind=KIND)
        queued = jobs.defer(
            tasks.find_twins,
            job=str(job),
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            user_name=actor.name,
            address=actor.address,
        )
        if queued is None or jobs.in_hand(tasks.find_twins):
            raise FinderRuns
    return job


def find_twins_queued(*, actor: Actor, job: uuid.UUID) -> None:
    """Carry out what `find_twins_later` has queued. Safe to repeat."""
    shown = access_queries.job(viewer=actor, public_id=job)
    if shown is None or shown.is_finished:
        return

    def told(done: int, total: int | None, words: str) -> None:
        access.report_job(job, done=done, total=total, message=words)

    with jobs.Progress(told) as progress:
        found = find_twins(actor=actor, tell=progress.at)
    report: dict[str, Any] = {
        "compared": found.compared, "new": found.new, "still": found.still, "gone": found.gone,
    }  # fmt: skip
    access.finish_job(job, report)


def not_the_same(*, actor: Actor, pair_id: int) -> None:
    """Say that the two are not one: the pair never comes back. Raises NotForClerks, NotThere,
    DecidedAlready for a merged pair."""
    _require(actor)
    with acting(actor):
        _put(actor, pair_id, Twin.State.DISTINCT)


def not_the_same_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """The act of the list of pairs: what not_the_same says, of many. Raises NotForClerks."""
    del options
    return _put_many(actor, ids, Twin.State.DISTINCT)


def decide_again_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """The act that takes that back. Raises NotForClerks."""
    del options
    return _put_many(actor, ids, Twin.State.OPEN)


def decide_again(*, actor: Actor, pair_id: int) -> None:
    """Take that back: the pair waits for a decision again. Raises as not_the_same."""
    _require(actor)
    with acting(actor):
        _put(actor, pair_id, Twin.State.OPEN)


def note_distinct(*, actor: Actor, first_id: int, second_id: int) -> None:
    """Say of two parties that no finder has paired that they are not one. Raises NotForClerks."""
    _require(actor)
    first, second = sorted((first_id, second_id))
    with acting(actor):
        row, _made = Twin.objects.get_or_create(
            first_id=first, second_id=second, defaults={"score": 0, "reasons": []}
        )
        _put(actor, row.pk, Twin.State.DISTINCT)


def _put(actor: Actor, pair_id: int, state: str) -> None:
    row = Twin.objects.select_for_update().filter(pk=pair_id).first()
    if row is None:
        raise NotThere
    if row.state == Twin.State.MERGED:
        raise DecidedAlready
    Twin.objects.filter(pk=pair_id).update(state=state, decided_at=Now(), decided_by=actor.user_id)


def _put_many(actor: Actor, ids: Sequence[int], state: str) -> Outcome:
    """Pairs that have been merged are left out with the reason."""
    _require(actor)
    with acting(actor):
        rows = Twin.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
        merged = list(
            rows.filter(state=Twin.State.MERGED).values_list("pk", "first__name", "second__name")
        )
        same = rows.filter(state=state).count()
        done = (
            Twin.objects.filter(pk__in=ids)
            .exclude(state__in=(state, Twin.State.MERGED))
            .update(state=state, decided_at=Now(), decided_by=actor.user_id)
        )
    why = DecidedAlready().sentence()
    return Outcome(done, same, [(pk, f"{one} – {other}", why) for pk, one, other in merged])


def _require(actor: Actor) -> None:
    if not actor.may(Role.ADMINISTRATOR):
        raise NotForClerks
