"""Tax information: what natural persons were forgiven or given in a year, and what was told of it.

Owns the source rows (write-offs of the ledger, rows by hand and from files), a taxpayer for each
payer, person and year, the information that is issued of them and never changes afterwards (a
correction is a new one that names the former), its files, and what became of it; the forms whose
XSD the office has installed, which values stand where in them, and the dictionary of tax offices.
"""
