"""What lists and searches of parties ask about documents, as SQL over a party's id.

`{party}` stands for the expression of the party's id; parameters: `type` (a type's id), `on` (the
day that counts), `day` (the day compared with). Each can be answered from the index on party.
"""

_OF_TYPE = (
    "documents_customerdocument AS paper WHERE paper.party_id = {party}"
    " AND paper.type_id = %(type)s AND paper.state = 'IN_FORCE'"
)

# Has a document of the type that is valid on the day.
HAS_VALID = (
    f"EXISTS (SELECT FROM {_OF_TYPE}"
    " AND (paper.valid_from IS NULL OR paper.valid_from <= %(on)s)"
    " AND (paper.valid_to IS NULL OR paper.valid_to >= %(on)s))"
)

# Documents of the type are there, and the last of them ends before the day.
ENDS_BEFORE = (
    "coalesce((SELECT max(coalesce(paper.valid_to, 'infinity'::date)) < %(day)s"  # noqa: S608
    f" FROM {_OF_TYPE}), false)"
)
