"""JSON for other programs is valid whatever standard output can carry."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def called(*words: str | bytes, **changes: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kartoteka.config.cli", *words]
    where = {**os.environ, "PYTHONPATH": str(ROOT), **changes}
    return subprocess.run(command, cwd=ROOT, env=where, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "iso8859-2", "cp1250"])
def test_letters_that_the_output_lacks_are_escaped_as_json_has_it(
    encoding: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.sta"
    title = "za wodę, ľan, ó – 😀"
    file.write_text(
        f":20:1\n:25:1\n:60F:C260101PLN0,00\n:61:260102C5,00NTRF\n:86:{title}\n:62F:C260102PLN5,00",
        encoding="utf-8",
    )
    done = called("statement", "show", str(file), "--json", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode(encoding))[0]["lines"][0]["title"] == title
    shown = called("statement", "show", str(file), PYTHONIOENCODING=encoding)
    assert (shown.returncode, shown.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("statement show - <&-", 1),
        ("code decode zbp <&-", 1),
        ("code encode zbp --json <&-", 2),
        ("id nip 5261025421 >&-", 0),
        ("id nip 5261025422 2>&-", 1),
    ],
)
def test_a_closed_stream_is_an_empty_one(words: str, code: int) -> None:
    command = ["sh", "-c", f"{sys.executable} -m kartoteka.config.cli {words}"]
    where = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=where, capture_output=True, check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_bytes_that_are_no_letters_leave_the_json_valid() -> None:
    done = called("id", "nip", b"\xff", "--json", LC_ALL="C")
    assert done.returncode == 1
    assert json.loads(done.stdout.decode("utf-8"))["valid"] is False
