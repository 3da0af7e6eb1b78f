"""The commands `interest`, `id` and `prove-ledger`, as other programs call them."""

import json

import pytest

from kartoteka.config import cli
from tests.ledger.builders import a_debit, a_payment, an_account


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(list(words))
    found = capsys.readouterr()
    return code, found.out, found.err


def test_interest_shows_every_period(capsys: pytest.CaptureFixture[str]) -> None:
    words = "interest PL_COMMERCIAL_DELAY 100000 --due 2026-01-10 --to 2026-07-20 --json"
    code, out, _err = said(capsys, *words.split())
    found = json.loads(out)
    assert (code, found["amount"], found["effective_due_date"]) == (0, "7235.62", "2026-01-12")
    assert [(row["days"], row["rate"]) for row in found["periods"]] == [(169, "14"), (20, "13.75")]
    _code, out, _err = said(capsys, *words.split(), "--rounding", "period")
    assert json.loads(out)["amount"] == "7235.61"


def test_interest_past_the_last_known_rate_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    words = "interest pl_commercial_delay 1 --due 2026-01-10 --to 2027-01-01"
    code, out, err = said(capsys, *words.split())
    assert (code, out) == (1, "")
    assert "to 31 Dec 2026, not on" in err.replace("\N{NO-BREAK SPACE}", " ")
    code, out, err = said(capsys, *words.split(), "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "ledger.rate_not_known")
    assert json.loads(out)["error"]["reason"] == err.strip()


@pytest.mark.parametrize(
    "words",
    [
        "interest usury 1 --due 2026-01-10 --to 2026-02-01",
        "interest pl_statutory_delay one --due 2026-01-10 --to 2026-02-01",
        "interest pl_statutory_delay 1 --due 10.01.2026 --to 2026-02-01",
        "interest pl_statutory_delay 1 --due 20260110 --to 2026-02-01",
        "interest pl_statutory_delay 1 --due 2026-W02-1 --to 2026-02-01",
        "interest pl_statutory_delay -5 --due 2026-01-10 --to 2026-02-01",
        "interest pl_statutory_delay 1.005 --due 2026-01-10 --to 2026-02-01",
        "id passport AB123",
    ],
)
def test_wrong_use_is_told_apart(words: str) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words.split())
    assert left.value.code == 2


def test_an_identifier_is_checked_in_any_shape(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = said(capsys, "id", "vat", "pl 526-10-25-421", "--json")
    assert (code, json.loads(out)["normalised"]) == (0, "PL5261025421")
    code, out, _err = said(capsys, "id", "IČ DPH", "sk 2020 317 068", "--json")
    assert (code, json.loads(out)["normalised"]) == (0, "SK2020317068")
    code, out, err = said(capsys, "id", "nip", "5261025422", "--json")
    assert (code, json.loads(out)["valid"]) == (1, False)
    assert "5261025422" in err


@pytest.mark.django_db
def test_the_proof_ends_with_zero_only_when_nothing_differs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    import argparse

    from django.db import connection

    from kartoteka.config.commands import prove_ledger

    account = an_account()
    a_debit(account, "10", "2026-05-11")
    a_payment(account, "4", "2026-05-11")
    assert prove_ledger.run(argparse.Namespace(json=False)) == 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_open DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_open SET amount = amount + 1")
    assert prove_ledger.run(argparse.Namespace(json=True)) == 1
    assert "open amount" in capsys.readouterr().out
