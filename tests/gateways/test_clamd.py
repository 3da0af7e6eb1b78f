"""The scanner's three answers, over a real socket."""

from pathlib import Path

import pytest

from kartoteka.gateways import clamd
from kartoteka.gateways.clamd import Answer, Scanner
from tests.conftest import free_port
from tests.documents.making import VIRUS, a_scanner


def test_clean_infected_and_how_the_file_travels() -> None:
    with a_scanner() as (scanner, heard):
        assert clamd.scan(scanner, b"a" * 200_000) == Answer("clean")
        assert clamd.scan(scanner, b"zip" + VIRUS) == Answer("infected", "Kartoteka.Test.Virus")
        assert heard == [(b"zINSTREAM\0", 200_000), (b"zINSTREAM\0", 3 + len(VIRUS))]


def test_speaks_over_a_socket_of_the_system_too(short_path: Path) -> None:
    with a_scanner(short_path / "clamd") as (scanner, _heard):
        assert clamd.scan(scanner, b"x") == Answer("clean")


@pytest.mark.parametrize(
    "says",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK but not really\0",
        b"\xff\xfe",
        b"OK\0",
    ],
)
def test_an_unclear_word_is_no_answer(says: bytes) -> None:
    with a_scanner(says=says) as (scanner, _heard):
        assert clamd.scan(scanner, b"x") == Answer("none")


def test_nobody_there_is_no_answer(short_path: Path) -> None:
    assert clamd.scan(Scanner(host="127.0.0.1", port=free_port()), b"x") == Answer("none")
    assert clamd.scan(Scanner(path=str(short_path / "none")), b"x") == Answer("none")
