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


def test_a_code_before_each_subfield_is_told_once() -> None:
    text = (
        ":20:MT940\n:25:/PL61105010140000071219812874\n:28C:1/2026\n:60F:C260901PLN1000,00\n"
        ":61:2609020902C123,45S076//1\n076NONREF\n:86:076\n076~00176\n"
        "076~20FV/2026/7 i\n076~21 FV/2026/8\n076~22\n"
        "076~32JAN LOS\n076~33UL. POLNA 1\n076~34076\n"
        "076~38PL61109010140000071219812874\n:62F:C260902PLN1123,45\n-\n"
    )
    read = parse(text.encode())
    ((line,),) = (statement.lines for statement in read.statements)
    assert not read.all_problems
    assert (line.title, line.counterparty_name, line.counterparty_account) == (
        "FV/2026/7 i FV/2026/8", "JAN LOS UL. POLNA 1", "PL61109010140000071219812874",
    )  # fmt: skip


def test_the_end_of_a_title_that_looks_like_the_code_is_kept() -> None:
    text = (
        ":20:MT940\n:25:/PL61105010140000071219812874\n:28C:1/2026\n:60F:C260901PLN1000,00\n"
        ":61:2609020902C123,45S076NONREF//1\n:86:076~00PRZELEW\n~20FV/2026/\n076~21 woda\n"
        "~32JAN LOS\n:62F:C260902PLN1123,45\n-\n"
    )
    ((line,),) = (statement.lines for statement in parse(text.encode()).statements)
    assert (line.title, line.counterparty_name) == ("FV/2026/076 woda", "JAN LOS")
