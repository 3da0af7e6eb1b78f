"""The commands that move and prove contents, as an administrator calls them."""

import hashlib

import pytest

from kartoteka.config import cli
from kartoteka.documents import operations, rules, stores
from kartoteka.documents.models import Content
from kartoteka.kernel.actor import SYSTEM
from tests.documents.making import a_pdf

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(list(words))
    found = capsys.readouterr()
    return code, found.out, found.err


@pytest.fixture(autouse=True)
def _inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the tests is up already."""
    monkeypatch.setenv("KARTOTEKA_PART", "tests")


def test_moves_proves_and_tells_what_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(2):
        operations.keep_file(actor=SYSTEM, data=a_pdf(str(n)), name=f"{n}.pdf")
    assert said(capsys, "verify-contents") == (0, "Every content is whole.\n", "")
    assert said(capsys, "move-contents", "--to", "database") == (
        0,
        "2 contents moved, 0 not.\n",
        "New contents still go to folder: see CONTENTS_URL.\n2 of 2\n",
    )
    assert set(Content.objects.values_list("store", flat=True)) == {"database"}
    lost = hashlib.sha256(a_pdf("1")).hexdigest()
    stores.named("database").delete(rules.place_of(lost))
    pk = Content.objects.get(sha256=lost).pk
    line = f"content {pk} in database is not there: 1.pdf\n"
    assert said(capsys, "verify-contents") == (1, "", line)
    code, out, err = said(capsys, "move-contents", "--to", "folder")
    assert (code, out) == (1, "1 contents moved, 1 not.\n")
    assert line in err


def test_a_bucket_that_is_not_named_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = said(capsys, "move-contents", "--to", "s3")
    assert (code, "set CONTENTS_URL=s3://" in err) == (1, True)
