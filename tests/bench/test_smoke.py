"""The bench runs from end to end; what it measures is not judged here."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from kartoteka.config.home import CHECKOUT
from tests.conftest import a_migrated_home


def test_two_hundred_customers_go_all_the_way_to_settled() -> None:
    home = a_migrated_home(Path(tempfile.mkdtemp(prefix="kartoteka-bench-")))  # gone with the run
    works = ("W2", "W3c", "W15", "W16", "W17")
    words = ["--size", "XS", "--fast", "--json", "--ten-years", "--home", str(home.path)]
    words += [word for work in works for word in ("--only", work)]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *words],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    works = {row["work"]: row for row in told["works"]}
    for control in (
        "control after ours.W3c: open sum",
        "control of W15: interest together",
        "prove-ledger with ten years behind",
        "W16 matched wrongly",
    ):
        assert works[control]["reached"], control
    assert {"W2 receivables", "W3c payments"} <= works.keys()
