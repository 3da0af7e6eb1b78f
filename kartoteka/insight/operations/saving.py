"""Reports saved, and sent by themselves: made, kept with their hash, disclosed, e-mailed."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.correspondence.models import Email
from kartoteka.correspondence.operations import emails
from kartoteka.documents import operations as documents
from kartoteka.documents import queries as contents
from kartoteka.documents.operations import destroying
from kartoteka.insight import printing, queries, rules
from kartoteka.insight.models import ReportRun, SavedReport
from kartoteka.insight.reports import Asked
from kartoteka.kernel import constraints, jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.criteria import Field
from kartoteka.kernel.days import written
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy import operations as privacy

# (rows, fields, language, name) -> the file; by format. Filled in config/wiring.py: how a file
# looks is the screens' affair.
Rows = Generator[Sequence[Any], None, None]
WRITERS: dict[str, Callable[[Rows, Sequence[Field], str, str], bytes]] = {}
KEPT = dt.timedelta(days=30)
_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class NameTaken(Refusal):
    code = "insight.name_taken"
    message = _("You have saved a report under this name already. Give another one.")
    field = "name"


class NotYours(Refusal):
    code = "insight.not_yours"
    message = _("Only who saved this report, or an administrator, may change it. Save your own.")


class NobodyReceives(Refusal):
    code = "insight.nobody_receives"
    message = _("Choose at least one user who has an e-mail address.")
    field = "recipients"


constraints.means("insight_savedreport_name_unique", NameTaken)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a saved report is made, in which format, how and to whom it goes (ids of users)."""

    every: str
    format: str
    way: str
    recipients: tuple[int, ...]


def save_report(
    *,
    actor: Actor,
    name: str,
    report: str,
    asked: Asked,
    query: Mapping[str, str],
    ending: str,
    beginning: str,
    is_shared: bool,
) -> uuid.UUID:
    """Keep what is asked of a report under a name. Raises NameTaken, NoSuchReport."""
    queries.report(report)
    with acting(actor), constraints.spoken():
        made = SavedReport.objects.create(
            name=" ".join(name.split()),
            owner=User.objects.get(pk=actor.user_id or 0),
            is_shared=is_shared,
            report=report,
            query=dict(query),
            asked=rules.kept(asked),
            ending=ending,
            beginning=beginning,
        )
    return made.public_id


def remove(*, actor: Actor, saved: uuid.UUID) -> None:
    """A saved report goes, with what is known of its runs. Raises NotYours."""
    with acting(actor):
        _own(actor, saved).delete()


def schedule(*, actor: Actor, saved: uuid.UUID, on: dt.date, draft: Schedule) -> None:
    """From now on a report is made and sent by itself, or no more. Raises NotYours, and
    NobodyReceives where it would go to nobody."""
    with acting(actor):
        found = _own(actor, saved)
        users = User.objects.filter(pk__in=draft.recipients, realm=Realm.DESK, is_active=True)
        reached = list(users.exclude(email="").values_list("pk", flat=True))
        if draft.every and not reached:
            raise NobodyReceives
        SavedReport.objects.filter(pk=found.pk).update(
            every=draft.every,
            format=draft.format,
            way=draft.way,
            next_on=rules.following(draft.every, on),
        )
        found.recipients.set(reached)


def _own(actor: Actor, saved: uuid.UUID) -> SavedReport:
    found = SavedReport.objects.select_for_update().get(public_id=saved)
    if found.owner_id != actor.user_id and not actor.may(Role.ADMINISTRATOR):
        raise NotYours
    return found


def queue_due(*, on: dt.date) -> int:
    """Put into the queue all reports that are due; returns how many they are."""
    from kartoteka.insight import tasks

    due = list(SavedReport.objects.filter(next_on__lte=on).values_list("pk", flat=True))
    for pk in due:
        name = f"report-{pk}"
        jobs.defer(tasks.send_report, lock=name, queueing_lock=name, saved=pk, on=on.isoformat())
    return len(due)


def send_due(*, saved: int, on: dt.date) -> None:
    """Make and send one report that is due, once: a second start finds its next day set.

    Its owner asks and acts; one who may not any more, or a question that can be asked no more,
    leaves a run that says so.
    """
    with acting(SYSTEM):
        found = SavedReport.objects.select_for_update().filter(pk=saved, next_on__lte=on).first()
        if found is None:
            return
        SavedReport.objects.filter(pk=saved).update(next_on=rules.following(found.every, on))
        _run(found, on)


