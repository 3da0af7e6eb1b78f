"""A configured scanner has its word before anybody opens a file."""

import pytest
from pytest_django.fixtures import Settings

from kartoteka.documents import operations, queries, tasks
from kartoteka.documents.models import Content
from kartoteka.gateways.clamd import Scanner
from kartoteka.kernel.actor import SYSTEM
from tests import build
from tests.conftest import free_port
from tests.documents.making import VIRUS, a_file, a_pdf, a_scanner

pytestmark = pytest.mark.django_db


def test_without_a_scanner_files_are_open() -> None:
    assert queries.read(viewer=SYSTEM, content_id=kept(a_pdf())) == a_pdf()


def test_a_clean_file_opens_and_an_infected_one_is_not_kept(settings: Settings) -> None:
    with a_scanner() as (settings.SCANNER, _heard):
        assert queries.read(viewer=SYSTEM, content_id=kept(a_pdf())) == a_pdf()
        with pytest.raises(operations.Infected) as refused:
            kept(a_pdf() + VIRUS)
    assert refused.value.facts == {"finding": "Kartoteka.Test.Virus", "name": "umowa.pdf"}
    row = Content.objects.get()
    assert (row.scan, row.scanned_at is not None) == ("CLEAN", True)


def test_while_the_scanner_is_away_files_wait_unopened_and_a_job_opens_them(
    settings: Settings,
) -> None:
    settings.SCANNER = Scanner(host="127.0.0.1", port=free_port())
    attachment_id = a_file(build.a_party(), a_pdf())
    line = queries.attachments_of(viewer=SYSTEM, party_id=None)[0]
    assert (line.scan, line.is_open) == ("WAITING", False)
    with pytest.raises(queries.NotScannedYet):
        operations.fetch(actor=SYSTEM, attachment_id=attachment_id)
    tasks.scan_waiting()
    assert Content.objects.get().scan == "NONE"
    with a_scanner() as (settings.SCANNER, _heard):
        tasks.scan_waiting()
        assert operations.fetch(actor=SYSTEM, attachment_id=attachment_id).data == a_pdf()
    assert tasks.make_waiting_pictures() is None
    assert Content.objects.get().preview == "MADE"


def test_what_the_job_finds_infected_stays_closed_for_ever(settings: Settings) -> None:
    attachment_id = a_file(build.a_party(), a_pdf() + VIRUS)
    with a_scanner() as (settings.SCANNER, _heard):
        assert operations.scan_waiting(actor=SYSTEM) == (1, 0)
    settings.SCANNER = None
    line = queries.attachments_of(viewer=SYSTEM)[0]
    assert (line.scan, line.finding) == ("INFECTED", "Kartoteka.Test.Virus")
    with pytest.raises(queries.FoundInfected):
        operations.fetch(actor=SYSTEM, attachment_id=attachment_id)
    with pytest.raises(queries.FoundInfected):
        queries.picture(viewer=SYSTEM, attachment_id=attachment_id, page=1)
    assert tasks.make_waiting_pictures() is None


def test_the_job_of_scanning_is_in_the_queue_with_the_file(settings: Settings) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    settings.SCANNER = Scanner(host="127.0.0.1", port=free_port())
    kept(a_pdf())
    kept(a_pdf("another"))
    waiting = ProcrastinateJob.objects.filter(task_name="documents.scan_waiting")
    assert waiting.count() == 1


def kept(data: bytes) -> int:
    return operations.keep_file(actor=SYSTEM, data=data, name="umowa.pdf")
