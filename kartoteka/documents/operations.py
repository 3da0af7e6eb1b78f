"""What may be done with content: it is kept, never changed."""

import hashlib
from collections.abc import Mapping
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import rules
from kartoteka.documents.models import Content
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal


class TooLarge(Refusal):
    code = "documents.too_large"
    message = _("The file has %(size)s MB; at most %(largest)s MB are kept. Make it smaller.")
    field = "file"


class Empty(Refusal):
    code = "documents.empty"
    message = _("The file is empty. Choose another one.")
    field = "file"


class NameEscapes(Refusal):
    code = "documents.name_escapes"
    message = _(
        "The file's name may not hold folders, hidden signs or more than %(longest)s characters. "
        "Rename it."
    )
    field = "file"


class WrongKind(Refusal):
    code = "documents.wrong_kind"
    message = _("The contents of %(name)s are not of the kind %(media_type)s that it claims.")
    field = "file"


def keep(*, actor: Actor, data: bytes, name: str, media_type: str) -> int:
    """Keep `data` and return its content's id; equal bytes are kept once, under their first name.

    Raises Empty, TooLarge (25 MB), NameEscapes for anything but a plain file name, and WrongKind
    where the first bytes do not fit `media_type` or the kind is none that is kept.
    """
    if not data:
        raise Empty
    if len(data) > rules.LARGEST:
        raise TooLarge(size=-(-len(data) // 1024**2), largest=rules.LARGEST // 1024**2)
    if not rules.name_is_plain(name):
        raise NameEscapes(longest=rules.LONGEST_NAME)
    if not rules.begins_as(media_type, data):
        raise WrongKind(name=name, media_type=media_type)
    digest = hashlib.sha256(data).hexdigest()
    _store(digest, data)
    with acting(actor):
        # get_or_create survives two keepers of equal bytes at once: the unique digest decides.
        content, _made = Content.objects.get_or_create(
            sha256=digest, defaults={"name": name, "media_type": media_type, "size": len(data)}
        )
    return content.pk


def destroy(*, actor: Actor, uses: Mapping[int, int]) -> int:
    """Destroy the bytes of contents that are wanted no more; returns how many they were.

    `uses` says of each content how many rows of the caller name it. One that other rows name too
    stays. The row of a destroyed content stays without name and hash, so that those that name it
    need no change; its bytes go from the storage after the transaction.
    """
    with acting(actor):
        gone = sql.rows(
            "kartoteka.documents",
            "destroy",
            {"contents": list(uses), "uses": list(uses.values())},
        )
    places = [rules.place_of(digest) for (digest,) in gone]
    for place in places:
        transaction.on_commit(partial(default_storage.delete, place))
    return len(places)


def _store(digest: str, data: bytes) -> None:
    # Before the row: a row must never point at nothing; bytes without a row only take room.
    place = rules.place_of(digest)
    if default_storage.exists(place):
        return
    saved = default_storage.save(place, ContentFile(data))
    if saved != place:  # somebody stored the same bytes meanwhile
        default_storage.delete(saved)
