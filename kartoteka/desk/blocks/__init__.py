"""Blocks: who is stopped from what, setting a block and lifting it."""
