"""KSeF: structured invoices FA(3) and their numbers, receipts and verification links.

`reading` reads an invoice, `numbers` checks and finds KSeF numbers, `receipts` reads what says
which number belongs to which file, `links` makes KOD I, `packing` opens archives.
"""

from kartoteka.formats.ksef.links import verification_link
from kartoteka.formats.ksef.numbers import is_number, number_in
from kartoteka.formats.ksef.packing import File, Opened, unpacked
from kartoteka.formats.ksef.reading import Corrected, Invoice, read
from kartoteka.formats.ksef.receipts import numbers_told
from kartoteka.formats.ksef.refusals import SENTENCES, KsefRefused

__all__ = [
    "SENTENCES",
    "Corrected",
    "File",
    "Invoice",
    "KsefRefused",
    "Opened",
    "is_number",
    "number_in",
    "numbers_told",
    "read",
    "unpacked",
    "verification_link",
]
