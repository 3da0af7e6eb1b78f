"""Sets of invoices: portions that stay, deaths in the middle, and the watched folder."""

import io
import os
import time
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.billing import operations, tasks
from kartoteka.billing.models import InvoiceSet, KsefInvoice, SetLine
from kartoteka.billing.operations import invoice_folder, ksef, sets
from kartoteka.formats.ksef import File
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry, OpenAmount
from tests import build
from tests.formats.ksef.making import BUYER, SELLER, a_number, a_receipt, an_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mill() -> int:
    """The customer whose NIP the invoices have, and their creditor."""
    works = build.a_party("Wodociągi Zmyślone", identifiers={"NIP": SELLER})
    ledger.register_creditor(actor=SYSTEM, party_id=works, scheme="PL_UTILITY")
    return build.a_party("Młyn Zmyślony", number="K-1", identifiers={"NIP": BUYER})


def a_file(ordinal: int, **said: Any) -> File:
    return File(f"{a_number(ordinal)}.xml", an_invoice(number=f"FV/{ordinal}", **said))


def zipped(*files: File) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file in files:
            archive.writestr(file.name, file.data)
    return out.getvalue()


def a_set(*files: File) -> uuid.UUID:
    return operations.hold(actor=SYSTEM, files=files)


def outcomes() -> list[tuple[int, str, bool]]:
    found = SetLine.objects.order_by("of_id", "place")
    return list(found.values_list("place", "outcome", "is_done"))


def still_open() -> dict[str, str]:
    found = OpenAmount.objects.values_list("entry__number", "amount")
    return {number: str(amount) for number, amount in found}


def test_looking_keeps_what_would_become_of_each_and_changes_nothing_else() -> None:
    held = a_set(a_file(1), a_file(2, buyer="5555555555"))
    assert operations.look(actor=SYSTEM, public_id=held) is None
    assert outcomes() == [(0, "NEW", False), (1, "REFUSED", False)]
    assert (Entry.objects.count(), InvoiceSet.objects.get().state) == (0, "LOOKED")
    operations.take(actor=SYSTEM, public_id=held)
    assert outcomes() == [(0, "NEW", True), (1, "REFUSED", True)]
    line = SetLine.objects.get(place=0)
    assert line.entry == Entry.objects.get()
    assert line.sha256 == KsefInvoice.objects.get().content.sha256
    with pytest.raises(operations.SetNotHeld):
        operations.take(actor=SYSTEM, public_id=held)


def test_corrections_come_after_what_they_correct_across_portions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ksef, "AT_ONCE", 1)
    less = {"kind": "KOR", "due": ""}
    held = a_set(
        a_file(3, gross="-20.00", corrects=[("", a_number(2))], **less),
        a_file(2, gross="-23.00", corrects=[("", a_number(1))], **less),
        a_file(1),
    )
    operations.take(actor=SYSTEM, public_id=held)
    assert outcomes() == [(0, "NEW", True), (1, "NEW", True), (2, "NEW", True)]
    assert still_open() == {"FV/1": "80.00"}


def test_a_circle_of_corrections_is_refused() -> None:
    less = {"kind": "KOR", "gross": "-20.00"}
    held = a_set(
        a_file(1, corrects=[("", a_number(2))], **less),
        a_file(2, corrects=[("", a_number(1))], **less),
    )
    operations.take(actor=SYSTEM, public_id=held)
    codes = SetLine.objects.values_list("code", flat=True).distinct()
    assert list(codes) == ["ksef.corrected_missing"]


def test_a_job_that_died_goes_on_behind_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ksef, "AT_ONCE", 2)
    held = a_set(*(a_file(ordinal) for ordinal in range(1, 6)))
    job = access.start_job(actor=SYSTEM, kind=sets.KIND)
    take_portion, seen = ksef.take_portion, []

    def dies(*given: Any, **more: Any) -> Any:
        seen.append([row.place for row in given[2]])
        if len(seen) == 2:
            raise KeyboardInterrupt
        return take_portion(*given, **more)

    monkeypatch.setattr(ksef, "take_portion", dies)
    with pytest.raises(KeyboardInterrupt):
        sets.queued(actor=SYSTEM, job=job, public_id=held, dry=False)
    assert outcomes() == [(0, "NEW", True), (1, "NEW", True)]
    sets.queued(actor=SYSTEM, job=job, public_id=held, dry=False)
    assert seen == [[0, 1], [2, 3], [2, 3], [4]]
    assert outcomes() == [(place, "NEW", True) for place in range(5)]
    assert (Entry.objects.count(), KsefInvoice.objects.count()) == (5, 5)
    shown = access_queries.job(viewer=SYSTEM, public_id=job)
    assert shown is not None
    assert shown.report == {
        "set": str(held), "name": "KSeF-5.zip", "dry": False, "new": 5, "known": 0, "refused": 0,
        "sums": {"PLN": "615.00"},
    }  # fmt: skip
    sets.queued(actor=SYSTEM, job=job, public_id=held, dry=False)
    assert Entry.objects.count() == 5


def test_a_job_given_up_leaves_what_came_in_and_can_be_asked_for_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sets, "SHORT", 0)
    held = a_set(a_file(1))
    job = operations.take(actor=SYSTEM, public_id=held)
    assert job is not None
    assert operations.take(actor=SYSTEM, public_id=held) == job
    with pytest.raises(operations.SetInHand):
        operations.let_go(actor=SYSTEM, public_id=held)
    sets.give_up(job=job, reason="gone")
    assert operations.take(actor=SYSTEM, public_id=held) not in {job, None}


