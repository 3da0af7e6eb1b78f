"""camt.052, 053 and 054, the ISO 20022 statements, of any version.

`elements` looks into XML without its namespaces, `entries` reads the movements, `reading` puts
statements together.
"""

from kartoteka.formats.camt.reading import read, recognises

__all__ = ["read", "recognises"]
