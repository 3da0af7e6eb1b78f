"""The typesetter: data never becomes source, documents can be archived."""

import io
import resource
from pathlib import Path

import pypdf
import pytest

from kartoteka.kernel import pdf

LAYOUT = """#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: "pl")
= #data.title
"""


@pytest.fixture
def layout(tmp_path: Path) -> Path:
    path = tmp_path / "title.typ"
    path.write_text(LAYOUT, encoding="utf-8")
    return path


def text_of(document: bytes) -> str:
    text = pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text()
    return " ".join(text.split())


def test_prints_every_polish_and_slovak_letter(layout: Path) -> None:
    letters = "ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ áäčďéíĺľňóôŕšťúýž ÁÄČĎÉÍĹĽŇÓÔŔŠŤÚÝŽ"
    assert letters in text_of(pdf.render(layout, {"title": letters}))


def test_prints_data_that_looks_like_source_as_it_is(layout: Path) -> None:
    hostile = '#read("/etc/passwd") $x$ "quoted" \\ #panic()'
    assert hostile in text_of(pdf.render(layout, {"title": hostile}))


def test_makes_another_document_of_other_data_with_the_same_layout(layout: Path) -> None:
    assert "first" in text_of(pdf.render(layout, {"title": "first"}))
    assert "second" in text_of(pdf.render(layout, {"title": "second"}))


def test_claims_to_be_archivable_and_accessible(layout: Path) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(layout, {"title": "x"})))
    metadata = reader.xmp_metadata
    assert metadata is not None
    raw = metadata.stream.get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in raw
    assert "<pdfuaid:part>1</pdfuaid:part>" in raw


def test_cannot_read_files_outside_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "leak.typ"
    path.write_text('#read("/../../etc/passwd")', encoding="utf-8")
    with pytest.raises(RuntimeError):
        pdf.render(path, {}, standards=())


def test_a_sign_that_no_font_has_is_a_question_mark(layout: Path) -> None:
    names = "Zoë 😀 日本語 👩‍👩‍👧 \x07 \ufffe \U000e0001 שלום \u202e"
    assert text_of(pdf.render(layout, {"title": names})).startswith("Zoë ? ??? ???")
    nested = {"title": "Łódź", "rows": [["😀", 1, None, {"x": ("日",)}]]}
    assert "Łódź" in text_of(pdf.render(layout, nested))


def test_what_it_laid_out_for_long_lists_does_not_stay_in_memory() -> None:
    def made(first: int) -> None:
        names = [[str(n), f"Name {n}", f"Street {n}", "1"] for n in range(first, first + 500)]
        words = {"language": "pl", "title": "A", "words": "", "heads": ["", "", "", ""]}
        pdf.render(pdf.layout("kartoteka.insight", "cover"), {**words, "rows": names})

    def in_memory() -> int:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() // 2**20

    for place in range(4):
        made(place * 500)
    before = in_memory()
    for place in range(4, 10):
        made(place * 500)
    assert in_memory() - before < 90  # it keeps 30 MiB of each if it is not made to forget
