"""Files of the NBP with exchange rates, all of them made up."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.formats import nbp
from kartoteka.formats.nbp import NbpRefused, Rate
from kartoteka.formats.sentences import worded

DAY = dt.date(2026, 1, 30)
EURO = Rate("EUR", DAY, Decimal("4.21310000"), "021/A/NBP/2026")
TABLE = """<?xml version="1.0" encoding="utf-8"?><ArrayOfExchangeRatesTable><ExchangeRatesTable>
<Table>A</Table><No>021/A/NBP/2026</No><EffectiveDate>2026-01-30</EffectiveDate><Rates>
<Rate><Currency>euro</Currency><Code>EUR</Code><Mid>4.2131</Mid></Rate></Rates>
</ExchangeRatesTable></ArrayOfExchangeRatesTable>"""
SERIES = """<ExchangeRatesSeries><Table>A</Table><Currency>euro</Currency><Code>EUR</Code><Rates>
<Rate><No>021/A/NBP/2026</No><EffectiveDate>2026-01-30</EffectiveDate><Mid>4.2131</Mid></Rate>
</Rates></ExchangeRatesSeries>"""
OLD = """<?xml version="1.0" encoding="ISO-8859-2"?><tabela_kursow typ="A">
<numer_tabeli>021/A/NBP/2026</numer_tabeli><data_publikacji>2026-01-30</data_publikacji>
<pozycja><nazwa_waluty>euro</nazwa_waluty><przelicznik>1</przelicznik><kod_waluty>EUR</kod_waluty>
<kurs_sredni>4,2131</kurs_sredni></pozycja></tabela_kursow>"""
JSON = (
    '[{"table":"A","no":"021/A/NBP/2026","effectiveDate":"2026-01-30",'
    '"rates":[{"currency":"euro","code":"EUR","mid":4.2131}]}]'
)
JSON_SERIES = (
    '{"table":"A","currency":"euro","code":"EUR",'
    '"rates":[{"no":"021/A/NBP/2026","effectiveDate":"2026-01-30","mid":4.2131}]}'
)
CSV = (
    "data;100HUF;1EUR;nr tabeli;pełny numer tabeli\n;forint;euro;;\n"
    "20260130;1,1034;4,2131;021;021/A/NBP/2026\n\nkod ISO;HUF;EUR;;\n"
)


@pytest.mark.parametrize("text", [TABLE, SERIES, OLD, JSON, JSON_SERIES])
def test_reads_the_euro_out_of_every_shape(text: str) -> None:
    assert nbp.read(text.encode("iso-8859-2")) == [EURO]


def test_reads_a_year_of_the_archive_by_units() -> None:
    assert nbp.read(CSV.encode()) == [
        EURO, Rate("HUF", DAY, Decimal("0.01103400"), "021/A/NBP/2026"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "nbp.no_rates"),
        (b"<a", "nbp.not_readable"),
        (b"[", "nbp.not_readable"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "nbp.not_readable"),
        (TABLE.replace("<Table>A", "<Table>B").encode(), "nbp.no_rates"),
        (TABLE.replace("4.2131", "0").encode(), "nbp.not_a_rate"),
        (TABLE.replace("4.2131", "x").encode(), "nbp.not_a_rate"),
        (TABLE.replace("2026-01-30", "2026-02-30").encode(), "nbp.not_a_day"),
        (b" " * (20 * 1024 * 1024 + 1), "nbp.too_large"),
    ],
)
def test_says_what_is_wrong(data: bytes, code: str) -> None:
    with pytest.raises(NbpRefused) as refused:
        nbp.read(data)
    assert refused.value.code == code
    assert worded(nbp.SENTENCES, code, refused.value.facts) != code


@given(st.binary(max_size=300), st.sampled_from([TABLE, JSON, CSV, ""]), st.integers(0, 300))
def test_a_spoilt_file_is_refused_and_never_breaks(put: bytes, text: str, at: int) -> None:
    data = text.encode()
    try:
        found = nbp.read(data[:at] + put + data[at:])
    except NbpRefused:
        found = [EURO]
    assert all(one.rate > 0 for one in found)


ARCHIVE = """<?xml version="1.0" encoding="utf-8"?>
<stopy_procentowe_archiwum data_publikacji="2015-03-04">
<pozycje obowiazuje_od="2026-03-05"><pozycja id="ref" oprocentowanie="3,75" />
<pozycja id="lom" oprocentowanie="4,25" /><pozycja id="red" oprocentowanie="3,80" /></pozycje>
<pozycje obowiazuje_od="2026-11-05"><pozycja id="ref" oprocentowanie="3,50" />
<pozycja id="lom" oprocentowanie="4,00" /></pozycje>
</stopy_procentowe_archiwum>"""


def test_the_archive_of_the_banks_own_rates() -> None:
    for text in (ARCHIVE, ARCHIVE.replace(" data_publikacji", ' xmlns="urn:x" data_publikacji')):
        told = nbp.read_base_rates(b"\xef\xbb\xbf" + text.encode())
        assert [(f"{one.day}", f"{one.reference}", f"{one.lombard}") for one in told] == [
            ("2026-03-05", "3.7500", "4.2500"), ("2026-11-05", "3.5000", "4.0000"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "nbp.not_readable"),
        ("<x/>", "nbp.no_base_rates"),
        ("<tabela_kursow><pozycja/></tabela_kursow>", "nbp.no_base_rates"),
        (ARCHIVE[:300], "nbp.not_readable"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "nbp.not_readable"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "nbp.not_readable"),
        (ARCHIVE.replace("2026-11-05", "5 Nov"), "nbp.not_a_day"),
        (ARCHIVE.replace("3,50", "NaN"), "nbp.not_a_rate"),
        (ARCHIVE.replace("3,50", "-1"), "nbp.not_a_rate"),
        (ARCHIVE.replace("3,50", "1e9"), "nbp.not_a_rate"),
        (ARCHIVE.replace("4,00", "four"), "nbp.not_a_rate"),
        (ARCHIVE.replace("2026-11-05", "2026-03-05"), "nbp.day_twice"),
        (" " * (nbp.LARGEST + 1), "nbp.too_large"),
    ],
)
def test_what_is_no_archive_is_refused_with_the_reason(data: str, code: str) -> None:
    with pytest.raises(nbp.NbpRefused) as refused:
        nbp.read_base_rates(data.encode())
    assert refused.value.code == code
