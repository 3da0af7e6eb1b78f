"""Reading XML that a stranger sent: no network, no entities, no DOCTYPE, not too large."""

from typing import Any

from lxml import etree

from kartoteka.formats.ksef.refusals import KsefRefused

LARGEST = 10 * 1024 * 1024


def parsed(data: bytes) -> Any:
    """The root with bare names and its namespace as the attribute `xmlns`. Raises KsefRefused."""
    if len(data) > LARGEST:
        raise KsefRefused("ksef.too_large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise KsefRefused("ksef.not_xml", what=str(problem)[:200]) from None
    if root.getroottree().docinfo.doctype:
        raise KsefRefused("ksef.doctype")
    namespace = etree.QName(root).namespace or ""
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    root.set("xmlns-of-root", namespace)
    return root


def text(element: Any, path: str) -> str:
    """The text at a path with single blanks, "" where there is none."""
    found = element.find(path) if element is not None else None
    return " ".join((found.text or "").split()) if found is not None else ""


def texts(element: Any, path: str) -> tuple[str, ...]:
    """The texts of all elements at a path."""
    found = element.findall(path) if element is not None else []
    return tuple(words for one in found if (words := " ".join((one.text or "").split())))
