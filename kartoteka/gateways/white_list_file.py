"""The white list's daily flat file: every payer with every account, as hashes, and no limit.

A file says of NIP and account together whether they are listed, and whether the payer is active or
exempt. It is kept as sorted hashes on disk, one file for each list, and looked up by bisection.
"""

import datetime as dt
import hashlib
import json
import mmap
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from kartoteka.gateways import calling
from kartoteka.gateways.evidence import Answer, Evidence, Verdict, Why, no_answer
from kartoteka.gateways.places import place

SERVICE = calling.Service("white_list_file", {})
ACTIVE, EXEMPT, NOT_LISTED = "ACTIVE", "EXEMPT", "NOT_LISTED"
_LARGEST_PACKED, _LARGEST = 2 * 1024**3, 8 * 1024**3
_HASH, _MOST_ROUNDS, _BLOCK = 64, 100_000, 1024**2
_STRING = re.compile(rb'"([^"]*)"')
_HEX = re.compile(rb"[0-9a-fA-F]{128}")
_MASK = re.compile(r"[XY\d]{26}")
_ROUNDS = re.compile(rb'"liczbaTransformacji"\s*:\s*"?(\d{1,9})"?')
_MADE_ON = re.compile(rb'"dataGenerowaniaDanych"\s*:\s*"?(\d{8})"?')
_LISTS = {b"skrotyPodatnikowCzynnych": ACTIVE, b"skrotyPodatnikowZwolnionych": EXEMPT}
_MASKS = b"maski"
_MEMBER = re.compile(r"\d{8}\.json")


class Unreadable(Exception):  # noqa: N818  (becomes "no answer" in fetch)
    """The file is none of the ministry's, or cut off."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the file says of a NIP with an account: its status, and whether by a mask, the way
    in which virtual accounts of a bank are listed."""

    status: str
    by_mask: bool = False


class FlatFile:
    """A day's file, ready to be looked up. Open until `close`."""

    def __init__(self, folder: Path) -> None:
        said = json.loads((folder / "file.json").read_text(encoding="utf-8"))
        self.day = dt.date.fromisoformat(said["day"])
        self.rounds = int(said["rounds"])
        self._masks: dict[str, list[str]] = {}
        for mask in said["masks"]:
            self._masks.setdefault(_bank(mask), []).append(mask)
        self._lists = {name: _Sorted(folder / name) for name in (ACTIVE, EXEMPT)}

    def look(self, nip: str, nrb: str) -> Found:
        """What the file says of the NIP with the account of 26 digits; some 5 ms a hash."""
        if status := self._listed(nip, nrb):
            return Found(status)
        for mask in [*self._masks.get(nrb[2:10], []), *self._masks.get("", [])]:
            if masked := under_mask(nrb, mask):
                status = self._listed(nip, masked)
                if status:
                    return Found(status, by_mask=True)
        return Found(NOT_LISTED)

    def close(self) -> None:
        for one in self._lists.values():
            one.close()

    def _listed(self, nip: str, nrb: str) -> str:
        digest = bytes.fromhex(hash_of(self.day, nip, nrb, self.rounds))
        return next((name for name, one in self._lists.items() if digest in one), "")


def fetch(on: dt.date, folder: Path) -> Answer[FlatFile]:
    """The file of a day, ready to be looked up; downloaded unless `folder` has it already.

    The folder is made where it is missing; files of earlier days are removed from it. A file that
    an administrator has put there as YYYYMMDD.json or .7z is taken instead of asking.
    """
    name = f"{on:%Y%m%d}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ready = folder / name
    if not (ready / "file.json").exists():
        for old in folder.glob("????????"):
            if old.is_dir() and old.name < name:
                shutil.rmtree(old, ignore_errors=True)
        making = Path(tempfile.mkdtemp(dir=folder, prefix="new-"))
        try:
            problem = _prepare(on, folder, making)
            if problem is not None:
                return problem
            shutil.rmtree(ready, ignore_errors=True)
            making.rename(ready)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    file = FlatFile(ready)
    return Answer(Verdict.YES, file, (_evidence(ready),))


