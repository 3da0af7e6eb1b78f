"""MT940 whose lines end with `@@`, with or without a line end behind it."""

import pytest

from kartoteka.formats.statements import parse

TEXT = (
    ":20:MT940",
    ":25:/PL61102010260000042270201111",
    ":28C:00123",
    ":60F:C260901PLN1000,00",
    ":61:2609020902CN123,45S077NONREF//BR1",
    ":86:077~00VE02",
    "~20FV/2026/7~21za@@wode",
    "~32JAN LOS",
    ":61:2609020902DN3,00S034NONREF//BR2",
    ":86:034~00OPLATA~20PROWIZJA~21reszta",
    ":62F:C260902PLN1120,45",
)


@pytest.mark.parametrize("end", ["@@\r\n", "@@\n", "@@"])
def test_two_signs_at_the_end_of_lines_are_no_text(end: str) -> None:
    inside = "za wode" if end == "@@" else "za@@wode"
    text = "".join(line.replace("za@@wode", inside) + end for line in TEXT)
    read = parse(text.encode())
    (statement,) = read.statements
    assert not read.all_problems
    assert (statement.account, statement.number) == ("PL61102010260000042270201111", "00123")
    assert [(str(line.amount), line.title, line.counterparty_name) for line in statement.lines] == [
        ("123.45", f"FV/2026/7 {inside}", "JAN LOS"),
        ("-3.00", "PROWIZJA reszta", ""),
    ]
