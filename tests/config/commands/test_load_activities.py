"""`kartoteka load-activities`: an official list from a CSV, whole or not at all."""

import argparse
from pathlib import Path

import pytest

from kartoteka.config.commands import load_activities
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.errors import Refusal
from kartoteka.register.queries import segments

pytestmark = pytest.mark.django_db


def loaded(file: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    load_activities.add_arguments(parser)
    return load_activities.run(parser.parse_args([str(file), *words]))


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ";"), ("cp1250", ",")])
def test_a_list_is_taken_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str, delimiter: str
) -> None:
    rows = [["Code", "PL"], ["35.1", "Energia elektryczna, wytwarzanie"], ["35.14.Z", "Sprzedaż"],
            ["35.14", "Obrót"]]  # fmt: skip
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    file = tmp_path / "pkd.csv"
    file.write_bytes("\n".join(lines).encode(encoding))

    assert loaded(file, "--scheme", "PKD2025") == 0
    assert capsys.readouterr().out == "3 activities were added or named anew.\n"
    found = segments.activity_by_code(viewer=SYSTEM, scheme="PKD2025", code="35.14.z")
    assert found is not None
    assert (found.name, found.parent_code) == ("Sprzedaż", "35.14")


def test_a_file_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pkd.csv"
    file.write_text("kod;nazwa\n35;x\n")

    assert loaded(file) == 1
    assert "the head must have code and one of pl, sk, en" in capsys.readouterr().err
    file.write_text("code;pl\n35;x\n")
    with pytest.raises(Refusal, match=r"register\.unknown_scheme"):
        loaded(file)
