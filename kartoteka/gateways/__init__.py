"""Clients of outside services: thin, without tables; each returns what the service answered.

Clients of registers (GUS, the white list, VIES, RPO, RÚZ, Finančná správa) answer with an `Answer`:
yes, no, or no answer with the reason, and an `Evidence` of each call that was made. The calling
room keeps the evidence; nothing here knows a room. Calls are made outside a transaction: they take
seconds, and what they count must count at once.
"""