def status(on: dt.date) -> Answer[str]:
    """Whether the file of a day is there; asks without taking it."""
    reply = calling.ask(
        SERVICE,
        place("white_list_file"),
        f"/{on:%Y%m%d}.7z",
        operation="status",
        request={"file": f"{on:%Y%m%d}.7z"},
        method="HEAD",
    )
    if reply.why or reply.status != 200:  # noqa: PLR2004
        return reply.refused(None if reply.why else Why.BUSY)
    return Answer(Verdict.YES, "", (reply.says(Verdict.YES),))


def hash_of(on: dt.date, nip: str, nrb: str, rounds: int) -> str:
    """The hash under which a NIP with an account stands in the file of a day."""
    key = f"{on:%Y%m%d}{nip}{nrb}"
    for _round in range(rounds):
        key = hashlib.sha512(key.encode()).hexdigest()
    return key


def under_mask(nrb: str, mask: str) -> str:
    """An account as its bank's mask lists it: Y is the account's digit, X stays; "" where a digit
    of the mask is another than the account's."""
    made = []
    for digit, sign in zip(nrb, mask, strict=False):
        if sign.isdigit() and sign != digit:
            return ""
        made.append(digit if sign == "Y" else sign)
    return "".join(made) if len(made) == len(mask) else ""


def read(file: IO[bytes], on: dt.date, into: Path) -> None:
    """Reads an unpacked file as a stream and leaves sorted hashes, masks and what it says of
    itself in `into`. Raises Unreadable."""
    rounds, masks, outs = 0, [], {name: _Growing(into / name) for name in _LISTS.values()}
    current, is_headed, last = "", False, b""
    for block in _blocks(file):
        last = block[-16:].strip() or last
        if not is_headed:
            rounds, is_headed = _header(block, on), True
        for word in _words(block):
            if word in _LISTS:
                current = _LISTS[word]
            elif word == _MASKS:
                current = "masks"
            elif current == "masks":
                masks.append(word.decode("ascii", "replace"))
            elif current and _HEX.fullmatch(word):
                outs[current].add(bytes.fromhex(word.decode()))
    if not last.endswith(b"}") or current != "masks":
        raise Unreadable("cut off")
    for out in outs.values():
        out.finish()
    good = [mask for mask in masks if _MASK.fullmatch(mask)]
    said = {"day": on.isoformat(), "rounds": rounds, "masks": good}
    (into / "file.json").write_text(json.dumps(said), encoding="utf-8")


def _prepare(on: dt.date, folder: Path, into: Path) -> Answer[Any] | None:
    """Downloads, unpacks and reads; None where all went well."""
    evidence, packed = _given(on, folder), into / "packed"
    if evidence is None:
        reply = _downloaded(on, packed)
        if reply.why or reply.status != 200:  # noqa: PLR2004
            missing = reply.status == 404  # noqa: PLR2004
            return reply.refused(Why.BUSY if missing else None, "not there" if missing else "")
        evidence = reply.says(Verdict.YES)
    else:
        shutil.copy(evidence.endpoint, packed)
    try:
        with _unpacked(packed, into) as file:
            read(file, on, into)
    except Unreadable as error:
        kept = replace(evidence, verdict=Verdict.NO_ANSWER, why=Why.BROKEN)
        return no_answer(Why.BROKEN, kept, detail=str(error))
    packed.unlink()
    (into / "unpacked.json").unlink(missing_ok=True)
    _keep(evidence, into)
    return None


def _downloaded(on: dt.date, packed: Path) -> calling.Reply:
    """The day's file as it is offered: packed, or else plain."""
    for ending in ("7z", "json"):
        with packed.open("wb") as to:
            reply = calling.download(
                SERVICE,
                place("white_list_file"),
                f"/{on:%Y%m%d}.{ending}",
                operation="file",
                to=to,
                largest=_LARGEST_PACKED,
            )
        if reply.status != 404:  # noqa: PLR2004
            break
    return reply


def _given(on: dt.date, folder: Path) -> Evidence | None:
    """The evidence of a file that lies in the folder, brought by a person."""
    for ending in ("7z", "json"):
        path = folder / f"{on:%Y%m%d}.{ending}"
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").digest()
            made = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
            return Evidence(
                SERVICE.name, "file", str(path), {"file": path.name}, made, 0,
                body_hash=digest, verdict=Verdict.YES,
            )  # fmt: skip
    return None


