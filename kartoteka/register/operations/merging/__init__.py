"""Merging two parties into one and undoing it: the acts, and what each table of the room moves."""
