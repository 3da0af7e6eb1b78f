"""Contents: bytes kept once under their hash, with their name, type and size. Nothing is edited."""
