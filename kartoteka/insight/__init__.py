"""What the office sees and prints of all its rooms at once: reports, documents in bulk.

It reads the tables of the rooms below and writes only its own.
"""
