"""Where the samples of others lie; tests that read them are skipped where the folder is absent."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def samples() -> Path:
    folder = Path(
        os.environ.get("KARTOTEKA_SAMPLES")
        or Path(__file__).parents[3].parent / "shared" / "data" / "samples"
    )
    if not folder.is_dir():
        pytest.skip("the folder with samples of others is absent")
    return folder
