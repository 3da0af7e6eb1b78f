"""The Polish transfer code: what goes in comes out, what the recommendation forbids is refused."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.formats.codes import zbp
from kartoteka.formats.codes.refusals import CodeRefused

ACCOUNT = "61109010140000071219812874"


def a_transfer(**changes: object) -> zbp.Transfer:
    given = {"account": ACCOUNT, "name": "Wodociągi", "title": "FV 7/2026", **changes}
    return zbp.Transfer(**given)  # type: ignore[arg-type]


def test_writes_grosze_on_six_digits_and_eight_pipes() -> None:
    text = zbp.encode(a_transfer(amount=Decimal("12.00"), nip="5260250274"))
    assert text == f"5260250274|PL|{ACCOUNT}|001200|Wodociągi|FV 7/2026|||"


def test_leaves_the_amount_to_the_payer() -> None:
    text = zbp.encode(a_transfer())
    assert "|000000|" in text
    assert zbp.decode(text)[0].amount is None


def test_samples_come_back_as_they_were_put_in(samples: Path) -> None:
    rows = list(csv.DictReader((samples / "zbp_qr" / "examples.csv").open(encoding="utf-8")))
    assert rows
    for row in rows:
        transfer = zbp.Transfer(
            account=row["account_nrb"],
            name=row["recipient_name"],
            title=row["title"],
            amount=Decimal(row["amount_grosze"]).scaleb(-2),
            nip=row["nip"],
            country=row["country"],
        )
        assert zbp.encode(transfer) == row["expected_qr_string"]
        assert zbp.decode(row["expected_qr_string"])[0] == transfer


@pytest.mark.parametrize("amount", ["10000", "9999.991", "0.001", "0", "-1", "NaN", "Infinity"])
def test_refuses_amounts_that_cannot_be_coded(amount: str) -> None:
    with pytest.raises(CodeRefused) as refused:
        zbp.encode(a_transfer(amount=Decimal(amount)))
    assert refused.value.code == "code.amount"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "x" * 21}, "code.too_long"),
        ({"title": "x" * 33}, "code.too_long"),
        ({"reserve2": "x" * 13}, "code.too_long"),
        ({"name": "a|b"}, "code.characters"),
        ({"title": "a\nb"}, "code.characters"),
        ({"name": " "}, "code.missing"),
        ({"account": ACCOUNT[:-1]}, "code.shape"),
        ({"account": "PL" + ACCOUNT}, "code.shape"),
        ({"nip": "123"}, "code.shape"),
        ({"account": "٠" * 26}, "code.shape"),
    ],
)
def test_refuses_what_the_recommendation_forbids(changes: dict[str, str], code: str) -> None:
    with pytest.raises(CodeRefused) as refused:
        zbp.encode(a_transfer(**changes))
    assert refused.value.code == code


def test_a_wrong_check_digit_only_warns() -> None:
    wrong = a_transfer(account="62" + ACCOUNT[2:], nip="5260250275")
    code, warned = zbp.decode(zbp.encode(wrong))
    assert code == wrong
    assert [one.code for one in warned] == ["check.account", "check.nip"]


@pytest.mark.parametrize(
    "text", ["", "|||", "a|b|c|d|e|f|g|h|i", "|" * 8, f"|PL|{ACCOUNT}|1200|a|b|||", "|" * 200]
)
def test_refuses_texts_that_are_no_such_code(text: str) -> None:
    with pytest.raises(CodeRefused):
        zbp.decode(text)


@given(st.text(max_size=200))
def test_decoding_any_text_answers_or_refuses(text: str) -> None:
    try:
        code, _warned = zbp.decode(text)
    except CodeRefused as no:
        assert str(no)  # noqa: PT017
    else:
        assert len(code.account) == 26
