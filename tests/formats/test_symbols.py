"""Slovak symbols and Polish split payments inside texts."""

from decimal import Decimal

import pytest

from kartoteka.formats.symbols import Symbols, split_payment_in, symbols_in


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/VS0020260012/SS0000000000/KS0308", Symbols("0020260012", "0308", "0000000000")),
        ("/VS/SS/KS", Symbols()),
        ("/VS123/SS/KS", Symbols("123")),
        ("/VS/0123/SS/7/KS/0308/", Symbols("0123", "0308", "7")),
        ("/VS/SS123/KS", Symbols("", "", "123")),
        ("VS:123 KS:0308 SS:7", Symbols("123", "0308", "7")),
        ("vs 123, ks.0308", Symbols("123", "0308")),
        ("VS123", Symbols("123")),
        ("Platba VS: 55", Symbols("55")),
        ("VS:12345678901", Symbols()),
        ("KS:12345", Symbols()),
        ("AVS123 FVS99", Symbols()),
        ("DPH 20 % VS. nic", Symbols()),
    ],
)
def test_symbols_are_read_with_their_zeros(text: str, wanted: Symbols) -> None:
    assert symbols_in(text) == wanted


def test_the_first_text_wins() -> None:
    assert symbols_in("/VS1/SS/KS", "VS:2 KS:0308") == Symbols("1", "0308")


@pytest.mark.parametrize(
    "text", ["", "/VAT/", "FV 1/VAT/2026", "/IDC/5260250274/INV/FV1", "/VAT/5,00/TXT/x"]
)
def test_other_titles_are_no_split_payment(text: str) -> None:
    assert split_payment_in(text) is None


def test_a_split_payment_with_slashes_inside() -> None:
    split = split_payment_in("/VAT/1 234,50/IDC/526-025-02-74/INV/FV/1/2026/TXT/za a/b/")
    assert split is not None
    assert (split.vat, split.seller_nip) == (Decimal("1234.50"), "5260250274")
    assert (split.invoice, split.text) == ("FV/1/2026", "za a/b")


@pytest.mark.parametrize(
    "text",
    [
        "/VAT/12,30/IDC/5260250274/I NV/FV 7/TXT/za wode",
        "/V AT/12,30/ID C/5260250274 /INV/FV 7/TXT /za wode",
        "/ VAT/12,30/IDC/526025 0274/INV /FV 7/T XT/za wode",
    ],
)
def test_a_word_of_a_split_payment_may_be_cut_by_the_end_of_a_subfield(text: str) -> None:
    split = split_payment_in(text)
    assert split is not None
    assert (split.vat, split.seller_nip) == (Decimal("12.30"), "5260250274")
    assert (split.invoice, split.text) == ("FV 7", "za wode")