def _unpacked(packed: Path, into: Path) -> IO[bytes]:
    """The JSON inside of what was downloaded."""
    with packed.open("rb") as file:
        is_packed = file.read(6) == b"7z\xbc\xaf\x27\x1c"
    if not is_packed:
        return packed.open("rb")
    import py7zr

    try:
        with py7zr.SevenZipFile(packed) as archive:
            members = archive.list()
            if len(members) != 1 or not _MEMBER.fullmatch(members[0].filename):
                raise Unreadable("not one JSON file inside")
            if members[0].uncompressed > _LARGEST:
                raise Unreadable("too large")
            archive.extractall(into / "out")
    except (py7zr.exceptions.ArchiveError, OSError, EOFError, ValueError) as error:
        raise Unreadable(f"cannot be unpacked: {type(error).__name__}") from None
    unpacked = into / "unpacked.json"
    (into / "out" / members[0].filename).replace(unpacked)
    shutil.rmtree(into / "out")
    return unpacked.open("rb")


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Blocks that end behind a whole string."""
    rest = b""
    while block := file.read(_BLOCK):
        block = rest + block
        end = max((found.end() for found in _STRING.finditer(block)), default=0)
        if end == 0 and len(block) > _BLOCK:
            raise Unreadable("no JSON of strings")
        rest = block[end:]
        if end:
            yield block[:end]
    yield rest or b" "


def _words(block: bytes) -> Iterator[bytes]:
    return (found[1] for found in _STRING.finditer(block))


def _header(block: bytes, on: dt.date) -> int:
    """How often a hash is repeated. Raises Unreadable for a file of another day or none."""
    rounds, made = _ROUNDS.search(block[:4096]), _MADE_ON.search(block[:4096])
    if rounds is None or made is None:
        raise Unreadable("no header")
    if made[1].decode() != f"{on:%Y%m%d}":
        raise Unreadable("of another day")
    if not 0 < int(rounds[1]) <= _MOST_ROUNDS:
        raise Unreadable("a senseless number of transformations")
    return int(rounds[1])


def _bank(mask: str) -> str:
    """The sort code that a mask is for, "" where it leaves a part of it open."""
    return mask[2:10] if mask[2:10].isdigit() else ""


class _Growing:
    """A file of hashes that is written in order; put in order at the end where it was not."""

    def __init__(self, path: Path) -> None:
        self._path, self._file = path, path.open("wb")
        self._last, self._is_sorted = b"", True

    def add(self, digest: bytes) -> None:
        self._is_sorted = self._is_sorted and self._last <= digest
        self._last = digest
        self._file.write(digest)

    def finish(self) -> None:
        self._file.close()
        if not self._is_sorted:
            data = self._path.read_bytes()
            ordered = sorted(data[n : n + _HASH] for n in range(0, len(data), _HASH))
            self._path.write_bytes(b"".join(ordered))


class _Sorted:
    """Sorted hashes on disk."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._count = path.stat().st_size // _HASH
        self._map = (
            mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if self._count else b""
        )

    def __contains__(self, digest: bytes) -> bool:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            found = self._map[middle * _HASH : (middle + 1) * _HASH]
            if found == digest:
                return True
            low, high = (middle + 1, high) if found < digest else (low, middle)
        return False

    def close(self) -> None:
        if isinstance(self._map, mmap.mmap):
            self._map.close()
        self._file.close()


def _keep(evidence: Evidence, into: Path) -> None:
    said = {
        "endpoint": evidence.endpoint, "request": dict(evidence.request), "status": evidence.status,
        "asked_at": evidence.asked_at.isoformat(), "took_ms": evidence.took_ms,
        "content_type": evidence.content_type, "hash": evidence.body_hash.hex(),
    }  # fmt: skip
    (into / "evidence.json").write_text(json.dumps(said), encoding="utf-8")


def _evidence(ready: Path) -> Evidence:
    said = json.loads((ready / "evidence.json").read_text(encoding="utf-8"))
    return Evidence(
        SERVICE.name,
        "file",
        said["endpoint"],
        said["request"],
        dt.datetime.fromisoformat(said["asked_at"]),
        said["took_ms"],
        status=said["status"],
        content_type=said["content_type"],
        body_hash=bytes.fromhex(said["hash"]),
        provider_time=ready.name,
        verdict=Verdict.YES,
    )
