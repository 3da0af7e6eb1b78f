"""Where bytes lie: a folder, the database, or S3, as Django's storages.

Their names in the settings are those of Content.Store.
`settings.CONTENT_STORE` names the one that takes new contents; a row says which one has its bytes,
so that contents can move while the program runs.
"""

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


def named(name: str) -> Storage:
    """The store of this name. Raises InvalidStorageError where it is not configured."""
    return storages[name]


def is_configured(name: str) -> bool:
    """Whether there is a store of this name."""
    return name in storages.backends


def present() -> str:
    """The name of the store that takes new contents."""
    return str(settings.CONTENT_STORE)


def put(store: str, place: str, data: bytes) -> None:
    """Keep `data` at `place`, unless something of that length is there already."""
    storage = named(store)
    if storage.exists(place):
        if storage.size(place) == len(data):
            return
        storage.delete(place)  # the rest of a keeping that was cut off
    saved = storage.save(place, ContentFile(data))
    if saved != place:  # somebody kept the same bytes meanwhile
        storage.delete(saved)


def get(store: str, place: str) -> bytes | None:
    """The bytes at `place`, None where there are none."""
    try:
        with named(store).open(place) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        return None
    return data
