"""The bench runs from end to end; what it measures is not judged here."""

import json
import subprocess
import sys

from kartoteka.config.home import CHECKOUT


def test_two_hundred_customers_go_all_the_way_to_settled() -> None:
    words = ["--size", "XS", "--fast", "--json", "--only", "W2", "--only", "W3c"]
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
    assert works["control after ours.W3c: open sum"]["reached"]
    assert {"W2 receivables", "W3c payments"} <= works.keys()
