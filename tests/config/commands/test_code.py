"""`kartoteka code`: reads and writes codes for other programs."""

import argparse
import io
import json
from types import SimpleNamespace

import pytest

from kartoteka.config.commands import code

TEXT = "5260250274|PL|61109010140000071219812874|001200|Wodociągi|FV 7/2026|||"


def called(monkeypatch: pytest.MonkeyPatch, stdin: str, *words: str) -> int:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(stdin.encode())))
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
    "stdin", ["", "[]", "{", '{"nonsense": 1}', '{"name": "A"}', '{"payments": 1}']
)
def test_wrong_use_is_told(
    stdin: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, stdin, "encode", "paybysquare") == 2
    assert capsys.readouterr().err.strip()
