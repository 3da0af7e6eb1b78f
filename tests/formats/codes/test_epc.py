"""The European transfer code: lines as the rule book has them, its limits kept."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.formats.codes import epc
from kartoteka.formats.codes.refusals import CodeRefused

IBAN = "SK3112000000198742637541"


def a_transfer(**changes: object) -> epc.Transfer:
    return epc.Transfer(**{"name": "Teplo s.r.o.", "iban": IBAN, **changes})  # type: ignore[arg-type]


def test_the_rule_book_example_comes_out_line_by_line(samples: Path) -> None:
    case = json.loads((samples / "epc_qr" / "epc069-12_example2.json").read_text("utf-8"))
    put = case["input"]
    transfer = epc.Transfer(
        name=put["name"],
        iban=put["iban"],
        amount=Decimal(put["amount"]),
        text=put["text"],
        charset="2",
    )
    text = epc.encode(transfer)
    assert text.split("\n") == case["expected_lines"]
    assert len(text.encode(case["charset"])) == case["expected_byte_length"]
    assert epc.decode(text) == (transfer, ())


def test_empty_lines_at_the_end_are_left_out() -> None:
    text = epc.encode(a_transfer(amount=Decimal("0.01")))
    assert text == f"BCD\n002\n1\nSCT\n\nTeplo s.r.o.\n{IBAN}\nEUR0.01"


def test_reads_every_field_and_windows_line_ends() -> None:
    transfer = a_transfer(
        amount=Decimal("999999999.99"),
        bic="TATRSKBX",
        purpose="GDDS",
        reference="RF18539007547034",
        information="Ďakujeme",
        version="001",
    )
    text = epc.encode(transfer).replace("\n", "\r\n") + "\r\n"
    assert epc.decode(text) == (transfer, ())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal(0)}, "code.amount"),
        ({"amount": Decimal("1000000000")}, "code.amount"),
        ({"amount": Decimal("1.001")}, "code.amount"),
        ({"name": ""}, "code.missing"),
        ({"name": "x" * 71}, "code.too_long"),
        ({"text": "x" * 141}, "code.too_long"),
        ({"information": "x" * 71}, "code.too_long"),
        ({"reference": "x" * 26}, "code.too_long"),
        ({"reference": "RF18539007547034", "text": "x"}, "code.reference_and_text"),
        ({"bic": "TATRSKB"}, "code.shape"),
        ({"iban": "SK31 1200"}, "code.shape"),
        ({"text": "a\nb"}, "code.characters"),
        ({"text": "Łódź", "charset": "2"}, "code.characters"),
        ({"name": "ž" * 70, "text": "ž" * 140}, "code.too_many_bytes"),
        ({"version": "003"}, "code.version"),
        ({"charset": "9"}, "code.shape"),
    ],
)
def test_refuses_what_the_rule_book_forbids(changes: dict[str, object], code: str) -> None:
    with pytest.raises(CodeRefused) as refused:
        epc.encode(a_transfer(**changes))
    assert refused.value.code == code


def test_wrong_check_digits_only_warn() -> None:
    wrong = a_transfer(iban="SK32" + IBAN[4:], reference="RF19539007547034", version="001")
    code, warned = epc.decode(epc.encode(wrong))
    assert code == wrong
    assert [one.code for one in warned] == ["check.account", "check.reference", "check.bic"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BCD",
        "BCD\n002\n1\nINS\n\nA\n" + IBAN,
        f"BCD\n002\n1\nSCT\n\nA\n{IBAN}\nUSD5",
        f"BCD\n002\n1\nSCT\n\nA\n{IBAN}\nEUR1,5",
    ],
)
def test_refuses_texts_that_are_no_such_code(text: str) -> None:
    with pytest.raises(CodeRefused):
        epc.decode(text)


TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=20)


@given(
    name=TEXT.filter(str.strip),
    amount=st.none() | st.decimals("0.01", "999999999.99", places=2),
    text=TEXT,
    information=TEXT,
    version=st.sampled_from(["001", "002"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_goes_in_comes_out(end: str, **fields: object) -> None:
    transfer = a_transfer(**fields)
    text = epc.encode(transfer).replace("\n", end)
    assert epc.decode(text)[0] == epc.decode(text + end)[0] == transfer


@given(st.lists(st.text(max_size=20), max_size=14))
def test_decoding_any_lines_answers_or_refuses(lines: list[str]) -> None:
    try:
        epc.decode("\n".join(["BCD", "002", "1", "SCT", *lines]))
    except CodeRefused as no:
        assert str(no)  # noqa: PT017
