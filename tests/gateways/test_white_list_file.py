"""The flat file: vectors of the ministry's scheme, streaming, packing, and files that are none."""

import datetime as dt
import io
import json
from pathlib import Path

import py7zr
import pytest

from kartoteka.gateways import white_list_file as flat
from kartoteka.gateways.evidence import Verdict, Why
from tests.outside import TODAY, Running

REFINERY, PAINTER = "7740001454", "8655104670"


def test_hashes_are_those_of_the_ministry() -> None:
    day = dt.date(2024, 7, 25)

    made = flat.hash_of(day, "5512393471", "51195000012006007341830002", 5000)
    assert (made[:16], made[-8:]) == ("140bebae8e72c6d3", "0d142774")


def test_a_virtual_account_is_hashed_under_its_banks_mask() -> None:
    day = dt.date(2024, 7, 25)
    masked = flat.under_mask("71124069606666000007118600", "XX12406960YYYXXXXXXXXXXXXX")

    assert masked == "XX12406960666XXXXXXXXXXXXX"
    made = flat.hash_of(day, "7740001454", masked, 5000)
    assert (made[:16], made[-9:]) == ("db387083c45fa318", "2504b4487")
    assert flat.under_mask("71124069606666000007118600", "XX10100055YYYXXXXXXXXXXXXX") == ""


@pytest.fixture
def file(outside: Running, tmp_path: Path) -> flat.FlatFile:
    answer = flat.fetch(TODAY, tmp_path)
    assert answer.value is not None
    return answer.value


def test_the_days_file_says_who_is_listed_with_which_account(file: flat.FlatFile) -> None:
    assert file.look(REFINERY, "61109010140000071219812874") == flat.Found("ACTIVE")
    assert file.look(PAINTER, "70506405335016096312945164") == flat.Found("EXEMPT")
    assert file.look(PAINTER, "61109010140000071219812874") == flat.Found("NOT_LISTED")
    assert file.look(REFINERY, "71124069606666000007118600") == flat.Found("ACTIVE", by_mask=True)


def test_the_file_is_fetched_once_a_day_and_its_hash_is_the_proof(
    outside: Running, tmp_path: Path
) -> None:
    first = flat.fetch(TODAY, tmp_path)
    outside.world.set("wl", "maintenance", None)
    second = flat.fetch(TODAY, tmp_path)

    assert first.verdict is second.verdict is Verdict.YES
    assert first.evidence == second.evidence
    assert first.evidence[0].body == b""
    assert len(first.evidence[0].body_hash) == 32
    assert outside.world.calls == {"wl": 1}


def test_yesterdays_file_is_removed(outside: Running, tmp_path: Path) -> None:
    flat.fetch(TODAY - dt.timedelta(days=1), tmp_path)
    flat.fetch(TODAY, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["20261126"]


def test_a_file_that_a_person_brought_is_taken(db: None, tmp_path: Path) -> None:
    (tmp_path / "20261126.json").write_bytes(a_file(["ab" * 64]))

    answer = flat.fetch(TODAY, tmp_path)
    assert answer.verdict is Verdict.YES
    assert answer.evidence[0].endpoint == str(tmp_path / "20261126.json")


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        ("broken", Why.BROKEN),
        ("cut", Why.BROKEN),
        ("maintenance", Why.MAINTENANCE),
        ("busy", Why.BUSY),
    ],
)
def test_trouble_leaves_no_half_file(
    outside: Running, tmp_path: Path, scenario: str, why: Why
) -> None:
    outside.world.set("wl", scenario, None)
    answer = flat.fetch(TODAY, tmp_path)

    assert (answer.verdict, answer.why) == (Verdict.NO_ANSWER, why)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_out_yet_is_no_answer(outside: Running, tmp_path: Path) -> None:
    answer = flat.fetch(TODAY + dt.timedelta(days=1), tmp_path)

    assert (answer.why, answer.detail) == (Why.BUSY, "not there")


def a_file(active: list[str], **other: object) -> bytes:
    said = {
        "naglowek": {"dataGenerowaniaDanych": "20261126", "liczbaTransformacji": "5"},
        "skrotyPodatnikowCzynnych": active,
        "skrotyPodatnikowZwolnionych": [],
        "maski": ["XX10100055YYYXXXXXXXXXXXXX", "no mask"],
    } | other
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "no header"),
        (b"{}", "no header"),
        (b"[" * 5000, "no header"),
        (a_file([])[:-20], "cut off"),
        (a_file([]).replace(b"20261126", b"20261125"), "of another day"),
        (a_file([]).replace(b'"5"', b'"999999999"'), "senseless"),
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes, problem: str, tmp_path: Path) -> None:
    with pytest.raises(flat.Unreadable, match=problem):
        flat.read(io.BytesIO(data), TODAY, tmp_path)


def test_a_large_file_is_read_as_a_stream_and_put_in_order(tmp_path: Path) -> None:
    hashes = [f"{n * 7919 % 40_009:0128x}" for n in range(40_000)]
    flat.read(io.BytesIO(a_file(hashes)), TODAY, tmp_path)

    kept = (tmp_path / "ACTIVE").read_bytes()
    found = [kept[n : n + 64].hex() for n in range(0, len(kept), 64)]
    assert found == sorted(hashes)


def test_an_archive_with_other_names_inside_is_refused(db: None, tmp_path: Path) -> None:
    with py7zr.SevenZipFile(tmp_path / "20261126.7z", "w") as archive:
        archive.writestr(b"{}", "evil.sh")

    assert flat.fetch(TODAY, tmp_path).why is Why.BROKEN
    assert [path.name for path in tmp_path.iterdir()] == ["20261126.7z"]
