"""What the start takes for a folder of packages of its own."""

import sys
from pathlib import Path

import pytest

from kartoteka.config.launch import install


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    folder = tmp_path / ".venv"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "lib" / version).mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}\n")
    return folder


def test_a_folder_whose_python_would_use_the_machines_packages_is_made_anew(venv: Path) -> None:
    assert install._whole(venv)
    (venv / "pyvenv.cfg").unlink()
    assert not install._whole(venv)


def test_a_folder_without_its_python_or_packages_is_made_anew(venv: Path) -> None:
    (venv / "bin" / "python").unlink()
    assert not install._whole(venv)
    (venv / "bin" / "python").symlink_to(venv / "bin" / "python")
    assert not install._whole(venv)
