"""The one register of parties: who they are, how to reach them, which of them hang on which.

Party: company, sole trader, person, public body or household. Around it: typed identifiers,
addresses with validity, contacts, bank accounts, and who may act for it in the portal.
Invariants: NIP is unique among heads of trees; other true identifiers are unique; a tree has no
cycle; validities of one kind of address do not overlap. The database keeps all of them.
"""
