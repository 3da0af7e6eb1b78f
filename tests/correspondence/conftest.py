"""Letters of the smallest kind, for the print queue."""

from collections.abc import Callable

import pytest

from kartoteka.correspondence.operations import letters
from kartoteka.correspondence.rules import Recipient
from kartoteka.documents import operations as documents
from kartoteka.kernel import pdf
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.models import Party

LAYOUT = '#let data = json(bytes(sys.inputs.data))\n#set document(title: "x")\n#data.words'
Queue = Callable[..., int]


@pytest.fixture
def anna(db: None) -> Party:
    return Party.objects.create(number="K-1", kind="PERSON", name="Anna Nowak")


@pytest.fixture
def printed_words(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """A PDF that says the given words."""
    layout = tmp_path_factory.mktemp("layout") / "words.typ"
    layout.write_text(LAYOUT, encoding="utf-8")
    return lambda words: pdf.render(layout, {"words": words})


@pytest.fixture
def queue(anna: Party, printed_words: Callable[[str], bytes]) -> Queue:
    """Queues a letter that says `words` to a postal code; with a secret where one is given."""

    def make(words: str, postal_code: str = "90-562", secret: str | None = None) -> int:
        content = documents.keep(
            actor=SYSTEM, data=printed_words(words), name="a.pdf", media_type="application/pdf"
        )
        lines = ("Anna Nowak", "ul. Łąkowa 14", f"{postal_code} Łódź")
        return letters.queue_letter(
            actor=SYSTEM,
            party_id=anna.pk,
            kind="ACTIVATION" if secret else "OTHER",
            title="A letter",
            content_id=content,
            recipient=Recipient(lines, "PL", postal_code),
            language="pl",
            with_secret=printed_words(secret) if secret else None,
        )

    return make