def send_now(*, actor: Actor, saved: uuid.UUID, on: dt.date) -> None:
    """Make and send it at once, whatever its schedule. Raises NotYours, NobodyReceives."""
    with acting(actor):
        found = _own(actor, saved)
        if not found.recipients.exists():
            raise NobodyReceives
        _run(found, on)


def _run(saved: SavedReport, on: dt.date) -> None:
    asked = rules.again(saved.asked, saved.ending, saved.beginning, on)
    run = ReportRun.objects.create(
        saved=saved, made_by=saved.owner_id, on=asked.on, first=asked.first, format=saved.format
    )
    owner = saved.owner.as_actor()
    with translation.override(saved.owner.language):
        try:
            if not saved.owner.is_active or not owner.may(Role.CLERK):
                raise NotYours
            data = file_of(saved, owner, asked, on)
            _sent(saved, run, asked, data, on)
        except Refusal as no:
            ReportRun.objects.filter(pk=run.pk).update(problem=no.sentence()[:300])


def file_of(saved: SavedReport, owner: Actor, asked: Asked, today: dt.date) -> bytes:
    """The report as a file in the active language. Raises as `queries.everything`."""
    language = translation.get_language() or "pl"
    if saved.format == "pdf":
        return printing.report_pdf(
            viewer=owner,
            key=saved.report,
            asked=asked,
            today=today,
            parameters=printing.told(owner, saved.report, asked, language),
            made=f"{saved.name}, {written(today, language)}, {owner.name}",
        )
    rows = queries.everything(viewer=owner, key=saved.report, asked=asked, today=today)
    with closing(rows):
        fields = queries.fields_of(saved.report, asked)
        return WRITERS[saved.format](rows, fields, language, saved.name)


def _sent(saved: SavedReport, run: ReportRun, asked: Asked, data: bytes, on: dt.date) -> None:
    owner = saved.owner.as_actor()
    name = f"{saved.report}-{asked.on:%Y-%m-%d}.{saved.format}"
    (content,) = documents.keep_made(
        actor=owner, files=[(data, name)], media_type=_MEDIA[saved.format]
    )
    people = list(
        saved.recipients.filter(is_active=True).exclude(email="").order_by("name", "login")
    )
    fields = queries.fields_of(saved.report, asked)
    if people and any(one.is_personal for one in fields):
        _disclose(saved, owner, asked, [one.name or one.login for one in people], on)
    for one in people:
        with translation.override(one.language):
            emails.send_email(
                actor=owner,
                to=one.email,
                subject=saved.name,
                text=_words(saved, run, asked),
                attachment=content if saved.way == "ATTACHED" else None,
            )
    digest = contents.content(viewer=owner, content_id=content).sha256
    ReportRun.objects.filter(pk=run.pk).update(content=content, sha256=digest, sent_to=len(people))


def _words(saved: SavedReport, run: ReportRun, asked: Asked) -> str:
    language = translation.get_language() or "pl"
    said = {"name": saved.name, "day": written(asked.on, language)}
    if saved.way == "ATTACHED":
        return _t("The report “%(name)s” as of %(day)s is attached.") % said
    address = f"{settings.DESK_URL}/reports/runs/{run.public_id}/"
    return _t("The report “%(name)s” as of %(day)s is ready: %(address)s") % (
        said | {"address": address}
    )


def _disclose(
    saved: SavedReport, owner: Actor, asked: Asked, names: Sequence[str], on: dt.date
) -> None:
    statement, parameters = queries.concerned(viewer=owner, key=saved.report, asked=asked, today=on)
    try:
        privacy.disclose(
            actor=owner,
            draft=privacy.DisclosureDraft(
                recipient_kind="OWN",
                recipient=", ".join(names)[:200],
                scope=("IDENTITY", "MONEY"),
                basis="F",
                way="EMAIL",
                note=saved.name,
            ),
            parties=privacy.Selection(statement, parameters),
            on=on,
        )
    except privacy.NobodyConcerned:  # an empty report names nobody
        return


def forget_runs(*, before: dt.datetime) -> int:
    """Files of runs made before the moment go, and so do they from e-mails; returns how many."""
    old = ReportRun.objects.filter(made_at__lt=before, content__isnull=False)
    with acting(SYSTEM):
        files = list(old.values_list("content", flat=True))
        uses = Counter(files)
        uses.update(Email.objects.filter(attachment__in=files).values_list("attachment", flat=True))
        destroying.destroy(actor=SYSTEM, uses=uses)
        return old.update(content=None)
