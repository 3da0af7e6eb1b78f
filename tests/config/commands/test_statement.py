"""`kartoteka statement show`: what a bank file holds, for people and for programs."""

import argparse
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from kartoteka.config.commands import statement

FILES = Path(__file__).parents[2] / "formats" / "files"


def shown(*words: str) -> int:
    parser = argparse.ArgumentParser()
    statement.add_arguments(parser)
    return statement.run(parser.parse_args(["show", *words]))


def test_json_is_one_list_of_statements_over_all_files(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(FILES / "pko_bp.sta"), str(FILES / "camt053_v02.xml")]
    assert shown(*files, "--json") == 0
    first, second, third = json.loads(capsys.readouterr().out)
    assert first["account"] == "PL76102000000000000000000001"
    assert (first["opening"], first["closing"], first["currency"]) == ("1000.00", "1095.50", "PLN")
    line = first["lines"][0]
    assert line["amount"] == "120.50"
    assert (line["booked_on"], line["value_on"]) == ("2026-09-02", "2026-09-02")
    assert line["title"] == "Faktura FV/2026/09/0001 za wodę i ścieki"
    assert line["counterparty_account"] == "PL52105010120000000000000101"
    assert second["problems"][0]["place"] == "Stmt[1]/Ntry[3]"
    assert "not booked" in second["problems"][0]["reason"]
    assert third["opening"] is None


def test_a_file_without_a_statement_is_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(b"%PDF-1.7")
    assert shown(str(file), "--json") == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row["lines"] == []
    assert "PDF" in row["problems"][0]["reason"]


def test_a_missing_file_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown("/nowhere/at/all.sta") == 2
    assert "/nowhere/at/all.sta" in capsys.readouterr().err


def test_files_after_one_that_cannot_be_opened_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ["/nowhere/at/all.sta", str(tmp_path), str(FILES / "pekao.sta")]
    assert shown(*files, "--json") == 2
    missing, folder, read = json.loads(capsys.readouterr().out)
    assert (missing["file"], missing["format"], missing["lines"]) == (files[0], None, [])
    assert [(each["code"], each["reason"]) for each in missing["problems"]] == [
        ("file.not_opened", "No such file or directory")
    ]
    assert folder["problems"][0]["reason"] == "Is a directory"
    assert len(read["lines"]) == 2


def test_stray_tags_are_no_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.bin"
    file.write_bytes(b"\0\1\2:20:\0\n:61:")
    assert shown(str(file), "--json") == 1
    said = capsys.readouterr()
    assert json.loads(said.out)[0]["problems"][0]["place"] == "2"
    assert "The line cannot be read" in said.err


def test_a_dash_is_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO((FILES / "pekao.sta").read_bytes()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert shown("-", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["file"], row["format"]) == ("-", "MT940")


def test_titles_are_shown_as_they_stand_not_as_markup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.sta"
    text = ":20:1\n:25:1\n:60F:C260101PLN0,00\n:61:260102C5,00NTRF\n:86:{}\n:62F:C260102PLN5,00\n-"
    file.write_text(text.format(r"a\[/x] [b]c [/b]"), encoding="utf-8")
    assert shown(str(file)) == 0
    assert r"a\[/x] [b]c [/b]" in capsys.readouterr().out


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(str(FILES / "bnp_swift_blocks.sta")) == 0
    out = capsys.readouterr().out
    assert "Śnieżka" in out
    assert "closing says 199.00" in out
