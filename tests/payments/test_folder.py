"""The watched folder: every whole file once, what became of it told, nothing outside it touched."""

import os
import time
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django.fixtures import Settings

from kartoteka.kernel import folder as folders
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.ledger.models import Settlement
from kartoteka.payments import operations, tasks
from kartoteka.payments.models import File, Found, Line
from kartoteka.payments.operations import watching
from kartoteka.payments.operations.taking_in import readable
from tests.ledger.builders import on
from tests.payments.builders import a_customer, a_utility, an_invoice

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parents[1] / "formats" / "files"
PKO = (FILES / "pko_bp.sta").read_bytes()
OURS = "PL76102000000000000000000001"


def put(folder: Path, name: str, data: bytes = PKO, *, age: float = 60) -> Path:
    path = folder / name
    path.write_bytes(data)
    when = time.time() - age
    os.utime(path, (when, when))
    return path


def look(folder: Path) -> dict[str, int]:
    return operations.take_from_folder(actor=SYSTEM, path=folder)


def lying(folder: Path) -> list[str]:
    """Every file below the folder, by its path."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_a_whole_file_comes_in_and_is_moved(tmp_path: Path) -> None:
    a_utility(OURS)
    put(tmp_path, "wyciąg.sta")
    assert look(tmp_path) == {"TAKEN": 1}
    assert lying(tmp_path) == ["done/wyciąg.sta"]
    file, found = File.objects.get(), Found.objects.get()
    assert (file.name, file.origin, file.sha256) == ("wyciąg.sta", "FOLDER", found.sha256)
    assert (found.name, found.state, found.lines, found.size) == (
        "wyciąg.sta",
        "TAKEN",
        2,
        len(PKO),
    )
    assert found.file == file
    assert found.moved_at is not None
    assert Line.objects.count() == 2
    assert look(tmp_path) == {}


def test_the_same_bytes_never_come_in_twice_whatever_their_name(tmp_path: Path) -> None:
    a_utility(OURS)
    put(tmp_path, "a.sta")
    look(tmp_path)
    put(tmp_path, "a.sta")
    put(tmp_path, "b.sta")
    assert look(tmp_path) == {"KNOWN": 2}
    assert Line.objects.count() == 2
    digest = File.objects.get().sha256[:8]
    assert lying(tmp_path) == [
        f"done/a.{digest}.sta", f"done/a.{digest}.sta.txt", "done/a.sta", "done/b.sta",
        "done/b.sta.txt",
    ]  # fmt: skip
    said = (tmp_path / "done" / "b.sta.txt").read_text("utf-8")
    assert "as a.sta." in said


def test_a_file_that_the_desk_has_taken_in_is_known(tmp_path: Path) -> None:
    a_utility(OURS)
    operations.take_in(actor=SYSTEM, data=PKO, name="desk.sta")
    put(tmp_path, "a.sta")
    assert look(tmp_path) == {"KNOWN": 1}


def test_what_is_refused_lies_apart_with_the_reason_in_the_offices_language(
    tmp_path: Path, settings: Settings
) -> None:
    put(tmp_path, "umowa.pdf", b"%PDF-1.7")
    put(tmp_path, "wyciag.sta")  # the account is nobody's
    settings.WATCHED_FOLDER = tmp_path
    settings.LANGUAGE_CODE = "pl"
    tasks.watch()
    assert lying(tmp_path) == [
        "refused/umowa.pdf", "refused/umowa.pdf.txt", "refused/wyciag.sta",
        "refused/wyciag.sta.txt",
    ]  # fmt: skip
    said = (tmp_path / "refused" / "umowa.pdf.txt").read_text("utf-8")
    assert said.startswith("Pliku nie można przyjąć.")
    whose = (tmp_path / "refused" / "wyciag.sta.txt").read_text("utf-8")
    assert f"{OURS}" in whose
    assert Line.objects.count() == 0
    assert [found.state for found in Found.objects.all()] == ["REFUSED", "REFUSED"]


def test_a_refused_file_may_come_again_when_the_reason_is_gone(tmp_path: Path) -> None:
    put(tmp_path, "a.sta")
    assert look(tmp_path) == {"REFUSED": 1}
    a_utility(OURS)
    (tmp_path / "refused" / "a.sta").rename(tmp_path / "a.sta")
    assert look(tmp_path) == {"TAKEN": 1}
    assert Line.objects.count() == 2


def test_what_is_asked_at_the_desk_is_refused_here(tmp_path: Path) -> None:
    a_utility(OURS)
    put(tmp_path, "a.sta", PKO.replace(b":61:2609", b":61:26xx", 1))
    assert look(tmp_path) == {"REFUSED": 1}
    said = (tmp_path / "refused" / "a.sta.txt").read_text("utf-8")
    assert "Hand the file in at the desk" in said
    assert Line.objects.count() == 0


def test_a_table_without_a_mapping_says_what_to_do(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", b"Data;Kwota;Opis\n2.9.2026;5,00;x\n")
    assert look(tmp_path) == {"REFUSED": 1}
    assert "Say once which column is what" in (tmp_path / "refused" / "a.csv.txt").read_text()


def test_files_that_are_still_written_are_left_alone(tmp_path: Path) -> None:
    a_utility(OURS)
    put(tmp_path, "now.sta", age=0)
    put(tmp_path, "wyciag.sta.part")
    put(tmp_path, ".hidden.sta")
    (tmp_path / "archive").mkdir()
    put(tmp_path / "archive", "old.sta")
    assert look(tmp_path) == {}
    assert lying(tmp_path) == [".hidden.sta", "archive/old.sta", "now.sta", "wyciag.sta.part"]
    assert Found.objects.count() == 0


def test_a_file_that_grows_while_it_is_read_is_left(tmp_path: Path) -> None:
    path = put(tmp_path, "a.sta", PKO)
    with folders.opened(tmp_path) as folder:
        _data, seen = folder.read("a.sta", time.time())
        path.write_bytes(PKO + b"more")
        with pytest.raises(folders.NotWhole):
            folder.move("a.sta", into=folder.done, seen=seen, why="", mark="x")
    assert lying(tmp_path) == ["a.sta"]


def test_links_are_refused_and_never_followed(tmp_path: Path) -> None:
    a_utility(OURS)
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = put(outside, "secret.sta")
    watched = tmp_path / "watched"
    watched.mkdir()
    (watched / "link.sta").symlink_to(secret)
    (watched / "folder").symlink_to(outside)
    os.mkfifo(watched / "pipe.sta")
    assert look(watched) == {"REFUSED": 3}
    assert Line.objects.count() == 0
    assert secret.read_bytes() == PKO
    assert lying(outside) == ["secret.sta"]
    assert "no ordinary file" in (watched / "refused" / "link.sta.txt").read_text()


@pytest.mark.parametrize("inner", ["done", "refused"])
def test_an_inner_folder_that_leads_away_stops_everything(tmp_path: Path, inner: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    watched = tmp_path / "watched"
    watched.mkdir()
    put(watched, "a.sta")
    (watched / inner).symlink_to(outside)
    with pytest.raises(OSError, match=inner):
        look(watched)
    assert lying(outside) == []
    leading = tmp_path / "leading"
    leading.symlink_to(watched)
    with pytest.raises(OSError, match="leading"):
        look(leading)


def test_after_a_death_between_taking_in_and_moving_it_is_only_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_utility(OURS)
    put(tmp_path, "a.sta")

    def dies(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(folders.Folder, "move", dies)
        with pytest.raises(KeyboardInterrupt):
            look(tmp_path)
    assert lying(tmp_path) == ["a.sta"]
    assert look(tmp_path) == {"TAKEN": 1}
    assert lying(tmp_path) == ["done/a.sta"]
    assert (Line.objects.count(), Found.objects.count()) == (2, 1)


def test_one_that_breaks_does_not_hold_up_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_utility(OURS)
    put(tmp_path, "a.sta", b"broken")
    put(tmp_path, "b.sta")

    def breaks(data: bytes, name: str) -> object:
        if data == b"broken":
            raise ZeroDivisionError
        return readable(data, name)

    monkeypatch.setattr(watching, "readable", breaks)
    assert look(tmp_path) == {"REFUSED": 1, "TAKEN": 1}
    assert "error of the program" in (tmp_path / "refused" / "a.sta.txt").read_text()

    def away(data: bytes, name: str) -> object:
        raise OperationalError

    put(tmp_path, "c.sta", b"other")
    monkeypatch.setattr(watching, "readable", away)
    with pytest.raises(OperationalError):
        look(tmp_path)
    assert (tmp_path / "c.sta").exists()


def test_too_large_and_odd_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_utility(OURS)
    put(tmp_path, "large.sta", b"x" * 100)
    monkeypatch.setattr(folders, "LARGEST", 50)
    assert look(tmp_path) == {"REFUSED": 1}
    assert "100 MB" in (tmp_path / "refused" / "large.sta.txt").read_text()
    monkeypatch.setattr(folders, "LARGEST", 10_000_000)
    odd = os.fsdecode(b"wyci\xb9g\n") + "a" * 200 + ".sta"
    put(tmp_path, odd)
    assert look(tmp_path) == {"TAKEN": 1}
    assert Found.objects.latest("pk").name.startswith("wyci?g?aaa")
    put(tmp_path, odd)
    put(tmp_path, "b" * 251 + ".sta", b"%PDF")
    assert look(tmp_path) == {"REFUSED": 1, "KNOWN": 1}
    assert max(len(os.fsencode(path.name)) for path in tmp_path.rglob("*")) <= 244


def test_payments_are_settled_where_a_day_is_given(tmp_path: Path) -> None:
    creditor_id = a_utility(OURS)
    party_id, _account = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV/2026/09/0001", "120.50")
    put(tmp_path, "a.sta")
    operations.take_from_folder(actor=SYSTEM, path=tmp_path, settle_on=on("2026-09-03"))
    assert Settlement.objects.count() == 1


def test_without_a_folder_nothing_happens(settings: Settings) -> None:
    settings.WATCHED_FOLDER = None
    tasks.watch()
    assert Found.objects.count() == 0


def test_a_customer_of_the_portal_may_not(tmp_path: Path) -> None:
    with pytest.raises(operations.NotAllowed):
        operations.take_from_folder(actor=Actor(user_id=5, realm=Realm.PORTAL), path=tmp_path)
    assert lying(tmp_path) == []


def test_the_desk_role_takes_in(tmp_path: Path, as_desk: None) -> None:
    a_utility(OURS)
    put(tmp_path, "a.sta")
    assert look(tmp_path) == {"TAKEN": 1}
