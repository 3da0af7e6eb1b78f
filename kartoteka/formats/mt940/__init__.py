"""MT940 and MT942, the SWIFT statements, as Polish and Slovak banks really write them.

The standard fixes the tags; what stands in `:86:` is each bank's own. `messages` cuts the file
into tags, `entries` reads `:61:` and the balances, `details` reads `:86:` by the shape it has,
`reading` puts statements together.
"""

from kartoteka.formats.mt940.reading import read, recognises

__all__ = ["read", "recognises"]
