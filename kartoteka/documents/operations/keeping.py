"""Contents are kept, scanned, and never changed."""

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import kinds, rules, stores
from kartoteka.documents.models import Content
from kartoteka.documents.operations import scanning
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


class KindNotTaken(Refusal):
    """What the file is, its name notwithstanding, is not among the kinds that are kept here."""

    code = "documents.kind_not_taken"
    message = _("%(name)s is of a kind that is not kept here. These are: %(kinds)s.")
    field = "file"


class Swamps(Refusal):
    """An archive that unpacks to too much, or outside its folder."""

    code = "documents.swamps"
    message = _("%(name)s would unpack to too much or into strange folders. It is not kept.")
    field = "file"


def keep(
    *, actor: Actor, data: bytes, name: str, media_type: str, largest: int | None = None
) -> int:
    """Keep `data` and return its content's id; equal bytes are kept once, under their first name.

    Raises Empty, TooLarge (`largest` bytes, else settings.CONTENT_LARGEST), NameEscapes for
    anything but a plain file name, WrongKind where the first bytes do not fit `media_type` or the
    kind is none that is kept, and Infected where the scanner finds something.
    """
    _refuse_unfit(data, name, largest)
    if not rules.begins_as(media_type, data):
        raise WrongKind(name=name, media_type=media_type)
    return _kept(actor, data, name, media_type)


def keep_many(*, actor: Actor, files: Sequence[tuple[bytes, str]], media_type: str) -> list[int]:
    """Keep files (data, name) that came together in a few statements; their contents' ids in order.

    Equal bytes are kept once. Raises what `keep` raises, before anything is kept.
    """
    verdicts = []
    for data, name in files:
        _refuse_unfit(data, name)
        if not rules.begins_as(media_type, data):
            raise WrongKind(name=name, media_type=media_type)
        verdicts.append(scanning.verdict_on(data, name))
    kept = _kept_together(actor, files, media_type)
    with acting(actor):
        for content, verdict in zip(kept, verdicts, strict=True):
            if verdict is not None:
                scanning.note(content, verdict)
    return kept


def keep_made(*, actor: Actor, files: Sequence[tuple[bytes, str]], media_type: str) -> list[int]:
    """Keep what the program itself has made (data, name), many at once; the contents' ids in order.

    Equal bytes are kept once, as by `keep`. Nobody need scan what we made, but a configured scanner
    is asked all the same, later. Raises Empty, TooLarge, NameEscapes.
    """
    for data, name in files:
        _refuse_unfit(data, name)
    return _kept_together(actor, files, media_type)


def _kept_together(actor: Actor, files: Sequence[tuple[bytes, str]], media_type: str) -> list[int]:
    digests = [hashlib.sha256(data).hexdigest() for data, _name in files]
    store = stores.present()
    known = set(Content.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    for (data, _name), digest in zip(files, digests, strict=True):
        if digest not in known:
            stores.put(store, rules.place_of(digest), data)
    with acting(actor):
        Content.objects.bulk_create(
            (
                Content(
                    sha256=digest, name=name, media_type=media_type, size=len(data), store=store
                )
                for (data, name), digest in zip(files, digests, strict=True)
                if digest not in known
            ),
            ignore_conflicts=True,
        )
        scanning.scan_later()
    ids = dict(Content.objects.filter(sha256__in=digests).values_list("sha256", "pk"))
    return [ids[digest] for digest in digests]


def keep_file(*, actor: Actor, data: bytes, name: str) -> int:
    """Keep a file that a person brings, as what its bytes say it is, and return the content's id.

    A name whose ending lies gets the true ending behind it. Raises as `keep`, but KindNotTaken for
    kinds outside settings.CONTENT_KINDS, and Swamps for archives that unpack to too much.
    """
    kind = recognised(data, name)
    return _kept(actor, data, true_name(name, kind), kind.media_type)


def recognised(data: bytes, name: str) -> kinds.Kind:
    """What the file is, if it may be kept. Raises as keep_file, but never Infected."""
    _refuse_unfit(data, name)
    try:
        kind = kinds.recognise(data)
    except kinds.Dangerous:
        raise Swamps(name=name) from None
    if kind is None or kind.key not in settings.CONTENT_KINDS:
        raise KindNotTaken(name=name, kinds=", ".join(sorted(settings.CONTENT_KINDS)))
    return kind


def true_name(name: str, kind: kinds.Kind) -> str:
    """`name` with an ending that is true, and no longer than names may be."""
    return kinds.named(name[: rules.LONGEST_NAME - len(kind.endings[0])], kind)


def _refuse_unfit(data: bytes, name: str, largest: int | None = None) -> None:
    if not data:
        raise Empty
    refuse_too_large(len(data), largest)
    if not rules.name_is_plain(name):
        raise NameEscapes(longest=rules.LONGEST_NAME)


def refuse_too_large(size: int, largest: int | None = None) -> None:
    """Raises TooLarge for a file of more than `largest` or else settings.CONTENT_LARGEST bytes."""
    most = largest or settings.CONTENT_LARGEST
    if size > most:
        raise TooLarge(size=-(-size // 1024**2), largest=most // 1024**2)


def _kept(actor: Actor, data: bytes, name: str, media_type: str) -> int:
    digest = hashlib.sha256(data).hexdigest()
    verdict = scanning.verdict_on(data, name)
    known = Content.objects.filter(sha256=digest).values_list("store", flat=True).first()
    store = known or stores.present()
    # Before the row: a row must never point at nothing; bytes without a row only take room.
    stores.put(store, rules.place_of(digest), data)
    with acting(actor):
        # get_or_create survives two keepers of equal bytes at once: the unique digest decides.
        content, made = Content.objects.get_or_create(
            sha256=digest,
            defaults={"name": name, "media_type": media_type, "size": len(data), "store": store},
        )
        scanning.note(content.pk, verdict)
        if made and verdict is None:
            scanning.scan_later()
    return content.pk
