"""Reading an XSD and the files that it imports, all of them given as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from kartoteka.formats.edeclaration import outline
from kartoteka.formats.edeclaration.outline import XS, Node, Place, XsdRefused

LARGEST = 10 * 1024 * 1024
_OWN = "installed:"  # the only addresses that are ever resolved
_POINTERS = (f"{XS}import", f"{XS}include")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a schema: its name (or address) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A form as its XSD declares it.

    `root` is the document's element, `places` all that can hold a value, by path and in the order
    of the form; `files` are the given files that it is made of, the main one first.
    """

    namespace: str
    root: Node
    places: dict[str, Place]
    files: tuple[File, ...]
    validator: Any

    def fixed(self, name: str) -> str:
        """What the first place called `name` always says, "" where nothing is fixed."""
        found = (one for one in self.places.values() if one.name == name)
        return next((one.fixed for one in found if one.fixed is not None), "")


@dataclass(slots=True)
class _Loaded:
    """A parsed file, and its bytes with every pointer turned to an address of our own."""

    file: File
    root: Any
    place: int


def read(main: File, others: Sequence[File] = ()) -> Form:
    """The form that `main` declares, its imports taken from `others` and nowhere else.

    A file fits an import by its target namespace, of several the one that has the name. Raises
    XsdRefused: not XML, a DOCTYPE, no schema, an import that is not there, several or no roots,
    more than 10 MB, or what libxml2 finds wrong.
    """
    parsed = [(file, _parsed(file)) for file in (main, *others)]
    loaded = [_Loaded(main, parsed[0][1], 0)]
    waiting = [loaded[0]]
    while waiting:
        one = waiting.pop()
        for pointer in one.root.iterchildren(*_POINTERS):
            found = _target(pointer, one.root, parsed)
            if found is None:
                continue
            known = next((each for each in loaded if each.root is found[1]), None)
            if known is None:
                known = _Loaded(found[0], found[1], len(loaded))
                loaded.append(known)
                waiting.append(known)
            pointer.set("schemaLocation", f"{_OWN}{known.place}")
    root = outline.outlined([each.root for each in loaded])
    return Form(
        namespace=loaded[0].root.get("targetNamespace", ""),
        root=root,
        places={place.path: place for place in outline.places(root)},
        files=tuple(each.file for each in loaded),
        validator=_compiled(loaded),
    )


def _parser() -> Any:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _parsed(file: File) -> Any:
    if len(file.data) > LARGEST:
        raise XsdRefused("xsd.too_large", file=file.name)
    try:
        root = etree.fromstring(file.data, _parser())
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise XsdRefused("xsd.not_xml", file=file.name, what=str(problem)[:200]) from None
    if root.getroottree().docinfo.doctype:
        raise XsdRefused("xsd.doctype", file=file.name)
    if root.tag != f"{XS}schema":
        raise XsdRefused("xsd.no_schema", file=file.name)
    for hidden in ("redefine", "override"):
        if root.find(f"{XS}{hidden}") is not None:
            raise XsdRefused("xsd.not_supported", file=file.name, what=f"xs:{hidden}")
    return root


def _target(pointer: Any, root: Any, parsed: Sequence[tuple[File, Any]]) -> tuple[File, Any] | None:
    location = pointer.get("schemaLocation", "")
    is_include = pointer.tag == f"{XS}include"
    namespace = root.get("targetNamespace", "") if is_include else pointer.get("namespace", "")
    fitting = [
        (file, other)
        for file, other in parsed
        if other is not root
        and other.get("targetNamespace", "") in ({namespace, ""} if is_include else {namespace})
    ]
    named = [each for each in fitting if _last(each[0].name) == _last(location)]
    if named or (fitting and not is_include):
        return (named or fitting)[0]
    if not location:  # an import that only allows a namespace
        return None
    raise XsdRefused("xsd.import_missing", location=location, namespace=namespace)


def _last(location: str) -> str:
    return unquote(urlsplit(location).path.replace("\\", "/").rpartition("/")[2])


class _Installed(etree.Resolver):
    """Answers for our own addresses; for any other there is nothing."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        super().__init__()
        self.texts = texts

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]
        number = system_url.removeprefix(_OWN) if system_url else ""
        if number.isdecimal() and int(number) < len(self.texts):
            return self.resolve_string(self.texts[int(number)], context, base_url=system_url)
        raise XsdRefused("xsd.import_missing", location=str(system_url), namespace="")


def _compiled(loaded: Sequence[_Loaded]) -> Any:
    texts = [etree.tostring(each.root, encoding="utf-8") for each in loaded]
    parser = _parser()
    parser.resolvers.add(_Installed(texts))
    tree = etree.fromstring(texts[0], parser, base_url=f"{_OWN}0")
    try:
        return etree.XMLSchema(tree)
    except etree.XMLSchemaParseError as problem:
        raise XsdRefused("xsd.invalid", what=str(problem)[:300]) from None
