"""Uploaded files: kept under a random name while their import lasts, then thrown away."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.errors import Refusal

LARGEST = 512 << 20
KEPT_DAYS = 30
_FOLDER = "exchange"


class FileTooLarge(Refusal):
    code = "exchange.file_too_large"
    message = _("The file has %(size)s MB; at most %(limit)s MB are allowed. Send it in parts.")
    field = "file"


class FileGone(Refusal):
    code = "exchange.file_gone"
    message = _("The uploaded file is no longer kept. Send it again.")


def keep(upload: Any) -> str:
    """Keeps an uploaded file and returns the name it is found under. Raises FileTooLarge."""
    if upload.size > LARGEST:
        raise FileTooLarge(size=upload.size >> 20, limit=LARGEST >> 20)
    return str(default_storage.save(f"{_FOLDER}/{uuid.uuid4().hex}", upload))


def forget(name: str) -> None:
    """Throws a kept file away, if it is still there."""
    if name:
        default_storage.delete(name)


@contextmanager
def at_path(name: str, shown: str) -> Iterator[str]:
    """A path of the kept file that a subprocess can open, called as the person called it.

    Raises FileGone.
    """
    if not default_storage.exists(name):
        raise FileGone
    folder = Path(tempfile.mkdtemp(prefix="kartoteka-import-"))
    try:
        path = folder / (Path(shown).name.replace("\x00", "")[:150] or "file")
        if place := _place_of(name):
            path.symlink_to(place)
        else:
            with default_storage.open(name) as kept, path.open("wb") as copy:
                shutil.copyfileobj(kept, copy)
        yield str(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place_of(name: str) -> Path | None:
    """Where the file lies, if the storage is a folder of this machine."""
    try:
        place = Path(default_storage.path(name))
    except NotImplementedError:
        return None
    return place if place.is_file() else None
