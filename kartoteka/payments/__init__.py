"""Money that comes in: bank statements, their lines, whose payment each is, and why we think so."""
