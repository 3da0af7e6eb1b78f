"""PDF from Typst layouts: the only module that knows the typesetter.

A layout is a `.typ` file in its room's `typst/` folder. Data goes in as one JSON text, never into
the source: `#let data = json(bytes(sys.inputs.data))`. Pictures go in as SVG text inside the data.
"""

import io
import json
import re
import string
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import typst

Standard = Literal["a-2b", "a-3b", "ua-1"]
# Archivable, and readable by a screen reader.
STANDARDS: tuple[Standard, ...] = ("a-3b", "ua-1")
FONTS = Path("node_modules") / "@expo-google-fonts" / "inter"
_ATTEMPTS, _PLAIN = 10, string.printable[:95]
# The typesetter keeps what it laid out for as many documents to come, 30 MiB of a list of 500
# letters, and cannot be told to forget: after so much data it makes as many blank pages (20 ms).
_KEPT_FOR, _MUCH = 10, 100_000  # documents; signs
_JOINS, _BREAKS = frozenset({"Cc", "Cf", "Cn", "Co", "Me"}), "\n\t"
_STRANGE = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_THREAD = threading.local()
_ONE_AT_A_TIME = threading.Lock()  # PDFium may not be used by two threads at once


class UnprintableData(ValueError):  # noqa: N818  (a bug: each attempt takes signs away)
    """What is to be printed has signs without end that cannot be shown."""


def layout(package: str, name: str) -> Path:
    """The layout kept in `package`/typst/`name`.typ."""
    return Path(str(files(package) / "typst" / f"{name}.typ"))


def render(
    template: Path,
    data: Mapping[str, Any],
    *,
    standards: tuple[Standard, ...] = STANDARDS,
    is_tagged: bool = True,
) -> bytes:
    """The document that the layout makes of `data` (JSON values), with all fonts inside.

    Without tags, which UA-1 needs, it is made quicker: for what is only printed.

    A sign that no font of ours has (a smiley in a name) is printed as a question mark: documents
    that are kept may hold none that cannot be shown.
    """
    for _attempt in range(_ATTEMPTS):
        inputs = _inputs(data)
        try:
            made = _compiler(template).compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=list(standards),
                pdf_tags=is_tagged,
            )
        except typst.TypstError as problem:
            strange = _unprintable(str(problem))
            if not strange:
                raise
            data = _without(data, strange)
        else:
            return _single(made)
        finally:
            _forget_after(len(inputs["data"]))
    raise UnprintableData


def picture(template: Path, data: Mapping[str, Any], *, ppi: int = 144) -> bytes:
    """The first page of the same document as a PNG."""
    made = _compiler(template).compile(format="png", sys_inputs=_inputs(data), ppi=ppi)
    return _single(made)


def taken_apart(data: bytes) -> list[bytes]:
    """The documents that one PDF of ours holds: each begins at a heading of the first level.

    Quick, but what a part is then no longer says is how its text is to be read aloud, and that it
    meets a standard: what goes out by e-mail is made by itself.
    """
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as whole:
        firsts = [place for one in whole.get_toc() if one.level == 0 for place in [_page(one)]]
        ends = [*firsts[1:], len(whole)]
        return [
            _written(whole, list(range(first, end)))
            for first, end in zip(firsts, ends, strict=True)
        ]


def put_together(parts: Iterable[bytes]) -> bytes:
    """One PDF of several, one behind the other."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument.new() as files:
        for part in parts:
            with pypdfium2.PdfDocument(part) as one:
                files.import_pages(one)
        out = io.BytesIO()
        files.save(out)
        return out.getvalue()


def pages_of(data: bytes) -> int:
    """How many pages a PDF of ours has."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as whole:
        return len(whole)


def _page(bookmark: Any) -> int:
    target = bookmark.get_dest()
    return int(target.get_index())


def _written(whole: Any, places: list[int]) -> bytes:
    with pypdfium2.PdfDocument.new() as files:
        files.import_pages(whole, places)
        out = io.BytesIO()
        files.save(out)
        return out.getvalue()


def _forget_after(signs: int) -> None:
    _THREAD.signs = getattr(_THREAD, "signs", 0) + signs
    if _THREAD.signs > _MUCH:
        blank = _compiler(layout("kartoteka.kernel", "blank"))
        for _document in range(_KEPT_FOR):
            blank.compile(format="svg")
        _THREAD.signs = 0


def _unprintable(problem: str) -> str:
    """The signs that the typesetter found in no font."""
    texts = _STRANGE.findall(problem)
    return "".join(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in texts)


def _without(value: Any, strange: str) -> Any:
    """The data with question marks in place of these signs, and without signs that only tell how
    others are put together: they would join a question mark to its neighbour."""
    if isinstance(value, str):
        kept = (
            sign for sign in value if sign in _BREAKS or unicodedata.category(sign) not in _JOINS
        )
        return "".join("?" if sign in strange and sign not in _PLAIN else sign for sign in kept)
    if isinstance(value, Mapping):
        return {key: _without(one, strange) for key, one in value.items()}
    return [_without(one, strange) for one in value] if isinstance(value, list | tuple) else value


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


def _single(made: Any) -> bytes:
    page = made[0] if isinstance(made, list) else made
    return bytes(page)


def _compiler(template: Path) -> typst.Compiler:
    # A compiler is dear to make and holds its inputs while it works: one per thread and layout.
    kept: dict[Path, typst.Compiler] = _THREAD.__dict__.setdefault("compilers", {})
    if template not in kept:
        kept[template] = typst.Compiler(
            input=str(template),
            root=str(template.parent),
            font_paths=_fonts(),
            ignore_system_fonts=True,
        )
    return kept[template]


@cache
def _fonts() -> typst.Fonts:
    """Inter where the assets are installed, else the typesetter's own letters."""
    folder = Path(__file__).resolve().parents[2] / FONTS
    weights = ("400Regular", "600SemiBold", "700Bold")
    folders = [str(folder / weight) for weight in weights if (folder / weight).is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
