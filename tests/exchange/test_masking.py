"""Reports, previews and examples never show a PESEL, a rodné číslo or an account whole."""

from pathlib import Path

import pytest
from django.utils import translation

from kartoteka.exchange import kinds, masking, queries
from kartoteka.exchange.fields import Column
from tests.exchange import making
from tests.exchange.making import imported, told

PESEL, RC = "44051401359", "800201/0016"
IBAN = "PL61109010140000071219812874"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (PESEL, "•••••••••59"),
        (f"tel. 601200300, PESEL {PESEL}", "tel. 601200300, PESEL •••••••••59"),
        (RC, "•••••••••16"),
        (IBAN, "PL •••• 2874"),
        ("61 1090 1014 0000 0712 1981 2874", "PL •••• 2874"),
        ("44051401358", "44051401358"),
        ("FV/2026/000123456", "FV/2026/000123456"),
        ("5213017228", "5213017228"),
        ("Długa 1", "Długa 1"),
    ],
)
def test_sensitive_numbers_are_found_in_any_text(written: str, shown: str) -> None:
    assert masking.text(written) == shown


@pytest.mark.django_db
def test_a_report_keeps_no_sensitive_number(tmp_path: Path) -> None:
    translation.activate("en")
    columns = {"number": Column("nr"), "name": Column("nazwa"), "pesel": Column("pesel"),
               "iban": Column("konto"), "iban2": Column("konto2")}  # fmt: skip
    head = "nr;nazwa;pesel;konto;konto2\n"
    imported("PARTY", making.a_csv(tmp_path / "a.csv", f"{head}A1;Anna;;;\n"), columns=columns)
    other = "PL83101010230000261395100000"
    where = making.a_csv(
        tmp_path / "b.csv",
        f"{head}A1;Anna;{PESEL};{IBAN};{other}\n"
        f"A3;Cyryl {PESEL};44051401358;61109010140000071219812875;\n",
    )
    report = imported("PARTY", where, columns=columns)
    kept = str([(row.facts, row.what) for row in report.rows])
    assert [one for one in (PESEL, IBAN, other, "44051401358", "12198128") if one in kept] == []
    changed = report.rows[0]
    assert queries.shown_changes(kinds.whole("PARTY"), changed.facts) == {
        "pesel": ["—", "•••••••••59"], "iban": ["—", "PL •••• 2874"],
        "iban2": ["—", "PL •••• 0000"],
    }  # fmt: skip
    assert report.rows[1].what == "A3 · Cyryl •••••••••59"
    assert told(report, "PARTY")[1:] == [
        (3, "REJECTED", "pesel", "“•••••••••58” is not valid."),
        (3, "REJECTED", "iban", "“61 •••• 2875” is not valid."),
    ]
