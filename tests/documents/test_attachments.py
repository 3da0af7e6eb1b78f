"""Attachments: on a record, in the history, removed with a trace, counted when fetched."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings

from kartoteka.documents import operations, queries
from kartoteka.documents.models import Attachment, Content, Download, Picture
from kartoteka.documents.subjects import NoSuchSubject
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.register import operations as register
from kartoteka.register.operations.editing import ChangedMeanwhile
from kartoteka.trail import queries as trail
from tests import build
from tests.documents.making import (
    DOCX,
    a_document,
    a_file,
    a_pdf,
    a_picture,
    an_archive,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)
CUSTOMER = Actor(user_id=None, realm=Realm.PORTAL)


def line(attachment_id: int) -> queries.AttachmentLine:
    public_id = Attachment.objects.get(pk=attachment_id).public_id
    return queries.attachment(viewer=SYSTEM, public_id=public_id)


def test_keeps_the_file_with_its_words_and_who_brought_it() -> None:
    clerk, party = build.a_user().as_actor(), build.a_party()
    public_id = operations.attach(
        actor=clerk, subject="party", subject_id=party, data=a_pdf(), name="umowa 1.pdf",
        title=" Umowa  na wodę ", category="CONTRACT", note="oryginał w segregatorze",
    )  # fmt: skip
    kept = queries.attachment(viewer=clerk, public_id=public_id)
    assert (kept.title, kept.name, kept.category) == ("Umowa na wodę", "umowa 1.pdf", "CONTRACT")
    assert (kept.note, kept.added_by, kept.party_id) == ("oryginał w segregatorze", "Anna", party)
    assert (kept.kind, kept.icon, kept.size) == ("PDF", "file", len(a_pdf()))
    assert [change.what for change in trail.changes_of(viewer=SYSTEM, party_id=party)][:1] == [
        "attachment"
    ]


def test_without_a_title_the_name_is_the_title() -> None:
    assert line(a_file(build.a_party(), name="skan.pdf")).title == "skan.pdf"


def test_the_kind_is_told_by_the_bytes() -> None:
    attachment_id = a_file(build.a_party(), a_picture("JPEG"), "skan.png")
    assert line(attachment_id).media_type == "image/jpeg"
    a_file(build.a_party("Bartek"), a_picture("JPEG"), "cudza nazwa.jpg")
    fetched = operations.fetch(actor=SYSTEM, attachment_id=attachment_id)
    assert (fetched.name, fetched.media_type) == ("skan.png.jpg", "image/jpeg")
    other = Attachment.objects.get(name="cudza nazwa.jpg").pk
    assert operations.fetch(actor=SYSTEM, attachment_id=other).name == "cudza nazwa.jpg"


def test_refuses_what_is_not_on_the_list(settings: Settings) -> None:
    party = build.a_party()
    for data in (b"MZ\x90\x00", b"<html>", an_archive({"a.txt": b"x"})):
        with pytest.raises(operations.KindNotTaken):
            a_file(party, data, "faktura.pdf")
    with pytest.raises(operations.Swamps):
        a_file(party, an_archive(DOCX | {"../x": b""}), "umowa.docx")
    settings.CONTENT_KINDS = frozenset({"png", "zip"})
    a_file(party, an_archive({"a.txt": b"x"}), "a.zip")
    with pytest.raises(operations.KindNotTaken) as refused:
        a_file(party)
    assert refused.value.facts["kinds"] == "png, zip"
    assert Attachment.objects.count() == 1


def test_the_same_file_hangs_on_a_record_once_but_on_others_too() -> None:
    anna, bartek = build.a_party(), build.a_party("Bartek")
    first = a_file(anna)
    with pytest.raises(operations.AttachedAlready):
        a_file(anna, name="inna nazwa.pdf")
    a_file(bartek, name="kopia.pdf")
    assert Content.objects.count() == 1
    operations.remove_attachment(actor=SYSTEM, attachment_id=first)
    again = a_file(anna)
    with pytest.raises(operations.AttachedAlready):
        operations.restore_attachment(actor=SYSTEM, attachment_id=first)
    assert [one.id for one in queries.attachments_of(viewer=SYSTEM, party_id=anna)] == [again]


def test_refuses_a_record_that_is_not_there() -> None:
    with pytest.raises(NoSuchSubject):
        a_file(987_654)
    with pytest.raises(NoSuchSubject):
        operations.attach(actor=SYSTEM, subject="rocket", subject_id=1, data=a_pdf(), name="a.pdf")


def test_a_documents_files_belong_to_its_party() -> None:
    party = build.a_party()
    a_document(party)
    paper = queries.documents_of(viewer=SYSTEM, party_id=party, on=DAY)[0]
    operations.attach(
        actor=SYSTEM, subject="document", subject_id=paper.id, data=a_pdf(), name="odpis.pdf"
    )
    found = queries.attachments_of(viewer=SYSTEM, party_id=party)
    assert [(one.subject, one.subject_id) for one in found] == [("document", paper.id)]
    assert queries.documents_of(viewer=SYSTEM, party_id=party, on=DAY)[0].files == 1


def test_words_change_and_an_edit_in_between_is_told() -> None:
    attachment_id = a_file(build.a_party())
    seen = line(attachment_id).version
    said: dict[str, Any] = {"category": "LETTER", "note": "", "attachment_id": attachment_id}
    operations.change_attachment(actor=SYSTEM, title="Pismo", **said)
    with pytest.raises(ChangedMeanwhile):
        operations.change_attachment(actor=SYSTEM, title="X", expected_version=seen, **said)
    with pytest.raises(operations.TitleMissing):
        operations.change_attachment(actor=SYSTEM, title="  ", **said)
    assert (line(attachment_id).title, line(attachment_id).category) == ("Pismo", "LETTER")


def test_a_removed_one_stays_as_a_trace_and_an_administrator_brings_it_back() -> None:
    party = build.a_party()
    attachment_id = a_file(party)
    clerk = build.a_user().as_actor()
    operations.remove_attachment(actor=clerk, attachment_id=attachment_id)
    assert queries.attachments_of(viewer=clerk, party_id=party) == []
    gone = queries.attachments_of(viewer=clerk, party_id=party, removed=True)
    assert [(one.removed_by, one.removed_at is not None) for one in gone] == [("Anna", True)]
    with pytest.raises(operations.NotAllowed):
        operations.restore_attachment(actor=clerk, attachment_id=attachment_id)
    operations.restore_attachment(
        actor=build.an_administrator().as_actor(), attachment_id=attachment_id
    )
    assert [one.id for one in queries.attachments_of(viewer=clerk, party_id=party)] == [
        attachment_id
    ]


def test_who_fetched_it_is_kept_and_cannot_be_changed() -> None:
    attachment_id = a_file(build.a_party())
    for login in ("anna", "bartek"):
        operations.fetch(
            actor=build.a_user(login).as_actor("10.0.0.7"), attachment_id=attachment_id
        )
    told = queries.fetches(viewer=SYSTEM, attachment_id=attachment_id)
    assert [(one.who, one.address) for one in told] == [
        ("Bartek", "10.0.0.7"), ("Anna", "10.0.0.7"),
    ]  # fmt: skip
    assert line(attachment_id).downloads == 2


@pytest.mark.usefixtures("as_desk")
def test_the_desks_own_role_cannot_take_a_fetch_back() -> None:
    for statement in ("DELETE FROM documents_download", "UPDATE documents_download SET actor = 1"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_only_staff_see_attachments() -> None:
    party = build.a_party()
    attachment_id = a_file(party)
    assert queries.attachments_of(viewer=CUSTOMER, party_id=party) == []
    assert queries.fetches(viewer=CUSTOMER, attachment_id=attachment_id) == []
    for public_id in (Attachment.objects.get().public_id, uuid.uuid4()):
        with pytest.raises(queries.NoSuchContent):
            queries.attachment(viewer=CUSTOMER, public_id=public_id)
    with pytest.raises(queries.NoSuchContent):
        operations.fetch(actor=CUSTOMER, attachment_id=attachment_id)


def test_a_list_takes_one_statement_however_long() -> None:
    party = build.a_party()
    for n in range(5):
        a_file(party, a_pdf(str(n)))
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert len(queries.attachments_of(viewer=SYSTEM, party_id=party, limit=3)) == 3
    assert len(seen) == 1


def test_erasing_a_party_leaves_rows_without_words_and_takes_bytes_nobody_else_needs() -> None:
    anna, bartek = build.a_party(), build.a_party("Bartek")
    own, shared = a_file(anna, a_pdf("own")), a_file(anna, a_pdf("shared"), "wspólny.pdf")
    a_file(bartek, a_pdf("shared"))
    a_document(anna, note="tajne", issuer="Sąd")
    for content in Content.objects.all():
        operations.make_pictures(actor=SYSTEM, content_id=content.pk)
    operations.fetch(actor=SYSTEM, attachment_id=own)
    assert operations.erase_party(actor=SYSTEM, party_id=anna) == 3
    assert [(row.title, row.name, row.note) for row in Attachment.objects.filter(party=anna)] == [
        ("—", "—", ""), ("—", "—", ""),
    ]  # fmt: skip
    assert Content.objects.count() == Picture.objects.count() == 1
    assert Download.objects.count() == 1
    with pytest.raises(queries.NoSuchContent):
        operations.fetch(actor=SYSTEM, attachment_id=shared)
    paper = queries.documents_of(viewer=SYSTEM, party_id=anna, on=DAY)[0]
    assert (paper.number, paper.issuer, paper.note, paper.state) == ("", "", "", "WITHDRAWN")
    assert operations.erase_party(actor=SYSTEM, party_id=anna) == 1


def test_merging_moves_papers_and_undoing_brings_them_back() -> None:
    anna, twin = build.a_party(), build.a_party("Anna Owes 2")
    a_file(twin, a_pdf("one"))
    a_file(twin, a_pdf("both"))
    a_file(anna, a_pdf("both"))
    a_document(twin)
    a_document(anna)
    done = register.merge(actor=SYSTEM, survivor_id=anna, loser_id=twin)
    assert len(queries.attachments_of(viewer=SYSTEM, party_id=anna)) == 2
    assert len(queries.attachments_of(viewer=SYSTEM, party_id=twin)) == 1
    assert len(queries.documents_of(viewer=SYSTEM, party_id=anna, on=DAY)) == 1
    register.undo_merge(actor=SYSTEM, merge_id=done.public_id)
    assert len(queries.attachments_of(viewer=SYSTEM, party_id=twin)) == 2
    assert len(queries.documents_of(viewer=SYSTEM, party_id=twin, on=DAY)) == 1
