"""Icons out of the lucide wheel, as inline SVG."""

from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element, fromstring, tostring
from zipfile import ZipFile

from django.utils.safestring import SafeString, mark_safe

_SVG = "{http://www.w3.org/2000/svg}"


@cache
def svg(name: str, size: int = 18) -> SafeString:
    """The icon `name`, decorative (`aria-hidden`). Raises KeyError if lucide has none such."""
    with files("lucide").joinpath("lucide.zip").open("rb") as file, ZipFile(file) as archive:
        root = fromstring(archive.read(f"{name}.svg"))  # noqa: S314  (the wheel is hash-pinned)
    for node in root.iter():
        node.tag = node.tag.removeprefix(_SVG)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "width": str(size),
        "height": str(size),
        "class": "k-icon",
        "aria-hidden": "true",
        "focusable": "false",
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": "1.75",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    return mark_safe(_text(root))  # noqa: S308  (our own attributes on a pinned file)


def _text(root: Element) -> str:
    return tostring(root, encoding="unicode")
