"""`kartoteka code`: reads and writes codes for other programs."""

import argparse
import io
import json
from types import SimpleNamespace

import pytest

from kartoteka.config.commands import code

TEXT = "5260250274|PL|61109010140000071219812874|001200|Wodociągi|FV 7/2026|||"


def called(monkeypatch: pytest.MonkeyPatch, stdin: str | bytes, *words: str) -> int:
    given = stdin if isinstance(stdin, bytes) else stdin.encode()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(given)))
    parser = argparse.ArgumentParser()
    code.add_arguments(parser)
    return code.run(parser.parse_args(words))


def test_decode_prints_fields_that_encode_takes_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, TEXT, "decode", "zbp", "--json") == 0
    out = capsys.readouterr().out
    fields = json.loads(out)
    assert (fields["amount"], fields["name"], fields["nip"]) == ("12.00", "Wodociągi", "5260250274")
    assert fields["warnings"] == []
    assert called(monkeypatch, out, "encode", "zbp") == 0
    assert capsys.readouterr().out == f"{TEXT}\n"


def test_nested_fields_go_there_and_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {
        "invoice_id": "1",
        "payments": [
            {
                "amount": 12.5,
                "due_on": "2026-12-31",
                "vs": "0012",
                "accounts": [{"iban": "SK3112000000198742637541"}],
                "beneficiary_name": "Teplo",
            }
        ],
    }
    assert called(monkeypatch, json.dumps(given), "encode", "paybysquare") == 0
    assert called(monkeypatch, capsys.readouterr().out, "decode", "paybysquare", "--json") == 0
    fields = json.loads(capsys.readouterr().out)
    assert fields["payments"][0]["amount"] == "12.5"
    assert fields["payments"][0]["due_on"] == "2026-12-31"
    assert fields["payments"][0]["vs"] == "0012"


def test_a_wrong_check_digit_warns_and_a_forbidden_length_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, TEXT.replace("|61", "|62"), "decode", "zbp") == 0
    assert "check digits" in capsys.readouterr().err
    pairs = ["--set", "name=" + "x" * 71, "--set", "iban=SK3112000000198742637541"]
    assert called(monkeypatch, "", "encode", "epc", *pairs) == 1
    assert "at most 70" in capsys.readouterr().err


@pytest.mark.parametrize(
    "stdin",
    [
        "",
        "[]",
        "{",
        '{"nonsense": 1}',
        '{"name": "A"}',
        '{"payments": 1}',
        "[" * 200_000,
        '{"payments": [], "invoice_id": ["A"]}',
        '{"payments": [], "invoice_id": true}',
        '{"payments": [{"accounts": [], "kind": 1.5}]}',
        '{"payments": [{"accounts": [], "amount": "1_0"}]}',
        '{"payments": [{"accounts": [], "amount": NaN}]}',
        '{"payments": [{"accounts": [], "amount": true}]}',
        '{"payments": [{"accounts": [], "due_on": "2026-02-30"}]}',
        '{"payments": [{"accounts": [], "due_on": 20261231}]}',
        b'{"payments": "\xff"}',
    ],
)
def test_wrong_use_is_told(
    stdin: str | bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, stdin, "encode", "paybysquare", "--json") == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["error"] == {"code": "code.wrong_use", "reason": said.err.strip()}


def test_a_number_longer_than_a_machine_reads_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = f'{{"payments": [], "invoice_id": {"1" * 5000}}}'
    assert called(monkeypatch, given, "encode", "paybysquare") == 1
    assert "at most 10" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("charset", "encoding", "name"),
    [
        ("1", "utf-8", "Wójcik €"),
        ("2", "iso8859-1", "François"),
        ("3", "iso8859-2", "Wójcik ą"),
        ("4", "iso8859-4", "Ģirts"),
        ("5", "iso8859-5", "Дмитрий"),
        ("6", "iso8859-7", "Γιώργος"),
        ("7", "iso8859-10", "Þór"),
        ("8", "iso8859-15", "Šárka €"),
        ("3", "utf-8", "Wójcik ą"),  # a scanner has read it already
    ],
)
def test_an_epc_code_is_read_in_the_encoding_it_names(
    charset: str,
    encoding: str,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = ["BCD", "002", charset, "SCT", "", name, "SK3112000000198742637541", "EUR1"]
    for end in ("\n", "\r\n"):
        raw = end.join(lines).encode(encoding)
        assert called(monkeypatch, raw, "decode", "EPC", "--json") == 0
        assert json.loads(capsys.readouterr().out)["name"] == name


def test_a_polish_code_outside_utf8_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, TEXT.encode("cp1250"), "Decode", "ZBP", "--json") == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Wodociągi"
