"""Saved reports: days found anew, made and sent once, kept with their hash, disclosed."""

import datetime as dt
import hashlib
import io
import uuid
from typing import Any

import pypdf
import pytest
from django.utils import timezone

from kartoteka.access.models import User
from kartoteka.correspondence.models import Email
from kartoteka.documents import queries as documents
from kartoteka.insight import operations, queries, rules
from kartoteka.insight.models import ReportRun, SavedReport
from kartoteka.insight.reports import Asked
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.models import Account
from kartoteka.privacy.models import Disclosed, Disclosure
from kartoteka.register.models import Choice, PartyGroup
from tests import build
from tests.ledger.builders import a_debit, an_account

ON = dt.date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("TODAY", "2026-03-02"), ("YESTERDAY", "2026-03-01"), ("LAST_MONTH", "2026-02-28"),
        ("FIXED", "2020-01-01"),
    ],
)  # fmt: skip
def test_the_day_of_a_report(rule: str, day: str) -> None:
    found = rules.ending(rule, dt.date(2026, 3, 2), dt.date(2020, 1, 1))
    assert found == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("MONTH", "2026-05-01"), ("QUARTER", "2026-04-01"), ("YEAR", "2026-01-01"),
        ("FIXED", "2020-01-01"),
    ],
)  # fmt: skip
def test_the_beginning_of_its_period(rule: str, day: str) -> None:
    found = rules.beginning(rule, dt.date(2026, 5, 31), dt.date(2020, 1, 1))
    assert found == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("every", "day"),
    [("DAY", "2026-11-21"), ("WEEK", "2026-11-23"), ("MONTH", "2026-12-01"), ("", None)],
)
def test_the_next_day(every: str, day: str | None) -> None:
    assert rules.following(every, ON) == (dt.date.fromisoformat(day) if day else None)
    assert rules.following("WEEK", dt.date(2026, 11, 23)) == dt.date(2026, 11, 30)


def test_what_is_asked_comes_back_as_it_was() -> None:
    asked = Asked(ON, first=dt.date(2026, 1, 1), bands=(5, 10), party=7, by="month")
    assert rules.again(rules.kept(asked), "FIXED", "FIXED", dt.date(2030, 1, 1)) == asked


@pytest.fixture
def anna(db: None) -> User:
    return build.a_user(email="anna@office.example")


def a_report(actor: Actor, name: str = "Mine", **more: Any) -> uuid.UUID:
    said: dict[str, Any] = {
        "report": "ageing", "asked": Asked(ON, bands=(30,)), "query": {"bands": "30"},
        "ending": "TODAY", "beginning": "MONTH", "is_shared": False,
    } | more  # fmt: skip
    return operations.save_report(actor=actor, name=name, **said)


def scheduled(actor: Actor, saved: uuid.UUID, *people: User, **more: str) -> None:
    said = {"every": "DAY", "format": "csv", "way": "ATTACHED"} | more
    draft = operations.Schedule(recipients=tuple(one.pk for one in people), **said)
    operations.schedule(actor=actor, saved=saved, on=ON, draft=draft)


def test_what_is_due_is_made_and_sent_once(anna: User) -> None:
    account = an_account()
    a_debit(account, "100.00", "2026-01-12")
    bella = build.a_user("bella", email="bella@office.example", language="pl")
    saved = a_report(anna.as_actor())
    scheduled(anna.as_actor(), saved, anna, bella)
    row = SavedReport.objects.get()
    assert row.next_on == dt.date(2026, 11, 21)
    assert operations.queue_due(on=ON) == 0
    for _twice in range(2):
        operations.send_due(saved=row.pk, on=dt.date(2026, 11, 21))
    run = ReportRun.objects.get()
    assert (run.on, run.made_by, run.sent_to, run.problem) == (
        dt.date(2026, 11, 21), anna.pk, 2, "",
    )  # fmt: skip
    emails = Email.objects.order_by("to")
    assert [one.to for one in emails] == ["anna@office.example", "bella@office.example"]
    assert [one.attachment_id for one in emails] == [run.content_id] * 2
    assert run.content_id is not None
    data = documents.read(viewer=anna.as_actor(), content_id=run.content_id)
    assert hashlib.sha256(data).hexdigest() == run.sha256
    assert "100.00;0.00;0.00;100.00" in data.decode()
    assert Disclosure.objects.get().recipient == "Anna, Bella"
    assert Disclosed.objects.count() == 1
    row.refresh_from_db()
    assert row.next_on == dt.date(2026, 11, 22)


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_other_formats_and_a_link(anna: User, kind: str) -> None:
    a_debit(an_account(), "100.00", "2026-01-12")
    saved = a_report(anna.as_actor(), report="turnover", asked=Asked(ON, first=ON))
    scheduled(anna.as_actor(), saved, anna, format=kind, way="LINK")
    operations.send_now(actor=anna.as_actor(), saved=saved, on=ON)
    run = ReportRun.objects.get()
    assert run.first == dt.date(2026, 11, 1)
    email = Email.objects.get()
    assert email.attachment_id is None
    assert f"/reports/runs/{run.public_id}/" in email.text
    name, _media, data = queries.run_file(viewer=anna.as_actor(), public_id=run.public_id)
    assert name == f"turnover-2026-11-20.{kind}"
    assert data[:4] in {b"%PDF", b"PK\x03\x04"}
    stranger = build.a_user("zofia").as_actor()
    with pytest.raises(queries.NoSuchReportFile):
        queries.run_file(viewer=stranger, public_id=run.public_id)


