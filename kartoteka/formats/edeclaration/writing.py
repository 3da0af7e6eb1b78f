"""A document of values by place: built in the order of the XSD, and valid by it or not at all."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from kartoteka.formats.edeclaration.outline import Node
from kartoteka.formats.edeclaration.schema import Form

MOST_FAULTS = 20
_ONE_AT_A_TIME = threading.Lock()  # a validator has one log of errors
_SPACE = re.compile(r"\{[^{}]*\}")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*?) \)")
_ELEMENT = re.compile(r"^Element '([^']+)'(?:, attribute '([^']+)')?")
_VALUE = re.compile(r"[Tt]he value '(.*?)'|'(.*?)' is not a valid value", re.DOTALL)
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document is no document of the form.

    `code`: `missing` (what is expected below `element`), `unexpected` (what is expected instead),
    `value` (what the element or attribute says does not fit), `other`. `detail` is the validator's
    own sentence without namespaces and without the refused value.
    """

    code: str
    element: str
    expected: tuple[str, ...] = ()
    detail: str = ""


class DocumentRefused(Exception):  # noqa: N818  (an answer, not a bug)
    """The values make no valid document."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


def write(form: Form, values: Mapping[str, str]) -> bytes:
    """The document, UTF-8 with its declaration, that says `values` (by path; "" says nothing).

    What the XSD fixes is said by itself wherever its element stands. An element stands when a value
    below it is given, or when the XSD wants it, it is none of a choice, and it has something to
    say. Raises DocumentRefused with every fault that the XSD finds, and for a path that the form
    does not have.
    """
    said = {path: _UNWRITABLE.sub("", value).strip() for path, value in values.items()}
    said = {path: value for path, value in said.items() if value}
    strangers = [path for path in said if path not in form.places]
    if strangers:
        raise DocumentRefused(tuple(Fault("unknown", path) for path in strangers))
    spaces: Any = {None: form.namespace} if form.namespace else None
    root = etree.Element(form.root.tag, nsmap=spaces)
    _fill(root, form.root, said)
    with _ONE_AT_A_TIME:
        faults = () if form.validator.validate(root) else _faults(form.validator.error_log)
    if faults:
        raise DocumentRefused(faults)
    etree.indent(root)
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data


def faults(form: Form, data: bytes) -> tuple[Fault, ...]:
    """What the XSD finds wrong with a document that somebody else wrote; nothing where it fits."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        return (Fault("other", "", detail=str(problem)[:200]),)
    with _ONE_AT_A_TIME:
        return () if form.validator.validate(root) else _faults(form.validator.error_log)


def _fill(element: Any, node: Node, said: Mapping[str, str]) -> None:
    for tag, place in node.attributes:
        value = said.get(place.path, "")
        if place.fixed is not None and (place.is_required or value):
            value = place.fixed
        if value:
            element.set(tag, value)
    if node.place is not None:
        element.text = said.get(node.path) or node.place.fixed or None
    for child in node.children:
        if _stands(child, said):
            _fill(etree.SubElement(element, child.tag), child, said)


def _stands(node: Node, said: Mapping[str, str]) -> bool:
    if node.is_required and not node.is_chosen:
        # One that has nothing to say is left out: the XSD then says that it is missing.
        return node.place is None or node.place.fixed is not None or node.path in said
    return any(path == node.path or path.startswith(f"{node.path}/") for path in said)


def _faults(log: Any) -> tuple[Fault, ...]:
    found: dict[tuple[str, str], Fault] = {}
    for entry in log:
        fault = _fault(str(entry.message))
        found.setdefault((fault.code, fault.element), fault)
    return tuple(found.values())[:MOST_FAULTS] or (Fault("other", ""),)


def _fault(message: str) -> Fault:
    bare = _SPACE.sub("", message)
    named = _ELEMENT.match(bare)
    element = f"{named[1]}/@{named[2]}" if named and named[2] else named[1] if named else ""
    expected = _EXPECTED.search(bare)
    names = tuple(expected[1].replace(",", " ").split()) if expected else ()
    if "Missing child" in bare:
        return Fault("missing", element, names)
    if "not expected" in bare:
        return Fault("unexpected", element, names)
    detail = _VALUE.sub("…", bare.partition(": ")[2] or bare).strip()
    if "[facet" in bare or "valid value" in bare or "required but missing" in bare:
        return Fault("value", element, detail=detail[:200])
    return Fault("other", element, detail=detail[:200])
