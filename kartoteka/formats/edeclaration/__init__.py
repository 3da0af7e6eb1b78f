"""e-Declarations: XML documents of a form whose XSD the office has installed.

`schema` reads an XSD with the files that it imports, from bytes alone: no network, no entities.
`outline` says what such a form holds: every place for a value with its type, its words, what is
fixed. `writing` makes a document of values by place and lets nothing out that the XSD refuses.
Names of elements are never known beforehand: all of them come from the XSD.
"""

from kartoteka.formats.edeclaration.outline import Kind, Node, Place, XsdRefused
from kartoteka.formats.edeclaration.schema import File, Form, read
from kartoteka.formats.edeclaration.writing import DocumentRefused, Fault, faults, write

__all__ = [
    "DocumentRefused",
    "Fault",
    "File",
    "Form",
    "Kind",
    "Node",
    "Place",
    "XsdRefused",
    "faults",
    "read",
    "write",
]
