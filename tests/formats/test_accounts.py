"""Account numbers as banks write them."""

import pytest

from kartoteka.formats.accounts import from_parts, named_in, normalised

PL, SK = "PL52105010120000000000000101", "SK2602000000190000000003"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (PL, PL),
        (PL[2:], PL),
        (f"/{PL}", PL),
        (f"/{PL[2:]}", PL),
        ("PL52 1050 1012 0000 0000 0000 0101", PL),
        (f"{PL}PLN", PL),
        (f"{PL[2:]} PLN", PL),
        (f"BREXPLPW/{PL}", PL),
        (PL[4:], PL),
        ("000019-0000000003/0200", SK),
        ("0200/000019-0000000003", SK),
        ("19-3/0200", SK),
        ("0000190000000003/0200", SK),
        (f"'{PL[2:]} '", PL),
        (f"'{PL[2:4]} 1050 1012 0000 0000 0000 0101", PL),
        (f'"{PL}"', PL),
        ("'12345'", "12345"),
        ("''", ""),
        ("", ""),
        ("  / ", ""),
        ("PL00105010120000000000000101", "PL00105010120000000000000101"),
        ("45050050/76198810", "45050050/76198810"),
    ],
)
def test_is_brought_to_iban_where_that_is_certain(text: str, wanted: str) -> None:
    assert normalised(text) == wanted


@pytest.mark.parametrize(
    ("bank", "number", "wanted"),
    [
        (PL[4:12], PL[12:], PL),
        ("", PL, PL),
        ("GIBASKBX", SK, SK),
        ("0200", "000019-0000000003", SK),
        ("9999", "12", "12/9999"),
        ("50060400", "0847564700", "0847564700"),
    ],
)
def test_is_made_of_bank_and_number(bank: str, number: str, wanted: str) -> None:
    assert from_parts(bank, number) == wanted


def test_accounts_inside_a_text() -> None:
    assert named_in(f"wplata na {PL[2:]} oraz {SK}, tel. 601600600") == [PL, SK]
    assert named_in("00105010120000000000000101") == []