def test_paper_says_what_it_was_narrowed_to(anna: User) -> None:
    account = Account.objects.get(pk=an_account())
    a_debit(account.pk, "100.00", "2026-01-12")
    group = PartyGroup.objects.create(labels={"en": "Bridge Street"})
    gold = Choice.objects.create(list="PRIORITY", code="GOLD", labels={"en": "Gold"})
    asked = Asked(
        ON, creditor=account.creditor_id, party=account.party_id, tree=True, group=group.pk,
        segment=gold.pk,
    )  # fmt: skip
    saved = a_report(anna.as_actor(), asked=asked)
    scheduled(anna.as_actor(), saved, anna, format="pdf")
    operations.send_now(actor=anna.as_actor(), saved=saved, on=ON)
    run = ReportRun.objects.get()
    _name, _media, data = queries.run_file(viewer=anna.as_actor(), public_id=run.public_id)
    text = " ".join(pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    for words in (
        f"Creditor: {account.creditor.name}", f"Customer number: {account.party.number}",
        "Segment: Gold", "Group: Bridge Street", "With their whole tree",
    ):  # fmt: skip
        assert words in text


def test_what_can_be_asked_no_more_leaves_a_run_that_says_so(anna: User) -> None:
    saved = a_report(anna.as_actor(), asked=Asked(ON, group=77))
    scheduled(anna.as_actor(), saved, anna)
    operations.send_due(saved=SavedReport.objects.get().pk, on=dt.date(2026, 11, 21))
    assert "no such group" in ReportRun.objects.get().problem
    assert not Email.objects.exists()


def test_only_its_owner_or_an_administrator_changes_it(anna: User) -> None:
    saved = a_report(anna.as_actor(), is_shared=True)
    zofia = build.a_user("zofia").as_actor()
    with pytest.raises(operations.NotYours):
        operations.remove(actor=zofia, saved=saved)
    with pytest.raises(operations.NotYours):
        scheduled(zofia, saved, anna)
    with pytest.raises(operations.NameTaken):
        a_report(anna.as_actor())
    with pytest.raises(operations.NobodyReceives):
        scheduled(anna.as_actor(), saved, User.objects.get(pk=zofia.user_id))
    assert [one.name for one in queries.saved(viewer=zofia, today=ON)] == ["Mine"]
    a_report(anna.as_actor(), "Secret")
    assert len(queries.saved(viewer=zofia, today=ON)) == 1
    operations.remove(actor=build.an_administrator().as_actor(), saved=saved)
    assert SavedReport.objects.count() == 1


def test_files_go_after_thirty_days_but_their_hash_stays(anna: User) -> None:
    a_debit(an_account(), "100.00", "2026-01-12")
    saved = a_report(anna.as_actor())
    scheduled(anna.as_actor(), saved, anna)
    operations.send_now(actor=anna.as_actor(), saved=saved, on=ON)
    content = ReportRun.objects.get().content_id
    assert content is not None
    assert operations.forget_runs(before=timezone.now() - dt.timedelta(days=1)) == 0
    assert operations.forget_runs(before=timezone.now() + dt.timedelta(days=1)) == 1
    run = ReportRun.objects.get()
    assert (run.content_id, len(run.sha256)) == (None, 64)
    with pytest.raises(documents.BytesErased):
        documents.read(viewer=anna.as_actor(), content_id=content)
