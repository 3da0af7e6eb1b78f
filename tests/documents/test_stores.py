"""Bytes are the same in every store, and come over whole."""

import hashlib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from kartoteka.documents import operations, queries, rules, stores
from kartoteka.documents.models import Chunk, Content
from kartoteka.documents.operations.storage import PIECE
from kartoteka.kernel.actor import SYSTEM
from tests import build
from tests.documents.making import a_pdf

pytestmark = pytest.mark.django_db
STORES = ["folder", "database", "s3"]


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An S3 on a socket of this machine, with the bucket of the office; its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="eu-central-1",
        aws_access_key_id="office", aws_secret_access_key="korale",
    )  # fmt: skip
    where = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket="office", CreateBucketConfiguration=where)
    yield address
    server.stop()


@pytest.fixture
def stored(s3: str, settings: Settings) -> Settings:
    """All three stores, the bucket included."""
    bucket = {
        "BACKEND": "kartoteka.documents.operations.bucket.BucketStorage",
        "OPTIONS": {
            "access_key": "office", "secret_key": "korale", "bucket_name": "office",
            "endpoint_url": s3, "region_name": "eu-central-1", "location": "kartoteka",
        },
    }  # fmt: skip
    settings.STORAGES = {**settings.STORAGES, "s3": bucket}
    return settings


def kept(data: bytes, name: str = "umowa.pdf") -> int:
    return operations.keep_file(actor=SYSTEM, data=data, name=name)


@pytest.mark.parametrize("store", STORES)
def test_gives_back_what_was_kept(stored: Settings, store: str) -> None:
    stored.CONTENT_STORE = store
    data = a_pdf(store) + b"%" + b"x" * (2 * PIECE + 17)
    content_id = kept(data, "zażółć gęślą.pdf")
    assert Content.objects.get(pk=content_id).store == store
    assert queries.read(viewer=SYSTEM, content_id=content_id) == data
    place = rules.place_of(hashlib.sha256(data).hexdigest())
    assert stores.named(store).size(place) == len(data)
    assert kept(data) == content_id
    stores.named(store).delete(place)
    assert not stores.named(store).exists(place)
    with pytest.raises(queries.BytesLost):
        queries.read(viewer=SYSTEM, content_id=content_id)


def test_the_database_keeps_pieces_and_reads_them_one_by_one(db: None) -> None:
    database = storages["database"]
    data = bytes(range(256)) * 10_000
    assert database.save("content/x", ContentFile(data)) == "content/x"
    pieces = Chunk.objects.order_by("ordinal").values_list("data", flat=True)
    assert [len(piece) for piece in pieces] == [PIECE, PIECE, len(data) - 2 * PIECE]
    with database.open("content/x") as file:
        assert file.read(10) == data[:10]
        assert file.read() == data[10:]
    assert database.save("content/x", ContentFile(data)) == "content/x"
    assert Chunk.objects.count() == 3
    with pytest.raises(FileNotFoundError):
        database.open("content/y")


def test_bytes_that_were_cut_off_are_kept_anew() -> None:
    data = a_pdf()
    place = rules.place_of(hashlib.sha256(data).hexdigest())
    storages["folder"].delete(place)
    storages["folder"].save(place, ContentFile(data[:20]))
    assert queries.read(viewer=SYSTEM, content_id=kept(data)) == data


@pytest.mark.parametrize("to", ["database", "s3", "folder"])
def test_contents_move_and_the_old_place_is_empty(stored: Settings, to: str) -> None:
    stored.CONTENT_STORE = "database" if to == "folder" else "folder"
    old = stored.CONTENT_STORE
    files = {kept(a_pdf(f"{to}{n}")): a_pdf(f"{to}{n}") for n in range(3)}
    told: list[tuple[int, int]] = []
    moved = operations.move_contents(
        actor=SYSTEM, to=to, tell=lambda done, total: told.append((done, total))
    )
    assert (moved.count, moved.faults) == (3, ())
    assert told == [(1, 3), (2, 3), (3, 3)]
    for content_id, data in files.items():
        assert queries.read(viewer=SYSTEM, content_id=content_id) == data
        place = rules.place_of(hashlib.sha256(data).hexdigest())
        assert not stores.named(old).exists(place)
        assert stores.named(to).exists(place)
    assert operations.move_contents(actor=SYSTEM, to=to).count == 0
    assert operations.verify_contents(actor=SYSTEM) == ()


def test_moving_goes_on_where_it_was_stopped() -> None:
    for n in range(3):
        kept(a_pdf(f"stopped{n}"))

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.move_contents(actor=SYSTEM, to="database", tell=stop)
    assert Content.objects.filter(store="database").count() == 2
    assert operations.move_contents(actor=SYSTEM, to="database").count == 1


def test_damaged_and_lost_bytes_are_told_and_stay_where_they_are() -> None:
    lost, changed, good = kept(a_pdf("lost")), kept(a_pdf("changed")), kept(a_pdf("good"))
    place = {row.pk: rules.place_of(row.sha256) for row in Content.objects.all()}
    storages["folder"].delete(place[lost])
    storages["folder"].delete(place[changed])
    storages["folder"].save(place[changed], ContentFile(b"%PDF-other"))
    faults = operations.verify_contents(actor=SYSTEM)
    assert [(fault.content_id, fault.what) for fault in faults] == [
        (lost, "lost"), (changed, "changed"),
    ]  # fmt: skip
    moved = operations.move_contents(actor=SYSTEM, to="database")
    assert (moved.count, moved.faults) == (1, faults)
    assert Content.objects.get(store="database").pk == good
    assert set(Chunk.objects.values_list("name", flat=True)) == {place[good]}


def test_only_a_superadministrator_moves_or_checks() -> None:
    actor = build.an_administrator().as_actor()
    with pytest.raises(operations.moving.NotForYou):
        operations.move_contents(actor=actor, to="database")
    with pytest.raises(operations.moving.NotForYou):
        operations.verify_contents(actor=actor)


def test_a_reader_follows_bytes_that_move_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    content_id = kept(a_pdf("on the way"))
    asked: list[str] = []
    get = stores.get

    def moving(store: str, place: str) -> Any:
        asked.append(store)
        if len(asked) == 1:
            operations.move_contents(actor=SYSTEM, to="database")
            return get("folder", place)
        return get(store, place)

    monkeypatch.setattr(stores, "get", moving)
    # The first call inside the move itself is the mover's own look.
    assert queries.read(viewer=SYSTEM, content_id=content_id) == a_pdf("on the way")
