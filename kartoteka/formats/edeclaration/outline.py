"""What a form holds, walked from the root of its XSD: elements in order, places for values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

XS = "{http://www.w3.org/2001/XMLSchema}"
DEEPEST, MOST = 20, 5000
_MODELS = ("sequence", "choice", "all", "group")


class XsdRefused(Exception):  # noqa: N818  (an answer, not a bug)
    """This XSD cannot be used: a code of `xsd.…` and the facts that say why."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(f"{code} {facts}")
        self.code, self.facts = code, facts


class Kind(StrEnum):
    """What a place holds."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the path of an element below the root, or of its attribute (`/@`).

    `fixed` is what it always says; `options` are all that it may say, where they are listed;
    `words` is the XSD's own documentation.
    """

    path: str
    name: str
    kind: Kind = Kind.TEXT
    words: str = ""
    fixed: str | None = None
    options: tuple[str, ...] = ()
    is_required: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say what stands here."""
        return self.fixed is None


@dataclass(slots=True)
class Node:
    """An element: its own place if it holds a value, its attributes, its children in order.

    `is_chosen`: it is one of several of which a document has one.
    """

    tag: str
    path: str
    place: Place | None = None
    attributes: list[tuple[str, Place]] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    is_required: bool = True
    is_chosen: bool = False


_NUMBERS = {"decimal", "float", "double"}
_INTEGERS = {
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
    "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort",
    "unsignedByte",
}  # fmt: skip


def outlined(files: Sequence[Any]) -> Node:
    """The root element of the first of the files. Raises XsdRefused for none or several."""
    walker = _Walker(files)
    roots = files[0].findall(f"{XS}element")
    if not roots:
        raise XsdRefused("xsd.no_root")
    used = {walker.qname(each, each.get("ref")) for each in files[0].iter(f"{XS}element")}
    space = files[0].get("targetNamespace", "")
    tops = [each for each in roots if (space, each.get("name", "")) not in used]
    if len(tops) != 1:
        raise XsdRefused("xsd.several_roots", what=", ".join(e.get("name", "") for e in roots))
    return walker.element(tops[0], "", depth=0)


def places(node: Node) -> Iterator[Place]:
    """All places below, in the order of the document, the first where a path comes twice."""
    seen: set[str] = set()
    for place in _places(node):
        if place.path not in seen:
            seen.add(place.path)
            yield place


def _places(node: Node) -> Iterator[Place]:
    for _tag, place in node.attributes:
        yield place
    if node.place is not None:
        yield node.place
    for child in node.children:
        yield from _places(child)


@dataclass(frozen=True, slots=True)
class _Simple:
    """A simple type: what it is built on, what it may say, its words."""

    base: str = "string"
    options: tuple[str, ...] = ()
    words: str = ""

    def place(self, path: str, declared: Any, words: str, *, is_required: bool) -> Place:
        fixed = declared.get("fixed")
        if fixed is None and len(self.options) == 1:
            fixed = self.options[0]
        kinds = {"date": Kind.DATE, "boolean": Kind.YES_NO}
        kind = kinds.get(self.base, Kind.TEXT)
        if self.base in _NUMBERS | _INTEGERS:
            kind = Kind.INTEGER if self.base in _INTEGERS else Kind.NUMBER
        name = path.rpartition("/")[2].lstrip("@")
        options = () if fixed is not None else self.options
        return Place(path, name, kind, words or self.words, fixed, options, is_required)


class _Walker:
    def __init__(self, files: Sequence[Any]) -> None:
        self.declared: dict[tuple[str, str, str], Any] = {}
        self.count = 0
        for root in files:
            space = root.get("targetNamespace", "")
            for child in root:
                kind = str(child.tag).removeprefix(XS)
                self.declared[kind, space, child.get("name", "")] = child

    def qname(self, at: Any, name: str | None) -> tuple[str, str]:
        """Namespace and local name of a QName written in an attribute of `at`."""
        prefix, colon, local = (name or "").rpartition(":")
        return at.nsmap.get(prefix if colon else None) or "", local

    def find(self, kind: str, at: Any, name: str | None) -> Any:
        found = self.declared.get((kind, *self.qname(at, name)))
        if found is None:
            raise XsdRefused("xsd.not_declared", what=str(name))
        return found

    def element(self, declared: Any, above: str, *, depth: int) -> Node:
        self.count += 1
        if depth > DEEPEST or self.count > MOST:
            raise XsdRefused("xsd.too_deep")
        target = self.find("element", declared, declared.get("ref")) if declared.get(
            "ref"
        ) else declared  # fmt: skip
        name = target.get("name", "")
        path = "" if depth == 0 else f"{above}/{name}".lstrip("/")
        node = Node(self._tag(target, "elementFormDefault", name), path)
        node.is_required = declared.get("minOccurs", "1") != "0"
        words = _words(declared) or _words(target)
        inline = target.find(f"{XS}complexType")
        if inline is None and (named := target.get("type")):
            inline = self.declared.get(("complexType", *self.qname(target, named)))
        if inline is not None:
            self._complex(inline, node, target, words, depth)
        else:
            simple = self._simple_of(target, depth)
            node.place = simple.place(path, target, words, is_required=node.is_required)
        return node

    def _tag(self, declared: Any, default: str, name: str) -> str:
        schema = declared.getroottree().getroot()
        is_global = declared.getparent() is schema
        form = declared.get("form", schema.get(default, "unqualified"))
        space = schema.get("targetNamespace", "")
        return f"{{{space}}}{name}" if space and (is_global or form == "qualified") else name

    def _complex(self, kind: Any, node: Node, declared: Any, words: str, depth: int) -> None:
        words = words or _words(kind)
        for child in kind:
            tag = str(child.tag).removeprefix(XS)
            if tag in _MODELS:
                node.children += self._model(child, node.path, depth)
            elif tag in ("attribute", "attributeGroup"):
                self._attribute(child, node, depth)
            elif tag == "complexContent":
                derived = child.find(f"{XS}extension")
                if derived is not None:
                    base = self.find("complexType", derived, derived.get("base"))
                    self._complex(base, node, declared, words, depth + 1)
                else:
                    derived = child.find(f"{XS}restriction")
                if derived is not None:
                    self._complex(derived, node, declared, words, depth + 1)
            elif tag == "simpleContent":
                self._simple_content(child, node, declared, words, depth)
        if depth > DEEPEST:
            raise XsdRefused("xsd.too_deep")

    def _simple_content(
        self, content: Any, node: Node, declared: Any, words: str, depth: int
    ) -> None:
        derived = next(iter(content.iterchildren(f"{XS}extension", f"{XS}restriction")), None)
        if derived is None:
            return
        base = self.declared.get(("complexType", *self.qname(derived, derived.get("base"))))
        if base is not None:
            self._complex(base, node, declared, words, depth + 1)
        else:
            simple = self._simple(derived, derived.get("base"), depth)
            node.place = simple.place(node.path, declared, words, is_required=node.is_required)
        said = tuple(one.get("value", "") for one in derived.iterchildren(f"{XS}enumeration"))
        if said and node.place is not None:
            fixed = said[0] if len(said) == 1 else node.place.fixed
            node.place = replace(node.place, fixed=fixed, options=() if fixed else said)
        for child in derived.iterchildren(f"{XS}attribute", f"{XS}attributeGroup"):
            self._attribute(child, node, depth)

    def _model(self, model: Any, path: str, depth: int, *, chosen: bool = False) -> list[Node]:
        tag = str(model.tag).removeprefix(XS)
        if depth > DEEPEST:
            raise XsdRefused("xsd.too_deep")
        if tag == "group":
            target = self.find("group", model, model.get("ref")) if model.get("ref") else model
            inner = [one for one in target if str(one.tag).removeprefix(XS) in _MODELS]
            return [n for one in inner for n in self._model(one, path, depth + 1, chosen=chosen)]
        is_optional = model.get("minOccurs", "1") == "0"
        chosen = chosen or tag == "choice" or is_optional
        found: list[Node] = []
        for child in model:
            kind = str(child.tag).removeprefix(XS)
            if kind == "element" and child.get("maxOccurs") != "0":
                node = self.element(child, path, depth=depth + 1)
                node.is_chosen = chosen
                found.append(node)
            elif kind in _MODELS:
                found += self._model(child, path, depth + 1, chosen=chosen)
        return found

    def _attribute(self, declared: Any, node: Node, depth: int) -> None:
        if str(declared.tag).removeprefix(XS) == "attributeGroup":
            if depth > DEEPEST:
                raise XsdRefused("xsd.too_deep")
            group = self.find("attributeGroup", declared, declared.get("ref"))
            for child in group.iterchildren(f"{XS}attribute", f"{XS}attributeGroup"):
                self._attribute(child, node, depth + 1)
            return
        if declared.get("use") == "prohibited":
            return
        target = self.find("attribute", declared, declared.get("ref")) if declared.get(
            "ref"
        ) else declared  # fmt: skip
        name = target.get("name", "")
        simple = self._simple_of(target, depth)
        path = f"{node.path}/@{name}".lstrip("/")
        place = simple.place(
            path, target, _words(declared), is_required=declared.get("use") == "required"
        )
        if declared.get("fixed") is not None:
            place = replace(place, fixed=declared.get("fixed"), options=())
        tag = self._tag(target, "attributeFormDefault", name)
        node.attributes = [each for each in node.attributes if each[0] != tag]
        node.attributes.append((tag, place))

    def _simple_of(self, declared: Any, depth: int) -> _Simple:
        inline = declared.find(f"{XS}simpleType")
        if inline is not None:
            return self._simple_type(inline, depth)
        return self._simple(declared, declared.get("type"), depth)

    def _simple(self, at: Any, name: str | None, depth: int) -> _Simple:
        space, local = self.qname(at, name)
        if not name or f"{{{space}}}" == XS:
            return _Simple(local or "string")
        if depth > DEEPEST:
            raise XsdRefused("xsd.too_deep")
        return self._simple_type(self.find("simpleType", at, name), depth + 1)

    def _simple_type(self, kind: Any, depth: int) -> _Simple:
        narrowed = kind.find(f"{XS}restriction")
        if narrowed is None:
            return _Simple(words=_words(kind))
        base = self._simple_of_restriction(narrowed, depth)
        said = tuple(one.get("value", "") for one in narrowed.iterchildren(f"{XS}enumeration"))
        return _Simple(base.base, said or base.options, _words(kind) or base.words)

    def _simple_of_restriction(self, narrowed: Any, depth: int) -> _Simple:
        inline = narrowed.find(f"{XS}simpleType")
        if inline is not None:
            return self._simple_type(inline, depth + 1)
        return self._simple(narrowed, narrowed.get("base"), depth)


def _words(declared: Any) -> str:
    """The documentation of a component, on one line."""
    found = declared.findall(f"{XS}annotation/{XS}documentation")
    return " ".join(" ".join("".join(one.itertext()).split()) for one in found)[:1000]
