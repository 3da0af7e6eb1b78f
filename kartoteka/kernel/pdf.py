"""PDF from Typst layouts: the only module that knows the typesetter.

A layout is a `.typ` file in its room's `typst/` folder. Data goes in as one JSON text, never into
the source: `#let data = json(bytes(sys.inputs.data))`. Pictures go in as SVG text inside the data.
"""

import json
import threading
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

Standard = Literal["a-2b", "a-3b", "ua-1"]
# Archivable, and readable by a screen reader.
STANDARDS: tuple[Standard, ...] = ("a-3b", "ua-1")
FONTS = Path("node_modules") / "@expo-google-fonts" / "inter"
_THREAD = threading.local()


def layout(package: str, name: str) -> Path:
    """The layout kept in `package`/typst/`name`.typ."""
    return Path(str(files(package) / "typst" / f"{name}.typ"))


def render(
    template: Path, data: Mapping[str, Any], *, standards: tuple[Standard, ...] = STANDARDS
) -> bytes:
    """The document that the layout makes of `data` (JSON values), with all fonts inside."""
    made = _compiler(template).compile(
        format="pdf", sys_inputs=_inputs(data), pdf_standards=list(standards)
    )
    return _single(made)


def picture(template: Path, data: Mapping[str, Any], *, ppi: int = 144) -> bytes:
    """The first page of the same document as a PNG."""
    made = _compiler(template).compile(format="png", sys_inputs=_inputs(data), ppi=ppi)
    return _single(made)


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