def test_what_nobody_decided_about_goes_after_a_day_and_the_rest_after_ninety() -> None:
    old, taken, begun = a_set(a_file(1)), a_set(a_file(2)), a_set(a_file(3))
    operations.take(actor=SYSTEM, public_id=taken)
    kept = InvoiceSet.objects.get(public_id=begun)
    SetLine.objects.create(of=kept, place=9, is_done=True, file="x", sha256="", outcome="KNOWN")
    InvoiceSet.objects.update(held_at="2026-01-01T00:00:00Z")
    a_set(a_file(4))
    left = set(InvoiceSet.objects.values_list("public_id", flat=True))
    assert old not in left
    assert {taken, begun} < left
    sets.forget()
    assert taken not in set(InvoiceSet.objects.values_list("public_id", flat=True))


def test_who_is_no_clerk_may_not() -> None:
    stranger = Actor(user_id=5, realm=Realm.PORTAL)
    with pytest.raises(Refusal):
        operations.hold(actor=stranger, files=[a_file(1)])
    with pytest.raises(Refusal):
        operations.take(actor=stranger, public_id=uuid.uuid4())


# The watched folder


def put(folder: Path, name: str, data: bytes, *, age: float = 60) -> None:
    path = folder / name
    path.write_bytes(data)
    when = time.time() - age
    os.utime(path, (when, when))


def look(folder: Path) -> dict[str, int]:
    return invoice_folder.take_from_folder(actor=SYSTEM, path=folder)


def lying(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_files_of_the_folder_come_in_together_and_are_moved_each_by_its_end(
    tmp_path: Path,
) -> None:
    one = an_invoice(number="FV/1")
    put(tmp_path, "upo.xml", a_receipt((a_number(1), one)))
    put(tmp_path, "faktura.xml", one)
    put(tmp_path, "nobody.xml", an_invoice(number="FV/2"))
    put(tmp_path, "now.xml", an_invoice(number="FV/3"), age=0)
    assert look(tmp_path) == {"done": 2, "refused": 1}
    assert lying(tmp_path) == [
        "done/faktura.xml", "done/upo.xml", "now.xml", "refused/nobody.xml",
        "refused/nobody.xml.txt",
    ]  # fmt: skip
    said = (tmp_path / "refused" / "nobody.xml.txt").read_text("utf-8")
    assert "Nothing says which KSeF number the invoice has." in said
    assert KsefInvoice.objects.get().number == a_number(1)
    kept = InvoiceSet.objects.get()
    assert (kept.origin, kept.state, kept.figures["new"]) == ("FOLDER", "TAKEN", 1)
    assert kept.moved_at is not None
    assert look(tmp_path) == {"done": 0, "refused": 0}


def test_an_archive_is_a_set_of_its_own_and_says_what_was_refused(tmp_path: Path) -> None:
    put(tmp_path, "luty.zip", zipped(a_file(1), a_file(2, buyer="5555555555")))
    put(tmp_path, "bomb.zip", zipped(File("../x.xml", b"x")))
    assert look(tmp_path) == {"done": 1, "refused": 1}
    assert lying(tmp_path) == [
        "done/luty.zip", "done/luty.zip.txt", "refused/bomb.zip", "refused/bomb.zip.txt",
    ]  # fmt: skip
    said = (tmp_path / "done" / "luty.zip.txt").read_text("utf-8")
    assert said == (
        f"luty.zip/{a_number(2)}.xml: Nobody in the register has the buyer's number 5555555555.\n"
    )
    refused = InvoiceSet.objects.get(state="REFUSED")
    assert "names that lead out of its folder" in refused.reason
    put(tmp_path, "again.zip", zipped(a_file(1)))
    assert look(tmp_path) == {"done": 1, "refused": 0}
    assert Entry.objects.count() == 1
    assert InvoiceSet.objects.latest("pk").figures["known"] == 1


def test_after_a_death_before_moving_it_is_only_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "luty.zip", zipped(a_file(1), a_file(2)))

    def dies(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(invoice_folder, "_put", dies)
        with pytest.raises(KeyboardInterrupt):
            look(tmp_path)
    assert lying(tmp_path) == ["luty.zip"]
    assert look(tmp_path) == {"done": 1, "refused": 0}
    assert lying(tmp_path) == ["done/luty.zip"]
    assert (Entry.objects.count(), InvoiceSet.objects.count()) == (2, 1)


def test_links_are_refused_and_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    put(outside, "secret.xml", an_invoice())
    watched = tmp_path / "watched"
    watched.mkdir()
    (watched / "link.xml").symlink_to(outside / "secret.xml")
    assert look(watched) == {"done": 0, "refused": 1}
    assert "no ordinary file" in (watched / "refused" / "link.xml.txt").read_text()
    assert lying(outside) == ["secret.xml"]
    assert KsefInvoice.objects.count() == 0


def test_the_worker_looks_where_it_is_told_and_as_the_desks_role(
    tmp_path: Path, settings: Settings, as_desk: None
) -> None:
    settings.INVOICES_FOLDER = None
    tasks.watch_invoices()
    settings.INVOICES_FOLDER = tmp_path
    put(tmp_path, f"{a_number(1)}.xml", an_invoice())
    tasks.watch_invoices()
    assert lying(tmp_path) == [f"done/{a_number(1)}.xml"]
    tasks.forget_sets()
    assert InvoiceSet.objects.count() == 1
