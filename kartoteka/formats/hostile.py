"""XML that is hostile until shown otherwise.

No document type, no entities, no network; libxml2's own limits on depth and size stay on.
"""

import io
import re

from lxml import etree

from kartoteka.formats import elements as xml
from kartoteka.formats import mazovia
from kartoteka.formats.encodings import decoded
from kartoteka.formats.statements import Problem

_DECLARATION = re.compile(r"^[\s\ufeff]*<\?xml[^>]*\?>")
_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_IMPOSSIBLE = re.compile(
    rf"{_CONTROLS}|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bce]|1[0-9a-f]|fff[ef]));",
    re.IGNORECASE,
)
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")


def tree(data: bytes, unit: str) -> tuple[xml.Element | None, list[Problem], str]:
    """The tree with bare names as far as it is whole, what was wrong with it, its encoding.

    `unit` is the element that is taken whole or not at all where the file breaks off. A file in
    another encoding than it declares is read in the one that its letters tell. A document type is
    the only problem of a file that has one.
    """
    if _declares_type(data):
        return None, [Problem("xml.doctype")], ""
    root, problems, encoding = _parsed(data, unit)
    if problems and not _reads_as(data, encoding):
        text, encoding, problems = decoded(data)
        root, broken, _ = _parsed(_DECLARATION.sub("", text, count=1).encode(), unit)
        problems = [*problems, *broken]
    if any(problem.code == "xml.broken" for problem in problems):
        text = data.decode(encoding, "replace")
        mended = _BARE.sub("&amp;", _IMPOSSIBLE.sub(" ", text))
        if mended != text:
            root, broken, _ = _parsed(_DECLARATION.sub("", mended, count=1).encode(), unit)
            problems = [each for each in problems if each.code != "xml.broken"]
            problems += [Problem("xml.mended"), *broken]
    if root is not None:
        xml.strip_namespaces(root)
    return root, problems, encoding


def _reads_as(data: bytes, encoding: str) -> bool:
    """Whether the bytes are letters of the encoding that the file says it is in."""
    if encoding == mazovia.NAME:  # which libxml2 does not know
        return False
    if encoding.startswith("utf-16") and b"\0" not in data[:4]:
        return False
    try:
        data.decode(encoding)
    except (ValueError, LookupError):
        return False
    return True


def _declares_type(data: bytes) -> bool:
    squeezed = data.replace(b"\0", b"") if b"\0" in data[:200] else data
    return b"<!DOCTYPE" in squeezed or b"<!ENTITY" in squeezed


def _parsed(data: bytes, unit: str) -> tuple[xml.Element | None, list[Problem], str]:
    """The tree as far as it is whole, what was wrong, the encoding."""
    root: xml.Element | None = None
    whole: list[xml.Element] = []
    try:
        context = etree.iterparse(
            io.BytesIO(_whole(data)),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in context:
            if root is None:
                root = element
            if event == "end" and xml.name_of(element) == unit:
                whole.append(element)
    except (etree.XMLSyntaxError, LookupError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        reason = re.sub(r"\s*\(<string>.*", "", str(fault))[:120]
        problem = Problem("xml.broken", str(line or ""), {"reason": reason}, line_lost=True)
        _drop_unfinished(root, whole, unit)
        said = re.match(rb"[^>]{0,100}encoding\s*=\s*[\"']([\w.-]+)", data.lstrip()[:200])
        return root, [problem], said[1].decode("ascii", "replace").lower() if said else "utf-8"
    docinfo = root.getroottree().docinfo if root is not None else None
    if docinfo is not None and docinfo.internalDTD is not None:
        return None, [Problem("xml.doctype")], ""
    return root, [], ((docinfo.encoding if docinfo else None) or "utf-8").lower()


def _whole(data: bytes) -> bytes:
    """The document without what copying and old disks put around it."""
    bare = data.lstrip(b" \t\r\n")
    return bare if b"\0" in bare[:4] else bare.rstrip(b" \t\r\n\0\x1a")


def _drop_unfinished(root: xml.Element | None, whole: list[xml.Element], unit: str) -> None:
    """Take out the unit inside which the file breaks off: its amount may be cut in half."""
    kept = set(whole)
    for element in [] if root is None else list(root.iter(f"{{*}}{unit}")):
        above = element.getparent()
        if element not in kept and above is not None:
            above.remove(element)
